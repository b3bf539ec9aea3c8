//! A figure: title, subtitle and legend above, then its body in what is left.

use super::super::figure::{Body, Figure};
use super::super::style::{self, size};
use super::{
    Canvas, DrawError, Drawn, Frame, Type, bars, cells, forest, grid, heat, legend, matrix, panel, plan,
    table, tornado, waterfall,
};

/// Space between a card's edge and what is in it.
const PAD: f64 = 10.0;
/// Distance of lines of a subtitle.
const LINE: f64 = 8.6;

/// A figure on a white card with round corners.
fn card(canvas: &Canvas, frame: Frame, what: &Figure) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    figure(canvas, frame.cut(PAD, PAD - 1.0, PAD, PAD - 2.0), what)
}

/// Cards beside each other with a gap between them, by their shares of the width.
pub fn cards(canvas: &Canvas, row: Frame, gap: f64, figures: &[(f64, Figure)]) -> Drawn {
    let shares: f64 = figures.iter().map(|(share, _)| share).sum();
    let room = row.w - gap * (figures.len() - 1) as f64;
    let mut x = row.x;
    for (share, figure) in figures {
        let width = room * share / shares;
        card(canvas, Frame::new(x, row.y, width, row.h), figure)?;
        x += width + gap;
    }
    Ok(())
}

/// A figure in a frame.
pub fn figure(canvas: &Canvas, frame: Frame, figure: &Figure) -> Drawn {
    let head = heading(canvas, frame, figure)?;
    let below = frame.cut(0.0, head, 0.0, 0.0);
    let used = legend::draw(canvas, below, &figure.legend)?;
    body(canvas, below.cut(0.0, used, 0.0, 0.0), &figure.body)
}

/// Draws title and subtitle; answers the height they took.
fn heading(canvas: &Canvas, frame: Frame, figure: &Figure) -> Result<f64, DrawError> {
    let (title, sub) = (Type::bold(size::HEADING, style::INK), Type::plain(size::LABEL, style::SUB));
    canvas.left(&title.elide(&figure.title, frame.w), (frame.x, frame.y + 5.0), title)?;
    let mut y = frame.y + 15.5;
    if !figure.subtitle.is_empty() {
        for line in sub.wrap(&figure.subtitle, frame.w, 2) {
            canvas.left(&line, (frame.x, y), sub)?;
            y += LINE;
        }
    }
    Ok(y - frame.y - 1.0)
}

/// The body alone.
fn body(canvas: &Canvas, frame: Frame, body: &Body) -> Drawn {
    match body {
        Body::Empty(why) => empty(canvas, frame, why),
        Body::Panels(panels) => panel::draw(canvas, frame, panels),
        Body::Waterfalls(falls) => waterfall::draw(canvas, frame, falls),
        Body::Heat(heat) => heat::draw(canvas, frame, heat),
        Body::Tables(tables) => table::draw(canvas, frame, tables),
        Body::Plan(plan) => plan::draw(canvas, frame, plan),
        Body::Bars(bars) => bars::draw(canvas, frame, bars),
        Body::Forest(forest) => forest::draw(canvas, frame, forest),
        Body::Pairs(pairs) => cells::draw(canvas, frame, pairs),
        Body::Matrix(matrix) => matrix::draw(canvas, frame, matrix),
        Body::Grid(grid) => grid::draw(canvas, frame, grid),
        Body::Tornado(tornado) => tornado::draw(canvas, frame, tornado),
    }
}

/// Says why there is nothing.
fn empty(canvas: &Canvas, frame: Frame, why: &str) -> Drawn {
    let set = Type::plain(size::BODY + 0.8, style::SUB);
    let lines = set.wrap(why, frame.w * 0.86, 4);
    let mut y = frame.y + frame.h / 2.0 - (lines.len() as f64 - 1.0) * 5.5;
    for line in lines {
        canvas.center(&line, (frame.x + frame.w / 2.0, y), set)?;
        y += 11.0;
    }
    Ok(())
}
