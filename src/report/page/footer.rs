//! The page's foot: what was assumed, what to beware of, and where the figures come from.

use std::collections::BTreeSet;

use super::super::charts::own_classes;
use super::super::draw::{Canvas, Drawn, Frame, Type};
use super::super::font::note_missing;
use super::super::format::{self, Quantity};
use super::super::style::{self, size};
use crate::experiment::results::{Assumption, Results};

const LINE: f64 = 8.4;
/// Space after a block, and left of its lines.
const BETWEEN: f64 = 1.4;
const INDENT: f64 = 38.0;
/// Lines of each block at most: assumptions, warnings.
const MOST: (usize, usize) = (3, 2);
/// Assumptions that move a result most, first.
const TELLING: [&str; 9] = [
    "propagation",
    "spreading",
    "data_rate",
    "capture",
    "shadowing",
    "demodulators",
    "adr",
    "deduplication",
    "forwarding",
];

/// A block of lines under one word.
pub struct Block {
    head: &'static str,
    lines: Vec<String>,
}

fn type_set() -> Type {
    Type::plain(size::SMALL, style::SUB)
}

/// Assumptions, warnings, provenance, broken into lines for a width.
pub fn blocks(results: &Results, width: f64) -> Vec<Block> {
    let block =
        |head, text: String, most| Block { head, lines: type_set().wrap(&text, width - INDENT - 4.0, most) };
    let mut blocks = vec![block("Assumed", assumptions(results), MOST.0)];
    blocks.extend(warnings(results).map(|text| block("Beware", text, MOST.1)));
    blocks.push(block("From", provenance(results, 12), 1));
    blocks
}

/// Height of the blocks, points.
pub fn height(blocks: &[Block]) -> f64 {
    blocks.iter().map(|block| block.lines.len() as f64 * LINE + BETWEEN).sum()
}

/// The blocks.
pub fn draw(canvas: &Canvas, frame: Frame, blocks: &[Block]) -> Drawn {
    let head = Type::bold(size::SMALL, style::INK);
    let mut y = frame.y + LINE / 2.0;
    for block in blocks {
        canvas.left(block.head, (frame.x + 2.0, y), head)?;
        for line in &block.lines {
            canvas.left(line, (frame.x + INDENT, y), type_set())?;
            y += LINE;
        }
        y += BETWEEN;
    }
    Ok(())
}

fn assumptions(results: &Results) -> String {
    let layout = match results.scenario.layout.as_str() {
        "fixed" => "layout fixed, so intervals speak of this layout only".to_string(),
        other => format!("layout {other} in each replication"),
    };
    let mut parts = vec![layout, coverage(results)];
    let rank =
        |a: &Assumption| TELLING.iter().position(|word| a.path.contains(word)).unwrap_or(TELLING.len());
    let mut sorted = alike(&results.assumptions);
    sorted.sort_by_key(rank);
    const SHOWN: usize = 8;
    parts.extend(sorted.iter().take(SHOWN).map(|a| format!("{} = {}", a.path, a.value)));
    if sorted.len() > SHOWN {
        parts.push(format!("{} more in results.json", sorted.len() - SHOWN));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// The same assumption of several named tables as one: `devices.*.spreading_factor`.
fn alike(all: &[Assumption]) -> Vec<Assumption> {
    let general = |a: &Assumption| {
        let mut keys: Vec<&str> = a.path.split('.').collect();
        if keys.len() > 2 && keys[0] != "study" && keys[0] != "platform" {
            keys[1] = "*";
        }
        (keys.join("."), a.value.clone())
    };
    let mut kept: Vec<Assumption> = Vec::new();
    for one in all {
        match kept.iter_mut().find(|other| general(other) == general(one)) {
            Some(other) => other.path = general(one).0,
            None => kept.push(one.clone()),
        }
    }
    kept
}

/// Devices that no gateway hears when alone on the air, and messages lost out of range: fading loses some of the
/// latter where there is none of the former.
fn coverage(results: &Results) -> String {
    let known = own_classes(results).filter(|(_, _, class)| class.out_of_coverage.value.is_some());
    let shares: Vec<String> = known
        .take(4)
        .map(|(_, name, class)| {
            let devices = match class.out_of_coverage.value {
                Some(0.0) => "none".to_string(),
                _ => Quantity::Share.estimate(class.out_of_coverage),
            };
            let lost: u64 = class.lost.get("out_of_range").map_or(0, |by| by.values().sum());
            match lost {
                0 => format!("{name} {devices} of the devices"),
                lost => {
                    let messages = format::share(lost as f64 / class.offered.max(1) as f64);
                    format!("{name} {devices} of the devices, {messages} of the messages")
                }
            }
        })
        .collect();
    if shares.is_empty() { String::new() } else { format!("out of range: {}", shares.join("; ")) }
}

fn warnings(results: &Results) -> Option<String> {
    let mut all = results.warnings.clone();
    if !results.conservation.total.balanced {
        all.insert(0, "messages do not balance (offered = delivered + lost + in flight): report this".into());
    }
    let open = results.conservation.total.in_flight as f64 / results.conservation.total.offered.max(1) as f64;
    if open > 0.001 {
        all.push(format!(
            "{} of the messages were in flight at the end and count as not delivered",
            format::share(open)
        ));
    }
    if lacks_letters(results) {
        all.push("letters that are not Latin are drawn as boxes".into());
    }
    (!all.is_empty()).then(|| all.join(" · "))
}

/// Whether a name on the page has characters that the font lacks.
fn lacks_letters(results: &Results) -> bool {
    let scenario = [&results.scenario.title, &results.scenario.name].into_iter();
    let names = results.objectives.iter().map(|o| &o.name).chain(results.classes.keys());
    let mut missing = BTreeSet::new();
    scenario.chain(names).chain(results.elements.keys()).for_each(|name| note_missing(name, &mut missing));
    !missing.is_empty()
}

/// Versions, scenario, seed, and how intervals are made; the hash cut to so many characters.
pub fn provenance(results: &Results, hash: usize) -> String {
    let scenario = &results.scenario;
    let hash: String = scenario.hash.chars().take(hash).collect();
    let intervals =
        if scenario.replications > 1 { "intervals 95\u{a0}% Student t, pointwise" } else { "no intervals" };
    let warm_up = if scenario.warm_up_s > 0.0 {
        format!(" · warm-up {}", format::span(scenario.warm_up_s))
    } else {
        String::new()
    };
    format!(
        "iotcap {} · model {} · {} · SHA-256 {hash} · seed {} · {} × {}{warm_up} · {intervals}",
        env!("CARGO_PKG_VERSION"),
        results.model_version,
        scenario.name,
        scenario.seed,
        scenario.replications,
        format::span(scenario.simulated_s),
    )
}
