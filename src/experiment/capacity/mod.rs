//! How much more the network carries, and what breaks first: the largest load at which all objectives hold
//! (DEFINITIONS D21), with an interval, the next objectives to break, the elements behind them, and what widening
//! those would bring.
//!
//! [`growth`] says what grows and is the [`axis`], [`places`] simulates loads on common luck, [`reading`] makes a curve of each objective,
//! [`search`] finds where it breaks, [`widen`] makes an element wider, [`words`] says it.

pub mod axis;
pub mod behind;
pub mod growth;
mod monotone;
pub mod places;
pub(in crate::experiment) mod reading;
pub mod results;
pub mod search;
mod shadow;
#[cfg(test)]
mod tests;
mod widen;
pub mod words;

use self::behind::{Behind, behind};
use self::growth::{Growth, Path, Rounding};
use self::places::{Bench, Load, Permit, Places, Stop};
use self::results::{Answer, Asked, Broken, Capacity, GrownPath, Looked, Method, Never, SCHEMA, Value};
use self::search::{Break, Effort, Found};
use super::campaign::Campaign;
use super::objectives;
use super::results::{Estimate, MODEL_VERSION, ScenarioInfo};
use super::study::StudyError;
use crate::scenario::Scenario;
use crate::scenario::study::{DEFAULT_DURATION, DEFAULT_SEED};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What grows or shrinks; the answer is given in the first.
    pub paths: Vec<Path>,
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

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CapacityError {
    /// What is asked makes no sense here, in a sentence.
    #[error("{0}")]
    Asked(String),
    /// The simulation stopped or broke a promise.
    #[error(transparent)]
    Study(#[from] StudyError),
}

impl From<Stop> for CapacityError {
    fn from(stop: Stop) -> CapacityError {
        match stop {
            Stop::Study(error) => CapacityError::Study(error),
            Stop::Beyond(why) => CapacityError::Asked(why),
        }
    }
}

/// Loads are tried up to so many times the file's, and a load is simulated so often, if nobody says otherwise.
pub const MOST_FACTOR: f64 = 32.0;
/// See [`MOST_FACTOR`].
pub const MOST_REPLICATIONS: u64 = 400;
/// Replications of every load looked at in the search.
pub(super) const PILOT: u64 = 20;
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
) -> Result<Capacity, CapacityError> {
    if scenario.objectives.is_empty() {
        let sentence =
            "the scenario has no objectives, so nothing can break; say in [objectives] what must hold";
        return Err(CapacityError::Asked(sentence.to_string()));
    }
    let growth = Growth::new(scenario, &question.paths).map_err(CapacityError::Asked)?;
    let Means { load, permit, campaign } = *means;
    let bench = Bench { campaign, axis: &growth, load, permit };
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
    if let (Some(first), false) = (found.breaks.first(), question.brief) {
        monotone::probe(&mut places, first, &effort)?;
        capacity.warnings.extend(monotone::warnings(scenario, &places, &found.breaks));
        capacity.shadow_prices = shadow::prices(&bench, &growth, &mut places, &capacity, &found, &effort)?;
    }
    capacity.places = places.all.iter().map(|place| looked(&growth, place)).collect();
    let widened: u64 = capacity.shadow_prices.iter().map(|price| price.messages).sum();
    let counted: u64 = capacity.shadow_prices.iter().map(|price| price.places).sum();
    capacity.method = found.method(&places, &effort, widened, counted);
    words::say(&mut capacity);
    Ok(capacity)
}

/// What a search found, before it is put in words.
struct Findings {
    breaks: Vec<Break>,
    /// Objectives without a load at which they hold, and the least tried.
    never: Vec<(usize, f64)>,
    searched: f64,
    stopped: Option<String>,
    behind: Vec<Behind>,
}

impl Findings {
    fn search(
        scenario: &Scenario,
        places: &mut Places,
        effort: &Effort,
        brief: bool,
    ) -> Result<Findings, CapacityError> {
        let mut found = Findings {
            breaks: Vec::new(),
            never: Vec::new(),
            searched: 0.0,
            stopped: None,
            behind: Vec::new(),
        };
        let mut left: Vec<usize> = (0..scenario.objectives.len()).collect();
        search::glance(places, 0.0, effort)?;
        let cut = places.warm_up(0.0);
        places.cut_at_least(cut);
        let most = if brief { 1 } else { BREAKS };
        while !left.is_empty() && found.breaks.len() < most {
            let effort = found.effort(effort);
            match search::first(places, &left, &effort)? {
                Found::Break(one) => {
                    left.retain(|at| *at != one.objective);
                    // a beginning that takes longer near the break than in the file: all again without it
                    if found.breaks.is_empty() && places.cut_at_least(places.warm_up(one.between[1])) {
                        let again = search::refine(places, one.objective, one.between, &effort)?;
                        found.breaks.push(again);
                    } else {
                        found.breaks.push(one);
                    }
                }
                Found::Never(objectives, x) => {
                    left.retain(|at| !objectives.contains(at));
                    found.never.extend(objectives.into_iter().map(|at| (at, x)));
                }
                Found::Always(x, why) => {
                    (found.searched, found.stopped) = (x, why);
                    break;
                }
            }
        }
        found.settle(places, effort)?;
        found.behind = found.breaks.iter().map(|one| behind(places, one.objective, one.between[1])).collect();
        Ok(found)
    }

    /// The first break is wanted precisely, the next as the pilot has them and not far beyond.
    fn effort(&self, effort: &Effort) -> Effort {
        match self.breaks.first() {
            None => *effort,
            Some(first) => Effort {
                most_replications: effort.pilot,
                most_factor: libm::fmin(libm::exp(first.x) * BEYOND, effort.most_factor),
                ..*effort
            },
        }
    }

    /// In the order of load; whichever turns out to be the first is brought to the precision asked.
    fn settle(&mut self, places: &mut Places, effort: &Effort) -> Result<(), CapacityError> {
        let mut settled = self.breaks.first().map(|first| first.objective);
        loop {
            self.breaks.sort_by(|a, b| a.x.total_cmp(&b.x));
            let Some(first) = self.breaks.first_mut() else { return Ok(()) };
            if settled == Some(first.objective) {
                return Ok(());
            }
            *first = search::refine(places, first.objective, first.between, effort)?;
            settled = Some(first.objective);
        }
    }

    fn results(&self, scenario: &Scenario, growth: &Growth, places: &Places, effort: &Effort) -> Capacity {
        let names: Vec<&String> = scenario.objectives.keys().collect();
        let first = self.breaks.first();
        let broken = self.breaks.iter().zip(&self.behind).map(|(one, behind)| {
            let [root, low, high] = [one.x, one.ci[0], one.ci[1]].map(libm::exp);
            Broken {
                objective: names[one.objective].clone(),
                element: behind.element.clone(),
                cause: behind.cause.map(|cause| cause.info().name.to_string()),
                at: value(growth, root),
                root: free(growth, root),
                ci: ascending([free(growth, low), free(growth, high)]),
                factor_ci: [low, high],
                tied: first.is_some_and(|first| {
                    first.objective != one.objective
                        && self.behind[0].element != behind.element
                        && (one.ci[0] <= first.ci[1] || one.x - first.x < libm::log(TIE))
                }),
                resolved: one.resolved,
            }
        });
        let breaks: Vec<Broken> = broken.collect();
        let answer = first.filter(|_| self.never.is_empty()).map(|one| self.answer(growth, one, &breaks));
        let to = |part: &growth::Part| {
            let factor = answer.as_ref().map(|answer| answer.at.factor)?;
            Some(part.at(factor, Rounding::Safe).text)
        };
        let path = |part: &growth::Part| GrownPath {
            path: part.path.clone(),
            shrinks: part.shrinks,
            unit: part.unit().to_string(),
            from: part.base().text,
            to: to(part),
        };
        let never = self.never.iter().map(|&(objective, x)| {
            let place = places.at(0.0);
            Never {
                objective: names[objective].clone(),
                down_to: value(growth, libm::exp(x)),
                value: place.and_then(|place| looked(growth, place).measures[objective].value),
                element: behind(places, objective, x).element,
            }
        });
        Capacity {
            schema: SCHEMA,
            model_version: MODEL_VERSION.to_string(),
            grown: growth.parts.iter().map(path).collect(),
            things: growth.parts[0].things().unwrap_or_else(|| growth.parts[0].path.clone()),
            searched: value(growth, libm::exp(libm::fmax(self.searched, last(places)))),
            said: self.stopped.iter().filter(|_| self.breaks.is_empty()).cloned().collect(),
            never: never.collect(),
            objectives: asked(scenario),
            method: Method { precision: effort.precision, ..Method::default() },
            answer,
            breaks,
            ..Capacity::default()
        }
    }

    fn answer(&self, growth: &Growth, one: &Break, breaks: &[Broken]) -> Answer {
        let [root, low, high] = [one.x, one.ci[0], one.ci[1]].map(libm::exp);
        let others = breaks.iter().filter(|other| other.tied).filter_map(|other| other.element.clone());
        let mut tie: Vec<String> = self.behind[0].tied.iter().cloned().chain(others).collect();
        let mut seen = Vec::new();
        tie.retain(|name| {
            !seen.contains(name) && {
                seen.push(name.clone());
                true
            }
        });
        Answer {
            at: value(growth, root),
            root: free(growth, root),
            ci: ascending([free(growth, low), free(growth, high)]),
            headroom: root - 1.0,
            headroom_ci: [low - 1.0, high - 1.0],
            exact: one.exact,
            resolved: one.resolved,
            replications: one.replications,
            tie,
        }
    }

    fn method(&self, places: &Places, effort: &Effort, widened: u64, counted: u64) -> Method {
        let messages = places.spent + widened;
        let one = self.breaks.first().and_then(|first| {
            let place = places.at(first.between[0])?;
            let each = place.messages as f64 / place.pool.replications().max(1) as f64;
            Some(each * first.replications as f64)
        });
        Method {
            precision: effort.precision,
            pilot: effort.pilot,
            messages,
            work: one.filter(|one| *one > 0.0).map(|one| messages as f64 / one),
            places: places.all.len() as u64 + counted,
            text: words::METHOD.to_string(),
        }
    }
}

fn last(places: &Places) -> f64 {
    places.all.last().map_or(0.0, |place| place.x)
}

/// The value of the first path before it is made whole.
fn free(growth: &Growth, factor: f64) -> f64 {
    let part = &growth.parts[0];
    let base = part.base().number;
    if part.shrinks { base / factor } else { base * factor }
}

fn ascending([a, b]: [f64; 2]) -> [f64; 2] {
    [libm::fmin(a, b), libm::fmax(a, b)]
}

/// A load on the side that holds.
fn value(growth: &Growth, factor: f64) -> Value {
    let grown = growth.parts[0].at(factor, Rounding::Safe);
    Value { factor: grown.factor, value: grown.number, text: words::value(&growth.parts[0], grown.number) }
}

pub(super) fn asked(scenario: &Scenario) -> Vec<Asked> {
    let one = |(name, spec): (&String, &crate::scenario::objective::ObjectiveSpec)| {
        let asked = objectives::asked(spec)?;
        Some(Asked {
            name: name.clone(),
            of: spec.of.clone(),
            metric: asked.metric.info().name.to_string(),
            limit: asked.text,
            limit_value: asked.limit.value,
        })
    };
    scenario.objectives.iter().filter_map(one).collect()
}

fn looked(growth: &Growth, place: &places::Place) -> Looked {
    let judged = objectives::evaluate(&place.point.scenario, &place.network, &place.pool);
    let tells = |at: usize| Some(place.readings[at].all).filter(|y| !y.is_nan()).map(|y| y <= 0.0);
    Looked {
        at: value(growth, libm::exp(place.x)),
        replications: place.pool.replications(),
        messages: place.messages,
        holds: (0..judged.len()).map(tells).collect(),
        measures: judged.iter().map(|one| Estimate { value: one.value, ci: one.ci }).collect(),
        element: behind::binding(place, &judged),
    }
}

pub(super) fn described(scenario: &Scenario, info: ScenarioInfo) -> ScenarioInfo {
    ScenarioInfo {
        seed: scenario.study.seed.unwrap_or(DEFAULT_SEED),
        simulated_s: scenario.study.duration.unwrap_or(DEFAULT_DURATION).as_secs_f64(),
        ..info
    }
}
