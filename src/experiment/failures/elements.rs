//! What can fail: gateways, places where several stand, links, stages of the platform (a server of those that have
//! several). A failure is an outage at a known time, laid on the scenario as if its file said so.

use indexmap::IndexMap;

use crate::model::distribution::DistributionSpec;
use crate::model::incident::{IncidentSpec, Moment, Names, OutageOfSpec};
use crate::model::live::{Discipline, OutageSpec};
use crate::model::place::Position;
use crate::model::station::{DEFAULT_SERVERS, StationSpec};
use crate::network::{ElementKind, Gateway, Group, Network};
use crate::scenario::Scenario;
use crate::units::{Count, Span};

/// One element that goes down.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name in the network.
    pub element: String,
    kind: PartKind,
}

#[derive(Clone, Debug, PartialEq)]
enum PartKind {
    /// Group and id.
    Gateway(String, String),
    /// The link, and `GROUP:ID` of the gateway whose own it is.
    Link(String, Option<String>),
    /// The stage.
    Stage(String),
    /// One partition of this stage, with all its servers.
    Partition(String),
    /// The servers of a site.
    Site(String),
}

/// What goes down together.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Its name.
    pub name: String,
    /// "link", "gateway", "site of 2 gateways", "1 of 4 servers", "station".
    pub what: String,
    /// Its elements.
    pub parts: Vec<Part>,
}

impl Failure {
    fn of(part: Part, what: String) -> Failure {
        Failure { name: part.element.clone(), what, parts: vec![part] }
    }

    /// Lays it on a scenario, from so long after the study's start for so long.
    ///
    /// # Errors
    /// Why an element knows no outages.
    pub fn lay(&self, scenario: &mut Scenario, at: Span, lasts: Span) -> Result<(), String> {
        self.parts.iter().try_for_each(|part| part.lay(scenario, at, lasts))
    }
}

/// All single failures, in the order of the path.
pub fn singles(scenario: &Scenario, network: &Network) -> Vec<Failure> {
    let gateways: Vec<&Gateway> = network.gateways.iter().filter(|gateway| !gateway.off).collect();
    let name = |gateway: &Gateway| network.elements[gateway.element.index()].name.clone();
    let part = |gateway: &Gateway| Part {
        element: name(gateway),
        kind: PartKind::Gateway(gateway.group.clone(), gateway.id.clone()),
    };
    let mut all: Vec<Failure> =
        gateways.iter().map(|gateway| Failure::of(part(gateway), "gateway".into())).collect();
    for site in sites(scenario, &gateways) {
        let parts: Vec<Part> = site.iter().map(|gateway| part(gateway)).collect();
        let what = format!("site of {} gateways", parts.len());
        all.push(Failure { name: format!("site@{}", parts[0].element), what, parts });
    }
    for element in &network.elements {
        let Group { name: group, len: partitions, .. } = &network.groups[element.group.index()];
        let (_, short) = group.split_once('.').unwrap_or_default();
        match element.kind {
            ElementKind::Link => {
                let member = element.name.split_once('@').map(|(_, member)| member.to_string());
                let kind = PartKind::Link(short.to_string(), member);
                all.push(Failure::of(Part { element: element.name.clone(), kind }, "link".into()));
            }
            ElementKind::Station if is_stage(scenario, group) || is_site(scenario, group) => {
                let what = match (partitions, element.servers) {
                    (1, 1) => "station".to_string(),
                    (1, servers) => format!("1 of {servers} servers"),
                    (partitions, _) => format!("1 of {partitions} partitions"),
                };
                let kind = match group.starts_with("sites.") {
                    true => PartKind::Site(short.to_string()),
                    false if *partitions > 1 => PartKind::Partition(short.to_string()),
                    false => PartKind::Stage(short.to_string()),
                };
                all.push(Failure::of(Part { element: element.name.clone(), kind }, what));
            }
            _ => {}
        }
    }
    all
}

/// A stage of the platform; what consumers behind it lose is no message's fate.
fn is_stage(scenario: &Scenario, group: &str) -> bool {
    let mut stages = scenario.platform.iter().flat_map(|platform| platform.stages());
    group.strip_prefix("platform.").is_some_and(|name| stages.any(|(stage, _)| stage == name))
}

/// A site that all share and that has servers of its own.
fn is_site(scenario: &Scenario, group: &str) -> bool {
    let site = group.strip_prefix("sites.").and_then(|name| scenario.sites.get(name));
    site.is_some_and(|site| site.per.is_none() && site.processing.is_some())
}

/// Gateways that the file puts at one point.
fn sites<'a>(scenario: &Scenario, gateways: &[&'a Gateway]) -> Vec<Vec<&'a Gateway>> {
    let written = |gateway: &&&Gateway| {
        let spec = &scenario.gateways[&gateway.group];
        spec.place.is_some() || spec.member.get(&gateway.id).is_some_and(|member| member.at.is_some())
    };
    let key = |position: Position| match position {
        Position::Metres { x, y } => (0, x.to_bits(), y.to_bits()),
        Position::Degrees { lat, lon } => (1, lat.to_bits(), lon.to_bits()),
    };
    let mut places: IndexMap<_, Vec<&Gateway>> = IndexMap::new();
    for gateway in gateways.iter().filter(written) {
        if let Some(position) = gateway.position {
            places.entry(key(position)).or_default().push(gateway);
        }
    }
    places.into_values().filter(|site| site.len() > 1).collect()
}

/// Each with each other, as far as they share no element.
pub fn pairs(singles: &[Failure]) -> Vec<Failure> {
    let mut all = Vec::new();
    for (at, first) in singles.iter().enumerate() {
        for second in &singles[at + 1..] {
            if first.parts.iter().any(|part| second.parts.contains(part)) {
                continue;
            }
            all.push(Failure {
                name: format!("{} + {}", first.name, second.name),
                what: format!("{} and {}", first.what, second.what),
                parts: first.parts.iter().chain(&second.parts).cloned().collect(),
            });
        }
    }
    all
}

impl Part {
    /// Whether the file has outages here that this one takes the place of.
    pub fn has_its_own(&self, network: &Network) -> bool {
        let at = network.elements.iter().position(|element| element.name == self.element);
        at.is_some_and(|at| network.outages(at).is_some())
    }

    fn lay(&self, scenario: &mut Scenario, at: Span, lasts: Span) -> Result<(), String> {
        let outage =
            OutageSpec { up: None, down: None, at: Some(at), lasts: Some(lasts), jobs: None, servers: None };
        let gone = || "it is not in the scenario".to_string();
        match &self.kind {
            PartKind::Gateway(group, id) => {
                let group = scenario.gateways.get_mut(group).ok_or_else(gone)?;
                group.member.entry(id.clone()).or_default().outages = Some(outage);
            }
            PartKind::Link(name, member) => {
                let link = scenario.links.get_mut(name).ok_or_else(gone)?;
                if link.shaper.is_some() {
                    return Err("a link with a shaper knows no outages; shape on a link before it".into());
                }
                if link.drop.as_ref().is_some_and(|drop| drop.red().is_some()) {
                    return Err("a link with random early detection knows no outages".into());
                }
                match member {
                    Some(member) => link.member.entry(member.clone()).or_default().outages = Some(outage),
                    None => link.outages = Some(outage),
                }
            }
            PartKind::Site(name) => {
                let site = scenario.sites.get_mut(name).and_then(|site| site.processing.as_mut());
                one_server(site.ok_or_else(gone)?, outage)?;
            }
            PartKind::Partition(name) => {
                let platform = scenario.platform.as_mut().ok_or_else(gone)?;
                knows_outages(platform.stage_mut(name).ok_or_else(gone)?)?;
                let incident = outage_of(&self.element, at, lasts);
                scenario.incidents.insert(format!("failure of {}", self.element), incident);
            }
            PartKind::Stage(name) => {
                let platform = scenario.platform.as_mut().ok_or_else(gone)?;
                one_server(platform.stage_mut(name).ok_or_else(gone)?, outage)?;
            }
        }
        Ok(())
    }
}

/// An incident of one element, whose group's table cannot tell it from its like.
fn outage_of(element: &str, at: Span, lasts: Span) -> IncidentSpec {
    IncidentSpec {
        at: Moment::After(at),
        lasts: Some(DistributionSpec::Constant(lasts)),
        outage: Some(OutageOfSpec { of: Names(vec![element.to_string()]), jobs: None }),
        power_cut: None,
        flood: None,
        alarms: None,
        firmware: None,
        jamming: None,
    }
}

fn knows_outages(stage: &StationSpec) -> Result<(), String> {
    match stage.shaper {
        Some(_) => Err("a station with a shaper knows no outages; shape on a link before it".into()),
        None => Ok(()),
    }
}

fn one_server(stage: &mut StationSpec, outage: OutageSpec) -> Result<(), String> {
    knows_outages(stage)?;
    let alone = stage.servers.unwrap_or(DEFAULT_SERVERS).0 == 1;
    let shared = stage.discipline == Some(Discipline::ProcessorSharing) || stage.batch.is_some();
    if shared && !alone {
        return Err("one of its servers cannot fail alone: they share their jobs".into());
    }
    stage.outages = Some(OutageSpec { servers: (!alone).then_some(Count(1)), ..outage });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    const TEXT: &str = r#"
title = "Parts"
[radio.lora]
technology  = "lorawan"
region      = "EU868"
propagation = { model = "free-space" }
[devices]
meters = { count = 2, radio = "lora", message = { every = "1 h", size = "20 B" } }
[gateways]
roof = { radio = "lora", link = "lte", place = { points = [{ x = "0 m", y = "0 m" }, { x = "9 m", y = "0 m" }] } }
mast = { radio = "lora", link = "lte", place = { points = [{ x = "9 m", y = "0 m" }] } }
cellar = { radio = "lora", link = "fibre", count = 2 }
[links]
lte = { per = "gateway", to = "core", rate = "1 Mbit/s" }
fibre = { to = "platform", rate = "1 Mbit/s", shaper = { rate = "64 kbit/s", depth = "16 kB" } }
core = { to = "platform", rate = "10 Mbit/s" }
[platform]
connect = { service = "1 ms" }
ingest = { servers = 4, service = "1 ms" }
process = { partitions = 3, servers = 2, service = "1 ms" }
consumers.erp = { service = "1 ms" }
"#;

    fn all() -> (Scenario, Vec<Failure>) {
        let scenario = load::given(TEXT, &[], &[]).unwrap().scenario;
        let singles = singles(&scenario, &Network::build(&scenario));
        (scenario, singles)
    }

    #[test]
    fn every_element_fails_once_and_a_place_of_several_gateways_as_well() {
        let (_, singles) = all();
        let names: Vec<&str> = singles.iter().map(|failure| failure.name.as_str()).collect();
        assert_eq!(
            names[..6],
            [
                "gateways.roof:1",
                "gateways.roof:2",
                "gateways.mast",
                "gateways.cellar:1",
                "gateways.cellar:2",
                "site@gateways.roof:2"
            ]
        );
        assert_eq!(names[6..9], ["links.lte@roof:1", "links.lte@roof:2", "links.lte@mast:1"]);
        let stages: Vec<&str> =
            singles.iter().rev().skip(2).take(3).map(|failure| failure.what.as_str()).collect();
        assert_eq!(stages, ["1 of 3 partitions", "1 of 4 servers", "station"]);
        // of 16, 120 pairs; the site holds two gateways that are singles, too
        assert_eq!((singles.len(), pairs(&singles).len()), (16, 120 - 2));
    }

    #[test]
    fn a_failure_takes_down_its_element_and_no_other() {
        let (scenario, singles) = all();
        let (at, lasts) = (Span::from_secs(60), Span::from_secs(600));
        for failure in singles.iter().filter(|failure| failure.name != "links.fibre") {
            let mut with = scenario.clone();
            failure.lay(&mut with, at, lasts).unwrap();
            let network = Network::build(&with);
            let once = |at: &usize| {
                network.outages(*at).and_then(|plan| plan.once()) == Some((Span::from_secs(60), lasts))
            };
            // a partition is struck by an incident, from its own time on
            let struck = |at: &usize| {
                let plan = network.incidents.all.iter().find(|_| network.outages(*at).is_some());
                plan.is_some_and(|plan| plan.at - network.clock.begin == Span::from_secs(60))
            };
            let down: Vec<&str> = (0..network.elements.len())
                .filter(|at| once(at) || struck(at))
                .map(|at| network.elements[at].name.as_str())
                .collect();
            let mut wanted: Vec<&str> = failure.parts.iter().map(|part| part.element.as_str()).collect();
            wanted.sort_by_key(|name| network.elements.iter().position(|element| element.name == *name));
            assert_eq!(down, wanted, "{}", failure.name);
        }
        let shaped = singles.iter().find(|failure| failure.name == "links.fibre").unwrap();
        assert!(shaped.lay(&mut scenario.clone(), at, lasts).unwrap_err().contains("shaper"));
    }
}
