//! A forecast on one page: the sentence, for each objective how long it holds and when to order, devices over the months,
//! the measure that runs out first, and a table for the report. [`Forecast`] is the only input.

mod calendar;
mod curves;
mod page;
mod sound;
mod table;
mod timeline;

use super::ReportError;
use super::image::Label;
use super::style::PAGE_PT;
use super::write::Rendered;
use crate::experiment::forecast::results::Forecast;

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "forecast.png";
/// Name of the table.
pub const TABLE: &str = "forecast.csv";

/// Page and table. Equal forecasts give equal bytes.
pub fn render(forecast: &Forecast) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(forecast), source: page::provenance(forecast, usize::MAX) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, forecast))?
        .with_table(TABLE, table::csv(forecast))
}
