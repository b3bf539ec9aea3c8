//! Places and lines of text, in points.

use super::super::font::{self, Weight};
use super::super::style::Color;

/// A rectangle on the page, points from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Frame {
    /// A frame.
    pub fn new(x: f64, y: f64, w: f64, h: f64) -> Frame {
        Frame { x, y, w, h }
    }

    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// What is left after cutting from the four sides.
    pub fn cut(&self, left: f64, top: f64, right: f64, bottom: f64) -> Frame {
        Frame::new(self.x + left, self.y + top, self.w - left - right, self.h - top - bottom)
    }
}

/// How a line of text is set.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Size of an em, points.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub color: Color,
}

impl Type {
    /// Regular weight.
    pub fn plain(size: f64, color: Color) -> Type {
        Type { size, weight: Weight::Regular, color }
    }

    /// Semi-bold weight.
    pub fn bold(size: f64, color: Color) -> Type {
        Type { size, weight: Weight::Bold, color }
    }

    /// Width of a line, points.
    pub fn width(&self, text: &str) -> f64 {
        f64::from(self.weight.width(text)) * self.size
    }

    /// The size at which the text fits a room in one line, but no smaller than `least`.
    pub fn shrunk(&self, text: &str, room: f64, least: f64) -> f64 {
        (self.size * room / libm::fmax(self.width(text), 1.0)).clamp(least, self.size)
    }

    /// The text, shortened to so many points.
    pub fn elide(&self, text: &str, width: f64) -> String {
        font::elide(text, self.weight, (width / self.size) as f32)
    }

    /// The text in at most so many lines of so many points.
    pub fn wrap(&self, text: &str, width: f64, lines: usize) -> Vec<String> {
        font::wrap(text, self.weight, (width / self.size) as f32, lines)
    }
}
