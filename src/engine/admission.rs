//! What is refused before the platform's stages: what a device sends beyond its tokens, all of a device in quarantine,
//! and what finds too many waiting. It knows a message's device and priority, and nothing of what comes to other elements.

use super::Run;
use super::guard::Door;
use super::message::Open;
use super::recorder::Recorder;
use super::route::Place;
use super::state::Server;
use crate::model::bucket::{Bucket, BucketSpec};
use crate::model::cause::Cause;
use crate::model::platform::{PerDeviceSpec, PlatformSpec, QuarantineSpec};
use crate::network::ids::DeviceId;
use crate::network::{Hop, Network};
use crate::units::{Span, Time};

/// The platform's door.
#[derive(Debug)]
pub struct Admission {
    devices: Option<Devices>,
    crowd: Option<Crowd>,
}

/// A bucket for each device.
#[derive(Debug)]
struct Devices {
    bucket: Bucket,
    quarantine: Option<QuarantineSpec>,
    /// By device.
    records: Vec<Record>,
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
}

impl Admission {
    /// Full buckets and nobody in quarantine; none if nothing is ever refused.
    pub fn new(network: &Network) -> Option<Box<Admission>> {
        let platform = network.scenario.platform.as_ref().filter(|platform| platform.has_admission())?;
        let devices = platform.per_device.as_ref().map(|spec| Devices::new(spec, network.devices()));
        Some(Box::new(Admission { devices, crowd: crowd(network, platform) }))
    }
}

fn crowd(network: &Network, platform: &PlatformSpec) -> Option<Crowd> {
    let spec = platform.admission.as_ref()?;
    let name = format!("platform.{}", spec.stage);
    let element = network.elements.iter().position(|element| element.name == name)?;
    Some(Crowd { element, most: spec.waiting.0, spares: spec.spares })
}

impl Devices {
    fn new(spec: &PerDeviceSpec, devices: u32) -> Devices {
        let PerDeviceSpec { rate, depth, quarantine } = *spec;
        let records = vec![Record::default(); devices as usize];
        Devices { bucket: Bucket::new(BucketSpec { rate, depth }), quarantine, records }
    }

    /// Whether a device may send so much now.
    fn admits(&mut self, device: DeviceId, now: Time, bytes: u64) -> bool {
        let record = &mut self.records[device.index()];
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
    /// A copy stands before the platform's stages.
    #[inline(never)]
    pub(super) fn ask_for_admission(&mut self, hop: &Hop, place: &Place) -> Door {
        let Some(admission) = &mut self.admission else { return Door::Open };
        let Open { message, errand, .. } = self.messages[place.slot];
        let priority = self.classes[message.class.index()].priority;
        let crowded = admission.crowd.as_ref().is_some_and(|crowd| {
            let waiting = match &self.servers[crowd.element] {
                Server::Live(live, _) => live.waiting(),
                _ => 0,
            };
            waiting >= crowd.most && crowd.spares.is_none_or(|spared| priority < spared)
        });
        let bytes = u64::from(place.bytes);
        // a packet that a site has made of many messages is no one device's
        let devices = admission.devices.as_mut().filter(|_| !errand.is_packet());
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
        Devices::new(&toml::from_str(text).expect("a limit"), 3)
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
