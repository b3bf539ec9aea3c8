//! The load that the network carries as the answer: a brief search for each place. Searches share their luck but not their
//! loads, so changes are not paired: their intervals are those of the difference of two independent answers, which is wide.

use super::results::{Answer, Moved};
use super::{Means, Places, Question};
use crate::experiment::campaign::{Cost, Point};
use crate::experiment::capacity::results::Capacity;
use crate::experiment::capacity::{self, capacity};
use crate::experiment::question::Unanswered;
use crate::experiment::results::{Estimate, ScenarioInfo};
use crate::network::Network;

/// Replications that a brief search takes, for the estimate: a dozen loads, each by its pilot.
const RUNS: u64 = 240;

/// The one answer.
pub fn answers(
    asked: &capacity::Question,
    places: &Places,
    question: &Question,
    means: &Means,
) -> Result<Vec<Answer>, Unanswered> {
    let points = places.points(RUNS, means).map_err(Unanswered::Asked)?;
    let search = |point: &Point| -> Result<Capacity, Unanswered> {
        let load =
            |grown: &[String]| (means.load)(&point.set.iter().chain(grown).cloned().collect::<Vec<_>>());
        let permit = |network: &Network, runs: u64| (means.permit)(&Cost::of_network(network, runs));
        let means = capacity::Means { load: &load, permit: &permit, campaign: means.campaign };
        capacity(&point.scenario, ScenarioInfo::default(), asked, &means)
    };
    let search = |(at, point): (usize, &Point)| {
        means.campaign.expect((points.len() - at - 1) as u64, ["point", "points"]);
        search(point)
    };
    let found = points.iter().enumerate().map(search).collect::<Result<Vec<Capacity>, _>>()?;
    let answer = |at: usize| {
        found[at].answer.as_ref().map(|answer| Estimate { value: Some(answer.root), ci: Some(answer.ci) })
    };
    let value = |at: usize| answer(at)?.value;
    let change = |at: usize| difference(answer(at), answer(0));
    let path = asked.paths.first().map_or(String::new(), |path| path.path.clone());
    Ok(vec![Answer {
        of: path,
        metric: "capacity".to_string(),
        base: answer(0).unwrap_or_default(),
        ..places.answer(question.ranges.len(), &value, &change)
    }])
}

fn difference(a: Option<Estimate>, b: Option<Estimate>) -> Estimate {
    let half = |estimate: &Estimate| estimate.ci.map(|[low, high]| (high - low) / 2.0);
    let (Some(a), Some(b)) = (a, b) else { return Moved::default().change };
    let value = a.value.zip(b.value).map(|(a, b)| a - b);
    let half = half(&a).zip(half(&b)).map(|(a, b)| libm::hypot(a, b));
    Estimate { value, ci: value.zip(half).map(|(value, half)| [value - half, value + half]) }
}
