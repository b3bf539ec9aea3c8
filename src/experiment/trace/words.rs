//! A trace in words: what was asked, moments of the clock, figures with the digits that matter.

use super::diary::{Contest, Reception, Stretch};
use super::find::Counts;
use super::query::{Asked, Ending, Query};
use crate::model::cause::CAUSES;
use crate::model::radio::lorawan::Capture;
use crate::model::traffic::time_of_day;
use crate::network::Clock;
use crate::scenario::clock;
use crate::units::{Span, Time, noun};

const DAY: u64 = 86_400_000_000_000;
const WEEK: u64 = 7 * DAY;

/// How a ratio of signal to interference is formed, in a line.
pub fn capture(rule: Capture) -> &'static str {
    match rule {
        Capture::EnergyWeighted => {
            "of energies: its own over its airtime, the others' over the time together"
        }
        Capture::SumOverlap => "of powers: all that overlap it, however briefly, added",
        Capture::PairwisePeak => "of powers: the strongest that overlaps it, however briefly",
    }
}

/// A whole number with its thousands apart.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(" ")
}

/// "3.2 dB".
pub fn decibels(db: f64) -> String {
    format!("{} dB", tenths(db))
}

/// "-128.1 dBm".
pub fn dbm(level: f64) -> String {
    if level.is_finite() { format!("{} dBm", tenths(level)) } else { "no power".into() }
}

/// One decimal; no "-0.0", and none where it is round.
fn tenths(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = if text == "-0.0" { "0.0" } else { text.as_str() };
    text.strip_suffix(".0").unwrap_or(text).to_string()
}

/// A time with a digit more than its milliseconds, in ms below a second: "370.7 ms", "61.302 s".
pub fn seconds(seconds: f64) -> String {
    match libm::fabs(seconds) {
        size if size >= 600.0 => format!("{} min", tenths(seconds / 60.0)),
        size if size >= 1.0 => format!("{seconds:.3} s"),
        size if size >= 1e-4 || size == 0.0 => format!("{} ms", tenths(seconds * 1e3)),
        _ => format!("{} us", tenths(seconds * 1e6)),
    }
}

/// A moment by weekday and local clock, and by day where a window has several of the same name.
pub fn instant(at: Time, clock: &Clock) -> String {
    let (day, ms) = (clock::WEEKDAYS[(at.0 % WEEK / DAY) as usize], at.0 % DAY / 1_000_000);
    let time =
        format!("{day} {:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    if (clock.to - clock.from).0 <= WEEK {
        return time;
    }
    format!("day {}, {time}", at.0 / DAY - clock.from.0 / DAY + 1)
}

/// The moment meant by "2 h" (after the window's begin), "Tue 08:00" or "08:00" (the first such after `after`).
pub fn moment(text: &str, clock: &Clock, after: Time) -> Result<Time, String> {
    let next = |period: u64, of: Span| Time(after.0 + (of.0 + period - after.0 % period) % period);
    let weekday = clock::start(text).map(|of| next(WEEK, of));
    let of_day = || time_of_day(text).ok().map(|of| next(DAY, of));
    let later = || text.parse::<Span>().ok().map(|span| clock.from + span);
    match weekday.or_else(of_day).or_else(later) {
        Some(at) if at <= clock.to => Ok(at),
        Some(_) => Err(format!("`{text}` is beyond the window, which ends {}", instant(clock.to, clock))),
        None => Err(format!(
            "`{text}` is no moment; write the time since the window's begin (\"2 h\"), or \"08:00\", or \"Tue 08:00\""
        )),
    }
}

/// "messages of meters:17 born from 08:00 on".
pub fn population(asked: &Asked) -> String {
    let plain = |text: &String| text.strip_prefix("devices.").unwrap_or(text).to_string();
    let of: Vec<String> = match asked.devices.is_empty() {
        true => asked.classes.iter().map(plain).collect(),
        false => asked.devices.iter().map(plain).collect(),
    };
    let of = if of.is_empty() { String::new() } else { format!(" of {}", of.join(", ")) };
    let born = match (&asked.from, &asked.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" born from {from} on"),
        (None, Some(to)) => format!(" born before {to}"),
        (Some(from), Some(to)) => format!(" born from {from} to {to}"),
    };
    format!("{of}{born}")
}

/// "lost by collision at gateways.rooftop:3"; empty for any ending.
pub fn ending(ending: &Ending) -> String {
    let Ending::Lost(text) = ending else {
        return match ending {
            Ending::Delivered => "delivered in time".into(),
            Ending::Late => "late".into(),
            _ => String::new(),
        };
    };
    let (cause, place) = text.split_once('@').map_or((text.as_str(), None), |(c, p)| (c, Some(p)));
    let cause = cause.to_lowercase().replace(['-', ' '], "_");
    let lost = CAUSES.iter().find(|row| row.name == cause).map_or("lost".into(), |row| lost(row.name));
    format!("{lost}{}", place.map_or(String::new(), |place| format!(" at {place}")))
}

/// "lost by collision", "lost (out of range)": a cause by its name, as it reads.
pub fn lost(cause: &str) -> String {
    let words = cause.replace('_', " ");
    match cause {
        "expired" => "late".into(),
        "collision" | "interference" | "link_loss" | "buffer_overflow" | "overload" => {
            format!("lost by {words}")
        }
        _ => format!("lost ({words})"),
    }
}

/// "312 of 5 000 messages of meters were lost by collision in replication 1 (6.2 %); 20 of them, spread over the run".
pub fn headline(query: &Query, counts: &Counts, shown: usize, replication: u64) -> String {
    let Counts { offered, matching, .. } = *counts;
    let (of, ending) = (&query.population, &query.ending);
    let shown = match shown as u64 {
        0 => String::new(),
        n if n == matching => format!("; {}", noun(n, "it follows", "all of them follow")),
        1 => "; one of them follows".into(),
        n => format!("; {} of them follow, spread over the run", count(n)),
    };
    let messages = |number| format!("{} {}{of}", count(number), noun(number, "message", "messages"));
    if ending.is_empty() {
        let born = noun(offered, "was offered", "were offered");
        return format!("{} {born} in replication {replication}{shown}", messages(offered));
    }
    if offered == 0 {
        return format!("No message{of} was offered in replication {replication}");
    }
    let part = percent(matching as f64 / offered as f64);
    let were = noun(matching, "was", "were");
    format!(
        "{} of {} {were} {ending} in replication {replication} ({part}){shown}",
        count(matching),
        messages(offered)
    )
}

/// A share with the digits that matter: "6.2 %", "0.002 %".
fn percent(share: f64) -> String {
    let digits = match share {
        share if share >= 0.1 || share == 0.0 => 1,
        share if share >= 0.001 => 2,
        _ => 3,
    };
    format!("{:.digits$} %", 100.0 * share)
}

/// A gateway's verdict: "heard, 9.4 dB above sensitivity", "collision, 4.8 dB short".
pub fn verdict(reception: &Reception) -> String {
    let contest = reception.contest.as_ref();
    match (reception.lost, reception.margin_db) {
        (None, None) => "heard".into(),
        (None, Some(margin)) => {
            let spare = contest.and_then(spare).map_or(String::new(), |spare| format!(", {spare}"));
            format!("heard, {} above sensitivity{spare}", decibels(margin))
        }
        (Some("out_of_range"), Some(margin)) => format!("below sensitivity by {}", decibels(-margin)),
        (Some("no_demodulator"), _) => {
            let all = reception.demodulators.unwrap_or_default();
            format!("no demodulator: {all} of {all} busy when it began")
        }
        (Some(cause), _) => {
            let words = CAUSES.iter().find(|row| row.name == cause).map_or(cause, |row| row.label);
            let short = match contest.map(|contest| contest.short_db) {
                Some(Some(short)) => format!(", {} short", decibels(short)),
                Some(None) => ", no power is enough".into(),
                None => String::new(),
            };
            format!("{words}{short}")
        }
    }
}

/// "waiting 12 min, of which 10 min while the link was down".
pub fn stretch(one: &Stretch) -> String {
    let text = format!("{} {}", one.part, seconds(one.span_s));
    match one.down_s() {
        down if down <= 0.0 => text,
        down => format!("{text}, of which {} while the {} was down", seconds(down), kind(&one.element)),
    }
}

/// "link" or "station", by an element's name.
pub fn kind(element: &str) -> &'static str {
    if element.starts_with("links.") { "link" } else { "station" }
}

/// What stood behind a drop, as it reads after its cause; empty where the cause says all.
pub fn due_to(name: Option<&str>, element: &str) -> String {
    match name {
        Some("outage") => format!(", while the {} was down", kind(element)),
        Some("codel") => ": CoDel dropped it from the head of the queue".into(),
        Some("red") => ": random early detection dropped it as it came".into(),
        _ => String::new(),
    }
}

/// How much better a frame did than those that overlapped it asked for.
fn spare(contest: &Contest) -> Option<String> {
    let first = contest.others.first()?;
    Some(format!("{} to spare against {}", decibels(-contest.short_db?), first.device))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::study::StudySpec;

    #[test]
    fn moments_are_read_by_clock_or_since_the_beginning() {
        let study = StudySpec { start: Some("Tue 06:30".into()), ..StudySpec::default() };
        let clock = Clock::of(&study, Span::ZERO);
        let hours =
            |text: &str| (moment(text, &clock, clock.from).unwrap() - clock.from).as_secs_f64() / 3600.0;
        assert_eq!(hours("90 min"), 1.5);
        assert_eq!(hours("08:00"), 1.5);
        assert_eq!(hours("06:30"), 0.0);
        assert_eq!(hours("06:00"), 23.5, "of the next day");
        assert_eq!(hours("Wed 06:00"), 23.5);
        assert!(moment("Thu 06:00", &clock, clock.from).unwrap_err().contains("ends Wed 06:30:00"));
        assert!(moment("noon", &clock, clock.from).unwrap_err().contains("\"Tue 08:00\""));
        assert_eq!(instant(clock.from, &clock), "Tue 06:30:00.000");
    }

    #[test]
    fn figures_have_the_digits_that_matter() {
        assert_eq!([decibels(3.25), decibels(-0.01), dbm(-128.0)], ["3.2 dB", "0 dB", "-128 dBm"]);
        assert_eq!([seconds(0.3707), seconds(61.3024), seconds(2.5e-6)], ["370.7 ms", "61.302 s", "2.5 us"]);
        assert_eq!(count(1_234_567), "1 234 567");
    }

    #[test]
    fn what_was_asked_is_said_again() {
        let lost = |text: &str| ending(&Ending::Lost(text.into()));
        assert_eq!(lost("collision"), "lost by collision");
        assert_eq!(lost("any@links.lte"), "lost at links.lte");
        assert_eq!(lost("out-of-range"), "lost (out of range)");
        assert_eq!(
            lost("buffer-overflow@links.lte@rooftop:7"),
            "lost by buffer overflow at links.lte@rooftop:7"
        );
    }
}
