//! How pages and charts look: sizes in points (1/72 inch), and colours.
//!
//! Classes, causes and states take their colours from three disjoint sets, so that a colour means one thing
//! on all charts. A state is never told by colour alone: its word stands beside it.

use serde::Serialize;

use crate::experiment::results::Verdict;
use crate::model::cause::CAUSES;

/// Pixels to an inch of paper.
pub const DPI: u32 = 300;
/// A4, landscape.
pub const PAGE_PT: (f64, f64) = (842.0, 595.25);
/// A chart of its own.
pub const CHART_PT: (f64, f64) = (480.0, 300.0);

/// Sizes of type.
pub mod size {
    /// The page's title.
    pub const TITLE: f64 = 14.0;
    /// The figure of a tile.
    pub const TILE: f64 = 15.0;
    /// The verdict.
    pub const LEAD: f64 = 10.5;
    /// A chart's title.
    pub const HEADING: f64 = 9.0;
    /// Tables.
    pub const BODY: f64 = 7.2;
    /// Axis labels, legends, subtitles.
    pub const LABEL: f64 = 6.8;
    /// Footer.
    pub const SMALL: f64 = 6.3;
}

/// A colour, 0 to 255 each of red, green and blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Color(pub u8, pub u8, pub u8);

impl Serialize for Color {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2))
    }
}

/// Text.
pub const INK: Color = Color(17, 30, 46);
/// Text of less weight.
pub const SUB: Color = Color(84, 97, 114);
/// Grid lines.
pub const GRID: Color = Color(230, 234, 239);
/// Edges of cards, axes.
pub const EDGE: Color = Color(205, 213, 222);
/// Behind the cards.
pub const PAPER: Color = Color(244, 246, 249);
/// Cards.
pub const WHITE: Color = Color(255, 255, 255);
/// The page's head.
pub const NAVY: Color = Color(15, 39, 64);
/// Text of less weight on the page's head.
pub const NAVY_SUB: Color = Color(190, 205, 222);
/// An element's load, which belongs to no class; paler than the ink of a limit drawn across it.
pub const LOAD: Color = Color(112, 124, 142);
/// What of an element's load it carries: a line on the ink of its capacity.
pub const CARRIED: Color = Color(60, 150, 200);
/// An element is down: darker than any background, of no class and no state.
pub const DOWN: Color = Color(150, 130, 160);
/// The same as a background.
pub const DOWN_SHADE: Color = Color(226, 217, 232);
/// The busy hour's background.
pub const SHADE: Color = Color(232, 236, 242);

/// Classes: Okabe and Ito's set (Color Universal Design, 2008) without yellow, which is faint on white.
const CLASSES: [Color; 7] = [
    Color(0, 114, 178),
    Color(230, 159, 0),
    Color(0, 158, 115),
    Color(204, 121, 167),
    Color(86, 180, 233),
    Color(213, 94, 0),
    Color(0, 0, 0),
];

/// The class that stands `at` in the scenario: its colour, and how often the set was used up before
/// (0: solid line, 1: dashed, 2: dotted).
pub fn class(at: usize) -> (Color, usize) {
    (CLASSES[at % CLASSES.len()], at / CLASSES.len())
}

/// Causes, in the order of the cause table: Tol's "muted" and "light" sets (SRON/EPS/TN/09-002, 2021).
const CAUSE_COLORS: [Color; 17] = [
    Color(187, 187, 187), // device down
    Color(153, 153, 51),  // superseded
    Color(221, 170, 85),  // not connected
    Color(255, 170, 187), // too long
    Color(119, 119, 119), // gateway down
    Color(221, 204, 119), // out of range
    Color(68, 170, 153),  // gateway transmitting
    Color(204, 102, 119), // no demodulator
    Color(51, 34, 136),   // collision
    Color(136, 204, 238), // interference
    Color(170, 68, 153),  // link loss
    Color(119, 170, 221), // link down
    Color(85, 85, 136),   // station down
    Color(136, 34, 85),   // buffer full
    Color(17, 119, 51),   // throttled
    Color(238, 136, 102), // overload
    Color(187, 204, 51),  // late
];

/// Colour of a cause by its name in results; grey for one that this version does not know.
pub fn cause(name: &str) -> Color {
    let at = CAUSES.iter().position(|row| row.name == name);
    at.and_then(|at| CAUSE_COLORS.get(at)).copied().unwrap_or(Color(221, 221, 221))
}

/// Words of a cause by its name in results, for readers to whom the field's terms say little.
pub fn cause_label(name: &str) -> String {
    let row = CAUSES.iter().find(|row| row.name == name);
    match (name, row) {
        ("superseded", _) => "replaced before sent".to_string(),
        ("in_flight", _) => "still on their way".to_string(),
        ("interference", _) => "interference (other rates)".to_string(),
        ("no_demodulator", _) => "gateway receivers taken".to_string(),
        (_, Some(row)) => row.label.to_string(),
        _ => name.replace('_', " "),
    }
}

/// Word and colour of a state.
pub fn state(verdict: Verdict, tight: bool) -> (&'static str, Color) {
    match verdict {
        Verdict::Met if tight => ("met, tight", Color(23, 107, 58)),
        Verdict::Met => ("met", Color(23, 107, 58)),
        Verdict::AtRisk => ("at risk", Color(150, 92, 0)),
        Verdict::Missed => ("missed", Color(170, 28, 28)),
        Verdict::None => ("no verdict", SUB),
    }
}

/// Background of the region beyond a limit.
pub const BEYOND: Color = Color(251, 241, 240);

/// One hue, lightness falling all the way (ColorBrewer "Blues", Brewer 2003): order survives any eye and grey print.
const SEQUENCE: [Color; 9] = [
    Color(247, 251, 255),
    Color(222, 235, 247),
    Color(198, 219, 239),
    Color(158, 202, 225),
    Color(107, 174, 214),
    Color(66, 146, 198),
    Color(33, 113, 181),
    Color(8, 81, 156),
    Color(8, 48, 107),
];

/// Colour of a share between 0 (light) and 1 (dark); beyond, the ends.
pub fn sequence(share: f64) -> Color {
    let steps = SEQUENCE.len() - 1;
    let place = share.clamp(0.0, 1.0) * steps as f64;
    let low = (place as usize).min(steps - 1);
    mix(SEQUENCE[low], SEQUENCE[low + 1], place - low as f64)
}

/// Colour of a share between 0 and 1 on a scale that is not of shares of a capacity: greys.
pub fn greys(share: f64) -> Color {
    mix(PAPER, LOAD, share.clamp(0.0, 1.0))
}

/// `share` of the way from `from` to `to`.
pub fn mix(from: Color, to: Color, share: f64) -> Color {
    let part = |a: u8, b: u8| libm::round(f64::from(a) + (f64::from(b) - f64::from(a)) * share) as u8;
    Color(part(from.0, to.0), part(from.1, to.1), part(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn luminance(color: Color) -> f64 {
        0.2126 * f64::from(color.0) + 0.7152 * f64::from(color.1) + 0.0722 * f64::from(color.2)
    }

    #[test]
    fn classes_causes_and_states_share_no_colour() {
        let verdicts = [Verdict::Met, Verdict::AtRisk, Verdict::Missed, Verdict::None];
        let states = verdicts.map(|verdict| state(verdict, false).1);
        let all: Vec<Color> = CLASSES.iter().chain(&CAUSE_COLORS).chain(&states).copied().collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert_eq!(CAUSE_COLORS.len(), CAUSES.len());
    }

    #[test]
    fn the_sequence_only_darkens() {
        let steps: Vec<f64> = (0..=100).map(|i| luminance(sequence(f64::from(i) / 100.0))).collect();
        assert!(steps.windows(2).all(|pair| pair[1] < pair[0]));
    }

    #[test]
    fn white_words_on_states_are_readable() {
        // WCAG 2.2 asks a contrast of 4.5; relative luminance below 0.183 gives it against white.
        let linear = |v: u8| libm::pow(f64::from(v) / 255.0, 2.2);
        for verdict in [Verdict::Met, Verdict::AtRisk, Verdict::Missed, Verdict::None] {
            let Color(r, g, b) = state(verdict, false).1;
            assert!(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) < 0.183);
        }
    }
}
