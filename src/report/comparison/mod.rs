//! A comparison on one page: the sentence, what differs in the files, the differences with their intervals around
//! zero, latencies over each other and losses beside each other. [`Comparison`] is the only input.

mod around;
mod differences;
mod latency;
mod losses;
mod matrix;
mod page;
mod settings;
mod sound;

use super::ReportError;
use super::image::Label;
use super::style::{self, Color, PAGE_PT};
use super::write::Rendered;
use crate::experiment::compare::comparison::{Comparison, Difference, Outcome};
use crate::experiment::compare::words;
use crate::experiment::results::Verdict;

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "comparison.png";

/// The page. Equal comparisons give equal bytes.
pub fn render(comparison: &Comparison) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(comparison), source: page::provenance(comparison, usize::MAX) };
    Rendered::picture(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, comparison))
}

/// Word and colour of an outcome.
fn outcome(outcome: Outcome) -> (&'static str, Color) {
    let color = match outcome {
        Outcome::Better => style::state(Verdict::Met, false).1,
        Outcome::Worse => style::state(Verdict::Missed, false).1,
        Outcome::Mixed => style::state(Verdict::AtRisk, false).1,
        Outcome::Higher | Outcome::Lower => style::INK,
        Outcome::NoDifference => style::SUB,
    };
    (words::outcome_word(outcome), color)
}

/// A row's word: what came out, else why that is not said.
fn page_word(difference: &Difference) -> String {
    match () {
        () if difference.of_fewer => "of fewer".into(),
        () if difference.shows() => words::row_word(difference),
        () if difference.is_clear() => "too fine".into(),
        () => "not shown".into(),
    }
}
