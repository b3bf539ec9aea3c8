//! Columns for the terminal: text to the left, figures to the right, two spaces between.

/// Which side of its column a cell stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A table under construction.
pub struct Table {
    sides: Vec<Side>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column headings.
    pub fn new(columns: &[(&str, Side)]) -> Table {
        let heading = columns.iter().map(|(name, _)| name.to_uppercase()).collect();
        Table { sides: columns.iter().map(|(_, side)| *side).collect(), rows: vec![heading] }
    }

    /// Adds a row; it has a cell for every column.
    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.sides.len(), "a cell for every column");
        self.rows.push(cells);
    }

    /// The aligned text, one line a row, ending in a newline. Nothing if there is no row under the heading.
    pub fn text(&self) -> String {
        if self.rows.len() < 2 {
            return String::new();
        }
        let widths: Vec<usize> = (0..self.sides.len()).map(|column| self.width(column)).collect();
        self.rows.iter().map(|row| self.line(row, &widths)).collect()
    }

    fn width(&self, column: usize) -> usize {
        self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells: Vec<String> = row
            .iter()
            .zip(&self.sides)
            .zip(widths)
            .map(|((cell, side), width)| match side {
                Side::Left => format!("{cell:<width$}"),
                Side::Right => format!("{cell:>width$}"),
            })
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_under_each_other() {
        let mut table = Table::new(&[("class", Side::Left), ("devices", Side::Right)]);
        table.row(vec!["meters".into(), "5 000".into()]);
        table.row(vec!["µ".into(), "7".into()]);
        assert_eq!(table.text(), "CLASS   DEVICES\nmeters    5 000\nµ             7\n");
    }

    #[test]
    fn a_heading_alone_is_no_table() {
        assert_eq!(Table::new(&[("class", Side::Left)]).text(), "");
    }
}
