//! When to order so that service begins in time: the early end of the interval less the lead time of the element's kind.
//! What is left is counted from the start of growth: a forecast knows no today.

use super::calendar::Calendar;
use super::results::Order;
use crate::scenario::growth::LeadTimes;
use crate::scenario::growth::date::{day_of, position};

const DAY_S: f64 = 86_400.0;

/// For an element that is wanted from the day `needed` on; none if nobody said how long its kind takes.
pub fn order(calendar: &Calendar, leads: LeadTimes, element: &str, needed: i64) -> Option<Order> {
    let (kind, lead) = leads.of(element)?;
    let lead_days = lead?.as_secs_f64() / DAY_S;
    let start = calendar.start();
    let (by, left) = before(start, needed, lead_days);
    let at = calendar.months(needed - libm::ceil(lead_days) as i64);
    Some(Order { kind: kind.to_string(), lead_days, by, at, left })
}

/// The last day on which to order what takes so many days and is wanted on a day (both since 1970-01-01), and what is left
/// to it from the start.
pub fn before(start: i64, needed: i64, lead_days: f64) -> (String, String) {
    let by = needed - libm::ceil(lead_days) as i64;
    (day_of(by), left(position(by) - position(start), by - start))
}

/// "4 months left", "12 days left", "too late by 2 months": whole months on the safe side.
fn left(months: f64, days: i64) -> String {
    let said = |count: f64, what: &str| format!("{count:.0} {what}{}", if count == 1.0 { "" } else { "s" });
    let size = libm::fabs(months);
    // a hair, as months are fractions
    match (days < 0, size >= 2.0) {
        (false, true) => format!("{} left", said(libm::floor(size + 1e-9), "month")),
        (false, false) => format!("{} left", said(days as f64, "day")),
        (true, true) => format!("too late by {}", said(libm::ceil(size - 1e-9), "month")),
        (true, false) => format!("too late by {}", said(-days as f64, "day")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_on_the_safe_side() {
        assert_eq!(left(4.97, 150), "4 months left");
        assert_eq!(left(2.0, 59), "2 months left");
        assert_eq!(left(0.03, 1), "1 day left");
        assert_eq!(left(0.0, 0), "0 days left");
        assert_eq!(left(-1.2, -37), "too late by 37 days");
        assert_eq!(left(-2.2, -68), "too late by 3 months");
    }
}
