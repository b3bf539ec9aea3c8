//! How much more the network carries, and what breaks first: the largest load at which all objectives hold
//! (DEFINITIONS D21), with an interval, the next objectives to break, the elements behind them, and what widening
//! those would bring.
//!
//! [`growth`] says what grows and is the [`axis`], `direction` whether it is load, [`chosen`] which objectives count,
//! [`places`] simulates loads on common luck, `reading` makes a curve of each objective, `likened` the one that is
//! drawn, `observed` of which there is one, [`search`] finds where it breaks, [`refine`] how precisely, `widen` makes an element wider, [`words`] says it.

pub mod axis;
pub mod behind;
pub mod chosen;
mod direction;
mod findings;
pub mod growth;
mod likened;
mod monotone;
mod observed;
pub mod places;
pub(in crate::experiment) mod reading;
pub mod refine;
pub mod results;
pub mod search;
mod shadow;
#[cfg(test)]
mod tests;
mod widen;
pub mod words;

use self::chosen::Chosen;
use self::findings::{Findings, looked};
use self::growth::{Growth, Path};
use self::places::{Bench, Load, Permit, Places, Stop};
use self::results::Capacity;
use self::search::Effort;
use super::campaign::Campaign;
use super::results::ScenarioInfo;
use crate::experiment::question::{Unanswered, described};
use crate::scenario::Scenario;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What grows or shrinks; the answer is given in the first.
    pub paths: Vec<Path>,
    /// Objectives that count.
    pub chosen: Chosen,
    /// Half-width of the answer's interval, relative.
    pub precision: f64,
    /// Replications of a load, at most.
    pub most_replications: u64,
    /// Up to this factor of the file's load.
    pub most_factor: f64,
    /// Only the answer: no next breaks, no probes, no shadow prices.
    pub brief: bool,
}

impl Question {
    /// With the usual precision and limits.
    pub fn of(paths: Vec<Path>) -> Question {
        Question {
            paths,
            chosen: Chosen::All,
            precision: 0.01,
            most_replications: MOST_REPLICATIONS,
            most_factor: MOST_FACTOR,
            brief: false,
        }
    }
}

/// How it is answered; none of it moves a figure.
pub struct Means<'a> {
    /// The scenario with settings laid on.
    pub load: &'a Load<'a>,
    /// Cost allowed.
    pub permit: &'a Permit<'a>,
    /// Simulates replications, or has them from a store.
    pub campaign: &'a Campaign<'a>,
}

impl From<Stop> for Unanswered {
    fn from(stop: Stop) -> Unanswered {
        match stop {
            Stop::Study(error) => Unanswered::Study(error),
            Stop::Beyond(why) => Unanswered::Asked(why),
        }
    }
}

/// Loads are tried up to so many times the file's, and a load is simulated so often, if nobody says otherwise.
pub const MOST_FACTOR: f64 = 32.0;
/// See [`MOST_FACTOR`].
pub const MOST_REPLICATIONS: u64 = 400;
/// Replications of every load looked at in the search.
pub const PILOT: u64 = 20;
/// Objectives to break that are reported.
const BREAKS: usize = 3;
/// The next breaks are looked for up to so many times the first.
const BEYOND: f64 = 4.0;
/// Another element that lies within this of the first binds with it: widening one alone by a tenth would not bring a tenth.
const TIE: f64 = 1.1;

/// Answers the question of a scenario; `info` is what its file says of itself.
pub fn capacity(
    scenario: &Scenario,
    info: ScenarioInfo,
    question: &Question,
    means: &Means,
) -> Result<Capacity, Unanswered> {
    if let Some(sentence) = question.chosen.refusal(scenario) {
        return Err(Unanswered::Asked(sentence));
    }
    let growth = Growth::new(scenario, &question.paths).map_err(Unanswered::Asked)?;
    let Means { load, permit, campaign } = *means;
    let load = question.chosen.loading(load);
    if let Some(sentence) = direction::refusal(scenario, &growth, &load) {
        return Err(Unanswered::Asked(sentence));
    }
    let bench = Bench { campaign, axis: &growth, load: &load, permit };
    let left_out = question.chosen.left_out(scenario);
    let scenario = &question.chosen.of(scenario.clone());
    let effort = Effort {
        pilot: PILOT.min(question.most_replications),
        precision: question.precision,
        most_replications: question.most_replications,
        most_factor: question.most_factor,
    };
    let mut places = Places::new(&bench, None, None);
    let found = Findings::search(scenario, &mut places, &effort, question.brief)?;
    let mut capacity = found.results(scenario, &growth, &places, &effort);
    capacity.scenario = described(scenario, info);
    capacity.left_out = left_out;
    capacity.brief = question.brief;
    if let (Some(first), false) = (found.breaks.first(), question.brief) {
        monotone::probe(&mut places, first, &effort)?;
        capacity.warnings.extend(monotone::warnings(scenario, &places, &found.breaks));
        capacity.shadow_prices = shadow::prices(&bench, &growth, &mut places, &capacity, &found, &effort)?;
    }
    if let (Some(answer), Some(first)) = (&mut capacity.answer, found.breaks.first()) {
        answer.holds_from = findings::holds_from(&growth, &places, first);
    }
    capacity.places = places.all.iter().map(|place| looked(&growth, place)).collect();
    likened::liken(scenario, &mut places, found.breaks.first(), &mut capacity.places);
    let widened: u64 = capacity.shadow_prices.iter().map(|price| price.messages).sum();
    let counted: u64 = capacity.shadow_prices.iter().map(|price| price.places).sum();
    capacity.method = found.method(&places, &effort, widened, counted);
    words::say(&mut capacity);
    Ok(capacity)
}
