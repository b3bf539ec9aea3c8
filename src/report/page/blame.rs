//! Which objectives are missed or at risk by incidents alone: the results hold their verdicts on the same days without.

use crate::experiment::results::{ObjectiveResult, Results, Verdict};

/// What is wrong and what would be right where incidents are to blame; each ends with their name.
type Harm = [&'static str; 2];

const LOST: Harm = ["too many messages are lost to", "few enough messages are lost to"];
const LATE: Harm = ["messages arrive late because of", "messages arrive in time in spite of"];
const LOST_OR_LATE: Harm = ["too much is lost or late by", "little enough is lost or late by"];
const UNKNOWN: Harm =
    ["too few messages are acknowledged because of", "enough messages are acknowledged in spite of"];
const AWAY: Harm = ["devices come back late after", "devices come back in time after"];
const FULL: Harm = ["too little room is left because of", "enough room is left in spite of"];
const REFUSED: Harm = ["too much is refused because of", "little enough is refused in spite of"];

/// "too many messages are lost to the power cut", where the objective would be met without it.
pub fn wrong(results: &Results, objective: &ObjectiveResult) -> Option<String> {
    said(results, objective, |[wrong, _]| wrong)
}

/// "few enough messages are lost to the power cut", where the objective would be met without it.
pub fn right(results: &Results, objective: &ObjectiveResult) -> Option<String> {
    said(results, objective, |[_, right]| right)
}

fn said(results: &Results, objective: &ObjectiveResult, of: impl Fn(Harm) -> &'static str) -> Option<String> {
    is_theirs(objective).then(|| format!("{} {}", of(harm(results, objective)), incidents(results)))
}

/// Whether an objective does not hold with incidents and does without, or has nothing to judge by: nothing breaks a
/// session then.
fn is_theirs(objective: &ObjectiveResult) -> bool {
    matches!(objective.verdict, Verdict::Missed | Verdict::AtRisk)
        && objective.not_judged().is_none()
        && matches!(objective.undisturbed, Some(Verdict::Met | Verdict::None))
}

/// Losses and delays are one matter where incidents do both.
fn harm(results: &Results, objective: &ObjectiveResult) -> Harm {
    let all = || judged(results).filter(|other| is_theirs(other)).map(done);
    match done(objective) {
        LOST | LATE if all().any(|harm| harm == LOST) && all().any(|harm| harm == LATE) => LOST_OR_LATE,
        harm => harm,
    }
}

fn done(objective: &ObjectiveResult) -> Harm {
    match objective.metric.as_str() {
        "acknowledged" => UNKNOWN,
        "refused_share" => REFUSED,
        metric if metric.starts_with("latency") || metric.starts_with("waiting") => LATE,
        metric if metric.starts_with("reconnect") => AWAY,
        metric if metric.starts_with("utilisation") => FULL,
        _ => LOST,
    }
}

/// The objectives that the overall verdict rests on.
fn judged(results: &Results) -> impl Iterator<Item = &ObjectiveResult> {
    results.objectives.iter().filter(|o| o.verdict == results.verdict)
}

/// "the power cut"; of several nothing tells which it was.
fn incidents(results: &Results) -> String {
    match results.incidents.iter().map(|incident| incident.kind.as_str()).collect::<Vec<_>>()[..] {
        ["firmware"] => "the firmware campaign".to_string(),
        [kind] => format!("the {}", kind.replace('_', " ")),
        _ => "the incidents".to_string(),
    }
}

/// What the score of the objectives of the overall verdict ends with, if incidents are to blame for all of them.
pub fn without(results: &Results) -> String {
    if judged(results).any(|objective| !is_theirs(objective)) {
        return String::new();
    }
    let met = judged(results).all(|objective| objective.undisturbed == Some(Verdict::Met));
    let them = if incidents(results).ends_with('s') { "them" } else { "it" };
    format!(", {} without {them}", if met { "met" } else { "nothing amiss" })
}

#[cfg(test)]
mod tests {
    use super::super::verdict::sentence;
    use super::*;
    use crate::experiment::incidents::results::IncidentResult;
    use crate::experiment::results::{ClassResult, Estimate};

    /// 90 % of 1000 messages arrive on a day with a power cut; what these measures are without it.
    fn cut(verdict: Verdict, asked: &[(&str, Verdict)]) -> Results {
        let objective = |(metric, undisturbed): &(&str, Verdict)| ObjectiveResult {
            name: metric.replace('_', "-"),
            of: "devices.meters".into(),
            metric: metric.to_string(),
            verdict,
            undisturbed: Some(*undisturbed),
            ..ObjectiveResult::default()
        };
        let class = ClassResult {
            offered: 1000,
            delivered: 900,
            delivery_ratio: Estimate { value: Some(0.9), ci: None },
            lost: [("overload".to_string(), [("radio.lora".to_string(), 100)].into())].into(),
            ..ClassResult::default()
        };
        let incident = IncidentResult { kind: "power_cut".into(), ..IncidentResult::default() };
        Results {
            verdict,
            objectives: asked.iter().map(objective).collect(),
            classes: [("meters".to_string(), class)].into_iter().collect(),
            incidents: vec![incident],
            ..Results::default()
        }
    }

    const DELIVERY: (&str, Verdict) = ("delivery_ratio", Verdict::Met);

    #[test]
    fn an_incident_without_which_all_is_met_is_the_headline() {
        let told = "Too many messages are lost to the power cut: its objective is missed (delivery-ratio), met without it.";
        assert_eq!(sentence(&cut(Verdict::Missed, &[DELIVERY])), told);
        let late = [("latency_p95", Verdict::Met)];
        let told = "Messages arrive late because of the power cut: its objective is missed (latency-p95), met without it.";
        assert_eq!(sentence(&cut(Verdict::Missed, &late)), told);
    }

    #[test]
    fn losses_and_delays_are_one_matter() {
        let mut both = cut(Verdict::Missed, &[DELIVERY, ("latency_p95", Verdict::Met)]);
        let told = "Too much is lost or late by the power cut: 2 of 2 objectives missed (delivery-ratio, latency-p95), \
                    met without it.";
        assert_eq!(sentence(&both), told);
        both.incidents.push(both.incidents[0].clone());
        assert!(sentence(&both).starts_with("Too much is lost or late by the incidents: "));
        assert!(sentence(&both).ends_with(", met without them."));
    }

    #[test]
    fn what_nothing_breaks_without_it_is_its_doing() {
        let told = "Devices come back late after the power cut: its objective is missed (reconnect-p99), nothing amiss \
                    without it.";
        assert_eq!(sentence(&cut(Verdict::Missed, &[("reconnect_p99", Verdict::None)])), told);
    }

    #[test]
    fn an_incident_without_which_nothing_is_at_risk_is_the_headline() {
        let told = "Not certain that few enough messages are lost to the power cut: its objective is at risk \
                    (delivery-ratio), met without it.";
        assert_eq!(sentence(&cut(Verdict::AtRisk, &[DELIVERY])), told);
    }

    #[test]
    fn what_does_not_hold_without_it_too_is_not_blamed_on_it() {
        for undisturbed in [Verdict::Missed, Verdict::AtRisk] {
            let poor = cut(Verdict::Missed, &[("delivery_ratio", undisturbed)]);
            assert!(sentence(&poor).starts_with("The network does not carry the load"));
        }
        let mixed = sentence(&cut(Verdict::Missed, &[DELIVERY, ("devices_below_90", Verdict::Missed)]));
        assert!(!mixed.contains("without it"), "{mixed}");
        let mut older = cut(Verdict::Missed, &[DELIVERY]);
        older.objectives[0].undisturbed = None;
        assert!(sentence(&older).starts_with("The network does not carry the load"));
    }
}
