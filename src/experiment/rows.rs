//! Elements and groups as rows of results: a group is the sum of its members' work over the sum of their
//! servers. Loads are given over the window, in the busy hour and at the peak (DEFINITIONS D9, D10).

use std::ops::Range;

use super::pool::Pool;
use super::replicate::Sample;
use super::results::Load;
use super::samples::LoadSamples;
use crate::measure::busy_hour::{BusyHour, p95};
use crate::measure::interval::{self, Figure};
use crate::network::ids::{ElementId, GroupId};
use crate::network::{ElementKind, Network};

/// One element, or all of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Element ids, as indices.
    pub members: Range<usize>,
    /// Kind.
    pub kind: ElementKind,
    /// Servers of each member.
    servers: Vec<f64>,
    /// Servers of all members, as many as outages leave in the long run.
    able: f64,
}

/// Loads of a row, with what is to be said of their intervals.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoadFigures {
    /// Over the window.
    pub mean: Figure,
    /// In the busy hour.
    pub busy_hour: Figure,
    /// 95th percentile of the busy hour's bins.
    pub p95: Figure,
    /// Greatest bin of the mean over replications.
    pub peak: Figure,
}

/// Both loads of a row, and the hour that both are read in.
#[derive(Clone, Debug)]
pub struct RowLoads {
    /// Offered load.
    pub offered: LoadFigures,
    /// Utilisation; empty for a radio.
    pub utilisation: LoadFigures,
    /// The busy hour; none where nothing can be loaded.
    pub busy_hour: Option<BusyHour>,
    /// Offered load by replication and bin.
    pub offered_series: Vec<Vec<f64>>,
    /// Utilisation, mean over replications by bin.
    pub utilisation_series: Vec<f64>,
    /// Offered load and utilisation of each replication.
    pub own: [LoadSamples; 2],
}

impl From<LoadFigures> for Load {
    fn from(load: LoadFigures) -> Load {
        Load {
            mean: load.mean.into(),
            busy_hour: load.busy_hour.into(),
            p95: load.p95.into(),
            peak: load.peak.into(),
        }
    }
}

impl Row {
    /// The row of one element.
    pub fn element(network: &Network, id: ElementId) -> Row {
        Row::over(network, id.index()..id.index() + 1)
    }

    /// The row of a group.
    pub fn group(network: &Network, id: GroupId) -> Row {
        let group = &network.groups[id.index()];
        Row::over(network, group.first.index()..group.first.index() + group.len as usize)
    }

    fn over(network: &Network, members: Range<usize>) -> Row {
        let elements = &network.elements[members.clone()];
        let kind = elements.first().map_or(ElementKind::Deduplication, |element| element.kind);
        let servers = elements.iter().map(|element| f64::from(element.servers)).collect();
        let able = elements.iter().map(|element| f64::from(element.servers) * element.availability).sum();
        Row { kind, servers, able, members }
    }

    /// Share of its servers that outages leave in the long run.
    pub fn availability(&self) -> f64 {
        let all: f64 = self.servers.iter().sum();
        if all > 0.0 { self.able / all } else { 1.0 }
    }

    /// Whether work can load it.
    pub fn has_load(&self) -> bool {
        self.kind != ElementKind::Deduplication && self.servers.iter().sum::<f64>() > 0.0
    }

    /// Whether it has a utilisation; a radio has none (D9).
    pub fn has_utilisation(&self) -> bool {
        self.kind != ElementKind::Radio && self.has_load()
    }

    /// Loads over the pool.
    pub fn loads(&self, pool: &Pool) -> RowLoads {
        if !self.has_load() {
            return RowLoads::none();
        }
        let all: f64 = self.servers.iter().sum();
        let offered = self.series(pool, self.able, |sample| &sample.elements.load);
        let busy = self.series(pool, all, |sample| &sample.elements.busy);
        let hour = BusyHour::find(&mean_series(&offered), pool.bins());
        let own_offered = own(self.means(pool, self.able, |s| &s.elements.work_ns), &offered, hour);
        let (utilisation, own_utilisation) = match self.has_utilisation() {
            true => {
                let own = own(self.busy_means(pool), &busy, hour);
                (LoadFigures::new(&own, &busy, hour).cut(1.0), own)
            }
            false => Default::default(),
        };
        RowLoads {
            offered: LoadFigures::new(&own_offered, &offered, hour).cut(f64::MAX),
            utilisation,
            own: [own_offered, own_utilisation],
            busy_hour: Some(hour),
            utilisation_series: if self.has_utilisation() { mean_series(&busy) } else { Vec::new() },
            offered_series: offered,
        }
    }

    /// Mean over the window in each replication, for each of so many servers.
    fn means(&self, pool: &Pool, servers: f64, of: fn(&Sample) -> &[u64]) -> Vec<f64> {
        let capacity = servers * pool.bins().duration().0 as f64;
        let work = |sample| of(sample)[self.members.clone()].iter().map(|ns| u128::from(*ns)).sum::<u128>();
        pool.samples.iter().map(|sample| work(sample) as f64 / capacity).collect()
    }

    /// Share of the time of servers in service that they were busy, in each replication.
    fn busy_means(&self, pool: &Pool) -> Vec<f64> {
        let sum = |of: &[u64]| of[self.members.clone()].iter().map(|ns| u128::from(*ns)).sum::<u128>() as f64;
        let mean = |sample: &Sample| sum(&sample.elements.busy_ns) / sum(&sample.elements.able_ns);
        pool.samples.iter().map(mean).collect()
    }

    /// By replication and bin: the members' sum, weighted by servers, for each of so many servers.
    fn series(&self, pool: &Pool, servers: f64, of: fn(&Sample) -> &[f32]) -> Vec<Vec<f64>> {
        let bins = pool.bins().count();
        let series = |sample| {
            let mut sums = vec![0.0; bins];
            for (element, weight) in self.members.clone().zip(&self.servers) {
                let loads = &of(sample)[element * bins..(element + 1) * bins];
                sums.iter_mut().zip(loads).for_each(|(sum, load)| *sum += f64::from(*load) * weight);
            }
            sums.iter_mut().for_each(|sum| *sum /= servers);
            sums
        };
        pool.samples.iter().map(series).collect()
    }
}

impl RowLoads {
    fn none() -> RowLoads {
        RowLoads {
            offered: LoadFigures::default(),
            utilisation: LoadFigures::default(),
            busy_hour: None,
            offered_series: Vec::new(),
            utilisation_series: Vec::new(),
            own: Default::default(),
        }
    }
}

impl LoadFigures {
    fn new(own: &LoadSamples, series: &[Vec<f64>], hour: BusyHour) -> LoadFigures {
        LoadFigures {
            mean: interval::mean(&own.mean),
            busy_hour: interval::mean(&own.busy_hour),
            p95: p95_of(series, hour, &own.p95),
            peak: interval::mean(&own.peak),
        }
    }

    /// Cuts the intervals to [0, most].
    fn cut(self, most: f64) -> LoadFigures {
        LoadFigures {
            mean: self.mean.cut(0.0, most),
            busy_hour: self.busy_hour.cut(0.0, most),
            p95: self.p95.cut(0.0, most),
            peak: self.peak.cut(0.0, most),
        }
    }
}

/// What each replication has by itself: its mean, and its series read in the hour and at the peak of all.
fn own(mean: Vec<f64>, series: &[Vec<f64>], hour: BusyHour) -> LoadSamples {
    let means = mean_series(series);
    let peak = (0..means.len()).reduce(|best, bin| if means[bin] > means[best] { bin } else { best });
    LoadSamples {
        mean,
        busy_hour: series.iter().map(|bins| hour.mean(bins)).collect(),
        p95: series.iter().filter_map(|bins| hour.p95(bins)).collect(),
        peak: peak.map_or(Vec::new(), |bin| series.iter().map(|bins| bins[bin]).collect()),
    }
}

/// p95 of the busy hour's bins of all replications, with the spread of the replications' own.
fn p95_of(series: &[Vec<f64>], hour: BusyHour, own: &[f64]) -> Figure {
    let all = series.iter().flat_map(|bins| hour.bins().map(|bin| bins[bin])).collect();
    p95(all).map_or(Figure::default(), |value| interval::around(value, own))
}

/// Mean over replications, by bin.
pub fn mean_series(series: &[Vec<f64>]) -> Vec<f64> {
    let bins = series.first().map_or(0, Vec::len);
    let mean = |bin: usize| series.iter().map(|bins| bins[bin]).sum::<f64>() / series.len() as f64;
    (0..bins).map(mean).collect()
}
