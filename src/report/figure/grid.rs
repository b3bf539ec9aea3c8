//! What many rows do in a few columns, with the worst of each outlined.

use serde::Serialize;

use crate::experiment::results::Verdict;

/// Rows of cells under heads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grid {
    /// Heads; wrapped to two lines.
    pub heads: Vec<String>,
    /// From the top.
    pub rows: Vec<GridRow>,
    /// What is not shown; may be empty.
    pub more: String,
}

/// A row of a [`Grid`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GridRow {
    /// Its name.
    pub label: String,
    /// What kind of thing it is.
    pub kind: String,
    /// Drawn apart from the rows below.
    pub apart: bool,
    /// One a head.
    pub cells: Vec<GridCell>,
}

/// A cell of a [`Grid`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GridCell {
    /// Its figure.
    pub text: String,
    /// From nothing (0) to the worst of its column (1); none is left white.
    pub share: Option<f64>,
    /// What an objective says of it.
    pub verdict: Verdict,
    /// The worst of its column.
    pub worst: bool,
}
