//! Objectives whose figure is clear of the limit and cannot be trusted all the same: a queue on the way grows without end, the
//! run is too short to have settled, or theory says otherwise by so much that the limit would be passed (DEFINITIONS D15).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::results::{ClassResult, ElementResult, ObjectiveResult, Verdict};
use super::theory::Theory;
use crate::measure::metrics::Unit;
use crate::scenario::study::StudyKind;

/// Why a figure cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// A backlog grows for as long as one looks: the figure speaks of the study's length.
    Unstable,
    /// The window does not show that the beginning is over.
    TooShort,
    /// A closed form that covers the element says otherwise.
    Theory,
}

/// What doubts rest on.
pub struct Grounds<'a> {
    /// Classes, with the unstable elements in which they wait.
    pub classes: &'a IndexMap<String, ClassResult>,
    /// Elements.
    pub elements: &'a IndexMap<String, ElementResult>,
    /// Theory beside what came out.
    pub theory: &'a [Theory],
    /// Classes that are not known to have settled.
    pub unsettled: &'a [String],
    /// Steady or terminating.
    pub kind: StudyKind,
}

/// The share of the window, at its end, that tells whether an overload lasts.
const LAST: usize = 4;

impl Grounds<'_> {
    /// Takes a verdict "met" back to "at risk" where its figure cannot be trusted, and says why.
    pub fn mark(&self, objectives: &mut [ObjectiveResult]) {
        for objective in objectives.iter_mut() {
            let Some((doubt, why)) = self.doubt(objective) else { continue };
            objective.doubt = Some(doubt);
            if objective.verdict == Verdict::Met {
                (objective.verdict, objective.tight) = (Verdict::AtRisk, false);
                objective.reason = format!("{why}; in this study the {}", objective.reason);
            } else {
                objective.reason = format!("{}; {why}", objective.reason);
            }
        }
    }

    fn doubt(&self, objective: &ObjectiveResult) -> Option<(Doubt, String)> {
        let unstable = || Some((Doubt::Unstable, self.unstable(objective)?));
        let short = || Some((Doubt::TooShort, self.too_short(objective)?));
        let theory = || Some((Doubt::Theory, self.contradicted(objective)?));
        unstable().or_else(short).or_else(theory)
    }

    fn class(&self, objective: &ObjectiveResult) -> Option<&ClassResult> {
        self.classes.get(objective.of.strip_prefix("devices.")?)
    }

    /// Times and deliveries behind a backlog that grows.
    fn unstable(&self, objective: &ObjectiveResult) -> Option<String> {
        let who = match self.class(objective) {
            Some(class) => class.growing.iter().find(|element| self.lasts(element))?,
            None if is_wait(objective) => objective.member.as_ref().unwrap_or(&objective.of),
            None => return None,
        };
        let unstable = self.elements.get(who)?.unstable.as_ref()?;
        let grows =
            format!("the backlog of {who} grows by {} messages/s", Unit::Number.write(unstable.per_s()));
        Some(match is_time(objective) || is_wait(objective) {
            true => format!("it grows with the length of the run, since {grows}"),
            false => format!("{grows}, which only the drain delivers"),
        })
    }

    /// A burst that is over before the window ends is what a terminating study asks about.
    fn lasts(&self, element: &str) -> bool {
        let Some(element) = self.elements.get(element) else { return false };
        let series = &element.series.offered_load;
        let last = &series[series.len() - series.len() / LAST..];
        let mean = last.iter().sum::<f64>() / last.len() as f64;
        self.kind == StudyKind::Steady || mean >= 1.0
    }

    /// Times, and deliveries that a deadline makes a matter of time.
    fn too_short(&self, objective: &ObjectiveResult) -> Option<String> {
        let class = objective.of.strip_prefix("devices.")?;
        let late = self.class(objective).is_some_and(|class| class.lost_to("expired") > 0);
        let concerned = is_time(objective) || late && objective.metric == "delivery_ratio";
        (concerned && self.unsettled.iter().any(|name| name == class))
            .then(|| "the run is too short to tell whether its latency has settled".to_string())
    }

    /// Times that would be beyond the limit if they were longer by as much as theory says the waits are, and deliveries that
    /// would if as many more were refused.
    fn contradicted(&self, objective: &ObjectiveResult) -> Option<String> {
        let value = objective.value?;
        let exact = self.theory.iter().filter(|row| row.agrees == Some(false) && row.approximation.is_none());
        let passes = |row: &&Theory| {
            let Some(found) = row.simulated.value.filter(|_| self.concerns(row, objective)) else {
                return false;
            };
            match is_time(objective) || is_wait(objective) {
                true => {
                    row.measure.starts_with("waiting") && value * row.value / found > objective.limit_value
                }
                false => row.measure == "refused" && value - (row.value - found) < objective.limit_value,
            }
        };
        let row = exact.filter(passes).max_by(|a, b| a.excess().total_cmp(&b.excess()))?;
        let (says, found) = (row.unit().write(row.value), row.unit().write(row.simulated.value?));
        Some(format!(
            "{} says {says} for the {} of {}, which came out as {found}: by as much more the limit would be passed",
            row.model,
            row.measure.replace('_', " "),
            row.element
        ))
    }

    /// Whether the messages of an objective pass the element of a row.
    fn concerns(&self, row: &Theory, objective: &ObjectiveResult) -> bool {
        let group = self.elements.get(&row.element).and_then(|element| element.group.as_ref());
        let names = [Some(&row.element), group];
        match self.class(objective) {
            Some(class) => class.waterfall.iter().any(|part| names.contains(&Some(&part.element))),
            None => names.contains(&Some(&objective.of)),
        }
    }
}

impl Theory {
    /// How many times as much as came out theory says.
    fn excess(&self) -> f64 {
        self.simulated.value.map_or(0.0, |found| self.value / found)
    }
}

fn is_time(objective: &ObjectiveResult) -> bool {
    objective.metric.starts_with("latency")
}

fn is_wait(objective: &ObjectiveResult) -> bool {
    objective.metric.starts_with("waiting")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::analysis::Unstable;
    use crate::experiment::results::{ElementSeries, Estimate, WaterfallRow};

    fn objective(metric: &str, value: f64, limit: f64) -> ObjectiveResult {
        ObjectiveResult {
            of: "devices.meters".into(),
            metric: metric.into(),
            value: Some(value),
            limit_value: limit,
            verdict: Verdict::Met,
            reason: "95 % interval is clear of the limit".into(),
            ..ObjectiveResult::default()
        }
    }

    /// One class that waits at one link, which is offered so much at the end of the window.
    fn world(growing: bool, last: f64) -> (IndexMap<String, ClassResult>, IndexMap<String, ElementResult>) {
        let row =
            WaterfallRow { part: "waiting".into(), element: "links.wan".into(), ..WaterfallRow::default() };
        let growing_at = if growing { vec!["links.wan".to_string()] } else { vec![] };
        let class = ClassResult { growing: growing_at, waterfall: vec![row], ..ClassResult::default() };
        let unstable = Unstable {
            backlog_growth_per_s: Estimate { value: Some(8.07), ci: None },
            room_full_after_s: Some(36_000.0),
            ..Unstable::default()
        };
        let element = ElementResult {
            unstable: growing.then_some(unstable),
            series: ElementSeries { offered_load: vec![2.0, 2.0, 2.0, last], ..ElementSeries::default() },
            ..ElementResult::default()
        };
        (
            [("meters".into(), class)].into_iter().collect(),
            [("links.wan".into(), element)].into_iter().collect(),
        )
    }

    fn marked(
        kind: StudyKind,
        last: f64,
        growing: bool,
        theory: &[Theory],
        short: bool,
    ) -> [ObjectiveResult; 2] {
        let (classes, elements) = world(growing, last);
        let unsettled = if short { vec!["meters".to_string()] } else { vec![] };
        let grounds = Grounds { classes: &classes, elements: &elements, theory, unsettled: &unsettled, kind };
        let mut both = [objective("delivery_ratio", 0.96, 0.95), objective("latency_p99", 67.0, 200.0)];
        grounds.mark(&mut both);
        both
    }

    #[test]
    fn d15_what_the_drain_delivers_of_a_growing_backlog_is_not_met() {
        let [delivery, latency] = marked(StudyKind::Steady, 2.0, true, &[], false);
        assert_eq!((delivery.verdict, delivery.doubt), (Verdict::AtRisk, Some(Doubt::Unstable)));
        assert_eq!((latency.verdict, latency.doubt), (Verdict::AtRisk, Some(Doubt::Unstable)));
        let said = "the backlog of links.wan grows by 8.07 messages/s, which only the drain delivers; in this study the \
                    95 % interval is clear of the limit";
        assert_eq!(delivery.reason, said);
    }

    #[test]
    fn a_storm_that_is_over_is_judged_as_it_went() {
        let verdict = |kind, last| marked(kind, last, true, &[], false)[0].verdict;
        assert_eq!(verdict(StudyKind::Terminating, 0.0), Verdict::Met);
        assert_eq!(
            verdict(StudyKind::Terminating, 1.2),
            Verdict::AtRisk,
            "the window ends before the load does"
        );
        assert_eq!(verdict(StudyKind::Steady, 0.0), Verdict::AtRisk);
    }

    #[test]
    fn d15_times_of_a_run_that_has_not_settled_are_not_met() {
        let [delivery, latency] = marked(StudyKind::Steady, 0.5, false, &[], true);
        assert_eq!((delivery.verdict, delivery.doubt), (Verdict::Met, None));
        assert_eq!((latency.verdict, latency.doubt), (Verdict::AtRisk, Some(Doubt::TooShort)));
        assert!(latency.reason.starts_with("the run is too short to tell whether"), "{}", latency.reason);
    }

    #[test]
    fn d15_theory_takes_back_only_what_it_would_take_past_the_limit() {
        let row = |value: f64, approximation: Option<&str>| Theory {
            element: "links.wan".into(),
            measure: "waiting_mean".into(),
            model: "M/M/1".into(),
            approximation: approximation.map(str::to_string),
            value,
            simulated: Estimate { value: Some(16.2), ci: None },
            agrees: Some(false),
            ..Theory::default()
        };
        let latency = |row: Theory| marked(StudyKind::Steady, 0.9, false, &[row], false)[1].clone();
        let far = latency(row(50.0, None));
        assert_eq!(far.doubt, Some(Doubt::Theory), "67 s · 50 / 16.2 = 207 s");
        assert!(far.reason.contains("M/M/1 says 50 s for the waiting mean of links.wan"), "{}", far.reason);
        assert_eq!(latency(row(40.0, None)).verdict, Verdict::Met, "165 s");
        assert_eq!(
            latency(row(50.0, Some("nearly"))).verdict,
            Verdict::Met,
            "an approximation proves nothing"
        );
    }
}
