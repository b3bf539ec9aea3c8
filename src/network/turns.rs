//! Where jobs go instead of simply going on: back to a station, to another stage of the platform, or to one of its
//! partitions. And how often a message passes each hop in the end, by the traffic equations (Jackson, Operations
//! Research 5, 1957).

use super::elements::Registry;
use super::partitions;
use super::routes::{Hop, NO_HOP};
use crate::model::platform::{END, STAGES};
use crate::model::station::StationSpec;
use crate::scenario::Scenario;

/// No turn: every job goes on to the next hop.
pub const NO_TURN: u32 = u32::MAX;

/// Bits in which a copy counts its visits of one station.
const COUNTER_BITS: u32 = 16;

/// Where copies do not simply go on to the next hop.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// By chance.
    Chance(Chance),
    /// To one of so many hops from the first on, each device to its own.
    Partition {
        /// The first.
        first: u32,
        /// How many.
        count: u32,
    },
}

/// A station that jobs may leave by several ways, or pass several times.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// Where a copy's word of visits counts those of this station.
    counter: u32,
    /// Ways besides the next hop, the cumulative shares ascending.
    ways: Vec<Way>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Way {
    below: f64,
    share: f64,
    hop: u32,
}

impl Turn {
    /// How often the copy was here before, by its word of visits.
    pub fn visit(&self, visits: u64) -> u64 {
        match self {
            Turn::Chance(chance) => chance.visit(visits),
            Turn::Partition { .. } => 0,
        }
    }

    /// Whether a copy may come again, or leave stages out.
    pub fn wanders(&self) -> bool {
        matches!(self, Turn::Chance(chance) if !chance.is_plain())
    }

    /// Whether each device has a way of its own.
    pub fn parts(&self) -> bool {
        matches!(self, Turn::Partition { .. })
    }

    /// Hops it may lead to besides the next one.
    pub fn hops(&self) -> impl Iterator<Item = u32> {
        let (ways, partitions) = match self {
            Turn::Chance(chance) => (&chance.ways[..], 0..0),
            Turn::Partition { first, count } => (&[][..], *first..first + count),
        };
        ways.iter().map(|way| way.hop).filter(|hop| *hop != NO_HOP).chain(partitions)
    }

    fn ways(&self) -> &[Way] {
        match self {
            Turn::Chance(chance) => &chance.ways,
            Turn::Partition { .. } => &[],
        }
    }
}

impl Chance {
    /// The hop after this one by a uniform draw; `None` goes on as usual.
    pub fn pick(&self, uniform: f64) -> Option<u32> {
        self.ways.iter().find(|way| uniform < way.below).map(|way| way.hop)
    }

    /// Whether there is nothing to draw.
    pub fn is_plain(&self) -> bool {
        self.ways.is_empty()
    }

    /// How often the copy was here before, by its word of visits.
    pub fn visit(&self, visits: u64) -> u64 {
        (visits >> self.counter) & ((1 << COUNTER_BITS) - 1)
    }

    /// The word of visits with one more visit here.
    pub fn count(&self, visits: u64) -> u64 {
        let more = (self.visit(visits) + 1) & ((1 << COUNTER_BITS) - 1);
        visits & !(((1 << COUNTER_BITS) - 1) << self.counter) | more << self.counter
    }
}

/// Finds the turns of all stations and notes them at their hops, behind those that are `found` already.
pub fn build(scenario: &Scenario, registry: &Registry, hops: &mut [Hop], end: u32, found: &mut Vec<Turn>) {
    let stage_hops = STAGES.map(|stage| {
        let name = format!("platform.{stage}");
        let doors = [partitions::door(&name), name];
        hops.iter().position(|hop| doors.contains(&registry.elements[hop.element.index()].name))
    });
    let in_platform = stages(scenario).any(|(_, spec)| turns(spec));
    for (at, hop) in hops.iter_mut().enumerate() {
        let group = &registry.groups[registry.elements[hop.element.index()].group.index()];
        let is_plain = |hop: &Option<usize>| *hop == Some(at) || hop.is_some() && group.len > 1;
        let stage = STAGES.iter().position(|stage| group.name.strip_prefix("platform.") == Some(stage));
        let stage = stage.filter(|stage| is_plain(&stage_hops[*stage]));
        let spec = match (stage, group.name.strip_prefix("processing.")) {
            (Some(stage), _) if in_platform => stages(scenario).find(|(of, _)| *of == STAGES[stage]),
            (None, Some(name)) => processing(scenario, name),
            _ => None,
        };
        if let Some((_, spec)) = spec
            && (stage.is_some() || turns(spec))
        {
            hop.turn = found.len() as u32;
            let counter = stage.map_or(0, |stage| (stage as u32 + 1) * COUNTER_BITS);
            found.push(Turn::Chance(Chance { counter, ways: ways(spec, at, &stage_hops, end) }));
        }
    }
}

fn stages(scenario: &Scenario) -> impl Iterator<Item = (&str, &StationSpec)> {
    scenario.platform.iter().flat_map(|platform| platform.stages())
}

fn processing<'a>(scenario: &'a Scenario, name: &'a str) -> Option<(&'a str, &'a StationSpec)> {
    scenario.gateways.get(name)?.processing.as_ref().map(|spec| (name, spec))
}

fn turns(spec: &StationSpec) -> bool {
    spec.again.is_some() || !spec.onward.is_empty()
}

/// In an order that does not depend on that of the file.
fn ways(spec: &StationSpec, own: usize, stage_hops: &[Option<usize>; 3], end: u32) -> Vec<Way> {
    let again = (own as u32, spec.again.map_or(0.0, |share| share.0));
    let stage = |(stage, hop): (&str, &Option<usize>)| {
        Some(((*hop)? as u32, spec.onward.get(stage).map_or(0.0, |share| share.0)))
    };
    let end = (end, spec.onward.get(END).map_or(0.0, |share| share.0));
    let named = STAGES.into_iter().zip(stage_hops).filter_map(stage);
    let mut below = 0.0;
    let mut ways: Vec<Way> = Vec::new();
    for (hop, share) in std::iter::once(again).chain(named).chain([end]).filter(|(_, share)| *share > 0.0) {
        below += share;
        ways.push(Way { below, share, hop });
    }
    // shares that make up the whole leave no sliver to rounding
    if let Some(last) = ways.last_mut().filter(|last| last.below > 1.0 - 1e-9) {
        last.below = 1.0;
    }
    ways
}

/// How often a message that comes to `from` passes each hop up to the folding or the end, on average, before any is
/// lost: the solution of v = e + v·P over the hops that can be reached.
pub fn visits(hops: &[Hop], turns: &[Turn], from: u32) -> Vec<(u32, f64)> {
    let mut reached: Vec<u32> = Vec::from_iter((from != NO_HOP).then_some(from));
    let mut at = 0;
    while let Some(hop) = reached.get(at).copied() {
        for (next, _) in after(hops, turns, hop) {
            if !reached.contains(&next) {
                reached.push(next);
            }
        }
        at += 1;
    }
    let size = reached.len();
    // row i: v_i − Σ_j v_j P_ji = e_i
    let mut rows = vec![vec![0.0; size + 1]; size];
    for (j, hop) in reached.iter().enumerate() {
        rows[j][j] += 1.0;
        for (next, share) in after(hops, turns, *hop) {
            if let Some(i) = reached.iter().position(|known| *known == next) {
                rows[i][j] -= share;
            }
        }
    }
    if let Some(first) = rows.first_mut() {
        first[size] = 1.0;
    }
    let solution = solve(rows);
    reached.into_iter().zip(solution).collect()
}

/// Where jobs go from a hop, with their shares; nowhere from the folding.
fn after(hops: &[Hop], turns: &[Turn], hop: u32) -> Vec<(u32, f64)> {
    let step = &hops[hop as usize];
    let ways = turns.get(step.turn as usize).map_or(&[][..], Turn::ways);
    let rest = 1.0 - ways.iter().map(|way| way.share).sum::<f64>();
    let all = ways.iter().map(|way| (way.hop, way.share)).chain([(step.next, rest.max(0.0))]);
    all.filter(|(next, share)| *next != NO_HOP && *share > 1e-12 && !step.is_fold).collect()
}

/// Gauss and Jordan's elimination; the matrix is diagonally dominant by columns, as what comes goes again.
fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let size = rows.len();
    for pivot in 0..size {
        let whole = rows[pivot][pivot];
        rows[pivot].iter_mut().for_each(|value| *value /= whole);
        let row = rows[pivot].clone();
        for (_, other) in rows.iter_mut().enumerate().filter(|(at, _)| *at != pivot) {
            let factor = other[pivot];
            other.iter_mut().zip(&row).for_each(|(value, of)| *value -= factor * of);
        }
    }
    rows.into_iter().map(|row| row[size]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::ids::ElementId;

    fn hop(next: u32, turn: u32) -> Hop {
        Hop {
            element: ElementId(0),
            is_fold: false,
            is_behind_fold: true,
            stage: 1,
            by_event: true,
            waiting_part: 0,
            work_part: 0,
            propagation_part: 0,
            next,
            turn,
            is_guarded: false,
        }
    }

    #[test]
    fn a_job_that_comes_back_counts_again() {
        let again = Turn::Chance(Chance { counter: 16, ways: vec![Way { below: 0.2, share: 0.2, hop: 0 }] });
        assert_eq!(visits(&[hop(NO_HOP, 0)], &[again], 0), [(0, 1.25)]);
        assert!(visits(&[], &[], NO_HOP).is_empty());
    }

    #[test]
    fn visits_solve_the_traffic_equations() {
        let way = |below, share, hop| Way { below, share, hop };
        // the table's network of three nodes: r12 = .3, r13 = .7, r23 = 1, r31 = .1
        let turns = [
            Chance { counter: 16, ways: vec![way(0.7, 0.7, 2)] },
            Chance { counter: 32, ways: vec![] },
            Chance { counter: 48, ways: vec![way(0.1, 0.1, 0)] },
        ]
        .map(Turn::Chance);
        let hops = [hop(1, 0), hop(2, 1), hop(NO_HOP, 2)];
        let rate = |of: u32| -> f64 {
            let from = |entry: u32, rate: f64| {
                visits(&hops, &turns, entry)
                    .iter()
                    .filter(|(at, _)| *at == of)
                    .map(|(_, v)| v * rate)
                    .sum::<f64>()
            };
            from(0, 1.0) + from(1, 0.5)
        };
        for (node, exact) in [7.0 / 6.0, 0.85, 5.0 / 3.0].into_iter().enumerate() {
            assert!((rate(node as u32) - exact).abs() < 1e-12, "node {}: {}", node + 1, rate(node as u32));
        }
    }

    #[test]
    fn each_station_counts_its_own_visits() {
        let [a, b] = [0, 16].map(|counter| Chance { counter, ways: vec![] });
        let word = b.count(a.count(a.count(0)));
        assert_eq!((a.visit(word), b.visit(word)), (2, 1));
        assert_eq!(a.visit((0..65_535).fold(0, |word, _| a.count(word))), 65_535);
    }

    #[test]
    fn the_whole_leaves_nothing_over() {
        let mut spec: StationSpec = toml::from_str("service = \"1 s\"\nagain = \"30 %\"").expect("a station");
        spec.onward.insert("end".into(), "70 %".parse().expect("a share"));
        let turn = Chance { counter: 0, ways: ways(&spec, 4, &[None, Some(4), None], NO_HOP) };
        assert_eq!((turn.pick(0.0), turn.pick(0.31)), (Some(4), Some(NO_HOP)));
        assert_eq!(turn.pick(1.0 - 1e-16), Some(NO_HOP));
    }
}
