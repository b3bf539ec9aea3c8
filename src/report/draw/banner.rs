//! What a page says first: a word on a field of its colour, a sentence, and smaller lines below it. The sentence is
//! never cut where smaller type or a second line can hold it.

use super::super::style::{self, Color, size};
use super::{Canvas, DrawError, Frame, Type, badge};

/// Distances of lines of the sentence and below it, and how many there are at most.
const LEAD_LINE: f64 = 12.0;
const BELOW_LINE: f64 = 9.0;
const MOST_LINES: usize = 2;
const MOST_BELOW: usize = 4;
/// Above and below all lines.
const AIR: f64 = 5.0;
/// Around the word on its field, and between field and sentence.
const WORD: f64 = 22.0;
const AFTER: f64 = 8.0;
/// What the edges take of the width.
const EDGES: f64 = 20.0;

/// The words.
#[derive(Clone, Debug, Default)]
pub struct Banner<'a> {
    /// One word, and its colour.
    pub badge: Option<(&'a str, Color)>,
    /// The sentence.
    pub lead: &'a str,
    /// What stands below it; may be empty.
    pub below: &'a str,
}

/// Its lines as they are set, and where they begin.
struct Lines {
    lead: Type,
    leads: Vec<String>,
    belows: Vec<String>,
    word: f64,
}

impl Banner<'_> {
    fn lines(&self, width: f64) -> Lines {
        let mut lead = Type::bold(size::LEAD, style::INK);
        let word = self.badge.map_or(0.0, |(word, _)| lead.width(word) + WORD);
        let room = width - EDGES - if word > 0.0 { word + AFTER } else { 0.0 };
        lead.size = lead.shrunk(self.lead, room, size::HEADING);
        let leads = lead.wrap(self.lead, room, MOST_LINES);
        let below = if self.below.is_empty() { vec![] } else { below().wrap(self.below, room, MOST_BELOW) };
        Lines { lead, leads, belows: below, word }
    }

    /// As high as its lines need.
    pub fn height(&self, width: f64) -> f64 {
        let lines = self.lines(width);
        lines.leads.len() as f64 * LEAD_LINE + lines.belows.len() as f64 * BELOW_LINE + 2.0 * AIR
    }

    /// On a card from the frame's top; answers the height it took.
    pub fn draw(&self, canvas: &Canvas, frame: Frame) -> Result<f64, DrawError> {
        let Lines { lead, leads, belows, word } = self.lines(frame.w);
        let frame = Frame { h: self.height(frame.w), ..frame };
        canvas.rounded(frame, 4.0, style::EDGE)?;
        canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
        let mut x = frame.x + EDGES / 2.0;
        if let Some((text, color)) = self.badge {
            let place = Frame::new(frame.x + AFTER, frame.y + frame.h / 2.0 - 9.0, word, 18.0);
            badge(canvas, place, text, color, size::LEAD)?;
            x += word + AFTER;
        }
        let mut y = frame.y + AIR;
        for line in leads {
            canvas.left(&line, (x, y + LEAD_LINE / 2.0), lead)?;
            y += LEAD_LINE;
        }
        for line in belows {
            canvas.left(&line, (x, y + BELOW_LINE / 2.0), below())?;
            y += BELOW_LINE;
        }
        Ok(frame.h)
    }
}

fn below() -> Type {
    Type::plain(size::BODY, style::SUB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_whole_on_two_lines_and_its_card_as_high_as_they_need() {
        let lead = "Too many messages are lost to interference, messages arrive late and coverage falls short: 4 of 7 \
                    objectives missed (readings-arrive, readings-in-time, alarms-in-time and 1 more); 3 at risk.";
        let banner = Banner { badge: Some(("missed", style::INK)), lead, below: "Limited by links.lte." };
        let lines = banner.lines(818.0);
        assert_eq!((lines.leads.len(), lines.leads.join(" ").as_str()), (2, lead));
        let short = Banner { lead: "All is met.", ..banner.clone() };
        assert_eq!(banner.height(818.0) - short.height(818.0), LEAD_LINE);
    }
}
