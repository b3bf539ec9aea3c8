//! A cell for each pair of values, with its figure and a lozenge of its verdict's colour.

use super::super::figure::{PairCell, Pairs};
use super::super::style::{self, size};
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
    canvas.left(&sub.elide(&pairs.y_label, frame.w), (frame.x, frame.y + 4.0), sub)?;
    let plot = frame.cut(left, HEAD, 2.0, FOOT.0 + FOOT.1);
    let (wide, high) = (plot.w / pairs.columns.len() as f64, plot.h / pairs.rows.len() as f64);
    for (row, (cells, label)) in pairs.cells.iter().zip(&pairs.rows).enumerate() {
        let y = plot.y + row as f64 * high;
        canvas.right(&sub.elide(label, left - 4.0), (plot.x - 4.0, y + high / 2.0), sub)?;
        for (column, found) in cells.iter().enumerate() {
            let place = Frame::new(plot.x + column as f64 * wide, y, wide, high);
            cell(canvas, place.cut(0.4, 0.4, 0.4, 0.4), found.as_ref())?;
        }
    }
    columns(canvas, Frame::new(plot.x, plot.bottom(), plot.w, FOOT.0), pairs)?;
    let middle = (plot.x + plot.w / 2.0, frame.bottom() - FOOT.1 / 2.0);
    canvas.center(&sub.elide(&pairs.x_label, frame.w), middle, sub)
}

/// As many labels as stand clear of each other.
fn columns(canvas: &Canvas, line: Frame, pairs: &Pairs) -> Drawn {
    let sub = Type::plain(size::LABEL, style::SUB);
    let wide = line.w / pairs.columns.len() as f64;
    let widest = pairs.columns.iter().map(|label| sub.width(label)).fold(1.0, libm::fmax);
    let every = libm::ceil((widest + 3.0) / wide) as usize;
    for (at, label) in pairs.columns.iter().enumerate().step_by(every.max(1)) {
        canvas.center(label, (line.x + (at as f64 + 0.5) * wide, line.y + line.h / 2.0), sub)?;
    }
    Ok(())
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
