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
    /// Length of the window, s.
    pub window_s: f64,
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
                objective.reason = format!("{why}; as far as the study goes, the {}", objective.reason);
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
        let room = unstable.room(self.window_s).map_or(String::new(), |room| format!(", {room}"));
        let worse = match is_time(objective) || is_wait(objective) {
            true => "it grows with the length of the run",
            false => "the drain delivers what the window leaves behind, a longer one leaves more",
        };
        let growth = Unit::Number.write(unstable.per_s());
        Some(format!(
            "{worse}, since {who} is offered more than it can do: its backlog grows by {growth} messages/s{room}"
        ))
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
        (concerned && self.unsettled.iter().any(|name| name == class)).then(|| {
            format!("the run is too short to tell whether the latency of devices.{class} has settled (study.duration)")
        })
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
