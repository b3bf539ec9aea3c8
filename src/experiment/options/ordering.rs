//! When to order a set: the day to which the network as it is holds, less the longest lead time in the set. It knows that
//! day from the sets that were tried; without growth there is none.

use super::results::{Options, Ordered};
use super::timeline::Timeline;
use crate::experiment::forecast::order;
use crate::scenario::growth::date::day_of;

/// Says of the answer, and of every set that lasts longer than all cheaper ones, by when to order it. Nothing where no lead
/// time is known of one of its options, or nobody looked for how long the network holds as it is.
pub fn order(options: &mut Options, timeline: &Timeline) {
    let Some((start, needed)) = needed(options, timeline) else { return };
    options.horizon.wanted_from = Some(day_of(needed));
    for at in options.front.iter().copied().chain(options.answer).collect::<Vec<_>>() {
        let leads = options.sets[at].options.iter().map(|name| {
            let offered = options.options.iter().find(|one| one.name == *name)?;
            Some((offered.lead_days?, name.clone()))
        });
        let Some(leads) = leads.collect::<Option<Vec<_>>>() else { continue };
        // of equal ones the first of the file
        let longest = leads.into_iter().rev().max_by(|a, b| a.0.total_cmp(&b.0));
        options.sets[at].order = longest.map(|(lead_days, option)| {
            let (by, left) = order::before(start, needed, lead_days);
            Ordered { option, lead_days, by, left }
        });
    }
}

/// The start of growth, and the day to which the scenario as it stands was found to hold.
fn needed(options: &Options, timeline: &Timeline) -> Option<(i64, i64)> {
    let start = timeline.day(0)?;
    let bare = options.sets.iter().find(|tried| tried.options.is_empty())?;
    let held = match bare.lasts {
        Some(months) => months,
        // a cheaper set held longer: the bare one was not asked from the start on
        None if bare.month > 0 => return None,
        None => 0,
    };
    Some((start, timeline.day(held)?))
}

#[cfg(test)]
mod tests {
    use super::super::results::{Horizon, Offered, Tried};
    use super::*;
    use crate::experiment::results::Verdict;

    fn offered(name: &str, lead_days: Option<f64>) -> Offered {
        Offered { name: name.into(), lead_days, ..Offered::default() }
    }

    fn tried(names: &[&str], lasts: Option<u64>, month: u64) -> Tried {
        let options = names.iter().map(|name| name.to_string()).collect();
        Tried { options, lasts, month, verdict: Verdict::Missed, ..Tried::default() }
    }

    fn ordered(bare: Option<u64>, month: u64) -> Vec<Option<(String, String, String)>> {
        let mut options = Options {
            horizon: Horizon { months: 60, grows: true, ..Horizon::default() },
            options: vec![offered("mast", Some(120.0)), offered("lte", Some(30.0)), offered("own", None)],
            sets: vec![
                tried(&[], bare, month),
                tried(&["lte"], Some(30), 60),
                tried(&["mast", "lte"], Some(40), 60),
                tried(&["mast"], None, 41),
                tried(&["own", "mast"], Some(60), 60),
            ],
            answer: Some(4),
            front: vec![0, 1, 2, 4],
            ..Options::default()
        };
        let start = "2027-01".parse::<crate::scenario::growth::date::Date>().unwrap().first();
        order(&mut options, &Timeline::from(start));
        let said = |one: Ordered| (one.option, one.by, one.left);
        options.sets.into_iter().map(|tried| tried.order.map(said)).collect()
    }

    #[test]
    fn a_set_is_ordered_its_longest_lead_time_before_the_network_runs_out() {
        // twenty months from 2027-01-01 end on 2028-08-31; 30 days before 2028-09-01 is 2028-08-02, 120 days 2028-05-04
        let some = |option: &str, by: &str, left: &str| Some((option.into(), by.into(), left.into()));
        let expected = vec![
            None,
            some("lte", "2028-08-02", "19 months left"),
            some("mast", "2028-05-04", "16 months left"),
            None,
            None,
        ];
        assert_eq!(ordered(Some(20), 60), expected);
    }

    #[test]
    fn what_is_missed_from_the_start_should_have_been_ordered_before() {
        let dates = ordered(None, 0);
        assert_eq!(dates[1], Some(("lte".into(), "2026-12-02".into(), "too late by 30 days".into())));
        assert!(ordered(None, 31).iter().all(Option::is_none), "nobody knows how long it holds as it is");
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let start = "2027-01-31".parse::<crate::scenario::growth::date::Date>().unwrap().first();
        let day = |month| Timeline::from(start).day(month).map(day_of);
        assert_eq!(day(0), Some("2027-01-31".into()));
        assert_eq!(day(1), Some("2027-02-28".into()));
        assert_eq!(day(12), Some("2028-01-31".into()));
        assert_eq!(Timeline::default().day(3), None);
    }
}
