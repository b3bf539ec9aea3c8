//! The cheapest set of options on one page: the sets that were tried in order of cost, cost against time (or against the
//! measure that is hardest to keep), what was on offer, and what the answer does to each objective. [`Options`] is the only
//! input.

mod chart;
mod page;
mod sound;
mod table;
mod tables;

use std::path::PathBuf;

use super::ReportError;
use super::image::{Label, labelled};
use super::style::PAGE_PT;
use super::write::{Rendered, missing_words};
use crate::experiment::options::results::Options;

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "options.png";
/// Name of the table.
pub const TABLE: &str = "options.csv";

/// Page and table. Equal answers give equal bytes.
pub fn render(options: &Options) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(options), source: page::provenance(options, usize::MAX) };
    let image = labelled(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, options))?;
    let warnings = missing_words(&image.missing).into_iter().collect();
    let table =
        table::csv(options).map_err(|source| ReportError::Table { name: TABLE.to_string(), source })?;
    Ok(Rendered { files: vec![(PathBuf::from(PAGE), image.png), (PathBuf::from(TABLE), table)], warnings })
}
