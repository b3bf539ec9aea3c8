//! What `check` and `run` say before anything is simulated: expected loads by arithmetic, and what the run will cost.
//! Plain figures; how they are worded is the command line's business.

pub mod codel;
mod cost;
mod loads;
pub mod tails;

pub use cost::messages_per_run;
use serde::Serialize;

use super::layout::Layout;
use super::{Class, Network, Process};

/// Devices of a class that are looked at; a larger class is estimated from these.
const SAMPLE: u32 = 2_000;

/// What to expect of a network over so many runs, `jobs` of them at a time. Losses on the air are left
/// out: every frame that can be heard is, so loads are upper bounds.
pub fn estimate(network: &Network, runs: u64, jobs: usize) -> Estimate {
    let layout = Layout::sample(network, 0, |_, count| count.min(SAMPLE));
    let loads = loads::Loads::of(network, &layout);
    let messages = runs as f64 * cost::messages_per_run(network);
    let (seconds, memory_bytes) = cost::of(network, &layout, messages, runs, jobs);
    let elements = loads.elements(network);
    let mut warnings = loads::overloads(&elements);
    warnings.extend(loads::policed(network, &loads));
    warnings.extend(tails::warnings(&network.scenario, messages));
    warnings.extend(codel::warnings(network));
    warnings.extend(loads.too_long);
    warnings.extend(loads.too_often);
    warnings.extend(loads.classes.iter().filter_map(unheard));
    warnings.extend(network.classes.iter().filter_map(burst));
    Estimate { classes: loads.classes, warnings, elements, runs, messages, seconds, memory_bytes }
}

/// A class of which this share or more is out of coverage is worth a word.
const MUCH: f64 = 0.5;
/// A burst that rises higher over the mean than this is worth a word.
const MUCH_MORE: f64 = 2.0;

/// Loads are means over the study; a burst is not.
fn burst(class: &Class) -> Option<String> {
    let Process::Burst(burst) = &class.traffic.as_ref()?.process else { return None };
    let mean = class.traffic.as_ref()?.rate_per_s()?;
    let peak = burst.peak_per_s() * mean / burst.rate_per_s().max(f64::MIN_POSITIVE);
    let offered = f64::from(class.count) * peak;
    let offered = if offered < 10.0 { format!("{offered:.2}") } else { format!("{offered:.0}") };
    (mean > 0.0 && peak > MUCH_MORE * mean).then(|| {
        format!(
            "devices.{}: a burst rises to {offered} messages a second, {:.0} times the study's mean; loads are of the mean",
            class.name,
            peak / mean
        )
    })
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
    /// Replications at the most.
    pub runs: u64,
    /// Messages generated over all of them.
    pub messages: f64,
    /// Wall-clock time with the jobs asked for, s.
    pub seconds: f64,
    /// Memory with the jobs asked for, bytes.
    pub memory_bytes: u64,
    /// What a planner should look at before running ("offered 150 % of what links.lte can carry").
    pub warnings: Vec<String>,
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
    /// Jobs by which its backlog grows in a second, for as long as nothing is refused; `None` where it keeps up.
    pub backlog_per_s: Option<f64>,
    /// Its room is limited: what finds it full is dropped.
    pub limited: bool,
    /// What the reader should know of this row.
    pub note: String,
}
