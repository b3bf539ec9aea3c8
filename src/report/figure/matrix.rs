//! Measures by scenario, as plain data: a value, its change and a word in each cell.

use serde::Serialize;

use super::super::style::Color;

/// Measures as rows, scenarios as columns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// Heads of the columns.
    pub heads: Vec<String>,
    /// From the top, the most telling first.
    pub rows: Vec<MatrixRow>,
}

/// A measure in every scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatrixRow {
    /// Of what, and which measure.
    pub label: [String; 2],
    /// One for each column.
    pub cells: Vec<MatrixCell>,
}

/// A measure in one scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MatrixCell {
    /// The value.
    pub value: String,
    /// Its colour, by the verdict.
    pub ink: Color,
    /// The difference from the first column, the longest wording first; empty where none shows.
    pub change: Vec<String>,
    /// What came out.
    pub word: String,
    /// Its colour; none where nothing shows.
    pub color: Option<Color>,
}
