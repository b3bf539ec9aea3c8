//! Radios: their elements, and their technologies' plans with the gateways that listen.

use super::elements::{Member, Registry};
use super::ids::ElementId;
use super::incidents;
use super::{Class, ElementKind, Gateway, RadioNetwork, RadioPlan};
use crate::chance::Key;
use crate::model::gateway::{DEFAULT_DEMODULATORS, GatewaySpec};
use crate::model::radio::lorawan::join::{ACCEPT_BYTES, ACCEPT_WITH_LIST_BYTES};
use crate::model::radio::lorawan::plan::{ClassPlan, Plan, REACH_MARGIN_DB, Repeats};
use crate::model::radio::lorawan::{
    DEFAULT_CONFIRMED_TRANSMISSIONS, DEFAULT_TRANSMISSIONS, DEFAULT_TX_POWER,
};
use crate::model::radio::{RadioSpec, ideal};
use crate::scenario::Scenario;
use crate::scenario::class::ClassSpec;

/// Demodulators of a gateway group.
pub fn demodulators(spec: &GatewaySpec) -> u32 {
    spec.demodulators.unwrap_or(DEFAULT_DEMODULATORS).0 as u32
}

/// One element for each radio, its channels as servers; an ideal radio has none to be busy.
pub fn register(scenario: &Scenario, registry: &mut Registry) -> Vec<ElementId> {
    let element = |(name, spec): (&String, &RadioSpec)| {
        let channels = match spec {
            RadioSpec::Ideal(_) => 0,
            RadioSpec::Lorawan(spec) => {
                Plan::new(spec, REACH_MARGIN_DB).map_or(1, |plan| plan.channels.len() as u32)
            }
        };
        let name = format!("radio.{name}");
        registry.group(&name, ElementKind::Radio, vec![Member::passive(name.clone(), channels)])
    };
    scenario.radio.iter().map(element).collect()
}

/// The plans of all radios.
pub fn plans(
    scenario: &Scenario,
    classes: &[Class],
    gateways: &[Gateway],
    elements: &[ElementId],
    registry: &mut Registry,
) -> Vec<RadioNetwork> {
    let radio = |(at, ((name, spec), &element)): (usize, ((&String, &RadioSpec), &ElementId))| {
        let listens = |gateway: &&u32| {
            let gateway = &gateways[**gateway as usize];
            !gateway.off && scenario.gateways[&gateway.group].radio == *name
        };
        let all: Vec<u32> = (0..gateways.len() as u32).collect();
        let mine: Vec<u32> = all.iter().filter(listens).copied().collect();
        let names: Vec<&str> = mine
            .iter()
            .map(|&at| registry.elements[gateways[at as usize].element.index()].name.as_str())
            .collect();
        let (plan, overhead, air) = match spec {
            RadioSpec::Lorawan(spec) => {
                let plan = Plan::new(spec, REACH_MARGIN_DB)
                    .expect("a validated radio names a known region and model");
                let plan = lorawan(plan, at as u32, scenario, classes, gateways, &mine, &names);
                let overhead = plan.overhead;
                (RadioPlan::Lorawan(Box::new(plan)), overhead, "airtime")
            }
            RadioSpec::Ideal(spec) => (RadioPlan::Ideal(ideal::Plan::from(spec)), 0, "propagation"),
        };
        RadioNetwork {
            element,
            plan,
            gateways: mine,
            access_part: registry.part("access", element),
            air_part: registry.part(air, element),
            overhead,
        }
    };
    scenario.radio.iter().zip(elements).enumerate().map(radio).collect()
}

/// How a class sends its messages more than once, if it does.
pub fn repeats(spec: &ClassSpec) -> Option<Repeats> {
    let confirmed = spec.confirmed.unwrap_or(false);
    let default = if confirmed { DEFAULT_CONFIRMED_TRANSMISSIONS } else { DEFAULT_TRANSMISSIONS };
    let transmissions = spec.transmissions.unwrap_or(default).0.min(u8::MAX.into()) as u8;
    let adr = spec.adr.unwrap_or(false);
    let listens = confirmed || adr || transmissions > 1 || spec.join.is_some();
    listens.then_some(Repeats { confirmed, transmissions, adr })
}

/// The name by which the scenario knows a class.
fn table<'a>(classes: &'a [Class], class: &'a Class) -> &'a str {
    class.taken_from.map_or(&class.name, |from| &classes[from as usize].name)
}

/// Completes a plan with its gateways, and with the timers of classes that may have to wait.
fn lorawan(
    plan: Plan,
    radio: u32,
    scenario: &Scenario,
    classes: &[Class],
    gateways: &[Gateway],
    mine: &[u32],
    names: &[&str],
) -> Plan {
    let mut timers = 0;
    let class_plan = |class: &Class| {
        let largest = class.traffic.as_ref().and_then(|traffic| traffic.most_bytes).unwrap_or(u64::MAX);
        let silence = plan.longest_silence(largest.min(u64::from(u16::MAX)) as u32);
        let sends = class.radio == radio && class.traffic.is_some();
        let spec = &scenario.devices[table(classes, class)];
        let repeats = repeats(spec).filter(|_| sends);
        let tx_power_dbm = spec.tx_power.unwrap_or(DEFAULT_TX_POWER).0;
        let updated = scenario.updates(table(classes, class));
        let often = class.traffic.as_ref().is_some_and(|traffic| traffic.least_interval() < silence);
        let more = incidents::sends_more(scenario, classes, class);
        let timed = sends && (often || more || repeats.is_some()) || updated && class.radio == radio;
        let first_timer = timers;
        timers += if timed { class.count } else { 0 };
        ClassPlan { timed, first_timer, tx_power_dbm, repeats }
    };
    let class_plans: Vec<ClassPlan> = classes.iter().map(class_plan).collect();
    let accept = |class: &Class| {
        let spec = scenario.devices[table(classes, class)].join.as_ref();
        let lists = spec.and_then(|join| join.cf_list).unwrap_or(plan.channels.len() > plan.join_channels);
        if lists { ACCEPT_WITH_LIST_BYTES } else { ACCEPT_BYTES }
    };
    let group = |at: &u32| &scenario.gateways[&gateways[*at as usize].group];
    Plan {
        demodulators: mine.iter().map(|at| demodulators(group(at))).collect(),
        salts: names.iter().map(|name| Key::root(0, 0).named(name).draw(0)).collect(),
        varies: plan.varies
            || class_plans.iter().filter_map(|class| class.repeats).any(|repeats| repeats.adr),
        broadcasts: classes
            .iter()
            .any(|class| class.radio == radio && scenario.updates(table(classes, class))),
        classes: class_plans,
        accepts: classes.iter().map(accept).collect(),
        timers,
        ..plan
    }
}
