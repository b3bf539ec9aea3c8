//! A page that answers one question: head, the answer in a sentence, room for cards, and a foot that says how to read
//! it and where it comes from. What the cards show, each page knows itself.

use super::super::style::{self, Color, PAGE_PT, size};
use super::banner::Banner;
use super::foot::{self, Block};
use super::{Canvas, DrawError, Drawn, Frame, Type};

/// Space at the sides, and between what stands on the page.
pub const MARGIN: f64 = 12.0;
/// See [`MARGIN`].
pub const GAP: f64 = 7.0;
const HEAD: f64 = 38.0;
/// Share of the head that its right side takes at most.
const ASIDE: f64 = 0.45;

/// What surrounds the cards.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The question, and of what.
    pub title: String,
    /// Under it.
    pub subtitle: String,
    /// On the right of both.
    pub aside: [String; 2],
    /// The answer in a word, and its colour.
    pub badge: Option<(String, Color)>,
    /// The answer in a sentence.
    pub sentence: String,
    /// What else must be said at once; may be empty.
    pub below: String,
    /// See [`foot`].
    pub foot: Vec<Block>,
}

/// Width of a page's foot.
pub fn width() -> f64 {
    PAGE_PT.0 - 2.0 * MARGIN
}

impl Answer {
    /// Draws it on paper, and answers the room that is left for cards.
    pub fn draw(&self, canvas: &Canvas) -> Result<Frame, DrawError> {
        canvas.fill(style::PAPER)?;
        self.head(canvas, Frame::new(0.0, 0.0, PAGE_PT.0, HEAD))?;
        let top = HEAD + GAP;
        let below = self.sentence(canvas, Frame::new(MARGIN, top, width(), 0.0))? + GAP;
        let footer = foot::height(&self.foot);
        let foot = PAGE_PT.1 - footer - 0.6 * GAP;
        foot::draw(canvas, Frame::new(MARGIN, foot, width(), footer), &self.foot)?;
        Ok(Frame::new(MARGIN, below, width(), foot - GAP - below))
    }

    fn head(&self, canvas: &Canvas, frame: Frame) -> Drawn {
        canvas.rect(frame, style::NAVY)?;
        let (mut title, sub) =
            (Type::bold(size::TITLE, style::WHITE), Type::plain(size::BODY, style::NAVY_SUB));
        let aside = Type::bold(size::BODY, style::WHITE);
        let inner = frame.w - 2.0 * MARGIN - 4.0;
        let taken = libm::fmax(aside.width(&self.aside[0]), sub.width(&self.aside[1]));
        let taken = libm::fmin(taken, ASIDE * inner);
        let room = inner - taken - 20.0;
        title.size = title.shrunk(&self.title, room, size::HEADING);
        let (left, right) = (frame.x + MARGIN + 2.0, frame.right() - MARGIN - 2.0);
        let lines = [14.5, 28.5].map(|down| frame.y + down);
        canvas.left(&title.elide(&self.title, room), (left, lines[0]), title)?;
        canvas.left(&sub.elide(&self.subtitle, room), (left, lines[1]), sub)?;
        canvas.right(&aside.elide(&self.aside[0], taken), (right, lines[0]), aside)?;
        canvas.right(&sub.elide(&self.aside[1], taken), (right, lines[1]), sub)
    }

    /// As high as its lines need; answers where it ends.
    fn sentence(&self, canvas: &Canvas, frame: Frame) -> Result<f64, DrawError> {
        let badge = self.badge.as_ref().map(|(word, color)| (word.as_str(), *color));
        let banner = Banner { badge, lead: &self.sentence, below: &self.below };
        Ok(frame.y + banner.draw(canvas, frame)?)
    }
}
