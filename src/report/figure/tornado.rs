//! How far each of several things moves an answer, to both sides.

use serde::Serialize;

use super::Axis;

/// Bars around a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tornado {
    /// The answer.
    pub axis: Axis,
    /// The answer with nothing moved.
    pub base: f64,
    /// A limit on the answer, where there is one.
    pub limit: Option<f64>,
    /// From the top.
    pub rows: Vec<TornadoRow>,
    /// What is not shown; may be empty.
    pub more: String,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TornadoRow {
    /// What is moved.
    pub label: String,
    /// At its low end and at its high one.
    pub ends: [TornadoEnd; 2],
    /// It may be nothing but luck.
    pub pale: bool,
}

/// An end of a bar.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TornadoEnd {
    /// The answer there.
    pub at: Option<f64>,
    /// Its change may lie anywhere between these answers.
    pub ci: Option<[f64; 2]>,
    /// To what it is moved.
    pub text: String,
}
