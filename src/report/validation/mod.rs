//! A self-test on one page: every simulated figure's difference from its known answer with its interval, family by
//! family, and whether the differences are as large as chance makes them. [`Validation`] is the only input.

mod differences;
mod page;
mod scores;

use super::ReportError;
use super::image::Label;
use super::style::PAGE_PT;
use super::write::Rendered;
use crate::selftest::Validation;

/// Name of the page.
pub const PAGE: &str = "validation.png";

/// The page. Equal self-tests give equal bytes.
pub fn render(validation: &Validation) -> Result<Rendered, ReportError> {
    let label = Label { title: page::TITLE.to_string(), source: page::provenance(validation) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, validation))
}
