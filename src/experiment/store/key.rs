//! What a replication is known by: everything that moves a simulated figure, and nothing else. Two scenarios that
//! differ in their title or in what is asked of them share their replications.

use sha2::{Digest, Sha256};

use crate::experiment::results::MODEL_VERSION;
use crate::model::energy::BatterySpec;
use crate::network::Clock;
use crate::scenario::Scenario;
use crate::scenario::class::ClassSpec;
use crate::scenario::study::StudySpec;
use crate::units::{Capacity, Energy};

/// Fingerprint of the sources that simulate and count, in hexadecimal: other code, other figures.
pub const ENGINE: &str = env!("IOTCAP_ENGINE");

/// A point's key: SHA-256 over what its replications share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PointKey([u8; 32]);

impl PointKey {
    /// Of a resolved scenario.
    pub fn of(scenario: &Scenario) -> PointKey {
        let mut digest = Sha256::new();
        for part in [MODEL_VERSION.as_bytes(), ENGINE.as_bytes(), scenario.tables.as_bytes()] {
            add(&mut digest, part);
        }
        add(&mut digest, &serde_json::to_vec(&moving(scenario)).unwrap_or_default());
        add(&mut digest, &postcard::to_allocvec(&scenario.places).unwrap_or_default());
        PointKey(digest.finalize().into())
    }

    /// Of one replication by a clock; the clock is not the file's once a warm-up is cut.
    pub fn replication(&self, replication: u64, clock: Clock) -> [u8; 32] {
        let digest = Sha256::new().chain_update(self.0).chain_update(times(clock));
        digest.chain_update(replication.to_le_bytes()).finalize().into()
    }

    /// Name of its folder.
    pub fn folder(&self) -> String {
        self.0[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Each part with its length, so that no two lists of parts look alike.
fn add(digest: &mut Sha256, part: &[u8]) {
    digest.update((part.len() as u64).to_le_bytes());
    digest.update(part);
}

/// The scenario without what is only said or asked. Every table is named, so that a new one must be thought of here.
fn moving(scenario: &Scenario) -> Scenario {
    let Scenario {
        title: _,
        intent: _,
        study,
        radio,
        devices,
        gateways,
        links,
        sites,
        platform,
        incidents,
        storage: _, // reckoned from counts, as are costs
        costs: _,
        objectives: _,
        options: _,
        sweep: _,
        growth: _,
        places: _, // added as they are: whoever asks what if may have changed a row
        tables: _,
    } = scenario;
    Scenario {
        study: StudySpec { replications: None, ..study.clone() },
        radio: radio.clone(),
        devices: devices.iter().map(|(name, class)| (name.clone(), counted(class))).collect(),
        gateways: gateways.clone(),
        links: links.clone(),
        sites: sites.clone(),
        platform: platform.clone(),
        incidents: incidents.clone(),
        ..Scenario::default()
    }
}

/// A class without what is reckoned from its counts; whether it has a battery decides what is counted.
fn counted(class: &ClassSpec) -> ClassSpec {
    let battery = class.battery.as_ref().map(|_| BatterySpec {
        capacity: Capacity::Energy(Energy(0.0)),
        voltage: None,
        self_discharge: None,
        shelf_life: None,
    });
    ClassSpec { battery, energy: None, stored: None, ..class.clone() }
}

fn times(clock: Clock) -> [u8; 40] {
    let mut bytes = [0; 40];
    let times = [clock.begin.0, clock.from.0, clock.to.0, clock.until.0, clock.bin.0];
    for (to, time) in bytes.chunks_exact_mut(8).zip(times) {
        to.copy_from_slice(&time.to_le_bytes());
    }
    bytes
}

/// Name of a replication's file in its point's folder.
pub fn file(replication: u64, clock: Clock) -> String {
    let window: [u8; 32] = Sha256::digest(times(clock)).into();
    let window: String = window[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{window}-{replication:05}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    const TEXT: &str = "title = 'a'\n[study]\nseed = 3\n[radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\n\
        [devices.m]\ncount = 5\nradio = 'w'\nmessage = { every = '1 min', size = '20 B' }\n";

    fn key(text: &str, settings: &[&str]) -> PointKey {
        let settings: Vec<String> = settings.iter().map(|setting| setting.to_string()).collect();
        PointKey::of(&load::given(text, &[], &settings).expect("it is valid").scenario)
    }

    #[test]
    fn what_is_said_or_asked_moves_nothing() {
        let same = TEXT.replace("'a'", "'b'")
            + "[objectives]\no = { of = 'devices.m', delivery_ratio = '>= 9 %' }\n";
        assert_eq!(key(TEXT, &[]), key(&same, &["study.replications=7", "intent=why"]));
    }

    #[test]
    fn what_is_simulated_moves_it() {
        for setting in
            ["study.seed=4", "devices.m.count=6", "study.duration=2 h", "devices.m.message.size=21 B"]
        {
            assert_ne!(key(TEXT, &[]), key(TEXT, &[setting]), "{setting}");
        }
        let cell = "energy = { event = '1 J', sleep = '1 uA' }\nbattery = { capacity = '2 Ah' }\n";
        let powered = TEXT.to_string() + cell;
        assert_ne!(key(TEXT, &[]), key(&powered, &[]), "its airtime is counted");
        assert_eq!(key(&powered, &[]), key(&powered, &["devices.m.battery.capacity=3 Ah"]));
        let placed = TEXT.to_string() + "place = { file = 'p.csv' }\n";
        let of = |table: &str| {
            let files = [("p.csv", table.to_string())];
            PointKey::of(&load::given(&placed, &files, &[]).expect("it is valid").scenario)
        };
        assert_ne!(of("x,y\n1,2\n"), of("x,y\n1,3\n"));
        let mut off = load::given(
            &TEXT.replace("[gateways.g]", "[gateways.g]\nplace = { points = [{ x = '1 m', y = '0 m' }] }"),
            &[],
            &[],
        )
        .expect("it is valid")
        .scenario;
        let before = PointKey::of(&off);
        off.places["gateways.g"][0].off = true;
        assert_ne!(PointKey::of(&off), before);
    }
}
