//! Figures that are one table, or nothing but the reason why there is none.

use super::{Body, Cell, Column, Figure, Table};

impl Figure {
    /// Nothing to draw, and why.
    pub fn empty(title: impl Into<String>, why: impl Into<String>) -> Figure {
        Figure { title: title.into(), subtitle: String::new(), legend: vec![], body: Body::Empty(why.into()) }
    }

    /// A table of its own; a column's number says what share it gives where room is short.
    pub fn table(
        title: &str,
        subtitle: &str,
        heads: &[(&str, f64)],
        rows: Vec<Vec<Cell>>,
        notes: Vec<String>,
    ) -> Figure {
        let column = |(head, give): &(&str, f64)| Column { head: head.to_string(), give: *give };
        let columns = heads.iter().map(column).collect();
        let body = Body::Tables(vec![Table { columns, rows, notes, if_room: false }]);
        Figure { title: title.to_string(), subtitle: subtitle.to_string(), legend: vec![], body }
    }
}
