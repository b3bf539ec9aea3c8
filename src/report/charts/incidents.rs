//! What did the incidents do? Messages of the innocent by bin of birth, delivered and lost by cause, against what was
//! delivered on the undisturbed day; below it those under way, and what devices in somebody else's hands sent.

use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, series};
use crate::experiment::incidents::results::{IncidentResult, Timeline};
use crate::experiment::results::{Estimate, Results};
use crate::model::cause::CAUSES;

/// Bars at most; bins are joined to make so few.
const MOST_BARS: usize = 120;
/// Incidents named in the legend, at most.
const MOST_NAMED: usize = 4;
const UNDISTURBED: Stroke = Stroke { color: style::INK, width: 1.0, dash: Dash::Dashed };
const UNDER_WAY: Stroke = Stroke { color: style::LOAD, width: 1.3, dash: Dash::Solid };
const ATTACKERS: Stroke = Stroke { color: style::INK, width: 1.2, dash: Dash::Solid };
const BACK: Stroke = Stroke { color: style::INK, width: 0.8, dash: Dash::Dotted };
const DELIVERED: style::Color = style::CARRIED;
/// What is neither delivered nor lost.
const OPEN: &str = "in_flight";
const TITLE: &str = "What incidents did";

/// The chart, with room for all of it.
pub fn figure(results: &Results) -> Figure {
    drawn(results, true)
}

/// The same for a place on the page.
pub fn short(results: &Results) -> Figure {
    drawn(results, false)
}

fn drawn(results: &Results, whole: bool) -> Figure {
    let Some(timeline) = &results.incident_timeline else {
        return Figure {
            title: TITLE.into(),
            subtitle: String::new(),
            legend: vec![],
            body: Body::Empty("the scenario has no incidents".into()),
        };
    };
    let mut legend = Vec::new();
    let mut panels = vec![delivery(results, timeline, whole, &mut legend)];
    panels.push(backlog(results, timeline));
    if whole && !timeline.offered_by_attackers.is_empty() {
        panels.push(attackers(results, timeline));
    }
    legend.extend(windows(results));
    let every = format::span(joined(results, timeline.offered.len()) as f64 * results.scenario.bin_s);
    let what =
        format!("messages of the innocent by {every} of birth · dashed: the same days without incidents");
    let subtitle = worst(results).filter(|_| !whole).unwrap_or(what);
    Figure { title: TITLE.into(), subtitle, legend, body: Body::Panels(panels) }
}

/// The incidents' windows and the moments at which delivery was back, behind all else.
pub fn bands(results: &Results) -> Vec<Layer> {
    results
        .incidents
        .iter()
        .map(|one| Layer::Down { from: one.from_s, to: window_end(results, one) })
        .collect()
}

fn window_end(results: &Results, one: &IncidentResult) -> f64 {
    libm::fmin(one.until_s, results.scenario.simulated_s)
}

/// What the bands are, in one entry: "botnet 20 min, digger 5 min".
pub fn windows(results: &Results) -> Option<Key> {
    let named = results.incidents.iter().take(MOST_NAMED).map(|one| {
        let lasts = format::span_or_time(one.until_s - one.from_s);
        format!("{} {lasts}", one.name)
    });
    let more = results.incidents.len().saturating_sub(MOST_NAMED);
    let more = (more > 0).then(|| format!("{more} more"));
    let all: Vec<String> = named.chain(more).collect();
    (!all.is_empty()).then(|| Key::new(Mark::Fill(style::DOWN_SHADE), all.join(", ")))
}

/// What the worst incident did, in a line.
fn worst(results: &Results) -> Option<String> {
    let change = |one: &&IncidentResult| one.collateral.change.value.unwrap_or(0.0);
    let worst = results.incidents.iter().min_by(|a, b| change(a).total_cmp(&change(b)))?;
    let share = |estimate: Estimate| estimate.value.map(format::share);
    let (with, without) = (share(worst.collateral.delivery_ratio)?, share(worst.collateral.undisturbed)?);
    let who = if worst.attackers.is_empty() { "" } else { " of the innocent" };
    let noticed = match (outsiders(worst), slowed(worst)) {
        (Some(outside), _) => outside,
        (None, Some(slowed)) => slowed,
        (None, None) => back(worst),
    };
    Some(format!("worst: {}, {with}{who} delivered meanwhile instead of {without}, {noticed}", worst.name))
}

fn back(incident: &IncidentResult) -> String {
    match incident.recovery_s.value {
        Some(seconds) if seconds > 0.0 => format!("back {} after its end", format::span_or_time(seconds)),
        Some(_) => "back at once".to_string(),
        None => "not back in every run".to_string(),
    }
}

/// What those noticed that an incident did not strike.
fn outsiders(incident: &IncidentResult) -> Option<String> {
    let outside = incident.outside.as_ref()?;
    let lost = -outside.change.value.filter(|_| outside.fell())?;
    Some(format!("other classes {} less", format::share(lost)))
}

/// How long messages took, where that is many times what they do undisturbed.
fn slowed(incident: &IncidentResult) -> Option<String> {
    let [with, _] = incident.collateral.slowed()?;
    Some(format!("99\u{a0}% within {}", format::span_or_time(with)))
}

/// Where delivery was back, incident by incident: 50, 95 and 99 % of the undisturbed.
fn marks(results: &Results) -> Vec<Layer> {
    let ends = results.incidents.iter().flat_map(|one| one.marks_s.values().map(move |s| one.until_s + s));
    let mut ends: Vec<f64> = ends.filter(|at| *at < results.scenario.simulated_s).collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    ends.into_iter().map(|x| Layer::Until { stroke: BACK, x }).collect()
}

fn joined(results: &Results, bins: usize) -> usize {
    let least = bins.div_ceil(MOST_BARS);
    series::whole_steps(results.scenario.bin_s, least).unwrap_or(least).max(1)
}

/// Counts of a run and second, slot by slot of joined bins: begin, end, rate.
fn rates(results: &Results, counts: &[u64]) -> Vec<(f64, f64, f64)> {
    let joined = joined(results, counts.len());
    let width_s = joined as f64 * results.scenario.bin_s;
    let runs = results.scenario.replications.max(1) as f64;
    let slot = |(at, counts): (usize, &[u64])| {
        let from = at as f64 * width_s;
        let to = libm::fmin(from + width_s, results.scenario.simulated_s);
        (from, to, counts.iter().sum::<u64>() as f64 / runs / libm::fmax(to - from, 1e-9))
    };
    counts.chunks(joined).enumerate().map(slot).collect()
}

fn line(slots: &[(f64, f64, f64)]) -> Vec<[f64; 2]> {
    slots.iter().map(|(from, to, rate)| [(from + to) / 2.0, *rate]).collect()
}

/// The same as steps, to stand over bars.
fn steps(slots: &[(f64, f64, f64)]) -> Vec<[f64; 2]> {
    slots.iter().flat_map(|(from, to, rate)| [[*from, *rate], [*to, *rate]]).collect()
}

fn delivery(results: &Results, timeline: &Timeline, whole: bool, legend: &mut Vec<Key>) -> Panel {
    let delivered = rates(results, &timeline.delivered);
    let undisturbed = rates(results, &timeline.delivered_undisturbed);
    legend.push(Key::new(Mark::Fill(DELIVERED), "delivered"));
    let mut causes = Vec::new();
    for cause in CAUSES.iter().filter_map(|cause| Some((cause.name, timeline.lost.get(cause.name)?))) {
        legend.push(Key::new(
            Mark::Fill(style::cause(cause.0)),
            format!("lost: {}", style::cause_label(cause.0)),
        ));
        causes.push((rates(results, cause.1), style::cause(cause.0)));
    }
    let open = under_way(timeline);
    if open.iter().any(|open| *open > 0) {
        legend.push(Key::new(
            Mark::Fill(style::cause(OPEN)),
            format!("{} at the end", style::cause_label(OPEN)),
        ));
        causes.push((rates(results, &open), style::cause(OPEN)));
    }
    legend.push(Key::new(Mark::Line(UNDISTURBED), "delivered undisturbed"));
    let parts = |at: usize| {
        let lost = causes.iter().map(|(slots, color)| (slots[at].2, *color)).filter(|(rate, _)| *rate > 0.0);
        std::iter::once((delivered[at].2, DELIVERED)).chain(lost).collect::<Vec<_>>()
    };
    let bars: Vec<(f64, f64, Vec<_>)> =
        delivered.iter().enumerate().map(|(at, (from, to, _))| (*from, *to, parts(at))).collect();
    let height = |parts: &[(f64, style::Color)]| parts.iter().map(|part| part.0).sum::<f64>();
    let top = bars.iter().map(|bar| height(&bar.2)).chain(undisturbed.iter().map(|slot| slot.2));
    let y = axes::from_zero("messages a second", top.fold(0.0, libm::fmax), 1.0);
    let mut layers = bands(results);
    layers.extend(bars.into_iter().map(|(from, to, parts)| Layer::Bar { from, to, parts }));
    layers.push(Layer::Line { stroke: UNDISTURBED, points: steps(&undisturbed) });
    if whole && !results.incidents.is_empty() {
        legend.push(Key::new(Mark::Line(BACK), "50, 95, 99 % of it delivered again"));
        layers.extend(marks(results));
    }
    let x = axes::clock(&results.scenario, if whole { 8 } else { 6 });
    Panel { heading: None, weight: 1.5, x, y, layers }
}

/// Messages of each bin that were neither delivered nor lost when the run was over.
fn under_way(timeline: &Timeline) -> Vec<u64> {
    let lost = |bin: usize| timeline.lost.values().filter_map(|counts| counts.get(bin)).sum::<u64>();
    let ended = |bin: usize| timeline.delivered.get(bin).copied().unwrap_or(0) + lost(bin);
    (0..timeline.offered.len()).map(|bin| timeline.offered[bin].saturating_sub(ended(bin))).collect()
}

fn backlog(results: &Results, timeline: &Timeline) -> Panel {
    let points = |backlog: &[f64]| -> Vec<[f64; 2]> {
        let end =
            |bin: usize| libm::fmin((bin + 1) as f64 * results.scenario.bin_s, results.scenario.simulated_s);
        backlog.iter().enumerate().map(|(bin, open)| [end(bin), libm::fmax(*open, 0.0)]).collect()
    };
    let all = timeline.backlog.iter().chain(&timeline.backlog_undisturbed).copied();
    let y = axes::from_zero_in("messages", all.fold(0.0, libm::fmax), 1.0, 3);
    let mut layers = bands(results);
    layers.push(Layer::Line { stroke: UNDER_WAY, points: points(&timeline.backlog) });
    layers.push(Layer::Line { stroke: UNDISTURBED, points: points(&timeline.backlog_undisturbed) });
    let heading = Some("Backlog: messages under way, mean over runs".to_string());
    Panel { heading, weight: 1.0, x: axes::clock(&results.scenario, 8), y, layers }
}

fn attackers(results: &Results, timeline: &Timeline) -> Panel {
    let slots = rates(results, &timeline.offered_by_attackers);
    let top = slots.iter().map(|slot| slot.2).fold(0.0, libm::fmax);
    let mut layers = bands(results);
    layers.push(Layer::Line { stroke: ATTACKERS, points: line(&slots) });
    let heading = Some("Sent by devices in somebody else's hands, messages a second".to_string());
    let y = axes::from_zero_in("messages a second", top, 1.0, 3);
    Panel { heading, weight: 0.9, x: axes::clock(&results.scenario, 8), y, layers }
}
