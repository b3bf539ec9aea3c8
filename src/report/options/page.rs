//! The page's layout: head and sentence, sets beside their chart, options beside objectives, and where the figures come from.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, cards};
use super::super::format::{plural, span};
use super::super::printed::printed;
use super::super::style;
use super::{chart, tables};
use crate::experiment::options::results::Options;
use crate::experiment::options::words;
use crate::experiment::results::Verdict;

/// Share of the room that the sets take.
const UPPER: f64 = 0.62;

/// The whole page.
pub fn draw(canvas: &Canvas, options: &Options) -> Drawn {
    let room = answer(options).draw(canvas)?;
    let upper = UPPER * room.h;
    // with more columns the table wants more room
    let wide = if options.horizon.grows { 1.35 } else { 1.25 };
    let sets = [(wide, tables::sets(options)), (2.0 - wide, chart::figure(options))];
    cards(canvas, Frame { h: upper, ..room }, GAP, &sets)?;
    let below = Frame { y: room.y + upper + GAP, h: room.h - upper - GAP, ..room };
    cards(canvas, below, GAP, &[(1.1, tables::offered(options)), (0.9, tables::objectives(options))])
}

/// "Options for brno".
pub fn title(options: &Options) -> String {
    format!("Options for {}", options.scenario.name)
}

fn answer(options: &Options) -> Answer {
    let horizon = &options.horizon;
    let time = match &horizon.between {
        Some([first, last]) => format!("{}, {first} to {last}", words::months(horizon.months)),
        None => words::months(horizon.months),
    };
    let sets = plural(options.method.simulated, "set of options simulated", "sets of options simulated");
    Answer {
        title: format!("What is the cheapest that keeps all objectives? {}", options.scenario.name),
        subtitle: options.scenario.title.clone(),
        aside: [time, format!("{sets} of {} · seed {}", options.method.sets, options.scenario.seed)],
        badge: Some(badge(options)),
        sentence: printed(&options.headline),
        below: printed(&options.said.join(". ")),
        foot: foot(options),
    }
}

/// What it costs, or that nothing does it.
fn badge(options: &Options) -> (String, style::Color) {
    let (word, verdict) = match options.answer.and_then(|at| options.sets.get(at)) {
        Some(found) => (words::money(found.total, options.currency.as_deref()), Verdict::Met),
        None => ("none".to_string(), Verdict::Missed),
    };
    (printed(&word), style::state(verdict, false).1)
}

fn foot(options: &Options) -> Vec<Block> {
    let mut blocks = vec![foot::block("Read", &printed(&options.method.text), 2)];
    if !options.warnings.is_empty() {
        blocks.push(foot::block("Beware", &printed(&options.warnings.join(" · ")), 2));
    }
    blocks.push(foot::block("From", &provenance(options, 12), 2));
    blocks
}

/// Version, scenario with its hash cut to so many characters, seed, length of a study.
pub fn provenance(options: &Options, hash: usize) -> String {
    let hash: String = options.scenario.hash.chars().take(hash).collect();
    let replications = options.sets.iter().map(|tried| tried.replications);
    let (least, most) = (replications.clone().min().unwrap_or(0), replications.max().unwrap_or(0));
    let each = if least == most { format!("{most}") } else { format!("{least} to {most}") };
    format!(
        "iotcap {} · model {} · {} SHA-256 {hash} · seed {} · {each} × {} for each set · prices as the file states them",
        env!("CARGO_PKG_VERSION"),
        options.model_version,
        options.scenario.name,
        options.scenario.seed,
        span(options.scenario.simulated_s),
    )
}
