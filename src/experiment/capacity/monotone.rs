//! Whether an objective that breaks at a load holds at every smaller one and at none larger: looked at, not assumed. One
//! answer is only the largest load if it does.

use super::places::{Place, Places, Stop};
use super::search::{Break, Effort};
use crate::scenario::Scenario;

/// Loads at which it is looked, relative to the answer.
const PROBES: [f64; 5] = [0.125, 0.25, 0.5, 0.75, 1.5];
/// A place so near to one of these is as good; and as near to a break nothing is to be told.
const NEAR: f64 = 0.1;

/// Simulates the probes that are not there yet, with half the replications.
pub fn probe(places: &mut Places, first: &Break, effort: &Effort) -> Result<(), Stop> {
    for factor in PROBES {
        let x = first.x + libm::log(factor);
        let known = places.all.iter().any(|place| libm::fabs(place.x - x) < NEAR);
        if known || libm::exp(x) > effort.most_factor {
            continue;
        }
        match places.look(x, (effort.pilot / 2).max(2)) {
            // what the scenario or the machine does not take need not be probed
            Ok(_) | Err(Stop::Beyond(_)) => {}
            Err(stop) => return Err(stop),
        }
    }
    Ok(())
}

/// What contradicts, in sentences.
pub fn warnings(scenario: &Scenario, places: &Places, breaks: &[Break]) -> Vec<String> {
    breaks.iter().filter_map(|one| warning(scenario, places, one)).collect()
}

fn warning(scenario: &Scenario, places: &Places, one: &Break) -> Option<String> {
    let name = scenario.objectives.keys().nth(one.objective)?;
    let surely = |place: &&Place, side: f64| {
        let figure = place.readings[one.objective].figure();
        let value = figure.value.filter(|y| !y.is_nan());
        value.is_some_and(|y| {
            let [low, high] = figure.ci.unwrap_or([y, y]);
            if side > 0.0 { low > 0.0 } else { high < 0.0 && y.is_finite() }
        })
    };
    let said = |place: &Place| places.axis().said(place.x);
    let below = places.all.iter().filter(|place| place.x < one.ci[0] - NEAR).find(|p| surely(p, 1.0));
    let above = places.all.iter().filter(|place| place.x > one.ci[1] + NEAR).find(|p| surely(p, -1.0));
    let what = match (below, above) {
        (Some(place), _) => {
            format!("{name} is missed already at {}, below where it was found to break", said(place))
        }
        (None, Some(place)) => {
            format!("{name} holds again at {}, above where it was found to break", said(place))
        }
        (None, None) => return None,
    };
    Some(format!("the load does not tell alone: {what}; the answer is the break next to the file's load"))
}
