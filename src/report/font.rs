//! The page's typeface, inside the binary: Inter, two weights, Latin only, tabular digits.
//!
//! Measures and outlines text in ems; knows nothing of pages. Characters that the font lacks become boxes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId, OutlineCurve, Point};
use tiny_skia::{Path, PathBuilder, Rect};

/// Height of capitals and digits, in ems (Inter: 1490 of 2048).
pub const CAP_HEIGHT: f32 = 0.727;
/// Depth below the baseline to which letters reach, in ems.
pub const DESCENT: f32 = 0.21;
/// Width and advance of the box drawn for a character that the font lacks, in ems.
const BOX: (f32, f32) = (0.48, 0.6);
/// Narrow spaces are not in the font; they group digits, so a fifth of an em is set.
const NARROW_SPACE: f32 = 0.17;

/// A weight of the typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Inter Regular.
    Regular,
    /// Inter SemiBold.
    Bold,
}

struct Face {
    font: FontRef<'static>,
    units: f32,
}

impl Face {
    fn embedded(bytes: &'static [u8]) -> Face {
        let font = FontRef::try_from_slice(bytes).expect("the embedded font is well formed");
        let units = font.units_per_em().unwrap_or(2048.0);
        Face { font, units }
    }
}

static REGULAR: LazyLock<Face> =
    LazyLock::new(|| Face::embedded(include_bytes!("../../assets/fonts/Inter-Regular.ttf")));
static BOLD: LazyLock<Face> =
    LazyLock::new(|| Face::embedded(include_bytes!("../../assets/fonts/Inter-SemiBold.ttf")));

/// What is set at a place of the line.
enum Sort {
    Glyph(GlyphId),
    Space,
    Missing,
}

impl Weight {
    fn face(self) -> &'static Face {
        match self {
            Weight::Regular => &REGULAR,
            Weight::Bold => &BOLD,
        }
    }

    fn sort(self, character: char) -> Sort {
        if matches!(character, '\u{202f}' | '\u{2009}') || character.is_control() {
            return Sort::Space;
        }
        match self.face().font.glyph_id(character) {
            GlyphId(0) => Sort::Missing,
            glyph => Sort::Glyph(glyph),
        }
    }

    /// Calls `place` with every sort and its pen position, and answers the width; both in ems.
    fn set(self, text: &str, mut place: impl FnMut(&Sort, f32)) -> f32 {
        let face = self.face();
        let (mut pen, mut before) = (0.0, None);
        for character in text.chars() {
            let sort = self.sort(character);
            let advance = match sort {
                Sort::Glyph(glyph) => {
                    pen += before.map_or(0.0, |b| face.font.kern_unscaled(b, glyph)) / face.units;
                    face.font.h_advance_unscaled(glyph) / face.units
                }
                Sort::Space => NARROW_SPACE,
                Sort::Missing => BOX.1,
            };
            place(&sort, pen);
            before = if let Sort::Glyph(glyph) = sort { Some(glyph) } else { None };
            pen += advance;
        }
        pen
    }

    /// Width of a line of text, in ems.
    pub fn width(self, text: &str) -> f32 {
        self.set(text, |_, _| {})
    }

    /// Outline of a line of text with the baseline's start at (0, 0), y downward, `em` units to an em.
    pub fn outline(self, text: &str, em: f32) -> Option<Path> {
        let mut path = PathBuilder::new();
        self.set(text, |sort, pen| match sort {
            Sort::Glyph(glyph) => self.add_glyph(&mut path, *glyph, pen * em, em / self.face().units),
            Sort::Missing => add_box(&mut path, pen * em, em),
            Sort::Space => {}
        });
        path.finish()
    }

    fn add_glyph(self, path: &mut PathBuilder, glyph: GlyphId, x: f32, scale: f32) {
        let Some(outline) = self.face().font.outline(glyph) else { return };
        let at = |p: Point| (x + p.x * scale, -p.y * scale);
        let mut last: Option<Point> = None;
        for curve in &outline.curves {
            let (OutlineCurve::Line(start, _)
            | OutlineCurve::Quad(start, _, _)
            | OutlineCurve::Cubic(start, _, _, _)) = *curve;
            if last != Some(start) {
                path.close();
                path.move_to(at(start).0, at(start).1);
            }
            last = Some(add_curve(path, curve, at));
        }
        path.close();
    }
}

fn add_curve(path: &mut PathBuilder, curve: &OutlineCurve, at: impl Fn(Point) -> (f32, f32)) -> Point {
    match *curve {
        OutlineCurve::Line(_, end) => {
            path.line_to(at(end).0, at(end).1);
            end
        }
        OutlineCurve::Quad(_, a, end) => {
            path.quad_to(at(a).0, at(a).1, at(end).0, at(end).1);
            end
        }
        OutlineCurve::Cubic(_, a, b, end) => {
            path.cubic_to(at(a).0, at(a).1, at(b).0, at(b).1, at(end).0, at(end).1);
            end
        }
    }
}

/// A hollow box: the outer edge one way round, the inner the other.
fn add_box(path: &mut PathBuilder, x: f32, em: f32) {
    let (left, right, top, line) = (x + 0.06 * em, x + (0.06 + BOX.0) * em, -CAP_HEIGHT * em, 0.06 * em);
    if let Some(outer) = Rect::from_ltrb(left, top, right, 0.0) {
        path.push_rect(outer);
    }
    path.move_to(left + line, top + line);
    path.line_to(left + line, -line);
    path.line_to(right - line, -line);
    path.line_to(right - line, top + line);
    path.close();
}

/// Adds to `missing` the characters of `text` that the font lacks.
pub fn note_missing(text: &str, missing: &mut BTreeSet<char>) {
    missing.extend(text.chars().filter(|c| matches!(Weight::Regular.sort(*c), Sort::Missing)));
}

/// Shortens `text` with an ellipsis to `width` ems; a member's name keeps its end, which tells it from the others, and a
/// path of several parts its end alone.
pub fn elide(text: &str, weight: Weight, width: f32) -> String {
    if weight.width(text) <= width {
        return text.to_string();
    }
    let characters: Vec<char> = text.chars().collect();
    let mut keep = characters.len().saturating_sub(1).min(MOST_CHARACTERS);
    while keep > 1 {
        let tail = match text.contains(' ') {
            true => 0,
            false if text.contains(':') => keep / 3,
            false if text.matches('.').count() > 1 => keep,
            false => 0,
        };
        let head: String = characters[..keep - tail].iter().collect();
        let end: String = characters[characters.len() - tail..].iter().collect();
        // a path is cut between its parts
        let end = if tail == keep { end.split_once('.').map_or(&*end, |(_, whole)| whole) } else { &*end };
        let short = format!("{}…{end}", head.trim_end());
        if weight.width(&short) <= width {
            return short;
        }
        keep -= 1;
    }
    "…".to_string()
}

/// No line of a page holds more.
const MOST_CHARACTERS: usize = 500;

/// Breaks `text` at spaces into at most `lines` lines of `width` ems; the last is elided.
pub fn wrap(text: &str, weight: Weight, width: f32, lines: usize) -> Vec<String> {
    let mut done = Vec::new();
    let mut line = String::new();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.peek() {
        let longer = if line.is_empty() { (*word).to_string() } else { format!("{line} {word}") };
        let fits = weight.width(&longer) <= width || line.is_empty();
        if fits {
            line = longer;
            words.next();
        } else if done.len() + 1 < lines {
            done.push(std::mem::take(&mut line));
        } else {
            line = longer;
            break;
        }
    }
    done.push(line);
    done.iter().map(|line| elide(line, weight, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_as_wide_as_each_other() {
        assert_eq!(Weight::Regular.width("1111"), Weight::Regular.width("8888"));
    }

    #[test]
    fn kerning_draws_letters_together() {
        let apart = Weight::Regular.width("A") + Weight::Regular.width("V");
        assert!(Weight::Regular.width("AV") < apart);
    }

    #[test]
    fn missing_characters_are_noted_and_have_an_outline() {
        let mut missing = BTreeSet::new();
        note_missing("Zähler Обь · ≥ 98\u{202f}%", &mut missing);
        assert_eq!(missing.into_iter().collect::<String>(), "Обь");
        assert!(Weight::Bold.outline("Ж", 10.0).is_some());
    }

    #[test]
    fn elided_text_fits_and_keeps_the_end_of_a_name() {
        let name = "links.lte-backhaul-north@rooftop:1207";
        let short = elide(name, Weight::Regular, 12.0);
        assert!(Weight::Regular.width(&short) <= 12.0);
        assert!(short.ends_with("07") && short.contains('…'), "{short}");
        assert_eq!(elide("short", Weight::Regular, 12.0), "short");
        let path = elide("devices.trackers.session.reconnect", Weight::Regular, 12.0);
        assert!(path.starts_with('…') && path.len() == "…session.reconnect".len(), "{path}");
    }

    #[test]
    fn wrapped_text_loses_no_word_while_lines_last() {
        let text = "lost messages per 1 000 offered in each 30 min";
        let lines = wrap(text, Weight::Regular, 12.0, 9);
        assert_eq!(lines.join(" "), text);
        assert_eq!(wrap(text, Weight::Regular, 12.0, 2).len(), 2);
    }
}
