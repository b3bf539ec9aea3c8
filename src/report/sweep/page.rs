//! The page's layout: head, sentence, cards in one or two rows, and where the figures come from.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, cards};
use super::super::figure::Figure;
use super::super::format::{plural, span};
use super::super::printed::{capital, printed};
use super::axis::short;
use super::curves::{self, Curve};
use super::{matrix, name};
use crate::experiment::sweep::{Sweep, SweptPoint};

/// Cards on the page, and plots beside each other of a third factor.
const MOST_CARDS: usize = 6;
const MOST_MULTIPLES: usize = 4;

/// The whole page.
pub fn draw(canvas: &Canvas, sweep: &Sweep) -> Drawn {
    let room = answer(sweep).draw(canvas)?;
    let rows = rows(sweep);
    let each = (room.h - GAP * (rows.len().max(1) - 1) as f64) / rows.len().max(1) as f64;
    for (at, row) in rows.iter().enumerate() {
        let down = at as f64 * (each + GAP);
        cards(canvas, Frame { y: room.y + down, h: each, ..room }, GAP, row)?;
    }
    Ok(())
}

type Row = Vec<(f64, Figure)>;

/// Cards, row by row.
fn rows(sweep: &Sweep) -> Vec<Row> {
    let along = if sweep.zipped { 1 } else { sweep.factors.len() };
    let figures: Vec<Figure> = match along {
        1 => sweep.telling(MOST_CARDS).into_iter().map(|at| single(sweep, at)).collect(),
        2 => sweep
            .telling(MOST_CARDS)
            .into_iter()
            .map(|at| matrix::figure(sweep, at, &title_of(sweep, at)))
            .collect(),
        _ => return sweep.telling(2).into_iter().map(|at| multiples(sweep, at)).collect(),
    };
    let columns = match figures.len() {
        0..=2 => figures.len().max(1),
        3 | 4 => 2,
        _ => 3,
    };
    let mut rows: Vec<Row> = Vec::new();
    for (at, figure) in figures.into_iter().enumerate() {
        if at % columns == 0 {
            rows.push(Vec::new());
        }
        if let Some(row) = rows.last_mut() {
            row.push((1.0, figure));
        }
    }
    rows
}

fn title_of(sweep: &Sweep, measure: usize) -> String {
    sweep.points.first().and_then(|point| point.measures.get(measure)).map(name).unwrap_or_default()
}

fn single(sweep: &Sweep, measure: usize) -> Figure {
    let points: Vec<&SweptPoint> = sweep.points.iter().collect();
    let curve = Curve { label: String::new(), points: points.clone() };
    curves::figure(sweep, measure, &[curve], &points, &title_of(sweep, measure))
}

/// One plot for each value of the third factor, a curve for each of the second; of further factors the first value.
fn multiples(sweep: &Sweep, measure: usize) -> Row {
    let all: Vec<&SweptPoint> =
        sweep.points.iter().filter(|point| point.at[3..].iter().all(|at| *at == 0)).collect();
    let third = &sweep.factors[2];
    let one = |value: usize| {
        let second = &sweep.factors[1];
        let curve = |at: usize| Curve {
            label: format!("{} {}", last(&second.path), short(&second.values[at])),
            points: all.iter().copied().filter(|point| point.at[1..3] == [at, value]).collect(),
        };
        let curves: Vec<Curve> = (0..second.values.len().min(curves::MOST_CURVES)).map(curve).collect();
        let title =
            format!("{} at {} {}", title_of(sweep, measure), last(&third.path), short(&third.values[value]));
        (1.0, curves::figure(sweep, measure, &curves, &all, &title))
    };
    (0..third.values.len().min(MOST_MULTIPLES)).map(one).collect()
}

/// The last two parts of a path: "meters.count".
fn last(path: &str) -> &str {
    let mut dots = path.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1).map_or(path, |at| &path[at + 1..])
}

/// "How brno changes with devices.meters.count".
pub fn title(sweep: &Sweep) -> String {
    let paths: Vec<&str> = sweep.factors.iter().map(|factor| factor.path.as_str()).collect();
    format!("How {} changes with {}", sweep.scenario.name, paths.join(", "))
}

/// Its head, sentence and foot.
fn answer(sweep: &Sweep) -> Answer {
    Answer {
        title: title(sweep),
        subtitle: sweep.scenario.title.clone(),
        aside: [
            plural(sweep.points.len() as u64, "point, same luck", "points on the same luck"),
            format!("seed {}", sweep.scenario.seed),
        ],
        sentence: capital(&printed(&sweep.headline)),
        foot: foot(sweep),
        ..Answer::default()
    }
}

/// How to read it, what to beware of, and where it comes from.
fn foot(sweep: &Sweep) -> Vec<Block> {
    let mut blocks = vec![foot::block("Read", &reading(sweep), 2)];
    if !sweep.warnings.is_empty() {
        blocks.push(foot::block("Beware", &sweep.warnings.join(" · "), 2));
    }
    blocks.push(foot::block("From", &provenance(sweep, 12), 2));
    blocks
}

fn reading(sweep: &Sweep) -> String {
    let first = sweep.points.first();
    let asked =
        first.map_or(0, |point| point.measures.iter().filter(|measure| measure.objective.is_some()).count());
    let more =
        match asked.saturating_sub(if sweep.factors.len() > 2 && !sweep.zipped { 2 } else { MOST_CARDS }) {
            0 => String::new(),
            n => format!(" · {} more in sweep.csv", plural(n as u64, "objective is", "objectives are")),
        };
    let fixed = sweep.factors.iter().skip(3).filter(|_| !sweep.zipped);
    let fixed: Vec<String> =
        fixed.map(|factor| format!("{} = {}", factor.path, short(&factor.values[0]))).collect();
    let fixed = if fixed.is_empty() { String::new() } else { format!(" · shown at {}", fixed.join(", ")) };
    let left_out = match sweep.left_out {
        0 => String::new(),
        n => format!(" · {} left out by a condition", plural(n, "combination", "combinations")),
    };
    format!(
        "every point meets the same luck, so neighbours differ by what was set and little by chance · intervals 95\u{a0}% over repetitions, each by itself{left_out}{fixed}{more}"
    )
}

/// Versions, scenario with its hash cut to so many characters, seed, replications.
pub fn provenance(sweep: &Sweep, hash: usize) -> String {
    let replications = sweep.points.iter().map(|point| point.replications);
    let (least, most) = (replications.clone().min().unwrap_or(0), replications.max().unwrap_or(0));
    let each = if least == most { format!("{most}") } else { format!("{least} to {most}") };
    format!(
        "iotcap {} · model {} · {} SHA-256 {} · seed {} · {each} × {} at each point",
        env!("CARGO_PKG_VERSION"),
        sweep.model_version,
        sweep.scenario.name,
        sweep.scenario.hash.chars().take(hash).collect::<String>(),
        sweep.scenario.seed,
        span(sweep.scenario.simulated_s),
    )
}
