//! What devices with a battery sent and received in the window: counted by device while the run goes, folded at its end by data rate.
//! Classes without a battery cost nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::recorder::Message;
use crate::model::radio::Received;
use crate::model::radio::lorawan::downlink::WINDOWS;
use crate::network::layout::Layout;
use crate::network::{Class, Network};
use crate::units::Span;

/// One device in the window.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    transmissions: u32,
    airtime_ns: u64,
}

/// What one device received in the window.
#[derive(Clone, Copy, Debug, Default)]
struct Heard {
    spared: u32,
    airtime_ns: u64,
}

/// Devices of classes with a battery.
#[derive(Clone, Debug)]
pub struct AirTally {
    /// Number of the first device of each class among those counted, less its number in the network.
    offsets: Vec<Option<i64>>,
    devices: Vec<Sent>,
    /// By device; none as long as nobody receives anything.
    heard: Vec<Heard>,
}

/// Devices of one data rate, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AirShare {
    /// Devices.
    pub devices: u64,
    /// Messages they offered.
    pub offered: u64,
    /// Transmissions that began in the window.
    pub transmissions: u64,
    /// Their airtime, ns.
    pub airtime_ns: u64,
    /// Receive windows that were not open in vain: those in which an answer came, and the second where it came in the first.
    pub windows_spared: u64,
    /// Airtime of the answers received, ns.
    pub received_ns: u64,
}

impl AirTally {
    /// Nothing counted yet; none if no class has a battery.
    pub fn new(network: &Network) -> Option<Box<AirTally>> {
        let powered = |class: &Class| {
            network.scenario.devices.get(&class.name).is_some_and(|spec| spec.battery.is_some())
        };
        let mut counted = 0;
        let offset = |class: &Class| {
            powered(class).then(|| {
                let offset = counted - i64::from(class.first.0);
                counted += i64::from(class.count);
                offset
            })
        };
        let offsets = network.classes.iter().map(offset).collect();
        (counted > 0).then(|| {
            Box::new(AirTally {
                offsets,
                devices: vec![Sent::default(); counted as usize],
                heard: Vec::new(),
            })
        })
    }

    /// An answer to a transmission that began in the window.
    pub fn received(&mut self, message: Message, what: Received) {
        if let Some(offset) = self.offsets[message.class.index()] {
            self.heard.resize(self.devices.len(), Heard::default());
            let device = &mut self.heard[(i64::from(message.device.0) + offset) as usize];
            device.spared += u32::from(WINDOWS.saturating_sub(what.window));
            device.airtime_ns += what.airtime.0;
        }
    }

    /// A transmission that began in the window.
    pub fn transmitted(&mut self, message: Message, airtime: Span) {
        if let Some(offset) = self.offsets[message.class.index()] {
            let device = &mut self.devices[(i64::from(message.device.0) + offset) as usize];
            device.transmissions += 1;
            device.airtime_ns += airtime.0;
        }
    }

    /// A class by data rate, 0 for a technology that has none; `offered` says how many messages a device had.
    pub fn fold(
        &self,
        at: usize,
        class: &Class,
        layout: &Layout,
        offered: impl Fn(usize) -> u64,
    ) -> BTreeMap<u8, AirShare> {
        let mut rates: BTreeMap<u8, AirShare> = BTreeMap::new();
        let Some(offset) = self.offsets[at] else { return rates };
        let first = class.first.index();
        for device in first..first + class.count as usize {
            let sent = &self.devices[(device as i64 + offset) as usize];
            let rate = layout.sites.get(device).map_or(0, |site| site.data_rate);
            let share = rates.entry(rate).or_default();
            share.devices += 1;
            share.offered += offered(device);
            share.transmissions += u64::from(sent.transmissions);
            share.airtime_ns += sent.airtime_ns;
            let heard = self.heard.get((device as i64 + offset) as usize).copied().unwrap_or_default();
            share.windows_spared += u64::from(heard.spared);
            share.received_ns += heard.airtime_ns;
        }
        rates
    }
}
