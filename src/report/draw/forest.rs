//! Differences around zero: a dot and its interval on an axis, both values and the difference in figures, and
//! what came out in a word. Rows of one unit share an axis.

use super::super::figure::{Axis, Dash, Forest, ForestGroup, ForestRow, Scale, Stroke};
use super::super::style::{self, size};
use super::table::badge;
use super::{Canvas, Drawn, Frame, Type};

/// Height of the heads, and of an axis with its name.
const HEAD: f64 = 10.0;
const AXIS: f64 = 21.0;
/// Height of a row: as much as there is, between these.
const ROW: (f64, f64) = (9.0, 16.0);
/// Between columns.
const GAP: f64 = 7.0;
/// Share of the width at least that the plot keeps.
const PLOT: f64 = 0.2;

/// Where the columns stand.
struct Columns {
    label: f64,
    plot: Frame,
    /// Right ends of the figures.
    figures: [f64; 3],
    badge: (f64, f64),
}

/// Heads, groups, what is not shown.
pub fn draw(canvas: &Canvas, frame: Frame, forest: &Forest) -> Drawn {
    let columns = columns(frame, forest);
    let head = Type::plain(size::LABEL, style::SUB);
    for (text, right) in forest.heads.iter().zip(columns.figures) {
        canvas.right(text, (right, frame.y + 4.0), head)?;
    }
    let rows: usize = forest.groups.iter().map(|group| group.rows.len()).sum();
    let foot = if forest.more.is_empty() { 0.0 } else { 9.0 };
    let room = frame.h - HEAD - foot - AXIS * forest.groups.len() as f64;
    let step = (room / rows.max(1) as f64).clamp(ROW.0, ROW.1);
    let mut y = frame.y + HEAD;
    for group in &forest.groups {
        y = one(canvas, frame, &columns, group, (y, step))?;
    }
    // at the right, where no axis has its name
    canvas.right(&head.elide(&forest.more, frame.w), (frame.right(), frame.bottom() - 3.0), head)
}

fn columns(frame: Frame, forest: &Forest) -> Columns {
    let text = Type::plain(size::BODY, style::INK);
    let rows = || forest.groups.iter().flat_map(|group| &group.rows);
    let widest = |of: &dyn Fn(&ForestRow) -> f64, least: f64| rows().map(of).fold(least, libm::fmax);
    let word = Type::bold(size::SMALL, style::WHITE);
    let badge = widest(&|row| word.width(&row.word), 20.0) + 8.0;
    let mut figures = [0.0; 3];
    let mut right = frame.right() - badge - GAP;
    for at in (0..3).rev() {
        figures[at] = right;
        right -= widest(&|row| text.width(&row.texts[at]), text.width(&forest.heads[at])) + GAP;
    }
    let wanted = widest(&|row| text.width(&row.label), 30.0) + 1.0;
    let label = libm::fmin(wanted, right - frame.x - frame.w * PLOT);
    let x = frame.x + label + GAP;
    let plot = Frame::new(x, frame.y, right - x, frame.h);
    Columns { label, plot, figures, badge: (frame.right() - badge, badge) }
}

/// Draws a group from `y`; answers where it ends.
fn one(
    canvas: &Canvas,
    frame: Frame,
    columns: &Columns,
    group: &ForestGroup,
    (mut y, step): (f64, f64),
) -> Result<f64, super::DrawError> {
    let height = step * group.rows.len() as f64;
    let plot = Frame::new(columns.plot.x, y, columns.plot.w, height);
    axis(canvas, plot, &group.axis)?;
    for row in &group.rows {
        let line = Frame::new(frame.x, y, frame.w, step);
        figures(canvas, line, columns, row)?;
        dot(canvas, Frame::new(plot.x, y, plot.w, step), &group.axis, row)?;
        y += step;
    }
    Ok(y + AXIS)
}

fn axis(canvas: &Canvas, plot: Frame, axis: &Axis) -> Drawn {
    let set = Type::plain(size::SMALL, style::SUB);
    let none = if axis.scale == Scale::Log { 1.0 } else { 0.0 };
    let (every, zero_at) = (every(axis, plot.w, set), axis.ticks.iter().position(|tick| tick.at == none));
    for (n, tick) in axis.ticks.iter().enumerate() {
        let x = plot.x + axis.place(tick.at) * plot.w;
        let zero = tick.at == none;
        let (color, width) = if zero { (style::SUB, 0.8) } else { (style::GRID, 0.5) };
        let stroke = Stroke { color, width, dash: Dash::Solid };
        canvas.path(&[(x, plot.y), (x, plot.bottom() + 1.5)], stroke)?;
        if n.abs_diff(zero_at.unwrap_or(0)) % every == 0 {
            canvas.center(&tick.label, (x, plot.bottom() + 5.5), set)?;
        }
    }
    canvas.center(&axis.label, (plot.x + plot.w / 2.0, plot.bottom() + 13.5), set)
}

/// Counted from zero, every so many labels stand clear of each other.
fn every(axis: &Axis, width: f64, set: Type) -> usize {
    let half = axis.ticks.len() / 2;
    let step = width / libm::fmax(axis.ticks.len() as f64 - 1.0, 1.0);
    let widest = axis.ticks.iter().map(|tick| set.width(&tick.label)).fold(0.0, libm::fmax) + 3.0;
    (1..=half).find(|n| *n as f64 * step >= widest).unwrap_or(half + 1)
}

fn figures(canvas: &Canvas, line: Frame, columns: &Columns, row: &ForestRow) -> Drawn {
    let (text, y) = (Type::plain(size::BODY, style::INK), line.y + line.h / 2.0);
    canvas.left(&text.elide(&row.label, columns.label), (line.x, y), text)?;
    for (words, right) in row.texts.iter().zip(columns.figures) {
        canvas.right(words, (right, y), text)?;
    }
    let height = libm::fmin(line.h - 1.0, 9.0);
    let place = Frame::new(columns.badge.0, y - height / 2.0, columns.badge.1, height);
    badge(canvas, place, &row.word, row.color, size::SMALL)
}

fn dot(canvas: &Canvas, line: Frame, axis: &Axis, row: &ForestRow) -> Drawn {
    let y = line.y + line.h / 2.0;
    let x = |value: f64| line.x + axis.place(value) * line.w;
    let Some(at) = row.at else { return Ok(()) };
    if !(axis.from..=axis.to).contains(&at) {
        // beyond the axis, on which it would leave the others no room: an arrow, and the figures beside it
        let (tip, back) = if at > axis.to { (line.right(), -5.0) } else { (line.x, 5.0) };
        return canvas.polygon(&[(tip, y), (tip + back, y - 2.8), (tip + back, y + 2.8)], row.color);
    }
    if let Some([low, high]) = row.ci {
        let stroke = Stroke { color: row.color, width: 1.1, dash: Dash::Solid };
        canvas.path(&[(x(low), y), (x(high), y)], stroke)?;
        for end in [low, high].into_iter().filter(|end| (axis.from..=axis.to).contains(end)) {
            canvas.path(&[(x(end), y - 2.0), (x(end), y + 2.0)], stroke)?;
        }
    }
    canvas.disc((x(at), y), 2.3, row.color)
}
