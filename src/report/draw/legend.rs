//! A legend above its plot, in as many lines as it needs, so that no word ever lies on a curve.

use super::super::figure::{Dash, Key, Mark, Stroke};
use super::super::style::{self, Color, size};
use super::{Canvas, DrawError, Drawn, Frame, Type};

/// Width of the mark and the gap after it.
const MARK: f64 = 13.0;
/// Gap between entries.
const GAP: f64 = 9.0;
/// Distance of lines.
const LINE: f64 = 9.2;
/// Lines at most; what does not fit is counted.
const MOST_LINES: usize = 5;

/// Height of a legend of so many points width.
pub fn height(width: f64, keys: &[Key]) -> f64 {
    let entries = flow(keys, width, Type::plain(size::LABEL, style::INK));
    let lines = entries.last().map_or(0, |entry| (entry.line + 1).min(MOST_LINES));
    lines as f64 * LINE + 3.0
}

/// Draws the legend at the frame's top; answers the height it took.
pub fn draw(canvas: &Canvas, frame: Frame, keys: &[Key]) -> Result<f64, DrawError> {
    if keys.is_empty() {
        return Ok(2.0);
    }
    let set = Type::plain(size::LABEL, style::INK);
    let mut entries = flow(keys, frame.w, set);
    let more = fit(&mut entries, frame.w, keys.len(), set);
    let at = |x: f64, line: usize| (frame.x + x, frame.y + 4.5 + line as f64 * LINE);
    for (entry, key) in entries.iter().zip(keys) {
        let place = at(entry.x, entry.line);
        mark(canvas, place, key.mark)?;
        canvas.left(&entry.label, (place.0 + room(key), place.1), set)?;
    }
    let lines = entries.last().map_or(0, |entry| entry.line);
    if let (Some(more), Some(last)) = (more, entries.last()) {
        canvas.left(&more, at(last.end + GAP, last.line), set)?;
    }
    Ok((lines + 1) as f64 * LINE + 3.0)
}

/// What a mark takes.
fn room(key: &Key) -> f64 {
    if key.mark == Mark::Note { 0.0 } else { MARK }
}

/// An entry's place: line, begin and end.
struct Entry {
    label: String,
    line: usize,
    x: f64,
    end: f64,
}

fn flow(keys: &[Key], width: f64, set: Type) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for key in keys {
        let label = set.elide(&key.label, width - room(key));
        let own = room(key) + set.width(&label);
        let (mut x, mut line) = entries.last().map_or((0.0, 0), |entry| (entry.end + GAP, entry.line));
        if x > 0.0 && x + own > width {
            (x, line) = (0.0, line + 1);
        }
        entries.push(Entry { label, line, x, end: x + own });
    }
    entries
}

/// Drops the entries beyond the last line, and makes room there to say how many.
fn fit(entries: &mut Vec<Entry>, width: f64, all: usize, set: Type) -> Option<String> {
    entries.retain(|entry| entry.line < MOST_LINES);
    while entries.len() < all {
        let more = format!("… and {} more", all - entries.len());
        let last = entries.last()?;
        if last.end + GAP + set.width(&more) <= width {
            return Some(more);
        }
        entries.pop();
    }
    None
}

/// A mark about 10 points wide, centred on `y`.
fn mark(canvas: &Canvas, (x, y): (f64, f64), mark: Mark) -> Drawn {
    let box_at = Frame::new(x + 0.5, y - 3.2, 8.0, 6.4);
    match mark {
        Mark::Line(stroke) => canvas.path(&[(x, y), (x + 10.0, y)], stroke),
        Mark::Banded(stroke) => {
            canvas.rect(Frame::new(x, y - 3.0, 10.0, 6.0), band(stroke.color))?;
            canvas.path(&[(x, y), (x + 10.0, y)], stroke)
        }
        Mark::Fill(color) => canvas.rect(box_at, color),
        Mark::Boxed(color) => {
            canvas.rect(box_at, color)?;
            canvas.edge(box_at, style::EDGE, 0.5)
        }
        Mark::Hollow(color) => hollow(canvas, box_at, color),
        Mark::Note => Ok(()),
        Mark::Lozenge(color) => canvas.lozenge((x + 5.0, y), 3.2, color),
        Mark::Disc(color) => disc(canvas, (x + 5.0, y), 3.2, color),
        Mark::Square(color) => square(canvas, (x + 5.0, y), 2.8, color),
        Mark::Crossed(color) => crossed(canvas, box_at, color),
    }
}

/// An outline, white inside.
pub fn hollow(canvas: &Canvas, frame: Frame, color: Color) -> Drawn {
    canvas.rect(frame, color)?;
    let edge = libm::fmin(0.8, libm::fmin(frame.w, frame.h) / 3.0);
    canvas.rect(frame.cut(edge, edge, edge, edge), style::WHITE)
}

/// The colour of a band around a line.
pub fn band(color: Color) -> Color {
    style::mix(style::WHITE, color, 0.22)
}

/// A gateway: a disc with a white ring; a white one with an edge.
pub fn disc(canvas: &Canvas, at: (f64, f64), radius: f64, color: Color) -> Drawn {
    canvas.disc(at, radius + 0.7, if color == style::WHITE { style::INK } else { style::WHITE })?;
    canvas.disc(at, radius, color)
}

/// A gateway of an ideal radio: a square with a white edge; a white one with a dark one.
pub fn square(canvas: &Canvas, (x, y): (f64, f64), half: f64, color: Color) -> Drawn {
    let around = |half: f64| Frame::new(x - half, y - half, 2.0 * half, 2.0 * half);
    canvas.rect(around(half + 0.7), if color == style::WHITE { style::INK } else { style::WHITE })?;
    canvas.rect(around(half), color)
}

/// A square crossed out.
pub fn crossed(canvas: &Canvas, frame: Frame, color: Color) -> Drawn {
    canvas.rect(frame, color)?;
    let stroke = Stroke { color: style::WHITE, width: 0.6, dash: Dash::Solid };
    canvas.path(&[(frame.x, frame.y), (frame.right(), frame.bottom())], stroke)?;
    canvas.path(&[(frame.right(), frame.y), (frame.x, frame.bottom())], stroke)
}
