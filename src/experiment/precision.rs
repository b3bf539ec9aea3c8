//! Which precision was asked for and which is reached (DESIGN: statistics): of delivery ratios the half-width in
//! points, of each percentile that an objective speaks of relative to its value.

use super::analysis::{Achieved, Precision};
use super::pool::Pool;
use super::{figures, objectives};
use crate::measure::interval::{Figure, Note};
use crate::measure::metrics::{Metric, Of};
use crate::measure::sequential;
use crate::network::{Class, Network};
use crate::scenario::Scenario;
use crate::units::noun;

/// Above so many it does not help to name them.
const MOST_REPLICATIONS: u64 = 100_000;

/// The figures that decide when a study may stop, against the precision asked for.
pub fn reached(asked: Option<f64>, scenario: &Scenario, network: &Network, pool: &Pool) -> Precision {
    let mut figures = Vec::new();
    let waits_for = |class: &Class| !class.foreign && class.taken_from.is_none();
    for (at, class) in network.classes.iter().enumerate().filter(|(_, class)| waits_for(class)) {
        let ratio = figures::class(pool, at, Metric::DeliveryRatio);
        figures.extend(achieved(&class.name, Metric::DeliveryRatio, ratio, asked, pool.replications()));
        for metric in stated_percentiles(scenario, &class.name) {
            let figure = figures::class(pool, at, metric);
            let asked = asked.map(|asked| asked * figure.value.map_or(0.0, libm::fabs));
            figures.extend(achieved(&class.name, metric, figure, asked, pool.replications()));
        }
    }
    Precision { asked, reached: asked.map(|_| figures.iter().all(Achieved::is_reached)), figures }
}

/// The percentiles of which an objective speaks.
fn stated_percentiles(scenario: &Scenario, class: &str) -> Vec<Metric> {
    let of_class = scenario.objectives.values().filter(|o| o.of.strip_prefix("devices.") == Some(class));
    let percentile =
        |metric: &Metric| metric.info().of == Of::Class && metric.info().name.starts_with("latency_p");
    of_class.filter_map(objectives::asked).map(|asked| asked.metric).filter(percentile).collect()
}

/// A class that offered nothing has no ratio to wait for; a figure without an interval is not told yet.
fn achieved(class: &str, metric: Metric, figure: Figure, asked: Option<f64>, n: u64) -> Option<Achieved> {
    if figure.note == Note::Nothing {
        return None;
    }
    let half = figure.half_width();
    let relative = match (half, figure.value) {
        (Some(half), Some(value)) if metric != Metric::DeliveryRatio && value > 0.0 => Some(half / value),
        _ => None,
    };
    let replications = match (figure.note, half, asked) {
        (Note::TooFew { replications, .. }, ..) => Some(replications),
        (_, Some(half), Some(asked)) if half > asked => sequential::replications_for(n, half, asked),
        _ => None,
    };
    Some(Achieved {
        of: format!("devices.{class}"),
        metric: metric.info().name.to_string(),
        half_width: half,
        asked,
        relative_error: relative.and_then(sequential::relative_error),
        replications: replications.filter(|n| *n <= MOST_REPLICATIONS),
    })
}

impl Achieved {
    /// As precise as asked, where anything was asked.
    pub fn is_reached(&self) -> bool {
        self.asked.is_none_or(|asked| self.half_width.is_some_and(|half| half <= asked))
    }

    /// What is missing, in words.
    pub fn missing(&self) -> Option<String> {
        let asked = self.asked.filter(|_| !self.is_reached())?;
        let unit = Metric::named(&self.metric)?.info().unit;
        let (of, metric) = (&self.of, &self.metric);
        let would_do = match self.replications {
            Some(n) => format!("about {n} {} would do", noun(n, "replication", "replications")),
            None => format!("more than {MOST_REPLICATIONS} replications would be needed"),
        };
        let Some(half) = self.half_width else {
            return Some(format!("{of}: {metric} has no interval; {would_do}"));
        };
        let (half, asked) = (unit.write(half), unit.write(asked));
        Some(format!("{of}: {metric} is known to ± {half}, asked was ± {asked}; {would_do}"))
    }
}
