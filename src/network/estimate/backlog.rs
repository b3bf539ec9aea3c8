//! What waits at the worst moment of a run where more comes than goes, and what that costs: the mean's surplus over the
//! run, or a burst's over its height, as far as the room goes. Knows no chance and no outage: queues that form though the
//! load is below 1 are small beside these.

use super::loads::Loads;
use super::pressure::Pressure;
use crate::model::live::Discipline;
use crate::network::{ElementKind, Network, Process};

/// Bytes of a job in a queue whose future can change: message, copy with its way so far, place in the queue (13 million
/// of them: 300 by priority, 324 sharing the processor).
const LIVE_BYTES: f64 = 325.0;
/// Bytes of a job that is foretold to come to another element: message, copy, event (3 million of them).
const AHEAD_BYTES: f64 = 215.0;
/// Bytes of a job that is known to leave, where those who wait are counted.
const COUNTED_BYTES: f64 = 16.0;
/// CPU time of a job that stays in such a queue, s (the same; fresh memory is what it costs).
const LIVE_S: f64 = 0.3e-6;
/// The same where jobs share the processor, s: they are sorted by their ends (420 thousand exponential ones).
const SHARING_S: f64 = 2.5e-6;

/// What waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Backlog {
    /// Memory of those who wait at all elements in one run, bytes.
    pub bytes: f64,
    /// CPU time that they take beyond that of others, s.
    pub cpu_s: f64,
}

impl Backlog {
    /// Of one run in which traffic lasts `span_s`, and no more than `most` copies can be under way.
    pub fn of(network: &Network, loads: &Loads, most: f64, span_s: f64) -> Backlog {
        let (height_s, ahead, mut left) = (height_s(network), ahead(network), most);
        let mut backlog = Backlog::default();
        let queues = network.elements.iter().enumerate();
        let mut waiting: Vec<(f64, f64, f64)> = queues
            .filter(|(_, element)| matches!(element.kind, ElementKind::Link | ElementKind::Station))
            .map(|(at, _)| {
                let (bytes, cpu_s) = each(network, at, ahead[at]);
                (bytes, cpu_s, jobs(network, at, &loads.pressure(network, at), height_s, span_s))
            })
            .collect();
        // a copy waits at one place at a time: say, where it costs most
        waiting.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (bytes, cpu_s, jobs) in waiting {
            let jobs = libm::fmin(jobs, left);
            left -= jobs;
            backlog.bytes += bytes * jobs;
            backlog.cpu_s += cpu_s * jobs;
        }
        backlog
    }
}

/// How long the longest burst would last at its height, s.
fn height_s(network: &Network) -> f64 {
    let bursts = network.classes.iter().filter_map(|class| match &class.traffic.as_ref()?.process {
        Process::Burst(burst) => Some(1.0 / burst.peak_per_s()),
        _ => None,
    });
    bursts.fold(0.0, f64::max)
}

/// Jobs that wait at an element at the most.
fn jobs(network: &Network, at: usize, pressure: &Pressure, height_s: f64, span_s: f64) -> f64 {
    let kept_short = network.guards[at].as_ref().is_some_and(|guard| guard.red.is_some())
        || network.servers[at].live().is_some_and(|live| live.codel.is_some());
    if kept_short || pressure.jobs_per_s <= 0.0 {
        return 0.0;
    }
    let bytes_s = network.elements[at].rate_bps.unwrap_or(0.0) / 8.0 * pressure.load;
    let surplus = |jobs_per_s: f64, load: f64, s: f64| {
        let per_s = jobs_per_s * (1.0 - 1.0 / load);
        if !(load > 1.0 && per_s > 0.0) {
            return 0.0;
        }
        let full_s = network.servers[at].fills_after_s(per_s, bytes_s / pressure.jobs_per_s);
        per_s * libm::fmin(s, full_s.unwrap_or(f64::INFINITY))
    };
    let rise = pressure.peak / pressure.load;
    libm::fmax(
        surplus(pressure.jobs_per_s, pressure.load, span_s),
        surplus(pressure.jobs_per_s * rise, pressure.peak, libm::fmin(height_s, span_s)),
    )
}

/// Bytes and CPU time of one that waits; `ahead`: what is foretold to leave is an event later on.
fn each(network: &Network, at: usize, ahead: bool) -> (f64, f64) {
    let server = &network.servers[at];
    match server.live().map(|live| live.discipline) {
        Some(Discipline::ProcessorSharing) => (LIVE_BYTES, SHARING_S),
        Some(_) => (LIVE_BYTES, LIVE_S),
        None if ahead => (AHEAD_BYTES, 0.0),
        None if !server.is_unlimited() || network.guards[at].is_some() => (COUNTED_BYTES, 0.0),
        None => (0.0, 0.0),
    }
}

/// By element: whether what leaves it is an event at a later one.
fn ahead(network: &Network) -> Vec<bool> {
    let mut found = vec![false; network.elements.len()];
    for hop in &network.hops {
        let mut next = network.hops.get(hop.next as usize);
        while let Some(step) = next.filter(|step| !step.by_event) {
            next = network.hops.get(step.next as usize);
        }
        found[hop.element.index()] |= next.is_some();
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::network::Network;
    use crate::network::estimate::estimate;
    use crate::scenario::Scenario;

    /// Memory and time of one run beyond those of the same network with a station that is never busy.
    fn beyond(message: &str, ingest: &str) -> (f64, f64) {
        let cost = |ingest: &str| {
            let text = format!(
                "title = 'x'\nstudy = {{ duration = '1 h', warm_up = '0 s', replications = 1 }}\n\
                 radio.air = {{ technology = 'ideal' }}\ngateways.mast = {{ radio = 'air' }}\n\
                 devices.d = {{ count = 100, radio = 'air', message = {{ {message}, size = '1 B' }} }}\n\
                 platform.ingest = {{ {ingest} }}\n"
            );
            let scenario: Scenario = toml::from_str(&text).expect("a scenario");
            let told = estimate(&Network::build(&scenario), 1, 1);
            (told.memory_bytes as f64, told.seconds)
        };
        let (busy, idle) = (cost(ingest), cost("service = '1 us', discipline = 'priority'"));
        (busy.0 - idle.0, busy.1 - idle.1)
    }

    #[test]
    fn a_backlog_that_grows_takes_memory_for_each_that_waits() {
        // 100/s come and 50/s go, for an hour and the ten minutes of its drain
        let waiting = 50.0 * 4200.0;
        let (bytes, seconds) = beyond("poisson = '1 s'", "service = '20 ms', discipline = 'priority'");
        assert!((bytes / waiting - super::LIVE_BYTES).abs() < 0.01, "{bytes}");
        assert!((seconds / waiting - super::LIVE_S).abs() < 1e-9, "{seconds}");
        let (bytes, seconds) =
            beyond("poisson = '1 s'", "service = '20 ms', discipline = 'processor-sharing'");
        assert!((bytes / waiting - super::LIVE_BYTES).abs() < 0.01, "{bytes}");
        assert!((seconds / waiting - super::SHARING_S).abs() < 1e-9, "{seconds}");
        // whose departure is known takes none
        assert_eq!(beyond("poisson = '1 s'", "service = '20 ms'"), (0.0, 0.0));
    }

    #[test]
    fn a_room_bounds_what_waits_and_so_does_who_waits_for_an_answer() {
        let live = |room| format!("service = '20 ms', discipline = 'priority', waiting_room = {room}");
        let (bytes, _) = beyond("poisson = '1 s'", &live(1000));
        assert!((bytes / 1000.0 - super::LIVE_BYTES).abs() < 0.1, "{bytes}");
        let (bytes, _) = beyond("idle = '1 s'", "service = '20 ms', discipline = 'priority'");
        assert!((bytes / 100.0 - super::LIVE_BYTES).abs() < 0.1, "{bytes}");
    }

    #[test]
    fn a_burst_waits_though_the_mean_is_low() {
        // 100 within a second at the same rate, of which one a second is served
        let burst = "burst = { after = '10 min', within = '1 s', shape = 'uniform' }";
        let (bytes, _) = beyond(burst, "service = '1 s', discipline = 'priority'");
        assert!((bytes / 99.0 - super::LIVE_BYTES).abs() < 1.0, "{bytes}");
    }
}
