//! The verdict band: one word, one sentence that names the objectives, one that names the element.

use super::super::charts::objectives::with;
use super::super::charts::{class_of, load};
use super::super::draw::banner::Banner;
use super::super::draw::{Canvas, DrawError, Frame};
use super::super::format::{self, Quantity};
use super::super::style;
use super::{blame, consumers, headline, words};
use crate::experiment::results::{Estimate, ObjectiveResult, Results, Verdict};
use crate::units::noun;

/// The band; answers the height it took.
pub fn draw(canvas: &Canvas, frame: Frame, results: &Results) -> Result<f64, DrawError> {
    let tight = results.objectives.iter().any(|o| o.tight);
    let (lead, below) = (sentence(results), element(results) + &consumers::dropping(results));
    Banner { badge: Some(style::state(results.verdict, tight)), lead: &lead, below: &below }
        .draw(canvas, frame)
}

/// Says what the verdict rests on, naming what is not met.
pub fn sentence(results: &Results) -> String {
    let all = results.objectives.len();
    let (missed, risky) = (with(results, Verdict::Missed), with(results, Verdict::AtRisk));
    let poor = headline::undelivered(results);
    let lead = |otherwise: String| poor.clone().unwrap_or(otherwise);
    match results.verdict {
        Verdict::None => match &poor {
            Some(poor) => format!("{poor}; no objectives are stated, so nothing is judged."),
            None => "No objectives are stated, so nothing is judged.".into(),
        },
        Verdict::Missed => {
            let lead = lead(headline::missed(results));
            let score = score(&missed, all, "missed");
            // whoever reads of another lead would take it for what is left out
            let without = if poor.is_none() { blame::without(results) } else { String::new() };
            format!("{lead}: {score}{without}{}.", beside(&risky))
        }
        Verdict::AtRisk if results.scenario.replications == 1 => {
            poor.map_or(String::new(), |poor| poor + ". ") + &unjudged(results)
        }
        Verdict::AtRisk if poor.is_none() && headline::not_judged(results).is_some() => {
            headline::not_judged(results).unwrap_or_default() + "."
        }
        Verdict::AtRisk => {
            let without = if poor.is_none() { blame::without(results) } else { String::new() };
            format!("{}: {}{without}.", lead(headline::at_risk(results)), score(&risky, all, "at risk"))
        }
        Verdict::Met => {
            let lead = lead("Carries the load".into());
            match all {
                1 => format!("{lead}: {} is met.", results.objectives[0].name),
                2 => format!("{lead}: both objectives are met."),
                _ => format!("{lead}: all {all} objectives are met."),
            }
        }
    }
}

/// One replication has no interval to judge by, but its values lie on one side or the other.
fn unjudged(results: &Results) -> String {
    let beyond = |o: &&ObjectiveResult| {
        let least = o.limit.starts_with('>');
        o.value.is_some_and(|value| if least { value < o.limit_value } else { value > o.limit_value })
    };
    let names: Vec<&str> = results.objectives.iter().filter(beyond).map(|o| o.name.as_str()).collect();
    let found = match names.len() {
        0 => "no value is beyond its limit".to_string(),
        some => format!(
            "{some} of {} beyond {} ({})",
            format::plural(results.objectives.len() as u64, "value", "values"),
            noun(some as u64, "its limit", "their limits"),
            self::names(&names)
        ),
    };
    format!("One run gives no verdict: {found}.")
}

/// "Of meters, 10.8 % of the messages are lost: 10.6 % out of range".
fn why(results: &Results, objective: &str) -> Option<String> {
    let objective = results.objectives.iter().find(|o| o.name == objective)?;
    let name = class_of(&objective.of)?;
    let (class, leading) = (results.classes.get(name)?, headline::leading(results, name)?);
    let share = |n: u64| format::share(n as f64 / class.offered.max(1) as f64);
    Some(format!(
        "Of {name}, {} of the messages are lost: {} {}",
        share(class.lost_total()),
        share(leading.lost),
        leading.words()
    ))
}

fn score(some: &[&str], all: usize, word: &str) -> String {
    match all {
        1 => format!("its objective is {word} ({})", names(some)),
        _ => format!("{} of {all} objectives {word} ({})", some.len(), names(some)),
    }
}

/// What is at risk where others are missed.
fn beside(risky: &[&str]) -> String {
    match risky.len() {
        0 => String::new(),
        1 | 2 => format!("; at risk: {}", names(risky)),
        many => format!("; {many} at risk"),
    }
}

fn names(some: &[&str]) -> String {
    const MOST: usize = 3;
    let mut text = some.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if some.len() > MOST {
        text += &format!(" and {} more", some.len() - MOST);
    }
    text
}

/// Names the element that limits, or the busiest.
fn element(results: &Results) -> String {
    let Some(bottleneck) = &results.bottleneck else { return "No element is near its limit.".into() };
    let quantity = Quantity::of(&bottleneck.metric);
    let value = quantity.estimate(Estimate { value: bottleneck.value, ci: None });
    let element = &bottleneck.element;
    if !bottleneck.binding {
        let (share, rule) = load::rule(results, element);
        let full = match bottleneck.value {
            Some(value) if value > share => ": no room is left for growth",
            _ if words::peak(results, element).is_some_and(|peak| peak > 1.0) => ": it queues at its peak",
            _ => "",
        };
        let rule = format!("{rule} {}", format::share(share));
        let load = bottleneck.value.map_or(value, |value| words::busy(results, element, value));
        return format!("Busiest element: {element}, {load} ({rule}){full}.");
    }
    let limit = bottleneck.limit.map(|limit| format!(", limit {}", quantity.text(limit))).unwrap_or_default();
    let figure = format!("{} {value}{limit}", format::metric(&bottleneck.metric));
    match &bottleneck.objective {
        Some(objective) => {
            let why = why(results, objective).map(|why| format!(" {why}.")).unwrap_or_default();
            format!("Limited by {element} ({objective}: {figure}).{}{why}", hidden(results, element))
        }
        None => format!("Limited by {element} ({figure})."),
    }
}

/// What a mean hides: "Its backlog grows by 8.1 messages/s (room full after about 34 h).", or a burst.
fn hidden(results: &Results, element: &str) -> String {
    let Some(unstable) = results.elements.get(element).and_then(|element| element.unstable.as_ref()) else {
        return words::burst(results, element).map_or(String::new(), |burst| format!(" {burst}."));
    };
    let full = unstable.room_full_after_s.map(|s| format!(" (room full after about {})", format::time(s)));
    format!(
        " Its backlog grows by {} messages/s{}.",
        format::rough(unstable.per_s()),
        full.unwrap_or_default()
    )
}
