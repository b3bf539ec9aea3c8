//! The review on one page: verdict first, then load, objectives, latency, time, losses, elements, and below
//! them what was assumed and where the figures come from.

mod footer;
mod header;
mod headline;
mod tiles;
mod verdict;

pub use footer::provenance;

use super::charts::{heat, latency, load, losses, map, objectives, waterfall};
use super::draw::{Canvas, Drawn, Frame, card};
use super::figure::Figure;
use super::style::{self, PAGE_PT};
use crate::experiment::results::Results;

/// Space around the page and between its cards.
const MARGIN: f64 = 12.0;
const GAP: f64 = 7.0;
/// Elements named in the page's heat map.
const ELEMENTS: usize = 11;
/// Heights: head, verdict, tiles.
const HEAD: f64 = 38.0;
const VERDICT: f64 = 30.0;
const TILES: f64 = 52.0;

/// The whole page.
pub fn draw(canvas: &Canvas, results: &Results) -> Drawn {
    let (width, height) = PAGE_PT;
    canvas.fill(style::PAPER)?;
    header::draw(canvas, Frame::new(0.0, 0.0, width, HEAD), results)?;
    let inner = width - 2.0 * MARGIN;
    let mut y = HEAD + GAP;
    verdict::draw(canvas, Frame::new(MARGIN, y, inner, VERDICT), results)?;
    y += VERDICT + GAP;
    tiles::draw(canvas, Frame::new(MARGIN, y, inner, TILES), results)?;
    y += TILES + GAP;
    let foot = footer::blocks(results, inner);
    let footer = footer::height(&foot);
    let left = height - y - footer - 2.6 * GAP;
    let upper = libm::round(left * 0.47);
    let row = Frame::new(MARGIN, y, inner, upper);
    beside(canvas, row, &upper_cards(results))?;
    let row = Frame::new(MARGIN, y + upper + GAP, inner, left - upper);
    let lower = [
        (0.96, latency::figure(results)),
        (1.24, waterfall::figure(results)),
        (0.96, losses::figure(results)),
        (1.0, heat::worst(results, ELEMENTS)),
    ];
    beside(canvas, row, &lower)?;
    footer::draw(canvas, Frame::new(MARGIN, height - footer - 0.6 * GAP, inner, footer), &foot)
}

/// Load, objectives, map. Where nothing is asked the verdict has said so, and where the devices stand in a few
/// squares a map says nothing.
fn upper_cards(results: &Results) -> Vec<(f64, Figure)> {
    const SQUARES: usize = 12;
    let (load, spread) = (load::figure(results), results.map.bins.len() >= SQUARES);
    match (results.objectives.is_empty(), spread) {
        (true, true) => vec![(1.3, load), (1.0, map::figure(results))],
        (_, false) => vec![(1.12, load), (1.0, objectives::short(results))],
        (false, true) => vec![(0.82, load), (1.25, objectives::short(results)), (0.55, map::small(results))],
    }
}

/// Cards beside each other, by their shares of the width.
fn beside(canvas: &Canvas, row: Frame, figures: &[(f64, Figure)]) -> Drawn {
    let shares: f64 = figures.iter().map(|(share, _)| share).sum();
    let room = row.w - GAP * (figures.len() - 1) as f64;
    let mut x = row.x;
    for (share, figure) in figures {
        let width = room * share / shares;
        card(canvas, Frame::new(x, row.y, width, row.h), figure)?;
        x += width + GAP;
    }
    Ok(())
}
