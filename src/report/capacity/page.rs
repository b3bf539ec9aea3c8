//! The page's layout: head, sentence, the curve, two tables, and where the figures come from.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, cards};
use super::super::format;
use super::super::printed::printed;
use super::super::style;
use super::{curve, tables};
use crate::experiment::capacity::results::{self, Capacity, GrownPath};
use crate::experiment::capacity::words;
use crate::experiment::results::Verdict;

/// Height of the tables: what stands above their rows, and a row; and the share of the room they take at most.
const ABOVE: f64 = 66.0;
const ROW: f64 = 16.5;
const TABLES: f64 = 0.44;

/// The whole page.
pub fn draw(canvas: &Canvas, capacity: &Capacity) -> Drawn {
    let room = answer(capacity).draw(canvas)?;
    let lower = libm::fmin(ABOVE + ROW * tables::rows(capacity) as f64, TABLES * room.h);
    let upper = room.h - GAP - lower;
    cards(canvas, Frame { h: upper, ..room }, GAP, &[(1.0, curve::figure(capacity))])?;
    let mut below = vec![(1.1, tables::objectives(capacity))];
    if !capacity.shadow_prices.is_empty() {
        below.push((0.9, tables::prices(capacity)));
    }
    cards(canvas, room.cut(0.0, upper + GAP, 0.0, 0.0), GAP, &below)
}

/// "Capacity of brno".
pub fn title(capacity: &Capacity) -> String {
    format!("Capacity of {}", capacity.scenario.name)
}

/// Its head, one word, the sentence, headroom and ties, and its foot.
fn answer(capacity: &Capacity) -> Answer {
    let grown = |grown: &GrownPath| {
        let way = if grown.shrinks { "shrinks" } else { "grows" };
        format!("{} {way} from {}", grown.path, words::from(grown))
    };
    let paths: Vec<String> = capacity.grown.iter().map(grown).collect();
    let (word, verdict) = word(capacity);
    Answer {
        title: format!("How much more does it carry? {}", capacity.scenario.name),
        subtitle: capacity.scenario.title.clone(),
        aside: [paths.join(", "), format!("seed {}", capacity.scenario.seed)],
        badge: Some((word, style::state(verdict, false).1)),
        sentence: printed(&capacity.headline),
        below: printed(&capacity.said.join(". ")),
        foot: foot(capacity),
    }
}

/// "+268 %" in the colour of its state.
fn word(capacity: &Capacity) -> (String, Verdict) {
    let growth = |answer: &results::Answer| words::percent(answer.headroom);
    match &capacity.answer {
        Some(answer) => (growth(answer), words::state(capacity)),
        None if !capacity.never.is_empty() => ("at no load".to_string(), Verdict::Missed),
        None if words::is_judged(capacity) => ("no limit".to_string(), Verdict::Met),
        None => ("not judged".to_string(), words::state(capacity)),
    }
}

fn foot(capacity: &Capacity) -> Vec<Block> {
    let mut blocks = vec![foot::block("Read", &printed(&reading(capacity)), 2)];
    if !capacity.warnings.is_empty() {
        blocks.push(foot::block("Beware", &printed(&capacity.warnings.join(" · ")), 2));
    }
    blocks.push(foot::block("From", &provenance(capacity, 12), 2));
    blocks
}

fn reading(capacity: &Capacity) -> String {
    let work = capacity.method.work.map_or(String::new(), |work| {
        format!(
            " · all that was simulated is {} times one load at the answer to the same precision",
            format::number(libm::round(work))
        )
    });
    format!("repetition i meets the same luck at every load · {}{work}", capacity.method.text)
}

/// Version, scenario with its hash cut to so many characters, seed, loads.
pub fn provenance(capacity: &Capacity, hash: usize) -> String {
    let hash: String = capacity.scenario.hash.chars().take(hash).collect();
    format!(
        "iotcap {} · model {} · {} SHA-256 {hash} · seed {} · {} of {}",
        env!("CARGO_PKG_VERSION"),
        capacity.model_version,
        capacity.scenario.name,
        capacity.scenario.seed,
        words::loads(capacity.method.places),
        format::span(capacity.scenario.simulated_s),
    )
}
