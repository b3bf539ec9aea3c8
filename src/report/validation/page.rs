//! The page's layout: head, differences on the left, scores on the right, and how to read it.

use super::super::draw::{Canvas, Drawn, Frame, Type, badge, cards};
use super::super::format::{count, plural};
use super::super::style::{self, PAGE_PT, size};
use super::{differences, scores};
use crate::experiment::results::Verdict;
use crate::selftest::Validation;
use crate::selftest::case::Kind;

/// Of the page.
pub const TITLE: &str = "Does the simulator agree with what is known?";

const MARGIN: f64 = 12.0;
const GAP: f64 = 7.0;
const HEAD: f64 = 38.0;
/// Distance of lines in the foot, and the indent of what stands after its word.
const LINE: f64 = 8.4;
const INDENT: f64 = 30.0;
/// Share of the width that the differences take.
const LEFT: f64 = 0.66;

/// The whole page.
pub fn draw(canvas: &Canvas, validation: &Validation) -> Drawn {
    let (width, height) = PAGE_PT;
    canvas.fill(style::PAPER)?;
    head(canvas, Frame::new(0.0, 0.0, width, HEAD), validation)?;
    let inner = width - 2.0 * MARGIN;
    let set = Type::plain(size::SMALL, style::SUB);
    let blocks = [("Read", reading(validation)), ("From", provenance(validation))]
        .map(|(word, text)| (word, set.wrap(&text, inner - INDENT - 4.0, 3)));
    let foot = blocks.iter().map(|(_, lines)| lines.len() as f64 * LINE).sum::<f64>() + 4.0;
    let (top, room) = (HEAD + GAP, height - HEAD - 2.0 * GAP - foot - 0.6 * GAP);
    let left = (inner - GAP) * LEFT;
    cards(canvas, Frame::new(MARGIN, top, left, room), GAP, &[(1.0, differences::figure(validation))])?;
    let (x, half) = (MARGIN + left + GAP, (room - GAP) / 2.0);
    let narrow = inner - left - GAP;
    cards(canvas, Frame::new(x, top, narrow, half), GAP, &[(1.0, scores::histogram(validation))])?;
    let below = Frame::new(x, top + half + GAP, narrow, half);
    cards(canvas, below, GAP, &[(1.0, scores::quantiles(validation))])?;
    draw_foot(canvas, (MARGIN, height - foot - 0.6 * GAP), &blocks)
}

fn head(canvas: &Canvas, frame: Frame, validation: &Validation) -> Drawn {
    canvas.rect(frame, style::NAVY)?;
    let (verdict, word) = match validation.holds {
        true => (Verdict::Met, "agrees"),
        false => (Verdict::Missed, "does not agree"),
    };
    let width = Type::bold(size::LEAD, style::WHITE).width(word) + 22.0;
    let place = Frame::new(frame.right() - MARGIN - width, frame.y + 10.0, width, 18.0);
    badge(canvas, place, word, style::state(verdict, false).1, size::LEAD)?;
    let x = frame.x + MARGIN + 2.0;
    let (title, sub) = (Type::bold(size::TITLE, style::WHITE), Type::plain(size::BODY, style::NAVY_SUB));
    canvas.left(TITLE, (x, 14.5), title)?;
    let room = place.x - x - 8.0;
    canvas.left(&sub.elide(&sentence(validation), room), (x, 28.5), sub)
}

fn sentence(validation: &Validation) -> String {
    let of = |exact: bool| {
        let rows = validation.families.iter().flat_map(|family| &family.rows);
        rows.filter(|row| (row.kind == Kind::Exact) == exact).count() as u64
    };
    let failed = match validation.failed {
        0 => "none fails".to_string(),
        failed => format!("{failed} fail"),
    };
    format!(
        "{} simulated against exact answers, standards and peers, {} of formulas: {failed} · {} left out, each with its reason",
        plural(of(false), "figure", "figures"),
        count(of(true)),
        plural(validation.left_out as u64, "row", "rows"),
    )
}

fn reading(validation: &Validation) -> String {
    let scores = match &validation.normality {
        Some(_) => {
            "z is the difference in standard errors; one measure of each case counts, because measures of the same runs depend on each other"
        }
        None => "too few independent measures were run for a test of their scores",
    };
    format!(
        "each dot is one figure, its line the 95 % interval over replications: of twenty one misses zero by chance · a family holds if no difference is significant at a family-wise 1 % (Holm) and no interval is wider than 5 % of a mean or 10 % of a share · formulas have no interval and are not drawn · {scores}"
    )
}

/// Version, seed, depth.
pub fn provenance(validation: &Validation) -> String {
    let depth = if validation.quick { " --quick" } else { "" };
    let only: String = validation.only.iter().map(|pattern| format!(" --only '{pattern}'")).collect();
    let (seed, version) = (validation.seed, validation.version);
    format!(
        "iotcap {version} · iotcap selftest{depth}{only} --seed {seed} repeats it · validation.json has every figure"
    )
}

fn draw_foot(canvas: &Canvas, (x, mut y): (f64, f64), blocks: &[(&str, Vec<String>)]) -> Drawn {
    let (head, set) = (Type::bold(size::SMALL, style::INK), Type::plain(size::SMALL, style::SUB));
    y += LINE / 2.0;
    for (word, lines) in blocks {
        canvas.left(word, (x + 2.0, y), head)?;
        for line in lines {
            canvas.left(line, (x + INDENT, y), set)?;
            y += LINE;
        }
    }
    Ok(())
}
