//! The forecast in words: months of the calendar, the element behind, and when to order.

use super::results::{Fate, Forecast, Runout};
use crate::experiment::capacity::words::thousands;
use crate::experiment::results::Verdict;
use crate::experiment::review::Review;
use crate::model::cause::CAUSES;
use crate::scenario::growth::date::{Date, reach_of};
use crate::scenario::growth::law::{Law, Milestone, Wave};
use crate::units::{noun, number};

/// How it was searched.
pub const METHOD: &str = "a look every few months, then regula falsi and inverse regression between two days (Osborne 1991) on \
    common random numbers, 95 % interval by the jackknife over replications (Miller 1974)";

/// "300 a month", "1.5 % a month", "S-curve to 40 000, midpoint 2029-06, takeover 24 months".
pub fn law(law: &Law) -> String {
    let count = |count: u64| thousands(count as f64);
    let list = |items: Vec<String>| items.join(", ");
    match law {
        Law::Linear(more) => format!("{}{} a month", if *more < 0.0 { "" } else { "+" }, number(*more)),
        Law::Percent(rate) => format!("{}{rate} a month", if rate.0 < 0.0 { "" } else { "+" }),
        Law::SCurve(curve) => format!(
            "S-curve to {}, midpoint {}, takeover {}",
            count(curve.saturation.0),
            curve.midpoint,
            curve.takeover
        ),
        Law::Table(table) => {
            let one = |Milestone { at, count: of }: &Milestone| format!("{} at {at}", count(of.0));
            list(table.iter().map(one).collect())
        }
        Law::Waves(waves) => {
            let one = |Wave { from, to, count: of }: &Wave| format!("+{} from {from} to {to}", count(of.0));
            list(waves.iter().map(one).collect())
        }
    }
}

/// "2028-03 (2028-01 to 2028-06)"; "beyond 2031-12"; "beyond 2028-03, looked no further"; "from the start".
pub fn when(forecast: &Forecast, runout: &Runout) -> String {
    match (runout.fate, &runout.month) {
        (Fate::FromTheStart, _) => "from the start".to_string(),
        (Fate::NotJudged, _) => "cannot be judged".to_string(),
        (Fate::Missed, Some(month)) => match interval(forecast, runout) {
            Some(interval) => format!("{month} ({interval})"),
            None => month.clone(),
        },
        _ if runout.looked < Some(forecast.growth.months) => {
            format!("beyond {}, looked no further", held_to(forecast, runout))
        }
        _ => format!("beyond {}", held_to(forecast, runout)),
    }
}

/// "2028-01 to 2028-06"; none where both ends lie in the month itself.
pub fn interval(forecast: &Forecast, runout: &Runout) -> Option<String> {
    let [low, high] = &runout.ci.as_ref()?.calendar;
    let same = low == &runout.month && high == &runout.month;
    let low = low.clone().unwrap_or_else(|| "the start".to_string());
    let high = high.clone().unwrap_or_else(|| format!("beyond {}", reach(&forecast.growth.until)));
    (!same).then(|| format!("{low} to {high}"))
}

/// The month or the day up to which it was looked and held.
fn held_to(forecast: &Forecast, runout: &Runout) -> String {
    let looked = runout.looked.unwrap_or(0.0);
    let place = forecast.places.iter().rev().find(|place| place.months <= looked);
    reach(place.map_or(&forecast.growth.until, |place| &place.day))
}

/// The month, if it ends with the day; else no more than the day.
fn reach(day: &str) -> String {
    day.parse::<Date>().map_or(day.to_string(), |date| reach_of(date.first()))
}

/// Fills headline, review and what else is to be said; `stopped` is why the calendar was left early.
pub fn say(forecast: &mut Forecast, stopped: Option<&str>, brief: bool) {
    forecast.headline = headline(forecast);
    forecast.review = review(forecast);
    let mut said: Vec<String> = forecast.missed().into_iter().map(|one| order(forecast, one)).collect();
    said.extend(not_judged(forecast));
    said.extend(unresolved(forecast));
    if let Some(why) = stopped {
        let last = forecast.places.last().map_or("", |place| &place.day);
        said.push(format!("It was looked no further than {last}: {why}"));
    }
    if brief && !forecast.missed().is_empty() {
        said.push("Only the first to be missed was searched (--brief)".to_string());
    }
    forecast.said = said;
}

fn headline(forecast: &Forecast) -> String {
    let missed = forecast.missed();
    let broken = forecast.with(Fate::FromTheStart);
    let holding = forecast.with(Fate::Holds);
    let looked = |one: &&Runout| one.looked.unwrap_or(0.0);
    let least = holding.iter().copied().min_by(|a, b| looked(a).total_cmp(&looked(b)));
    let end = least.map(|one| held_to(forecast, one));
    let silent = forecast.with(Fate::NotJudged).len();
    let from_the_start = || {
        let each: Vec<String> = broken.iter().map(|one| named(one)).collect();
        format!("Missed from the start: {}", each.join(", "))
    };
    match (missed.first(), broken.is_empty(), end) {
        (Some(first), true, _) => {
            format!("Runs out {}: {}", when(forecast, first), breaks(first))
        }
        (Some(first), false, _) => format!(
            "{}. Of the others the first runs out {}: {}",
            from_the_start(),
            when(forecast, first),
            breaks(first)
        ),
        (None, false, Some(end)) => format!("{}. The others hold beyond {end}", from_the_start()),
        (None, false, None) => from_the_start(),
        (None, true, Some(end)) if silent == 0 => format!("All objectives hold beyond {end}"),
        (None, true, Some(end)) => {
            let held = holding.len();
            let all = forecast.runouts.len();
            format!(
                "{held} of {all} objectives {} beyond {end}, {silent} cannot be judged",
                noun(held as u64, "holds", "hold")
            )
        }
        (None, true, None) => {
            "No answer: nothing is observed by which an objective could be judged".to_string()
        }
    }
}

/// "links.lte breaks lte-has-room (utilisation of links.lte <= 70 %)".
fn breaks(runout: &Runout) -> String {
    let (name, limit) = (&runout.objective.name, runout.objective.said());
    let cause = runout.cause.as_ref().and_then(|name| CAUSES.iter().find(|row| row.name == name));
    match (&runout.element, cause) {
        (Some(element), Some(row)) => {
            format!("loss at {element} ({}) breaks {name} ({limit})", row.name.replace('_', " "))
        }
        (Some(element), None) => format!("{element} breaks {name} ({limit})"),
        (None, _) => format!("{name} ({limit}) breaks"),
    }
}

fn named(runout: &Runout) -> String {
    match &runout.element {
        Some(element) => format!("{} ({element})", runout.objective.name),
        None => runout.objective.name.clone(),
    }
}

/// "lte-has-room: order by 2027-09-03 (links take 120 d), 8 months left".
fn order(forecast: &Forecast, runout: &Runout) -> String {
    let name = &runout.objective.name;
    match (&runout.order, &runout.element) {
        (Some(order), _) => format!(
            "{name}, missed from {}: order by {} ({} {} d), {}",
            when(forecast, runout),
            order.by,
            takes(&order.kind),
            number(order.lead_days),
            order.left
        ),
        (None, Some(element)) => format!(
            "{name}, missed from {}: no order date, as growth.lead_times says nothing of {element}",
            when(forecast, runout)
        ),
        (None, None) => {
            format!(
                "{name}, missed from {}: no order date, as no element is behind it",
                when(forecast, runout)
            )
        }
    }
}

fn takes(kind: &str) -> &'static str {
    match kind {
        "gateways" => "a gateway takes",
        "links" => "a link takes",
        "platform" => "the platform takes",
        _ => "the radio takes",
    }
}

/// What is observed of nothing, all along or on some of the days.
fn not_judged(forecast: &Forecast) -> Vec<String> {
    let silent = forecast.with(Fate::NotJudged);
    let names =
        |all: &[&Runout]| all.iter().map(|one| one.objective.name.clone()).collect::<Vec<_>>().join(", ");
    let mut said = Vec::new();
    if let Some(first) = silent.first() {
        said.push(format!(
            "{}: cannot be judged, as nothing is observed up to {}; a longer study.duration or more devices would tell",
            names(&silent),
            held_to(forecast, first)
        ));
    }
    let in_part = |one: &&Runout| one.fate != Fate::NotJudged && !is_observed(forecast, one);
    let in_part: Vec<&Runout> = forecast.runouts.iter().filter(in_part).collect();
    if !in_part.is_empty() {
        said.push(format!("{}: nothing is observed on some of the days looked at", names(&in_part)));
    }
    said
}

/// Whether it was observed on every day looked at.
fn is_observed(forecast: &Forecast, runout: &Runout) -> bool {
    let Some(at) = forecast.runouts.iter().position(|one| one.objective == runout.objective) else {
        return true;
    };
    forecast.places.iter().all(|place| place.holds.get(at).is_none_or(Option::is_some))
}

/// What luck leaves open, by fate.
fn unresolved(forecast: &Forecast) -> Vec<String> {
    let told = [
        (Fate::Missed, "the limit was only caught between two days; the range is no interval of confidence"),
        (Fate::FromTheStart, "on the first day the interval of the measure includes the limit"),
        (Fate::Holds, "on the last day looked at the interval of the measure includes the limit"),
    ];
    let open = |(fate, what): (Fate, &str)| {
        let open = forecast.with(fate).into_iter().filter(|one| !one.resolved);
        let names: Vec<&str> = open.map(|one| one.objective.name.as_str()).collect();
        (!names.is_empty()).then(|| format!("{}: {what}", names.join(", ")))
    };
    told.into_iter().filter_map(open).collect()
}

/// Missed if an objective is missed before the horizon, at risk where luck leaves it open or it was not looked so far.
fn review(forecast: &Forecast) -> Review {
    let (missed, broken) = (forecast.missed(), forecast.with(Fate::FromTheStart));
    let holds = |one: &&Runout| {
        one.resolved && one.looked >= Some(forecast.growth.months) && is_observed(forecast, one)
    };
    let seen = forecast.with(Fate::NotJudged).is_empty() && forecast.with(Fate::Holds).iter().all(holds);
    let state = match (missed.is_empty() && seen, broken.is_empty()) {
        (true, true) => Verdict::Met,
        (false, true) if missed.is_empty() => Verdict::AtRisk,
        _ => Verdict::Missed,
    };
    let first = missed.first().map(|first| {
        let element = first.element.as_deref().unwrap_or(&first.objective.name);
        format!("runs out {}: {element}", when(forecast, first))
    });
    let all = forecast.runouts.len() as u64;
    let text = match (broken.len() as u64, first) {
        (0, Some(first)) => first,
        (0, None) => headline(forecast).replacen("All objectives hold", "holds", 1),
        (some, first) => {
            let rest = match (first, forecast.with(Fate::Holds).first()) {
                (Some(first), _) => format!("; then {first}"),
                (None, None) if !forecast.with(Fate::NotJudged).is_empty() => {
                    "; the others cannot be judged".to_string()
                }
                (None, Some(one)) => format!("; the others hold {}", when(forecast, one)),
                (None, None) => String::new(),
            };
            format!("{some} of {all} {} missed from the start{rest}", noun(all, "objective", "objectives"))
        }
    };
    Review { text, state }
}
