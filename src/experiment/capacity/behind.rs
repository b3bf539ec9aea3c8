//! The element behind a break (DEFINITIONS D14), and those that are as good as equal to it.

use super::TIE;
use super::places::{Place, Places};
use crate::experiment::results::ObjectiveResult;
use crate::experiment::rows::{Row, RowLoads};
use crate::experiment::{bottleneck, objectives};
use crate::measure::metrics::{Metric, Of};
use crate::model::cause::{CAUSES, Cause, CauseInfo};
use crate::network::ElementKind;
use crate::network::ids::ElementId;

/// Who is behind a break.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behind {
    /// The element.
    pub element: Option<String>,
    /// Queues whose offered load is within a tenth of the element's: where a class's latency or loss comes from a queue,
    /// they are next.
    pub tied: Vec<String>,
    /// Of an objective about delivery: the cause of most of the class's losses at the element.
    pub cause: Option<Cause>,
}

/// Names of elements of one tie at most.
const MOST_TIED: usize = 4;

/// Who is behind the break of an objective, seen at a place where it is broken.
pub fn behind(places: &Places, objective: usize, x: f64) -> Behind {
    let Some(place) = places.at(x) else { return Behind::default() };
    let judged = objectives::evaluate(&place.point.scenario, &place.network, &place.pool);
    let Some(result) = judged.get(objective) else { return Behind::default() };
    let loads = loads(place);
    let Place { point, network, pool, .. } = place;
    let element = bottleneck::culprit(&point.scenario, network, pool, result, &loads);
    let of_class = Metric::named(&result.metric).is_some_and(|metric| metric.info().of == Of::Class);
    let tied = element.as_ref().filter(|_| of_class).map_or(Vec::new(), |name| equals(place, &loads, name));
    let cause = element.as_ref().filter(|_| of_class && is_about_losses(&result.metric));
    let cause = cause.and_then(|name| most_losses(place, &result.of, name));
    Behind { element, tied, cause }
}

fn is_about_losses(metric: &str) -> bool {
    metric == "delivery_ratio" || metric.starts_with("devices_below")
}

/// The cause by which an element loses most messages of a class; the first of equals.
fn most_losses(place: &Place, of: &str, name: &str) -> Option<Cause> {
    let class =
        place.network.classes.iter().position(|class| of.strip_prefix("devices.") == Some(&class.name))?;
    let element = place.network.elements.iter().position(|element| element.name == name)?;
    let lost = &place.pool.counts.classes.totals[class].lost;
    let here =
        |row: &&CauseInfo| lost.get(row.cause as usize).map_or(0, |by| by.get(element).copied().unwrap_or(0));
    CAUSES.iter().rev().max_by_key(here).filter(|row| here(row) > 0).map(|row| row.cause)
}

/// What binds at a place, or is busiest.
pub fn binding(place: &Place, judged: &[ObjectiveResult]) -> Option<String> {
    let Place { point, network, pool, .. } = place;
    Some(bottleneck::find(&point.scenario, network, pool, judged, &loads(place))?.element)
}

fn loads(place: &Place) -> Vec<RowLoads> {
    let load = |at| Row::element(&place.network, ElementId(at)).loads(&place.pool);
    (0..place.network.elements.len() as u32).map(load).collect()
}

/// Other queues offered at least as much as the element, but for a tenth.
fn equals(place: &Place, loads: &[RowLoads], name: &str) -> Vec<String> {
    let elements = &place.network.elements;
    let queue = |at: &usize| matches!(elements[*at].kind, ElementKind::Link | ElementKind::Station);
    let load = |at: usize| loads[at].offered.mean.value.unwrap_or(0.0);
    let Some(own) = (0..elements.len()).find(|at| elements[*at].name == name).filter(queue) else {
        return Vec::new();
    };
    let mut others: Vec<usize> = (0..elements.len())
        .filter(|at| *at != own && queue(at) && load(*at) * TIE >= load(own) && load(*at) > 0.0)
        .collect();
    others.sort_by(|a, b| load(*b).total_cmp(&load(*a)));
    others.into_iter().take(MOST_TIED).map(|at| elements[at].name.clone()).collect()
}
