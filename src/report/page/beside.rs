//! What other searches found of the same scenario, in a slim strip: headroom, the month in which it runs out, the worst
//! failure. Nothing where nobody looked.

use super::super::draw::{Canvas, Drawn, Frame, Type, badge};
use super::super::printed::printed;
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

/// One card each, side by side, as wide as their words ask for; `frame` is as high as [`height`] says.
pub fn draw(canvas: &Canvas, frame: Frame, beside: &Beside) -> Drawn {
    let wanted: Vec<f64> = found(beside).map(|(head, review)| wanted(head, review)).collect();
    let room = frame.w - GAP * wanted.len().saturating_sub(1) as f64;
    let all: f64 = wanted.iter().sum();
    let mut x = frame.x;
    for ((head, review), wanted) in found(beside).zip(wanted) {
        let width = room * wanted / all;
        card(canvas, Frame::new(x, frame.y, width, HEIGHT), head, review)?;
        x += width + GAP;
    }
    Ok(())
}

fn label() -> Type {
    Type::bold(size::SMALL, style::SUB)
}

fn text() -> Type {
    Type::bold(size::BODY, style::INK)
}

/// Width of a card that cuts nothing.
fn wanted(head: &str, review: &Review) -> f64 {
    let pill = Type::bold(size::SMALL, style::INK).width(style::state(review.state, false).0);
    label().width(head) + text().width(&said(review)) + pill + 39.0
}

/// Its words, but for those that the card's head says.
fn said(review: &Review) -> String {
    let text = printed(&review.text);
    let heads = ["worst failure: ", "runs out "];
    heads.iter().find_map(|head| text.strip_prefix(head)).unwrap_or(&text).to_string()
}

fn card(canvas: &Canvas, frame: Frame, head: &str, review: &Review) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let (label, text) = (label(), text());
    let (word, color) = style::state(review.state, false);
    let (y, taken) = (frame.y + frame.h / 2.0, Type::bold(size::SMALL, color).width(word) + 10.0);
    let pill = Frame::new(frame.right() - taken - 7.0, y - 4.5, taken, 9.0);
    badge(canvas, pill, word, color, size::SMALL)?;
    canvas.left(head, (frame.x + 10.0, y), label)?;
    let x = frame.x + 17.0 + label.width(head);
    let room = pill.x - x - 5.0;
    let said = said(review);
    // somewhat smaller rather than cut
    let text = Type { size: text.size * (room / text.width(&said).max(1.0)).clamp(0.8, 1.0), ..text };
    canvas.left(&text.elide(&said, room), (x, y), text)
}
