//! A forecast on one page: the sentence, for each objective how long it holds and when to order, devices over the months,
//! the measure that runs out first, and a table for the report. [`Forecast`] is the only input.

mod calendar;
mod curves;
mod page;
mod sound;
mod table;
mod timeline;

use std::path::PathBuf;

use super::ReportError;
use super::image::{Label, labelled};
use super::style::PAGE_PT;
use super::write::{Rendered, missing_words};
use crate::experiment::forecast::results::Forecast;

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "forecast.png";
/// Name of the table.
pub const TABLE: &str = "forecast.csv";

/// Page and table. Equal forecasts give equal bytes.
pub fn render(forecast: &Forecast) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(forecast), source: page::provenance(forecast, usize::MAX) };
    let image = labelled(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, forecast))?;
    let warnings = missing_words(&image.missing).into_iter().collect();
    let table =
        table::csv(forecast).map_err(|source| ReportError::Table { name: TABLE.to_string(), source })?;
    Ok(Rendered { files: vec![(PathBuf::from(PAGE), image.png), (PathBuf::from(TABLE), table)], warnings })
}
