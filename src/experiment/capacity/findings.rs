//! What a search found, put into the form of results: breaks in the order of load, the answer, what never holds.

use super::behind::{self, Behind, behind};
use super::growth::{self, Growth, Rounding};
use super::observed::{Observed, observed};
use super::places::{self, Places};
use super::refine;
use super::results::{Answer, Broken, Capacity, GrownPath, Looked, Method, Never, NotJudged, SCHEMA, Value};
use super::search::{self, Break, Effort, Found};
use super::{BEYOND, BREAKS, TIE, words};
use crate::experiment::question::{Unanswered, asked};
use crate::experiment::results::{Estimate, MODEL_VERSION};
use crate::experiment::{objectives, warm_up};
use crate::scenario::Scenario;

/// What a search found, before it is put in words.
pub struct Findings {
    pub breaks: Vec<Break>,
    /// Objectives without a load at which they hold, and the least tried.
    pub never: Vec<(usize, f64)>,
    /// Of which too little is observed at the file's load to be judged there.
    pub observed: Observed,
    /// Of which it was not searched where they break, as enough had been found.
    not_searched: Vec<usize>,
    searched: Option<f64>,
    stopped: Option<String>,
    pub behind: Vec<Behind>,
}

impl Findings {
    pub fn search(
        scenario: &Scenario,
        places: &mut Places,
        effort: &Effort,
        brief: bool,
    ) -> Result<Findings, Unanswered> {
        let mut found = Findings {
            breaks: Vec::new(),
            never: Vec::new(),
            observed: Observed::default(),
            not_searched: Vec::new(),
            searched: None,
            stopped: None,
            behind: Vec::new(),
        };
        let all: Vec<usize> = (0..scenario.objectives.len()).collect();
        search::glance(places, &all, 0.0, effort)?;
        if warm_up::is_sought(scenario) {
            places.look(0.0, effort.pilot)?;
        }
        let cut = places.warm_up(0.0);
        if places.cut_at_least(cut) {
            search::glance(places, &all, 0.0, effort)?;
        }
        let unseen = |place: &places::Place| place.readings.iter().any(|reading| reading.all.is_nan());
        found.observed = match places.at(0.0).is_some_and(unseen) {
            true => observed(places, all.len(), effort)?,
            false => Observed { here: all, ..Observed::default() },
        };
        found.first(places, effort, brief)?;
        for (at, _) in found.observed.later.clone() {
            found.alone(places, at, effort)?;
        }
        found.settle(places, effort)?;
        found.behind = found.breaks.iter().map(|one| behind(places, one.objective, one.between[1])).collect();
        Ok(found)
    }

    /// The breaks of all that are observed at the file's load, one after the other.
    fn first(&mut self, places: &mut Places, effort: &Effort, brief: bool) -> Result<(), Unanswered> {
        let mut left = self.observed.here.clone();
        let most = if brief { 1 } else { BREAKS };
        while !left.is_empty() && self.breaks.len() < most {
            let effort = self.effort(effort);
            match search::first(places, &left, &effort)? {
                Found::Break(one) => {
                    left.retain(|at| *at != one.objective);
                    // a beginning that takes longer near the break than in the file: all again without it
                    if self.breaks.is_empty() && places.cut_at_least(places.warm_up(one.between[1])) {
                        let again = refine::refine(places, one.objective, one.between, &effort)?;
                        self.breaks.push(again);
                    } else {
                        self.breaks.push(one);
                    }
                }
                Found::Never(objectives, x) => {
                    left.retain(|at| !objectives.contains(at));
                    self.never.extend(objectives.into_iter().map(|at| (at, x)));
                }
                Found::Always(x, why) => {
                    (self.searched, self.stopped) = (Some(x), why);
                    return Ok(());
                }
            }
        }
        // each break was the first of all that were left
        if !left.is_empty() {
            self.searched = self.breaks.last().map(|last| last.x);
            self.not_searched = left;
        }
        Ok(())
    }

    /// The break of one that is observed beyond the file's load only, so that where it is not it stands in no other's way.
    fn alone(&mut self, places: &mut Places, at: usize, effort: &Effort) -> Result<(), Unanswered> {
        let effort = self.effort(effort);
        match search::first(places, &[at], &effort)? {
            Found::Break(one) => self.breaks.push(one),
            Found::Never(_, x) => self.never.push((at, x)),
            Found::Always(x, why) => {
                let searched = self.searched.map_or(x, |before| libm::fmin(before, x));
                (self.searched, self.stopped) = (Some(searched), self.stopped.take().or(why));
            }
        }
        Ok(())
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
    fn settle(&mut self, places: &mut Places, effort: &Effort) -> Result<(), Unanswered> {
        let mut settled = self.breaks.first().map(|first| first.objective);
        loop {
            self.breaks.sort_by(|a, b| a.x.total_cmp(&b.x));
            let Some(first) = self.breaks.first_mut() else { return Ok(()) };
            if settled == Some(first.objective) {
                return Ok(());
            }
            *first = refine::refine(places, first.objective, first.between, effort)?;
            settled = Some(first.objective);
        }
    }

    pub fn results(
        &self,
        scenario: &Scenario,
        growth: &Growth,
        places: &Places,
        effort: &Effort,
    ) -> Capacity {
        let names: Vec<&String> = scenario.objectives.keys().collect();
        let breaks = self.broken(&names, growth);
        let answer = self
            .breaks
            .first()
            .filter(|_| self.never.is_empty())
            .map(|one| self.answer(growth, one, &breaks));
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
        Capacity {
            schema: SCHEMA,
            model_version: MODEL_VERSION.to_string(),
            grown: growth.parts.iter().map(path).collect(),
            things: growth.parts[0].things().unwrap_or_else(|| growth.parts[0].path.clone()),
            searched: value(growth, libm::exp(self.searched.unwrap_or(last(places)))),
            not_judged: self.not_judged(&names, growth),
            said: self.stopped.iter().filter(|_| self.breaks.is_empty()).cloned().collect(),
            never: self.missed_at_any(&names, growth, places),
            not_searched: self.not_searched.iter().map(|at| names[*at].clone()).collect(),
            objectives: asked(scenario),
            method: Method { precision: effort.precision, ..Method::default() },
            answer,
            breaks,
            ..Capacity::default()
        }
    }

    fn broken(&self, names: &[&String], growth: &Growth) -> Vec<Broken> {
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
                factor: root,
                factor_ci: [low, high],
                tied: first.is_some_and(|first| {
                    first.objective != one.objective
                        && self.behind[0].element != behind.element
                        && (one.ci[0] <= first.ci[1] || one.x - first.x < libm::log(TIE))
                }),
                resolved: one.resolved,
            }
        });
        broken.collect()
    }

    fn missed_at_any(&self, names: &[&String], growth: &Growth, places: &Places) -> Vec<Never> {
        let never = self.never.iter().map(|&(objective, x)| {
            let measured =
                |x: f64| places.at(x).and_then(|place| looked(growth, place).measures[objective].value);
            let behind = behind(places, objective, 0.0);
            let holds = |place: &&places::Place| search::side(&place.readings[objective]) == Some(false);
            Never {
                objective: names[objective].clone(),
                down_to: value(growth, libm::exp(x)),
                value: measured(0.0),
                least: measured(x),
                element: behind.element,
                cause: behind.cause.map(|cause| cause.info().name.to_string()),
                holds_at: places.all.iter().find(holds).map(|place| value(growth, libm::exp(place.x))),
            }
        });
        never.collect()
    }

    fn not_judged(&self, names: &[&String], growth: &Growth) -> Vec<NotJudged> {
        let Observed { later, nowhere, .. } = &self.observed;
        let one = |objective: usize, up_to: f64, from: Option<f64>| NotJudged {
            objective: names[objective].clone(),
            up_to: value(growth, libm::exp(up_to)),
            from: from.map(|x| value(growth, libm::exp(x))),
        };
        let later = later.iter().map(|&(at, x)| one(at, 0.0, Some(x)));
        nowhere.iter().map(|&(at, x)| one(at, x, None)).chain(later).collect()
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
            holds_from: None,
            tie,
        }
    }

    pub fn method(&self, places: &Places, effort: &Effort, widened: u64, counted: u64) -> Method {
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

/// The nearest loads below a break between which all objectives begin to hold, if they do not at every smaller one.
pub fn holds_from(growth: &Growth, places: &Places, one: &Break) -> Option<[Value; 2]> {
    let below: Vec<&places::Place> = places.all.iter().filter(|place| place.x < one.ci[0]).collect();
    let missed =
        |place: &&places::Place| place.readings.iter().any(|reading| search::side(reading) == Some(true));
    let at = below.iter().rposition(missed)?;
    let value = |place: &places::Place| value(growth, libm::exp(place.x));
    Some([value(below[at]), value(below.get(at + 1)?)])
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
pub fn value(growth: &Growth, factor: f64) -> Value {
    let grown = growth.parts[0].at(factor, Rounding::Safe);
    Value { factor: grown.factor, value: grown.number, text: words::value(&growth.parts[0], grown.number) }
}

pub fn looked(growth: &Growth, place: &places::Place) -> Looked {
    let judged = objectives::evaluate(&place.point.scenario, &place.network, &place.pool);
    let tells = |at: usize| Some(place.readings[at].all).filter(|y| !y.is_nan()).map(|y| y <= 0.0);
    Looked {
        at: value(growth, libm::exp(place.x)),
        replications: place.pool.replications(),
        messages: place.messages,
        holds: (0..judged.len()).map(tells).collect(),
        measures: judged.iter().map(|one| Estimate { value: one.value, ci: one.ci }).collect(),
        element: behind::binding(place, &judged),
        drawn: Vec::new(),
    }
}
