//! Complaints about a scenario: all of them at once, each with file, line, column, the offending text
//! underlined, and what would be right. Knows text and positions, not what a scenario means.

use std::fmt;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// Problems shown before the rest is only counted: nobody mends more in one go.
const SHOWN: usize = 100;
/// Characters kept of a longer line, and of a longer message.
const LINE: usize = 1000;
const MESSAGE: usize = 400;

/// Everything that is wrong with a scenario, sorted by file and position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostics {
    problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Name of the file as the user would write it; `--set` for settings given on the command line.
    pub file: String,
    /// Line and column (in characters), from 1; `None` where the file as a whole is meant.
    pub position: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
    excerpt: Option<Box<Excerpt>>,
    rank: usize,
}

/// The offending line, and which bytes of it are meant.
#[derive(Clone, Debug, PartialEq)]
struct Excerpt {
    line: String,
    span: Range<usize>,
    /// Its beginning was left out.
    cut: bool,
}

impl Problem {
    /// A problem with a file as a whole; `rank` is the file's place in the order of reports.
    pub fn of_file(file: &str, rank: usize, message: impl Into<String>, help: Option<String>) -> Self {
        Problem {
            file: printable(file),
            position: None,
            message: shorten(&message.into()),
            help: help.map(|text| shorten(&text)),
            excerpt: None,
            rank,
        }
    }

    /// A problem at `span` (bytes) of `text`, the content of `file`.
    pub fn at(
        file: &str,
        rank: usize,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let start = floor(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[line_start..line_end].trim_end_matches('\r');
        let number = text[..line_start].matches('\n').count() + 1;
        let end = ceil(text, span.end.max(start)).min(line_start + line.len()).max(start);
        let within = (start - line_start).min(line.len())..(end - line_start).min(line.len());
        Problem::at_line(file, rank, number, line, within, message, help)
    }

    /// A problem at `span` (bytes) of line `number` (from 1) of `file`.
    pub fn at_line(
        file: &str,
        rank: usize,
        number: usize,
        line: &str,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let span = floor(line, span.start)..ceil(line, span.end);
        let column = line[..span.start].chars().count() + 1;
        Problem {
            position: Some((number, column)),
            excerpt: Some(Box::new(Excerpt::cut(line, span))),
            ..Problem::of_file(file, rank, message, help)
        }
    }

    fn group(&self) -> Group<'_> {
        let mut group = Group::with_title(Level::ERROR.primary_title(&self.message));
        let mut origin = Origin::path(self.file.as_str());
        if let Some((line, column)) = self.position {
            origin = origin.line(line).char_column(column);
        }
        if let (Some(excerpt), Some((line, _))) = (&self.excerpt, self.position) {
            let mark = AnnotationKind::Primary.span(excerpt.span.clone());
            let snippet = Snippet::source(&excerpt.line).line_start(line).annotation(mark);
            // of a line that was cut only the origin knows the column
            group = match excerpt.cut {
                true => group.element(origin).element(snippet),
                false => group.element(snippet.path(self.file.as_str())),
            };
        } else {
            group = group.element(origin);
        }
        match &self.help {
            Some(help) => group.element(Level::HELP.message(help)),
            None => group,
        }
    }
}

impl Excerpt {
    /// Keeps a long line's surroundings of the span only, and makes odd characters visible.
    fn cut(line: &str, span: Range<usize>) -> Excerpt {
        let from = if line.len() > LINE { floor(line, span.start.saturating_sub(LINE / 2)) } else { 0 };
        let to = if line.len() > LINE { floor(line, from + LINE) } else { line.len() };
        let (start, end) = (span.start.clamp(from, to), span.end.clamp(from, to));
        let before = printable(&line[from..start]);
        let marked = printable(&line[start..end]);
        let after = printable(&line[end..to]);
        let span = before.len()..before.len() + marked.len();
        Excerpt { line: before + &marked + &after, span, cut: from > 0 }
    }
}

/// The character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The character boundary at or after `at`.
fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Control characters (a terminal might obey them) as visible stand-ins; a tab as a space.
fn printable(text: &str) -> String {
    let visible = |c: char| match c {
        '\t' => ' ',
        '\n' => '\n',
        c if c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}') =>
        {
            '\u{fffd}'
        }
        c => c,
    };
    text.chars().map(visible).collect()
}

fn shorten(text: &str) -> String {
    let text = printable(text);
    match text.char_indices().nth(MESSAGE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

impl Diagnostics {
    /// Sorts the problems by file and position and drops repetitions.
    pub fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| (a.rank, a.position, &a.message).cmp(&(b.rank, b.position, &b.message)));
        problems.dedup();
        Diagnostics { problems }
    }

    /// The problems in order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// As text for a terminal, with or without colour.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        for problem in self.problems.iter().take(SHOWN) {
            text += &renderer.render(&[problem.group()]);
            text += "\n\n";
        }
        text + &self.summary()
    }

    fn summary(&self) -> String {
        match self.problems.len() {
            1 => "1 problem".to_string(),
            n if n > SHOWN => format!("{n} problems, of which the first {SHOWN} are shown"),
            n => format!("{n} problems"),
        }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// The known name that a misspelled one most likely means.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let written: String = plain(written).chars().take(64).collect();
    let allowed = (written.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &plain(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The known name that is near, or the only one that goes on as the written one begins: `Rathaus` is `Rathausturm`.
pub(crate) fn kin<'a>(written: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(written);
    let begins = |name: &&str| {
        let name = plain(name);
        name.len().min(wanted.len()) >= 3 && (name.starts_with(&wanted) || wanted.starts_with(&name))
    };
    nearest(written, known.clone()).or_else(|| {
        let mut alike = known.into_iter().filter(begins);
        alike.next().filter(|_| alike.next().is_none())
    })
}

/// The truth value that a word of another language, or of a spreadsheet, means.
pub(crate) fn truth(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" | "ja" | "j" | "ein" | "wahr" => Some(true),
        "false" | "no" | "n" | "off" | "0" | "nein" | "aus" | "falsch" => Some(false),
        _ => None,
    }
}

/// "did you mean …" where a known name is near, else the known names.
pub fn suggest(written: &str, known: &[&str], what: &str) -> String {
    match nearest(written, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => format!("there are no {what}"),
        None => format!("{what}: {}", list(known)),
    }
}

/// Names with commas, the first twenty.
pub(crate) fn list(names: &[&str]) -> String {
    let mut text = names.iter().take(20).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 20 {
        text += &format!(" and {} more", names.len() - 20);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_line_column_and_offending_text() {
        let text = "title = \"x\"\n[study]\nséed = -1\n";
        let problem = Problem::at("a.toml", 0, text, 28..30, "no", Some("yes".into()));
        assert_eq!(problem.position, Some((3, 8)));
        let report = Diagnostics::new(vec![problem]).to_string();
        assert!(report.contains("a.toml:3:8") && report.contains("       ^^"), "{report}");
    }

    #[test]
    fn survives_spans_outside_the_text_and_inside_characters() {
        for span in [0..0, 5..900, 900..901, 1..2, Range { start: 3, end: 1 }] {
            let problem = Problem::at("a", 0, "é\r\n\u{1b}[31mé", span, "m", None);
            assert!(!Diagnostics::new(vec![problem]).render(false).contains('\u{1b}'));
        }
    }

    #[test]
    fn names_the_nearest() {
        assert_eq!(nearest("cout", ["count", "radio"]), Some("count"));
        assert_eq!(nearest("AntennaGain", ["antenna_gain"]), Some("antenna_gain"));
        assert_eq!(nearest("zzz", ["count"]), None);
        assert_eq!(kin("wasserturm", ["Wasserturm Nord", "Rathaus"]), Some("Wasserturm Nord"));
        assert_eq!(kin("Wasserturm", ["Wasserturm Nord", "Wasserturm Ost"]), None, "either");
    }
}
