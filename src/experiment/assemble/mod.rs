//! From a finished study to [`Results`]: every fixed path is filled here and nowhere else.

mod classes;
mod elements;
mod map;
mod warnings;

pub use elements::Shaped;

use crate::experiment::analysis::Analysis;
use crate::experiment::doubt::Grounds;
use crate::experiment::kind::Kind;
use crate::experiment::results::{
    Assumption, Balance, Conservation, MODEL_VERSION, Results, SCHEMA, ScenarioInfo,
};
use crate::experiment::rows::{Row, RowLoads};
use crate::experiment::samples::Samples;
use crate::experiment::stability::Backlogs;
use crate::experiment::study::Study;
use crate::experiment::theory::Theory;
use crate::experiment::upkeep::Upkeep;
use crate::experiment::warm_up::WarmUp;
use crate::experiment::{bottleneck, objectives, quotas, stability, theory};
use crate::measure::busy_hour::clock_time;
use crate::network::ids::ElementId;
use crate::network::layout::Layout;
use crate::network::{Clock, Network};
use crate::scenario::Scenario;
use crate::scenario::study::{DEFAULT_START, LayoutMode, StudySpec};
use crate::units::NS_PER_S;

/// What loading the scenario knows and a study does not.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// Name, base, changes, hash, title and intent; the rest is filled here.
    pub info: ScenarioInfo,
    /// Defaults that were used.
    pub assumptions: Vec<Assumption>,
}

/// Writes a study's results; `layout` is the first replication's, for the gateways on the map.
pub fn assemble(
    scenario: &Scenario,
    network: &Network,
    study: &Study,
    layout: &Layout,
    provenance: Provenance,
) -> Results {
    let pool = &study.pool;
    let element = |at| Row::element(network, ElementId(at)).loads(pool);
    let loads: Vec<RowLoads> = (0..network.elements.len() as u32).map(element).collect();
    let backlogs = Backlogs::new(network, pool, &loads);
    let mut objectives = objectives::evaluate(scenario, network, pool);
    let (elements, members) = elements::elements(network, study.clock, &backlogs);
    let mut classes = classes::classes(network, pool);
    let upkeep = Upkeep::new(scenario, network, pool, study.clock, &mut classes);
    let theory = theory::theory(network, pool, &loads);
    stability::mark(pool, &mut classes, &elements);
    let kind = Kind::of(scenario);
    let unsettled = study.warm_up.as_ref().map_or(&[][..], |warm_up| &warm_up.unsettled);
    let grounds = Grounds { classes: &classes, elements: &elements, theory: &theory, unsettled };
    grounds.mark(&mut objectives);
    let said = theory.iter().filter_map(Theory::warning).chain(kind.warning(scenario)).collect();
    let samples = Samples::new(scenario, network, pool, &objectives);
    Results {
        schema: SCHEMA,
        model_version: MODEL_VERSION.to_string(),
        scenario: info(scenario, network, study, provenance.info),
        assumptions: assumptions(study, &kind, provenance.assumptions),
        verdict: objectives::overall(&objectives),
        warnings: warnings::warnings(network, study, &backlogs, said),
        bottleneck: bottleneck::find(scenario, network, pool, &objectives, &loads),
        map: map::map(network, pool, layout),
        conservation: conservation(network, study),
        objectives,
        classes,
        elements,
        members,
        samples,
        theory,
        storage: upkeep.storage,
        cost: upkeep.cost,
        quotas: quotas::quotas(scenario, network, pool),
        analysis: Analysis::new(network, study, kind),
        ..Results::default()
    }
}

fn info(scenario: &Scenario, network: &Network, study: &Study, loaded: ScenarioInfo) -> ScenarioInfo {
    let Clock { begin, from, to, until, bin } = study.clock;
    let gateways = network.groups.iter().filter(|g| g.kind == crate::network::ElementKind::Gateway);
    ScenarioInfo {
        title: scenario.title.clone(),
        intent: scenario.intent.clone(),
        seed: scenario.study.seed.unwrap_or(1),
        replications: study.pool.replications(),
        start: start(scenario, study),
        simulated_s: to.since(from).as_secs_f64(),
        warm_up_s: from.since(begin).as_secs_f64(),
        drain_s: until.since(to).as_secs_f64(),
        bin_s: bin.as_secs_f64(),
        layout: layout_mode(&scenario.study).to_string(),
        devices: network
            .classes
            .iter()
            .filter(|class| class.taken_from.is_none())
            .map(|class| u64::from(class.count))
            .sum(),
        gateways: gateways.map(|group| u64::from(group.len)).sum(),
        ..loaded
    }
}

/// As written; later by what was cut as warm-up.
fn start(scenario: &Scenario, study: &Study) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    match &study.warm_up {
        Some(WarmUp { bins: 1.., .. }) => {
            let day = study.clock.from.0 / NS_PER_S / 86_400 % 7;
            format!("{} {}", DAYS[day as usize], clock_time(study.clock.from))
        }
        _ => scenario.study.start.clone().unwrap_or_else(|| DEFAULT_START.to_string()),
    }
}

fn layout_mode(study: &StudySpec) -> &'static str {
    match study.layout {
        Some(LayoutMode::Fixed) => "fixed",
        Some(LayoutMode::Redrawn) | None => "redrawn",
    }
}

fn assumptions(study: &Study, kind: &Kind, mut assumptions: Vec<Assumption>) -> Vec<Assumption> {
    if let Some(told) = assumptions.iter_mut().find(|assumption| assumption.path == "study.kind") {
        told.value = format!("{}: {}", kind.word(), kind.reason);
    }
    if let Some(warm_up) = &study.warm_up {
        assumptions.retain(|assumption| assumption.path != "study.warm_up");
        assumptions.push(Assumption {
            path: "study.warm_up".to_string(),
            value: warm_up.text.clone(),
            source: "MSER-5: White, Cobb and Spratt, WSC 2000".to_string(),
        });
    }
    assumptions
}

fn conservation(network: &Network, study: &Study) -> Conservation {
    let mut conservation = Conservation::default();
    let ours =
        network.classes.iter().zip(&study.pool.counts.classes.totals).filter(|(class, _)| !class.foreign);
    for (class, total) in ours {
        let (lost, all) = (total.lost_total(), &mut conservation.total);
        let ended = total.delivered + lost + total.in_flight;
        let balance = Balance {
            offered: total.offered,
            delivered: total.delivered,
            lost,
            in_flight: total.in_flight,
            balanced: total.offered == ended,
        };
        all.offered += balance.offered;
        all.delivered += balance.delivered;
        all.lost += balance.lost;
        all.in_flight += balance.in_flight;
        conservation.classes.insert(class.name.clone(), balance);
    }
    let all = &mut conservation.total;
    all.balanced = all.offered == all.delivered + all.lost + all.in_flight;
    conservation
}
