//! What other searches found of the same scenario, in a slim strip or two: headroom, the month in which it runs out, the
//! worst failure, the cheapest fix; and what the run itself says of batteries, storage and costs. Nothing where nobody
//! looked.

use super::super::draw::{Canvas, Drawn, Frame, Type, badge};
use super::super::printed::printed;
use super::super::style::{self, size};
use super::{GAP, upkeep};
use crate::experiment::results::{Results, Verdict};
use crate::experiment::review::{Beside, Review};

/// Height of a strip.
const HEIGHT: f64 = 17.0;
/// Words are written so much smaller before a second strip is begun.
const LEAST: f64 = 0.86;

/// With the gaps below; none if there is nothing to say.
pub fn height(cards: &[Card], width: f64) -> f64 {
    (HEIGHT + GAP) * rows(cards, width).len() as f64
}

/// Whether no second strip is begun.
pub fn is_one_strip(cards: &[Card], width: f64) -> bool {
    rows(cards, width).len() < 2
}

/// A head, a few words, and whether that is well, where that can be told.
#[derive(Clone, Debug)]
pub struct Card {
    head: &'static str,
    text: String,
    state: Option<Verdict>,
}

/// What there is to say.
pub fn cards(results: &Results, beside: &Beside) -> Vec<Card> {
    let Beside { headroom, run_out, worst_failure, cheapest_fix, best_policy } = beside;
    let all = [
        ("HEADROOM", headroom),
        ("RUNS OUT", run_out),
        ("WORST FAILURE", worst_failure),
        ("CHEAPEST FIX", cheapest_fix),
        ("BEST WAY BACK", best_policy),
    ];
    let found = all.into_iter().filter_map(|(head, review)| {
        let review = review.as_ref()?;
        Some(Card { head, text: said(review), state: Some(review.state) })
    });
    let own = upkeep::said(results).into_iter().map(|(head, text)| Card { head, text, state: None });
    found.chain(own).collect()
}

/// Cards side by side: one strip if their words fit, else two, parted where they are most even.
fn rows(cards: &[Card], width: f64) -> Vec<&[Card]> {
    if cards.is_empty() {
        return Vec::new();
    }
    // how far the fullest strip is beyond its width
    let tight = |cards: &[Card]| {
        let room = width - GAP * cards.len().saturating_sub(1) as f64;
        cards.iter().map(wanted).sum::<f64>() / room
    };
    if tight(cards) * LEAST <= 1.0 || cards.len() == 1 {
        return vec![cards];
    }
    let worse = |at: usize| libm::fmax(tight(&cards[..at]), tight(&cards[at..]));
    let at = (1..cards.len()).min_by(|a, b| worse(*a).total_cmp(&worse(*b))).unwrap_or(1);
    vec![&cards[..at], &cards[at..]]
}

/// Each card as wide as its words ask for; `frame` is as high as [`height`] says.
pub fn draw(canvas: &Canvas, frame: Frame, cards: &[Card]) -> Drawn {
    let mut y = frame.y;
    for cards in rows(cards, frame.w) {
        let room = frame.w - GAP * cards.len().saturating_sub(1) as f64;
        let all: f64 = cards.iter().map(wanted).sum();
        let mut x = frame.x;
        for card in cards {
            let width = room * wanted(card) / all;
            draw_card(canvas, Frame::new(x, y, width, HEIGHT), card)?;
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
fn wanted(card: &Card) -> f64 {
    let pill = card
        .state
        .map_or(0.0, |state| Type::bold(size::SMALL, style::INK).width(style::state(state, false).0) + 10.0);
    label().width(card.head) + text().width(&card.text) + pill + 29.0
}

/// Its words, but for those that the card's head says.
fn said(review: &Review) -> String {
    let text = printed(&review.text);
    let heads = ["worst failure: ", "runs out ", "cheapest fix: "];
    heads.iter().find_map(|head| text.strip_prefix(head)).unwrap_or(&text).to_string()
}

fn draw_card(canvas: &Canvas, frame: Frame, card: &Card) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let (label, text) = (label(), text());
    let (y, mut end) = (frame.y + frame.h / 2.0, frame.right() - 5.0);
    if let Some(state) = card.state {
        let (word, color) = style::state(state, false);
        let taken = Type::bold(size::SMALL, color).width(word) + 10.0;
        let pill = Frame::new(frame.right() - taken - 7.0, y - 4.5, taken, 9.0);
        badge(canvas, pill, word, color, size::SMALL)?;
        end = pill.x - 5.0;
    }
    canvas.left(card.head, (frame.x + 10.0, y), label)?;
    let x = frame.x + 17.0 + label.width(card.head);
    let room = end - x;
    // somewhat smaller rather than cut
    let text = Type { size: text.size * (room / text.width(&card.text).max(1.0)).clamp(0.8, 1.0), ..text };
    canvas.left(&text.elide(&card.text, room), (x, y), text)
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
        let of = |beside: &Beside| cards(&Results::default(), beside);
        assert_eq!(height(&of(&Beside::default()), 800.0), 0.0);
        assert_eq!(height(&of(&three), 800.0), HEIGHT + GAP);
        let long = "x".repeat(150);
        let four = Beside { cheapest_fix: said(&long), ..three };
        let four = of(&four);
        assert_eq!(height(&four, 800.0), 2.0 * (HEIGHT + GAP));
        let heads: Vec<Vec<&str>> =
            rows(&four, 800.0).iter().map(|row| row.iter().map(|card| card.head).collect()).collect();
        assert_eq!(heads, [vec!["HEADROOM", "RUNS OUT", "WORST FAILURE"], vec!["CHEAPEST FIX"]]);
    }
}
