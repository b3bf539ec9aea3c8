//! The page's layout: head, sentence, the curve, two tables, and where the figures come from.

use super::super::draw::{Canvas, Drawn, Frame, Type, badge, cards};
use super::super::format::{self, plainly};
use super::super::style::{self, PAGE_PT, size};
use super::{curve, tables};
use crate::experiment::capacity::results::Capacity;
use crate::experiment::capacity::words;
use crate::experiment::results::Verdict;

const MARGIN: f64 = 12.0;
const GAP: f64 = 7.0;
/// Heights: head, sentence.
const HEAD: f64 = 38.0;
const SENTENCE: f64 = 44.0;
/// Distance of lines in the foot, and the indent of what stands after its word.
const LINE: f64 = 8.4;
const INDENT: f64 = 38.0;
/// Share of the room that the curve takes.
const CURVE: f64 = 0.66;

/// The whole page.
pub fn draw(canvas: &Canvas, capacity: &Capacity) -> Drawn {
    let (width, height) = PAGE_PT;
    canvas.fill(style::PAPER)?;
    head(canvas, Frame::new(0.0, 0.0, width, HEAD), capacity)?;
    let inner = width - 2.0 * MARGIN;
    let mut y = HEAD + GAP;
    sentence(canvas, Frame::new(MARGIN, y, inner, SENTENCE), capacity)?;
    y += SENTENCE + GAP;
    let foot = foot(capacity, inner);
    let footer = foot.iter().map(|(_, lines)| lines.len() as f64 * LINE + 1.4).sum::<f64>();
    let left = height - y - footer - 1.6 * GAP;
    let upper = CURVE * left;
    cards(canvas, Frame::new(MARGIN, y, inner, upper), GAP, &[(1.0, curve::figure(capacity))])?;
    y += upper + GAP;
    let two = [(1.1, tables::objectives(capacity)), (0.9, tables::prices(capacity))];
    cards(canvas, Frame::new(MARGIN, y, inner, left - upper - GAP), GAP, &two)?;
    draw_foot(canvas, Frame::new(MARGIN, height - footer - 0.6 * GAP, inner, footer), &foot)
}

/// "Capacity of brno".
pub fn title(capacity: &Capacity) -> String {
    format!("Capacity of {}", capacity.scenario.name)
}

fn head(canvas: &Canvas, frame: Frame, capacity: &Capacity) -> Drawn {
    canvas.rect(frame, style::NAVY)?;
    let (big, sub) = (Type::bold(size::TITLE, style::WHITE), Type::plain(size::BODY, style::NAVY_SUB));
    let name = Type::bold(size::BODY, style::WHITE);
    let paths: Vec<String> = capacity
        .grown
        .iter()
        .map(|grown| {
            format!("{} {} from {}", grown.path, if grown.shrinks { "shrinks" } else { "grows" }, grown.from)
        })
        .collect();
    let (grown, seed) = (paths.join(", "), format!("seed {}", capacity.scenario.seed));
    let taken = libm::fmax(name.width(&grown), sub.width(&seed)) + 20.0;
    let room = libm::fmax(frame.w - 2.0 * MARGIN - taken, frame.w / 3.0);
    let x = frame.x + MARGIN + 2.0;
    canvas.left(
        &big.elide(&format!("How much more does it carry? {}", capacity.scenario.name), room),
        (x, 14.5),
        big,
    )?;
    canvas.left(&sub.elide(&capacity.scenario.title, room), (x, 28.5), sub)?;
    let right = frame.right() - MARGIN - 2.0;
    canvas.right(&name.elide(&grown, frame.w - room - 2.0 * MARGIN - 10.0), (right, 14.5), name)?;
    canvas.right(&seed, (right, 28.5), sub)
}

/// One word, the sentence, headroom and ties.
fn sentence(canvas: &Canvas, frame: Frame, capacity: &Capacity) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let (word, verdict) = word(capacity);
    let width = Type::bold(size::LEAD, style::WHITE).width(&word) + 22.0;
    let color = style::state(verdict, false).1;
    badge(
        canvas,
        Frame::new(frame.x + 8.0, frame.y + 12.0, width, frame.h - 24.0),
        &word,
        color,
        size::LEAD,
    )?;
    let (x, room) = (frame.x + width + 18.0, frame.w - width - 28.0);
    let (mut lead, sub) = (Type::bold(size::LEAD, style::INK), Type::plain(size::BODY, style::SUB));
    let text = plainly(&capacity.headline).replace(" us", " µs");
    let fitting = lead.size * room / libm::fmax(lead.width(&text), 1.0);
    lead.size = fitting.clamp(size::HEADING, size::LEAD);
    let mut y = frame.y + 11.0;
    for line in lead.wrap(&text, room, 2) {
        canvas.left(&line, (x, y), lead)?;
        y += 12.0;
    }
    let said = plainly(&capacity.said.join(". ")).replace(" us", " µs");
    let lines = libm::floor((frame.bottom() - y + 4.0) / LINE) as usize;
    for line in sub.wrap(&said, room, lines.max(1)) {
        canvas.left(&line, (x, y), sub)?;
        y += LINE;
    }
    Ok(())
}

/// "+268 %" in the colour of its state.
fn word(capacity: &Capacity) -> (String, Verdict) {
    let growth = |answer: &crate::experiment::capacity::results::Answer| words::percent(answer.headroom);
    match &capacity.answer {
        Some(answer) => (growth(answer), words::state(capacity)),
        None if capacity.never.is_empty() => ("no limit".to_string(), Verdict::Met),
        None => ("at no load".to_string(), Verdict::Missed),
    }
}

fn foot(capacity: &Capacity, width: f64) -> Vec<(&'static str, Vec<String>)> {
    let set = Type::plain(size::SMALL, style::SUB);
    let wrap = |text: &str, most| set.wrap(text, width - INDENT - 4.0, most);
    let mut blocks = vec![("Read", wrap(&plainly(&reading(capacity)), 2))];
    if !capacity.warnings.is_empty() {
        blocks.push(("Beware", wrap(&plainly(&capacity.warnings.join(" · ")), 2)));
    }
    blocks.push(("From", wrap(&provenance(capacity, 12), 2)));
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

fn draw_foot(canvas: &Canvas, frame: Frame, blocks: &[(&'static str, Vec<String>)]) -> Drawn {
    let (head, set) = (Type::bold(size::SMALL, style::INK), Type::plain(size::SMALL, style::SUB));
    let mut y = frame.y + LINE / 2.0;
    for (word, lines) in blocks {
        canvas.left(word, (frame.x + 2.0, y), head)?;
        for line in lines {
            canvas.left(line, (frame.x + INDENT, y), set)?;
            y += LINE;
        }
        y += 1.4;
    }
    Ok(())
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
