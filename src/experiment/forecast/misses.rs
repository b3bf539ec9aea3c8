//! When objectives are first missed: a coarse look along the calendar, as growth may turn and what runs out may recover,
//! then for each objective the capacity's search between the last day that held and the first that did not.

use super::calendar::Calendar;
use crate::experiment::capacity::places::{Place, Places, Stop};
use crate::experiment::capacity::refine;
use crate::experiment::capacity::search::{self, Break, Effort};

/// What becomes of an objective.
#[derive(Clone, Debug, PartialEq)]
pub enum Miss {
    /// Missed on the first day.
    FromTheStart,
    /// Missed from a day on.
    From(Break),
    /// It holds up to this place at least, the last at which it was looked and it was observed.
    Holds(f64),
    /// Nothing is observed on any day looked at, so that it is not said to hold.
    Unobserved,
}

/// How far the calendar was looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reach {
    /// The last place looked at.
    pub last: f64,
    /// Why it went no further than that.
    pub stopped: Option<String>,
}

/// Looks at the calendar, the first day included, at most.
const LOOKS: f64 = 12.0;
/// Steps between looks, months.
const STEPS: [f64; 5] = [1.0, 3.0, 6.0, 12.0, 60.0];
/// Replications of a look.
const GLANCE: u64 = 5;

/// The fate of every objective; `brief` searches only the first that is missed.
pub fn search(
    places: &mut Places,
    calendar: &Calendar,
    objectives: usize,
    effort: &Effort,
    brief: bool,
) -> Result<(Vec<Miss>, Reach), Stop> {
    search::glance_at_each(places, 0.0, effort)?;
    let cut = places.warm_up(0.0);
    places.cut_at_least(cut);
    let mut reach = look(places, calendar, objectives, effort, brief)?;
    // a beginning that takes longer at a later load: all again without it
    let broken = |x: &f64| (0..objectives).any(|of| breaks(places, *x, of));
    let first = places.all.iter().map(|place| place.x).find(broken).unwrap_or(reach.last);
    if places.cut_at_least(places.warm_up(first)) {
        reach = look(places, calendar, objectives, effort, brief)?;
    }
    let mut fates = Vec::new();
    for objective in 0..objectives {
        places.expect((objectives - objective - 1) as u64, ["objective", "objectives"]);
        fates.push(fate(places, objective, &reach, effort)?);
    }
    Ok((fates, reach))
}

/// Up to the horizon, or until all are missed.
fn look(
    places: &mut Places,
    calendar: &Calendar,
    objectives: usize,
    effort: &Effort,
    brief: bool,
) -> Result<Reach, Stop> {
    search::glance_at_each(places, 0.0, effort)?;
    let from_the_start: Vec<usize> = (0..objectives).filter(|of| breaks(places, 0.0, *of)).collect();
    let mut left: Vec<usize> = (0..objectives).filter(|of| !from_the_start.contains(of)).collect();
    let mut reach = Reach::default();
    let grid = grid(calendar.end(), calendar.turns());
    for (at, x) in grid.iter().copied().enumerate() {
        places.expect((grid.len() - at - 1) as u64, ["look", "looks"]);
        if left.is_empty() {
            break;
        }
        match places.look(x, GLANCE.min(effort.pilot)) {
            Ok(x) => reach.last = x,
            Err(Stop::Beyond(why)) => {
                reach.stopped = Some(why);
                break;
            }
            Err(stop) => return Err(stop),
        }
        let before = left.len();
        left.retain(|of| !breaks(places, reach.last, *of));
        if brief && left.len() < before {
            left.clear();
        }
    }
    Ok(reach)
}

/// Months at which it is looked, the start left out and the end included; and every turn, as what is up there may be down at
/// the looks beside it.
fn grid(end: f64, turns: &[f64]) -> Vec<f64> {
    let step = STEPS.into_iter().find(|step| end / step <= LOOKS).unwrap_or(end / LOOKS);
    let mut grid: Vec<f64> =
        (1..).map(|n| f64::from(n) * step).take_while(|x| *x < end - step / 4.0).collect();
    grid.push(end);
    grid.extend(turns.iter().filter(|turn| (0.0..end).contains(*turn) && **turn > 0.0));
    grid.sort_by(f64::total_cmp);
    grid.dedup();
    grid
}

fn breaks(places: &Places, x: f64, of: usize) -> bool {
    places.at(x).is_some_and(|place| place.readings[of].all > 0.0)
}

/// Whether luck leaves no doubt on which side of its limit an objective is.
pub fn is_clear(places: &Places, x: f64, of: usize) -> bool {
    let reading = places.at(x).map(|place| &place.readings[of]);
    reading.is_some_and(|reading| search::is_clear(reading) || reading.is_exact() && !reading.all.is_nan())
}

fn fate(places: &mut Places, of: usize, reach: &Reach, effort: &Effort) -> Result<Miss, Stop> {
    if breaks(places, 0.0, of) {
        return Ok(Miss::FromTheStart);
    }
    let first = |places: &Places| places.all.iter().position(|place| place.readings[of].all > 0.0);
    if first(places).is_none() && !is_clear(places, reach.last, of) {
        match places.look(reach.last, effort.pilot) {
            Ok(_) | Err(Stop::Beyond(_)) => {}
            Err(stop) => return Err(stop),
        }
    }
    let Some(at) = first(places) else {
        let holds = |place: &&Place| place.readings[of].all <= 0.0;
        let last = places.all.iter().rev().filter(|place| place.x <= reach.last).find(holds);
        return Ok(last.map_or(Miss::Unobserved, |place| Miss::Holds(place.x)));
    };
    let days: Vec<f64> = places.all.iter().map(|place| place.x).collect();
    let holds = |x: &&f64| places.at(**x).is_some_and(|place| place.readings[of].all <= 0.0);
    let low = days[..at].iter().rev().find(holds).copied().unwrap_or(0.0);
    let found = search::narrow(places, &[of], low, days[at], effort)
        .and_then(|(_, low, high)| refine::refine(places, of, [low, high], effort));
    match found {
        // more replications than are allowed: what signs alone tell
        Err(Stop::Beyond(_)) => Ok(Miss::From(Break::caught(of, [low, days[at]], GLANCE))),
        found => found.map(Miss::From),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_looked_at_in_even_steps_to_its_end() {
        assert_eq!(grid(5.97, &[]), [1.0, 2.0, 3.0, 4.0, 5.0, 5.97]);
        assert_eq!(grid(35.97, &[]).len(), 12);
        assert_eq!(grid(59.97, &[])[..2], [6.0, 12.0]);
        assert!(grid(600.0, &[]).len() <= 13 && grid(0.3, &[]) == [0.3]);
    }

    #[test]
    fn a_date_that_growth_names_is_looked_at_for_itself() {
        assert_eq!(grid(3.97, &[0.0, 1.5, 2.0, 9.0]), [1.0, 1.5, 2.0, 3.0, 3.97]);
    }
}
