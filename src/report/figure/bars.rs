//! Shares of a limit, one bar each.

use serde::Serialize;

use super::Axis;
use crate::report::style::Color;

/// Bars from nothing, ranked by whoever makes them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bars {
    /// What is used.
    pub axis: Axis,
    /// Where planning begins, and where the limit is.
    pub marks: [Option<f64>; 2],
    /// From the top.
    pub rows: Vec<BarRow>,
    /// What is not shown; may be empty.
    pub more: String,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BarRow {
    /// What is used.
    pub label: String,
    /// Of what, below it.
    pub sub: String,
    /// How far.
    pub value: f64,
    /// It may lie anywhere between these.
    pub ci: Option<[f64; 2]>,
    /// The value in words, at the bar's end.
    pub text: String,
    /// Colour.
    pub color: Color,
}
