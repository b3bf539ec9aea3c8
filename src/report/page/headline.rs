//! The lead of the verdict in words: what is wrong, by what the objectives measure and by why messages are lost.

use super::super::charts::{class_of, outages, own_classes, single_elements};
use super::super::format;
use super::blame;
use crate::experiment::doubt::Doubt;
use crate::experiment::results::{ElementResult, ObjectiveResult, Results, Verdict};

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
const FULL: Trouble = trouble("no room is left", "room is left");
const NO_ROOM_AT_PEAK: Trouble = trouble("no room is left at the peak", "room is left at the peak");
const MANAGED: Trouble =
    trouble("queue management drops too many messages", "queue management drops few enough messages");
const REFUSED: Trouble =
    trouble("a token bucket refuses too many messages", "token buckets refuse few enough messages");
const QUOTA: Trouble = trouble(
    "the platform's quota refuses too many messages",
    "the platform's quota refuses few enough messages",
);
const CAP: Trouble =
    trouble("a data plan's cap is spent too early", "a data plan's cap is spent late enough");
const BUFFERS: Trouble =
    trouble("too many messages find a buffer full", "few enough messages find a buffer full");
const LOAD: Trouble = trouble("the network does not carry the load", "the network carries the load");

/// What a cause of loss is a matter of.
fn matter_of(results: &Results, cause: &str) -> &'static Trouble {
    match cause {
        "buffer_overflow" => drops(results),
        "throttled" => refusals(results),
        "out_of_range" => &COVERAGE,
        "collision" | "interference" => &INTERFERENCE,
        "no_demodulator" => &DEMODULATORS,
        "too_long" => &TOO_LONG,
        "superseded" => &TOO_OFTEN,
        "expired" => &LATE,
        "link_loss" => &LOSSY,
        "gateway_down" if fails(results) => &OUTAGE,
        "gateway_down" => &OFF,
        "device_down" | "link_down" => &OUTAGE,
        _ => &LOAD,
    }
}

/// Whether gateways go down in the run, by an incident or an outage: else those that are down are switched off.
fn fails(results: &Results) -> bool {
    let down = |(_, e): (&str, &ElementResult)| e.kind == "gateway" && e.outages.is_some();
    !results.incidents.is_empty() || single_elements(results).any(down)
}

/// Whether buffers overflow though the load can be carried, or are kept short before they do.
fn drops(results: &Results) -> &'static Trouble {
    if outages::managed(results) {
        return &MANAGED;
    }
    let dropped = |e: &ElementResult| e.dropped_by.get("buffer_overflow").copied().unwrap_or_default();
    let most = single_elements(results).map(|(_, element)| element).max_by_key(|element| dropped(element));
    let load = most.filter(|element| dropped(element) > 0).and_then(|e| e.offered_load.busy_hour.value);
    if load.is_some_and(|load| load < 1.0) { &BUFFERS } else { &LOAD }
}

/// What refuses most: a token bucket, the platform's quota, or a link whose data plan has nothing left. A policer drops
/// at the link, too: the cap must have been reached.
fn refusals(results: &Results) -> &'static Trouble {
    let refused = |e: &ElementResult| e.dropped_by.get("throttled").copied().unwrap_or_default();
    let most = single_elements(results).max_by_key(|(_, element)| refused(element));
    let Some((name, element)) = most.filter(|(_, element)| refused(element) > 0) else { return &REFUSED };
    let spent = element.data.as_ref().is_some_and(|data| data.cap_reached_day.is_some());
    match name {
        "platform.quota" => &QUOTA,
        _ if spent => &CAP,
        _ => &REFUSED,
    }
}

/// What a class loses most by: the matter, its greatest cause, and how many messages.
pub struct Leading {
    matter: &'static Trouble,
    /// Its greatest cause in words, with what stood behind it.
    label: String,
    /// Messages lost by it.
    pub lost: u64,
}

impl Leading {
    /// "out of range".
    pub fn words(&self) -> String {
        self.matter.lost.map_or_else(|| self.label.clone(), str::to_string)
    }
}

/// Causes of one matter count together: collisions and interference are one crowd.
pub fn leading(results: &Results, class: &str) -> Option<Leading> {
    let mut matters: Vec<(&'static Trouble, &str, u64, u64)> = Vec::new();
    for (cause, lost) in results.classes.get(class)?.lost_by_cause() {
        let matter = matter_of(results, cause);
        match matters.iter_mut().find(|(known, ..)| *known == matter) {
            Some((_, greatest, sum, most)) => {
                *sum += lost;
                if lost > *most {
                    (*greatest, *most) = (cause, lost);
                }
            }
            None => matters.push((matter, cause, lost, lost)),
        }
    }
    let some = matters.into_iter().filter(|(_, _, lost, _)| *lost > 0);
    let (matter, cause, lost, most) = some.reduce(|a, b| if b.2 > a.2 { b } else { a })?;
    // where the words name the greatest cause alone the number is its own
    let lost = if matter.lost.is_some() { lost } else { most };
    Some(Leading { matter, label: outages::cause(results, cause), lost })
}

/// What an objective that does not hold is a matter of.
fn matter(results: &Results, objective: &ObjectiveResult) -> &'static Trouble {
    if objective.doubt == Some(Doubt::Unstable) {
        return &LOAD;
    }
    let metric = objective.metric.as_str();
    let Some(class) = class_of(&objective.of) else {
        let full = metric.starts_with("utilisation") && objective.value.is_some_and(|value| value >= 1.0);
        return match metric {
            metric if metric.starts_with("waiting") => &LATE,
            "utilisation_peak" if full => &NO_ROOM_AT_PEAK,
            _ if full => &FULL,
            _ => &ROOM,
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

/// What is said of all objectives of the overall verdict, that of the binding one first, each once.
fn told(results: &Results, of: impl Fn(&ObjectiveResult) -> String) -> Vec<String> {
    let binding = results.bottleneck.as_ref().and_then(|b| b.objective.as_deref());
    let mut objectives: Vec<_> = results
        .objectives
        .iter()
        .filter(|o| o.verdict == results.verdict && o.not_judged().is_none())
        .collect();
    objectives.sort_by_key(|o| Some(o.name.as_str()) != binding);
    let mut found: Vec<String> = Vec::new();
    for text in objectives.into_iter().map(of) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// "Coverage falls short and messages arrive late"; where an incident is to blame, "Too many messages are lost to the
/// power cut".
pub fn missed(results: &Results) -> String {
    let wrong = |objective: &ObjectiveResult| {
        blame::wrong(results, objective).unwrap_or_else(|| matter(results, objective).wrong.to_string())
    };
    capital(&joined(&told(results, wrong)))
}

/// An element's name begins as it is written.
fn capital(text: &str) -> String {
    let name = text.split([' ', ',']).next().is_some_and(|word| word.contains('.'));
    let mut letters = text.chars();
    match letters.next().filter(|_| !name) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text.to_string(),
    }
}

/// Where nothing is in doubt but what there was nothing to judge by: "Nothing broke a session, so return is not judged;
/// the other objective is met".
pub fn not_judged(results: &Results) -> Option<String> {
    let risky = results.objectives.iter().filter(|o| o.verdict == Verdict::AtRisk);
    let each = risky.map(|o| o.not_judged().map(|why| (o, why))).collect::<Option<Vec<_>>>()?;
    let mut matters: Vec<(String, Vec<String>)> = Vec::new();
    for (objective, why) in each {
        let who = objective.member.as_ref().unwrap_or(&objective.of);
        let why = why.strip_prefix("it was").map_or(why.to_string(), |rest| format!("{who} was{rest}"));
        match matters.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(objective.name.clone()),
            None => matters.push((why, vec![objective.name.clone()])),
        }
    }
    let told: Vec<String> = matters
        .iter()
        .map(|(why, names)| {
            let are = if names.len() > 1 { "are" } else { "is" };
            format!("{why}, so {} {are} not judged", joined(names))
        })
        .collect();
    let met = results.objectives.iter().filter(|o| o.verdict == Verdict::Met).count();
    let rest = match met {
        0 => String::new(),
        1 => "; the other objective is met".to_string(),
        many => format!("; the other {many} objectives are met"),
    };
    (!told.is_empty()).then(|| capital(&joined(&told)) + &rest)
}

/// "Not certain that coverage suffices"; where an incident is to blame, "Not certain that few enough messages are lost to
/// the power cut".
pub fn at_risk(results: &Results) -> String {
    let mut risky = results.objectives.iter().filter(|o| o.verdict == Verdict::AtRisk);
    let lead = match risky.all(|o| o.doubt == Some(Doubt::TooShort)) {
        true => "The run is too short to tell that",
        false => "Not certain that",
    };
    let right = |objective: &ObjectiveResult| {
        blame::right(results, objective).unwrap_or_else(|| matter(results, objective).right.to_string())
    };
    format!("{lead} {}", joined(&told(results, right)))
}

/// Of the class that fares worst, where less than half of it is delivered and no missed objective says so: "Nothing of
/// meters is delivered".
pub fn undelivered(results: &Results) -> Option<String> {
    let said = |name: &str| {
        let tells = |o: &&ObjectiveResult| o.metric == "delivery_ratio" && o.verdict == Verdict::Missed;
        results.objectives.iter().filter(tells).any(|o| class_of(&o.of) == Some(name))
    };
    let ratio = |class: &crate::experiment::results::ClassResult| class.delivery_ratio.value.unwrap_or(1.0);
    let (_, name, class) = own_classes(results)
        .filter(|(_, name, class)| ratio(class) < 0.5 && !said(name))
        .min_by(|a, b| ratio(a.2).total_cmp(&ratio(b.2)))?;
    Some(match class.delivered {
        0 => format!("Nothing of {name} is delivered"),
        _ => format!("Only {} of {name} is delivered", format::share(ratio(class))),
    })
}

fn joined(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::data::DataUse;
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
    fn what_there_is_nothing_to_judge_by_is_no_doubt_about_the_network() {
        let mut risky = results(Verdict::AtRisk, "reconnect_p95", "devices.meters", &[]);
        let none = |why: &str| format!("{why}, so it is not judged");
        (risky.objectives[0].value, risky.objectives[0].reason) = (None, none("nothing broke a session"));
        let said = |results: &Results| super::super::verdict::sentence(results);
        assert_eq!(said(&risky), "Nothing broke a session, so goal is not judged.");
        let mut down =
            results(Verdict::AtRisk, "utilisation_mean", "platform.ingest", &[]).objectives.remove(0);
        (down.name, down.reason) = ("idle".into(), none("it was down throughout"));
        risky.objectives.insert(0, down);
        risky.objectives.push(ObjectiveResult { verdict: Verdict::Met, ..ObjectiveResult::default() });
        assert_eq!(
            said(&risky),
            "platform.ingest was down throughout, so idle is not judged and nothing broke a session, so goal is not \
             judged; the other objective is met."
        );
        let coverage = results(Verdict::AtRisk, "delivery_ratio", "devices.meters", &[("out_of_range", 9)]);
        risky.classes = coverage.classes;
        risky.objectives.extend(coverage.objectives);
        assert_eq!(at_risk(&risky), "Not certain that coverage suffices");
    }

    #[test]
    fn what_is_missed_is_said_and_not_more() {
        let full = |metric: &str| {
            let mut full = results(Verdict::Missed, metric, "links.lte", &[]);
            full.objectives[0].value = Some(1.0);
            missed(&full)
        };
        assert_eq!(full("utilisation_peak"), "No room is left at the peak");
        assert_eq!(full("utilisation_busy_hour"), "No room is left");
        let mut dropped =
            results(Verdict::Missed, "delivery_ratio", "devices.meters", &[("buffer_overflow", 9)]);
        let mut link = ElementResult { kind: "link".into(), ..ElementResult::default() };
        link.dropped_by.insert("buffer_overflow".into(), 9);
        link.offered_load.busy_hour.value = Some(0.63);
        dropped.elements.insert("links.lte".into(), link);
        assert_eq!(missed(&dropped), "Too many messages find a buffer full");
        dropped.elements["links.lte"].dropped_due_to.insert("codel".into(), 9);
        assert_eq!(missed(&dropped), "Queue management drops too many messages");
        assert_eq!(leading(&dropped, "meters").unwrap().words(), "dropped by CoDel");
    }

    #[test]
    fn gateways_that_fail_are_not_called_off() {
        let mut down = results(Verdict::AtRisk, "delivery_ratio", "devices.meters", &[("gateway_down", 30)]);
        assert_eq!(at_risk(&down), "Not certain that the gateways that are on suffice");
        down.incidents.push(Default::default());
        assert_eq!(at_risk(&down), "Not certain that outages cost few enough messages");
    }

    #[test]
    fn who_refuses_is_named() {
        let mut refused = results(Verdict::Missed, "delivery_ratio", "devices.meters", &[("throttled", 9)]);
        assert_eq!(missed(&refused), "A token bucket refuses too many messages");
        let mut link = ElementResult { kind: "link".into(), ..ElementResult::default() };
        link.dropped_by.insert("throttled".into(), 9);
        let used = DataUse { cap_reached_day: Some(3.5), ..DataUse::default() };
        refused.elements.insert("links.lte".into(), ElementResult { data: Some(used), ..link.clone() });
        assert_eq!(missed(&refused), "A data plan's cap is spent too early");
        link.dropped_by.insert("throttled".into(), 10);
        refused.elements.insert("platform.quota".into(), link);
        assert_eq!(missed(&refused), "The platform's quota refuses too many messages");
    }

    #[test]
    fn a_class_of_which_little_arrives_is_the_headline() {
        let mut poor = results(Verdict::AtRisk, "latency_p99", "devices.meters", &[("throttled", 1000)]);
        poor.classes["meters"].delivery_ratio.value = Some(0.0);
        assert_eq!(undelivered(&poor).as_deref(), Some("Nothing of meters is delivered"));
        (poor.classes["meters"].delivered, poor.classes["meters"].delivery_ratio.value) = (120, Some(0.12));
        let said = undelivered(&poor).map(|text| text.replace('\u{a0}', " "));
        assert_eq!(said.as_deref(), Some("Only 12 % of meters is delivered"));
        poor.classes["meters"].delivery_ratio.value = Some(0.6);
        assert_eq!(undelivered(&poor), None);
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
