//! A scenario's study from first to last: network, replications, results, and what it cost.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use cpu_time::ThreadTime;

use super::assemble::{Provenance, assemble};
use super::facts::{DeviceRow, RunFacts};
use super::incidents;
use super::progress::Progress;
use super::replicate::Replicate;
use super::results::Results;
use super::study::{self, Options, RunError, Study, StudyError};
use crate::engine;
use crate::measure::tally::Tally;
use crate::network::layout::Layout;
use crate::network::{Clock, Network};
use crate::scenario::Scenario;

/// Runs a validated scenario's study with so many jobs; `devices` keeps a row for each device.
pub fn simulate(
    scenario: &Scenario,
    provenance: Provenance,
    jobs: usize,
    devices: bool,
    progress: &Progress,
) -> Result<(Results, RunFacts), StudyError> {
    let network = Network::build(scenario);
    let (messages, cpu_ns) = (AtomicU64::new(0), AtomicU64::new(0));
    let run = |network: &Network, replication, clock, keep| {
        let started = ThreadTime::now();
        let (replicate, born) = replicate(network, replication, clock, keep, progress)?;
        messages.fetch_add(born, Relaxed);
        cpu_ns.fetch_add(started.elapsed().as_nanos() as u64, Relaxed);
        progress.run_done();
        Ok(replicate)
    };
    let options = Options { jobs, stop: &progress.engine().stop, progress: &|_, _| {} };
    let kept = |replication| devices && (network.fixed_layout || replication == 0);
    let one = |replication, clock| run(&network, replication, clock, kept(replication));
    let study = study::run(scenario, &network, &options, one)?;
    let layout = Layout::draw(&network, 0);
    let mut results = assemble(scenario, &network, &study, &layout, provenance);
    if !network.incidents.all.is_empty() {
        let calm = network.undisturbed();
        let asked = (study.pool.replications(), study.clock);
        let one = |replication, clock| run(&calm, replication, clock, false);
        let pool = study::replications(scenario, &calm, asked, &options, one)?;
        let (incidents, timeline) = incidents::of(&network, &study.pool, &pool);
        (results.incidents, results.incident_timeline) = (incidents, Some(timeline));
        judge_undisturbed(&mut results, scenario, &calm, study.with(pool), &layout);
    }
    let facts = RunFacts {
        engine_cpu_s: cpu_ns.into_inner() as f64 / 1e9,
        messages: messages.into_inner(),
        devices: if devices { device_rows(&network, &study, &layout) } else { Vec::new() },
    };
    Ok((results, facts))
}

/// Judges every objective on the days without incidents, too, with the same doubts.
fn judge_undisturbed(
    results: &mut Results,
    scenario: &Scenario,
    calm: &Network,
    study: Study,
    layout: &Layout,
) {
    let without = assemble(scenario, calm, &study, layout, Provenance::default());
    results.objectives.iter_mut().zip(&without.objectives).for_each(|(with, calm)| with.beside(calm));
}

/// One replication: its layout, its run, its counts; and how many messages were born.
pub fn replicate(
    network: &Network,
    replication: u64,
    clock: Clock,
    devices: bool,
    progress: &Progress,
) -> Result<(Replicate, u64), RunError> {
    let layout = Layout::draw(network, replication);
    let mut tally = Tally::new(network, clock).keeping_devices(devices);
    let outcome = engine::run(network, &layout, replication, clock, &mut tally, progress.engine());
    if outcome.stopped {
        return Err(RunError::Stopped);
    }
    let mut counts = tally.finish(network, &layout)?;
    for (class, shares) in network.classes.iter().zip(&mut counts.devices) {
        shares.listen(network, class, &layout);
    }
    Ok((Replicate::new(network, replication, counts), outcome.messages))
}

/// Of replications with the same layout: in another one the device of this number stands elsewhere.
fn device_rows(network: &Network, study: &Study, layout: &Layout) -> Vec<DeviceRow> {
    let replications = if network.fixed_layout { study.pool.replications() } else { 1 };
    let rows = |class: &crate::network::Class| {
        let (name, first, radio) = (class.name.clone(), class.first.index(), class.radio as usize);
        let places = network.place_ids(class);
        (0..class.count as usize).map(move |index| {
            let (site, count) = (layout.sites[first + index], study.pool.counts.each[first + index]);
            let reach = &layout.reach[radio];
            DeviceRow {
                class: name.clone(),
                device: index as u64 + 1,
                place: places.get(index).cloned().unwrap_or_default(),
                x_m: f64::from(site.x_m),
                y_m: f64::from(site.y_m),
                data_rate: if site.data_rate > 0 { format!("SF{}", site.data_rate) } else { String::new() },
                gateways: network.hearing(radio, reach, (first + index) as u32),
                replications,
                offered: u64::from(count.offered),
                delivered: u64::from(count.delivered),
            }
        })
    };
    network.classes.iter().flat_map(rows).collect()
}
