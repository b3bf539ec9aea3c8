//! The review on one page: verdict first, then load, objectives, latency, time, losses, elements, and below
//! them what was assumed and where the figures come from.

mod beside;
mod blame;
mod cards;
mod consumers;
mod footer;
mod header;
mod headline;
mod tiles;
mod upkeep;
mod verdict;
mod words;

pub use footer::provenance;
pub use header::shown_title;
pub use words::{burst, busy, cause};

use super::draw::{Canvas, Drawn, Frame};
use super::style::{self, PAGE_PT};
use crate::experiment::results::Results;
use crate::experiment::review::Beside;

/// Space around the page and between its cards.
const MARGIN: f64 = 12.0;
const GAP: f64 = 7.0;
/// Elements named in the page's heat map.
const ELEMENTS: usize = 11;
/// The same where what lies beside the run takes more than one strip.
const FEWER_ELEMENTS: usize = 8;
/// Height of the tiles.
const TILES: f64 = 52.0;

/// The whole page, with what lies beside the run.
pub fn draw(canvas: &Canvas, results: &Results, beside: &Beside) -> Drawn {
    let (width, height) = PAGE_PT;
    canvas.fill(style::PAPER)?;
    let head = header::height(results);
    header::draw(canvas, Frame::new(0.0, 0.0, width, head), results)?;
    let inner = width - 2.0 * MARGIN;
    let mut y = head + GAP;
    y += verdict::draw(canvas, Frame::new(MARGIN, y, inner, 0.0), results)? + GAP;
    tiles::draw(canvas, Frame::new(MARGIN, y, inner, TILES), results)?;
    y += TILES + GAP;
    let strip = beside::cards(results, beside);
    let strips = beside::height(&strip, inner);
    beside::draw(canvas, Frame::new(MARGIN, y, inner, strips), &strip)?;
    y += strips;
    let elements = if beside::is_one_strip(&strip, inner) { ELEMENTS } else { FEWER_ELEMENTS };
    let foot = footer::blocks(results, inner);
    let footer = footer::height(&foot);
    let cards = Frame::new(MARGIN, y, inner, height - y - footer - 1.6 * GAP);
    cards::draw(canvas, cards, results, elements)?;
    footer::draw(canvas, Frame::new(MARGIN, height - footer - 0.6 * GAP, inner, footer), &foot)
}
