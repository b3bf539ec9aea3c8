//! What devices send in incidents beyond their own messages, and which messages are those of devices in somebody else's
//! hands: they count as a class of their own, so that the innocent's figures stand apart. A message beyond a device's own
//! has a number of its own, so that its luck moves nobody's.

use super::Run;
use super::arrivals::{Arrival, sort_window};
use super::recorder::Recorder;
use super::source::Source;
use crate::chance::Purpose;
use crate::model::incident::NUMBER_BITS;
use crate::model::radio::Access;
use crate::network::Network;
use crate::network::incidents::{Alarms, Incident, Strikes};
use crate::network::layout::Layout;
use crate::units::{Span, Time};

/// From this number on a message is beyond a device's own; then six bits name the incident.
const EXTRA: u32 = 1 << 31;

/// Whether a message of this number is one beyond its device's own.
#[inline]
pub fn is_extra(n: u32) -> bool {
    n >= EXTRA
}

/// Number of the first message that a device sends in an incident.
fn first_number(incident: usize) -> u32 {
    EXTRA | (incident as u32) << NUMBER_BITS
}

/// The incident that a message's number names.
fn incident_of(n: u32) -> usize {
    ((n & !EXTRA) >> NUMBER_BITS) as usize
}

/// Whose devices are in somebody else's hands.
#[derive(Debug)]
pub struct Incidents<'a> {
    layout: &'a Layout,
    /// By class: the class that was taken from it.
    taken: Vec<Vec<usize>>,
}

impl<'a> Incidents<'a> {
    /// None where all devices are their owners'.
    pub fn new(network: &Network, layout: &'a Layout) -> Option<Box<Incidents<'a>>> {
        let mut taken = vec![Vec::new(); network.classes.len()];
        for (at, class) in network.classes.iter().enumerate() {
            if let Some(from) = class.taken_from {
                taken[from as usize].push(at);
            }
        }
        taken.iter().any(|of| !of.is_empty()).then(|| Box::new(Incidents { layout, taken }))
    }

    /// The class and number under which a device counts.
    fn side(&self, class: usize, index: u32) -> (usize, u32) {
        let find = |taken: &usize| {
            let at = self.layout.taken[*taken].binary_search(&index).ok()?;
            Some((*taken, at as u32))
        };
        self.taken[class].iter().find_map(find).unwrap_or((class, index))
    }
}

impl<'a, R: Recorder> Run<'a, R> {
    /// Marks the classes that incidents strike, and starts what they send beyond their own until `last` at the latest.
    pub(super) fn start_incidents(&mut self, layout: &Layout, replication: u64, last: Time) {
        let network = self.network;
        self.start_power_cuts();
        for (at, class) in network.classes.iter().enumerate() {
            self.classes[at].queues_as = class.taken_from.unwrap_or(at as u32);
            if let Some(from) = class.taken_from {
                self.classes[from as usize].struck = true;
            }
        }
        for (number, incident) in network.incidents.happening() {
            let [from, to] = incident.span(network, replication);
            match &incident.strikes {
                Strikes::PowerCut(cut) => {
                    for (facts, struck) in self.classes.iter_mut().zip(&cut.classes) {
                        facts.struck |= struck;
                    }
                }
                Strikes::Flood(floods) => {
                    for flood in floods {
                        self.classes[flood.class as usize].struck |= flood.connects;
                        let plan = &network.classes[flood.class as usize];
                        let luck = incident.luck(network, replication).named(&plan.name);
                        let source = Source::new(plan, &flood.traffic, luck, from, to.min(last));
                        self.add_source(flood.class as usize, source.numbered_from(first_number(number)));
                    }
                }
                Strikes::Alarms(alarms) => {
                    self.raise_alarms(layout, (number, incident), alarms, replication, last);
                }
                Strikes::Jamming(jammer) => {
                    for (radio, by) in jammer.disturbances(network, layout, [from, to]) {
                        self.radios[radio].disturb(&by);
                    }
                }
                Strikes::Outage(_) | Strikes::Firmware(_) => {}
            }
        }
    }

    fn add_source(&mut self, class: usize, source: Source<'a>) {
        self.classes[class].payload = None;
        self.sources.push((class, source));
    }

    fn raise_alarms(
        &mut self,
        layout: &Layout,
        (number, incident): (usize, &'a Incident),
        alarms: &'a Alarms,
        replication: u64,
        last: Time,
    ) {
        let luck = incident.luck(self.network, replication);
        let n = first_number(number);
        for class in alarms.classes.iter().map(|class| *class as usize) {
            let plan = &self.network.classes[class];
            let Some(traffic) = &plan.traffic else { continue };
            let taken = self.network.classes.iter().map(|of| of.taken_from == Some(class as u32));
            self.classes
                .iter_mut()
                .zip(taken)
                .filter(|(_, is)| *is)
                .for_each(|(facts, _)| facts.payload = None);
            let due = luck.named(&plan.name);
            let reached = |index: u32| {
                let site = &layout.sites[(plan.first.0 + index) as usize];
                alarms.wave.map_or(Span::ZERO, |wave| wave.reaches(site.x_m.into(), site.y_m.into()))
            };
            let time = |index: u32| alarms.burst.due(due.index(index.into()), 0) + reached(index);
            let alarm = |index: u32| Arrival { time: time(index), index, n };
            let mut all: Vec<Arrival> =
                (0..plan.count).map(alarm).filter(|alarm| alarm.time < last).collect();
            let order = luck.purpose(Purpose::Order);
            let [from, to] = incident.span(self.network, replication);
            sort_window(&mut all, &mut Vec::new(), from, to - from, order);
            self.add_source(class, Source::new(plan, traffic, luck, last, last).holding(all));
        }
    }

    /// Payload of a message beyond its device's own, bytes.
    pub(super) fn extra_payload(&self, class: usize, index: u32, n: u32) -> u32 {
        let key = self.luck.size(class, index);
        let own = || self.network.classes[class].traffic.as_ref().map(|traffic| &traffic.size);
        let size = match &self.network.incidents.all[incident_of(n)].strikes {
            Strikes::Flood(floods) => {
                floods.iter().find(|flood| flood.class as usize == class).map(|flood| &flood.traffic.size)
            }
            Strikes::Alarms(alarms) => alarms.size.as_ref().or_else(own),
            _ => own(),
        };
        size.map_or(0, |size| libm::rint(size.sample(key, u64::from(n))) as u32)
    }

    /// Whether what a device adds under this number is an attempt to connect.
    fn is_connect(&self, n: u32) -> bool {
        let strikes = &self.network.incidents.all[incident_of(n)].strikes;
        matches!(strikes, Strikes::Flood(floods) if floods.iter().any(|flood| flood.connects))
    }

    /// Whether a device counts, with all that it does, as one of a class in somebody else's hands.
    pub(super) fn is_taken(&self, class: usize, index: u32) -> bool {
        self.incidents.as_ref().is_some_and(|all| all.side(class, index).0 != class)
    }

    /// A device of a struck class has something to say.
    #[cold]
    pub(super) fn offer_struck(&mut self, class: usize, index: u32, n: u32) {
        let (class, index) = self.incidents.as_ref().map_or((class, index), |all| all.side(class, index));
        let device = crate::network::ids::DeviceId(self.classes[class].first + index);
        let dark = |power: &super::power::Power| power.back(class, device, self.now).is_some();
        let dark = self.power.as_deref().is_some_and(dark);
        if is_extra(n) && self.is_connect(n) {
            if !dark {
                self.connect_wildly(class, index, n);
            }
            return;
        }
        if dark {
            let slot = self.bear(class, index, n);
            return self.lose_in_the_dark(slot);
        }
        self.offer(class, index, n);
    }
}
