//! Failures on one page and in one table: the sentence, a matrix of what each failure does with the worst of each column
//! outlined, and what stands behind the worst. [`Failures`] is the only input.

mod matrix;
mod page;
mod table;
mod worst;

use std::path::PathBuf;

use super::ReportError;
use super::image::{Label, labelled};
use super::sound::{Sound, must, version, within};
use super::style::PAGE_PT;
use super::write::{Rendered, missing_words};
use crate::experiment::failures::results::Failures;

/// Name of the page.
pub const PAGE: &str = "failures.png";
/// Name of the table.
pub const TABLE: &str = "failures.csv";

/// Page and table. Equal failures give equal bytes.
pub fn render(failures: &Failures) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(failures), source: page::provenance(failures, usize::MAX) };
    let image = labelled(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, failures))?;
    let warnings = missing_words(&image.missing).into_iter().collect();
    let table = table::csv(failures).map_err(|source| ReportError::Table { name: TABLE.into(), source })?;
    Ok(Rendered { files: vec![(PathBuf::from(PAGE), image.png), (PathBuf::from(TABLE), table)], warnings })
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
