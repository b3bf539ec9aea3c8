//! The curve as it is drawn. Loads have 2 replications or hundreds, and the luck of two is not that of hundreds: a load
//! with fewer than the one nearest the break is drawn by its difference from that one on the replications both have
//! (a control variate with coefficient 1 on the measure's straight scale; A. M. Law, "Simulation Modeling and Analysis", 11.4).

use super::places::{Place, Places};
use super::reading::{curved, scale};
use super::results::Looked;
use super::search::Break;
use crate::experiment::objectives;
use crate::experiment::results::Estimate;
use crate::measure::metrics::Unit;
use crate::measure::selection::crossing::Reading;
use crate::scenario::Scenario;
use crate::scenario::objective::Side;

/// Fewer than these have no interval worth drawing: of two it spans twenty-five standard errors.
const SHOWN_FROM: u64 = 5;

/// Fills what is drawn of each load; `looked` are the places in their order.
pub fn liken(scenario: &Scenario, places: &mut Places, first: Option<&Break>, looked: &mut [Looked]) {
    let Some((x, most)) = reference(places, first) else { return };
    let whole: Vec<Reading> = places.at(x).map_or(Vec::new(), |place| place.readings.clone());
    for one in looked {
        let few = one.replications < most;
        let part = if few { places.readings(x, one.replications as usize) } else { Vec::new() };
        let shift = |at: usize| {
            let by = part.get(at).map_or(0.0, |part| whole[at].all - part.all);
            if by.is_finite() { by } else { 0.0 }
        };
        let asked = scenario.objectives.values().filter_map(objectives::asked);
        let drawn = asked.zip(&one.measures).enumerate().map(|(at, (asked, measure))| {
            // where luck has no part there is nothing to make alike
            let exact = measure.ci.is_some_and(|[low, high]| low == high);
            let by = match asked.limit.side {
                _ if exact => 0.0,
                Side::AtMost => shift(at),
                Side::AtLeast => -shift(at),
            };
            let most = if asked.metric.info().unit == Unit::Share { 1.0 } else { f64::INFINITY };
            let moved = |value: f64| match by {
                0.0 => value,
                by => libm::fmin(curved(asked.metric)(scale(asked.metric)(value) + by), most),
            };
            let ci = measure.ci.filter(|_| exact || one.replications >= SHOWN_FROM);
            Estimate { value: measure.value.map(moved), ci: ci.map(|ends| ends.map(moved)) }
        });
        one.drawn = drawn.collect();
    }
}

/// The load that is known best: an end of the bracket round the break, else the one of most replications; of equals the
/// nearest to the file's, as the luck of a load with next to no devices says nothing of the others'.
fn reference(places: &Places, first: Option<&Break>) -> Option<(f64, u64)> {
    let at_break = |place: &&Place| first.is_none_or(|first| first.between.contains(&place.x));
    let count = |place: &Place| (place.x, place.pool.replications());
    let nearer =
        |best: &(f64, u64), one: (f64, u64)| first.is_some() || libm::fabs(best.0) <= libm::fabs(one.0);
    let better = |best: &(f64, u64), one: (f64, u64)| best.1 > one.1 || best.1 == one.1 && nearer(best, one);
    let most = |best: Option<(f64, u64)>, one| best.filter(|best| better(best, one)).or(Some(one));
    places.all.iter().filter(at_break).map(count).fold(None, most)
}
