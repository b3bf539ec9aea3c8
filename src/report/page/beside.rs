//! What other searches found of the same scenario, in a slim strip or two: headroom, the month in which it runs out, the
//! worst failure, the cheapest fix. Nothing where nobody looked.

use super::super::draw::{Canvas, Drawn, Frame, Type, badge};
use super::super::printed::printed;
use super::super::style::{self, size};
use super::GAP;
use crate::experiment::review::{Beside, Review};

/// Height of a strip.
const HEIGHT: f64 = 17.0;
/// Words are written so much smaller before a second strip is begun.
const LEAST: f64 = 0.86;

/// With the gaps below; none if there is nothing to say.
pub fn height(beside: &Beside, width: f64) -> f64 {
    (HEIGHT + GAP) * rows(beside, width).len() as f64
}

/// Whether no second strip is begun.
pub fn is_one_strip(beside: &Beside, width: f64) -> bool {
    rows(beside, width).len() < 2
}

type Card<'a> = (&'static str, &'a Review);

fn found(beside: &Beside) -> Vec<Card<'_>> {
    let Beside { headroom, run_out, worst_failure, cheapest_fix, best_policy } = beside;
    let all = [
        ("HEADROOM", headroom),
        ("RUNS OUT", run_out),
        ("WORST FAILURE", worst_failure),
        ("CHEAPEST FIX", cheapest_fix),
        ("BEST WAY BACK", best_policy),
    ];
    all.into_iter().filter_map(|(head, review)| Some((head, review.as_ref()?))).collect()
}

/// Cards side by side: one strip if their words fit, else two, parted where they are most even.
fn rows(beside: &Beside, width: f64) -> Vec<Vec<Card<'_>>> {
    let cards = found(beside);
    if cards.is_empty() {
        return Vec::new();
    }
    // how far the fullest strip is beyond its width
    let tight = |cards: &[Card]| {
        let room = width - GAP * cards.len().saturating_sub(1) as f64;
        cards.iter().map(|(head, review)| wanted(head, review)).sum::<f64>() / room
    };
    if tight(&cards) * LEAST <= 1.0 || cards.len() == 1 {
        return vec![cards];
    }
    let worse = |at: usize| libm::fmax(tight(&cards[..at]), tight(&cards[at..]));
    let at = (1..cards.len()).min_by(|a, b| worse(*a).total_cmp(&worse(*b))).unwrap_or(1);
    vec![cards[..at].to_vec(), cards[at..].to_vec()]
}

/// Each card as wide as its words ask for; `frame` is as high as [`height`] says.
pub fn draw(canvas: &Canvas, frame: Frame, beside: &Beside) -> Drawn {
    let mut y = frame.y;
    for cards in rows(beside, frame.w) {
        let room = frame.w - GAP * cards.len().saturating_sub(1) as f64;
        let all: f64 = cards.iter().map(|(head, review)| wanted(head, review)).sum();
        let mut x = frame.x;
        for (head, review) in cards {
            let width = room * wanted(head, review) / all;
            card(canvas, Frame::new(x, y, width, HEIGHT), head, review)?;
            x += width + GAP;
        }
        y += HEIGHT + GAP;
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
    let heads = ["worst failure: ", "runs out ", "cheapest fix: "];
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_beside_each_other_takes_a_second_strip() {
        let said = |text: &str| Some(Review { text: text.into(), ..Review::default() });
        let three = Beside {
            headroom: said("+3 %"),
            run_out: said("2028-03"),
            worst_failure: said("g"),
            ..Beside::default()
        };
        assert_eq!(height(&Beside::default(), 800.0), 0.0);
        assert_eq!(height(&three, 800.0), HEIGHT + GAP);
        let long = "x".repeat(150);
        let four = Beside { cheapest_fix: said(&long), ..three };
        assert_eq!(height(&four, 800.0), 2.0 * (HEIGHT + GAP));
        let heads: Vec<Vec<&str>> =
            rows(&four, 800.0).iter().map(|row| row.iter().map(|(head, _)| *head).collect()).collect();
        assert_eq!(heads, [vec!["HEADROOM", "RUNS OUT", "WORST FAILURE"], vec!["CHEAPEST FIX"]]);
    }
}
