//! The page's layout: head, differences on the left, scores on the right, and how to read it.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::{Canvas, Drawn, Frame, cards, foot};
use super::super::format::{count, plural};
use super::super::style;
use super::{differences, scores};
use crate::experiment::results::Verdict;
use crate::selftest::Validation;
use crate::selftest::case::Kind;

/// Of the page.
pub const TITLE: &str = "Does the simulator agree with what is known?";

/// Share of the width that the differences take.
const LEFT: f64 = 0.66;

/// The whole page.
pub fn draw(canvas: &Canvas, validation: &Validation) -> Drawn {
    let room = answer(validation).draw(canvas)?;
    let left = (room.w - GAP) * LEFT;
    cards(canvas, Frame { w: left, ..room }, GAP, &[(1.0, differences::figure(validation))])?;
    let right = room.cut(left + GAP, 0.0, 0.0, 0.0);
    let half = (right.h - GAP) / 2.0;
    cards(canvas, Frame { h: half, ..right }, GAP, &[(1.0, scores::histogram(validation))])?;
    cards(canvas, right.cut(0.0, half + GAP, 0.0, 0.0), GAP, &[(1.0, scores::quantiles(validation))])
}

/// Its head, one word, the sentence, and its foot.
fn answer(validation: &Validation) -> Answer {
    let (verdict, word) = match validation.holds {
        true => (Verdict::Met, "agrees"),
        false => (Verdict::Missed, "does not agree"),
    };
    Answer {
        title: TITLE.to_string(),
        subtitle: "iotcap against exact answers, standards and peers".to_string(),
        aside: [String::new(), format!("seed {}", validation.seed)],
        badge: Some((word.to_string(), style::state(verdict, false).1)),
        sentence: sentence(validation),
        foot: vec![
            foot::block("Read", &reading(validation), 3),
            foot::block("From", &provenance(validation), 3),
        ],
        ..Answer::default()
    }
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
