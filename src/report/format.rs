//! Figures as a reader wants them: `1 234 567`, `98.4 % ± 0.2`, `45 ms`. Never used where machines read.

use crate::experiment::results::{Estimate, ObjectiveResult};

/// Groups digits; narrow, so that a number holds together.
const GROUP: char = '\u{202f}';
/// Between a figure and its unit; does not break.
const GAP: char = '\u{a0}';
/// What stands where there is no figure.
pub const NONE: &str = "–";

/// A whole number with grouped digits.
pub fn count(number: u64) -> String {
    group(&number.to_string())
}

fn group(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("−", rest));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(GROUP);
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// A number with so many decimals.
pub fn fixed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    group(if zero { text.trim_start_matches('-') } else { &text })
}

/// Decimals that leave about `digits` significant ones.
fn decimals(number: f64, digits: i32) -> usize {
    if number == 0.0 {
        return 0;
    }
    let leading = libm::floor(libm::log10(libm::fabs(number)) + 1e-9) as i32;
    (digits - 1 - leading).clamp(0, 9) as usize
}

/// A number with about three significant digits, without trailing zeros.
pub fn number(value: f64) -> String {
    let text = fixed(value, decimals(value, 3));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

/// A number with about two significant digits.
pub fn rough(value: f64) -> String {
    if value > 0.0 && value < 0.001 {
        return format!("<{GROUP}0.001");
    }
    trimmed(value, decimals(value, 2))
}

/// Shares nearer than this to an end are said to be near it: 0.001 %.
const LEAST: f64 = 1e-5;

/// A time's interval that ends so many times as far has a unit for each end.
const FAR: f64 = 100.0;

/// A share in per cent. Neither 0 % nor 100 % is said of what is only near it.
pub fn share(value: f64) -> String {
    match value {
        v if v > 0.0 && v < LEAST => format!("< 0.001{GAP}%"),
        v if v < 1.0 && v > 1.0 - LEAST => format!("> 99.999{GAP}%"),
        v => format!("{}{GAP}%", percent(v, share_decimals(v))),
    }
}

/// A load or utilisation: what is below a thousandth is nothing to a planner.
fn load(value: f64) -> String {
    if value > 0.0 && value < 0.001 { format!("< 0.1{GAP}%") } else { share(value) }
}

fn share_decimals(value: f64) -> usize {
    let whole = libm::round(value * 100.0);
    if libm::fabs(value * 100.0 - whole) < 1e-9 {
        return 0;
    }
    let to_end = libm::fmin(libm::fabs(value), libm::fabs(1.0 - value)) * 100.0;
    match to_end {
        d if d >= 10.0 && value > 1.0 => 0,
        d if d >= 0.1 => 1,
        d => decimals(d, 1).min(3),
    }
}

fn percent(value: f64, decimals: usize) -> String {
    fixed(value * 100.0, decimals)
}

/// The unit in which a time is written, and its seconds.
pub fn time_unit(seconds: f64) -> (&'static str, f64) {
    const UNITS: [(&str, f64); 6] =
        [("d", 172_800.0), ("h", 7200.0), ("min", 120.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)];
    let chosen = UNITS.iter().find(|(_, least)| libm::fabs(seconds) >= *least * 0.9995);
    match chosen {
        Some(("d", _)) => ("d", 86_400.0),
        Some(("h", _)) => ("h", 3600.0),
        Some(("min", _)) => ("min", 60.0),
        Some((name, factor)) => (name, *factor),
        None if seconds == 0.0 => ("s", 1.0),
        None => ("µs", 1e-6),
    }
}

/// A time with two or three significant digits.
pub fn time(seconds: f64) -> String {
    if seconds > 0.0 && seconds < 1e-6 {
        return format!("< 1{GAP}µs");
    }
    let (unit, factor) = time_unit(seconds);
    let value = seconds / factor;
    let digits = if libm::fabs(value) < 10.0 { 3 } else { 2 };
    format!("{}{GAP}{unit}", trimmed(value, decimals(value, digits)))
}

/// A round time in the largest unit that leaves it whole: `1 d`, `90 min`, `5 ms`.
pub fn span(seconds: f64) -> String {
    const UNITS: [(&str, f64); 6] =
        [("d", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)];
    let whole = |(_, factor): &&(&str, f64)| {
        let value = seconds / factor;
        value > 0.999 && libm::fabs(value - libm::round(value)) < 1e-6 * value
    };
    let found = UNITS.iter().find(whole);
    found.map_or_else(|| time(seconds), |(unit, factor)| format!("{}{GAP}{unit}", fixed(seconds / factor, 0)))
}

/// What a figure measures, which decides its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A share; shown in per cent.
    Share,
    /// A load or utilisation; shown in per cent, without the digits that only a share of losses needs.
    Load,
    /// A time in seconds.
    Time,
}

impl Quantity {
    /// Of a metric's name.
    pub fn of(metric: &str) -> Quantity {
        let begins = |words: &[&str]| words.iter().any(|word| metric.starts_with(word));
        match () {
            () if metric == "waiting_share" => Quantity::Share,
            () if begins(&["latency", "waiting", "reconnect"]) => Quantity::Time,
            () if begins(&["utilisation", "offered_load"]) => Quantity::Load,
            () => Quantity::Share,
        }
    }

    /// A single figure.
    pub fn text(self, value: f64) -> String {
        match self {
            Quantity::Share => share(value),
            Quantity::Load => load(value),
            Quantity::Time => time(value),
        }
    }

    /// A figure with its interval.
    pub fn estimate(self, estimate: Estimate) -> String {
        let Some(value) = estimate.value else { return NONE.to_string() };
        let Some(ci) = estimate.ci else { return self.text(value) };
        if self.is_lost_in_rounding(value, ci) {
            return self.text(value);
        }
        if self == Quantity::Time && value > 0.0 && ci[1] >= FAR * value {
            return format!("{} ({}–{})", time(value), time(ci[0]), time(ci[1]));
        }
        let (unit, factor) = match self {
            Quantity::Share | Quantity::Load => ("%", 0.01),
            Quantity::Time => time_unit(value),
        };
        interval(value / factor, [ci[0] / factor, ci[1] / factor], unit, self.most_decimals(value, factor))
    }

    /// Whether value and interval lie so near an end that no digit tells them apart from it.
    fn is_lost_in_rounding(self, value: f64, [low, high]: [f64; 2]) -> bool {
        match self {
            Quantity::Load => high < 0.001,
            Quantity::Share => value > 0.0 && high < LEAST || value < 1.0 && low > 1.0 - LEAST,
            // nothing on the way takes time
            Quantity::Time => high <= 0.0,
        }
    }

    /// Decimals that somebody may want: of a time four significant digits, of a share thousandths of a per cent.
    fn most_decimals(self, value: f64, factor: f64) -> usize {
        match self {
            Quantity::Time => decimals(value / factor, 4),
            Quantity::Load => 2,
            Quantity::Share => 3,
        }
    }
}

/// `98.42 % ± 0.23`; `99.1 % (98.2–99.4)` where the interval is not symmetric, `0 % (≤ 0.3)` where it has one side.
/// Two significant digits of the half-width and as many decimals of the value, at most `most`; where that is too
/// coarse for the half-width it is said to be below the last digit, never rounded up to it.
fn interval(value: f64, [low, high]: [f64; 2], unit: &str, most: usize) -> String {
    let half = (high - low) / 2.0;
    let places = if half > 0.0 { decimals(half, 2).min(most) } else { most };
    let last = libm::pow(10.0, -(places as f64));
    let text = fixed(value, places);
    let low_text = trimmed(libm::floor(low / last + 1e-6) * last, places);
    let high_text = trimmed(libm::ceil(high / last - 1e-6) * last, places);
    match () {
        () if half <= 0.0 && unit == "%" => format!("{}{GAP}{unit}{GAP}±{GAP}0", trimmed(value, places)),
        () if half < last / 2.0 && (unit != "%" || value > low && value < high) => {
            format!("{text}{GAP}{unit}{GAP}±{GAP}<{GAP}{}", fixed(last, places))
        }
        () if value <= low => format!("{}{GAP}{unit} (≤{GAP}{high_text})", trimmed(value, places)),
        () if value >= high => format!("{}{GAP}{unit} (≥{GAP}{low_text})", trimmed(value, places)),
        () if unit == "%" && value < 100.0 && fixed(value, places) == fixed(100.0, places) => {
            format!(">{GAP}{}{GAP}% (≥{GAP}{low_text})", fixed(100.0 - last, places))
        }
        () if half > last && libm::fabs((low + high) / 2.0 - value) > 0.15 * half => {
            format!("{text}{GAP}{unit} ({low_text}–{high_text})")
        }
        () => format!("{text}{GAP}{unit}{GAP}±{GAP}{}", fixed(half, places)),
    }
}

/// A number with at most so many decimals.
fn trimmed(value: f64, places: usize) -> String {
    let text = fixed(value, places);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

/// Words of a metric.
pub fn metric(name: &str) -> String {
    let words = match name.strip_suffix("_busy_hour") {
        Some("utilisation") => "busy-hour use".to_string(),
        Some(figure) => format!("busy-hour {}", figure.replace('_', " ")),
        None => name.replace('_', " "),
    };
    match (words.as_str(), words.strip_prefix("devices below ")) {
        ("delivery ratio", _) => "delivered".to_string(),
        ("latency mean", _) => "mean latency".to_string(),
        ("latency p50", _) => "half arrive within".to_string(),
        ("latency p95", _) => format!("95{GAP}% arrive within"),
        ("latency p99", _) => format!("99{GAP}% arrive within"),
        ("reconnect p95", _) => format!("95{GAP}% are back within"),
        ("reconnect p99", _) => format!("99{GAP}% are back within"),
        ("latency p999", _) => format!("99.9{GAP}% arrive within"),
        (_, Some(share)) => format!("devices below {share}{GAP}%"),
        _ => words,
    }
}

/// A limit with signs of print, in the unit that fits.
pub fn limit(objective: &ObjectiveResult) -> String {
    let sign = if objective.limit.starts_with(">") { "≥" } else { "≤" };
    let value = objective.limit_value;
    let text = match Quantity::of(&objective.metric) {
        Quantity::Time => span_or_time(value),
        Quantity::Share | Quantity::Load => share(value),
    };
    format!("{sign}{GAP}{text}")
}

/// As a whole number of some unit where that is short: `4 h`, `60 s`, else `5.1 s`.
pub fn span_or_time(seconds: f64) -> String {
    let (whole, time) = (span(seconds), time(seconds));
    if whole.chars().count() <= time.chars().count() { whole } else { time }
}

/// A member's name without the kind before it, which its place on the page tells: "rooftop:7", "lte@rooftop:7".
pub fn element(name: &str) -> &str {
    let kinds = ["gateways.", "links."];
    kinds.into_iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name)
}

/// A sentence of the results in the page's words.
pub fn plainly(sentence: &str) -> String {
    let plain = sentence.replace("replication", "repetition").replace(" (3/n)", "");
    plain.replace("; 3/n, if", ", if")
}

/// "1 gateway", "12 gateways".
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{}{GAP}{}", count(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: String) -> String {
        text.replace(['\u{202f}', '\u{a0}'], " ")
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(plain(count(1_234_567)), "1 234 567");
        assert_eq!(plain(number(-12_345.6)), "−12 346");
        assert_eq!(plain(number(0.01234)), "0.0123");
        assert_eq!(plain(number(2.0)), "2");
    }

    #[test]
    fn shares_near_the_ends_are_not_rounded_to_them() {
        assert_eq!(plain(share(1.0)), "100 %");
        assert_eq!(plain(share(0.984)), "98.4 %");
        assert_eq!(plain(share(0.99997)), "99.997 %");
        assert_eq!(plain(share(0.00003)), "0.003 %");
        assert_eq!(plain(share(1.5)), "150 %");
        assert_eq!(plain(share(0.0)), "0 %");
        assert_eq!(plain(share(0.7)), "70 %");
    }

    #[test]
    fn times_take_the_unit_that_fits() {
        for (seconds, text) in
            [(0.045, "45 ms"), (1.8, "1.8 s"), (0.000_35, "350 µs"), (90.0, "90 s"), (7300.0, "2.03 h")]
        {
            assert_eq!(plain(time(seconds)), text);
        }
        assert_eq!(plain(span(86_400.0)), "1 d");
        assert_eq!(plain(span(5400.0)), "90 min");
    }

    #[test]
    fn estimates_show_as_many_digits_as_they_know() {
        let of = |value, low, high| Estimate { value: Some(value), ci: Some([low, high]) };
        assert_eq!(plain(Quantity::Share.estimate(of(0.9842, 0.9819, 0.9865))), "98.42 % ± 0.23");
        assert_eq!(plain(Quantity::Share.estimate(of(0.00232, 0.00231, 0.00233))), "0.232 % ± 0.001");
        assert_eq!(plain(Quantity::Share.estimate(of(0.0, 0.0, 0.000_03))), "0 % (≤ 0.003)");
        assert_eq!(plain(Quantity::Time.estimate(of(1.84, 1.79, 1.89))), "1.840 s ± 0.050");
        assert_eq!(plain(Quantity::Time.estimate(of(0.451, 0.29, 0.612))), "451 ms ± 161");
        assert_eq!(plain(Quantity::Share.estimate(of(0.9, 0.7, 0.95))), "90 % (70–95)");
        assert_eq!(plain(Quantity::Time.estimate(of(0.103, 0.0, 1613.89))), "103 ms (0 s–27 min)");
        assert_eq!(plain(Quantity::Share.estimate(of(1.0, 0.9999, 1.0))), "100 % (≥ 99.99)");
        assert_eq!(plain(Quantity::Time.estimate(of(0.0, 0.0, 0.0))), "0 s");
        assert_eq!(Quantity::Time.estimate(Estimate::default()), NONE);
    }

    #[test]
    fn digits_that_nobody_needs_are_left_out_and_no_half_width_is_rounded_up() {
        let of = |value, low, high| Estimate { value: Some(value), ci: Some([low, high]) };
        assert_eq!(plain(Quantity::Load.estimate(of(0.000_064_7, 0.000_06, 0.000_07))), "< 0.1 %");
        assert_eq!(plain(Quantity::Load.estimate(of(0.1407, 0.1392, 0.1422))), "14.07 % ± 0.15");
        assert_eq!(plain(Quantity::Time.estimate(of(2.05521, 2.05521, 2.05522))), "2.055 s ± < 0.001");
        assert_eq!(plain(Quantity::Time.estimate(of(1.81, 1.81, 1.81))), "1.810 s ± < 0.001");
        assert_eq!(plain(Quantity::Share.estimate(of(1.0, 0.999_999_9, 1.0))), "100 % (≥ 99.999)");
        assert_eq!(plain(Quantity::Share.estimate(of(0.999_996, 0.999_994, 0.999_998))), "> 99.999 %");
        assert_eq!(
            plain(Quantity::Share.estimate(of(0.999_996, 0.999_98, 0.999_999))),
            "> 99.999 % (≥ 99.998)"
        );
        assert_eq!(plain(Quantity::Share.estimate(of(0.9997, 0.999_69, 0.999_71))), "99.970 % ± 0.001");
        assert_eq!(plain(share(3e-7)), "< 0.001 %");
        assert_eq!(plain(time(7e-10)), "< 1 µs");
    }

    #[test]
    fn limits_are_said_shortly() {
        let of = |metric: &str, limit: &str, limit_value| {
            let objective = ObjectiveResult {
                metric: metric.into(),
                limit: limit.into(),
                limit_value,
                ..ObjectiveResult::default()
            };
            plain(super::limit(&objective))
        };
        assert_eq!(of("latency_mean", "<= 5100 ms", 5.1), "≤ 5.1 s");
        assert_eq!(of("latency_p95", "<= 4 h", 14_400.0), "≤ 4 h");
        assert_eq!(of("delivery_ratio", ">= 98 %", 0.98), "≥ 98 %");
    }
}
