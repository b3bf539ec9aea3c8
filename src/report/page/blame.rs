//! Whether an incident is to blame for an objective that is missed or at risk, as far as the results hold both days: that
//! of the incident and the same one without.

use super::super::charts::class_of;
use crate::experiment::incidents::results::IncidentResult;
use crate::experiment::results::{ObjectiveResult, Results, Verdict};

/// The incident without which as much of the objective's class would be delivered as is asked for: by its value where it
/// is missed, by its whole interval where the limit lies in that. Of other measures, and of several incidents each by
/// itself, the results do not tell.
pub fn incident<'a>(results: &'a Results, objective: &ObjectiveResult) -> Option<&'a IncidentResult> {
    let [incident] = &results.incidents[..] else { return None };
    let disturbed = match objective.verdict {
        _ if objective.metric != "delivery_ratio" => None,
        Verdict::Missed => objective.value,
        Verdict::AtRisk => objective.ci.map(|[low, _]| low),
        Verdict::Met | Verdict::None => None,
    }?;
    let class = class_of(&objective.of)?;
    let offered = results.classes.get(class)?.offered as f64;
    let undisturbed = disturbed + cost(incident, class)? / offered;
    (undisturbed >= objective.limit_value).then_some(incident)
}

/// Messages of a class that are delivered on the day without it alone; none where chance may have made the difference.
fn cost(incident: &IncidentResult, class: &str) -> Option<f64> {
    let collateral = incident.classes.get(class)?;
    let clear = collateral.change.ci.is_some_and(|[_, high]| high < 0.0);
    let change = collateral.change.value.filter(|_| clear)?;
    Some(-change * collateral.offered as f64)
}

/// "the power cut".
pub fn named(incident: &IncidentResult) -> String {
    match incident.kind.as_str() {
        "firmware" => "the firmware campaign".to_string(),
        kind => format!("the {}", kind.replace('_', " ")),
    }
}

/// What the score of the objectives of the overall verdict ends with, if an incident is to blame for all of them.
pub fn without(results: &Results) -> &'static str {
    let mut judged = results.objectives.iter().filter(|o| o.verdict == results.verdict);
    match judged.all(|objective| incident(results, objective).is_some()) {
        true => ", met without it",
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::verdict::sentence;
    use super::*;
    use crate::experiment::incidents::results::Collateral;
    use crate::experiment::results::{ClassResult, Estimate};

    /// 90 % of 1000 messages arrive; while a power cut is counted, 800 are offered and so much less of them is delivered.
    fn cut(change: f64, ci: [f64; 2]) -> Results {
        let objective = ObjectiveResult {
            name: "arrive".into(),
            of: "devices.meters".into(),
            metric: "delivery_ratio".into(),
            limit: ">= 98 %".into(),
            limit_value: 0.98,
            value: Some(0.9),
            verdict: Verdict::Missed,
            ..ObjectiveResult::default()
        };
        let class = ClassResult {
            offered: 1000,
            delivered: 900,
            delivery_ratio: Estimate { value: Some(0.9), ci: None },
            lost: [("overload".to_string(), [("radio.lora".to_string(), 100)].into())].into(),
            ..ClassResult::default()
        };
        let collateral = Collateral {
            offered: 800,
            change: Estimate { value: Some(change), ci: Some(ci) },
            ..Collateral::default()
        };
        let incident = IncidentResult {
            kind: "power_cut".into(),
            classes: [("meters".to_string(), collateral)].into(),
            ..IncidentResult::default()
        };
        Results {
            verdict: Verdict::Missed,
            objectives: vec![objective],
            classes: [("meters".to_string(), class)].into_iter().collect(),
            incidents: vec![incident],
            ..Results::default()
        }
    }

    #[test]
    fn an_incident_without_which_all_is_met_is_the_headline() {
        let told =
            "Too many messages are lost to the power cut: its objective is missed (arrive), met without it.";
        assert_eq!(sentence(&cut(-0.11, [-0.12, -0.1])), told);
    }

    #[test]
    fn an_incident_without_which_nothing_is_at_risk_is_the_headline() {
        let risky = |ci: [f64; 2]| {
            let mut cut = cut(-0.11, [-0.12, -0.1]);
            cut.verdict = Verdict::AtRisk;
            cut.objectives[0] = ObjectiveResult {
                verdict: Verdict::AtRisk,
                value: Some(0.97),
                ci: Some(ci),
                ..cut.objectives[0].clone()
            };
            sentence(&cut)
        };
        let told = "Not certain that few enough messages are lost to the power cut: its objective is at risk (arrive), \
                    met without it.";
        assert_eq!(risky([0.95, 0.99]), told);
        // so wide an interval holds the limit on the day without it, too
        assert!(risky([0.85, 1.0]).starts_with("Not certain that the network carries the load"));
    }

    #[test]
    fn what_is_missed_without_it_too_or_by_chance_is_not_blamed_on_it() {
        for results in [cut(-0.05, [-0.06, -0.04]), cut(-0.11, [-0.25, 0.03])] {
            assert!(sentence(&results).starts_with("The network does not carry the load"));
        }
        let mut two = cut(-0.11, [-0.12, -0.1]);
        two.incidents.push(two.incidents[0].clone());
        assert!(incident(&two, &two.objectives[0]).is_none());
    }
}
