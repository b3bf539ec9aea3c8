//! What is refused before the platform's stages, or at gateways and sites: what a device sends beyond its tokens, all of a device in
//! quarantine, and what finds too many waiting. Each knows a message's device and priority, and nothing of what comes to others.

use std::collections::BTreeMap;

use super::Run;
use super::errand::Errand;
use super::guard::Door;
use super::message::Open;
use super::recorder::Recorder;
use super::route::Place;
use super::state::Server;
use crate::model::bucket::{Bucket, BucketSpec};
use crate::model::cause::Cause;
use crate::model::platform::{PerDeviceSpec, PlatformSpec, QuarantineSpec, STAGES};
use crate::network::ids::DeviceId;
use crate::network::{Element, ElementKind, Hop, Network, limits};
use crate::units::{Span, Time};

/// All that is refused so, by element.
#[derive(Debug)]
pub struct Admission(Vec<Option<Limits>>);

/// What is refused at one element.
#[derive(Debug, Default)]
struct Limits {
    devices: Option<Devices>,
    /// Attempts to connect, which count by themselves before the platform's stages.
    connects: Option<Devices>,
    /// Nothing is told apart: `devices` holds for all that a device sends.
    of_all: bool,
    crowd: Option<Crowd>,
}

/// A bucket for each device.
#[derive(Debug)]
struct Devices {
    bucket: Bucket,
    quarantine: Option<QuarantineSpec>,
    records: Records,
}

/// By device.
#[derive(Debug)]
enum Records {
    /// Of everybody.
    Of(Vec<Record>),
    /// Of those that have come by: most never pass this gateway.
    Met(BTreeMap<DeviceId, Record>),
}

impl Records {
    fn of(&mut self, device: DeviceId) -> &mut Record {
        match self {
            Records::Of(all) => &mut all[device.index()],
            Records::Met(some) => some.entry(device).or_default(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Record {
    /// When its bucket will be full.
    full_at: u128,
    /// Messages refused since `first`.
    refused: u64,
    first: Time,
    /// It is cut off until then.
    until: Time,
}

/// Nobody comes in while too many wait.
#[derive(Debug)]
struct Crowd {
    /// The stage's element.
    element: usize,
    most: u64,
    spares: Option<u8>,
    /// Attempts to connect are refused, too.
    connects: bool,
}

impl Admission {
    /// Full buckets and nobody in quarantine; none if nothing is ever refused.
    pub fn new(network: &Network) -> Option<Box<Admission>> {
        let door = |element: &Element| {
            let group = &network.groups[element.group.index()].name;
            let here = element.kind == ElementKind::Admission;
            here.then(|| match limits::at(&network.scenario, group) {
                Some(spec) => Limits::of_all(spec),
                None => Limits::of_platform(network),
            })
        };
        let doors: Vec<Option<Limits>> = network.elements.iter().map(door).collect();
        doors.iter().any(Option::is_some).then(|| Box::new(Admission(doors)))
    }
}

impl Limits {
    fn of_all(spec: &PerDeviceSpec) -> Limits {
        let devices = Some(Devices::new(spec, Records::Met(BTreeMap::new())));
        Limits { devices, of_all: true, ..Limits::default() }
    }

    fn of_platform(network: &Network) -> Limits {
        let Some(platform) = &network.scenario.platform else { return Limits::default() };
        let everybody = || Records::Of(vec![Record::default(); network.devices() as usize]);
        let devices =
            |spec: &Option<PerDeviceSpec>| spec.as_ref().map(|spec| Devices::new(spec, everybody()));
        Limits {
            devices: devices(&platform.per_device),
            connects: devices(&platform.connects_per_device),
            of_all: false,
            crowd: crowd(network, platform),
        }
    }

    /// Whose tokens something on this errand takes.
    fn bucket(&mut self, errand: Errand) -> Option<&mut Devices> {
        match errand.is_control() {
            true if errand.is_packet() => None,
            true if !self.of_all => self.connects.as_mut(),
            _ => self.devices.as_mut(),
        }
    }
}

fn crowd(network: &Network, platform: &PlatformSpec) -> Option<Crowd> {
    let spec = platform.admission.as_ref()?;
    let name = format!("platform.{}", spec.stage);
    let element = network.elements.iter().position(|element| element.name == name)?;
    let connects = spec.stage == STAGES[0];
    Some(Crowd { element, most: spec.waiting.0, spares: spec.spares, connects })
}

impl Devices {
    fn new(spec: &PerDeviceSpec, records: Records) -> Devices {
        let PerDeviceSpec { rate, depth, quarantine } = *spec;
        Devices { bucket: Bucket::new(BucketSpec { rate, depth }), quarantine, records }
    }

    /// Whether a device may send so much now.
    fn admits(&mut self, device: DeviceId, now: Time, bytes: u64) -> bool {
        let record = self.records.of(device);
        if now < record.until {
            return false;
        }
        let conforms = self.bucket.takes_of(&mut record.full_at, now, bytes);
        if let Some(quarantine) = self.quarantine.filter(|_| !conforms) {
            record.refuse(now, quarantine);
        }
        conforms
    }
}

impl Record {
    /// A message was refused; too many and the device is cut off.
    fn refuse(&mut self, now: Time, quarantine: QuarantineSpec) {
        if self.refused == 0 || now - self.first > quarantine.within {
            (self.refused, self.first) = (0, now);
        }
        self.refused += 1;
        if self.refused >= quarantine.after.0 {
            (self.refused, self.until) = (0, now + quarantine.lasts);
        }
    }
}

impl<R: Recorder> Run<'_, R> {
    /// A copy stands before the platform's stages, or at a gateway or site that limits devices.
    #[inline(never)]
    pub(super) fn ask_for_admission(&mut self, hop: &Hop, place: &Place) -> Door {
        let doors = self.admission.as_mut().map(|admission| &mut admission.0);
        let Some(limits) = doors.and_then(|doors| doors[hop.element.index()].as_mut()) else {
            if self.network.elements[hop.element.index()].kind == ElementKind::Copies {
                self.copy_for_consumers(hop, place);
            }
            return Door::Open;
        };
        let Open { message, errand, .. } = self.messages[place.slot];
        let priority = self.classes[message.class.index()].priority;
        let crowd = limits.crowd.as_ref().filter(|crowd| crowd.connects || !errand.is_control());
        let crowded = crowd.is_some_and(|crowd| {
            let waiting = match &self.servers[crowd.element] {
                Server::Live(live, _) => live.waiting(),
                _ => 0,
            };
            waiting >= crowd.most && crowd.spares.is_none_or(|spared| priority < spared)
        });
        let bytes = u64::from(place.bytes);
        let devices = limits.bucket(errand);
        let cause = match crowded {
            true => Some(Cause::Overload),
            false => devices
                .is_some_and(|devices| !devices.admits(message.device, place.at, bytes))
                .then_some(Cause::Throttled),
        };
        self.recorder.arrived(hop.element, place.at, Span::ZERO);
        match cause {
            Some(cause) => Door::Through(self.drop(hop, place, place.at, cause)),
            None => Door::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::NS_PER_S;

    fn devices(text: &str) -> Devices {
        Devices::new(&toml::from_str(text).expect("a limit"), Records::Of(vec![Record::default(); 3]))
    }

    #[test]
    fn each_device_has_tokens_of_its_own() {
        let mut limit = devices("rate = '1 /s'\ndepth = 2");
        let mut passes = |device, s: u64| limit.admits(DeviceId(device), Time(s * NS_PER_S), 50);
        assert_eq!([passes(0, 5), passes(0, 5), passes(0, 5)], [true, true, false]);
        assert!(passes(1, 5), "another one's bucket is full");
        assert_eq!([passes(0, 6), passes(0, 6), passes(0, 8)], [true, false, true]);
    }

    #[test]
    fn who_is_refused_too_often_is_cut_off_for_a_time() {
        let mut limit =
            devices("rate = '1 /s'\ndepth = 1\nquarantine = { after = 3, within = '10 s', lasts = '1 min' }");
        let mut passes = |ms: u64| limit.admits(DeviceId(2), Time(ms * NS_PER_S / 1000), 50);
        assert_eq!([passes(0), passes(1), passes(2)], [true, false, false]);
        assert_eq!([passes(20_000), passes(20_001)], [true, false], "ten seconds are over: one, not three");
        assert_eq!([passes(20_002), passes(20_003)], [false, false]);
        assert_eq!([passes(50_000), passes(80_002), passes(80_003)], [false, false, true]);
    }
}
