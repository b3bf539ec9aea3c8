//! The page's layout: head, sentence, the matrix, the worst in a table, and where the figures come from.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, cards};
use super::super::format::span;
use super::super::printed::{capital, printed};
use super::super::style;
use super::{matrix, worst};
use crate::experiment::failures::results::Failures;
use crate::experiment::failures::words::{RULE, missed, not_judged};
use crate::experiment::results::Verdict;
use crate::units::noun;

/// The matrix leaves room for a table beside it with so many columns at most (names of pairs are long), and wants it with
/// so many rows at least.
const BESIDE: (usize, usize) = (8, 14);
const BESIDE_PAIRS: usize = 5;
/// How wide the matrix is for the table: names of pairs want room in both.
const PAIRS: f64 = 1.2;
const SINGLES: f64 = 1.5;
/// Height of the matrix: what stands above its rows, and a row; and the least of a table below it.
const ABOVE: f64 = 80.0;
const ROW: f64 = 14.0;
const LEAST: f64 = 80.0;

/// The whole page.
pub fn draw(canvas: &Canvas, failures: &Failures) -> Drawn {
    let room = answer(failures).draw(canvas)?;
    let (rows, columns) = (failures.failures.len().min(matrix::MOST_ROWS), matrix::columns(failures).len());
    let (matrix, worst) = (matrix::figure(failures), worst::figure(failures));
    let most = if failures.pairs { BESIDE_PAIRS } else { BESIDE.0 };
    if columns <= most && rows >= BESIDE.1 {
        let share = if failures.pairs { PAIRS } else { SINGLES };
        return cards(canvas, room, GAP, &[(share, matrix), (1.0, worst)]);
    }
    let upper = ABOVE + ROW * (rows + 1) as f64;
    let lower = room.h - upper - GAP;
    if lower < LEAST {
        return cards(canvas, room, GAP, &[(1.0, matrix)]);
    }
    cards(canvas, Frame { h: upper, ..room }, GAP, &[(1.0, matrix)])?;
    cards(canvas, room.cut(0.0, upper + GAP, 0.0, 0.0), GAP, &[(1.0, worst)])
}

/// "Failures of brno".
pub fn title(failures: &Failures) -> String {
    format!("Failures of {}", failures.scenario.name)
}

fn answer(failures: &Failures) -> Answer {
    let question = if failures.pairs { "What if two things fail?" } else { "What if one thing fails?" };
    let state = failures.review.state;
    let said: Vec<String> = failures.said.iter().map(|text| capital(&printed(text))).collect();
    let (lasts, count) = (span(failures.window.lasts_s), failures.failures.len() as u64);
    Answer {
        title: format!("{question} {}", failures.scenario.name),
        subtitle: failures.scenario.title.clone(),
        aside: [
            format!(
                "{count} {} of {lasts} from {}",
                noun(count, "failure", "failures"),
                failures.window.starts
            ),
            format!("seed {}", failures.scenario.seed),
        ],
        badge: Some((word(failures), style::state(state, false).1)),
        sentence: capital(&printed(&failures.headline)),
        below: said.join(". "),
        foot: foot(failures),
    }
}

/// "3 break".
fn word(failures: &Failures) -> String {
    match failures.failures.iter().filter(|failed| !failed.broken.is_empty()).count() {
        _ if failures.objectives.is_empty() => "no objectives".to_string(),
        0 if missed(failures) > 0 && failures.review.state != Verdict::Met => {
            format!("{} missed anyway", missed(failures))
        }
        0 if !not_judged(failures).is_empty() => "not judged".to_string(),
        0 => "none breaks".to_string(),
        1 => "1 breaks".to_string(),
        n => format!("{n} break"),
    }
}

fn foot(failures: &Failures) -> Vec<Block> {
    let reading = format!(
        "{RULE} · {} · cut off: devices with less than half of their messages delivered · rows show the figure without a failure moved by the paired change",
        failures.method.text
    );
    let mut blocks = vec![foot::block("Read", &printed(&reading), 3)];
    if !failures.warnings.is_empty() {
        blocks.push(foot::block("Beware", &printed(&failures.warnings.join(" · ")), 2));
    }
    blocks.push(foot::block("From", &provenance(failures, 12), 2));
    blocks
}

/// Version, scenario with its hash cut to so many characters, seed.
pub fn provenance(failures: &Failures, hash: usize) -> String {
    let hash: String = failures.scenario.hash.chars().take(hash).collect();
    format!(
        "iotcap {} · model {} · {} SHA-256 {hash} · seed {} · a study of {}",
        env!("CARGO_PKG_VERSION"),
        failures.model_version,
        failures.scenario.name,
        failures.scenario.seed,
        span(failures.scenario.simulated_s),
    )
}
