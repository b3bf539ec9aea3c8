//! The cheapest set of options that keeps all objectives: sets are simulated in order of what they cost over the time
//! asked, on the same luck, and the first that holds is the answer. No set that costs more is simulated, and none that
//! costs less is passed over.
//!
//! [`order`] lists the sets, `search` tries them, `judge` says whether one holds, [`words`] says it.

mod judge;
mod monotone;
pub mod order;
mod ordering;
pub mod results;
mod search;
pub mod timeline;
pub mod words;

use crate::experiment::question::{Unanswered, asked, described};
use indexmap::IndexMap;

pub use self::judge::beyond;
use self::order::{MOST_LISTED, Offers, Set};
use self::results::{Horizon, Method, Offered, Options, SCHEMA};
use self::search::Search;
use self::timeline::Timeline;
use super::campaign::{Campaign, Point};
use super::capacity::words::thousands;
use super::results::{MODEL_VERSION, ScenarioInfo};
use crate::scenario::Scenario;
use crate::scenario::growth::LeadTimes;
use crate::scenario::options::OptionSpec;
use crate::units::Money;

const DAY_S: f64 = 86_400.0;
/// Sets that are tried, if nobody says otherwise.
pub const MOST_SETS: u64 = 256;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What may be bought, in the file's order.
    pub options: IndexMap<String, OptionSpec>,
    /// Objectives are to hold for so many months.
    pub months: u64,
    /// A set may cost so much over them.
    pub max_cost: Option<Money>,
    /// More sets are refused.
    pub most_sets: u64,
    /// Take it that more options never do harm.
    pub monotone: bool,
}

/// How a scenario is had with these options at the load of a month.
pub type Load<'a> = dyn Fn(&[String], u64) -> Result<Scenario, String> + 'a;
/// Whether a point may be run, else why not.
pub type Permit<'a> = dyn Fn(&Point) -> Result<(), String> + 'a;

/// How it is answered; none of it moves a figure.
pub struct Means<'a> {
    /// The scenario with options bought.
    pub load: &'a Load<'a>,
    /// Cost allowed.
    pub permit: &'a Permit<'a>,
    /// Simulates replications, or has them from a store.
    pub campaign: &'a Campaign<'a>,
}

/// The sets that a question has to try, the cheapest first.
///
/// # Errors
/// There is nothing to choose from, nothing to keep, or too many sets, in a sentence.
pub fn sets(scenario: &Scenario, question: &Question) -> Result<(Offers, Vec<Set>), String> {
    let offered = question.options.len();
    if scenario.objectives.is_empty() {
        return Err(
            "the scenario has no objectives, so there is nothing to keep; say in [objectives] what must hold"
                .into(),
        );
    }
    if offered == 0 {
        return Err(
            "the scenario offers no options; say in [options.NAME] what may be bought, and what it changes"
                .into(),
        );
    }
    let offers = Offers::new(&question.options, question.months);
    let most = question.max_cost.map(|most| most.thousandths);
    let narrow = "choose some of them with --only, say in the file what excludes what";
    let Some(sets) = offers.sets(most, MOST_LISTED) else {
        return Err(format!(
            "{offered} options make more sets than can be looked through ({}); {narrow}, or bound --max-cost",
            thousands(MOST_LISTED as f64)
        ));
    };
    match sets.len() as u64 {
        0 => Err("no set of options costs so little".to_string()),
        many if many > question.most_sets => Err(format!(
            "{offered} options make {} sets that may be bought, and up to {} are tried; {narrow}, {}or raise --max-sets to {many}",
            thousands(many as f64),
            thousands(question.most_sets as f64),
            cheap_enough(&offers, &sets, question)
        )),
        _ => Ok((offers, sets)),
    }
}

/// The sum that leaves no more sets than may be tried, as advice.
fn cheap_enough(offers: &Offers, sets: &[Set], question: &Question) -> String {
    let Some(beyond) = sets.get(question.most_sets as usize).map(|set| offers.cost(set)) else {
        return String::new();
    };
    let few = sets.iter().take_while(|set| offers.cost(set) < beyond).count();
    let (Some(dearest), Some(code)) =
        (few.checked_sub(1).map(|at| offers.cost(&sets[at])), currency(question))
    else {
        return String::new();
    };
    let sum = dearest as f64 / 1e3;
    format!("bound --max-cost (\"{sum} {code}\" leaves {few}), ")
}

/// Answers the question of a scenario; `info` is what its file says of itself.
///
/// # Errors
/// See [`Unanswered`].
pub fn options(
    scenario: &Scenario,
    info: ScenarioInfo,
    question: &Question,
    means: &Means,
) -> Result<Options, Unanswered> {
    let (offers, sets) = sets(scenario, question).map_err(Unanswered::Asked)?;
    let timeline = Timeline::of(scenario, question.months);
    let mut search = Search::new(&offers, question, &timeline, means);
    let spared = if question.monotone { monotone::probe(&mut search, &sets)? } else { Vec::new() };
    search.run(&sets, &spared)?;
    let leads = scenario.growth.as_ref().and_then(|growth| growth.lead_times).unwrap_or_default();
    let mut options = Options {
        schema: SCHEMA,
        model_version: MODEL_VERSION.to_string(),
        scenario: described(scenario, info),
        horizon: Horizon {
            months: question.months,
            grows: timeline.grows(),
            between: timeline.between(),
            decisive: timeline.decisive(question.months),
            wanted_from: None,
        },
        currency: currency(question).map(str::to_string),
        max_cost: question.max_cost.map(Money::value),
        options: question.options.iter().map(|one| offered(one, question.months, leads)).collect(),
        objectives: asked(scenario),
        method: Method { sets: sets.len() as u64, monotone: question.monotone, ..Method::default() },
        ..Options::default()
    };
    search.hand_over(&mut options);
    ordering::order(&mut options, &timeline);
    words::say(&mut options);
    Ok(options)
}

fn currency(question: &Question) -> Option<&str> {
    let sums = question.options.values().flat_map(|spec| [&spec.cost, &spec.per_month]);
    sums.flatten().map(|money| money.currency.code()).next()
}

fn offered((name, spec): (&String, &OptionSpec), months: u64, leads: LeadTimes) -> Offered {
    let value = |money: Option<Money>| money.map_or(0.0, Money::value);
    Offered {
        name: name.clone(),
        title: spec.title.clone(),
        cost: value(spec.cost),
        per_month: value(spec.per_month),
        total: spec.over(months) as f64 / 1e3,
        lead_days: spec.lead_time(leads).map(|lead| lead.as_secs_f64() / DAY_S),
        excludes: spec.excludes.clone(),
        requires: spec.requires.clone(),
        changes: spec.changes.clone(),
    }
}
