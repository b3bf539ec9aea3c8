//! Visits every distribution of a scenario, of whatever quantity, with the path at which it stands.

use super::Scenario;
use super::complaint::{Path, below, path};
use crate::model::distribution::{ColumnSpec, DistributionSpec, Shape};
use crate::model::gateway::GatewaySpec;
use crate::model::incident::IncidentSpec;
use crate::model::link::LinkSpec;
use crate::model::live::{Discipline, OutageSpec};
use crate::model::platform::{PlatformSpec, STAGES};
use crate::model::station::StationSpec;
use crate::model::traffic::MessageSpec;
use crate::scenario::class::ClassSpec;

/// Every station with its path.
pub(crate) fn stations(scenario: &Scenario) -> Vec<(Path, &StationSpec)> {
    let processing = scenario.gateways.iter().filter_map(|(name, gateway)| {
        Some((path(&["gateways", name, "processing"]), gateway.processing.as_ref()?))
    });
    let stages = scenario
        .platform
        .iter()
        .flat_map(|platform| platform.stages().map(|(name, stage)| (at_stage(name), stage)));
    let consumers = scenario.platform.iter().flat_map(|platform| &platform.consumers);
    let consumers = consumers.map(|(name, station)| (path(&["platform", "consumers", name]), station));
    let sites = scenario
        .sites
        .iter()
        .filter_map(|(name, site)| Some((path(&["sites", name, "processing"]), site.processing.as_ref()?)));
    processing.chain(sites).chain(stages).chain(consumers).collect()
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
    let devices = scenario.devices.iter_mut().flat_map(|(name, class)| of_class(name, class));
    let gateways = scenario.gateways.iter_mut().flat_map(|(name, gateway)| of_gateway(name, gateway));
    let links = scenario.links.iter_mut().flat_map(|(name, link)| of_link(name, link));
    let sites = scenario.sites.iter_mut().flat_map(|(name, site)| {
        let at = path(&["sites", name, "processing"]);
        site.processing.iter_mut().flat_map(move |station| of_station(&at, station))
    });
    let platform = scenario.platform.iter_mut().flat_map(of_platform);
    let incidents = scenario.incidents.iter_mut().flat_map(|(name, incident)| of_incident(name, incident));
    devices.chain(gateways).chain(links).chain(sites).chain(platform).chain(incidents).collect()
}

type Columns<'a> = Vec<(Path, &'a mut ColumnSpec)>;

fn of_class<'a>(name: &str, class: &'a mut ClassSpec) -> Columns<'a> {
    let at = path(&["devices", name]);
    let message = class.message.iter_mut().flat_map(|message| of_message(&at, message));
    let loss = class.indoor.as_mut().and_then(|indoor| indoor.loss.as_mut()).and_then(column);
    let loss = loss.map(|c| (below(&at, &["indoor", "loss", "empirical"]), c));
    message.chain(loss).collect()
}

fn of_message<'a>(at: &Path, message: &'a mut MessageSpec) -> Columns<'a> {
    let (on, off) = message.on_off.as_mut().map(|on_off| (&mut on_off.on, &mut on_off.off)).unzip();
    let size = column(&mut message.size).map(|c| (below(at, &["message", "size", "empirical"]), c));
    let times = [
        (message.idle.as_mut(), &["idle"][..]),
        (message.gap.as_mut(), &["gap"][..]),
        (on, &["on_off", "on"][..]),
        (off, &["on_off", "off"][..]),
    ];
    let times = times.into_iter().filter_map(|(law, keys)| Some((keys, column(law?)?)));
    let times = times.map(|(keys, c)| (below(at, &[&["message"][..], keys, &["empirical"]].concat()), c));
    size.into_iter().chain(times).collect()
}

fn of_gateway<'a>(name: &str, gateway: &'a mut GatewaySpec) -> Columns<'a> {
    let at = path(&["gateways", name]);
    let processing = below(&at, &["processing"]);
    let station = gateway.processing.iter_mut().flat_map(|station| of_station(&processing, station));
    let own = gateway.outages.iter_mut().flat_map(|outages| of_outages(&at, outages));
    let members = gateway.member.iter_mut().flat_map(|(member, differing)| {
        let at = below(&at, &["member", member]);
        differing.outages.iter_mut().flat_map(move |outages| of_outages(&at, outages))
    });
    station.chain(own).chain(members).collect()
}

fn of_link<'a>(name: &str, link: &'a mut LinkSpec) -> Columns<'a> {
    let at = path(&["links", name]);
    let own = link.outages.iter_mut().flat_map(|outages| of_outages(&at, outages));
    let members = link.member.iter_mut().flat_map(|(member, differing)| {
        let at = below(&at, &["member", member]);
        differing.outages.iter_mut().flat_map(move |outages| of_outages(&at, outages))
    });
    own.chain(members).collect()
}

fn of_platform(platform: &mut PlatformSpec) -> Columns<'_> {
    let first = [&mut platform.connect, &mut platform.ingest, &mut platform.process];
    let first = STAGES.into_iter().zip(first).filter_map(|(name, stage)| Some((name, stage.as_mut()?)));
    let further = platform.stages.iter_mut().map(|(name, stage)| (name.as_str(), stage));
    let stages = first.chain(further).map(|(name, stage)| (at_stage(name), stage));
    let consumers = platform.consumers.iter_mut();
    let consumers = consumers.map(|(name, station)| (path(&["platform", "consumers", name]), station));
    stages.chain(consumers).flat_map(|(at, station)| of_station(&at, station)).collect()
}

fn of_incident<'a>(name: &str, incident: &'a mut IncidentSpec) -> Columns<'a> {
    let at = path(&["incidents", name]);
    let sizes = [
        ("flood", incident.flood.as_mut().and_then(|flood| flood.size.as_mut())),
        ("alarms", incident.alarms.as_mut().and_then(|alarms| alarms.size.as_mut())),
    ];
    let sizes = sizes.into_iter().filter_map(|(kind, law)| Some((kind, column(law?)?)));
    let sizes = sizes.map(|(kind, c)| (below(&at, &[kind, "size", "empirical"]), c));
    let lasts = incident.lasts.as_mut().and_then(column);
    sizes.chain(lasts.map(|c| (below(&at, &["lasts", "empirical"]), c))).collect()
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
