//! What goes wrong, made concrete: which elements are down when, who has no power, whose devices are in somebody
//! else's hands, who raises an alarm. When an incident ends is drawn from its name; who is where, from the layout.

use super::area::Area;
use super::elements::Registry;
use super::firmware::Firmware;
use super::ids::{DeviceId, ElementId};
use super::jamming::Jammer;
use super::layout::Layout;
use super::places::Projection;
use super::wave::Wave;
use super::{Class, Clock, Network, Process, Traffic};
use crate::chance::{Key, Purpose};
use crate::model::distribution::{DistributionSpec, Sampler};
use crate::model::incident::{AlarmsSpec, DEFAULT_RAMP, FloodSpec, IncidentSpec, Names, PowerCutSpec};
use crate::model::live::{self, DEFAULT_JOBS, OutagePlan};
use crate::model::radio::lorawan::join::REQUEST_BYTES;
use crate::model::traffic::{Burst, BurstSpec};
use crate::scenario::Scenario;
use crate::scenario::class::ClassSpec;
use crate::units::{Bytes, Span, Time};

/// All incidents of a scenario, in the file's order.
#[derive(Clone, Debug, Default)]
pub struct Incidents {
    /// Each of them.
    pub all: Vec<Incident>,
    /// They are known, but none of them happens.
    pub calm: bool,
}

/// One incident.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Its name without "incidents.".
    pub name: String,
    /// When it begins.
    pub at: Time,
    /// How long it lasts, s.
    lasts: Sampler,
    /// What it does.
    pub strikes: Strikes,
}

/// What an incident does.
#[derive(Clone, Debug)]
pub enum Strikes {
    /// These elements are down.
    Outage(Vec<ElementId>),
    /// Devices have no power.
    PowerCut(PowerCut),
    /// Classes that were taken flood.
    Flood(Vec<Flood>),
    /// Devices have one message more to send.
    Alarms(Alarms),
    /// An image is sent down to devices.
    Firmware(Firmware),
    /// Somebody disturbs radios.
    Jamming(Jammer),
}

/// Who has no power.
#[derive(Clone, Debug)]
pub struct PowerCut {
    /// By class.
    pub classes: Vec<bool>,
    area: Option<Area>,
    /// Gateways there have none either.
    pub gateways: bool,
    /// Longest time until a device is back when the power is.
    pub ramp: Span,
}

/// Devices that send more than their own.
#[derive(Clone, Debug)]
pub struct Flood {
    /// Their class.
    pub class: u32,
    /// What each of them sends on top.
    pub traffic: Traffic,
    /// These are attempts to connect, not messages.
    pub connects: bool,
}

/// One message more.
#[derive(Clone, Debug)]
pub struct Alarms {
    /// Classes of the file that raise the alarm, with whoever was taken from them.
    pub classes: Vec<u32>,
    /// When each device does, once the alarm has reached it.
    pub burst: Burst,
    /// What reaches near devices before far ones.
    pub wave: Option<Wave>,
    /// Payload, bytes; the class's own if none.
    pub size: Option<Sampler>,
}

impl Strikes {
    /// The classes of which it strikes devices itself; of what only happens around them, none.
    pub fn classes(&self) -> Vec<usize> {
        let known = |classes: &[u32]| classes.iter().map(|class| *class as usize).collect();
        match self {
            Strikes::PowerCut(cut) => (0..cut.classes.len()).filter(|class| cut.classes[*class]).collect(),
            Strikes::Alarms(alarms) => known(&alarms.classes),
            Strikes::Firmware(firmware) => known(&firmware.classes),
            Strikes::Outage(_) | Strikes::Flood(_) | Strikes::Jamming(_) => Vec::new(),
        }
    }
}

impl PowerCut {
    /// Whether it is dark here.
    pub fn holds(&self, x_m: f32, y_m: f32) -> bool {
        self.area.is_none_or(|area| area.holds(x_m.into(), y_m.into()))
    }

    /// Whether it is dark in an area only.
    pub fn is_local(&self) -> bool {
        self.area.is_some()
    }

    /// Whether it strikes a device.
    pub fn strikes(&self, class: usize, device: DeviceId, layout: &Layout) -> bool {
        let site = &layout.sites[device.index()];
        self.classes.get(class).copied().unwrap_or(false) && self.holds(site.x_m, site.y_m)
    }
}

impl Incident {
    /// Its luck in a replication.
    pub fn luck(&self, network: &Network, replication: u64) -> Key {
        let root = Key::root(network.seed, replication);
        root.named(&format!("incidents.{}", self.name)).purpose(Purpose::Incident)
    }

    /// From when to when it lasts in a replication.
    pub fn span(&self, network: &Network, replication: u64) -> [Time; 2] {
        let lasts = Span::from_secs_f64(self.lasts.sample(self.luck(network, replication), 0));
        [self.at, self.at + lasts.max(Span(1))]
    }

    /// How long it lasts on average, s.
    pub fn mean_s(&self) -> f64 {
        self.lasts.mean()
    }
}

impl Incidents {
    /// Of a validated scenario.
    pub fn new(scenario: &Scenario, classes: &[Class], registry: &Registry, clock: &Clock) -> Incidents {
        let make = Make { scenario, classes, registry, clock };
        let all = scenario.incidents.iter().map(|(name, spec)| make.incident(name, spec)).collect();
        Incidents { all, calm: false }
    }

    /// Those that happen.
    pub fn happening(&self) -> impl Iterator<Item = (usize, &Incident)> {
        self.all.iter().enumerate().filter(|_| !self.calm)
    }

    /// Whether one of them sends something down that nobody asked for.
    pub fn send_down(&self) -> bool {
        self.happening().any(|(_, incident)| matches!(incident.strikes, Strikes::Firmware(_)))
    }

    /// When incidents keep an element down in a replication, in order and apart.
    pub fn downs(&self, network: &Network, replication: u64, element: ElementId) -> Vec<[Time; 2]> {
        let strikes = |incident: &Incident| matches!(&incident.strikes, Strikes::Outage(struck) if struck.contains(&element));
        let struck = self.happening().filter(|(_, incident)| strikes(incident));
        live::merged(struck.map(|(_, incident)| incident.span(network, replication)).collect())
    }
}

struct Make<'a> {
    scenario: &'a Scenario,
    classes: &'a [Class],
    registry: &'a Registry,
    clock: &'a Clock,
}

impl Make<'_> {
    fn incident(&self, name: &str, spec: &IncidentSpec) -> Incident {
        let within = spec
            .alarms
            .as_ref()
            .map(|alarms| DistributionSpec::Constant(alarms.within + self.passes(alarms)));
        let lasts = spec.lasts.clone().or(within).unwrap_or(DistributionSpec::Constant(Span::ZERO));
        Incident {
            name: name.to_string(),
            at: self.clock.from + self.after(spec),
            lasts: Sampler::new(&lasts).expect("validated times"),
            strikes: self.strikes(name, spec),
        }
    }

    fn after(&self, spec: &IncidentSpec) -> Span {
        spec.at.after(self.clock.from, self.clock.to - self.clock.from)
    }

    fn strikes(&self, name: &str, spec: &IncidentSpec) -> Strikes {
        if let Some(cut) = &spec.power_cut {
            Strikes::PowerCut(self.power_cut(cut))
        } else if let Some(flood) = &spec.flood {
            Strikes::Flood(self.floods(name, flood))
        } else if let Some(alarms) = &spec.alarms {
            Strikes::Alarms(self.alarms(spec, alarms))
        } else if let Some(firmware) = &spec.firmware {
            let classes = self.named(firmware.of.iter());
            let devices = classes.iter().map(|at| u64::from(self.classes[*at as usize].count)).sum();
            Strikes::Firmware(Firmware::new(self.scenario, firmware, &classes, devices))
        } else if let Some(jamming) = &spec.jamming {
            Strikes::Jamming(Jammer::new(self.scenario, jamming))
        } else {
            let named = |n: &str, element: &str| names(self.scenario, n, element);
            let names = |element: &str| spec.outage.iter().any(|of| of.of.iter().any(|n| named(n, element)));
            let elements = (0..).zip(&self.registry.elements).filter(|(_, element)| names(&element.name));
            Strikes::Outage(elements.map(|(at, _)| ElementId(at)).collect())
        }
    }

    /// Classes of these names, each once.
    fn named<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<u32> {
        let named: Vec<u32> = names.filter_map(|name| self.class(name)).collect();
        (0..self.scenario.devices.len() as u32).filter(|at| named.contains(at)).collect()
    }

    fn class(&self, name: &str) -> Option<u32> {
        let name = name.strip_prefix("devices.")?;
        self.scenario.devices.get_index_of(name).map(|at| at as u32)
    }

    fn power_cut(&self, spec: &PowerCutSpec) -> PowerCut {
        let named = self.named(spec.of.iter().flat_map(|names| names.iter()));
        let struck = |(at, class): (u32, &Class)| named.contains(&class.taken_from.unwrap_or(at));
        let classes = (0..).zip(self.classes).map(|class| spec.of.is_none() || struck(class)).collect();
        let projection = Projection::of(self.scenario);
        PowerCut {
            classes,
            area: spec.area.as_ref().map(|area| Area::new(area, projection)),
            gateways: spec.gateways == Some(true),
            ramp: spec.ramp.unwrap_or(DEFAULT_RAMP),
        }
    }

    /// What each class does that this incident takes.
    fn floods(&self, name: &str, spec: &FloodSpec) -> Vec<Flood> {
        let mine = (self.scenario.devices.len() as u32..)
            .zip(taken_classes(self.scenario))
            .filter(|(_, taken)| taken.incident == name);
        let flood = |(class, taken): (u32, Taken)| {
            let connects = spec.connects.is_some();
            let own = if connects { self.handshake(taken.class) } else { self.own_size(taken.class) };
            let size = spec.size.as_ref().filter(|_| !connects).or(own.as_ref());
            let process = Process::Poisson { mean_s: 1.0 / spec.per_s() };
            let traffic = Traffic::extra(process, size.expect("a validated class that sends"));
            Flood { class, traffic, connects }
        };
        mine.map(flood).collect()
    }

    fn own_size(&self, class: usize) -> Option<DistributionSpec<Bytes>> {
        let (_, spec) = self.scenario.devices.get_index(class)?;
        spec.message.as_ref().map(|message| message.size.clone())
    }

    /// All that a device sends to connect, in one.
    fn handshake(&self, class: usize) -> Option<DistributionSpec<Bytes>> {
        let of = &self.classes[class];
        let join = of.join.as_ref().map(|_| Bytes(REQUEST_BYTES.into()));
        let bytes = of.session.as_ref().map(|session| session.handshake.bytes_up).or(join)?;
        Some(DistributionSpec::Constant(bytes))
    }

    /// Until the alarm has reached the last of them.
    fn passes(&self, alarms: &AlarmsSpec) -> Span {
        let Some(wave) = alarms.wave.as_ref().map(|wave| Wave::new(self.scenario, wave)) else {
            return Span::ZERO;
        };
        let struck = senders(self.scenario, alarms.of.as_ref());
        let names = struck.filter_map(|at| self.scenario.devices.get_index(at)).map(|(name, _)| name);
        names.map(|name| wave.passes(self.scenario, name)).max().unwrap_or_default()
    }

    fn alarms(&self, spec: &IncidentSpec, alarms: &AlarmsSpec) -> Alarms {
        let after = Some(self.after(spec));
        let (within, shape) = (alarms.within, alarms.shape);
        let burst = BurstSpec { at: None, after, within, shape, every: None };
        Alarms {
            classes: senders(self.scenario, alarms.of.as_ref()).map(|at| at as u32).collect(),
            burst: Burst::new(&burst, self.clock.begin, self.clock.from, self.clock.to),
            wave: alarms.wave.as_ref().map(|wave| Wave::new(self.scenario, wave)),
            size: alarms.size.as_ref().map(|size| Sampler::new(size).expect("a validated size")),
        }
    }
}

/// Whether a name in an incident means this element: itself, or its group.
pub fn names(scenario: &Scenario, written: &str, element: &str) -> bool {
    let mut stages = scenario.platform.iter().flat_map(|platform| platform.stages());
    let group = element.split(':').next().unwrap_or(element);
    let mut of_platform =
        || written == "platform" && stages.any(|(stage, _)| group == format!("platform.{stage}"));
    element == written
        || of_platform()
        || element.strip_prefix(written).is_some_and(|rest| rest.starts_with(['@', ':']))
        // a group of one has no `:1`
        || written.strip_suffix(":1") == Some(element)
}

/// The outages of an element that has none of its own but is struck by an incident.
pub fn outages(scenario: &Scenario, element: &str) -> Option<OutagePlan> {
    let mut struck = false;
    let mut jobs = None;
    for spec in scenario.incidents.values() {
        if let Some(of) =
            spec.outage.as_ref().filter(|of| of.of.iter().any(|name| names(scenario, name, element)))
        {
            (struck, jobs) = (true, jobs.or(of.jobs));
        }
        let dark = spec.power_cut.as_ref().is_some_and(|cut| cut.gateways == Some(true));
        struck |= dark && element.starts_with("gateways.");
    }
    struck.then(|| OutagePlan::of_incidents(jobs.unwrap_or(DEFAULT_JOBS)))
}

/// Whether the devices of a class send in an incident beyond their own messages.
pub fn sends_more(scenario: &Scenario, classes: &[Class], class: &Class) -> bool {
    let named = |name: &str| {
        let of = class.taken_from.map_or(class, |from| &classes[from as usize]);
        name.strip_prefix("devices.") == Some(of.name.as_str())
    };
    let alarmed = |spec: &IncidentSpec| {
        let alarms = spec.alarms.as_ref();
        alarms.is_some_and(|alarms| alarms.of.as_ref().is_none_or(|of| of.iter().any(named)))
    };
    class.taken_from.is_some() || scenario.incidents.values().any(alarmed)
}

/// Messages that incidents are expected to add in one run.
pub fn messages_more(network: &Network) -> f64 {
    let last = if network.traffic_drains { network.clock.until } else { network.clock.to };
    let one = |incident: &Incident| match &incident.strikes {
        Strikes::Flood(floods) => {
            let each = |flood: &Flood| {
                f64::from(network.classes[flood.class as usize].count)
                    * flood.traffic.rate_per_s().unwrap_or(0.0)
            };
            let lasts = libm::fmin(incident.mean_s(), (last.since(incident.at)).as_secs_f64());
            lasts * floods.iter().map(each).sum::<f64>()
        }
        Strikes::Alarms(alarms) => {
            alarms.classes.iter().map(|class| f64::from(network.classes[*class as usize].count)).sum()
        }
        _ => 0.0,
    };
    network.incidents.happening().map(|(_, incident)| one(incident)).sum()
}

/// Fragments of firmware that come to devices in one run, at the most.
pub fn fragments(network: &Network) -> f64 {
    let one = |(_, incident): (usize, &Incident)| match &incident.strikes {
        Strikes::Firmware(firmware) => {
            let lasts_s = libm::fmin(incident.mean_s(), network.clock.to.since(incident.at).as_secs_f64());
            firmware.at_devices(lasts_s, network.radios[firmware.radio as usize].gateways.len())
        }
        _ => 0.0,
    };
    network.incidents.happening().map(one).sum()
}

/// Classes of the file that are named, or all that send.
fn senders(scenario: &Scenario, names: Option<&Names>) -> impl Iterator<Item = usize> {
    let sends = |spec: &ClassSpec| spec.message.is_some() && spec.foreign != Some(true);
    let named = move |name: &str| {
        names.is_none_or(|names| names.iter().any(|of| of.strip_prefix("devices.") == Some(name)))
    };
    let all = scenario.devices.iter().enumerate();
    let mine = all.filter(|(_, (name, spec))| sends(spec) && named(name)).map(|(at, _)| at);
    mine.collect::<Vec<_>>().into_iter()
}

/// A share of a class that a flood takes.
struct Taken<'a> {
    incident: &'a str,
    flood: &'a FloodSpec,
    class: usize,
}

/// Incident by incident, class by class: each is a class of its own.
fn taken_classes(scenario: &Scenario) -> Vec<Taken<'_>> {
    let of = |(incident, spec): (&'_ String, &'_ IncidentSpec)| {
        let flood = spec.flood.as_ref();
        let classes = flood.into_iter().flat_map(|flood| {
            let can = |at: &usize| flood.connects.is_none() || scenario.devices[*at].connects();
            senders(scenario, flood.of.as_ref()).filter(can).collect::<Vec<_>>()
        });
        classes.map(|class| (incident.clone(), class)).collect::<Vec<_>>()
    };
    let all = scenario.incidents.iter().flat_map(of);
    all.filter_map(|(incident, class)| {
        let (incident, spec) = scenario.incidents.get_key_value(&incident)?;
        Some(Taken { incident, flood: spec.flood.as_ref()?, class })
    })
    .collect()
}

/// Devices of a class of `count` that a flood takes: at least one, if there are any.
pub fn devices_taken(count: u32, flood: &FloodSpec) -> u32 {
    (libm::rint(flood.share.0 * f64::from(count)) as u32).clamp(1.min(count), count)
}

/// Adds a class for each share of devices that is in somebody else's hands, behind the file's own classes.
pub fn add_taken(scenario: &Scenario, classes: &mut Vec<Class>) {
    for taken in taken_classes(scenario) {
        let last = classes.last().map_or(0, |class| class.first.0 + class.count);
        let class = &classes[taken.class];
        classes.push(Class {
            name: format!("{} (compromised)", class.name),
            first: DeviceId(last),
            count: devices_taken(class.count, taken.flood),
            taken_from: Some(taken.class as u32),
            ..class.clone()
        });
    }
}

/// By class: the devices of another class that are its own, in order.
pub fn taken(network: &Network, root: Key) -> Vec<Vec<u32>> {
    let of = |class: &Class| {
        let Some(from) = class.taken_from else { return Vec::new() };
        let from = &network.classes[from as usize];
        let luck = root.named(&format!("devices.{}", from.name)).purpose(Purpose::Incident);
        let mut all: Vec<u32> = (0..from.count).collect();
        let by_luck = |index: &u32| (luck.draw(u64::from(*index)), *index);
        let count = class.count as usize;
        if count < all.len() {
            all.select_nth_unstable_by_key(count, by_luck);
            all.truncate(count);
        }
        all.sort_unstable();
        all
    };
    network.classes.iter().map(of).collect()
}
