//! What happened at the elements inside the window, whoever's message it was (DEFINITIONS D2, D9).
//! Work and busy time go to the bins in which they fall, clipped to the window.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bins::{Bins, Cursor};
use super::histogram::Histogram;
use crate::engine::recorder::Reception;
use crate::model::cause::{Cause, DueTo};
use crate::network::Network;
use crate::network::ids::ElementId;
use crate::units::{Span, Time};

/// Up to so many elements each has its own histogram of waiting times; beyond, each group has one.
pub const OWN_HISTOGRAM_LIMIT: usize = 1000;

/// One element in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ElementBin {
    /// Work that came: time of one server, ns.
    pub work_ns: u64,
    /// Time of servers being busy, ns.
    pub busy_ns: u64,
    /// Copies dropped.
    pub dropped: u32,
}

/// One element over the window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ElementTotal {
    /// Jobs or frames that came.
    pub arrived: u64,
    /// Of a gateway: frames that it passed on.
    pub received: u64,
    /// Copies dropped.
    pub dropped: u64,
    /// Dropped, by [`Cause`].
    pub dropped_by: [u64; Cause::COUNT],
    /// Of these, by what stood behind it beyond the cause.
    pub dropped_due_to: [u64; DueTo::ALL.len()],
    /// Copies that came after the first.
    pub duplicates: u64,
    /// Jobs whose service began.
    pub served: u64,
    /// Of these, those that did not wait at all.
    pub no_wait: u64,
    /// Sum of waiting times, ns.
    pub waiting_ns: u128,
    /// Packets or frames that it sent down.
    pub sent_down: u64,
    /// Packets that it had no room for on the way down.
    pub dropped_down: u64,
    /// For how long it sent down, by band of a gateway's duty cycle, ns.
    pub down_ns: [u64; BANDS],
    /// Bytes that a link whose data are counted sent towards the platform, and down.
    pub bytes: [u64; 2],
}

/// So many bands of a gateway's duty cycle are told apart; no region's plan has more with a downlink channel.
pub const BANDS: usize = 4;

/// All elements of one replication, or of several added up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ElementTally {
    /// By element id.
    pub totals: Vec<ElementTotal>,
    /// Bin-major: `bin * elements + element`.
    pub bins: Vec<ElementBin>,
    /// Waiting times above zero, by slot.
    pub waits: Vec<Histogram>,
    /// Which histogram an element's waiting times go to: its own, or its group's.
    pub slot: Vec<u32>,
    /// Time of servers that autoscaling had not up, by element that has it, then by bin, ns.
    pub absent: BTreeMap<u32, Vec<u64>>,
    #[serde(skip)]
    cursors: Cursors,
}

/// Each kind of call runs through time at its own pace: some are foretold, some come at the end.
#[derive(Clone, Debug, Default, PartialEq)]
struct Cursors {
    arrived: Cursor,
    busy: Cursor,
    absent: Cursor,
    frames: Cursor,
    dropped: Cursor,
    down: Cursor,
}

impl ElementTally {
    /// Nothing counted yet.
    pub fn new(network: &Network, bins: &Bins) -> ElementTally {
        let elements = network.elements.len();
        let own = elements <= OWN_HISTOGRAM_LIMIT;
        let slot = |(at, element): (usize, &crate::network::Element)| {
            if own { at as u32 } else { element.group.0 }
        };
        ElementTally {
            totals: vec![ElementTotal::default(); elements],
            bins: vec![ElementBin::default(); bins.count() * elements],
            waits: vec![Histogram::default(); if own { elements } else { network.groups.len() }],
            slot: network.elements.iter().enumerate().map(slot).collect(),
            absent: BTreeMap::new(),
            cursors: Cursors::default(),
        }
    }

    /// Whether each element has its own histogram of waiting times.
    pub fn own_histograms(&self) -> bool {
        self.totals.len() <= OWN_HISTOGRAM_LIMIT
    }

    /// Whether it counts what another counts: the same elements, bins and histograms.
    pub fn has_shape_of(&self, other: &ElementTally) -> bool {
        self.totals.len() == other.totals.len()
            && self.bins.len() == other.bins.len()
            && self.waits.len() == other.waits.len()
            && self.slot == other.slot
    }

    /// The row of an element in a bin.
    pub fn row(&self, bin: usize, element: usize) -> usize {
        bin * self.totals.len() + element
    }

    /// A frame of `airtime` began on a radio.
    #[inline]
    pub fn transmitted(&mut self, bins: &Bins, radio: ElementId, start: Time, airtime: Span) {
        if let Some(bin) = Bins::whole(&self.cursors.frames, start, start + airtime) {
            let row = self.row(bin, radio.index());
            self.bins[row].work_ns += airtime.0;
            self.totals[radio.index()].arrived += 1;
            return;
        }
        self.totals[radio.index()].arrived += u64::from(bins.contains(start));
        let (elements, rows) = (self.totals.len(), &mut self.bins);
        bins.split(&mut self.cursors.frames, start, start + airtime, |bin, ns| {
            rows[bin * elements + radio.index()].work_ns += ns;
        });
    }

    /// A frame ended at a gateway that could hear it: its airtime is work, and busy time if a demodulator took
    /// it. One that was not passed on is a copy dropped here.
    #[inline]
    pub fn received(&mut self, bins: &Bins, reception: Reception, start: Time, end: Time) {
        let gateway = reception.gateway;
        if let Some(bin) = Bins::whole(&self.cursors.frames, start, end) {
            let row = self.row(bin, gateway.index());
            self.bins[row].work_ns += (end - start).0;
            self.bins[row].busy_ns += if reception.held { (end - start).0 } else { 0 };
            self.totals[gateway.index()].arrived += 1;
            return self.fared(row, reception);
        }
        let (elements, rows) = (self.totals.len(), &mut self.bins);
        bins.split(&mut self.cursors.frames, start, end, |bin, ns| {
            let row = &mut rows[bin * elements + gateway.index()];
            row.work_ns += ns;
            row.busy_ns += if reception.held { ns } else { 0 };
        });
        if bins.contains(end) {
            self.totals[gateway.index()].arrived += 1;
            match reception.lost {
                None => self.totals[gateway.index()].received += 1,
                Some(cause) => self.dropped(bins, gateway, end, (cause, None)),
            }
        }
    }

    /// Passed on, or dropped in this row's bin.
    #[inline]
    fn fared(&mut self, row: usize, reception: Reception) {
        let total = &mut self.totals[reception.gateway.index()];
        match reception.lost {
            None => total.received += 1,
            Some(cause) => {
                total.dropped += 1;
                total.dropped_by[cause as usize] += 1;
                self.bins[row].dropped += 1;
            }
        }
    }

    /// Work that is nobody's message, filed under the bin of its arrival.
    pub fn background(&mut self, bins: &Bins, element: ElementId, at: Time, work: Span) {
        if let Some(bin) = bins.find(&mut self.cursors.arrived, at) {
            let row = self.row(bin, element.index());
            self.bins[row].work_ns += work.0;
        }
    }

    /// A job came with `work`, all of it filed under the bin of its arrival.
    #[inline]
    pub fn arrived(&mut self, bins: &Bins, element: ElementId, at: Time, work: Span) {
        if let Some(bin) = bins.find(&mut self.cursors.arrived, at) {
            self.totals[element.index()].arrived += 1;
            let row = self.row(bin, element.index());
            self.bins[row].work_ns += work.0;
        }
    }

    /// A job's service began after `waiting`.
    #[inline]
    pub fn waited(&mut self, bins: &Bins, element: ElementId, at: Time, waiting: Span) {
        if bins.contains(at) {
            self.began(element, waiting);
        }
    }

    #[inline]
    fn began(&mut self, element: ElementId, waiting: Span) {
        let total = &mut self.totals[element.index()];
        total.served += 1;
        if waiting.0 == 0 {
            total.no_wait += 1;
        } else {
            total.waiting_ns += u128::from(waiting.0);
            self.waits[self.slot[element.index()] as usize].add(waiting.0);
        }
    }

    /// A job came at `at` and was served from `start` to `end`: mostly all in one bin.
    #[inline]
    pub fn served(&mut self, bins: &Bins, element: ElementId, at: Time, start: Time, end: Time) {
        let Some(bin) = Bins::whole(&self.cursors.arrived, at, end) else {
            self.arrived(bins, element, at, end - start);
            self.waited(bins, element, start, start - at);
            return self.busy(bins, element, 1, start, end);
        };
        let row = self.row(bin, element.index());
        self.bins[row].work_ns += (end - start).0;
        self.bins[row].busy_ns += (end - start).0;
        self.totals[element.index()].arrived += 1;
        self.began(element, start - at);
    }

    /// So many servers were busy.
    #[inline]
    pub fn busy(&mut self, bins: &Bins, element: ElementId, servers: u32, from: Time, to: Time) {
        let (elements, rows) = (self.totals.len(), &mut self.bins);
        bins.split(&mut self.cursors.busy, from, to, |bin, ns| {
            rows[bin * elements + element.index()].busy_ns += ns * u64::from(servers);
        });
    }

    /// So many servers were not there.
    pub fn absent(&mut self, bins: &Bins, element: ElementId, servers: u32, from: Time, to: Time) {
        let by_bin = self.absent.entry(element.0).or_insert_with(|| vec![0; bins.count()]);
        bins.split(&mut self.cursors.absent, from, to, |bin, ns| by_bin[bin] += ns * u64::from(servers));
    }

    /// A copy was dropped: why, and what stood behind it.
    #[inline]
    pub fn dropped(
        &mut self,
        bins: &Bins,
        element: ElementId,
        at: Time,
        (cause, due_to): (Cause, Option<DueTo>),
    ) {
        if let Some(bin) = bins.find(&mut self.cursors.dropped, at) {
            let total = &mut self.totals[element.index()];
            total.dropped += 1;
            total.dropped_by[cause as usize] += 1;
            if let Some(due_to) = due_to {
                total.dropped_due_to[due_to as usize] += 1;
            }
            let row = self.row(bin, element.index());
            self.bins[row].dropped += 1;
        }
    }

    /// Something was sent down over a link or by a gateway.
    pub fn sent_down(&mut self, bins: &Bins, element: ElementId, band: u8, start: Time, time: Span) {
        let total = &mut self.totals[element.index()];
        total.sent_down += u64::from(bins.contains(start));
        let ns = &mut total.down_ns[usize::from(band).min(BANDS - 1)];
        bins.split(&mut self.cursors.down, start, start + time, |_, part| *ns += part);
    }

    /// A link has no room for something that is sent down.
    pub fn dropped_down(&mut self, bins: &Bins, element: ElementId, at: Time) {
        self.totals[element.index()].dropped_down += u64::from(bins.contains(at));
    }

    /// A link whose data are counted has sent so many bytes.
    pub fn sent(&mut self, bins: &Bins, element: ElementId, at: Time, bytes: u64, down: bool) {
        if bins.contains(at) {
            self.totals[element.index()].bytes[usize::from(down)] += bytes;
        }
    }

    /// A later copy was folded.
    #[inline]
    pub fn duplicate(&mut self, bins: &Bins, element: ElementId, at: Time) {
        self.totals[element.index()].duplicates += u64::from(bins.contains(at));
    }

    /// Adds another replication's counts.
    pub fn merge(&mut self, other: &ElementTally) {
        for (element, theirs) in &other.absent {
            let mine = self.absent.entry(*element).or_insert_with(|| vec![0; theirs.len()]);
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.bins.iter_mut().zip(&other.bins) {
            mine.work_ns += theirs.work_ns;
            mine.busy_ns += theirs.busy_ns;
            mine.dropped += theirs.dropped;
        }
        for (mine, theirs) in self.waits.iter_mut().zip(&other.waits) {
            mine.merge(theirs);
        }
    }
}

impl ElementTotal {
    /// Adds another's counts.
    pub fn merge(&mut self, other: &ElementTotal) {
        self.arrived += other.arrived;
        self.received += other.received;
        self.dropped += other.dropped;
        self.dropped_by.iter_mut().zip(other.dropped_by).for_each(|(mine, theirs)| *mine += theirs);
        self.dropped_due_to.iter_mut().zip(other.dropped_due_to).for_each(|(mine, theirs)| *mine += theirs);
        self.duplicates += other.duplicates;
        self.served += other.served;
        self.no_wait += other.no_wait;
        self.waiting_ns += other.waiting_ns;
        self.sent_down += other.sent_down;
        self.dropped_down += other.dropped_down;
        self.down_ns.iter_mut().zip(other.down_ns).for_each(|(mine, theirs)| *mine += theirs);
        self.bytes.iter_mut().zip(other.bytes).for_each(|(mine, theirs)| *mine += theirs);
    }
}
