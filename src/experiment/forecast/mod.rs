//! When objectives are missed as the devices grow: for each the month with an interval, the element behind it and the
//! day by which to order. The capacity's search along the calendar instead of the load.
//!
//! [`calendar`] says what stands on a day, `misses` searches, `order` counts back, [`words`] says it.

pub mod calendar;
mod misses;
pub mod order;
pub mod results;
pub mod words;

use self::calendar::Calendar;
use self::misses::{Miss, Reach};
use self::results::{Between, ClassLaw, Counts, Fate, Forecast, Growth, Place, Runout, SCHEMA};
use super::capacity::axis::Axis;
use super::capacity::behind::{self, behind};
use super::capacity::places::{self, Bench, Places};
use super::capacity::results::Method;
use super::capacity::search::{Break, Effort};
use super::capacity::{MOST_REPLICATIONS, Means, PILOT};
use super::objectives;
use super::results::{Estimate, MODEL_VERSION, ScenarioInfo};
use crate::experiment::question::{Asked, Unanswered, asked, described};
use crate::scenario::Scenario;
use crate::scenario::growth::GrowthSpec;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// Half-width of each answer's interval, months.
    pub precision: f64,
    /// Replications of a day, at most.
    pub most_replications: u64,
    /// Only the first objective to be missed.
    pub brief: bool,
}

impl Default for Question {
    fn default() -> Question {
        Question { precision: 1.0, most_replications: MOST_REPLICATIONS, brief: false }
    }
}

/// Answers the question of a scenario; `info` is what its file says of itself.
pub fn forecast(
    scenario: &Scenario,
    info: ScenarioInfo,
    question: &Question,
    means: &Means,
) -> Result<Forecast, Unanswered> {
    let wrong = |sentence: &str| Unanswered::Asked(sentence.to_string());
    let Some(growth) = &scenario.growth else {
        return Err(wrong(
            "the scenario says nothing of growth; say in [growth] when its load stands, how far to look and how each \
             class grows (`iotcap explain growth`)",
        ));
    };
    if scenario.objectives.is_empty() {
        return Err(wrong(
            "the scenario has no objectives, so nothing can be missed; say in [objectives] what must hold",
        ));
    }
    let calendar = Calendar::new(scenario, growth);
    let Means { load, permit, campaign } = *means;
    let bench = Bench { campaign, axis: &calendar, load, permit };
    let effort = Effort {
        pilot: PILOT.min(question.most_replications),
        precision: question.precision,
        most_replications: question.most_replications,
        most_factor: f64::INFINITY,
    };
    let mut places = Places::new(&bench, None, None);
    let objectives = asked(scenario);
    let (fates, reach) = misses::search(&mut places, &calendar, objectives.len(), &effort, question.brief)?;
    let telling = Telling { calendar: &calendar, growth, places: &places, reach: &reach };
    let runouts = objectives.into_iter().zip(&fates).enumerate();
    let mut forecast = Forecast {
        schema: SCHEMA,
        model_version: MODEL_VERSION.to_string(),
        scenario: described(scenario, info),
        growth: telling.growth(),
        runouts: runouts.map(|(at, (asked, fate))| telling.runout(at, asked, fate)).collect(),
        places: places.all.iter().map(|place| telling.place(place)).collect(),
        method: Method {
            precision: effort.precision,
            pilot: effort.pilot,
            messages: places.spent,
            work: None,
            places: places.all.len() as u64,
            text: words::METHOD.to_string(),
        },
        ..Forecast::default()
    };
    words::say(&mut forecast, reach.stopped.as_deref(), question.brief);
    Ok(forecast)
}

/// From what was found to what is told.
struct Telling<'a> {
    calendar: &'a Calendar<'a>,
    growth: &'a GrowthSpec,
    places: &'a Places<'a>,
    reach: &'a Reach,
}

impl Telling<'_> {
    fn growth(&self) -> Growth {
        let Telling { calendar, growth, .. } = self;
        let whole = (0..).map(f64::from).take_while(|months| *months < calendar.end());
        let counts = |months: f64| Counts {
            months,
            day: calendar.said(calendar.snap(months)),
            devices: calendar.counts(months).into_iter().map(|(_, count)| count).collect(),
        };
        Growth {
            start: calendar.said(0.0),
            until: calendar.said(calendar.end()),
            months: calendar.end(),
            laws: growth
                .devices
                .iter()
                .map(|(class, law)| ClassLaw { class: class.clone(), law: words::law(law) })
                .collect(),
            counts: whole.chain([calendar.end()]).map(counts).collect(),
        }
    }

    fn runout(&self, at: usize, objective: Asked, miss: &Miss) -> Runout {
        let clear = |x: f64| misses::is_clear(self.places, x, at);
        let runout = Runout { objective, resolved: true, ..Runout::default() };
        match miss {
            Miss::Holds(last) => {
                Runout { fate: Fate::Holds, looked: Some(*last), resolved: clear(*last), ..runout }
            }
            Miss::Unobserved => {
                Runout { fate: Fate::NotJudged, looked: Some(self.reach.last), resolved: false, ..runout }
            }
            Miss::FromTheStart => {
                let runout = Runout { resolved: clear(0.0), ..runout };
                let runout = self.behind(at, 0.0, Runout { fate: Fate::FromTheStart, ..runout });
                self.order(runout, self.calendar.start())
            }
            Miss::From(one) => self.missed(at, one, runout),
        }
    }

    fn missed(&self, at: usize, one: &Break, runout: Runout) -> Runout {
        let calendar = self.calendar;
        // between the days that luck leaves open; an answer beyond them is the nearest there is
        let x = one.x.clamp(0.0, calendar.end());
        let Some(day) = calendar.day(x) else { return runout };
        let runout = Runout {
            fate: Fate::Missed,
            month: Some(calendar.month(day)),
            day: Some(calendar.said(x)),
            at: Some(x),
            ci: Some(Between {
                months: one.ci,
                calendar: one.ci.map(|x| calendar.day(x).map(|day| calendar.month(day))),
            }),
            exact: one.exact,
            resolved: one.resolved,
            ..runout
        };
        let needed = calendar.day(one.ci[0].clamp(0.0, calendar.end())).unwrap_or(day);
        self.order(self.behind(at, one.between[1], runout), needed)
    }

    fn order(&self, runout: Runout, needed: i64) -> Runout {
        let leads = self.growth.lead_times.unwrap_or_default();
        let element = runout.element.as_deref();
        let order = element.and_then(|element| order::order(self.calendar, leads, element, needed));
        Runout { order, ..runout }
    }

    fn behind(&self, at: usize, x: f64, runout: Runout) -> Runout {
        let behind = behind(self.places, at, x);
        let cause = behind.cause.map(|cause| cause.info().name.to_string());
        Runout { element: behind.element, cause, ..runout }
    }

    fn place(&self, place: &places::Place) -> Place {
        let judged = objectives::evaluate(&place.point.scenario, &place.network, &place.pool);
        let tells = |at: usize| Some(place.readings[at].all).filter(|y| !y.is_nan()).map(|y| y <= 0.0);
        Place {
            months: place.x,
            day: self.calendar.said(place.x),
            replications: place.pool.replications(),
            messages: place.messages,
            holds: (0..judged.len()).map(tells).collect(),
            measures: judged.iter().map(|one| Estimate { value: one.value, ci: one.ci }).collect(),
            element: behind::binding(place, &judged),
        }
    }
}
