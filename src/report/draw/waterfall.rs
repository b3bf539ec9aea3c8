//! Where the time goes: a bar begins where the one before ended; both columns of numbers stand at the right,
//! because parts that are short in a picture may be the ones to know.

use super::super::charts::waterfall::{across, faint};
use super::super::figure::{Dash, Stroke, Waterfall, WaterfallPart};
use super::super::format;
use super::super::style::{self, size};
use super::{Canvas, Drawn, Frame, Type};

/// Least width of a column of numbers, and the room between two.
const COLUMN: f64 = 28.0;
const BETWEEN: f64 = 5.0;
/// Height of the columns' heads, and of the axis.
const ENDS: (f64, f64) = (11.0, 12.0);

/// One class, or several beside each other.
pub fn draw(canvas: &Canvas, frame: Frame, falls: &[Waterfall]) -> Drawn {
    if let [only] = falls {
        return one(canvas, frame, only);
    }
    let across = across(falls.len());
    let down = falls.len().div_ceil(across);
    let (w, h) = (frame.w / across as f64, frame.h / down as f64);
    for (at, fall) in falls.iter().enumerate() {
        let (column, row) = (at % across, at / across);
        let cell = Frame::new(frame.x + column as f64 * w, frame.y + row as f64 * h, w, h);
        let cell = cell.cut(0.0, 2.0, if column + 1 < across { 14.0 } else { 0.0 }, 5.0);
        let name = Type::bold(size::BODY, style::INK);
        canvas.rect(Frame::new(cell.x, cell.y, 6.0, 6.0), fall.color)?;
        canvas.left(&name.elide(&fall.class, cell.w - 9.0), (cell.x + 9.0, cell.y + 3.0), name)?;
        one(canvas, cell.cut(0.0, 9.0, 0.0, 0.0), fall)?;
    }
    Ok(())
}

fn one(canvas: &Canvas, frame: Frame, fall: &Waterfall) -> Drawn {
    let labels = Type::plain(size::SMALL, style::INK);
    let widest = fall.rows.iter().map(|row| labels.width(&row.label)).fold(24.0, libm::fmax);
    let left = libm::fmin(widest + 5.0, frame.w * 0.4);
    let column = column(fall);
    let plot = frame.cut(left, ENDS.0, 2.0 * column + 4.0, ENDS.1);
    let step = libm::fmin(plot.h / (fall.rows.len() + 1) as f64, 22.0);
    let plot = Frame::new(plot.x, plot.y, plot.w, step * (fall.rows.len() + 1) as f64);
    heads(canvas, frame, column)?;
    axis(canvas, plot, fall)?;
    for (at, row) in fall.rows.iter().enumerate() {
        let line = Frame::new(plot.x, plot.y + at as f64 * step, plot.w, step);
        let label = labels.elide(&row.label, left - 5.0);
        canvas.left(&label, (frame.x, line.y + step / 2.0), labels)?;
        bars(canvas, line, fall, row)?;
        numbers(canvas, (frame, column), line, [row.all[1], row.cohort[1]], labels)?;
    }
    total(canvas, (frame, column), Frame::new(plot.x, plot.bottom() - step, plot.w, step), fall)
}

/// As wide as its numbers.
fn column(fall: &Waterfall) -> f64 {
    let set = Type::bold(size::SMALL, style::INK);
    let all = fall.rows.iter().flat_map(|row| [row.all[1], row.cohort[1]]).chain(fall.total);
    all.map(|seconds| set.width(&format::time(seconds)) + BETWEEN).fold(COLUMN, libm::fmax)
}

fn heads(canvas: &Canvas, frame: Frame, column: f64) -> Drawn {
    let set = Type::plain(size::SMALL, style::SUB);
    canvas.right("slow", (frame.right() - column, frame.y + 4.0), set)?;
    canvas.right("all", (frame.right(), frame.y + 4.0), set)
}

fn axis(canvas: &Canvas, plot: Frame, fall: &Waterfall) -> Drawn {
    let set = Type::plain(size::SMALL, style::SUB);
    let stroke = Stroke { color: style::GRID, width: 0.5, dash: Dash::Solid };
    let last = fall.x.ticks.len() - 1;
    // A narrow plot has room for the ends only.
    let widest = fall.x.ticks.iter().map(|tick| set.width(&tick.label)).fold(0.0, libm::fmax);
    let all = plot.w / last as f64 > widest + 6.0;
    for (at, tick) in fall.x.ticks.iter().enumerate() {
        let x = plot.x + fall.x.place(tick.at) * plot.w;
        canvas.path(&[(x, plot.y), (x, plot.bottom())], stroke)?;
        if !all && at != 0 && at != last {
            continue;
        }
        let unit = if at == last { format!("{} {}", tick.label, fall.x.label) } else { tick.label.clone() };
        canvas.center(&unit, (x, plot.bottom() + 6.0), set)?;
    }
    Ok(())
}

fn bars(canvas: &Canvas, line: Frame, fall: &Waterfall, row: &WaterfallPart) -> Drawn {
    let (thick, thin) = (libm::fmin(line.h * 0.42, 8.0), libm::fmin(line.h * 0.24, 4.5));
    let top = line.y + (line.h - thick - thin - 0.6) / 2.0;
    let lanes = [(row.cohort, top, thick, fall.color), (row.all, top + thick + 0.6, thin, faint(fall.color))];
    for ([from, length], y, height, color) in lanes {
        let (begin, end) = (fall.x.place(from) * line.w, fall.x.place(from + length) * line.w);
        let width = libm::fmax(end - begin, if length > 0.0 { 0.5 } else { 0.0 });
        canvas.rect(Frame::new(line.x + begin, y, width, height), color)?;
    }
    Ok(())
}

fn numbers(
    canvas: &Canvas,
    (frame, column): (Frame, f64),
    line: Frame,
    [all, cohort]: [f64; 2],
    set: Type,
) -> Drawn {
    let y = line.y + line.h / 2.0;
    canvas.right(&format::time(cohort), (frame.right() - column, y), set)?;
    canvas.right(&format::time(all), (frame.right(), y), set)
}

fn total(canvas: &Canvas, (frame, column): (Frame, f64), line: Frame, fall: &Waterfall) -> Drawn {
    let set = Type::bold(size::SMALL, style::INK);
    let stroke = Stroke { color: style::EDGE, width: 0.5, dash: Dash::Solid };
    canvas.path(&[(frame.x, line.y), (frame.right(), line.y)], stroke)?;
    canvas.left("total", (frame.x, line.y + line.h / 2.0), set)?;
    let [all, cohort] = fall.total;
    let label = String::new();
    bars(canvas, line, fall, &WaterfallPart { label, all: [0.0, all], cohort: [0.0, cohort] })?;
    numbers(canvas, (frame, column), line, fall.total, set)
}
