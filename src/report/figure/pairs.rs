//! Cells over two factors.

use serde::Serialize;

use crate::experiment::results::Verdict;

/// A cell for each pair of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pairs {
    /// What runs along.
    pub x_label: String,
    /// What runs up.
    pub y_label: String,
    /// Its values from the left.
    pub columns: Vec<String>,
    /// Its values from the top.
    pub rows: Vec<String>,
    /// Row by row from the top; none where there is no such point.
    pub cells: Vec<Vec<Option<PairCell>>>,
}

/// A cell of [`Pairs`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairCell {
    /// Place between the least value (0) and the greatest (1).
    pub share: Option<f64>,
    /// Its figure.
    pub text: String,
    /// What an objective says of it.
    pub verdict: Verdict,
}
