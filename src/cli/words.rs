//! Numbers as a person reads them. For the terminal only: files carry base units.

use std::path::Path;

use crate::measure::metrics::Metric;
use crate::units::noun;

/// A whole number with its thousands apart (`1 234 567`).
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A count and its noun (`1 gateway`, `1 234 devices`).
pub fn things(number: u64, one: &'static str, many: &'static str) -> String {
    format!("{} {}", count(number), noun(number, one, many))
}

/// A large number in short and its noun (`1.2 M messages`).
pub fn about_things(value: f64, one: &'static str, many: &'static str) -> String {
    let text = about(value);
    let noun = noun(if text == "1" { 1 } else { 0 }, one, many);
    format!("{text} {noun}")
}

/// A path as a shell takes it: in quotes where it has spaces or signs that mean something to the shell.
pub fn shell(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "_-./+,:@%=".contains(c);
    if text.chars().all(plain) && !text.is_empty() {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// A large number in short (`1.2 M`).
pub fn about(value: f64) -> String {
    scaled(value, &[(1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")])
}

/// Bytes in short (`1.2 GB`).
pub fn bytes(value: u64) -> String {
    scaled(value as f64, &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")])
}

/// A time of the simulated network, three digits (`1.24 s`, `350 ms`).
pub fn seconds(value: f64) -> String {
    if value == 0.0 {
        return "0 s".to_string();
    }
    let units =
        [(86_400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")];
    scaled(value, &units)
}

/// A time the reader has to wait (`2 min 10 s`).
pub fn wait(seconds: f64) -> String {
    let whole = libm::ceil(seconds.max(0.0)) as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, 0, 0 | 1) => "a second".to_string(),
        (0, 0, s) => format!("{s} s"),
        (0, min, 0) => format!("{min} min"),
        (0, min, s) => format!("{min} min {s} s"),
        (h, min, _) => format!("{h} h {min} min"),
    }
}

/// A ratio in per cent, with the digits that matter near 0 and 1 (`98.4 %`, `0.004 %`).
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    let distance = libm::fabs(percent).min(libm::fabs(100.0 - percent));
    let digits = match distance {
        d if d == 0.0 || d >= 10.0 => 1,
        d if d >= 0.1 => 2,
        _ => 3,
    };
    format!("{percent:.digits$} %")
}

/// A value as its metric is written; a ratio where the name is none of a metric.
pub fn metric(name: &str, value: f64) -> String {
    Metric::named(name).map_or_else(|| share(value), |metric| metric.info().unit.write(value))
}

fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    let size = libm::fabs(value);
    let (factor, unit) =
        units.iter().find(|(factor, _)| size >= *factor).or(units.last()).unwrap_or(&(1.0, ""));
    let scaled = value / factor;
    let digits = match libm::fabs(scaled) {
        s if s >= 100.0 || s == libm::rint(s) => 0,
        s if s >= 10.0 => 1,
        _ => 2,
    };
    format!("{scaled:.digits$} {unit}").trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1_234_567), "1 234 567");
        assert_eq!(count(12), "12");
        assert_eq!(about(1.25e6), "1.25 M");
        assert_eq!(bytes(8_000_000_000), "8 GB");
        assert_eq!(seconds(0.35), "350 ms");
        assert_eq!(seconds(1e-9), "1 ns");
        assert_eq!(seconds(1.239), "1.24 s");
        assert_eq!(seconds(0.0), "0 s");
        assert_eq!(wait(130.0), "2 min 10 s");
        assert_eq!(wait(7260.0), "2 h 1 min");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(things(1, "gateway", "gateways"), "1 gateway");
        assert_eq!(things(1200, "gateway", "gateways"), "1 200 gateways");
        assert_eq!(about_things(1.0, "message", "messages"), "1 message");
        assert_eq!(about_things(1.25e6, "message", "messages"), "1.25 M messages");
    }

    #[test]
    fn a_shell_takes_the_path_as_one_word() {
        assert_eq!(shell(Path::new("a/b-1.toml")), "a/b-1.toml");
        assert_eq!(shell(Path::new("my net's.toml")), "'my net'\\''s.toml'");
    }

    #[test]
    fn shares_near_one_keep_their_digits() {
        assert_eq!(share(0.5), "50.0 %");
        assert_eq!(share(0.984), "98.40 %");
        assert_eq!(share(0.99999), "99.999 %");
        assert_eq!(share(1.0), "100.0 %");
    }

    #[test]
    fn a_metric_knows_its_unit() {
        assert_eq!(metric("latency_p95", 2.0), "2 s");
        assert_eq!(metric("delivery_ratio", 0.5), "50 %");
    }
}
