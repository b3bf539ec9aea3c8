//! Objectives whose figure is clear of the limit and cannot be trusted all the same: a queue on the way grows without end, the
//! run is too short to have settled, or theory says otherwise by so much that the limit would be passed (DEFINITIONS D15).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::results::{ClassResult, ElementResult, ObjectiveResult, Verdict};
use super::theory::Theory;
use crate::measure::metrics::Unit;

/// Why a figure cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// A backlog grows for as long as one looks: the figure speaks of the study's length.
    Unstable,
    /// So many were still on their way, or waiting, when the run ended that those whose time is known do not tell.
    Open,
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
}

/// A mean is that of those whose time is known, unless more than this share of all is not (DEFINITIONS D4).
const OPEN: f64 = 0.001;
/// The same of jobs at an element when the window ends: some wait at any moment, but without one in twenty the 95th
/// percentile may be anything.
const WAITING: f64 = 0.05;

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
        let open = || Some((Doubt::Open, self.open(objective)?));
        let short = || Some((Doubt::TooShort, self.too_short(objective)?));
        let theory = || Some((Doubt::Theory, self.contradicted(objective)?));
        unstable().or_else(open).or_else(short).or_else(theory)
    }

    fn class(&self, objective: &ObjectiveResult) -> Option<&ClassResult> {
        self.classes.get(objective.of.strip_prefix("devices.")?)
    }

    /// Times and deliveries behind a backlog that grows.
    fn unstable(&self, objective: &ObjectiveResult) -> Option<String> {
        let who = match self.class(objective) {
            Some(class) => class.growing.first()?,
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

    /// Times known of too few.
    fn open(&self, objective: &ObjectiveResult) -> Option<String> {
        if is_wait(objective) {
            let element = self.elements.get(objective.member.as_ref().unwrap_or(&objective.of))?;
            let left = element.left_waiting as f64 / (element.offered_messages as f64).max(1.0);
            return (left > WAITING).then(|| {
                format!(
                    "{} of those that came still waited when the window ended, for who knows how long",
                    percent(left)
                )
            });
        }
        let class = self.class(objective).filter(|_| is_time(objective))?;
        let arrived = (class.delivered + class.lost_to("expired")) as f64;
        let open = class.in_flight as f64 / (arrived + class.in_flight as f64).max(1.0);
        let known = 1.0 - open;
        let told = match share(&objective.metric) {
            // all of them may be late
            Some(share) => known * within(&class.latency_cdf, objective.limit_value) >= share,
            None => open <= OPEN,
        };
        (open > 0.0 && !told).then(|| {
            format!("{} of those that come through were still on their way when the run ended", percent(open))
        })
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
                false if row.measure == "refused" => value - (row.value - found) < objective.limit_value,
                false => row.measure.starts_with("waiting") && self.late(objective, row.value / found),
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

    /// Whether fewer than asked for would be in time if all took so many times as long.
    fn late(&self, objective: &ObjectiveResult, times: f64) -> bool {
        let Some((class, deadline)) =
            self.class(objective).and_then(|class| Some((class, class.deadline_s?)))
        else {
            return false;
        };
        let in_time = |deadline: f64| within(&class.latency_cdf, deadline);
        let now = in_time(deadline);
        let then = if now > 0.0 { in_time(deadline / times) / now } else { 0.0 };
        objective.value.is_some_and(|value| value * then < objective.limit_value)
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

/// Which share a percentile speaks of.
fn share(metric: &str) -> Option<f64> {
    let shares = [("latency_p50", 0.5), ("latency_p95", 0.95), ("latency_p99", 0.99)];
    shares.iter().find(|(name, _)| *name == metric).map(|(_, share)| *share)
}

/// Share of those that arrived that took at most so long.
fn within(cdf: &[[f64; 2]], s: f64) -> f64 {
    cdf.iter().take_while(|[at, _]| *at <= s).last().map_or(0.0, |[_, share]| *share)
}

fn percent(share: f64) -> String {
    Unit::Share.write(share)
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
    use crate::experiment::results::{Estimate, WaterfallRow};

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

    /// One class that waits at one link.
    fn world(growing: bool) -> (IndexMap<String, ClassResult>, IndexMap<String, ElementResult>) {
        let row =
            WaterfallRow { part: "waiting".into(), element: "links.wan".into(), ..WaterfallRow::default() };
        let growing_at = if growing { vec!["links.wan".to_string()] } else { vec![] };
        let class = ClassResult { growing: growing_at, waterfall: vec![row], ..ClassResult::default() };
        let unstable = Unstable {
            backlog_growth_per_s: Estimate { value: Some(8.07), ci: None },
            room_full_after_s: Some(36_000.0),
            ..Unstable::default()
        };
        let element = ElementResult { unstable: growing.then_some(unstable), ..ElementResult::default() };
        (
            [("meters".into(), class)].into_iter().collect(),
            [("links.wan".into(), element)].into_iter().collect(),
        )
    }

    fn marked(growing: bool, theory: &[Theory], short: bool) -> [ObjectiveResult; 2] {
        let (classes, elements) = world(growing);
        let unsettled = if short { vec!["meters".to_string()] } else { vec![] };
        let grounds = Grounds { classes: &classes, elements: &elements, theory, unsettled: &unsettled };
        let mut both = [objective("delivery_ratio", 0.96, 0.95), objective("latency_p99", 67.0, 200.0)];
        grounds.mark(&mut both);
        both
    }

    #[test]
    fn d15_what_the_drain_delivers_of_a_growing_backlog_is_not_met() {
        let [delivery, latency] = marked(true, &[], false);
        assert_eq!((delivery.verdict, delivery.doubt), (Verdict::AtRisk, Some(Doubt::Unstable)));
        assert_eq!((latency.verdict, latency.doubt), (Verdict::AtRisk, Some(Doubt::Unstable)));
        let said = "the backlog of links.wan grows by 8.07 messages/s, which only the drain delivers; in this study the \
                    95 % interval is clear of the limit";
        assert_eq!(delivery.reason, said);
    }

    #[test]
    fn d15_times_are_not_met_where_those_still_on_their_way_could_break_them() {
        let latency = |in_flight: u64, metric: &str| {
            let (mut classes, elements) = world(false);
            let class = &mut classes["meters"];
            (class.delivered, class.in_flight) = (960, in_flight);
            class.latency_cdf = vec![[10.0, 0.5], [67.0, 0.995], [300.0, 1.0]];
            let grounds = Grounds { classes: &classes, elements: &elements, theory: &[], unsettled: &[] };
            let mut asked = [objective(metric, 67.0, 200.0)];
            grounds.mark(&mut asked);
            asked[0].clone()
        };
        let told = latency(4, "latency_p99");
        assert_eq!(told.verdict, Verdict::Met, "0.995 * 960 / 964 = 0.9909 were within 200 s");
        let open = latency(10, "latency_p99");
        assert_eq!((open.verdict, open.doubt), (Verdict::AtRisk, Some(Doubt::Open)), "0.9847");
        let said =
            "1.03 % of those that come through were still on their way when the run ended; in this study the";
        assert!(open.reason.starts_with(said), "{}", open.reason);
        assert_eq!(latency(10, "latency_p95").verdict, Verdict::Met);
        assert_eq!(latency(10, "latency_mean").verdict, Verdict::AtRisk);
        assert_eq!(latency(0, "latency_mean").verdict, Verdict::Met);
    }

    #[test]
    fn d15_waits_are_not_met_where_many_still_wait() {
        let verdict = |left_waiting| {
            let (classes, mut elements) = world(false);
            let link = &mut elements["links.wan"];
            (link.offered_messages, link.left_waiting) = (1000, left_waiting);
            let grounds = Grounds { classes: &classes, elements: &elements, theory: &[], unsettled: &[] };
            let mut asked =
                [ObjectiveResult { of: "links.wan".into(), ..objective("waiting_mean", 0.2, 1.0) }];
            grounds.mark(&mut asked);
            asked[0].verdict
        };
        assert_eq!((verdict(9), verdict(400)), (Verdict::Met, Verdict::AtRisk));
    }

    #[test]
    fn d15_a_deadline_makes_a_delivery_a_matter_of_waits() {
        let delivery = |waits: f64| {
            let (mut classes, elements) = world(false);
            let class = &mut classes["meters"];
            class.deadline_s = Some(30.0);
            class.latency_cdf = vec![[5.0, 0.5], [14.0, 0.9], [29.0, 1.0]];
            let row = Theory {
                element: "links.wan".into(),
                measure: "waiting_mean".into(),
                value: waits,
                simulated: Estimate { value: Some(8.0), ci: None },
                agrees: Some(false),
                ..Theory::default()
            };
            let grounds = Grounds { classes: &classes, elements: &elements, theory: &[row], unsettled: &[] };
            let mut asked = [objective("delivery_ratio", 0.99, 0.95)];
            grounds.mark(&mut asked);
            asked[0].doubt
        };
        assert_eq!(delivery(18.0), Some(Doubt::Theory), "within 30 s * 8 / 18 = 13.3 s came half of them");
        assert_eq!(delivery(8.1), None);
    }

    #[test]
    fn d15_times_of_a_run_that_has_not_settled_are_not_met() {
        let [delivery, latency] = marked(false, &[], true);
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
        let latency = |row: Theory| marked(false, &[row], false)[1].clone();
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
