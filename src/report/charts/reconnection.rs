//! How do devices come back? Those connected, the attempts against what is let in and served, and who waits for an answer, over time; with
//! the moments by which half, 95 and 99 % were back.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, band_words, outages, own_classes, replications, series};
use crate::experiment::results::Results;
use crate::experiment::sessions::SessionResult;

const TITLE: &str = "How devices come back";

/// Whether some class's devices connected in the window, so that there is something to show.
pub fn tells(results: &Results) -> bool {
    classes(results).next().is_some()
}

fn classes(results: &Results) -> impl Iterator<Item = (usize, &str, &SessionResult)> {
    own_classes(results).filter_map(|(at, name, class)| {
        Some((at, name, class.session.as_ref().filter(|session| session.happened())?))
    })
}

/// The chart.
pub fn figure(results: &Results) -> Figure {
    if !tells(results) {
        let kept = own_classes(results).any(|(_, _, class)| class.session.is_some());
        let why = if kept {
            "no session broke, and no device had yet to connect"
        } else {
            "no class keeps a session"
        };
        return Figure::empty(TITLE, why);
    }
    let mut legend = Vec::new();
    let panels = vec![connected(results, &mut legend), attempts(results, &mut legend), asking(results)];
    let subtitle = format!("{}{}", replications(results), band_words(results));
    Figure { title: TITLE.into(), subtitle, legend, body: Body::Panels(panels) }
}

fn stroke(at: usize) -> Stroke {
    let (color, round) = style::class(at);
    Stroke { color, width: 1.2, dash: Dash::round(round) }
}

fn panel(heading: &str, weight: f64, results: &Results, y: Axis, layers: Vec<Layer>) -> Panel {
    Panel { heading: Some(heading.into()), weight, x: axes::clock(&results.scenario, 6), y, layers }
}

fn connected(results: &Results, legend: &mut Vec<Key>) -> Panel {
    let mut layers = outages::layers(results, legend);
    for (at, name, session) in classes(results) {
        let stroke = stroke(at);
        let points = series::band(results, &session.series.connected_ci, 100.0);
        layers.push(Layer::Band { color: stroke.color, points });
        let points = series::points(results, &session.series.connected, 100.0);
        layers.push(Layer::Line { stroke, points });
        legend.push(Key::new(series::mark(results, stroke), format!("{name}, {}", policy(session))));
    }
    layers.extend(moments(results, legend));
    legend.extend(classes(results).filter_map(|(_, name, session)| unanswered(name, session)));
    let y = Axis { to: 100.0, ..axes::from_zero_in("connected, %", 100.0, 1.0, 4) };
    panel("devices with a session, %", 1.0, results, y, layers)
}

/// "full jitter, 2.1 attempts each".
fn policy(session: &SessionResult) -> String {
    let words = session.reconnect.replace('-', " ");
    match (session.attempts.value, session.connects.value.filter(|connects| *connects > 0.0)) {
        (Some(attempts), Some(connects)) => {
            format!("{words}: {} attempts a session", format::rough(attempts / connects))
        }
        _ => words,
    }
}

/// What of the requests of devices that join no gateway could answer, where that is worth a word.
fn unanswered(name: &str, session: &SessionResult) -> Option<Key> {
    let share = session.unanswered.as_ref()?.value? / session.attempts.value?;
    let words = format!(
        "{} of the join-requests of {name} reached the platform in vain: no gateway could answer in time",
        format::share(share)
    );
    (share >= 0.01).then(|| Key::new(Mark::Note, words))
}

/// When half, 95 and 99 % of the devices were back, of the class that tried most.
fn moments(results: &Results, legend: &mut Vec<Key>) -> Vec<Layer> {
    let tried = |session: &SessionResult| session.attempts.value.unwrap_or(0.0);
    let most = classes(results).max_by(|a, b| tried(a.2).total_cmp(&tried(b.2)));
    let Some((_, name, session)) = most else { return Vec::new() };
    let begins = session.begins_s.value.unwrap_or(0.0);
    let times = [("T50", session.t50_s.value), ("T95", session.t95_s.value), ("T99", session.t99_s.value)];
    let known = times.into_iter().filter_map(|(word, s)| Some((word, s?)));
    let mut layers = Vec::new();
    let mut words = Vec::new();
    for ((word, s), dash) in known.zip([Dash::Dotted, Dash::Dashed, Dash::Solid]) {
        let stroke = Stroke { color: style::SUB, width: 0.8, dash };
        layers.push(Layer::Until { stroke, x: begins + s });
        words.push((stroke, format!("{word} {}", format::time(s))));
    }
    // each device's own break; those of a ramp have none
    let from = if session.breaks.value.is_some_and(|breaks| breaks > 0.0) { " from the break" } else { "" };
    let last = words.len();
    for (at, (stroke, label)) in (1..).zip(words) {
        let from = if at == last { from } else { "" };
        legend.push(Key::new(Mark::Line(stroke), format!("{label}{from}")));
    }
    if layers.len() < 3 {
        let left = session
            .left
            .value
            .map_or(String::new(), |left| format!(", {} without a session at the end", format::share(left)));
        legend.push(Key::new(Mark::Note, format!("not all of {name} are back{left}")));
    }
    layers
}

fn attempts(results: &Results, legend: &mut Vec<Key>) -> Panel {
    let mut layers = Vec::new();
    let mut top: f64 = 0.0;
    for (at, _, session) in classes(results) {
        let stroke = stroke(at);
        let points = series::band(results, &session.series.attempts_per_s_ci, 1.0);
        top = points.iter().map(|point| point[2]).fold(top, libm::fmax);
        layers.push(Layer::Band { color: stroke.color, points });
        let points = series::points(results, &session.series.attempts_per_s, 1.0);
        top = points.iter().map(|point| point[1]).fold(top, libm::fmax);
        layers.push(Layer::Line { stroke, points });
    }
    let tried = top;
    let first = classes(results).next().map(|(_, _, session)| session);
    let limits = [
        ("let in", first.and_then(|session| session.quota_per_s), Dash::Solid),
        ("served", first.and_then(|session| session.service_per_s), Dash::Dashed),
    ];
    for (word, rate, dash) in limits {
        if let Some(rate) = rate {
            let stroke = Stroke { color: style::SUB, width: 1.0, dash };
            let label = format!("{}/s {word} at most", format::rough(rate));
            // a limit that is far off would leave the attempts no room
            let is_near = rate <= 2.0 * tried;
            if is_near {
                layers.push(Layer::Limit { stroke, y: rate });
                top = libm::fmax(top, rate);
            }
            legend.push(Key::new(if is_near { Mark::Line(stroke) } else { Mark::Note }, label));
        }
    }
    panel(
        "attempts to connect, a second",
        1.0,
        results,
        axes::from_zero_in("attempts/s", top, 1.0, 4),
        layers,
    )
}

fn asking(results: &Results) -> Panel {
    let mut layers = Vec::new();
    let mut top: f64 = 0.0;
    for (at, _, session) in classes(results) {
        let points = series::points(results, &session.series.asking, 1.0);
        top = points.iter().map(|point| point[1]).fold(top, libm::fmax);
        layers.push(Layer::Line { stroke: stroke(at), points });
    }
    panel("devices that wait for an answer", 0.7, results, axes::from_zero_in("devices", top, 1.0, 3), layers)
}
