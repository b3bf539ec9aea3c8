//! The page's layout: head, sentence, two rows of cards, and where the figures come from.

use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, Type, badge, cards};
use super::super::figure::Figure;
use super::super::format::{plural, share};
use super::super::style::{self, PAGE_PT, size};
use super::{differences, latency, losses, matrix, outcome, settings};
use crate::experiment::compare::comparison::{Comparison, Outcome};

const MARGIN: f64 = 12.0;
const GAP: f64 = 7.0;
/// Heights: head, sentence.
const HEAD: f64 = 38.0;
const SENTENCE: f64 = 32.0;
/// Share of the room that the upper cards take: at least, at most, and what a row of theirs adds.
const UPPER: (f64, f64, f64) = (0.3, 0.52, 15.0);

/// The whole page.
pub fn draw(canvas: &Canvas, comparison: &Comparison) -> Drawn {
    let (width, height) = PAGE_PT;
    canvas.fill(style::PAPER)?;
    head(canvas, Frame::new(0.0, 0.0, width, HEAD), comparison)?;
    let inner = width - 2.0 * MARGIN;
    let mut y = HEAD + GAP;
    sentence(canvas, Frame::new(MARGIN, y, inner, SENTENCE), comparison)?;
    y += SENTENCE + GAP;
    let foot = foot(comparison, inner);
    let footer = foot::height(&foot);
    let left = height - y - footer - 1.6 * GAP;
    let upper = upper(comparison, left);
    let [both, below] = if matrix::suits(comparison) { columns(comparison) } else { rows(comparison) };
    cards(canvas, Frame::new(MARGIN, y, inner, upper), GAP, &both)?;
    y += upper + GAP;
    cards(canvas, Frame::new(MARGIN, y, inner, left - upper - GAP), GAP, &below)?;
    foot::draw(canvas, Frame::new(MARGIN, height - footer - 0.6 * GAP, inner, footer), &foot)
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
    format!("{} against {}", names[1..].join(", "), names[0])
}

fn head(canvas: &Canvas, frame: Frame, comparison: &Comparison) -> Drawn {
    canvas.rect(frame, style::NAVY)?;
    let (mut big, sub) = (Type::bold(size::TITLE, style::WHITE), Type::plain(size::BODY, style::NAVY_SUB));
    let name = Type::bold(size::BODY, style::WHITE);
    let counted = format!("{}, paired", plural(comparison.replications, "repetition", "repetitions"));
    let seed = format!("seed {}", comparison.seed);
    let taken = libm::fmax(name.width(&counted), sub.width(&seed)) + 20.0;
    let room = frame.w - 2.0 * MARGIN - taken;
    let x = frame.x + MARGIN + 2.0;
    let title = format!("Is the difference real? {}", title(comparison));
    big.size = (big.size * room / libm::fmax(big.width(&title), 1.0)).clamp(size::HEADING, size::TITLE);
    canvas.left(&big.elide(&title, room), (x, 14.5), big)?;
    let titles: Vec<String> =
        comparison.scenarios.iter().map(|side| format!("{}: {}", side.letter, side.scenario.title)).collect();
    canvas.left(&sub.elide(&titles.join(" · "), room), (x, 28.5), sub)?;
    let right = frame.right() - MARGIN - 2.0;
    canvas.right(&counted, (right, 14.5), name)?;
    canvas.right(&seed, (right, 28.5), sub)
}

/// One word, the sentence, and how each stands by itself.
fn sentence(canvas: &Canvas, frame: Frame, comparison: &Comparison) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let (word, color) = outcome(overall(comparison));
    let width = Type::bold(size::LEAD, style::WHITE).width(word) + 22.0;
    badge(canvas, Frame::new(frame.x + 8.0, frame.y + 7.5, width, frame.h - 15.0), word, color, size::LEAD)?;
    let (x, room) = (frame.x + width + 18.0, frame.w - width - 28.0);
    let (mut lead, sub) = (Type::bold(size::LEAD, style::INK), Type::plain(size::BODY, style::SUB));
    let text = super::printed(&comparison.headline);
    let fitting = lead.size * room / libm::fmax(lead.width(&text), 1.0);
    lead.size = fitting.clamp(size::HEADING, size::LEAD);
    let mut lines = lead.wrap(&text, room, 2);
    let alone = lines.len() == 1;
    let first = lines.remove(0);
    canvas.left(&first, (x, frame.y + 10.5), lead)?;
    match alone {
        true => canvas.left(&sub.elide(&each(comparison), room), (x, frame.y + 23.0), sub),
        false => canvas.left(&lead.elide(&lines.remove(0), room), (x, frame.y + 22.5), lead),
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
fn foot(comparison: &Comparison, width: f64) -> Vec<Block> {
    let mut blocks = vec![foot::block("Read", &reading(comparison), width, 2)];
    if !comparison.warnings.is_empty() {
        blocks.push(foot::block("Beware", &super::printed(&comparison.warnings.join(" · ")), width, 2));
    }
    blocks.push(foot::block("From", &provenance(comparison, 12), width, 2));
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
