//! Timelines: lanes of bars between their names and what came of them.

use super::super::figure::{Dash, Key, Stroke};
use super::super::style::{self, size};
use super::super::trace::figure::{Lane, Timeline};
use super::{Canvas, Drawn, Frame, Type, legend as keys, panel};

/// Heights: head, a lane, a lane under another, the axis.
const HEAD: f64 = 27.0;
const LANE: f64 = 11.5;
const UNDER: f64 = 9.0;
const AXIS: f64 = 19.0;
const PAD: f64 = 8.0;
/// Distance of lines under the title.
const NOTE: f64 = 9.0;
/// Between columns, and the plot's least share of the width.
const GAP: f64 = 6.0;
const PLOT: f64 = 0.28;

/// Height of a card of so many points width with this timeline.
pub fn height(line: &Timeline, width: f64) -> f64 {
    let notes = notes(line, width - 2.0 * (PAD + 2.0));
    above(&notes) + AXIS + 2.0 * PAD + line.lanes.iter().map(step).sum::<f64>()
}

/// What stands under the title, in as many lines as it needs.
fn notes(line: &Timeline, width: f64) -> Vec<String> {
    Type::plain(size::LABEL, style::SUB).wrap(&line.note, width, 3)
}

/// The height of the head with its notes.
fn above(notes: &[String]) -> f64 {
    HEAD + NOTE * notes.len().saturating_sub(1) as f64
}

fn step(lane: &Lane) -> f64 {
    if lane.under { UNDER } else { LANE }
}

/// What the colours mean.
pub fn legend(canvas: &Canvas, frame: Frame, what: &[Key]) -> Drawn {
    keys::draw(canvas, frame, what).map(|_| ())
}

/// Height of that.
pub fn legend_height(width: f64, what: &[Key]) -> f64 {
    keys::height(width, what)
}

/// A card: head, lanes, axis.
pub fn draw(canvas: &Canvas, frame: Frame, line: &Timeline) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let inner = frame.cut(PAD + 2.0, PAD, PAD + 2.0, PAD);
    head(canvas, inner, line)?;
    let lanes: f64 = line.lanes.iter().map(step).sum();
    let below = Frame::new(inner.x, inner.y + above(&notes(line, inner.w)), inner.w, lanes);
    let plot = plot(below, line);
    ticks(canvas, plot, line)?;
    if let Some(end) = line.end {
        let x = plot.x + line.x.place(end) * plot.w;
        let stroke = Stroke { color: line.color, width: 0.8, dash: Dash::Dashed };
        canvas.path(&[(x, plot.y - 2.0), (x, plot.bottom())], stroke)?;
    }
    let mut y = below.y;
    for lane in &line.lanes {
        draw_lane(canvas, Frame::new(below.x, y, below.w, step(lane)), plot, line, lane)?;
        y += step(lane);
    }
    Ok(())
}

fn head(canvas: &Canvas, frame: Frame, line: &Timeline) -> Drawn {
    let (title, word) = (Type::bold(size::HEADING, style::INK), Type::bold(size::BODY, line.color));
    let room = frame.w - word.width(&line.word) - GAP;
    canvas.left(&title.elide(&line.title, room), (frame.x, frame.y + 4.5), title)?;
    canvas.right(&line.word, (frame.right(), frame.y + 4.5), word)?;
    let sub = Type::plain(size::LABEL, style::SUB);
    let mut y = frame.y + 15.5;
    for note in notes(line, frame.w) {
        canvas.left(&note, (frame.x, y), sub)?;
        y += NOTE;
    }
    Ok(())
}

fn label_type(lane: &Lane) -> Type {
    if lane.under { Type::plain(size::SMALL, style::SUB) } else { Type::plain(size::LABEL, style::INK) }
}

/// Between the names and the notes, which take what they need as long as the plot keeps its share.
fn plot(frame: Frame, line: &Timeline) -> Frame {
    let set = Type::plain(size::SMALL, style::SUB);
    let barred = || line.lanes.iter().filter(|lane| !lane.bars.is_empty() || !lane.note.is_empty());
    let names =
        barred().map(|lane| indent(lane) + label_type(lane).width(&lane.label)).fold(30.0, libm::fmax);
    let notes = barred().map(|lane| set.width(&lane.note)).fold(20.0, libm::fmax);
    let room = frame.w * (1.0 - PLOT) - 2.0 * GAP;
    let (names, notes) = match names + notes {
        all if all <= room => (names, notes),
        _ => {
            let names = libm::fmin(names, libm::fmax(room * 0.45, room - notes));
            (names, room - names)
        }
    };
    Frame::new(frame.x + names + GAP, frame.y, frame.w - names - notes - 2.0 * GAP, frame.h)
}

fn indent(lane: &Lane) -> f64 {
    if lane.under { 8.0 } else { 0.0 }
}

fn ticks(canvas: &Canvas, plot: Frame, line: &Timeline) -> Drawn {
    let set = Type::plain(size::SMALL, style::SUB);
    let stroke = Stroke { color: style::GRID, width: 0.5, dash: Dash::Solid };
    let every = panel::every(&line.x, plot.w, set);
    for (at, tick) in line.x.ticks.iter().enumerate() {
        let x = plot.x + line.x.place(tick.at) * plot.w;
        canvas.path(&[(x, plot.y), (x, plot.bottom())], stroke)?;
        if at % every == 0 {
            canvas.center(&tick.label, (x, plot.bottom() + 5.0), set)?;
        }
    }
    let edge = Stroke { color: style::EDGE, ..stroke };
    canvas.path(&[(plot.x, plot.bottom()), (plot.right(), plot.bottom())], edge)?;
    canvas.center(&line.x.label, (plot.x + plot.w / 2.0, plot.bottom() + 13.5), set)
}

fn draw_lane(canvas: &Canvas, row: Frame, plot: Frame, line: &Timeline, lane: &Lane) -> Drawn {
    let (set, y) = (label_type(lane), row.y + row.h / 2.0);
    let x = row.x + indent(lane);
    let is_remark = lane.bars.is_empty() && lane.note.is_empty();
    let room = if is_remark { row.w - indent(lane) } else { plot.x - GAP - x + 1.0 };
    let label = set.elide(&lane.label, room);
    if is_remark {
        // words that reach into the plot stand on white, not on its grid
        canvas.rect(Frame::new(x, row.y + 0.5, set.width(&label) + 2.0, row.h - 1.0), style::WHITE)?;
    }
    canvas.left(&label, (x, y), set)?;
    let thick = if lane.under { 4.2 } else { 6.4 };
    for bar in &lane.bars {
        let (from, to) = (line.x.place(bar.from) * plot.w, line.x.place(bar.to) * plot.w);
        // what takes no time to see is still there
        let wide = libm::fmax(to - from, 0.7);
        let place = Frame::new(plot.x + libm::fmin(from, plot.w - wide), y - thick / 2.0, wide, thick);
        match bar.hollow {
            true => keys::hollow(canvas, place, bar.color)?,
            false => canvas.rect(place, bar.color)?,
        }
    }
    let note = Type::plain(size::SMALL, lane.color);
    let room = row.right() - plot.right() - GAP + 1.0;
    canvas.left(&note.elide(&lane.note, room), (plot.right() + GAP, y), note)
}
