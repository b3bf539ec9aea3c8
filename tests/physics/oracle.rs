//! Rows of the tables of exact answers.

use std::collections::HashMap;
use std::path::Path;

/// One row, by column name.
pub struct Row(HashMap<String, String>);

impl Row {
    /// The cell of this column, as written.
    pub fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    /// The cell of this column, if it is a number.
    pub fn maybe(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }

    /// The cell of this column, which is a number.
    pub fn number(&self, column: &str) -> f64 {
        self.maybe(column).unwrap_or_else(|| panic!("{column}: {}", self.text(column)))
    }
}

/// All rows of `tests/oracles/NAME.csv`.
pub fn rows(name: &str) -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles").join(format!("{name}.csv"));
    let mut reader = csv::Reader::from_path(file).expect("the table is there");
    reader.deserialize().map(|row| Row(row.expect("a row of the table"))).collect()
}
