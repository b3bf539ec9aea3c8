//! The cheapest set of options on one page: the sets that were tried in order of cost, cost against time (or against the
//! measure that is hardest to keep), what was on offer, and what the answer does to each objective. [`Options`] is the only
//! input.

mod chart;
mod page;
mod sound;
mod table;
mod tables;

use super::ReportError;
use super::image::Label;
use super::style::PAGE_PT;
use super::write::Rendered;
use crate::experiment::options::results::Options;

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "options.png";
/// Name of the table.
pub const TABLE: &str = "options.csv";

/// Page and table. Equal answers give equal bytes.
pub fn render(options: &Options) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(options), source: page::provenance(options, usize::MAX) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, options))?
        .with_table(TABLE, table::csv(options))
}
