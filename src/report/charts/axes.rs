//! Axes with round ticks.

use super::super::figure::{Axis, Scale, Tick};
use super::super::format;
use crate::experiment::results::ScenarioInfo;

const DAY_S: f64 = 86_400.0;
const WEEK_S: f64 = 7.0 * DAY_S;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Steps between ticks of a clock, s.
pub const CLOCK_STEPS_S: [f64; 22] = [
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    900.0,
    1800.0,
    3600.0,
    7200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    DAY_S,
    2.0 * DAY_S,
    7.0 * DAY_S,
    28.0 * DAY_S,
    91.0 * DAY_S,
];

/// Seconds since Monday 00:00 at which the window begins, from "Mon 06:30".
pub fn start_s(start: &str) -> f64 {
    let (day, clock) = start.split_once(' ').unwrap_or(("Mon", start));
    let day = DAYS.iter().position(|name| day.starts_with(name)).unwrap_or(0);
    let mut fields = clock.split(':').map(|field| field.trim().parse::<f64>().unwrap_or(0.0));
    let (hours, minutes, seconds) =
        (fields.next().unwrap_or(0.0), fields.next().unwrap_or(0.0), fields.next().unwrap_or(0.0));
    day as f64 * DAY_S + hours * 3600.0 + minutes * 60.0 + seconds
}

/// The measured window by the local clock; values are seconds since its begin. At most `ticks` steps.
pub fn clock(scenario: &ScenarioInfo, ticks: usize) -> Axis {
    clock_from(scenario, 0.0, ticks)
}

/// The same from so many seconds before the window on, which are below zero.
pub fn clock_from(scenario: &ScenarioInfo, before_s: f64, ticks: usize) -> Axis {
    let (window, length) = (start_s(&scenario.start), libm::fmax(scenario.simulated_s, 1e-3) + before_s);
    let weeks = libm::ceil(libm::fmax(before_s - window, 0.0) / WEEK_S);
    let start = window - before_s + weeks * WEEK_S;
    let step = CLOCK_STEPS_S.iter().find(|step| length / **step <= ticks as f64).unwrap_or(&(364.0 * DAY_S));
    let first = libm::ceil(start / step);
    let count = libm::floor((start + length) / step) - first;
    let ticks = (0..=libm::fmax(count, 0.0) as u64).map(|n| {
        let at = (first + n as f64) * step;
        Tick { at: at - start - before_s, label: clock_label(at, *step, start, length) }
    });
    let since = if before_s > 0.0 { "local time, measured from" } else { "local time, from" };
    let label = format!("{since} {}", scenario.start);
    Axis { label, scale: Scale::Linear, from: 0.0 - before_s, to: length - before_s, ticks: ticks.collect() }
}

fn clock_label(at: f64, step: f64, start: f64, length: f64) -> String {
    let (day, second) = ((at / DAY_S) as usize, at % DAY_S);
    let (hour, minute, s) = (second as u64 / 3600, second as u64 / 60 % 60, second as u64 % 60);
    if length > 14.0 * DAY_S {
        return format!("day {}", format::fixed(libm::floor((at - start) / DAY_S), 0));
    }
    match () {
        () if length > DAY_S && second == 0.0 => DAYS[day % 7].to_string(),
        () if at - start == DAY_S && second == 0.0 => "24:00".to_string(),
        () if step < 60.0 => format!("{hour:02}:{minute:02}:{s:02}"),
        () => format!("{hour:02}:{minute:02}"),
    }
}

/// Months from a begin ("2027-01") on: whole years where it has a calendar, else multiples of half a year.
pub fn months(to: f64, begins: Option<&str>) -> Axis {
    let step = [6.0, 12.0, 24.0, 60.0, 120.0].into_iter().find(|step| to / step <= 10.0).unwrap_or(240.0);
    let date = begins.and_then(|begins| {
        let (year, month) = begins.split_once('-')?;
        Some((year.parse::<f64>().ok()?, month.parse::<f64>().ok()? - 1.0))
    });
    let before = date.map_or(0.0, |(_, month)| month);
    let first = libm::ceil(before / step);
    let count = libm::floor((before + to) / step) - first;
    let tick = |n: u64| {
        let at = (first + n as f64) * step;
        let label = match date {
            Some((year, _)) => {
                let month = libm::round(at % 12.0) + 1.0;
                format!("{}-{month:02}", year + libm::floor(at / 12.0))
            }
            None => format::fixed(at, 0),
        };
        Tick { at: at - before, label }
    };
    let label = begins.map_or("months".to_string(), |begins| format!("month, from {begins}"));
    let ticks = (0..=libm::fmax(count, 0.0) as u64).map(tick).collect();
    Axis { label, scale: Scale::Linear, from: 0.0, to, ticks }
}

/// 1, 2, 2.5 or 5 times a power of ten, so that at most `steps` make up `length`.
fn round_step(length: f64, steps: usize) -> f64 {
    let rough = length / steps as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let times = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|t| t * power >= rough * 0.999_999);
    times.unwrap_or(10.0) * power
}

/// From 0 to at least `to`; values are shown times `factor`.
pub fn from_zero(label: impl Into<String>, to: f64, factor: f64) -> Axis {
    from_zero_in(label, to, factor, 5)
}

/// The same in so many steps at most, for a low plot.
pub fn from_zero_in(label: impl Into<String>, to: f64, factor: f64, steps: usize) -> Axis {
    let to = if to > 0.0 && to.is_finite() { to } else { 1.0 / factor };
    let step = round_step(to, steps);
    let count = libm::ceil(to / step * 0.999_999);
    even(label, 0.0, step, count as u64, factor)
}

/// From a round value below `low` to one above `high`, never below zero; values are shown times `factor`.
pub fn between(label: impl Into<String>, low: f64, high: f64, factor: f64, steps: usize) -> Axis {
    let width = libm::fmax(high - low, libm::fmax(libm::fabs(high), 1e-3) * 1e-3);
    let step = round_step(width * factor, steps) / factor;
    let first = libm::fmax(libm::floor(low / step), 0.0);
    let count = libm::fmax(libm::ceil(high / step - 1e-6) - first, 1.0);
    even(label, first * step, step, count as u64, factor)
}

/// Whole numbers from zero to at least `to`.
pub fn counted(label: impl Into<String>, to: u64, steps: u64) -> Axis {
    let rough = to.div_ceil(steps).max(1);
    let power = 10u64.pow(rough.ilog10());
    let step =
        [1, 2, 5, 10].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(rough);
    even(label, 0.0, step as f64, to.div_ceil(step), 1.0)
}

/// A share shown in per cent, from a round value below `low` up to 100 %.
pub fn share_above(label: impl Into<String>, low: f64) -> Axis {
    let step = round_step(libm::fmax(1.0 - low, 0.002), 5);
    let count = libm::fmin(libm::ceil((1.0 - low) / step * 0.999_999), libm::ceil(1.0 / step));
    let from = libm::fmax(1.0 - libm::fmax(count, 1.0) * step, 0.0);
    even(label, from, step, libm::round((1.0 - from) / step) as u64, 100.0)
}

fn even(label: impl Into<String>, from: f64, step: f64, count: u64, factor: f64) -> Axis {
    let places = (0..6).find(|places| {
        let scaled = step * factor * libm::pow(10.0, f64::from(*places));
        libm::fabs(scaled - libm::round(scaled)) < 1e-6 * scaled
    });
    let places = places.unwrap_or(6) as usize;
    let label_of = |at: f64| format::fixed(at * factor, if at == 0.0 { 0 } else { places });
    let ticks =
        (0..=count).map(|n| from + n as f64 * step).map(|at| Tick { at, label: label_of(at) }).collect();
    Axis { label: label.into(), scale: Scale::Linear, from, to: from + count as f64 * step, ticks }
}

/// Ticks with labels that an axis has at least: fewer tell no scale.
const FEWEST_TICKS: usize = 3;

/// A logarithmic axis with ticks at 1, 2 and 5 times powers of ten; where too few of these lie within, at round values
/// as far apart as each other.
pub fn logarithmic(label: impl Into<String>, from: f64, to: f64) -> Axis {
    let first = libm::floor(libm::log10(from)) as i32;
    let last = libm::ceil(libm::log10(to)) as i32;
    let steps = |power: i32| [1.0, 2.0, 5.0].map(|step| step * libm::pow(10.0, f64::from(power)));
    let within = (first..=last).flat_map(steps).filter(|at| (from..=to).contains(at));
    let mut ticks: Vec<Tick> = within.map(|at| Tick { at, label: format::number(at) }).collect();
    if ticks.len() < FEWEST_TICKS {
        ticks = between("", from, to, 1.0, 6).ticks;
        ticks.retain(|tick| (from..=to).contains(&tick.at));
    }
    Axis { label: label.into(), scale: Scale::Log, from, to, ticks }
}

/// Times that people say, s: by tens below a second, then as clocks and calendars go.
const STOPS_S: [f64; 14] =
    [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 60.0, 600.0, 3600.0, 36_000.0, DAY_S, 10.0 * DAY_S];
/// What may stand between two stops.
const BETWEEN: [f64; 4] = [2.0, 3.0, 5.0, 20.0];

/// Stops, and between them those of their multiples that are round.
fn fine_stops() -> Vec<f64> {
    let mut stops = vec![STOPS_S[0]];
    for pair in STOPS_S.windows(2) {
        let within = BETWEEN.iter().map(|times| times * pair[0]).filter(|at| at * 1.5 < pair[1] * 1.01);
        stops.extend(within);
        stops.push(pair[1]);
    }
    stops.extend([30.0 * DAY_S, 100.0 * DAY_S]);
    stops
}

/// A time on a logarithmic scale that holds `low..high`, s.
pub fn log_time(label: impl Into<String>, low: f64, high: f64) -> Axis {
    let (low, high) = (libm::fmax(low, 1e-6), libm::fmax(high, libm::fmax(low, 1e-6)));
    let fine = fine_stops();
    let last = fine.len() - 1;
    let from = fine.iter().rposition(|at| *at <= low * 1.000_001).unwrap_or(0).min(last - 4);
    let to = fine.iter().position(|at| *at >= high * 0.999_999).unwrap_or(last).max(from + 4);
    let inside = &fine[from..=to];
    let coarse: Vec<f64> = inside.iter().copied().filter(|at| STOPS_S.contains(at)).collect();
    let chosen = if coarse.len() >= 3 { coarse } else { inside.to_vec() };
    let ticks = chosen.into_iter().map(|at| Tick { at, label: format::span(at) }).collect();
    Axis { label: label.into(), scale: Scale::Log, from: fine[from], to: fine[to], ticks }
}

/// Share of messages from 0 to 99.9 %, spread by what is missing to 100 %.
pub fn tail(label: impl Into<String>) -> Axis {
    let shares =
        [(0.0, "0"), (0.5, "50"), (0.8, "80"), (0.9, "90"), (0.95, "95"), (0.99, "99"), (0.999, "99.9")];
    let ticks = shares.map(|(at, label)| Tick { at, label: label.to_string() }).to_vec();
    Axis { label: label.into(), scale: Scale::Tail, from: 0.0, to: 0.999, ticks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    fn scenario(start: &str, simulated_s: f64) -> ScenarioInfo {
        ScenarioInfo { start: start.into(), simulated_s, ..ScenarioInfo::default() }
    }

    #[test]
    fn a_day_runs_to_24_hours() {
        let axis = clock(&scenario("Mon 00:00", DAY_S), 8);
        assert_eq!(labels(&axis).first(), Some(&"00:00"));
        assert_eq!(labels(&axis).last(), Some(&"24:00"));
    }

    #[test]
    fn ticks_stand_at_round_clock_times() {
        let axis = clock(&scenario("Tue 06:20", 7200.0), 6);
        assert_eq!(labels(&axis), ["06:30", "07:00", "07:30", "08:00"]);
        assert_eq!(axis.ticks[0].at, 600.0);
        assert!(labels(&clock(&scenario("Sat 00:00", 3.0 * DAY_S), 8)).contains(&"Sun"));
    }

    #[test]
    fn axes_hold_what_they_must_and_end_on_a_tick() {
        let axis = from_zero("kbit/s", 2260.0, 1.0);
        assert_eq!((axis.to, axis.ticks.last().unwrap().at), (2500.0, 2500.0));
        let axis = share_above("%", 0.931);
        assert!(axis.from <= 0.931 && (axis.to - 1.0).abs() < 1e-12);
        assert_eq!(labels(&from_zero("", 0.0, 1.0)).first(), Some(&"0"));
    }

    #[test]
    fn a_warm_up_lies_below_zero() {
        let axis = clock_from(&scenario("Mon 01:00", 7200.0), 7200.0, 4);
        assert_eq!(labels(&axis), ["23:00", "00:00", "01:00", "02:00", "03:00"]);
        let ticks: Vec<f64> = axis.ticks.iter().map(|tick| tick.at).collect();
        assert_eq!(ticks, [-7200.0, -3600.0, 0.0, 3600.0, 7200.0]);
        assert_eq!((axis.from, axis.to), (-7200.0, 7200.0));
    }

    #[test]
    fn whole_numbers_and_narrow_ranges_end_on_round_ticks() {
        assert_eq!(labels(&counted("", 20, 8)), ["0", "5", "10", "15", "20"]);
        assert_eq!(counted("", 3, 8).to, 3.0);
        let axis = between("", 0.4512, 0.4531, 100.0, 4);
        let minutes = between("", 915.0, 1190.0, 1.0 / 60.0, 4);
        assert_eq!(labels(&minutes), ["14", "16", "18", "20"]);
        assert!(axis.from <= 0.4512 && axis.to >= 0.4531 && axis.to - axis.from < 0.004, "{axis:?}");
    }

    #[test]
    fn ticks_stand_at_one_two_and_five_or_so_close_that_some_have_labels() {
        assert_eq!(
            labels(&logarithmic("", 900.0, 12_000.0)),
            ["1\u{202f}000", "2\u{202f}000", "5\u{202f}000", "10\u{202f}000"]
        );
        assert_eq!(labels(&logarithmic("", 0.92, 1.31)), ["1.0", "1.1", "1.2", "1.3"]);
        for (low, high) in
            [(5_500.0, 9_000.0), (2_100.0, 4_900.0), (1.0, 1.0), (10_000.0, 10_060.0), (0.3, 40.0)]
        {
            let axis = logarithmic("", low / 1.08, high * 1.08);
            let all: std::collections::BTreeSet<&str> = labels(&axis).into_iter().collect();
            assert!(all.len() >= 3 && all.len() == axis.ticks.len(), "{low} to {high}: {all:?}");
        }
    }

    #[test]
    fn tail_spreads_the_nines() {
        let axis = tail("");
        let step = axis.place(0.99) - axis.place(0.9);
        assert!((axis.place(0.999) - axis.place(0.99) - step).abs() < 1e-9);
    }

    #[test]
    fn log_time_has_extent_even_for_one_value() {
        let axis = log_time("", 0.05, 0.05);
        assert!(axis.from <= 0.05 && axis.to > axis.from);
        assert!(axis.ticks.len() >= 3);
    }

    #[test]
    fn log_time_speaks_as_people_do() {
        let axis = log_time("", 0.012, 5000.0);
        let labels = labels(&axis).join(" ").replace('\u{a0}', "");
        assert_eq!(labels, "10ms 100ms 1s 10s 1min 10min 1h");
        assert!(axis.to >= 5000.0);
    }
}
