//! A break brought to the precision asked: as many replications at the two ends of a narrow bracket as that takes, the
//! bracket following the root where it moves. What has no noise at all is searched to the unit, and of few whole things
//! the last that fits is the answer.

use super::axis::Widths;
use super::places::{Places, Stop};
use super::search::{Break, Effort, REPLICATIONS_WITHOUT_NOISE, between, is_clear};
use crate::measure::selection::crossing::{Pace, Reading, crossing};

/// The bracket is so many half-widths of the interval wide, or the line between its ends would be all noise.
const HALF_WIDTHS: f64 = 3.0;
/// Rounds of refinement: each narrows the bracket, moves it or adds replications.
const ROUNDS: usize = 24;
/// Where there is no noise: how near times and other free values are found.
const TO_THE_UNIT: f64 = 1e-6;
/// More than what is needed by the last estimate, and at most this times as many at once.
const RESERVE: f64 = 1.1;
const AT_ONCE: f64 = 8.0;
/// No interval of fewer replications is taken for the answer's. Where spread grows with the mean, as delays' does, few
/// that happen to be small look precise too, and a search that stops there answers too much.
const ENOUGH: u64 = 40;

/// Two places about `width` apart round `x`, at least a unit.
fn around(places: &Places, x: f64, width: f64) -> [f64; 2] {
    let (low, high) = (places.snap(x - width / 2.0), places.snap(x + width / 2.0));
    if low < high {
        return [low, high];
    }
    match (places.axis().step(low, true), places.axis().step(low, false)) {
        (Some(higher), _) => [low, higher],
        // at the axis' end
        (None, Some(lower)) => [lower, low],
        (None, None) => [low, high],
    }
}

/// Brings the break of one objective between two places to the precision asked.
pub fn refine(
    places: &mut Places,
    objective: usize,
    mut ends: [f64; 2],
    effort: &Effort,
) -> Result<Break, Stop> {
    let mut n = effort.pilot;
    let Widths { wide, narrow, reach } = places.axis().widths();
    for _ in 0..ROUNDS {
        if let Some(found) = without_noise(places, objective, &mut ends, effort)? {
            return Ok(found);
        }
        for x in ends {
            places.look(x, n)?;
        }
        let [a, b] = ends.map(|x| reading(places, objective, x));
        let next = between(places, (a.x + b.x) / 2.0, a.x, b.x);
        let inside = next.filter(|_| b.x - a.x > narrow);
        let figure = crossing(&a, &b).and_then(|f| Some((f.value?, f.ci?, f.half_width()?)));
        let surely = a.all <= 0.0 && b.all > 0.0 && is_clear(&a) && is_clear(&b);
        let too_far = b.x - a.x > narrow && inside.is_none();
        // neighbours without a line, or too far apart for one: the answer is the last that surely holds before one that
        // surely does not
        if surely && next.is_none() && (too_far || figure.is_none()) {
            return Ok(Break { exact: false, ..exactly(objective, ends, n) });
        }
        if too_far && n >= effort.most_replications {
            return Ok(Break::caught(objective, ends, n));
        }
        // surely between two ends as near as is asked: without a line more replications tell no more
        let near = b.x - a.x <= 2.0 * effort.precision && inside.is_none();
        if surely && near && figure.is_none() && n >= ENOUGH {
            return Ok(Break { ci: ends, exact: false, ..exactly(objective, ends, n) });
        }
        let Some((x, ci, half)) = figure else {
            // no curve to read: halve by sign, then more replications
            match inside {
                Some(x) => {
                    let x = places.look(x, n)?;
                    let breaks = reading(places, objective, x).all > 0.0;
                    ends[usize::from(breaks)] = x;
                }
                None if n < effort.most_replications => n = effort.more(n, 2.0),
                None => return Ok(Break::caught(objective, ends, n)),
            }
            continue;
        };
        let width = (HALF_WIDTHS * half).clamp(narrow, wide);
        let inside = a.x - width / 4.0 <= x && x <= b.x + width / 4.0;
        let wanted = around(places, x.clamp(a.x - reach, b.x + reach), width);
        let wanted = this_side_of_bends(places, &a, &b, wanted);
        if (!inside || b.x - a.x > 1.6 * width) && wanted != ends {
            ends = wanted;
            continue;
        }
        if half <= effort.precision && n >= ENOUGH || n >= effort.most_replications {
            return Ok(Break { x, ci, exact: false, ..exactly(objective, ends, n) });
        }
        let ratio = half / effort.precision;
        n = effort.more(n, RESERVE * ratio * ratio).max(ENOUGH.min(effort.most_replications));
    }
    Ok(Break::caught(objective, ends, n))
}

/// Between two ends of which one holds and the other does not the break lies on their side of a bend, beyond which the curve
/// may have come back: a peak of load that is over in a day.
fn this_side_of_bends(places: &Places, a: &Reading, b: &Reading, [low, high]: [f64; 2]) -> [f64; 2] {
    let [from, to] = places.axis().stretch((a.x + b.x) / 2.0);
    let low = if a.all <= 0.0 { libm::fmax(low, from) } else { low };
    let high = if b.all > 0.0 { libm::fmin(high, to) } else { high };
    if low < high { [low, high] } else { [a.x, b.x] }
}

/// The break where neither end has noise, to the unit; the bracket narrows on the way. `None` where noise was met.
fn without_noise(
    places: &mut Places,
    objective: usize,
    ends: &mut [f64; 2],
    effort: &Effort,
) -> Result<Option<Break>, Stop> {
    let exact =
        |places: &Places, ends: &[f64; 2]| ends.iter().all(|x| reading(places, objective, *x).is_exact());
    if !exact(places, ends) {
        return Ok(None);
    }
    let (narrowed, is_unit) = to_the_unit(places, objective, *ends)?;
    *ends = narrowed;
    for x in narrowed {
        places.look(x, effort.pilot)?;
    }
    let found = exact(places, ends) && is_unit;
    Ok(found.then(|| exactly(objective, narrowed, effort.pilot)))
}

impl Effort {
    /// So many times as many replications, but not all at once and no more than are allowed.
    fn more(&self, n: u64, factor: f64) -> u64 {
        let wanted = libm::ceil(n as f64 * libm::fmin(factor, AT_ONCE)) as u64;
        wanted.max(n + 1).min(self.most_replications)
    }
}

impl Break {
    /// Somewhere between two places; no curve tells more.
    pub fn caught(objective: usize, ends: [f64; 2], replications: u64) -> Break {
        let x = ends[0];
        Break { objective, x, ci: ends, exact: false, resolved: false, between: ends, replications }
    }
}

fn reading(places: &Places, objective: usize, x: f64) -> Reading {
    places.at(x).map(|place| place.readings[objective].clone()).unwrap_or_default()
}

fn exactly(objective: usize, between: [f64; 2], replications: u64) -> Break {
    let [x, _] = between;
    Break { objective, x, ci: [x, x], exact: true, resolved: true, between, replications }
}

/// Without noise: between which two neighbours it breaks; and whether none was met that has noise after all.
fn to_the_unit(
    places: &mut Places,
    objective: usize,
    [mut low, mut high]: [f64; 2],
) -> Result<([f64; 2], bool), Stop> {
    let mut pace = Pace::default();
    while high - low > TO_THE_UNIT || places.axis().is_whole() {
        let [a, b] = [low, high].map(|x| (x, reading(places, objective, x).all));
        let Some(x) = between(places, pace.next(a, b, 0.0), low, high) else { break };
        let x = places.look(x, REPLICATIONS_WITHOUT_NOISE)?;
        let at = reading(places, objective, x);
        if at.all > 0.0 {
            high = x
        } else {
            low = x
        }
        if !at.is_exact() {
            return Ok(([low, high], false));
        }
    }
    Ok(([low, high], true))
}
