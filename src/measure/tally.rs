//! The recorder of a study: one replication's counts, all integers, no figure yet.
//! [`Tally::finish`] checks the books (promises 1 and 3) before anything is made of them.

use serde::{Deserialize, Serialize};

use super::air_tally::AirTally;
use super::bins::Bins;
use super::class_tally::ClassTally;
use super::device_tally::{DeviceCount, DeviceShares, MapCounts};
use super::element_tally::ElementTally;
use super::firmware_tally::FirmwareTally;
use super::quota_tally::QuotaTally;
use super::session_tally::SessionTally;
use crate::engine::recorder::{Deed, Message, Part, Pushed, Reception, Recorder};
use crate::model::cause::{Cause, DueTo};
use crate::model::radio::Received;
use crate::network::ids::{ClassId, DeviceId, ElementId};
use crate::network::layout::Layout;
use crate::network::{Clock, Network};
use crate::units::{Span, Time};

/// Listens to one replication.
#[derive(Clone, Debug)]
pub struct Tally {
    bins: Bins,
    classes: ClassTally,
    elements: ElementTally,
    sessions: SessionTally,
    devices: Vec<DeviceCount>,
    keep_devices: bool,
    air: Option<Box<AirTally>>,
    quota: QuotaTally,
    firmware: FirmwareTally,
    broken_paths: u64,
}

/// The finished counts of one replication, or of several added up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// The window.
    pub bins: Bins,
    /// Messages.
    pub classes: ClassTally,
    /// Devices, by class id.
    pub devices: Vec<DeviceShares>,
    /// Elements.
    pub elements: ElementTally,
    /// Sessions.
    pub sessions: SessionTally,
    /// The map.
    pub map: MapCounts,
    /// The platform's limits.
    pub quota: QuotaTally,
    /// Firmware campaigns.
    pub firmware: FirmwareTally,
    /// Every device's own counts, if they are kept; never put away.
    #[serde(skip)]
    pub each: Vec<DeviceCount>,
}

/// The books do not balance: an error of the program, never of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TallyError {
    /// Offered is not delivered + lost + in flight.
    #[error(
        "devices.{class}: {offered} messages offered, but {delivered} delivered + {lost} lost + {in_flight} in flight"
    )]
    Unbalanced {
        /// Class.
        class: String,
        /// Born in the window.
        offered: u64,
        /// Delivered in time.
        delivered: u64,
        /// Lost.
        lost: u64,
        /// Still open.
        in_flight: u64,
    },
    /// Parts do not sum to the latency.
    #[error("the parts of {messages} delivered messages do not sum to their latencies")]
    BrokenPaths {
        /// How many.
        messages: u64,
    },
}

impl Tally {
    /// Nothing heard yet; `clock` is the run's, which may differ from the network's by a warm-up.
    pub fn new(network: &Network, clock: Clock) -> Tally {
        let bins = Bins::new(clock);
        let devices = network.classes.iter().map(|class| class.first.index() + class.count as usize);
        Tally {
            classes: ClassTally::new(network, &bins),
            elements: ElementTally::new(network, &bins),
            sessions: SessionTally::new(network, &bins),
            devices: vec![DeviceCount::default(); devices.max().unwrap_or(0)],
            keep_devices: false,
            air: AirTally::new(network),
            quota: QuotaTally::new(network, &bins),
            firmware: FirmwareTally::new(network, &bins),
            broken_paths: 0,
            bins,
        }
    }

    /// Keeps every device's own counts beyond the run.
    pub fn keeping_devices(self, keep: bool) -> Tally {
        Tally { keep_devices: keep, ..self }
    }

    /// Folds the devices and closes the books.
    pub fn finish(self, network: &Network, layout: &Layout) -> Result<Counts, TallyError> {
        self.check(network)?;
        let offered = |device: usize| u64::from(self.devices[device].offered);
        let shares = |(at, class)| {
            let air = self.air.as_ref().map(|air| air.fold(at, class, layout, offered));
            DeviceShares { air: air.unwrap_or_default(), ..DeviceShares::fold(class, &self.devices, layout) }
        };
        Ok(Counts {
            devices: network.classes.iter().enumerate().map(shares).collect(),
            map: MapCounts::fold(network, &self.devices, layout),
            quota: self.quota,
            firmware: self.firmware,
            bins: self.bins,
            classes: self.classes,
            elements: self.elements,
            sessions: self.sessions,
            each: if self.keep_devices { self.devices } else { Vec::new() },
        })
    }

    fn check(&self, network: &Network) -> Result<(), TallyError> {
        for (class, total) in network.classes.iter().zip(&self.classes.totals) {
            let lost = total.lost_total();
            if total.offered != total.delivered + lost + total.in_flight {
                return Err(TallyError::Unbalanced {
                    class: class.name.clone(),
                    offered: total.offered,
                    delivered: total.delivered,
                    lost,
                    in_flight: total.in_flight,
                });
            }
        }
        if self.broken_paths > 0 {
            return Err(TallyError::BrokenPaths { messages: self.broken_paths });
        }
        Ok(())
    }
}

impl Counts {
    /// Whether they count what a run of this network by this clock counts. Others must not be added to such.
    pub fn fit(&self, network: &Network, clock: Clock) -> bool {
        let bins = Bins::new(clock);
        self.bins == bins
            && self.devices.len() == network.classes.len()
            && self.classes.has_shape_of(&ClassTally::new(network, &bins))
            && self.elements.has_shape_of(&ElementTally::new(network, &bins))
            && self.quota.has_shape_of(&QuotaTally::new(network, &bins))
            && self.firmware.has_shape_of(&FirmwareTally::new(network, &bins))
            && self.sessions.has_shape_of(&SessionTally::new(network, &bins))
    }

    /// Adds another replication's counts.
    pub fn merge(&mut self, other: &Counts) {
        self.classes.merge(&other.classes);
        self.elements.merge(&other.elements);
        self.sessions.merge(&other.sessions);
        self.map.merge(&other.map);
        self.quota.merge(&other.quota);
        self.firmware.merge(&other.firmware);
        for (sum, count) in self.each.iter_mut().zip(&other.each) {
            sum.offered += count.offered;
            sum.delivered += count.delivered;
        }
    }
}

impl Recorder for Tally {
    #[inline]
    fn coming(&self, device: DeviceId) {
        std::hint::black_box(self.devices[device.index()].offered);
    }

    #[inline]
    fn born(&mut self, message: Message) {
        if self.classes.born(&self.bins, message) {
            self.devices[message.device.index()].offered += 1;
        }
    }

    #[inline]
    fn transmitted(&mut self, message: Message, radio: ElementId, start: Time, airtime: Span) {
        self.classes.transmitted(&self.bins, message);
        self.elements.transmitted(&self.bins, radio, start, airtime);
        if let Some(air) = self.air.as_mut().filter(|_| self.bins.contains(start)) {
            air.transmitted(message, airtime);
        }
    }

    fn control(&mut self, class: ClassId, radio: ElementId, start: Time, airtime: Span) {
        self.classes.control(&self.bins, class, start);
        self.elements.transmitted(&self.bins, radio, start, airtime);
    }

    fn session(&mut self, class: ClassId, at: Time, deed: Deed) {
        self.sessions.deed(&self.bins, class.index(), at, deed);
    }

    #[inline]
    fn received(&mut self, reception: Reception, start: Time, end: Time) {
        self.elements.received(&self.bins, reception, start, end);
    }

    fn background(&mut self, element: ElementId, at: Time, work: Span) {
        self.elements.background(&self.bins, element, at, work);
    }

    #[inline]
    fn arrived(&mut self, element: ElementId, at: Time, work: Span) {
        self.elements.arrived(&self.bins, element, at, work);
    }

    #[inline]
    fn waited(&mut self, element: ElementId, at: Time, waiting: Span) {
        self.elements.waited(&self.bins, element, at, waiting);
    }

    #[inline]
    fn busy(&mut self, element: ElementId, from: Time, to: Time) {
        self.elements.busy(&self.bins, element, 1, from, to);
    }

    fn servers_busy(&mut self, element: ElementId, servers: u32, from: Time, to: Time) {
        self.elements.busy(&self.bins, element, servers, from, to);
    }

    fn servers_absent(&mut self, element: ElementId, servers: u32, from: Time, to: Time) {
        self.elements.absent(&self.bins, element, servers, from, to);
    }

    #[inline]
    fn served(&mut self, element: ElementId, at: Time, start: Time, end: Time) {
        self.elements.served(&self.bins, element, at, start, end);
    }

    #[inline]
    fn dropped(&mut self, element: ElementId, at: Time, cause: Cause, due_to: Option<DueTo>) {
        self.elements.dropped(&self.bins, element, at, (cause, due_to));
    }

    fn metered(&mut self, limit: u16, at: Time, counts: u64, trips: bool) {
        self.quota.metered(&self.bins, limit, at, counts, trips);
    }

    fn sent(&mut self, element: ElementId, at: Time, bytes: u64, down: bool) {
        self.elements.sent(&self.bins, element, at, bytes, down);
    }

    #[inline]
    fn duplicate(&mut self, element: ElementId, at: Time) {
        self.elements.duplicate(&self.bins, element, at);
    }

    fn consumed(&mut self, message: Message) {
        self.classes.consumed(&self.bins, message);
    }

    fn unpacked(&mut self, packet: Message, within: &[Message]) {
        self.classes.unpacked(&self.bins, packet, within);
    }

    #[inline]
    fn delivered(
        &mut self,
        message: Message,
        at: Time,
        parts: &[Part],
        copies: u32,
        late: Option<ElementId>,
    ) {
        let spans = parts.iter().fold(0, |sum: u64, part| sum.wrapping_add(part.span.0));
        self.broken_paths += u64::from(spans != at.since(message.birth).0);
        if self.classes.delivered(&self.bins, message, at, parts, copies, late) {
            self.devices[message.device.index()].delivered += 1;
        }
    }

    #[inline]
    fn lost(&mut self, message: Message, at: Time, cause: Cause, element: ElementId) {
        self.classes.lost(&self.bins, message, at, cause, element);
    }

    fn answered(&mut self, message: Message) {
        self.classes.answered(&self.bins, message, true);
    }

    fn unanswered(&mut self, message: Message) {
        self.classes.answered(&self.bins, message, false);
    }

    fn received_down(&mut self, message: Message, sent: Time, what: Received) {
        if let Some(air) = self.air.as_mut().filter(|_| self.bins.contains(sent)) {
            air.received(message, what);
        }
    }

    fn adapted(&mut self, class: ClassId, rate: u8) {
        self.classes.adapted(class, rate);
    }

    fn acknowledged(&mut self, message: Message) {
        self.classes.acknowledged(&self.bins, message);
    }

    fn firmware(&mut self, incident: u16, at: Time, what: Pushed) {
        self.firmware.pushed(&self.bins, incident, at, what);
    }

    fn dropped_down(&mut self, element: ElementId, at: Time) {
        self.elements.dropped_down(&self.bins, element, at);
    }

    fn sent_down(&mut self, element: ElementId, band: u8, start: Time, time: Span) {
        self.elements.sent_down(&self.bins, element, band, start, time);
    }

    #[inline]
    fn in_flight(&mut self, message: Message) {
        self.classes.in_flight(&self.bins, message);
    }
}
