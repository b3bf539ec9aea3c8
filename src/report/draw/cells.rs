//! A cell for each pair of values, with its figure and a lozenge of its verdict's colour.

use super::super::figure::{PairCell, Pairs};
use super::super::style::{self, size};
use super::names::Names;
use super::{Canvas, Drawn, Frame, Type};
use crate::experiment::results::Verdict;

/// Room for labels and the axis' name below, and for the name above.
const FOOT: (f64, f64) = (11.0, 8.5);
const HEAD: f64 = 12.0;
/// From this share on the ink is white.
const DARK: f64 = 0.55;

/// Cells and their labels.
pub fn draw(canvas: &Canvas, frame: Frame, pairs: &Pairs) -> Drawn {
    let sub = Type::plain(size::LABEL, style::SUB);
    let widest = pairs.rows.iter().map(|label| sub.width(label)).fold(12.0, libm::fmax);
    let left = libm::fmin(widest + 5.0, frame.w * 0.3);
    let named = |labels: &[String], room: f64| {
        Names::fitting(&labels.iter().map(String::as_str).collect::<Vec<_>>(), sub, room)
    };
    let columns = named(&pairs.columns, (frame.w - left - 2.0) / pairs.columns.len() as f64 - 3.0);
    let rows = named(&pairs.rows, left - 4.0);
    let foot = FOOT.0 + columns.height() - columns.line();
    canvas.left(&sub.elide(&pairs.y_label, frame.w), (frame.x, frame.y + 4.0), sub)?;
    let plot = frame.cut(left, HEAD, 2.0, foot + FOOT.1);
    let (wide, high) = (plot.w / pairs.columns.len() as f64, plot.h / pairs.rows.len() as f64);
    for (row, (cells, label)) in pairs.cells.iter().zip(&rows.lines).enumerate() {
        let y = plot.y + row as f64 * high;
        let first = y + (high - (label.len() - 1) as f64 * rows.line()) / 2.0;
        for (at, words) in label.iter().enumerate() {
            canvas.right(words, (plot.x - 4.0, first + at as f64 * rows.line()), rows.set)?;
        }
        for (column, found) in cells.iter().enumerate() {
            let place = Frame::new(plot.x + column as f64 * wide, y, wide, high);
            cell(canvas, place.cut(0.4, 0.4, 0.4, 0.4), found.as_ref())?;
        }
    }
    for (at, lines) in columns.lines.iter().enumerate() {
        let x = plot.x + (at as f64 + 0.5) * wide;
        for (line, words) in lines.iter().enumerate() {
            canvas.center(
                words,
                (x, plot.bottom() + FOOT.0 / 2.0 + line as f64 * columns.line()),
                columns.set,
            )?;
        }
    }
    let middle = (plot.x + plot.w / 2.0, frame.bottom() - FOOT.1 / 2.0);
    canvas.center(&sub.elide(&pairs.x_label, frame.w), middle, sub)
}

fn cell(canvas: &Canvas, frame: Frame, found: Option<&PairCell>) -> Drawn {
    let Some(PairCell { share, text, verdict }) = found else {
        return canvas.cell(frame, style::PAPER);
    };
    canvas.cell(frame, share.map_or(style::PAPER, style::sequence))?;
    let ink = if share.is_some_and(|share| share > DARK) { style::WHITE } else { style::INK };
    let set = Type::plain(size::LABEL, ink);
    let told = *verdict != Verdict::None;
    let mark = if told && frame.h > 7.0 && frame.w > 9.0 { 7.5 } else { 0.0 };
    let fits = set.width(text) + mark < frame.w - 2.0 && frame.h > 7.0;
    let width = if fits { set.width(text) + mark } else { mark };
    let (x, y) = (frame.x + (frame.w - width) / 2.0, frame.y + frame.h / 2.0);
    if mark > 0.0 {
        canvas.lozenge((x + 2.4, y), 2.4, style::state(*verdict, false).1)?;
    }
    if fits { canvas.left(text, (x + mark, y), set) } else { Ok(()) }
}
