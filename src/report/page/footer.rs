//! The page's foot: what was assumed, what to beware of, and where the figures come from.

use std::collections::BTreeSet;

use super::super::charts::{objectives, own_classes};
use super::super::draw::{Canvas, Drawn, Frame, Type};
use super::super::font::note_missing;
use super::super::format::{self, Quantity};
use super::super::style::{self, size};
use super::words;
use crate::experiment::results::{ClassResult, Results};

const LINE: f64 = 8.4;
/// Space after a block, and left of its lines.
const BETWEEN: f64 = 1.4;
const INDENT: f64 = 38.0;
/// Lines of each block at most: what is left out, assumptions, warnings.
const MOST: (usize, usize, usize) = (2, 2, 2);
/// Lines that the gravest warning may take.
const NEVER_CUT: usize = 12;
/// Assumptions shown.
const ASSUMPTIONS: usize = 7;

/// A block of lines under one word.
pub struct Block {
    head: &'static str,
    lines: Vec<String>,
}

fn type_set() -> Type {
    Type::plain(size::SMALL, style::SUB)
}

/// What ± means, what is left out, assumptions, warnings, provenance, broken into lines for a width.
pub fn blocks(results: &Results, width: f64) -> Vec<Block> {
    let room = width - INDENT - 4.0;
    let block = |head, text: String, most| Block { head, lines: type_set().wrap(&text, room, most) };
    let mut blocks = vec![block("±", chance(results), 2)];
    let left_out = words::left_out(results);
    let left_out = left_out.map(|text| words::sentences(&text, type_set(), room, MOST.0));
    blocks.extend(left_out.map(|lines| Block { head: "Not in it", lines }));
    blocks.extend(theory(results).map(|text| block("Theory", text, 1)));
    blocks.push(Block { head: "Assumed", lines: assumed(results, room) });
    let warnings = warnings(results);
    blocks.extend((!warnings.is_empty()).then(|| Block { head: "Beware", lines: whole(&warnings, room) }));
    blocks.push(block("From", origin(results, 12), 1));
    blocks
}

/// A value that theory knows beside what came out: the one that differs, else the first.
fn theory(results: &Results) -> Option<String> {
    let row = results.theory.iter().find(|row| row.agrees == Some(false)).or(results.theory.first())?;
    let quantity = if row.measure.starts_with("waiting") { Quantity::Time } else { Quantity::Share };
    let word = match row.agrees {
        Some(true) => "agrees",
        Some(false) => "DIFFERS",
        None => "not comparable",
    };
    let more = match results.theory.len() - 1 {
        0 => String::new(),
        n => format!(
            "; {} in results.json",
            format::plural(n as u64, "further comparison", "further comparisons")
        ),
    };
    let (model, measure, says) = (&row.model, row.measure.replace('_', " "), quantity.text(row.value));
    let found = quantity.estimate(row.simulated);
    Some(format!("{} as {model}: {measure} {says} by theory, {found} here: {word}{more}", row.element))
}

/// What an interval covers, and what it cannot.
fn chance(results: &Results) -> String {
    const MODEL: &str = "How far the model itself (path loss, places, traffic) is from the field";
    match results.scenario.replications {
        0 | 1 => {
            format!("none: chance shows only over repetitions (study.replications). {MODEL} shows in none.")
        }
        n => format!(
            "covers chance only: the luck of the draw over {n} repetitions of this model, at 95\u{a0}% confidence. \
             {MODEL} is not in it."
        ),
    }
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

/// As many assumptions as fit whole.
fn assumed(results: &Results, room: f64) -> Vec<String> {
    let lines = |shown| type_set().wrap(&assumptions(results, shown), room, MOST.1 + 1);
    let fits = (1..=ASSUMPTIONS).rev().map(lines).find(|lines| lines.len() <= MOST.1);
    fits.unwrap_or_else(|| type_set().wrap(&assumptions(results, 1), room, MOST.1))
}

fn assumptions(results: &Results, shown: usize) -> String {
    let layout = match results.scenario.layout.as_str() {
        "fixed" => "one fixed layout, so ± speaks of this layout only".to_string(),
        "redrawn" => "layout drawn anew in each repetition".to_string(),
        other => format!("layout {other}"),
    };
    let mut parts = vec![layout, coverage(results)];
    parts.extend(words::assumptions(results, shown));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// Devices that no gateway hears when alone on the air, beside the messages that their class loses out of range: fading
/// loses some of the latter where there is none of the former.
fn coverage(results: &Results) -> String {
    let known = own_classes(results).filter(|(_, _, class)| class.out_of_coverage.value.is_some());
    let lost = |class: &ClassResult| class.lost_to("out_of_range");
    let share = |name: &str, class: &ClassResult| {
        let devices = objectives::coverage(class);
        match lost(class) {
            0 => format!("{name} {devices} of the devices"),
            lost => {
                let messages = format::share(lost as f64 / class.offered.max(1) as f64);
                format!("{name} {devices} of the devices, {messages} of the messages")
            }
        }
    };
    let known: Vec<_> = known.collect();
    let out =
        known.iter().filter(|(_, _, class)| class.out_of_coverage.value != Some(0.0) || lost(class) > 0);
    let out: Vec<String> = out.take(4).map(|(_, name, class)| share(name, class)).collect();
    match (known.is_empty(), out.is_empty()) {
        (true, _) => String::new(),
        (_, true) => "out of range: none".to_string(),
        _ => format!("out of range: {}", out.join("; ")),
    }
}

/// As many warnings as fit whole, the gravest first; the first is never cut, however long.
fn whole(warnings: &[String], room: f64) -> Vec<String> {
    let lines = |shown: &[&String]| {
        let mut parts: Vec<String> = shown.iter().map(|text| (*text).clone()).collect();
        let more = warnings.len() - shown.len();
        parts.extend((more > 0).then(|| format!("{more} more in results.json")));
        type_set().wrap(&parts.join(" · "), room, NEVER_CUT)
    };
    let mut shown: Vec<&String> = Vec::new();
    for warning in warnings {
        shown.push(warning);
        if shown.len() > 1 && lines(&shown).len() > MOST.2 {
            shown.pop();
        }
    }
    lines(&shown)
}

fn warnings(results: &Results) -> Vec<String> {
    let mut all: Vec<String> =
        results.warnings.iter().filter(|text| concerns(results, text)).cloned().collect();
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
    all.iter().map(|text| format::plainly(text)).collect()
}

/// Whether a warning is of what the page shows or somebody asked: p99 and p99.9 are on neither otherwise.
fn concerns(results: &Results, warning: &str) -> bool {
    let asked = |metric: &str| results.objectives.iter().any(|o| o.metric == metric);
    let words =
        |text: &str| warning.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == text);
    ["latency_p99", "latency_p999"].iter().all(|metric| asked(metric) || !words(metric))
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
    let intervals = if results.scenario.replications > 1 {
        "intervals 95\u{a0}% Student t, pointwise"
    } else {
        "no intervals"
    };
    format!("{} · {intervals}", origin(results, hash))
}

/// Versions, scenario, seed, and what was simulated.
fn origin(results: &Results, hash: usize) -> String {
    let scenario = &results.scenario;
    let hash: String = scenario.hash.chars().take(hash).collect();
    // devices with jitter need a moment before the window, too; that is no warm-up
    let cut_s = if results.analysis.is_empty() { scenario.warm_up_s } else { results.analysis.warm_up.cut_s };
    let warm_up = match cut_s > 0.0 {
        true => format!(" after {} of warm-up", format::span_or_time(cut_s)),
        false => String::new(),
    };
    format!(
        "iotcap {} · model {} · {} · SHA-256 {hash} · random seed {} · {} × {}{warm_up}",
        env!("CARGO_PKG_VERSION"),
        results.model_version,
        scenario.name,
        scenario.seed,
        scenario.replications,
        format::span_or_time(scenario.simulated_s),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_warning_is_cut_and_the_gravest_is_always_there() {
        let vital =
            "links.wan: unstable, offered 115 % of service; backlog grows by 8.07 messages/s".to_string();
        let chatter =
            "devices.meters: none of 5850 messages failed; the bound holds if losses are independent";
        let all = [vital.clone(), chatter.repeat(9), "short one".to_string()];
        let text = whole(&all, 400.0).join(" ");
        assert_eq!(text, format!("{vital} · short one · 1 more in results.json"));
        let long = [vital.repeat(9), "short one".to_string()];
        let text = whole(&long, 400.0).join(" ");
        assert!(text.starts_with(&vital) && !text.contains("short one"), "{text}");
        assert!(text.ends_with("8.07 messages/s · 1 more in results.json"), "{text}");
    }
}
