//! Rows of cells over time, and the bar that says what their colours mean.

use super::super::figure::{Dash, Heat, HeatRow, Stroke};
use super::super::style::{self, size};
use super::panel::every;
use super::{Canvas, Drawn, Frame, Type};

/// Room for a row's figure at the right, and for axis and colour bar below.
const SIDE: f64 = 27.0;
const FOOT: f64 = 34.0;
/// Space above rows set apart.
const APART: f64 = 3.0;

/// Rows, axis, colour bar.
pub fn draw(canvas: &Canvas, frame: Frame, heat: &Heat) -> Drawn {
    let labels = Type::plain(size::LABEL, style::INK);
    let widest = heat.rows.iter().map(|row| labels.width(&row.label)).fold(20.0, libm::fmax);
    let left = libm::fmin(widest + 4.0, frame.w * 0.62);
    let plot = frame.cut(left, 0.0, SIDE, FOOT);
    let gaps = heat.rows.iter().filter(|row| row.apart).count() as f64 * APART;
    let step = libm::fmin((plot.h - gaps) / heat.rows.len() as f64, 16.0);
    let mut y = plot.y;
    for row in &heat.rows {
        y += if row.apart { APART } else { 0.0 };
        cells(canvas, Frame::new(plot.x, y, plot.w, step), heat, row)?;
        let label = labels.elide(&row.label, left - 4.0);
        canvas.left(&label, (frame.x, y + step / 2.0), labels)?;
        canvas.right(&row.value, (frame.right(), y + step / 2.0), labels)?;
        y += step;
    }
    time_axis(canvas, Frame::new(plot.x, y, plot.w, 12.0), heat)?;
    if heat.scale.is_empty() {
        return Ok(());
    }
    bar(canvas, Frame::new(frame.x + 2.0, y + 18.0, frame.w - 12.0, 5.0), heat)
}

fn cells(canvas: &Canvas, line: Frame, heat: &Heat, row: &HeatRow) -> Drawn {
    for (at, share) in row.cells.iter().enumerate() {
        let from = heat.x.place(at as f64 * heat.cell_s) * line.w;
        let to = heat.x.place((at + 1) as f64 * heat.cell_s) * line.w;
        let cell = Frame::new(line.x + from, line.y, to - from, line.h - 0.6);
        canvas.cell(cell, if row.own_scale { style::greys(*share) } else { style::sequence(*share) })?;
    }
    Ok(())
}

fn time_axis(canvas: &Canvas, line: Frame, heat: &Heat) -> Drawn {
    let set = Type::plain(size::LABEL, style::SUB);
    let stroke = Stroke { color: style::EDGE, width: 0.5, dash: Dash::Solid };
    let every = every(&heat.x, line.w, set);
    for (at, tick) in heat.x.ticks.iter().enumerate() {
        let x = line.x + heat.x.place(tick.at) * line.w;
        canvas.path(&[(x, line.y), (x, line.y + 2.5)], stroke)?;
        if at % every == 0 {
            canvas.center(&tick.label, (x, line.y + 7.5), set)?;
        }
    }
    Ok(())
}

/// The palette from 0 to what its darkest colour means, with marks.
fn bar(canvas: &Canvas, frame: Frame, heat: &Heat) -> Drawn {
    const STEPS: u32 = 100;
    let step = frame.w / f64::from(STEPS);
    for at in 0..STEPS {
        let cell = Frame::new(frame.x + f64::from(at) * step, frame.y, step, frame.h);
        canvas.cell(cell, style::sequence((f64::from(at) + 0.5) / f64::from(STEPS)))?;
    }
    let set = Type::plain(size::SMALL, style::SUB);
    let stroke = Stroke { color: style::INK, width: 0.6, dash: Dash::Solid };
    for tick in &heat.scale {
        let x = frame.x + tick.at * frame.w;
        canvas.path(&[(x, frame.y - 1.0), (x, frame.bottom() + 1.5)], stroke)?;
        canvas.center(&tick.label, (x, frame.bottom() + 6.5), set)?;
    }
    Ok(())
}
