//! Rows of figures on cells that are the darker the worse, the worst of each column outlined, and a lozenge of the
//! verdict's colour where an objective looks at the figure.

use super::super::figure::{Dash, Grid, GridCell, GridRow, Stroke};
use super::super::style::{self, size};
use super::{Canvas, Drawn, Frame, Type, names};
use crate::experiment::results::Verdict;

/// Height of the heads, and of the line that says what is not shown.
const HEAD: f64 = 19.0;
const HEAD_LINE: f64 = 7.5;
const FOOT: f64 = 9.0;
/// Height of a row: as much as there is, between these.
const ROW: (f64, f64) = (8.0, 16.0);
/// Width of a cell that names and kinds leave it, and from which on kinds are worth showing.
const CELL: f64 = 42.0;
const KIND: f64 = 24.0;
/// Below a row that stands apart.
const APART: f64 = 3.0;
/// From this share on the ink is white.
const DARK: f64 = 0.55;

/// Heads, rows, what is not shown.
pub fn draw(canvas: &Canvas, frame: Frame, grid: &Grid) -> Drawn {
    let (name, sub) = (Type::plain(size::LABEL, style::INK), Type::plain(size::SMALL, style::SUB));
    let widest = |of: &dyn Fn(&GridRow) -> f64| grid.rows.iter().map(of).fold(20.0, libm::fmax);
    let most = frame.w - CELL * grid.heads.len() as f64;
    let wanted = widest(&|row| name.width(&row.label)) + 5.0;
    let label = libm::fmin(wanted, most);
    let kind = libm::fmin(widest(&|row| sub.width(&row.kind)) + 6.0, most - label);
    let kind = if kind < KIND { 0.0 } else { kind };
    let x = frame.x + label + kind;
    let width = (frame.right() - x) / libm::fmax(grid.heads.len() as f64, 1.0);
    for (at, words) in grid.heads.iter().enumerate() {
        head(canvas, Frame::new(x + at as f64 * width, frame.y, width, HEAD), words)?;
    }
    let foot = if grid.more.is_empty() { 0.0 } else { FOOT };
    let gaps = grid.rows.iter().filter(|row| row.apart).count() as f64 * APART;
    let room = frame.h - HEAD - foot - gaps;
    let step = (room / libm::fmax(grid.rows.len() as f64, 1.0)).clamp(ROW.0, ROW.1);
    let mut y = frame.y + HEAD;
    for row in &grid.rows {
        let middle = y + step / 2.0;
        canvas.left(&name.elide(&row.label, label - 3.0), (frame.x, middle), name)?;
        if kind > 0.0 {
            canvas.left(&sub.elide(&row.kind, kind - 3.0), (frame.x + label, middle), sub)?;
        }
        for (at, one) in row.cells.iter().enumerate() {
            let place = Frame::new(x + at as f64 * width, y, width, step);
            cell(canvas, place.cut(0.8, 0.5, 0.8, 0.5), one)?;
        }
        y += step + if row.apart { APART } else { 0.0 };
    }
    canvas.left(&sub.elide(&grid.more, frame.w), (frame.x, y + 5.0), sub)
}

/// On two lines at most, the last at the foot.
fn head(canvas: &Canvas, frame: Frame, words: &str) -> Drawn {
    let set = Type::plain(size::SMALL, style::SUB);
    let lines = names::lines(words, set, frame.w - 2.0, 2);
    for (up, line) in lines.iter().rev().enumerate() {
        canvas.center(line, (frame.x + frame.w / 2.0, frame.bottom() - 5.0 - up as f64 * HEAD_LINE), set)?;
    }
    Ok(())
}

fn cell(canvas: &Canvas, frame: Frame, cell: &GridCell) -> Drawn {
    canvas.cell(frame, cell.share.map_or(style::WHITE, style::sequence))?;
    let ink = if cell.share.is_some_and(|share| share > DARK) { style::WHITE } else { style::INK };
    let set = Type::plain(size::LABEL, ink);
    let mark = if cell.verdict == Verdict::None { 0.0 } else { 7.5 };
    let text = set.elide(&cell.text, frame.w - mark - 2.0);
    let width = set.width(&text) + mark;
    let (x, y) = (frame.x + (frame.w - width) / 2.0, frame.y + frame.h / 2.0);
    if mark > 0.0 {
        canvas.lozenge((x + 2.4, y), 2.2, style::state(cell.verdict, false).1)?;
    }
    canvas.left(&text, (x + mark, y), set)?;
    if cell.worst {
        let stroke = Stroke { color: style::INK, width: 1.2, dash: Dash::Solid };
        let (l, t, r, b) = (frame.x, frame.y, frame.right(), frame.bottom());
        canvas.path(&[(l, t), (r, t), (r, b), (l, b), (l, t - 0.6)], stroke)?;
    }
    Ok(())
}
