//! Measures by scenario: in each cell a value, by how much it differs from the first column's, and what came out in
//! a word. Rows that have no room are counted below.

use super::super::figure::{Dash, Matrix, MatrixCell, MatrixRow, Stroke};
use super::super::style::{self, size};
use super::names::Names;
use super::table::badge;
use super::{Canvas, Drawn, Frame, Type};

/// Height of heads of one line, and of the line that counts what has no room.
const HEAD: f64 = 11.0;
const FOOT: f64 = 9.0;
/// Height of a row: as much as there is, between these.
const ROW: (f64, f64) = (25.0, 31.0);
/// Share of the width that labels take at most, and between columns.
const LABEL: f64 = 0.26;
const GAP: f64 = 4.0;

/// Heads, rows, what is not shown.
pub fn draw(canvas: &Canvas, frame: Frame, matrix: &Matrix) -> Drawn {
    let text = Type::plain(size::BODY, style::INK);
    let widest =
        matrix.rows.iter().flat_map(|row| &row.label).map(|line| text.width(line)).fold(40.0, libm::fmax);
    let label = libm::fmin(widest + 1.0, LABEL * frame.w);
    let width = (frame.w - label) / libm::fmax(matrix.heads.len() as f64, 1.0);
    let head = Type::plain(size::LABEL, style::SUB);
    let cell = |at: usize| frame.x + label + at as f64 * width + GAP;
    let heads: Vec<&str> = matrix.heads.iter().map(String::as_str).collect();
    let heads = Names::fitting(&heads, head, width - GAP);
    for (at, lines) in heads.lines.iter().enumerate() {
        let middle = cell(at) + (width - GAP) / 2.0;
        for (n, words) in lines.iter().enumerate() {
            canvas.center(words, (middle, frame.y + 4.0 + n as f64 * heads.line()), heads.set)?;
        }
    }
    let top = HEAD + heads.height() - heads.line();
    let (all, room) = (matrix.rows.len(), frame.h - top);
    let fit = |room: f64| libm::floor(room / ROW.0 + 1e-6) as usize;
    let shown = if fit(room) >= all { all } else { fit(room - FOOT) };
    let foot = if shown < all { FOOT } else { 0.0 };
    let step = ((room - foot) / libm::fmax(shown as f64, 1.0)).clamp(ROW.0, ROW.1);
    for (n, row) in matrix.rows.iter().take(shown).enumerate() {
        let line = Frame::new(frame.x, frame.y + top + n as f64 * step, frame.w, step);
        canvas.path(
            &[(line.x, line.y), (line.right(), line.y)],
            Stroke { color: style::GRID, width: 0.5, dash: Dash::Solid },
        )?;
        labels(canvas, line, label, row)?;
        for (at, one) in row.cells.iter().enumerate() {
            self::cell(canvas, Frame::new(cell(at), line.y, width - GAP, step), one)?;
        }
    }
    if shown == all {
        return Ok(());
    }
    let more = format!("… and {} more in comparison.json", all - shown);
    canvas.left(&head.elide(&more, frame.w), (frame.x, frame.bottom() - 3.0), head)
}

fn labels(canvas: &Canvas, line: Frame, width: f64, row: &MatrixRow) -> Drawn {
    let middle = line.y + line.h / 2.0;
    let sets = [Type::plain(size::BODY, style::INK), Type::plain(size::SMALL, style::SUB)];
    for ((words, set), y) in row.label.iter().zip(sets).zip([middle - 4.4, middle + 4.4]) {
        canvas.left(&set.elide(words, width), (line.x, y), set)?;
    }
    Ok(())
}

/// The longest wording of the change that fits; a word without a colour of its own says that nothing shows.
fn cell(canvas: &Canvas, frame: Frame, cell: &MatrixCell) -> Drawn {
    let (x, middle) = (frame.x + frame.w / 2.0, frame.y + frame.h / 2.0);
    let (value, small) = (Type::bold(size::BODY, cell.ink), Type::plain(size::SMALL, style::SUB));
    let alone = cell.change.is_empty() && cell.word.is_empty();
    let shift = if alone { 0.0 } else { -7.6 };
    canvas.center(&value.elide(&cell.value, frame.w), (x, middle + shift), value)?;
    let change = cell.change.iter().find(|words| small.width(words) <= frame.w).or(cell.change.last());
    if let Some(words) = change {
        canvas.center(&small.elide(words, frame.w), (x, middle - 0.2), small)?;
    }
    let Some(color) = cell.color else {
        return canvas.center(&small.elide(&cell.word, frame.w), (x, middle + 7.2), small);
    };
    let wide = libm::fmin(Type::bold(size::SMALL, style::WHITE).width(&cell.word) + 8.0, frame.w);
    let place = Frame::new(x - wide / 2.0, middle + 3.5, wide, 7.4);
    badge(canvas, place, &cell.word, color, size::SMALL - 0.3)
}
