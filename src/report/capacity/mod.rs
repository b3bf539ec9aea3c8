//! A capacity on one page: the sentence, the measure that breaks over the load with its break point, below it a strip
//! of the elements that bind, the objectives in the order in which they break, and what widening would bring.
//! [`Capacity`] is the only input.

pub(super) mod curve;
mod page;
mod sound;
mod tables;

use super::ReportError;
use super::image::Label;
use super::style::PAGE_PT;
use super::write::Rendered;
use crate::experiment::capacity::results::Capacity;

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "capacity.png";

/// The page. Equal answers give equal bytes.
pub fn render(capacity: &Capacity) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(capacity), source: page::provenance(capacity, usize::MAX) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, capacity))
}
