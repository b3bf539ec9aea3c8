//! A sweep on one page, and its one tidy table: curves over one factor, a map of two, small multiples of three.
//! [`Sweep`] is the only input.

mod axis;
mod curves;
mod matrix;
mod page;
mod sound;
mod table;

use super::ReportError;
use super::format;
use super::image::Label;
use super::style::PAGE_PT;
use super::write::Rendered;
use crate::experiment::sweep::{Measure, Sweep};

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "sweep.png";
/// Name of the table.
pub const TABLE: &str = "sweep.csv";

/// Page and table. Equal sweeps give equal bytes.
pub fn render(sweep: &Sweep) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(sweep), source: page::provenance(sweep, usize::MAX) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, sweep))?
        .with_table(TABLE, table::csv(sweep))
}

/// "readings-in-time: 95 % arrive within".
fn name(measure: &Measure) -> String {
    let words = format::metric(&measure.metric);
    match &measure.objective {
        Some(name) => format!("{name}: {words}"),
        None => format!("{}: {words}", measure.of),
    }
}
