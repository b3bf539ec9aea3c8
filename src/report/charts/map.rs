//! Where do messages get lost? Squares of the area by delivery ratio, gateways by what they received.

use super::super::figure::{Body, Figure, Key, Mark, Plan, Site, Square};
use super::super::format;
use super::super::style::{self, Color};
use crate::experiment::results::{Map, MapBin, Results};

/// Delivery ratios that part the squares, from below.
const STEPS: [(f64, &str); 4] =
    [(0.5, "below 50 %"), (0.9, "50 to 90 %"), (0.98, "90 to 98 %"), (2.0, "98 % and more")];

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let map = &results.map;
    let title = "Where messages get lost".to_string();
    if map.bins.is_empty() && map.gateways.is_empty() {
        let why = "this scenario places neither devices nor gateways".to_string();
        return Figure { title, subtitle: String::new(), legend: vec![], body: Body::Empty(why) };
    }
    let bounds_m = bounds(map);
    let bar_m = bar_length((bounds_m[2] - bounds_m[0]) / 4.0);
    let bar = length(bar_m);
    let most = map.gateways.iter().map(|gateway| gateway.received).max().unwrap_or(0);
    let gateways = map.gateways.iter().map(|gateway| Site {
        at_m: [gateway.x_m, gateway.y_m],
        area: gateway.received as f64 / most.max(1) as f64,
        off: gateway.off,
    });
    let plan = Plan {
        bounds_m,
        square_m: map.bin_m,
        squares: map.bins.iter().map(square).collect(),
        gateways: gateways.collect(),
        bar_m,
        bar,
    };
    Figure { title, subtitle: subtitle(results), legend: legend(map, most), body: Body::Plan(plan) }
}

/// The chart for a narrow place: where the devices are, gateways as dots, heads shortened.
pub fn small(results: &Results) -> Figure {
    const DOT: f64 = 0.12;
    let mut figure = figure(results);
    if let Body::Plan(plan) = &mut figure.body {
        plan.bounds_m = bounds(&Map { gateways: vec![], ..results.map.clone() });
        let [w, s, e, n] = plan.bounds_m;
        plan.gateways.retain(|site| (w..e).contains(&site.at_m[0]) && (s..n).contains(&site.at_m[1]));
        plan.gateways.iter_mut().for_each(|site| site.area *= DOT);
        plan.bar_m = bar_length((e - w) / 4.0);
        plan.bar = length(plan.bar_m);
    }
    figure.subtitle = format!("delivered / offered by squares of {}", length(results.map.bin_m));
    for key in &mut figure.legend {
        if key.label.starts_with("gateway;") {
            key.label = "gateway".into();
        }
    }
    figure
}

/// "500 m", "1.5 km".
fn length(metres: f64) -> String {
    match metres >= 1000.0 {
        true => format!("{} km", format::number(metres / 1000.0)),
        false => format!("{} m", format::number(metres)),
    }
}

fn subtitle(results: &Results) -> String {
    let drawn = if results.scenario.layout == "fixed" {
        "one layout for all replications"
    } else {
        "devices of all replications, gateways of the first"
    };
    let side = length(results.map.bin_m);
    format!("delivered / offered by squares of {side}; north is up; {drawn}")
}

fn color(step: usize) -> Color {
    style::sequence([0.92, 0.6, 0.35, 0.13][step])
}

fn square(bin: &MapBin) -> Square {
    let fill = bin
        .delivery_ratio
        .map(|ratio| color(STEPS.iter().position(|(below, _)| ratio < *below).unwrap_or(STEPS.len() - 1)));
    Square { at_m: [bin.x_m, bin.y_m], fill, dead: bin.delivery_ratio.is_some_and(|ratio| ratio <= 0.0) }
}

fn legend(map: &Map, most: u64) -> Vec<Key> {
    let ratios: Vec<f64> = map.bins.iter().filter_map(|bin| bin.delivery_ratio).collect();
    let mut keys: Vec<Key> = Vec::new();
    for (step, (below, words)) in STEPS.iter().enumerate().rev() {
        let from = if step == 0 { f64::NEG_INFINITY } else { STEPS[step - 1].0 };
        if ratios.iter().any(|ratio| (from..*below).contains(ratio)) {
            keys.push(Key::new(Mark::Boxed(color(step)), *words));
        }
    }
    if ratios.iter().any(|ratio| *ratio <= 0.0) {
        keys.push(Key::new(Mark::Crossed(color(0)), "nothing arrives"));
    }
    if map.bins.iter().any(|bin| bin.delivery_ratio.is_none()) {
        keys.push(Key::new(Mark::Boxed(style::WHITE), "nothing offered"));
    }
    if !map.gateways.is_empty() {
        let words = format!("gateway; area by frames received, most {}", format::count(most));
        keys.push(Key::new(Mark::Disc(style::INK), words));
    }
    if map.gateways.iter().any(|gateway| gateway.off) {
        keys.push(Key::new(Mark::Disc(style::WHITE), "gateway off"));
    }
    keys
}

/// West, south, east, north of everything, with a margin; never without extent.
fn bounds(map: &Map) -> [f64; 4] {
    let half = libm::fmax(map.bin_m / 2.0, 1.0);
    let places = map.bins.iter().map(|b| (b.x_m, b.y_m)).chain(map.gateways.iter().map(|g| (g.x_m, g.y_m)));
    let empty = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let tight = places.fold(empty, |[w, s, e, n], (x, y)| {
        [libm::fmin(w, x - half), libm::fmin(s, y - half), libm::fmax(e, x + half), libm::fmax(n, y + half)]
    });
    let margin = libm::fmax(tight[2] - tight[0], tight[3] - tight[1]) * 0.03;
    [tight[0] - margin, tight[1] - margin, tight[2] + margin, tight[3] + margin]
}

/// 1, 2 or 5 times a power of ten, at most `most` metres.
fn bar_length(most: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(libm::fmax(most, 1e-3))));
    [5.0, 2.0].into_iter().map(|times| times * power).find(|length| *length <= most).unwrap_or(power)
}
