//! The review on one page: verdict first, then load, objectives, latency, time, losses, elements, and below
//! them what was assumed and where the figures come from.

mod beside;
mod blame;
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

use super::charts::{
    firmware, heat, incidents, latency, load, losses, map, objectives, own_classes, reconnection, waterfall,
};
use super::draw::{self, Canvas, Drawn, Frame};
use super::figure::Figure;
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
/// Objectives that need no wide table.
const FEW: usize = 2;
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
    let cards = beside::cards(results, beside);
    let strips = beside::height(&cards, inner);
    beside::draw(canvas, Frame::new(MARGIN, y, inner, strips), &cards)?;
    y += strips;
    let elements = if beside::is_one_strip(&cards, inner) { ELEMENTS } else { FEWER_ELEMENTS };
    let foot = footer::blocks(results, inner);
    let footer = footer::height(&foot);
    let left = height - y - footer - 2.6 * GAP;
    let upper = libm::round(left * 0.47);
    let row = Frame::new(MARGIN, y, inner, upper);
    draw::cards(canvas, row, GAP, &upper_cards(results))?;
    let row = Frame::new(MARGIN, y + upper + GAP, inner, left - upper);
    let lower = [
        (0.96, latency::figure(results)),
        (1.24, waterfall::figure(results)),
        (0.96, losses::figure(results)),
        (1.0, heat::worst(results, elements)),
    ];
    draw::cards(canvas, row, GAP, &lower)?;
    footer::draw(canvas, Frame::new(MARGIN, height - footer - 0.6 * GAP, inner, footer), &foot)
}

/// Load, objectives, map. Where nothing is asked the verdict has said so, and where the devices stand in a few
/// squares for no fault of the places a map says nothing.
fn upper_cards(results: &Results) -> Vec<(f64, Figure)> {
    let silent = own_classes(results).all(|(_, _, class)| class.offered == 0);
    let covered = own_classes(results).any(|(_, _, class)| class.out_of_coverage.value.is_some());
    let load = if silent && covered { objectives::by_class(results) } else { load::figure(results) };
    let spread = map::tells(results);
    if results.incident_timeline.is_some() {
        let campaigns_only = results.incidents.iter().all(|one| one.firmware.is_some());
        let happened = if campaigns_only { firmware::figure(results) } else { incidents::short(results) };
        if reconnection::tells(results) {
            return vec![
                (0.9, happened),
                (0.9, reconnection::figure(results)),
                (1.1, objectives::short(results)),
            ];
        }
        return match results.objectives.is_empty() {
            true => vec![(1.0, load), (1.2, happened)],
            false => vec![(0.76, load), (0.94, happened), (1.1, objectives::short(results))],
        };
    }
    if reconnection::tells(results) {
        return vec![(1.0, load), (1.0, objectives::short(results)), (1.1, reconnection::figure(results))];
    }
    match (results.objectives.is_empty(), spread) {
        (true, true) => vec![(1.3, load), (1.0, map::small(results))],
        (_, false) => vec![(1.12, load), (1.0, objectives::short(results))],
        (false, true) if results.objectives.len() <= FEW => {
            vec![(1.0, load), (1.0, objectives::short(results)), (0.7, map::small(results))]
        }
        (false, true) => vec![(0.84, load), (1.16, objectives::short(results)), (0.62, map::small(results))],
    }
}
