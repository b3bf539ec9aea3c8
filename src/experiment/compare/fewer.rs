//! Fewer messages that arrive: they lead what is said, and what looks better for want of them is marked. Which
//! messages went missing is not known here, so neither is how much of an improvement they explain.

use super::comparison::{Difference, Outcome};

/// Below one message in a thousand more that is lost, the others' latencies and loads stand for themselves.
const TELLING: f64 = 0.001;

/// Marks what is better of the messages that still arrive: latencies of the classes that lose more, and loads.
pub fn mark(objectives: &mut [Difference], measures: &mut [Difference]) {
    let fewer: Vec<String> = measures
        .iter()
        .filter(|row| is_fewer(row) && row.difference.is_some_and(|seen| seen <= -TELLING))
        .map(|row| row.of.clone())
        .collect();
    for row in objectives.iter_mut().chain(measures) {
        let time = ["latency", "waiting"].iter().any(|begin| row.metric.starts_with(begin));
        let of_class = row.of.starts_with("devices.");
        let touched = match of_class {
            true => time && fewer.contains(&row.of),
            false => (time || row.metric.starts_with("utilisation")) && !fewer.is_empty(),
        };
        row.of_fewer = touched && row.outcome == Outcome::Better;
    }
}

/// Whether it says that fewer of a class's messages arrive.
pub fn is_fewer(row: &Difference) -> bool {
    row.metric == "delivery_ratio" && row.outcome == Outcome::Worse && !row.slight
}

/// Classes of which fewer arrive without an objective that would say so.
pub fn unasked<'a>(objectives: &[Difference], measures: &'a [Difference]) -> Vec<&'a Difference> {
    let asked = |row: &Difference| {
        objectives.iter().any(|other| (&other.of, &other.metric) == (&row.of, &row.metric))
    };
    measures.iter().filter(|row| is_fewer(row) && !asked(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(of: &str, metric: &str, difference: f64, outcome: Outcome) -> Difference {
        let (of, metric) = (of.to_string(), metric.to_string());
        Difference { of, metric, difference: Some(difference), outcome, ..Difference::default() }
    }

    #[test]
    fn what_is_better_because_less_arrives_is_marked() {
        let mut objectives = [
            row("links.wan", "utilisation_busy_hour", -0.47, Outcome::Better),
            row("devices.alarms", "latency_p95", -2.0, Outcome::Better),
            row("devices.spectra", "latency_p95", -25.0, Outcome::Better),
        ];
        let mut measures = [
            row("devices.spectra", "delivery_ratio", -0.74, Outcome::Worse),
            row("devices.alarms", "delivery_ratio", -0.000_2, Outcome::Worse),
        ];
        mark(&mut objectives, &mut measures);
        assert_eq!(objectives.each_ref().map(|row| row.of_fewer), [true, false, true]);
        assert_eq!(unasked(&objectives, &measures).len(), 2);
        assert!(unasked(&measures, &measures).is_empty(), "an objective says so itself");
    }
}
