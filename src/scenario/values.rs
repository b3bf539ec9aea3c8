//! Visits every distribution of a scenario, of whatever quantity, with the path at which it stands.

use super::Scenario;
use super::complaint::{Path, below, path};
use crate::model::distribution::{ColumnSpec, DistributionSpec, Shape};
use crate::model::live::{Discipline, OutageSpec};
use crate::model::platform::STAGES;
use crate::model::station::StationSpec;

/// Every station with its path.
pub(crate) fn stations(scenario: &Scenario) -> Vec<(Path, &StationSpec)> {
    let processing = scenario.gateways.iter().filter_map(|(name, gateway)| {
        Some((path(&["gateways", name, "processing"]), gateway.processing.as_ref()?))
    });
    let stages = scenario
        .platform
        .iter()
        .flat_map(|platform| platform.stages().map(|(name, stage)| (at_stage(name), stage)));
    let sites = scenario
        .sites
        .iter()
        .filter_map(|(name, site)| Some((path(&["sites", name, "processing"]), site.processing.as_ref()?)));
    processing.chain(sites).chain(stages).collect()
}

/// Where a stage of the platform is written.
pub(crate) fn at_stage(name: &str) -> Path {
    if STAGES.contains(&name) { path(&["platform", name]) } else { path(&["platform", "stages", name]) }
}

/// Every discipline that a link or station is given.
pub(crate) fn disciplines(scenario: &Scenario) -> Vec<Discipline> {
    let stations = stations(scenario).into_iter().filter_map(|(_, station)| station.discipline);
    let of_gateways = scenario.gateways.values().filter_map(|gateway| gateway.store);
    let of_sites = scenario.sites.values().filter_map(|site| site.store);
    let stores = of_gateways.chain(of_sites).filter_map(|store| store.discipline);
    let links = scenario.links.values().filter_map(|link| link.discipline);
    stations.chain(stores).chain(links).collect()
}

/// Every column of a CSV file that a distribution draws from, with the path of its table.
pub(crate) fn columns(scenario: &mut Scenario) -> Vec<(Path, &mut ColumnSpec)> {
    let mut found = Vec::new();
    for (name, class) in &mut scenario.devices {
        if let Some(message) = &mut class.message {
            found.extend(
                column(&mut message.size)
                    .map(|c| (path(&["devices", name, "message", "size", "empirical"]), c)),
            );
            let (on, off) = message.on_off.as_mut().map(|on_off| (&mut on_off.on, &mut on_off.off)).unzip();
            let times = [(message.idle.as_mut(), "idle"), (message.gap.as_mut(), "gap")];
            let states = [(on, "on"), (off, "off")];
            for (law, key) in times {
                let found_here = law.and_then(column);
                found.extend(found_here.map(|c| (path(&["devices", name, "message", key, "empirical"]), c)));
            }
            for (law, key) in states {
                let found_here = law.and_then(column);
                let at = || path(&["devices", name, "message", "on_off", key, "empirical"]);
                found.extend(found_here.map(|c| (at(), c)));
            }
        }
        let loss = class.indoor.as_mut().and_then(|indoor| indoor.loss.as_mut()).and_then(column);
        found.extend(loss.map(|c| (path(&["devices", name, "indoor", "loss", "empirical"]), c)));
    }
    for (name, gateway) in &mut scenario.gateways {
        let at = path(&["gateways", name]);
        let of = below(&at, &["processing"]);
        found.extend(gateway.processing.iter_mut().flat_map(|station| of_station(&of, station)));
        found.extend(gateway.outages.iter_mut().flat_map(|outages| of_outages(&at, outages)));
        for (member, differing) in &mut gateway.member {
            let at = below(&at, &["member", member]);
            found.extend(differing.outages.iter_mut().flat_map(|outages| of_outages(&at, outages)));
        }
    }
    for (name, link) in &mut scenario.links {
        let at = path(&["links", name]);
        found.extend(link.outages.iter_mut().flat_map(|outages| of_outages(&at, outages)));
        for (member, differing) in &mut link.member {
            let at = below(&at, &["member", member]);
            found.extend(differing.outages.iter_mut().flat_map(|outages| of_outages(&at, outages)));
        }
    }
    for (name, site) in &mut scenario.sites {
        let of = path(&["sites", name, "processing"]);
        found.extend(site.processing.iter_mut().flat_map(|station| of_station(&of, station)));
    }
    if let Some(platform) = &mut scenario.platform {
        let stages = [
            ("connect", &mut platform.connect),
            ("ingest", &mut platform.ingest),
            ("process", &mut platform.process),
        ];
        for (name, stage) in stages {
            let at = path(&["platform", name]);
            found.extend(stage.iter_mut().flat_map(|station| of_station(&at, station)));
        }
        for (name, station) in &mut platform.stages {
            found.extend(of_station(&at_stage(name), station));
        }
    }
    for (name, incident) in &mut scenario.incidents {
        let at = path(&["incidents", name]);
        let sizes = [
            ("flood", incident.flood.as_mut().and_then(|flood| flood.size.as_mut())),
            ("alarms", incident.alarms.as_mut().and_then(|alarms| alarms.size.as_mut())),
        ];
        let sizes = sizes.into_iter().filter_map(|(kind, law)| Some((kind, column(law?)?)));
        found.extend(sizes.map(|(kind, c)| (below(&at, &[kind, "size", "empirical"]), c)));
        let lasts = incident.lasts.as_mut().and_then(column);
        found.extend(lasts.map(|c| (below(&at, &["lasts", "empirical"]), c)));
    }
    found
}

fn of_station<'a>(at: &Path, station: &'a mut StationSpec) -> Vec<(Path, &'a mut ColumnSpec)> {
    let service = column(&mut station.service).map(|c| (below(at, &["service", "empirical"]), c));
    let outages = station.outages.iter_mut().flat_map(|outages| of_outages(at, outages));
    service.into_iter().chain(outages).collect()
}

fn of_outages<'a>(at: &Path, outages: &'a mut OutageSpec) -> Vec<(Path, &'a mut ColumnSpec)> {
    let turns = [("up", &mut outages.up), ("down", &mut outages.down)];
    let turns = turns.into_iter().filter_map(|(key, law)| Some((key, column(law.as_mut()?)?)));
    turns.map(|(key, c)| (below(at, &["outages", key, "empirical"]), c)).collect()
}

fn column<Q>(distribution: &mut DistributionSpec<Q>) -> Option<&mut ColumnSpec> {
    match distribution {
        DistributionSpec::Random(Shape::Empirical(column)) => Some(column),
        _ => None,
    }
}
