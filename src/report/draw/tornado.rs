//! Bars from the answer to where each end of an assumption moves it: dark the low end, light the high one, pale both where
//! luck alone would do; thin lines are intervals of the change.

use super::super::figure::{Axis, Dash, Stroke, Tornado, TornadoEnd, TornadoRow};
use super::super::style::{self, Color, size};
use super::panel::every;
use super::{Canvas, Drawn, Frame, Type};

/// Colours of the low and the high end.
pub const LOW: Color = Color(8, 81, 156);
/// See [`LOW`].
pub const HIGH: Color = Color(107, 174, 214);
/// Colour of a limit.
pub const LIMIT: Color = Color(170, 28, 28);
/// Height of a row: as much as there is, between these; and of the axis with its name.
const ROW: (f64, f64) = (11.0, 30.0);
const AXIS: f64 = 24.0;
/// Share of the width that labels take at most.
const LABEL: f64 = 0.36;
/// Room for what is not shown.
const FOOT: f64 = 9.0;

/// Rows, axis, what is not shown.
pub fn draw(canvas: &Canvas, frame: Frame, tornado: &Tornado) -> Drawn {
    let (name, sub) = (Type::plain(size::LABEL, style::INK), Type::plain(size::SMALL, style::SUB));
    let words = |row: &TornadoRow| format!("{} to {}", row.ends[0].text, row.ends[1].text);
    let wide = |row: &TornadoRow| libm::fmax(name.width(&row.label), sub.width(&words(row)));
    let widest = tornado.rows.iter().map(wide).fold(30.0, libm::fmax) + 8.0;
    let label = libm::fmin(widest, LABEL * frame.w);
    let foot = if tornado.more.is_empty() { 0.0 } else { FOOT };
    let plot = frame.cut(label, 2.0, 12.0, AXIS + foot);
    let step = (plot.h / libm::fmax(tornado.rows.len() as f64, 1.0)).clamp(ROW.0, ROW.1);
    let plot = Frame { h: step * tornado.rows.len() as f64, ..plot };
    axis(canvas, plot, &tornado.axis)?;
    limit(canvas, plot, &tornado.axis, tornado.limit, Dash::Dotted)?;
    for (at, row) in tornado.rows.iter().enumerate() {
        let line = Frame::new(plot.x, plot.y + at as f64 * step, plot.w, step);
        let middle = line.y + step / 2.0;
        if step >= 16.0 {
            canvas.left(&name.elide(&row.label, label - 6.0), (frame.x, middle - 4.0), name)?;
            canvas.left(&sub.elide(&words(row), label - 6.0), (frame.x, middle + 4.4), sub)?;
        } else {
            canvas.left(&name.elide(&row.label, label - 6.0), (frame.x, middle), name)?;
        }
        bar(canvas, line, tornado, row)?;
    }
    canvas.left(&sub.elide(&tornado.more, frame.w), (frame.x, frame.bottom() - 3.0), sub)
}

/// The axis below bars: its ticks up through them, and its name.
pub(super) fn axis(canvas: &Canvas, plot: Frame, axis: &Axis) -> Drawn {
    let set = Type::plain(size::SMALL, style::SUB);
    let every = every(axis, plot.w, set);
    for (n, tick) in axis.ticks.iter().enumerate() {
        let x = plot.x + axis.place(tick.at) * plot.w;
        let stroke = Stroke { color: style::GRID, width: 0.5, dash: Dash::Solid };
        canvas.path(&[(x, plot.y), (x, plot.bottom() + 1.5)], stroke)?;
        if n % every == 0 {
            canvas.center(&tick.label, (x, plot.bottom() + 6.0), set)?;
        }
    }
    canvas.center(&axis.label, (plot.x + plot.w / 2.0, plot.bottom() + 15.5), set)
}

/// A limit as an upright line, where the axis reaches it.
pub(super) fn limit(canvas: &Canvas, plot: Frame, axis: &Axis, at: Option<f64>, dash: Dash) -> Drawn {
    let Some(at) = at.filter(|at| (axis.from..=axis.to).contains(at)) else { return Ok(()) };
    let x = plot.x + axis.place(at) * plot.w;
    canvas.path(&[(x, plot.y), (x, plot.bottom())], Stroke { color: LIMIT, width: 1.0, dash })
}

fn bar(canvas: &Canvas, line: Frame, tornado: &Tornado, row: &TornadoRow) -> Drawn {
    let x = |value: f64| line.x + tornado.axis.place(value) * line.w;
    let (base, high) = (x(tornado.base), libm::fmin(line.h * 0.56, 12.0));
    let y = line.y + (line.h - high) / 2.0;
    let pale = |color| if row.pale { style::mix(color, style::WHITE, 0.7) } else { color };
    // the longer one below, where both ends move the answer to one side
    let mut ends: Vec<(&TornadoEnd, Color)> = row.ends.iter().zip([LOW, HIGH]).collect();
    let far = |end: &TornadoEnd| end.at.map_or(0.0, |at| libm::fabs(at - tornado.base));
    ends.sort_by(|a, b| far(b.0).total_cmp(&far(a.0)));
    for (end, color) in &ends {
        let Some(at) = end.at.map(x) else { continue };
        let (from, to) = if at < base { (at, base) } else { (base, at) };
        canvas.cell(Frame::new(from, y, to - from, high), pale(*color))?;
    }
    for (end, _) in &ends {
        let Some([low, up]) = end.ci else { continue };
        let stroke = Stroke { color: style::INK, width: 0.6, dash: Dash::Solid };
        let middle = line.y + line.h / 2.0;
        canvas.path(&[(x(low), middle), (x(up), middle)], stroke)?;
    }
    let stroke = Stroke { color: style::INK, width: 0.9, dash: Dash::Solid };
    canvas.path(&[(base, line.y), (base, line.bottom())], stroke)
}
