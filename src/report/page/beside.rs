//! What other searches found of the same scenario, in a slim strip: headroom, the month in which it runs out, the worst
//! failure. Nothing where nobody looked.

use super::super::draw::{Canvas, Drawn, Frame, Type, badge};
use super::super::format::plainly;
use super::super::style::{self, size};
use super::GAP;
use crate::experiment::review::{Beside, Review};

/// Height of the strip.
const HEIGHT: f64 = 17.0;

/// With the gap below it; none if there is nothing to say.
pub fn height(beside: &Beside) -> f64 {
    if found(beside).next().is_some() { HEIGHT + GAP } else { 0.0 }
}

fn found(beside: &Beside) -> impl Iterator<Item = (&'static str, &Review)> {
    let Beside { headroom, run_out, worst_failure } = beside;
    let all = [("HEADROOM", headroom), ("RUNS OUT", run_out), ("WORST FAILURE", worst_failure)];
    all.into_iter().filter_map(|(head, review)| Some((head, review.as_ref()?)))
}

/// One card each, side by side; `frame` is as high as [`height`] says.
pub fn draw(canvas: &Canvas, frame: Frame, beside: &Beside) -> Drawn {
    let number = found(beside).count().max(1) as f64;
    let width = (frame.w - GAP * (number - 1.0)) / number;
    for (at, (head, review)) in found(beside).enumerate() {
        let x = frame.x + at as f64 * (width + GAP);
        card(canvas, Frame::new(x, frame.y, width, HEIGHT), head, review)?;
    }
    Ok(())
}

fn card(canvas: &Canvas, frame: Frame, head: &str, review: &Review) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let (label, text) = (Type::bold(size::SMALL, style::SUB), Type::bold(size::BODY, style::INK));
    let (word, color) = style::state(review.state, false);
    let (y, taken) = (frame.y + frame.h / 2.0, Type::bold(size::SMALL, color).width(word) + 10.0);
    let pill = Frame::new(frame.right() - taken - 7.0, y - 4.5, taken, 9.0);
    badge(canvas, pill, word, color, size::SMALL)?;
    canvas.left(head, (frame.x + 10.0, y), label)?;
    let x = frame.x + 17.0 + label.width(head);
    let room = pill.x - x - 5.0;
    let said = plainly(&review.text).replace(" us", " µs");
    // somewhat smaller rather than cut
    let text = Type { size: text.size * (room / text.width(&said).max(1.0)).clamp(0.8, 1.0), ..text };
    canvas.left(&text.elide(&said, room), (x, y), text)
}
