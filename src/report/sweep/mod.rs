//! A sweep on one page, and its one tidy table: curves over one factor, a map of two, small multiples of three.
//! [`Sweep`] is the only input.

mod axis;
mod curves;
mod matrix;
mod page;
mod sound;
mod table;

use std::path::PathBuf;

use super::ReportError;
use super::format;
use super::image::{Label, labelled};
use super::style::PAGE_PT;
use super::write::{Rendered, missing_words};
use crate::experiment::sweep::{Measure, Sweep};

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "sweep.png";
/// Name of the table.
pub const TABLE: &str = "sweep.csv";

/// Page and table. Equal sweeps give equal bytes.
pub fn render(sweep: &Sweep) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(sweep), source: page::provenance(sweep, usize::MAX) };
    let image = labelled(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, sweep))?;
    let warnings = missing_words(&image.missing).into_iter().collect();
    let table = table::csv(sweep).map_err(|source| ReportError::Table { name: TABLE.to_string(), source })?;
    Ok(Rendered { files: vec![(PathBuf::from(PAGE), image.png), (PathBuf::from(TABLE), table)], warnings })
}

/// "readings-in-time: 95 % arrive within".
fn name(measure: &Measure) -> String {
    let words = format::metric(&measure.metric);
    match &measure.objective {
        Some(name) => format!("{name}: {words}"),
        None => format!("{}: {words}", measure.of),
    }
}
