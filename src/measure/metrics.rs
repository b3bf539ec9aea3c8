//! The metrics: one table, from which objectives, `explain metrics` and tables take names, units and meaning.

/// What a metric is measured of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A class of devices.
    Class,
    /// An element: a gateway, link or station.
    Element,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Between 0 and 1, written in per cent.
    Share,
    /// Seconds.
    Seconds,
    /// A plain number.
    Number,
    /// Messages.
    Messages,
    /// Work over what can be done; Erlang per channel for a radio.
    Load,
}

/// One row of the table.
pub struct MetricInfo {
    /// The metric.
    pub metric: Metric,
    /// Its name in objectives and results.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// What it is measured of.
    pub of: Of,
    /// The definition behind it.
    pub definition: &'static str,
    /// Whether an objective can limit it.
    pub limits: bool,
    /// What it means.
    pub meaning: &'static str,
}

macro_rules! metrics {
    ($($metric:ident $name:literal $unit:ident $of:ident $definition:literal $limits:literal $meaning:literal;)*) => {
        /// Everything that is measured.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Metric {
            $(#[doc = $meaning] $metric),*
        }
        /// Every metric, in the order of [`Metric`].
        pub const METRICS: &[MetricInfo] = &[$(MetricInfo {
            metric: Metric::$metric, name: $name, unit: Unit::$unit, of: Of::$of,
            definition: $definition, limits: $limits, meaning: $meaning,
        }),*];
    };
}

metrics! {
    DeliveryRatio "delivery_ratio" Share Class "D4" true "Messages delivered in time over messages offered.";
    LatencyMean "latency_mean" Seconds Class "D5" true "Mean time from birth to delivery, late messages included.";
    LatencyP50 "latency_p50" Seconds Class "D5" true "Median time from birth to delivery.";
    LatencyP95 "latency_p95" Seconds Class "D5" true "95 % of the messages that arrive are faster.";
    LatencyP99 "latency_p99" Seconds Class "D5" true "99 % of the messages that arrive are faster.";
    LatencyP999 "latency_p999" Seconds Class "D5" false "99.9 % of the messages that arrive are faster.";
    DevicesBelow50 "devices_below_50" Share Class "D4" true "Share of the devices that spoke with less than 50 % of their messages delivered.";
    DevicesBelow90 "devices_below_90" Share Class "D4" true "Share of the devices that spoke with less than 90 % of their messages delivered.";
    DevicesBelow98 "devices_below_98" Share Class "D4" true "Share of the devices that spoke with less than 98 % of their messages delivered.";
    Attempts "attempts" Number Class "D1" false "Transmissions per message offered.";
    Copies "copies" Number Class "D7" false "Copies that gateways passed on, per delivered message.";
    OutOfCoverage "out_of_coverage" Share Class "D8" false "Share of the devices that no gateway hears even when alone on the air.";
    Acknowledged "acknowledged" Share Class "D4" true "Messages whose device learned that they arrived, over messages offered.";
    Updated "updated" Share Class "D1" true "Share of the devices that have the image of a firmware campaign, the worst of several.";
    ReconnectP50 "reconnect_p50" Seconds Class "D11" false "Half of the devices that lost their session, or had yet to come, have one so long after the break, what was dark included.";
    ReconnectP95 "reconnect_p95" Seconds Class "D11" true "95 % of the devices that lost their session, or had yet to come, have one so long after the break, what was dark included.";
    ReconnectP99 "reconnect_p99" Seconds Class "D11" true "99 % of the devices that lost their session, or had yet to come, have one so long after the break, what was dark included.";
    ConnectAttempts "connect_attempts" Number Class "D1" false "Attempts to connect, a run.";
    Offered "offered" Messages Class "D3" false "Messages born in the window.";
    Delivered "delivered" Messages Class "D4" false "Messages delivered in time.";
    InFlight "in_flight" Messages Class "D3" false "Messages born in the window and still open when the drain ended.";
    UtilisationMean "utilisation_mean" Share Element "D9" true "Share of time or servers busy, over the window.";
    UtilisationBusyHour "utilisation_busy_hour" Share Element "D10" true "Share of time or servers busy, in the busy hour.";
    UtilisationP95 "utilisation_p95" Share Element "D10" true "95th percentile of the busy hour's bins.";
    UtilisationPeak "utilisation_peak" Share Element "D10" true "Greatest bin of the mean over replications.";
    WaitingMean "waiting_mean" Seconds Element "D6" true "Mean time waiting before service, over those served.";
    WaitingP95 "waiting_p95" Seconds Element "D6" true "95 % of those served waited less.";
    WaitingShare "waiting_share" Share Element "D6" true "Share of those served that waited at all.";
    RefusedShare "refused_share" Share Element "D7" true "Share of what came that found no room, no demodulator or the element down.";
    OfferedLoadMean "offered_load_mean" Load Element "D9" false "Work arriving over work it can do, over the window.";
    OfferedLoadBusyHour "offered_load_busy_hour" Load Element "D10" false "Work arriving over work it can do, in the busy hour.";
    OfferedLoadPeak "offered_load_peak" Load Element "D10" false "Greatest bin of the mean offered load.";
    Dropped "dropped" Messages Element "D7" false "Copies dropped at the element.";
    Duplicates "duplicates" Messages Element "D7" false "Copies after the first, folded by the de-duplication.";
}

impl Metric {
    /// This metric's row of the table.
    pub fn info(self) -> &'static MetricInfo {
        &METRICS[self as usize]
    }

    /// The metric of a name.
    pub fn named(name: &str) -> Option<Metric> {
        METRICS.iter().find(|row| row.name == name).map(|row| row.metric)
    }
}

impl Unit {
    /// Writes a value for a sentence: "97.4 %", "8.2 s".
    pub fn write(self, value: f64) -> String {
        match self {
            Unit::Share => format!("{} %", significant(value * 100.0)),
            Unit::Seconds => write_seconds(value),
            Unit::Number | Unit::Messages | Unit::Load => significant(value),
        }
    }

    /// "63.00 % ± 0.06 %": a share to the first digit of its half-width; other units each by itself.
    pub fn write_within(self, value: f64, half: f64) -> String {
        let half = beyond_rounding(value, half);
        let [value, half] = match self {
            Unit::Share if half > 0.0 => {
                let places = (-magnitude(100.0 * half)).clamp(0, 6) as usize;
                [value, half].map(|share| format!("{:.places$} %", 100.0 * share))
            }
            _ => [value, half].map(|one| self.write(one)),
        };
        format!("{value} ± {half}")
    }

    /// A value with as many digits as tell the value from a limit that it is not.
    pub fn write_beside(self, value: f64, limit: f64) -> String {
        let scale = match self {
            Unit::Share => 100.0,
            _ => 1.0,
        };
        let text = self.write(value);
        if value == limit || text != self.write(limit) {
            return text;
        }
        let apart = -magnitude(libm::fabs(value - limit) * scale);
        match self {
            Unit::Seconds => format!("{value:.*} s", apart.clamp(0, 9) as usize),
            Unit::Share => format!("{:.*} %", apart.clamp(0, 9) as usize, value * scale),
            _ => format!("{value:.*}", apart.clamp(0, 9) as usize),
        }
    }
}

/// An interval's half-width around values of about this size; 0 if it is but the rounding of floating point.
pub fn beyond_rounding(value: f64, half: f64) -> f64 {
    const DUST: f64 = 1e-9;
    if libm::fabs(half) <= DUST * libm::fabs(value) { 0.0 } else { half }
}

fn write_seconds(value: f64) -> String {
    let scales = [(3600.0, "h"), (60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "us")];
    let scale = scales.into_iter().find(|(scale, _)| libm::fabs(value) >= *scale);
    let (scale, unit) = scale.unwrap_or(if value == 0.0 { (1.0, "s") } else { (1e-9, "ns") });
    format!("{} {unit}", significant(value / scale))
}

/// Three significant digits, and as many as it takes near a hundred ("99.97").
pub fn significant(value: f64) -> String {
    let to_hundred = libm::fabs(100.0 - value);
    let digits = match libm::fabs(value) {
        size if size == 0.0 || size >= 1e9 => 0,
        _ if to_hundred > 0.0 && to_hundred < 0.1 => (2 - magnitude(to_hundred)).clamp(0, 6),
        size => (2 - magnitude(size)).clamp(0, 9),
    };
    let text = format!("{value:.*}", digits as usize);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

fn magnitude(value: f64) -> i32 {
    libm::floor(libm::log10(value)) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::definitions::definition;

    #[test]
    fn table_stands_in_the_order_of_the_enum_and_names_definitions() {
        for (at, row) in METRICS.iter().enumerate() {
            assert_eq!(row.metric as usize, at, "{}", row.name);
            assert!(definition(row.definition).is_some(), "{}", row.name);
            assert_eq!(Metric::named(row.name), Some(row.metric));
        }
    }

    #[test]
    fn writes_values_with_their_units() {
        assert_eq!(Unit::Share.write_within(0.63, 0.000_577), "63.00 % ± 0.06 %");
        assert_eq!(Unit::Share.write_within(0.63, 0.0), "63 % ± 0 %");
        // what summing floats leaves
        assert_eq!(Unit::Share.write_within(0.63, 1e-16), "63 % ± 0 %");
        assert_eq!(Unit::Seconds.write_within(2.05, 1.36e-12), "2.05 s ± 0 s");
        assert_eq!([-1e-12, -0.0, -0.5].map(significant), ["0", "0", "-0.5"]);
        assert_eq!(Unit::Share.write(0.974), "97.4 %");
        assert_eq!(Unit::Share.write(0.9997), "99.97 %");
        assert_eq!(Unit::Share.write(1.0), "100 %");
        assert_eq!(Unit::Share.write(0.0), "0 %");
        assert_eq!(Unit::Share.write(0.000_012), "0.0012 %");
        assert_eq!(Unit::Seconds.write(8.2), "8.2 s");
        assert_eq!(Unit::Seconds.write(0.035), "35 ms");
        assert_eq!(Unit::Seconds.write(5400.0), "1.5 h");
        assert_eq!(Unit::Number.write(1234.0), "1234");
    }
}
