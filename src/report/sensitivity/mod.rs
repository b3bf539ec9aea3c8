//! A sensitivity on one page and in two tables: the sentence, a tornado of assumptions moved alone, and where the answer lies
//! when all are open. [`Sensitivity`] is the only input.

mod page;
mod spread;
mod table;
mod tornado;

use super::ReportError;
use super::image::Label;
use super::sound::{Sound, must, version, within};
use super::style::PAGE_PT;
use super::write::Rendered;
use crate::experiment::sensitivity::results::{Answer, Sensitivity};

/// Name of the page.
pub const PAGE: &str = "sensitivity.png";
/// Name of the table of assumptions moved alone.
pub const TABLE: &str = "sensitivity.csv";

/// Page and table. Equal answers give equal bytes.
pub fn render(found: &Sensitivity) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(found), source: page::provenance(found, usize::MAX) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, found))?
        .with_table(TABLE, table::csv(found))
}

/// Whether what was read from a file hangs together; else what does not, and where.
pub fn sound(found: &Sensitivity) -> Sound {
    version(&found.model_version)?;
    within(must(found.shown < found.answers.len(), || "there is no such answer".into()), "shown")?;
    let fits = |answer: &Answer| answer.bars.iter().all(|bar| bar.assumption < found.assumptions.len());
    within(must(found.answers.iter().all(fits), || "a bar of no assumption".into()), "answers")
}
