//! Shadow prices: how much more load the network carries once an element that binds is wider. Replications are paired
//! with those of the network as it is, so the gain is far better known than either answer.

use super::behind;
use super::findings::{Findings, value};
use super::growth::Growth;
use super::places::{Bench, Places, Stop};
use super::results::{Capacity, ShadowPrice};
use super::search::{self, Effort};
use super::widen::{Widening, widen};
use crate::measure::interval::around;
use crate::measure::selection::crossing::{Pace, Reading, pseudo_values, roots};

/// Elements that are widened, at most.
const MOST: usize = 3;
/// Bracket within which the curve is as good as straight, and to which a break without a curve is caught.
const STRAIGHT: f64 = 0.06;
const CAUGHT: f64 = 0.002;
/// Looks for the new break.
const LOOKS: usize = 12;

/// The price of the element behind the first break and of those that tie with it.
pub fn prices(
    bench: &Bench,
    growth: &Growth,
    places: &mut Places,
    capacity: &Capacity,
    found: &Findings,
    effort: &Effort,
) -> Result<Vec<ShadowPrice>, Stop> {
    let mut elements: Vec<String> =
        capacity.breaks.first().and_then(|one| one.element.clone()).into_iter().collect();
    elements.extend(capacity.answer.iter().flat_map(|answer| answer.tie.iter().cloned()));
    elements.truncate(MOST);
    elements.iter().map(|element| price(bench, growth, places, found, effort, element)).collect()
}

fn price(
    bench: &Bench,
    growth: &Growth,
    places: &mut Places,
    found: &Findings,
    effort: &Effort,
    element: &str,
) -> Result<ShadowPrice, Stop> {
    let mut price = ShadowPrice { element: element.to_string(), ..ShadowPrice::default() };
    let first = &found.breaks[0];
    let cause =
        found.behind.iter().find(|one| one.element.as_deref() == Some(element)).and_then(|one| one.cause);
    let Some(at) = places.at(first.between[0]) else { return Ok(price) };
    let Widening { how, times, change } = match widen(&at.point.scenario, &at.network, element, cause) {
        Ok(widening) => widening,
        Err(why) => return Ok(ShadowPrice { note: why, ..price }),
    };
    (price.how, price.times) = (how, times);
    let mut wider = Places::new(bench, Some((format!("{element}: {}", price.how), change)), places.cut());
    let of: Vec<usize> =
        found.observed.all().filter(|at| !found.never.iter().any(|(n, _)| n == at)).collect();
    let looked = look(&mut wider, &of, first.x, libm::log(times), effort);
    // paired with as many replications as the network as it is
    let looked = looked.and_then(|found| {
        for x in found.iter().flat_map(|(_, ends)| ends) {
            wider.look(*x, effort.pilot)?;
        }
        Ok(found)
    });
    (price.messages, price.places) = (wider.spent, wider.all.len() as u64);
    let (objective, ends) = match looked {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(ShadowPrice { note: "no new break was found".to_string(), ..price }),
        Err(Stop::Beyond(why)) => return Ok(ShadowPrice { note: why, ..price }),
        Err(stop) => return Err(stop),
    };
    let was = first.between.map(|x| places.readings(x, effort.pilot as usize).swap_remove(first.objective));
    let is = ends.map(|x| wider.at(x).map(|place| place.readings[objective].clone()).unwrap_or_default());
    // few of a kind: there is no line between whole ones
    let straight = ends[1] - ends[0] <= wider.axis().widths().narrow
        || search::between(&wider, (ends[0] + ends[1]) / 2.0, ends[0], ends[1]).is_some();
    let by_line = straight.then(|| moved(&was, &is)).flatten();
    let (moved, ci) = by_line.unwrap_or((ends[0] - first.x, Some(ends.map(|end| end - first.x))));
    price.gain = Some(libm::expm1(moved));
    price.ci = ci.map(|ends| ends.map(libm::expm1));
    price.at = Some(value(growth, libm::exp(first.x + moved)));
    price.then = behind::behind(&wider, objective, ends[1]).element;
    Ok(price)
}

/// The new break between two places near one another, and whose it is.
fn look(
    wider: &mut Places,
    of: &[usize],
    first: f64,
    width: f64,
    effort: &Effort,
) -> Result<Option<(usize, [f64; 2])>, Stop> {
    let mut step = libm::fmin(width, libm::log(1.2));
    let mut low = search::glance(wider, of, first, effort)?;
    let mut high = search::glance(wider, of, first + step, effort)?;
    let mut pace = Pace::default();
    for _ in 0..LOOKS {
        let breaks = |wider: &Places, x: f64| {
            wider.at(x).is_some_and(|place| of.iter().any(|at| place.readings[*at].all > 0.0))
        };
        if breaks(wider, low) {
            high = low;
            let unit = wider.axis().step(low, false).unwrap_or(low);
            low = search::glance(wider, of, libm::fmin(low - STRAIGHT, unit), effort)?;
        } else if !breaks(wider, high) {
            low = high;
            step *= 2.0;
            high = search::glance(wider, of, high + step, effort)?;
        } else {
            let (objective, near) = search::leading(wider, of, low, high, STRAIGHT, &mut pace);
            let straight = [low, high]
                .iter()
                .all(|x| wider.at(*x).is_some_and(|place| place.readings[objective].all.is_finite()));
            if high - low <= if straight { STRAIGHT } else { CAUGHT } {
                return Ok(Some((objective, [low, high])));
            }
            let Some(x) = search::between(wider, near, low, high) else {
                return Ok(Some((objective, [low, high])));
            };
            let x = search::glance(wider, of, x, effort)?;
            if breaks(wider, x) { high = x } else { low = x }
        }
    }
    Ok(None)
}

/// By how much the root moves, on the logarithm of the load, with the interval of the paired difference.
fn moved(was: &[Reading; 2], is: &[Reading; 2]) -> Option<(f64, Option<[f64; 2]>)> {
    let (from, without) = roots(&was[0], &was[1])?;
    let (to, with) = roots(&is[0], &is[1])?;
    let pairs = without.zip(with).filter(|(a, b)| a.len() == b.len() && a.len() > 1);
    let ci = pairs.and_then(|(a, b)| {
        let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b - a).collect();
        around(to - from, &pseudo_values(to - from, &differences)).ci
    });
    Some((to - from, ci))
}
