//! What is said of elements that are offered more than they can do, all the time or in a burst.

use super::ElementEstimate;

const DAY_S: f64 = 86_400.0;

/// Seconds in the unit that suits them, "34 h".
fn roughly(seconds: f64) -> String {
    let scales = [(2.0 * DAY_S, DAY_S, "d"), (7200.0, 3600.0, "h"), (120.0, 60.0, "min"), (0.0, 1.0, "s")];
    let fitting = scales.into_iter().find(|(least, ..)| seconds >= *least);
    let (_, scale, unit) = fitting.unwrap_or((0.0, 1.0, "s"));
    let value = seconds / scale;
    let digits = if value < 10.0 { 10.0 } else { 1.0 };
    format!("{} {unit}", crate::units::number(libm::rint(value * digits) / digits))
}

/// A room that is full within this share of the window counts as full throughout.
const AT_ONCE: f64 = 0.1;

/// Warnings about elements that are offered more than they can do.
pub fn warnings(elements: &[ElementEstimate], window_s: f64) -> Vec<String> {
    let load = |row: &ElementEstimate| {
        row.offered_load.filter(|load| *load > 1.0 && !row.name.starts_with("radio."))
    };
    let warning = |row: &ElementEstimate| {
        let offered = 100.0 * load(row)?;
        let number = |per_s: f64| crate::units::number(libm::rint(per_s * 100.0) / 100.0);
        let backlog = match row.backlog_per_s.map(number) {
            None => String::new(),
            Some(per_s) if row.room_full_after_s.is_some_and(|s| s > AT_ONCE * window_s) => {
                let (full, window) = (roughly(row.room_full_after_s.unwrap_or_default()), roughly(window_s));
                format!(
                    "; its backlog grows by about {per_s} messages/s, and its room is full after about {full} (the study \
                     looks at {window})"
                )
            }
            Some(per_s) if row.limited => format!("; about {per_s} messages/s find its room full"),
            Some(per_s) => format!("; unstable: its backlog grows by about {per_s} messages/s"),
        };
        Some(format!("offered {offered:.0} % of what {} can carry ({}){backlog}", row.name, row.capacity))
    };
    let mut warnings: Vec<String> = elements.iter().filter_map(warning).collect();
    let bursts = elements.iter().filter(|row| row.offered_load.is_some_and(|load| load <= 1.0));
    warnings.extend(bursts.filter_map(|row| {
        let peak = row.peak_load.filter(|peak| *peak > 1.0)?;
        let (offered, name) = (100.0 * peak, &row.name);
        Some(format!(
            "a burst offers {name} up to {offered:.0} % of what it can carry ({}): it queues",
            row.capacity
        ))
    }));
    if elements.iter().any(|row| row.name.starts_with("gateways.") && load(row).is_some()) {
        warnings.push(
            "what a gateway cannot receive goes no further: loads behind an overloaded one are upper bounds"
                .into(),
        );
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(load: f64, backlog_per_s: Option<f64>, room_full_after_s: Option<f64>) -> ElementEstimate {
        ElementEstimate {
            name: "links.wan".into(),
            offered_load: Some(load),
            capacity: "256 kbit/s".into(),
            backlog_per_s,
            limited: true,
            room_full_after_s,
            ..ElementEstimate::default()
        }
    }

    #[test]
    fn a_room_that_the_study_never_fills_is_not_said_to_be_full() {
        let said = |full_s| warnings(&[row(1.15, Some(8.04), Some(full_s))], 7200.0).remove(0);
        let grows = "offered 115 % of what links.wan can carry (256 kbit/s); its backlog grows by about 8.04 messages/s, \
                     and its room is full after about 35 h (the study looks at 2 h)";
        assert_eq!(said(124_400.0), grows);
        assert!(said(12.0).ends_with("about 8.04 messages/s find its room full"), "{}", said(12.0));
    }

    #[test]
    fn a_burst_beyond_capacity_is_told_though_the_mean_is_low() {
        let burst = ElementEstimate { peak_load: Some(2.76), ..row(0.13, None, None) };
        let told = "a burst offers links.wan up to 276 % of what it can carry (256 kbit/s): it queues";
        assert_eq!(warnings(&[burst], 600.0), [told]);
    }
}
