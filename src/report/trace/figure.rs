//! What a timeline says, as plain data in seconds after a message's birth: no pixels, no fonts.

use serde::Serialize;

use super::super::figure::Axis;
use super::super::style::Color;

/// One message from birth to its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeline {
    /// Whose, and when it was born.
    pub title: String,
    /// How it ended.
    pub word: String,
    /// Colour of that word, and of the line where it ended.
    pub color: Color,
    /// Why, and what else there is to say.
    pub note: String,
    /// Seconds after its birth.
    pub x: Axis,
    /// From the top.
    pub lanes: Vec<Lane>,
    /// When it ended.
    pub end: Option<f64>,
}

/// A line of bars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lane {
    /// Where, or who.
    pub label: String,
    /// It belongs to the lane above: thinner and paler.
    pub under: bool,
    /// Stretches of time.
    pub bars: Vec<Bar>,
    /// What came of it.
    pub note: String,
    /// Colour of the note.
    pub color: Color,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// Begin.
    pub from: f64,
    /// End.
    pub to: f64,
    /// Colour.
    pub color: Color,
    /// Drawn as an outline.
    pub hollow: bool,
}
