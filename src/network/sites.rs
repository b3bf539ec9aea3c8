//! Edge sites as elements: their servers, their stores, and what becomes of each class there.

use super::elements::{Member, Registry};
use super::ids::ElementId;
use super::routes::{ServerPlan, station};
use super::{Class, ElementKind, Gateway, limits};
use crate::model::cause::Cause;
use crate::model::distribution::DistributionSpec;
use crate::model::link::Per;
use crate::model::live::{Discipline, LivePlan, Room};
use crate::model::site::{Rule, SiteSpec};
use crate::model::station::StationSpec;
use crate::scenario::Scenario;
use crate::units::Span;

/// A site, and what it does to each class.
#[derive(Clone, Debug, PartialEq)]
pub struct SitePlan {
    /// Its element.
    pub element: ElementId,
    /// By class.
    pub rules: Vec<Rule>,
    /// Part row of the wait for an envelope.
    pub part: u16,
}

/// A site's own elements on a way: its limit if it has one, its servers, and its store if it has one.
pub(super) type Elements = [Option<ElementId>; 3];

/// Registers a site's elements, one for each of its gateways if it is theirs; by gateway, or one for all.
pub(super) fn register(
    scenario: &Scenario,
    name: &str,
    spec: &SiteSpec,
    gateways: &[Gateway],
    registry: &mut Registry,
) -> Vec<(Option<usize>, Elements)> {
    let owners: Vec<Option<usize>> = match spec.per {
        Some(Per::Gateway) => {
            let at_it = |at: &usize| gateways[*at].site.as_deref() == Some(name);
            (0..gateways.len()).filter(at_it).map(Some).collect()
        }
        None => vec![None],
    };
    let owned = |owner: &Option<usize>| match owner.map(|at| &gateways[at]) {
        Some(gateway) => format!("@{}:{}", gateway.group, gateway.id),
        None => String::new(),
    };
    let named = |group: &str, owner: &Option<usize>| format!("{group}{}", owned(owner));
    let limit = spec.per_device.as_ref().map(|_| {
        let members: Vec<String> = owners.iter().map(owned).collect();
        limits::of_site(name, &members, registry)
    });
    let group = format!("sites.{name}");
    let servers = owners.iter().map(|owner| servers(scenario, named(&group, owner), spec)).collect();
    let first = registry.group(&group, ElementKind::Station, servers);
    let store = spec.store.map(|store| {
        let group = format!("store.{name}");
        let member =
            |owner| Member { server: ServerPlan::Store(store), ..Member::passive(named(&group, owner), 0) };
        registry.group(&group, ElementKind::Store, owners.iter().map(member).collect())
    });
    let nth = |first: ElementId, at: usize| ElementId(first.0 + at as u32);
    let elements = |at| [limit, Some(first), store].map(|of: Option<ElementId>| of.map(|of| nth(of, at)));
    owners.iter().enumerate().map(|(at, owner)| (*owner, elements(at))).collect()
}

/// Its station, which is live so that what it does to a message is done when that leaves; one without servers costs nothing.
fn servers(scenario: &Scenario, name: String, spec: &SiteSpec) -> Member {
    let free = StationSpec::serving(DistributionSpec::Constant(Span::ZERO));
    let mut member = station(scenario, name, spec.processing.as_ref().unwrap_or(&free));
    if let ServerPlan::Station { servers, waiting_room, live, .. } = &mut member.server {
        live.get_or_insert(LivePlan {
            discipline: Discipline::Fifo,
            servers: *servers,
            room: Room::new(*waiting_room, None),
            codel: None,
            batch: None,
            outages: None,
            scaling: None,
            down: Cause::StationDown,
            pace: None,
            watched: false,
        });
    }
    if spec.processing.is_none() {
        (member.servers, member.mean_service_s) = (0, None);
    }
    member
}

/// What each site does, in the order of elements.
pub(super) fn plans(scenario: &Scenario, classes: &[Class], registry: &mut Registry) -> Vec<SitePlan> {
    let mut plans = Vec::new();
    for at in 0..registry.elements.len() {
        let group = &registry.groups[registry.elements[at].group.index()].name;
        let Some(spec) = group.strip_prefix("sites.").and_then(|name| scenario.sites.get(name)) else {
            continue;
        };
        let rule = |class: &Class| spec.rules.get(&class.name).map_or(Rule::Pass, |rule| rule.rule());
        let element = ElementId(at as u32);
        let rules: Vec<Rule> = classes.iter().map(rule).collect();
        plans.push(SitePlan { element, rules, part: registry.part("aggregation", element) });
    }
    plans
}
