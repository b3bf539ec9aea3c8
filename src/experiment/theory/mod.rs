//! Closed-form values beside simulated ones, wherever an element is one that theory covers: queues with Poisson input,
//! demodulators, one ALOHA cell. What theory does not cover gets no row: no approximation is better than its reasons.

mod arrivals;
mod radio;
mod stations;

use serde::{Deserialize, Serialize};

use super::pool::Pool;
use super::results::Estimate;
use super::rows::RowLoads;
use crate::measure::interval::{Figure, t_quantile, t_quantile_at};
use crate::measure::metrics::{Metric, Unit};
use crate::network::{ElementKind, Network};

/// Chance that any row of a study is called a disagreement by mistake.
const FAMILY_WISE: f64 = 0.01;
/// So far theory may be off where its input is not exactly what it supposes, of its value.
const MARGIN: f64 = 0.1;
/// A bucket of the histogram is so wide.
const BUCKET: f64 = 0.01;

/// One value of theory, and what came out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Theory {
    /// Element name.
    pub element: String,
    /// "waiting_mean", "waiting_p95" (s); "refused", "no_demodulator", "delivery_ratio" (shares).
    pub measure: String,
    /// "M/M/4", "pure ALOHA", …
    pub model: String,
    /// Who showed it.
    pub source: String,
    /// Where the model is an approximation here: why. It is then held to 10 % beside chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximation: Option<String>,
    /// What theory says.
    pub value: f64,
    /// What came out.
    pub simulated: Estimate,
    /// Whether both agree, at 99 % over all rows; `null` without an interval.
    pub agrees: Option<bool>,
}

/// A row before it is judged.
struct Row {
    element: usize,
    measure: &'static str,
    model: String,
    source: &'static str,
    approximation: Option<String>,
    value: f64,
    simulated: Figure,
}

/// Every row; `loads` by element id.
pub fn theory(network: &Network, pool: &Pool, loads: &[RowLoads]) -> Vec<Theory> {
    let load = |at: usize| loads[at].offered.mean.value.unwrap_or(0.0);
    let mut rows = Vec::new();
    if !network.incidents.all.is_empty() {
        // no formula speaks of a day on which something happens
        return Vec::new();
    }
    for group in network.groups.iter().filter(|group| group.len > 0) {
        let members = group.first.index()..group.first.index() + group.len as usize;
        // of equals in a group the busiest stands for all
        let Some(element) = members.max_by(|a, b| load(*a).total_cmp(&load(*b)).then(b.cmp(a))) else {
            continue;
        };
        match group.kind {
            ElementKind::Radio => rows.extend(radio::delivery(network, pool, element)),
            ElementKind::Gateway => rows.extend(radio::demodulators(network, pool, element, load(element))),
            ElementKind::Link | ElementKind::Station => {
                rows.extend(stations::rows(network, pool, element, &load))
            }
            ElementKind::Deduplication
            | ElementKind::Store
            | ElementKind::Admission
            | ElementKind::Copies
            | ElementKind::Partitions => {}
        }
    }
    let each = FAMILY_WISE / rows.len().max(1) as f64;
    rows.into_iter().map(|row| row.judged(network, pool.replications(), each)).collect()
}

impl Row {
    fn judged(self, network: &Network, replications: u64, error: f64) -> Theory {
        let freedom = replications.saturating_sub(1) as u32;
        let margin = if self.approximation.is_some() { MARGIN } else { 0.0 };
        let margin = if self.measure == "waiting_p95" { margin + BUCKET } else { margin };
        let agrees = match (self.simulated.value, self.simulated.half_width()) {
            (Some(value), Some(half)) => {
                let chance = half / t_quantile(freedom) * t_quantile_at(1.0 - error, freedom);
                Some(libm::fabs(value - self.value) <= chance + margin * self.value)
            }
            _ => None,
        };
        Theory {
            element: network.elements[self.element].name.clone(),
            measure: self.measure.to_string(),
            model: self.model,
            source: self.source.to_string(),
            approximation: self.approximation,
            value: self.value,
            simulated: self.simulated.into(),
            agrees,
        }
    }
}

impl Theory {
    /// What is said where both differ.
    pub fn warning(&self) -> Option<String> {
        let simulated = self.simulated.value.filter(|_| self.agrees == Some(false))?;
        let write = |value| self.unit().write(value);
        Some(format!(
            "{}: {} came out as {}, but {} says {}; the run may be too short, or hold its empty beginning (study.warm_up)",
            self.element,
            self.measure,
            write(simulated),
            self.model,
            write(self.value)
        ))
    }

    /// The unit of both values.
    pub fn unit(&self) -> Unit {
        Metric::named(&self.measure).map_or(Unit::Share, |metric| metric.info().unit)
    }
}
