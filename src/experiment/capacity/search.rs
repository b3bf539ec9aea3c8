//! The search for the place at which an objective breaks. On the logarithm of the load: bracketing by factors. On any
//! axis: narrowing by the secant of a pilot, then refining a narrow bracket to the precision asked ([`super::refine`]).

use super::places::{Place, Places, Stop};
use super::refine::refine;
use crate::measure::selection::crossing::{Pace, Reading, root};

/// What is asked of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Replications of every place looked at.
    pub pilot: u64,
    /// Half-width of the 95 % interval asked of the answer, on the axis.
    pub precision: f64,
    /// Replications of a place at most.
    pub most_replications: u64,
    /// Up to this factor of the file's load.
    pub most_factor: f64,
}

/// Where an objective breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Break {
    /// Index of the objective.
    pub objective: usize,
    /// Where on the axis.
    pub x: f64,
    /// Its 95 % interval.
    pub ci: [f64; 2],
    /// Found to the unit, without noise.
    pub exact: bool,
    /// Whether the interval is one of confidence; else the limit was only caught between its ends.
    pub resolved: bool,
    /// Places it lies between.
    pub between: [f64; 2],
    /// Replications at those.
    pub replications: u64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A break.
    Break(Break),
    /// These objectives are broken however small the load, down to this place.
    Never(Vec<usize>, f64),
    /// All hold up to this place; why it went no further, if not for the factor asked.
    Always(f64, Option<String>),
}

/// Steps of bracketing, in factors of load: downwards a place costs little.
const UP: f64 = 2.0;
const DOWN: f64 = 4.0;
/// Where something may begin to be observed that is not at the file's load: logarithms of 1, 2 and 4.
pub(super) const BEGINS: [f64; 3] = [0.0, std::f64::consts::LN_2, 2.0 * std::f64::consts::LN_2];
/// Least factor tried.
const LEAST: f64 = 1.0 / 4096.0;
/// Replications that tell whether luck has any part.
pub const REPLICATIONS_WITHOUT_NOISE: u64 = 2;
/// Replications that tell the side where an interval of theirs is clear of the limit.
const REPLICATIONS_OF_THE_CLEAR: u64 = 5;

/// Whether a place breaks, holds, or does not tell for want of observations: what is observed of nothing does not hold.
fn broken(place: &Place, of: &[usize]) -> Option<bool> {
    let ys = || of.iter().map(|at| place.readings[*at].all);
    if ys().any(|y| y > 0.0) {
        return Some(true);
    }
    (!ys().any(f64::is_nan)).then_some(false)
}

/// Searches the first break of a set of objectives above or below what is known, to the precision asked.
pub fn first(places: &mut Places, of: &[usize], effort: &Effort) -> Result<Found, Stop> {
    match bracket(places, of, effort) {
        Ok(Ends::Between(low, high)) => {
            let (objective, low, high) = narrow(places, of, low, high, effort)?;
            let found = refine(places, objective, [low, high], effort)?;
            soonest(places, of, found, effort).map(Found::Break)
        }
        Ok(Ends::Found(found)) => Ok(found),
        Err(Stop::Beyond(why)) if !places.all.is_empty() => {
            let last = places.all.last().map_or(0.0, |place| place.x);
            let (held, _) = known(places, of);
            Ok(Found::Always(held.unwrap_or(last), Some(why)))
        }
        Err(stop) => Err(stop),
    }
}

/// Of all that are broken at the upper end of a bracket the curves said which breaks first. Seen closer it may be another.
fn soonest(places: &mut Places, of: &[usize], mut found: Break, effort: &Effort) -> Result<Break, Stop> {
    let wide = places.axis().widths().wide;
    for _ in 1..of.len() {
        let [low, high] = found.between;
        let (sooner, _) = leading(places, of, low, high, wide, &mut Pace::default());
        let (Some(low), Some(high)) = known(places, &[sooner]) else { break };
        if sooner == found.objective {
            break;
        }
        let other = refine(places, sooner, [low, high], effort)?;
        if other.x >= found.x {
            break;
        }
        found = other;
    }
    Ok(found)
}

enum Ends {
    Between(f64, f64),
    Found(Found),
}

/// The neighbours of the first change from holding to broken, as far as places tell.
fn known(places: &Places, of: &[usize]) -> (Option<f64>, Option<f64>) {
    let (mut low, mut high) = (None, None);
    for place in &places.all {
        match broken(place, of) {
            Some(false) => (low, high) = (Some(place.x), None),
            Some(true) if high.is_none() => high = Some(place.x),
            _ => continue,
        }
        if low.is_some() && high.is_some() {
            break;
        }
    }
    (low, high)
}

/// Looks at a place with the pilot's replications; with fewer where these tell that luck has no part in it, or whether all
/// of a set of objectives hold.
pub fn glance(places: &mut Places, of: &[usize], x: f64, effort: &Effort) -> Result<f64, Stop> {
    let x = places.look(x, REPLICATIONS_WITHOUT_NOISE.min(effort.pilot))?;
    if places.at(x).is_some_and(|place| place.readings.iter().all(Reading::is_exact) || tells(place, of)) {
        return Ok(x);
    }
    places.look(x, REPLICATIONS_OF_THE_CLEAR.min(effort.pilot))?;
    if places.at(x).is_some_and(|place| tells(place, of)) {
        return Ok(x);
    }
    places.look(x, effort.pilot)
}

/// The same, with fewer only where these tell of each objective by itself.
pub fn glance_at_each(places: &mut Places, x: f64, effort: &Effort) -> Result<f64, Stop> {
    let x = places.look(x, REPLICATIONS_WITHOUT_NOISE.min(effort.pilot))?;
    if places.at(x).is_some_and(|place| place.readings.iter().all(Reading::is_exact)) {
        return Ok(x);
    }
    places.look(x, REPLICATIONS_OF_THE_CLEAR.min(effort.pilot))?;
    if places.at(x).is_some_and(|place| place.readings.iter().all(is_clear)) {
        return Ok(x);
    }
    places.look(x, effort.pilot)
}

/// Whether its interval lies on one side of the limit.
pub fn is_clear(reading: &Reading) -> bool {
    side(reading).is_some()
}

/// Whether one is surely broken or all surely hold.
fn tells(place: &Place, of: &[usize]) -> bool {
    let sides = || of.iter().map(|at| side(&place.readings[*at]));
    sides().any(|side| side == Some(true)) || sides().all(|side| side == Some(false))
}

/// Whether an objective is broken, if its interval is clear of the limit. What is infinite has no interval: two
/// replications without a loss say little of a limit near 100 %, so there it takes more.
pub fn side(reading: &Reading) -> Option<bool> {
    match reading.figure().ci {
        Some([low, high]) => (low > 0.0 || high < 0.0).then_some(low > 0.0),
        None => {
            let many = reading.without.len() as u64 >= REPLICATIONS_OF_THE_CLEAR;
            (many && reading.all.is_infinite()).then_some(reading.all > 0.0)
        }
    }
}

fn bracket(places: &mut Places, of: &[usize], effort: &Effort) -> Result<Ends, Stop> {
    loop {
        match known(places, of) {
            (Some(low), Some(high)) => {
                // looked at for other objectives it may not tell of these
                for x in [low, high] {
                    glance(places, of, x, effort)?;
                }
                if known(places, of) == (Some(low), Some(high)) {
                    return Ok(Ends::Between(low, high));
                }
            }
            (None, Some(high)) => {
                let lower = places.snap(high - libm::log(DOWN));
                let mut least = lower >= high || lower < libm::log(LEAST);
                if !least {
                    glance(places, of, lower, effort)?;
                    // so little that nothing is observed
                    least = places.at(lower).is_some_and(|place| broken(place, of).is_none());
                }
                if least && !holds_above(places, of, effort)? {
                    let never = never(places, of, high, effort)?;
                    if !never.is_empty() {
                        return Ok(Ends::Found(Found::Never(never, high)));
                    }
                    // at so little load one is not observed, and what breaks above held
                    if let Some(low) = held_below(places, of, high) {
                        return Ok(Ends::Between(low, high));
                    }
                }
            }
            (Some(low), None) => {
                let most = libm::log(effort.most_factor);
                let last = places.all.last().map_or(low, |place| libm::fmax(place.x, low));
                let higher = places.snap(libm::fmin(last + libm::log(UP), most));
                if last >= most || higher <= last {
                    return Ok(Ends::Found(always(places, low, last)));
                }
                glance(places, of, higher, effort)?;
            }
            (None, None) => {
                for x in BEGINS {
                    glance(places, of, libm::fmin(x, libm::log(effort.most_factor)), effort)?;
                }
                if known(places, of) == (None, None) {
                    let why = "nothing was observed".to_string();
                    return Ok(Ends::Found(Found::Always(0.0, Some(why))));
                }
            }
        }
    }
}

/// Whether all hold at twice or four times the file's load, though not below: a batch that waits until it is full.
fn holds_above(places: &mut Places, of: &[usize], effort: &Effort) -> Result<bool, Stop> {
    for factor in [UP, UP * UP] {
        let x = libm::log(libm::fmin(factor, effort.most_factor));
        match glance(places, of, x, effort) {
            Ok(x) if places.at(x).and_then(|place| broken(place, of)) == Some(false) => return Ok(true),
            Ok(_) | Err(Stop::Beyond(_)) => {}
            Err(stop) => return Err(stop),
        }
    }
    Ok(false)
}

/// Those that are broken at the least place, by the pilot, and were not seen to hold at less.
fn never(places: &mut Places, of: &[usize], x: f64, effort: &Effort) -> Result<Vec<usize>, Stop> {
    places.look(x, effort.pilot)?;
    let place = places.at(x);
    let broken = |at: &usize| place.is_some_and(|place| place.readings[*at].all > 0.0);
    let held = |at: &usize| places.all.iter().any(|place| place.x < x && place.readings[*at].all <= 0.0);
    Ok(of.iter().copied().filter(|at| broken(at) && !held(at)).collect())
}

/// The greatest place below another at which one of them was seen to hold.
fn held_below(places: &Places, of: &[usize], x: f64) -> Option<f64> {
    let holds = |place: &Place| of.iter().any(|at| place.readings[*at].all <= 0.0);
    places.all.iter().rev().find(|place| place.x < x && holds(place)).map(|place| place.x)
}

/// All hold as far as all are observed: where nothing of one arrives any more it cannot be said to hold.
fn always(places: &Places, low: f64, last: f64) -> Found {
    let beyond = || {
        let low = places.axis().said(low);
        format!("Beyond {low} not all objectives can be judged: of some nothing is observed there")
    };
    Found::Always(low, (low < last).then(beyond))
}

/// Narrows by the sign of all at once, the next look by the curve of the objective that seems to break first.
pub fn narrow(
    places: &mut Places,
    of: &[usize],
    mut low: f64,
    mut high: f64,
    effort: &Effort,
) -> Result<(usize, f64, f64), Stop> {
    let mut pace = Pace::default();
    let wide = places.axis().widths().wide;
    loop {
        let (objective, near) = leading(places, of, low, high, wide, &mut pace);
        if high - low <= wide {
            return Ok((objective, low, high));
        }
        let x = between(places, near, low, high);
        let Some(x) = x else { return Ok((objective, low, high)) };
        let x = glance(places, of, x, effort)?;
        match places.at(x).and_then(|place| broken(place, of)) {
            Some(true) => high = x,
            _ => low = x,
        }
    }
}

/// Of those broken at the upper end the objective whose curve crosses first, and where to look next.
pub fn leading(
    places: &Places,
    of: &[usize],
    low: f64,
    high: f64,
    width: f64,
    pace: &mut Pace,
) -> (usize, f64) {
    let middle = (low + high) / 2.0;
    let (Some(a), Some(b)) = (places.at(low), places.at(high)) else { return (of[0], middle) };
    let point = |place: &Place, at: usize| (place.x, place.readings[at].all);
    let crosses = |at: usize| root(point(a, at), point(b, at)).unwrap_or(middle);
    let broken = of.iter().copied().filter(|at| b.readings[*at].all > 0.0);
    let first = broken.min_by(|a, b| crosses(*a).total_cmp(&crosses(*b))).unwrap_or(of[0]);
    (first, pace.next(point(a, first), point(b, first), width))
}

/// The nearest whole place to `x` strictly between two; `None` if there is none.
pub fn between(places: &Places, x: f64, low: f64, high: f64) -> Option<f64> {
    let snapped = places.snap(x);
    let inside = |x: &f64| low < *x && *x < high;
    let step = |from: f64, more: bool| places.axis().step(from, more);
    let beside = if snapped <= low { step(low, true) } else { step(high, false) };
    Some(snapped).filter(inside).or(beside.filter(inside))
}
