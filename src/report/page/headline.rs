//! The lead of the verdict in words: what is wrong, by what the objectives measure and by why messages are lost.

use super::super::charts::class_of;
use super::super::style;
use crate::experiment::doubt::Doubt;
use crate::experiment::results::{ObjectiveResult, Results, Verdict};

/// What is wrong, as a sentence without its end.
#[derive(Debug, PartialEq)]
pub struct Trouble {
    /// Where it is certain.
    wrong: &'static str,
    /// What is not certain, behind "Not certain that".
    right: &'static str,
    /// Before a share of messages that were lost by it; their cause's own word if left out.
    lost: Option<&'static str>,
}

const fn trouble(wrong: &'static str, right: &'static str) -> Trouble {
    Trouble { wrong, right, lost: None }
}

const COVERAGE: Trouble = trouble("coverage falls short", "coverage suffices");
const INTERFERENCE: Trouble = Trouble {
    lost: Some("collision and interference"),
    ..trouble("too many messages are lost to interference", "few enough messages are lost to interference")
};
const DEMODULATORS: Trouble = trouble("gateways lack demodulators", "gateways have demodulators enough");
const TOO_LONG: Trouble =
    trouble("messages are too long for their data rate", "messages fit their data rate");
const TOO_OFTEN: Trouble =
    trouble("devices have more to say than they may send", "devices may send what they have to say");
const LATE: Trouble = trouble("messages arrive late", "messages arrive in time");
const LOSSY: Trouble = trouble("links lose too many messages", "links lose few enough messages");
const OUTAGE: Trouble = trouble("outages cost too many messages", "outages cost few enough messages");
const OFF: Trouble = trouble("gateways are off", "the gateways that are on suffice");
const ROOM: Trouble = trouble("too little room is left", "enough room is left");
const LOAD: Trouble = trouble("the network does not carry the load", "the network carries the load");

/// What a cause of loss is a matter of.
fn matter_of(cause: &str) -> &'static Trouble {
    match cause {
        "out_of_range" => &COVERAGE,
        "collision" | "interference" => &INTERFERENCE,
        "no_demodulator" => &DEMODULATORS,
        "too_long" => &TOO_LONG,
        "superseded" => &TOO_OFTEN,
        "expired" => &LATE,
        "link_loss" => &LOSSY,
        "gateway_down" => &OFF,
        "device_down" | "link_down" => &OUTAGE,
        _ => &LOAD,
    }
}

/// What a class loses most by: the matter, its greatest cause, and how many messages.
pub struct Leading<'a> {
    matter: &'static Trouble,
    cause: &'a str,
    /// Messages lost by it.
    pub lost: u64,
}

impl Leading<'_> {
    /// "out of range".
    pub fn words(&self) -> String {
        self.matter.lost.map_or_else(|| style::cause_label(self.cause), str::to_string)
    }
}

/// Causes of one matter count together: collisions and interference are one crowd.
pub fn leading<'a>(results: &'a Results, class: &str) -> Option<Leading<'a>> {
    let mut matters: Vec<(Leading, u64)> = Vec::new();
    for (cause, lost) in results.classes.get(class)?.lost_by_cause() {
        let matter = matter_of(cause);
        match matters.iter_mut().find(|(known, _)| known.matter == matter) {
            Some((known, most)) => {
                known.lost += lost;
                if lost > *most {
                    (known.cause, *most) = (cause, lost);
                }
            }
            None => matters.push((Leading { matter, cause, lost }, lost)),
        }
    }
    matters
        .into_iter()
        .map(|(leading, _)| leading)
        .filter(|l| l.lost > 0)
        .reduce(|a, b| if b.lost > a.lost { b } else { a })
}

/// What an objective that does not hold is a matter of.
fn matter(results: &Results, objective: &ObjectiveResult) -> &'static Trouble {
    if objective.doubt == Some(Doubt::Unstable) {
        return &LOAD;
    }
    let metric = objective.metric.as_str();
    let Some(class) = class_of(&objective.of) else {
        let full = metric.starts_with("utilisation") && objective.value.is_some_and(|value| value >= 1.0);
        return match metric.starts_with("waiting") {
            true => &LATE,
            false if full => &LOAD,
            false => &ROOM,
        };
    };
    if metric.starts_with("latency") {
        return if overloaded(results, objective) { &LOAD } else { &LATE };
    }
    leading(results, class).map_or(&LOAD, |leading| leading.matter)
}

/// Whether the element that binds for this objective is offered more than it can do.
fn overloaded(results: &Results, objective: &ObjectiveResult) -> bool {
    let binding = results.bottleneck.as_ref().filter(|b| b.objective.as_ref() == Some(&objective.name));
    let element = binding.and_then(|b| results.elements.get(&b.element));
    let load = element.filter(|e| e.kind != "radio").and_then(|e| e.offered_load.busy_hour.value);
    load.is_some_and(|load| load >= 1.0)
}

/// What is wrong by all objectives of the overall verdict, that of the binding one first, each once.
fn troubles(results: &Results) -> Vec<&'static Trouble> {
    let binding = results.bottleneck.as_ref().and_then(|b| b.objective.as_deref());
    let mut objectives: Vec<_> = results.objectives.iter().filter(|o| o.verdict == results.verdict).collect();
    objectives.sort_by_key(|o| Some(o.name.as_str()) != binding);
    let mut found: Vec<&Trouble> = Vec::new();
    for objective in objectives {
        let matter = matter(results, objective);
        if !found.contains(&matter) {
            found.push(matter);
        }
    }
    found
}

/// "Coverage falls short and messages arrive late".
pub fn missed(results: &Results) -> String {
    let text = joined(troubles(results).iter().map(|trouble| trouble.wrong));
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "Not certain that coverage suffices".
pub fn at_risk(results: &Results) -> String {
    let mut risky = results.objectives.iter().filter(|o| o.verdict == Verdict::AtRisk);
    let lead = match risky.all(|o| o.doubt == Some(Doubt::TooShort)) {
        true => "The run is too short to tell that",
        false => "Not certain that",
    };
    format!("{lead} {}", joined(troubles(results).iter().map(|trouble| trouble.right)))
}

fn joined(words: impl Iterator<Item = &'static str>) -> String {
    let words: Vec<&str> = words.collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::{Bottleneck, ClassResult};
    use std::collections::BTreeMap;

    fn results(verdict: Verdict, metric: &str, of: &str, lost: &[(&str, u64)]) -> Results {
        let at = |n: u64| BTreeMap::from([("radio.lora".to_string(), n)]);
        let lost = lost.iter().map(|(cause, n)| (cause.to_string(), at(*n))).collect();
        let class = ClassResult { offered: 1000, lost, ..ClassResult::default() };
        let objective = ObjectiveResult {
            name: "goal".into(),
            of: of.into(),
            metric: metric.into(),
            value: Some(0.8),
            verdict,
            ..ObjectiveResult::default()
        };
        Results {
            verdict,
            objectives: vec![objective],
            classes: [("meters".to_string(), class)].into_iter().collect(),
            ..Results::default()
        }
    }

    fn lead(metric: &str, lost: &[(&str, u64)]) -> String {
        missed(&results(Verdict::Missed, metric, "devices.meters", lost))
    }

    #[test]
    fn the_words_are_those_of_the_leading_cause() {
        let delivery = |lost: &[(&str, u64)]| lead("delivery_ratio", lost);
        assert_eq!(delivery(&[("out_of_range", 60), ("collision", 20)]), "Coverage falls short");
        let crowd = [("out_of_range", 60), ("collision", 40), ("interference", 30)];
        assert_eq!(delivery(&crowd), "Too many messages are lost to interference");
        assert_eq!(delivery(&[("too_long", 1000)]), "Messages are too long for their data rate");
        assert_eq!(delivery(&[("gateway_down", 30)]), "Gateways are off");
        assert_eq!(delivery(&[("expired", 30)]), "Messages arrive late");
        assert_eq!(delivery(&[("buffer_overflow", 30)]), "The network does not carry the load");
        assert_eq!(lead("latency_p95", &[("out_of_range", 60)]), "Messages arrive late");
    }

    #[test]
    fn at_risk_out_of_range_is_no_doubt_about_the_load() {
        let risky = results(Verdict::AtRisk, "devices_below_50", "devices.meters", &[("out_of_range", 9)]);
        assert_eq!(at_risk(&risky), "Not certain that coverage suffices");
        let link = results(Verdict::AtRisk, "utilisation_busy_hour", "links.lte", &[]);
        assert_eq!(at_risk(&link), "Not certain that enough room is left");
    }

    #[test]
    fn two_matters_are_both_named_the_binding_one_first() {
        let mut both = results(Verdict::Missed, "delivery_ratio", "devices.meters", &[("out_of_range", 9)]);
        let room = ObjectiveResult {
            name: "room".into(),
            of: "links.lte".into(),
            metric: "utilisation_busy_hour".into(),
            ..both.objectives[0].clone()
        };
        both.objectives.push(room);
        both.bottleneck = Some(Bottleneck { objective: Some("room".into()), ..Bottleneck::default() });
        assert_eq!(missed(&both), "Too little room is left and coverage falls short");
    }

    #[test]
    fn causes_of_one_matter_are_summed() {
        let crowd = [("out_of_range", 60), ("collision", 40), ("interference", 30)];
        let results = results(Verdict::Missed, "delivery_ratio", "devices.meters", &crowd);
        let found = leading(&results, "meters").unwrap();
        assert_eq!((found.lost, found.words().as_str()), (70, "collision and interference"));
    }
}
