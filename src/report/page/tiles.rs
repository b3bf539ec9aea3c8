//! The figures a reader looks for first, each with its interval, its subject and its verdict.

use super::super::charts::objectives::grows;
use super::super::charts::{class_of, load, own_classes, replications};
use super::super::draw::{Canvas, Drawn, Frame, Type, badge};
use super::super::format::{self, Quantity, plural};
use super::super::style::{self, size};
use super::{GAP, words};
use crate::experiment::results::{Estimate, ObjectiveResult, Results, Verdict};

struct Tile {
    head: String,
    value: String,
    detail: String,
    state: Option<(Verdict, bool)>,
}

/// Five tiles.
pub fn draw(canvas: &Canvas, frame: Frame, results: &Results) -> Drawn {
    let tiles = [delivered(results), latency(results), element(results), devices(results), messages(results)];
    let width = (frame.w - GAP * (tiles.len() - 1) as f64) / tiles.len() as f64;
    for (at, tile) in tiles.iter().enumerate() {
        let x = frame.x + at as f64 * (width + GAP);
        draw_tile(canvas, Frame::new(x, frame.y, width, frame.h), tile)?;
    }
    Ok(())
}

fn draw_tile(canvas: &Canvas, frame: Frame, tile: &Tile) -> Drawn {
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let (head, sub) = (Type::bold(size::SMALL, style::SUB), Type::plain(size::LABEL, style::SUB));
    let (x, mut room) = (frame.x + 10.0, frame.w - 20.0);
    let y = frame.y + 10.5;
    let all = room;
    if let Some((verdict, tight)) = tile.state {
        let (word, color) = style::state(verdict, tight);
        let width = Type::bold(size::SMALL, color).width(word) + 10.0;
        badge(
            canvas,
            Frame::new(frame.right() - width - 7.0, y - 4.5, width, 9.0),
            word,
            color,
            size::SMALL,
        )?;
        room -= width;
    }
    canvas.left(&head.elide(&tile.head, room), (x, y), head)?;
    let mut value = Type::bold(size::TILE, style::INK);
    value.size = libm::fmax(libm::fmin(value.size, value.size * all / value.width(&tile.value)), 9.0);
    canvas.left(&value.elide(&tile.value, all), (x, frame.y + 26.5), value)?;
    let mut sub = sub;
    sub.size = libm::fmax(libm::fmin(sub.size, sub.size * all / sub.width(&tile.detail)), 5.4);
    canvas.left(&sub.elide(&tile.detail, all), (x, frame.y + 42.0), sub)
}

/// The objective that is worst of those which the filter lets through; the first of equals.
fn worst(results: &Results, wanted: impl Fn(&ObjectiveResult) -> bool) -> Option<&ObjectiveResult> {
    let asked = results.objectives.iter().filter(|o| wanted(o) && class_of(&o.of).is_some());
    asked.rev().max_by_key(|o| o.verdict)
}

fn of_objective(results: &Results, objective: &ObjectiveResult) -> Tile {
    let estimate = Estimate { value: objective.value, ci: objective.ci };
    let class = class_of(&objective.of).unwrap_or(&objective.of);
    Tile {
        head: format!("{} · {class}", format::metric(&objective.metric).to_uppercase()),
        value: Quantity::of(&objective.metric).estimate(estimate) + growing(results, objective),
        detail: format!("objective {} ({})", format::limit(objective), objective.name),
        state: Some((objective.verdict, objective.tight)),
    }
}

/// After a time behind a queue that cannot keep up: it says how long was simulated.
fn growing(results: &Results, objective: &ObjectiveResult) -> &'static str {
    let class = class_of(&objective.of).and_then(|class| results.classes.get(class));
    class.filter(|_| objective.metric.starts_with("latency")).map_or("", grows)
}

fn delivered(results: &Results) -> Tile {
    if let Some(objective) = worst(results, |o| o.metric == "delivery_ratio") {
        return of_objective(results, objective);
    }
    let known = own_classes(results).filter(|(_, _, class)| class.delivery_ratio.value.is_some());
    let ratio = |e: Estimate| e.value.unwrap_or(2.0);
    let lowest = known.min_by(|a, b| ratio(a.2.delivery_ratio).total_cmp(&ratio(b.2.delivery_ratio)));
    let Some((_, name, class)) = lowest else { return coverage(results) };
    Tile {
        head: format!("DELIVERED · {name}"),
        value: Quantity::Share.estimate(class.delivery_ratio),
        detail: "lowest of all classes; no objective".into(),
        state: None,
    }
}

/// Without messages there is coverage still.
fn coverage(results: &Results) -> Tile {
    let known = own_classes(results).filter(|(_, _, class)| class.out_of_coverage.value.is_some());
    let share = |e: Estimate| e.value.unwrap_or(-1.0);
    let worst = known.max_by(|a, b| share(a.2.out_of_coverage).total_cmp(&share(b.2.out_of_coverage)));
    let Some((_, name, class)) = worst else { return nothing("DELIVERED", "nothing was offered") };
    Tile {
        head: format!("OUT OF COVERAGE · {name}"),
        value: Quantity::Share.estimate(class.out_of_coverage),
        detail: "devices no gateway hears; nothing was sent".into(),
        state: None,
    }
}

fn latency(results: &Results) -> Tile {
    if let Some(objective) = worst(results, |o| o.metric.starts_with("latency")) {
        return of_objective(results, objective);
    }
    let known = own_classes(results).filter(|(_, _, class)| class.latency_s.p95.value.is_some());
    let p95 = |e: Estimate| e.value.unwrap_or(-1.0);
    let slowest = known.max_by(|a, b| p95(a.2.latency_s.p95).total_cmp(&p95(b.2.latency_s.p95)));
    let Some((_, name, class)) = slowest else { return nothing(&p95_head(), "no message arrived") };
    Tile {
        head: format!("{} · {name}", p95_head()),
        value: Quantity::Time.estimate(class.latency_s.p95) + grows(class),
        detail: "slowest of all classes; no objective".into(),
        state: None,
    }
}

fn p95_head() -> String {
    format::metric("latency_p95").to_uppercase()
}

fn element(results: &Results) -> Tile {
    let Some(bottleneck) = &results.bottleneck else {
        return nothing("BUSIEST ELEMENT", "no element carries a load");
    };
    let named = bottleneck.objective.as_ref().filter(|_| bottleneck.binding);
    let asked = named.and_then(|name| results.objectives.iter().find(|o| o.name == *name));
    let role = if bottleneck.binding { "LIMITED BY" } else { "BUSIEST ELEMENT" };
    let quantity = Quantity::of(&bottleneck.metric);
    let value = bottleneck.value.map_or(format::NONE.to_string(), |value| quantity.text(value));
    let limit = bottleneck.limit.map_or(format::NONE.to_string(), |limit| quantity.text(limit));
    let detail = match bottleneck.binding {
        true => format!("{} {value}, limit {limit}", format::metric(&bottleneck.metric)),
        false => {
            let (share, _) = load::rule(results, &bottleneck.element);
            let burst = words::burst(results, &bottleneck.element).map(|burst| burst.replace(" offered", ""));
            let load = burst.unwrap_or_else(|| format!("{value} {}", words::hour(results)));
            format!("{load}, plan ≤ {}", format::share(share))
        }
    };
    Tile {
        head: role.into(),
        value: bottleneck.element.clone(),
        detail,
        state: asked.map(|o| (o.verdict, o.tight)),
    }
}

fn devices(results: &Results) -> Tile {
    let classes = own_classes(results).count() as u64;
    let foreign = results.classes.values().filter(|class| class.foreign).count();
    let mut detail = plural(classes, "class", "classes");
    if foreign > 0 {
        detail += &format!(" and {foreign} of others");
    }
    detail += &format!(" · {}", words::gateways(results));
    Tile { head: "DEVICES".into(), value: format::count(results.scenario.devices), detail, state: None }
}

fn messages(results: &Results) -> Tile {
    let total = results.conservation.total;
    let each = total.offered as f64 / results.scenario.replications.max(1) as f64;
    let head = format!("MESSAGES OFFERED IN {}", format::span_or_time(results.scenario.simulated_s));
    let detail = match results.scenario.replications {
        0 | 1 => replications(results),
        _ => format!("{} in {}", format::count(total.offered), replications(results)),
    };
    Tile { head, value: format::fixed(each, 0), detail, state: None }
}

fn nothing(head: &str, why: &str) -> Tile {
    Tile { head: head.into(), value: format::NONE.into(), detail: why.into(), state: None }
}
