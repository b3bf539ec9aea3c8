//! The page's layout: head, sentence, the timeline, three cards, and where the figures come from.

use super::super::draw::answer::{Answer, GAP};
use super::super::draw::foot::{self, Block};
use super::super::draw::{Canvas, Drawn, Frame, cards};
use super::super::format;
use super::super::printed::printed;
use super::super::style;
use super::{curves, table, timeline};
use crate::experiment::forecast::results::{Fate, Forecast};
use crate::experiment::results::Verdict;
use crate::units::noun;

/// Height of the timeline: what surrounds its rows, and a row; and the share of the room it takes at most.
const AROUND: f64 = 58.0;
const ROW: f64 = 29.0;
const TIMELINE: f64 = 0.56;

/// The whole page.
pub fn draw(canvas: &Canvas, forecast: &Forecast) -> Drawn {
    let room = answer(forecast).draw(canvas)?;
    let upper = libm::fmin(AROUND + ROW * forecast.runouts.len() as f64, TIMELINE * room.h);
    cards(canvas, Frame { h: upper, ..room }, GAP, &[(1.0, timeline::figure(forecast))])?;
    let three =
        [(0.75, curves::growth(forecast)), (0.75, curves::measure(forecast)), (1.5, table::figure(forecast))];
    cards(canvas, room.cut(0.0, upper + GAP, 0.0, 0.0), GAP, &three)
}

/// "Forecast of brno".
pub fn title(forecast: &Forecast) -> String {
    format!("Forecast of {}", forecast.scenario.name)
}

fn answer(forecast: &Forecast) -> Answer {
    let growth = &forecast.growth;
    let (word, verdict) = word(forecast);
    Answer {
        title: format!("When does it run out? {}", forecast.scenario.name),
        subtitle: forecast.scenario.title.clone(),
        aside: [
            format!("from {} to {}", growth.start, growth.until),
            format!("seed {}", forecast.scenario.seed),
        ],
        badge: Some((word, style::state(verdict, false).1)),
        sentence: printed(&forecast.headline),
        below: printed(&forecast.said.join(". ")),
        foot: foot(forecast),
    }
}

/// "2028-03", "from the start" or "holds", in the colour of its state.
fn word(forecast: &Forecast) -> (String, Verdict) {
    let verdict = forecast.review.state;
    let first = forecast.missed().first().and_then(|first| first.month.clone());
    let word = match (forecast.with(Fate::FromTheStart).is_empty(), first) {
        (false, _) => "from the start".to_string(),
        (true, Some(month)) => month,
        (true, None) if !forecast.with(Fate::NotJudged).is_empty() => "not judged".to_string(),
        (true, None) => "holds".to_string(),
    };
    (word, verdict)
}

fn foot(forecast: &Forecast) -> Vec<Block> {
    let mut blocks = vec![foot::block("Read", &printed(&reading(forecast)), 2)];
    if !forecast.warnings.is_empty() {
        blocks.push(foot::block("Beware", &printed(&forecast.warnings.join(" · ")), 2));
    }
    blocks.push(foot::block("From", &provenance(forecast, 12), 2));
    blocks
}

fn reading(forecast: &Forecast) -> String {
    format!(
        "growth as the scenario states it is taken as certain; the intervals are of luck · repetition i meets the same luck on every \
         day · {}",
        forecast.method.text
    )
}

/// Version, scenario with its hash cut to so many characters, seed, days.
pub fn provenance(forecast: &Forecast, hash: usize) -> String {
    let hash: String = forecast.scenario.hash.chars().take(hash).collect();
    let days = forecast.method.places;
    format!(
        "iotcap {} · model {} · {} SHA-256 {hash} · seed {} · {days} {} of the calendar, {} each",
        env!("CARGO_PKG_VERSION"),
        forecast.model_version,
        forecast.scenario.name,
        forecast.scenario.seed,
        noun(days, "day", "days"),
        format::span(forecast.scenario.simulated_s),
    )
}
