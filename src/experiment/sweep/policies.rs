//! Which way of coming back is best, where a sweep varies that alone: the one by which 99 % of the devices are back first; among those that
//! luck does not tell from it, the one with the fewest attempts.

use super::{Sweep, SweptPoint};
use crate::experiment::review::Review;
use crate::measure::metrics::{Metric, Unit, significant};

/// Where a policy stands in a scenario.
const KEYS: [&str; 2] = [".session.reconnect", ".join.reconnect"];

/// A policy at a point.
struct Policy<'a> {
    name: &'a str,
    point: &'a SweptPoint,
    back_s: f64,
    /// Upper end of its interval.
    at_most_s: f64,
    attempts: f64,
}

/// The best policy in a few words; none where no policy was varied.
pub fn best(sweep: &Sweep) -> Option<Review> {
    let [factor] = &sweep.factors[..] else { return None };
    let class = KEYS.iter().find_map(|key| factor.path.strip_suffix(key))?;
    let policy = |point| policy(class, point, &factor.values);
    let all: Vec<Policy> = sweep.points.iter().filter_map(policy).collect();
    let Some(first) = all.iter().min_by(|a, b| a.back_s.total_cmp(&b.back_s)) else {
        let text = format!("no policy brings 99 % of {class} back in time");
        return Some(Review { text, ..Review::default() });
    };
    let alike = all.iter().filter(|policy| policy.back_s <= first.at_most_s);
    let best = alike.min_by(|a, b| a.attempts.total_cmp(&b.attempts)).unwrap_or(first);
    let text = format!(
        "{}: 99 % back after {}, {} attempts",
        best.name,
        Unit::Seconds.write(best.back_s),
        counted(best.attempts)
    );
    Some(Review { text, state: best.point.verdict })
}

/// "2.21 million".
fn counted(attempts: f64) -> String {
    match attempts {
        n if n >= 1e6 => format!("{} million", significant(n / 1e6)),
        n => significant(n),
    }
}

fn policy<'a>(class: &str, point: &'a SweptPoint, names: &'a [String]) -> Option<Policy<'a>> {
    let of = |metric: Metric| {
        point.measures.iter().find(|measure| {
            measure.objective.is_none() && measure.of == class && measure.metric == metric.info().name
        })
    };
    let back = of(Metric::ReconnectP99)?;
    let back_s = back.value?;
    Some(Policy {
        name: names.get(*point.at.first()?)?,
        point,
        back_s,
        at_most_s: back.ci.map_or(back_s, |[_, high]| high),
        attempts: of(Metric::ConnectAttempts)?.value?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Measure, SweptFactor};
    use super::*;

    fn sweep(path: &str, points: &[(&str, Option<f64>, f64)]) -> Sweep {
        let measure = |metric: Metric, value: Option<f64>| Measure {
            of: "devices.m".into(),
            metric: metric.info().name.into(),
            value,
            ci: value.map(|value| [0.9 * value, 1.1 * value]),
            ..Measure::default()
        };
        let point = |(at, (_, back, attempts)): (usize, &(&str, Option<f64>, f64))| SweptPoint {
            at: vec![at],
            measures: vec![
                measure(Metric::ReconnectP99, *back),
                measure(Metric::ConnectAttempts, Some(*attempts)),
            ],
            ..SweptPoint::default()
        };
        let values = points.iter().map(|(name, ..)| name.to_string()).collect();
        Sweep {
            factors: vec![SweptFactor { path: path.into(), values, ..SweptFactor::default() }],
            points: points.iter().enumerate().map(point).collect(),
            ..Sweep::default()
        }
    }

    #[test]
    fn the_first_to_be_back_wins_and_among_equals_the_one_that_asks_least() {
        let points =
            [("fixed", Some(1000.0), 9e6), ("exponential", None, 1e6), ("full-jitter", Some(1050.0), 2e6)];
        let said = best(&sweep("devices.m.session.reconnect", &points)).unwrap().text;
        assert_eq!(said, "full-jitter: 99 % back after 17.5 min, 2 million attempts");
        assert_eq!(best(&sweep("devices.m.join.reconnect", &points)).unwrap().text, said);
        let said = best(&sweep("devices.m.session.reconnect", &points[..1])).unwrap().text;
        assert_eq!(said, "fixed: 99 % back after 16.7 min, 9 million attempts");
        let said = best(&sweep("devices.m.session.reconnect", &points[1..2])).unwrap().text;
        assert_eq!(said, "no policy brings 99 % of devices.m back in time");
        assert_eq!(best(&sweep("devices.m.count", &points)), None);
    }
}
