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

use std::path::PathBuf;

use super::ReportError;
use super::format::plainly;
use super::image::{Label, labelled};
use super::style::{self, Color, PAGE_PT};
use super::write::{Rendered, missing_words};
use crate::experiment::compare::comparison::{Comparison, Difference, Outcome};
use crate::experiment::compare::words;
use crate::experiment::results::Verdict;

pub use sound::sound;

/// Name of the page.
pub const PAGE: &str = "comparison.png";

/// The page. Equal comparisons give equal bytes.
pub fn render(comparison: &Comparison) -> Result<Rendered, ReportError> {
    let label = Label { title: page::title(comparison), source: page::provenance(comparison, usize::MAX) };
    let image = labelled(PAGE, &label, PAGE_PT, |canvas| page::draw(canvas, comparison))?;
    let warnings = missing_words(&image.missing).into_iter().collect();
    Ok(Rendered { files: vec![(PathBuf::from(PAGE), image.png)], warnings })
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

/// Signs of print, and the page's words: a minus as wide as the plus, µs, repetitions.
fn printed(text: &str) -> String {
    let mut parts = plainly(text)
        .replace(" -", " \u{2212}")
        .replace("(-", "(\u{2212}")
        .split(" us")
        .map(str::to_string)
        .collect::<Vec<_>>();
    for part in parts.iter_mut().skip(1) {
        let unit = !part.starts_with(char::is_alphanumeric);
        part.insert_str(0, if unit { " µs" } else { " us" });
    }
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn units_are_printed_and_words_are_left_alone() {
        assert_eq!(printed("mean -737 us (-2 %)"), "mean \u{2212}737 µs (\u{2212}2 %)");
        assert_eq!(printed("+737 ± 683 us"), "+737 ± 683 µs");
        assert_eq!(printed("they are used in turn"), "they are used in turn");
        assert_eq!(printed("4 replications"), "4 repetitions");
    }
}
