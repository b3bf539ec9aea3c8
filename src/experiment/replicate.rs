//! What is kept of a finished replication: its counts, which are added to the pool and then dropped, and the
//! sample that intervals need of it.
//!
//! A sample takes, whatever the number of messages: per class 8 B a bin, 8 B a cause, 16 B a part row and 10 B a
//! latency bucket in use (a few hundred); per element 8 B a bin, 80 B, and 10 B a waiting bucket in use.

use super::incidents::firmware::FirmwareSample;
use super::sessions::SessionSample;
use crate::engine::downs;
use crate::measure::bins::{Bins, Cursor};
use crate::measure::class_tally::{ClassTally, RATES};
use crate::measure::device_tally::DeviceShares;
use crate::measure::element_tally::{BANDS, ElementBin, ElementTally, ElementTotal};
use crate::measure::firmware_tally::{FirmwareTally, FirmwareTotal};
use crate::measure::histogram::{Histogram, Sparse};
use crate::measure::quota_tally::LimitTally;
use crate::measure::tally::Counts;
use crate::model::cause::Cause;
use crate::model::live::LivePlan;
use crate::network::Network;
use crate::network::incidents::{Incident, Strikes};

/// One finished replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Replicate {
    /// Its counts, to be added up.
    pub counts: Counts,
    /// Its own figures, to be kept.
    pub sample: Sample,
}

/// The figures of one replication from which intervals are made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// By class id.
    pub classes: Vec<ClassSample>,
    /// All elements.
    pub elements: ElementSample,
    /// The platform's limits.
    pub quotas: Vec<LimitTally>,
    /// Firmware campaigns, by incident.
    pub firmware: Vec<Option<FirmwareSample>>,
}

/// One class in one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassSample {
    /// Messages born.
    pub offered: u64,
    /// Delivered in time.
    pub delivered: u64,
    /// Delivered in time or late.
    pub arrived: u64,
    /// Of these, those that came to the platform, alone or in a packet of an edge site.
    pub at_platform: u64,
    /// What a platform counts as messages: those that came alone, and packets of edge sites.
    pub metered: u64,
    /// Transmissions.
    pub attempts: u64,
    /// Copies of delivered messages.
    pub copies: u64,
    /// Acknowledged, of those offered.
    pub acknowledged: u64,
    /// Devices by spreading factor at the end, where data rates are adapted.
    pub adapted: [u64; RATES],
    /// Sum of the latencies of those that arrived, s.
    pub latency_s: f64,
    /// Their distribution.
    pub latency: Sparse,
    /// Sums of parts, s, over all that arrived.
    pub parts_s: Vec<f64>,
    /// Messages between p94 and p96 of this replication.
    pub cohort: u64,
    /// Sums of their parts, s.
    pub cohort_parts_s: Vec<f64>,
    /// Its devices.
    pub devices: DeviceShares,
    /// Offered and delivered by bin of birth.
    pub bins: Vec<[u32; 2]>,
    /// Lost, in the order of [`crate::model::cause::CAUSES`].
    pub lost: Vec<u64>,
    /// Its sessions, if it has any.
    pub session: Option<SessionSample>,
    /// Ends by the bin in which they fall; empty where nobody asks.
    pub ends: Vec<u32>,
}

/// All elements in one replication; vectors by element id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ElementSample {
    /// Work that came, ns of one server.
    pub work_ns: Vec<u64>,
    /// Time of servers being busy, ns.
    pub busy_ns: Vec<u64>,
    /// Time of servers being there to be busy, ns: all the time, but for those that are out of service beside others.
    pub able_ns: Vec<u64>,
    /// Jobs served.
    pub served: Vec<u64>,
    /// Sum of their waiting times, s.
    pub waiting_s: Vec<f64>,
    /// Offered load, element-major: `element * bins + bin`.
    pub load: Vec<f32>,
    /// Utilisation, in the same order.
    pub busy: Vec<f32>,
    /// Waiting times above zero, by slot of [`ElementTally::slot`].
    pub waits: Vec<Sparse>,
    /// Jobs that did not wait, by slot.
    pub no_wait: Vec<u64>,
    /// Jobs or frames that came.
    pub arrived: Vec<u64>,
    /// Copies dropped.
    pub dropped: Vec<u64>,
    /// Of these, those that found no room or no demodulator.
    pub refused: Vec<u64>,
    /// For how long it sent down, by band of a gateway's duty cycle, ns.
    pub down_ns: Vec<[u64; BANDS]>,
    /// Jobs that came in the window less those whose service began and those dropped before: what the backlog grew by.
    pub left: Vec<i64>,
    /// Bytes that links whose data are counted sent towards the platform, and down; empty if none are.
    pub bytes: Vec<[u64; 2]>,
}

impl Replicate {
    /// Takes the sample of the finished counts of a replication.
    pub fn new(network: &Network, replication: u64, counts: Counts) -> Replicate {
        let class = |at: usize| {
            let sessions = counts.sessions.totals.get(at).and_then(Option::as_ref);
            let devices = u64::from(network.own_devices(at));
            ClassSample {
                session: sessions.map(|total| SessionSample::new(total, devices)),
                ..ClassSample::new(at, &counts.classes, &counts.devices[at], &counts.bins)
            }
        };
        let sample = Sample {
            classes: (0..network.classes.len()).map(class).collect(),
            elements: ElementSample::new(network, replication, &counts.elements, &counts.bins),
            quotas: counts.quota.limits.clone(),
            firmware: firmware(network, &counts.firmware),
        };
        Replicate { counts, sample }
    }
}

/// Campaigns by incident, none of one that is no campaign.
fn firmware(network: &Network, tally: &FirmwareTally) -> Vec<Option<FirmwareSample>> {
    let sample = |(incident, total): (&Incident, &Option<FirmwareTotal>)| match (&incident.strikes, total) {
        (Strikes::Firmware(plan), Some(total)) => Some(FirmwareSample::new(total, plan.devices)),
        _ => None,
    };
    network.incidents.all.iter().zip(&tally.totals).map(sample).collect()
}

/// Time of servers that are out of service while others of their element go on, by bin, ns (D9: they cannot be busy);
/// empty where that never is. Time in which all are down counts as time in which they were not busy.
fn gone(network: &Network, replication: u64, element: usize, bins: &Bins) -> Vec<u64> {
    let takes = |live: &LivePlan| live.outages.as_ref()?.takes(live.servers);
    let live = network.servers[element].live();
    let Some(servers) = live.and_then(takes) else { return Vec::new() };
    let (mut by_bin, mut cursor) = (vec![0; bins.count()], Cursor::default());
    for [from, to] in downs(network, replication, element, bins.from() + bins.duration()) {
        bins.split(&mut cursor, from, to, |bin, ns| by_bin[bin] += ns * u64::from(servers));
    }
    by_bin
}

fn refused(total: &ElementTotal) -> u64 {
    [Cause::BufferOverflow, Cause::NoDemodulator, Cause::LinkDown, Cause::StationDown]
        .map(|cause| total.dropped_by[cause as usize])
        .iter()
        .sum()
}

fn left(total: &ElementTotal) -> i64 {
    // only a store gives up what it has kept too long; who comes late was not dropped
    let given_up = [Cause::Throttled, Cause::Expired].map(|cause| total.dropped_by[cause as usize]);
    let gone = total.served + refused(total) + given_up.iter().sum::<u64>();
    total.arrived as i64 - gone as i64
}

fn bytes(network: &Network, tally: &ElementTally) -> Vec<[u64; 2]> {
    match network.lines.links.iter().any(|link| link.plan.is_some()) {
        true => tally.totals.iter().map(|total| total.bytes).collect(),
        false => Vec::new(),
    }
}

fn seconds(ns: &u128) -> f64 {
    *ns as f64 / 1e9
}

impl ClassSample {
    fn new(class: usize, tally: &ClassTally, devices: &DeviceShares, bins: &Bins) -> ClassSample {
        let total = &tally.totals[class];
        let (_, parts) = total.waterfall.all();
        let (cohort, cohort_parts) = total.waterfall.cohort();
        let bin = |bin| {
            let row = &tally.bins[tally.row(bin, class)];
            [row.offered, row.delivered]
        };
        ClassSample {
            offered: total.offered,
            delivered: total.delivered,
            arrived: total.arrived(),
            at_platform: total.at_platform(),
            metered: total.metered(),
            attempts: total.attempts,
            copies: total.copies,
            acknowledged: total.acknowledged,
            adapted: total.adapted,
            latency_s: seconds(&total.latency_ns),
            latency: Sparse::new(total.waterfall.latencies()),
            parts_s: parts.iter().map(seconds).collect(),
            cohort,
            cohort_parts_s: cohort_parts.iter().map(seconds).collect(),
            devices: devices.clone(),
            bins: (0..bins.count()).map(bin).collect(),
            ends: if tally.ends.is_empty() {
                Vec::new()
            } else {
                (0..bins.count()).map(|bin| tally.ends[tally.row(bin, class)]).collect()
            },
            lost: total.lost.iter().map(|by_element| by_element.iter().sum()).collect(),
            session: None,
        }
    }
}

impl ElementSample {
    fn new(network: &Network, replication: u64, tally: &ElementTally, bins: &Bins) -> ElementSample {
        let elements = network.elements.len();
        let mut sample = ElementSample {
            served: tally.totals.iter().map(|total| total.served).collect(),
            waiting_s: tally.totals.iter().map(|total| seconds(&total.waiting_ns)).collect(),
            waits: tally.waits.iter().map(|waits| Sparse::new(waits.iter())).collect(),
            no_wait: vec![0; tally.waits.len()],
            arrived: tally.totals.iter().map(|total| total.arrived).collect(),
            dropped: tally.totals.iter().map(|total| total.dropped).collect(),
            refused: tally.totals.iter().map(refused).collect(),
            left: tally.totals.iter().map(left).collect(),
            down_ns: tally.totals.iter().map(|total| total.down_ns).collect(),
            bytes: bytes(network, tally),
            ..ElementSample::default()
        };
        for (element, total) in tally.totals.iter().enumerate() {
            sample.no_wait[tally.slot[element] as usize] += total.no_wait;
        }
        for element in 0..elements {
            let rows = (0..bins.count()).map(|bin| &tally.bins[tally.row(bin, element)]);
            let absent = tally.absent.get(&(element as u32)).cloned();
            let gone = absent.unwrap_or_else(|| gone(network, replication, element, bins));
            sample.add_series(network.elements[element].servers, &gone, rows, bins);
        }
        sample
    }

    fn add_series<'a>(
        &mut self,
        servers: u32,
        gone: &[u64],
        rows: impl Iterator<Item = &'a ElementBin>,
        bins: &Bins,
    ) {
        let (mut work, mut busy, mut able) = (0, 0, 0);
        for (bin, row) in rows.enumerate() {
            let all = u64::from(servers) * bins.width_of(bin).0;
            // a server that goes ends what it serves, and is there for so long
            let there = (all - gone.get(bin).copied().unwrap_or(0)).max(row.busy_ns);
            let share = |ns: u64, of: u64| if of > 0 { (ns as f64 / of as f64) as f32 } else { 0.0 };
            self.load.push(share(row.work_ns, all));
            self.busy.push(share(row.busy_ns, there));
            (work, busy, able) = (work + row.work_ns, busy + row.busy_ns, able + there);
        }
        self.work_ns.push(work);
        self.busy_ns.push(busy);
        self.able_ns.push(able);
    }

    /// Waiting times of a slot, those of zero included.
    pub fn waits_of(&self, slot: usize) -> Histogram {
        let mut waits = Histogram::default();
        if self.no_wait[slot] > 0 {
            waits.add_bucket(0, self.no_wait[slot]);
        }
        self.waits[slot].iter().for_each(|(bucket, count)| waits.add_bucket(bucket, count));
        waits
    }
}
