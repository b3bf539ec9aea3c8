//! Failures on one page and in one table: the sentence, a matrix of what each failure does with the worst of each column
//! outlined, and what stands behind the worst. [`Failures`] is the only input.

mod matrix;
mod names;
mod page;
mod table;
mod worst;

use super::ReportError;
use super::image::Label;
use super::sound::{Sound, must, version, within};
use super::style::PAGE_PT;
use super::write::Rendered;
use crate::experiment::failures::results::Failures;

/// Name of the page.
pub const PAGE: &str = "failures.png";
/// Name of the table.
pub const TABLE: &str = "failures.csv";

/// Page and table. Equal failures give equal bytes.
pub fn render(failures: &Failures) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(failures), source: page::provenance(failures, usize::MAX) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, failures))?
        .with_table(TABLE, table::csv(failures))
}

/// Whether failures that were read from a file hang together; else what does not, and where.
pub fn sound(failures: &Failures) -> Sound {
    version(&failures.model_version)?;
    for (at, failed) in failures.failures.iter().enumerate() {
        let whole = failed.objectives.len() == failures.objectives.len()
            && failed.classes.len() == failures.classes.len();
        within(
            must(whole, || "not a figure for each objective and class".into()),
            &format!("failures.{at}"),
        )?;
    }
    Ok(())
}
