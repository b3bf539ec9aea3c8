//! The page's layout: head, sentence, two rows of cards, and where the figures come from.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, cards};
use super::super::figure::Figure;
use super::super::format::{plural, share};
use super::super::printed::printed;
use super::super::style;
use super::{differences, latency, losses, matrix, outcome, settings};
use crate::experiment::compare::comparison::{Comparison, Outcome};

/// Share of the room that the upper cards take: at least, at most, and what a row of theirs adds.
const UPPER: (f64, f64, f64) = (0.3, 0.52, 15.0);

/// Scenarios beside the first that the title names; where there are more, one less.
const MOST_NAMES: usize = 4;

/// The whole page.
pub fn draw(canvas: &Canvas, comparison: &Comparison) -> Drawn {
    let room = answer(comparison).draw(canvas)?;
    let upper = upper(comparison, room.h);
    let [both, below] = if matrix::suits(comparison) { columns(comparison) } else { rows(comparison) };
    cards(canvas, Frame { h: upper, ..room }, GAP, &both)?;
    cards(canvas, room.cut(0.0, upper + GAP, 0.0, 0.0), GAP, &below)
}

/// The cards, with a row for each difference.
fn rows(comparison: &Comparison) -> [Vec<(f64, Figure)>; 2] {
    let narrow = if comparison.scenarios.len() > 2 { 0.8 } else { 0.62 };
    [
        vec![(narrow, settings::figure(comparison)), (2.0 - narrow, differences::objectives(comparison))],
        vec![
            (1.62, differences::measures(comparison)),
            (0.86, latency::figure(comparison)),
            (0.6, losses::figure(comparison)),
        ],
    ]
}

/// The cards, with a column for each scenario; of so many no curves lie on each other.
fn columns(comparison: &Comparison) -> [Vec<(f64, Figure)>; 2] {
    [
        vec![(0.74, settings::changes(comparison)), (1.26, matrix::objectives(comparison))],
        vec![(1.4, matrix::measures(comparison)), (0.6, losses::figure(comparison))],
    ]
}

/// As high as its longer card needs.
fn upper(comparison: &Comparison, room: f64) -> f64 {
    if matrix::suits(comparison) {
        let most = comparison.comparisons.iter().map(|pair| pair.objectives.len()).max().unwrap_or(0);
        return (55.0 + 27.0 * (most + 1) as f64).clamp(0.36 * room, 0.55 * room);
    }
    let objectives: usize = comparison.comparisons.iter().map(|pair| pair.objectives.len()).sum();
    let rows = objectives.min(differences::MOST_ROWS).max(comparison.settings.len().min(14));
    (90.0 + UPPER.2 * rows as f64).clamp(UPPER.0 * room, UPPER.1 * room)
}

/// "brno-tripled against brno".
pub fn title(comparison: &Comparison) -> String {
    let names: Vec<&str> = comparison.scenarios.iter().map(|side| side.scenario.name.as_str()).collect();
    let (first, others) = (names[0], &names[1..]);
    match others.len() {
        n if n > MOST_NAMES => {
            format!("{} and {} more against {first}", others[..MOST_NAMES - 1].join(", "), n + 1 - MOST_NAMES)
        }
        _ => format!("{} against {first}", others.join(", ")),
    }
}

/// "A, B: Meters of a city · C: Meters of a town": titles that several have once.
fn titles(comparison: &Comparison) -> String {
    let mut all: Vec<(Vec<&str>, &str)> = Vec::new();
    for side in &comparison.scenarios {
        match all.iter_mut().find(|(_, title)| *title == side.scenario.title) {
            Some((letters, _)) => letters.push(&side.letter),
            None => all.push((vec![&side.letter], &side.scenario.title)),
        }
    }
    let of = |(letters, title): &(Vec<&str>, &str)| format!("{}: {title}", letters.join(", "));
    all.iter().map(of).collect::<Vec<_>>().join(" · ")
}

/// Its head, one word, the sentence, how each stands by itself, and its foot.
fn answer(comparison: &Comparison) -> Answer {
    let (word, color) = outcome(overall(comparison));
    Answer {
        title: format!("Is the difference real? {}", title(comparison)),
        subtitle: titles(comparison),
        aside: [
            format!("{}, paired", plural(comparison.replications, "repetition", "repetitions")),
            format!("seed {}", comparison.seed),
        ],
        badge: Some((word.to_string(), color)),
        sentence: printed(&comparison.headline),
        below: each(comparison),
        foot: foot(comparison),
    }
}

/// That of the one pair; of several the one that all share in which anything shows.
fn overall(comparison: &Comparison) -> Outcome {
    let shown = comparison
        .comparisons
        .iter()
        .map(|pair| pair.outcome)
        .filter(|found| *found != Outcome::NoDifference);
    let mut shown = shown.peekable();
    let first = shown.peek().copied().unwrap_or_default();
    if shown.all(|other| other == first) { first } else { Outcome::Mixed }
}

fn each(comparison: &Comparison) -> String {
    let words = comparison.scenarios.iter().map(|side| {
        let asked = style::state(side.verdict, false).0;
        format!("{} {asked}", side.label())
    });
    format!("Each against its own objectives: {}.", words.collect::<Vec<_>>().join(", "))
}

/// How to read it, what to beware of, and where it comes from.
fn foot(comparison: &Comparison) -> Vec<Block> {
    let mut blocks = vec![foot::block("Read", &reading(comparison), 2)];
    if !comparison.warnings.is_empty() {
        blocks.push(foot::block("Beware", &printed(&comparison.warnings.join(" · ")), 2));
    }
    blocks.push(foot::block("From", &provenance(comparison, 12), 2));
    blocks
}

fn reading(comparison: &Comparison) -> String {
    let level = share(comparison.confidence);
    let slight = comparison.comparisons.iter().any(|pair| pair.objectives.iter().any(|d| d.slight));
    let slightly =
        if slight { " · slightly: by less than 1 % of the room to a limit that both meet" } else { "" };
    let fewer = comparison
        .comparisons
        .iter()
        .any(|pair| pair.objectives.iter().chain(&pair.measures).any(|d| d.of_fewer));
    let of_fewer =
        if fewer { " · of fewer: better, but only of those messages that still arrive" } else { "" };
    let bonferroni = match comparison.comparisons.len() {
        1 => String::new(),
        n => format!(" ({n} comparisons hold together at 95\u{a0}%, Bonferroni)"),
    };
    let reductions =
        comparison.comparisons.iter().flat_map(|pair| pair.objectives.iter().chain(&pair.measures));
    let mut reductions: Vec<f64> =
        reductions.filter_map(|difference| difference.variance_reduction).collect();
    reductions.sort_by(f64::total_cmp);
    let saved = match reductions.get(reductions.len() / 2) {
        Some(times) if *times >= 1.5 => format!(
            "; here that saves a factor of {} in repetitions (median of {} measures)",
            super::super::format::number(if *times >= 10.0 { libm::round(*times) } else { *times }),
            reductions.len()
        ),
        _ => String::new(),
    };
    format!(
        "repetition by repetition all meet the same luck, and differ by the change alone{saved} · intervals {level} Student t of the paired differences{bonferroni}, each measure by itself: of twenty one may miss by chance · higher, lower: neither good nor bad by itself{slightly}{of_fewer}"
    )
}

/// Versions, scenarios with their hashes cut to so many characters, seed, replications.
pub fn provenance(comparison: &Comparison, hash: usize) -> String {
    let sides = comparison.scenarios.iter().map(|side| {
        let hash: String = side.scenario.hash.chars().take(hash).collect();
        format!("{} SHA-256 {hash}", side.label())
    });
    format!(
        "iotcap {} · model {} · {} · seed {} · {} × {}",
        env!("CARGO_PKG_VERSION"),
        comparison.model_version,
        sides.collect::<Vec<_>>().join(" · "),
        comparison.seed,
        comparison.replications,
        super::super::format::span(comparison.scenarios[0].scenario.simulated_s),
    )
}
