//! The page's layout: head, sentence, tornado, histogram and figures, and where they come from.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, cards};
use super::super::format::span;
use super::super::printed::{capital, printed};
use super::super::style;
use super::{spread, tornado};
use crate::experiment::results::Verdict;
use crate::experiment::sensitivity::results::Sensitivity;

/// Height of the tornado: what stands around its bars, and a bar; and the share of the room that it takes at most.
const ABOVE: f64 = 84.0;
const ROW: f64 = 26.0;
const UPPER: f64 = 0.6;

/// The whole page.
pub fn draw(canvas: &Canvas, found: &Sensitivity) -> Drawn {
    let room = answer(found).draw(canvas)?;
    let bars = tornado::rows(found) as f64;
    let upper = libm::fmin(ABOVE + ROW * bars, UPPER * room.h);
    cards(canvas, Frame { h: upper, ..room }, GAP, &[(1.0, tornado::figure(found))])?;
    let two = [(0.9, spread::figure(found)), (1.1, tornado::table(found))];
    cards(canvas, room.cut(0.0, upper + GAP, 0.0, 0.0), GAP, &two)
}

/// "Sensitivity of brno".
pub fn title(found: &Sensitivity) -> String {
    format!("Sensitivity of {}", found.scenario.name)
}

fn answer(found: &Sensitivity) -> Answer {
    let shown = &found.answers[found.shown];
    let word = shown.keeps.map(|keeps| {
        let verdict = match keeps {
            keeps if keeps <= 0.05 => Verdict::Missed,
            // at the values luck alone may miss it, which the sentences say
            keeps if keeps >= 0.95 && shown.verdict <= Verdict::Met => Verdict::Met,
            _ => Verdict::AtRisk,
        };
        (format!("{:.0}\u{a0}% keep it", 100.0 * keeps), style::state(verdict, false).1)
    });
    let said: Vec<String> = found.said.iter().map(|text| capital(&printed(text))).collect();
    Answer {
        title: format!("What do the assumptions do? {}", found.scenario.name),
        subtitle: found.scenario.title.clone(),
        aside: [
            format!("{} assumptions, {} samples", found.assumptions.len(), shown.samples.len()),
            format!("seed {}", found.scenario.seed),
        ],
        badge: word,
        sentence: printed(&found.headline),
        below: said.join(". "),
        foot: foot(found),
    }
}

fn foot(found: &Sensitivity) -> Vec<Block> {
    let mut blocks = vec![foot::block("Read", &printed(&found.method.text), 2)];
    if !found.warnings.is_empty() {
        blocks.push(foot::block("Beware", &printed(&found.warnings.join(" · ")), 2));
    }
    blocks.push(foot::block("From", &provenance(found, 12), 2));
    blocks
}

/// Version, scenario with its hash cut to so many characters, seed.
pub fn provenance(found: &Sensitivity, hash: usize) -> String {
    let hash: String = found.scenario.hash.chars().take(hash).collect();
    format!(
        "iotcap {} · model {} · {} SHA-256 {hash} · seed {} · {} × {} at each point",
        env!("CARGO_PKG_VERSION"),
        found.model_version,
        found.scenario.name,
        found.scenario.seed,
        found.method.replications,
        span(found.scenario.simulated_s),
    )
}
