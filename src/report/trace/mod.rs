//! A trace as a picture: a timeline for each of the first messages, from birth over gateways and hops to its end.
//! [`Trace`] is the only input.

mod axis;
pub mod figure;
mod timeline;

#[cfg(test)]
mod tests;

use super::ReportError;
use super::draw::{Canvas, Drawn, Frame, Type, timeline as drawing};
use super::format::{count, plainly};
use super::image::Label;
use super::style::{self, PAGE_PT, size};
use super::write::Rendered;
use crate::experiment::results::MODEL_VERSION;
use crate::experiment::trace::diary::Trace;
use figure::Timeline;
pub(in crate::report) use timeline::DEADLINE;

/// Name of the picture.
pub const PICTURE: &str = "trace.png";
/// Timelines at most.
const MOST: usize = 6;
const MARGIN: f64 = 12.0;
const GAP: f64 = 7.0;
const INNER: f64 = PAGE_PT.0 - 2.0 * MARGIN;
/// Heights: head, foot.
const HEAD: f64 = 38.0;
const FOOT: f64 = 16.0;

/// The picture, as high as its timelines need. Equal traces give equal bytes.
pub fn render(trace: &Trace) -> Result<Rendered, ReportError> {
    let lines: Vec<Timeline> =
        trace.messages.iter().take(MOST).map(|diary| timeline::of(trace, diary)).collect();
    let keys = drawing::legend_height(INNER - 2.0, &timeline::legend(trace, &lines));
    let size = (PAGE_PT.0, HEAD + keys + FOOT + 2.0 * GAP + body(&lines));
    let label = Label { title: trace.headline.clone(), source: source(trace, usize::MAX) };
    Rendered::picture(PICTURE, &label, size, |canvas| page(canvas, size, trace, &lines))
}

/// Timelines beside each other: one has the whole width.
fn rows(lines: &[Timeline]) -> impl Iterator<Item = (&[Timeline], f64)> {
    let wide = wide(lines);
    let height =
        move |row: &&[Timeline]| row.iter().map(|line| drawing::height(line, wide)).fold(0.0, libm::fmax);
    lines.chunks(across(lines)).map(move |row| (row, height(&row)))
}

fn across(lines: &[Timeline]) -> usize {
    if lines.len() == 1 { 1 } else { 2 }
}

/// Width of a timeline's card.
fn wide(lines: &[Timeline]) -> f64 {
    let across = across(lines) as f64;
    (INNER - GAP * (across - 1.0)) / across
}

/// Height of all timelines with the gaps below them, or of the sentence that there are none.
fn body(lines: &[Timeline]) -> f64 {
    if lines.is_empty() { 60.0 } else { rows(lines).map(|(_, height)| height + GAP).sum() }
}

fn page(canvas: &Canvas, (width, height): (f64, f64), trace: &Trace, lines: &[Timeline]) -> Drawn {
    canvas.fill(style::PAPER)?;
    head(canvas, Frame::new(0.0, 0.0, width, HEAD), trace)?;
    let mut y = HEAD + GAP;
    let keys = timeline::legend(trace, lines);
    let keys_high = drawing::legend_height(INNER - 2.0, &keys);
    drawing::legend(canvas, Frame::new(MARGIN + 2.0, y, INNER - 2.0, keys_high), &keys)?;
    y += keys_high;
    if lines.is_empty() {
        let set = Type::plain(size::HEADING, style::SUB);
        canvas.center("no message to show", (width / 2.0, y + 30.0), set)?;
    }
    for (row, high) in rows(lines) {
        let wide = wide(lines);
        for (at, line) in row.iter().enumerate() {
            drawing::draw(canvas, Frame::new(MARGIN + at as f64 * (wide + GAP), y, wide, high), line)?;
        }
        y += high + GAP;
    }
    let set = Type::plain(size::SMALL, style::SUB);
    let foot = set.elide(&source(trace, 12), INNER - 4.0);
    canvas.left(&foot, (MARGIN + 2.0, height - FOOT / 2.0), set)
}

fn head(canvas: &Canvas, frame: Frame, trace: &Trace) -> Drawn {
    canvas.rect(frame, style::NAVY)?;
    let (mut big, sub) = (Type::bold(size::TITLE, style::WHITE), Type::plain(size::BODY, style::NAVY_SUB));
    let room = frame.w - 2.0 * MARGIN - 4.0;
    // what follows on a terminal is not what is drawn
    let title = plainly(trace.headline.split(';').next().unwrap_or_default());
    big.size = (big.size * room / libm::fmax(big.width(&title), 1.0)).clamp(size::HEADING, size::TITLE);
    canvas.left(&big.elide(&title, room), (frame.x + MARGIN + 2.0, 14.5), big)?;
    let shown = trace.messages.len().min(MOST) as u64;
    let shown = match shown {
        n if n == trace.matching => String::new(),
        n => format!(" · {} of them below", count(n)),
    };
    let below = format!("{}{shown}", trace.scenario.title.split_whitespace().collect::<Vec<_>>().join(" "));
    canvas.left(&sub.elide(&below, room), (frame.x + MARGIN + 2.0, 28.5), sub)
}

/// Versions, scenario, seed and replication.
fn source(trace: &Trace, hash: usize) -> String {
    let hash: String = trace.scenario.hash.chars().take(hash).collect();
    format!(
        "iotcap {} · model {MODEL_VERSION} · {} · SHA-256 {hash} · random seed {} · repetition {}",
        env!("CARGO_PKG_VERSION"),
        trace.scenario.name,
        trace.scenario.seed,
        trace.replication,
    )
}
