//! What `check` and `run` say before anything is simulated: expected loads by arithmetic, and what the run will cost.
//! Plain figures; how they are worded is the command line's business.

mod answers;
mod backlog;
pub mod buckets;
pub mod codel;
mod connects;
mod consumers;
mod cost;
mod floods;
mod joins;
mod lines;
mod loads;
mod overloads;
mod packets;
mod partitions;
mod pressure;
mod sessions;
mod sites;
pub mod tails;
mod upkeep;
mod withheld;
mod words;

pub use cost::messages_per_run;
use serde::Serialize;

use super::layout::Layout;
use super::{Class, Network, Process, RadioPlan};

/// Devices of a class that are looked at; a larger class is estimated from these.
const SAMPLE: u32 = 2_000;
/// Devices for each gateway that are looked at where that costs little: of a few, the most loaded gateway has twice its share.
const WIRED_SAMPLE: u32 = 200;

/// How many devices of a class are looked at.
fn sampled(network: &Network, class: &Class) -> u32 {
    let most = match &network.radios[class.radio as usize].plan {
        RadioPlan::Ideal(_) => (network.gateways.len() as u32).saturating_mul(WIRED_SAMPLE).max(SAMPLE),
        RadioPlan::Lorawan(_) => SAMPLE,
    };
    class.count.min(most)
}

/// What to expect of a network over so many runs, `jobs` of them at a time. Losses on the air are left
/// out: every frame that can be heard is, so loads are upper bounds.
pub fn estimate(network: &Network, runs: u64, jobs: usize) -> Estimate {
    let layout = Layout::sample(network, 0, |at, _| sampled(network, &network.classes[at]));
    let loads = loads::Loads::of(network, &layout);
    let cost::Cost { messages, turns, seconds, memory_bytes } =
        cost::of(network, &layout, &loads, runs, jobs);
    let elements = loads.elements(network);
    let floods = floods::notes(network, &layout, &loads);
    let of_elements = (0..network.elements.len()).map(|at| loads.of_element(network, at)).collect();
    let mut warnings = overloads::warnings(&elements, (network.clock.to - network.clock.from).as_secs_f64());
    warnings.extend(buckets::policed(network, &loads));
    warnings.extend(lines::warnings(network, &loads));
    warnings.extend(tails::warnings(&network.scenario, messages));
    warnings.extend(buckets::warnings(network));
    warnings.extend(connects::warnings(network));
    warnings.extend(codel::warnings(network));
    warnings.extend(loads.too_long);
    warnings.extend(loads.too_often);
    warnings.extend(answers::warnings(network, &loads.classes));
    warnings.extend(loads.classes.iter().filter_map(unheard));
    warnings.extend(network.classes.iter().filter_map(burst));
    let mut classes = loads.classes;
    for (class, estimate) in network.classes.iter().zip(&mut classes) {
        estimate.battery_years = upkeep::battery_years(network, class, estimate);
    }
    let mut notes = upkeep::notes(network, &classes);
    notes.extend(joins::notes(network, &classes));
    notes.extend(connects::notes(network));
    notes.extend(floods);
    Estimate {
        classes,
        warnings,
        notes,
        elements,
        loads: of_elements,
        runs,
        messages,
        turns,
        seconds,
        memory_bytes,
    }
}

/// A class of which this share or more is out of coverage is worth a word.
const MUCH: f64 = 0.5;
/// A burst that rises higher over the mean than this is worth a word.
const MUCH_MORE: f64 = 2.0;

/// How many times the mean over the study a burst rises to.
fn rise(class: &Class) -> Option<f64> {
    let Process::Burst(burst) = &class.traffic.as_ref()?.process else { return None };
    (burst.rate_per_s() > 0.0).then(|| burst.peak_per_s() / burst.rate_per_s())
}

/// Loads are means over the study; a burst is not.
fn burst(class: &Class) -> Option<String> {
    let mean = class.traffic.as_ref()?.rate_per_s().filter(|mean| *mean > 0.0)?;
    let rise = rise(class).filter(|rise| *rise > MUCH_MORE)?;
    let offered = f64::from(class.count) * mean * rise;
    let offered = if offered < 10.0 { format!("{offered:.2}") } else { format!("{offered:.0}") };
    Some(format!(
        "devices.{}: a burst rises to {offered} messages a second, {rise:.0} times the study's mean; offered loads are of the \
         mean, with the burst's beside them",
        class.name
    ))
}

fn unheard(class: &ClassEstimate) -> Option<String> {
    let share = class.out_of_coverage.filter(|share| *share >= MUCH)?;
    let who = if share < 1.0 {
        format!("{:.0} % of the devices are", 100.0 * share)
    } else {
        "no device is".into()
    };
    let reach = if share < 1.0 { "out of coverage" } else { "in reach of a gateway" };
    Some(format!("devices.{}: {who} {reach}; are places, heights and propagation right?", class.name))
}

/// Everything that is expected of a scenario before it runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// Per class, in the file's order.
    pub classes: Vec<ClassEstimate>,
    /// Per element group, in the order of the path.
    pub elements: Vec<ElementEstimate>,
    /// Work arriving over work it can do, by element.
    #[serde(skip)]
    pub loads: Vec<f64>,
    /// Replications at the most.
    pub runs: u64,
    /// Messages generated over all of them.
    pub messages: f64,
    /// Changes of devices' states, visits of stations where a message was before, outages and repairs, and gateways' own
    /// packets at each link over all of them.
    pub turns: f64,
    /// Wall-clock time with the jobs asked for, s.
    pub seconds: f64,
    /// Memory with the jobs asked for, bytes.
    pub memory_bytes: u64,
    /// What a planner should look at before running ("offered 150 % of what links.lte can carry").
    pub warnings: Vec<String>,
    /// What storage gets, prices come to, joins and connects take and floods add; empty where the scenario has none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One class of devices.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClassEstimate {
    /// Its name without "devices.".
    pub name: String,
    /// Devices.
    pub devices: u64,
    /// Messages offered by one device in a day, on average.
    pub messages_per_day: f64,
    /// Data rates in use; empty for a radio that has none.
    pub data_rates: Vec<DataRateEstimate>,
    /// Share of devices that no gateway hears even when alone on the air; `None` where every device is heard.
    pub out_of_coverage: Option<f64>,
    /// Data rates and coverage come from a sample of the devices, not from all.
    pub sampled: bool,
    /// What of it comes to the platform.
    #[serde(skip)]
    pub platform: AtPlatform,
    /// Mean life of its batteries if each message is sent once, years; left out where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub battery_years: Option<f64>,
}

/// What of a class comes to the platform in a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AtPlatform {
    /// Messages, alone or in packets of edge sites.
    pub messages: f64,
    /// Messages and packets as they come.
    pub packets: f64,
    /// Payload of a message, or bytes of a packet.
    pub bytes: f64,
}

/// One data rate of a class.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DataRateEstimate {
    /// "SF7" … "SF12", or the technology's own name.
    pub label: String,
    /// Share of the class's devices.
    pub share: f64,
    /// Airtime of one message of mean size, s.
    pub airtime_s: f64,
}

impl DataRateEstimate {
    /// The spreading factor, where the technology has them.
    pub fn spreading_factor(&self) -> Option<u8> {
        self.label.strip_prefix("SF")?.parse().ok()
    }
}

/// One element group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ElementEstimate {
    /// "links.lte", "gateways.rooftop", "platform.ingest", "radio.lora".
    pub name: String,
    /// Work arriving over work it can do, at the most loaded member; may pass 1. For a radio: Erlang per channel.
    /// `None` where arithmetic cannot tell.
    pub offered_load: Option<f64>,
    /// What it can do, with unit ("2 Mbit/s", "4 servers x 500/s").
    pub capacity: String,
    /// The load while bursts are at their height, all at once; `None` without bursts, or where it is no matter.
    pub peak_load: Option<f64>,
    /// How long its room takes to fill, s; `None` where it keeps up, is unlimited, or drops early.
    pub room_full_after_s: Option<f64>,
    /// Jobs by which its backlog grows in a second, for as long as nothing is refused; `None` where it keeps up.
    pub backlog_per_s: Option<f64>,
    /// Its room is limited: what finds it full is dropped.
    pub limited: bool,
    /// What the reader should know of this row.
    pub note: String,
}
