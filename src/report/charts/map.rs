//! Where do messages get lost? Squares of the area by delivery ratio, gateways by what they received.

use std::collections::BTreeMap;

use super::super::figure::{Body, Figure, Key, Mark, Plan, Site, Square};
use super::super::format;
use super::super::style::{self, Color};
use super::own_classes;
use crate::experiment::results::{Map, MapBin, MapGateway, Results};

/// Delivery ratios that part the squares, from below.
const STEPS: [(f64, &str); 4] =
    [(0.5, "below 50 %"), (0.9, "50 to 90 %"), (0.98, "90 to 98 %"), (2.0, "98 % and more")];

/// Devices, of all replications, that a square stands for on average, at least: fewer would show single places' luck.
const FEWEST: f64 = 20.0;
/// Squares on a map at least; with fewer it says nothing.
const SQUARES: usize = 12;
/// Farther from every device no gateway of these radios hears anything, m: its place is probably wrong.
const BEYOND_M: f64 = 200_000.0;
/// A map on which the devices take up less than this of the width is cut to them.
const LEAST_PART: f64 = 0.1;
/// Gateways that are named at most.
const NAMED: usize = 60;

/// The chart: everything, with the gateways' names.
pub fn figure(results: &Results) -> Figure {
    let map = readable(results);
    let title = TITLE.to_string();
    if map.bins.is_empty() && map.gateways.len() < 2 {
        let why = "no map: this scenario places no devices, as a radio without distances allows".to_string();
        return Figure::empty(title, why);
    }
    let ideal = |gateway: &MapGateway| is_ideal(results, gateway);
    let most = map
        .gateways
        .iter()
        .filter(|gateway| !ideal(gateway))
        .map(|gateway| gateway.received)
        .max()
        .unwrap_or(0);
    let (all, devices) = (bounds(&map), bounds(&of_devices(&map)));
    let cut = !map.bins.is_empty() && devices[2] - devices[0] < LEAST_PART * (all[2] - all[0]);
    let mut sites = sites(&map, most, ideal);
    if map.gateways.len() > NAMED {
        sites.iter_mut().for_each(|site| site.name.clear());
    }
    let plan = plan(&map, sites, if cut { devices } else { all });
    let words = format!("gateway; area by frames received, most {}", format::count(most));
    Figure {
        title,
        subtitle: subtitle(results, &map),
        legend: legend(&map, &words, ideal),
        body: Body::Plan(plan),
    }
}

/// The chart for a narrow place: where the devices are, gateways as equal dots without names.
pub fn small(results: &Results) -> Figure {
    const DOT: f64 = 0.12;
    let map = readable(results);
    if let Some(why) = unreadable(&map) {
        let body = Body::Empty(why);
        return Figure { title: TITLE.into(), subtitle: String::new(), legend: vec![], body };
    }
    let ideal = |gateway: &MapGateway| is_ideal(results, gateway);
    let sites = sites(&map, 1, ideal).into_iter().map(|site| Site { area: DOT, name: String::new(), ..site });
    let plan = plan(&map, sites.collect(), bounds(&of_devices(&map)));
    let classes = if own_classes(results).count() > 1 { "all classes, " } else { "" };
    let subtitle = format!("delivered / offered, {classes}by squares of {}", length(map.bin_m));
    Figure { title: TITLE.into(), subtitle, legend: legend(&map, "gateway", ideal), body: Body::Plan(plan) }
}

/// Whether the page has something to say of places: squares enough, or why there are none.
pub fn tells(results: &Results) -> bool {
    let map = readable(results);
    map.bins.len() >= SQUARES || unreadable(&map).is_some()
}

const TITLE: &str = "Where messages get lost";

/// Why there are squares too few: places lie so far apart that one holds nearly all devices.
fn unreadable(map: &Map) -> Option<String> {
    let (distance, name) = farthest(map)?;
    (map.bins.len() < SQUARES && distance > BEYOND_M).then(|| {
        format!(
            "no map: {} stands {} from the nearest device. Are its latitude and longitude swapped?",
            format::element(name),
            length(distance)
        )
    })
}

/// The gateway that is farthest from all devices, and how far from the nearest.
fn farthest(map: &Map) -> Option<(f64, &str)> {
    let far = |gateway: &MapGateway| {
        let away = |bin: &MapBin| libm::hypot(bin.x_m - gateway.x_m, bin.y_m - gateway.y_m);
        map.bins.iter().map(away).fold(f64::INFINITY, libm::fmin)
    };
    let all = map.gateways.iter().map(|gateway| (far(gateway), gateway.element.as_str()));
    all.filter(|(distance, _)| distance.is_finite()).max_by(|a, b| a.0.total_cmp(&b.0))
}

/// The map with squares joined until each stands for devices enough.
fn readable(results: &Results) -> Map {
    let mut map = results.map.clone();
    let drawn = if results.scenario.layout == "fixed" { 1 } else { results.scenario.replications };
    let devices = map.bins.iter().map(|bin| bin.devices).sum::<f64>() * drawn as f64;
    while map.bins.len() >= 4 * SQUARES && devices < FEWEST * map.bins.len() as f64 {
        map.bins = joined(&map.bins, map.bin_m * 2.0);
        map.bin_m *= 2.0;
    }
    map
}

/// Squares of another side; the ratio is the mean over their devices.
fn joined(bins: &[MapBin], side_m: f64) -> Vec<MapBin> {
    let mut sums: BTreeMap<(i64, i64), (f64, f64, f64)> = BTreeMap::new();
    for bin in bins {
        let at = |m: f64| libm::floor(m / side_m) as i64;
        let (devices, heard, delivered) = sums.entry((at(bin.x_m), at(bin.y_m))).or_default();
        *devices += bin.devices;
        *heard += bin.delivery_ratio.map_or(0.0, |_| bin.devices);
        *delivered += bin.delivery_ratio.map_or(0.0, |ratio| ratio * bin.devices);
    }
    let middle = |at: i64| (at as f64 + 0.5) * side_m;
    let bin = |((x, y), (devices, heard, delivered))| MapBin {
        x_m: middle(x),
        y_m: middle(y),
        devices,
        delivery_ratio: (heard > 0.0).then(|| delivered / heard),
    };
    sums.into_iter().map(bin).collect()
}

/// A gateway of an ideal radio has no demodulators to be busy, and hears its devices however far they are.
fn is_ideal(results: &Results, gateway: &MapGateway) -> bool {
    results.elements.get(&gateway.element).is_some_and(|element| element.capacity.is_none())
}

fn sites(map: &Map, most: u64, ideal: impl Fn(&MapGateway) -> bool) -> Vec<Site> {
    let site = |gateway: &MapGateway| Site {
        at_m: [gateway.x_m, gateway.y_m],
        area: gateway.received as f64 / most.max(1) as f64,
        ideal: ideal(gateway),
        off: gateway.off,
        name: gateway.element.rsplit(['.', ':']).next().unwrap_or_default().to_string(),
    };
    map.gateways.iter().map(site).collect()
}

/// What lies within the bounds, and how many gateways do not.
fn plan(map: &Map, mut gateways: Vec<Site>, bounds_m: [f64; 4]) -> Plan {
    let [w, s, e, n] = bounds_m;
    let all = gateways.len();
    gateways.retain(|site| (w..=e).contains(&site.at_m[0]) && (s..=n).contains(&site.at_m[1]));
    let note = note(map, all - gateways.len());
    let bar_m = bar_length((e - w) / 4.0);
    let squares = map.bins.iter().map(square).collect();
    Plan { bounds_m, square_m: map.bin_m, squares, gateways, note, bar_m, bar: length(bar_m) }
}

fn note(map: &Map, outside: usize) -> String {
    let Some((distance, name)) = farthest(map).filter(|_| outside > 0) else { return String::new() };
    let swapped = if distance > BEYOND_M { ": latitude and longitude swapped?" } else { "" };
    let name = format::element(name);
    let all = format::plural(map.gateways.len() as u64, "gateway", "gateways");
    let far = length(distance);
    format!("{outside} of {all} outside this map, up to {far} from the nearest device ({name}{swapped})")
}

fn of_devices(map: &Map) -> Map {
    Map { gateways: vec![], ..map.clone() }
}

/// "500 m", "1.5 km".
fn length(metres: f64) -> String {
    match metres >= 1000.0 {
        true => format!("{}\u{a0}km", format::number(metres / 1000.0)),
        false => format!("{}\u{a0}m", format::number(metres)),
    }
}

fn subtitle(results: &Results, map: &Map) -> String {
    let drawn = if results.scenario.layout == "fixed" {
        "one layout for all repetitions"
    } else {
        "devices of all repetitions, gateways of the first"
    };
    let classes = if own_classes(results).count() > 1 { "all classes; " } else { "" };
    let side = length(map.bin_m);
    format!("delivered / offered by squares of {side}; {classes}north is up; {drawn}")
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

fn legend(map: &Map, gateway: &str, ideal: impl Fn(&MapGateway) -> bool) -> Vec<Key> {
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
    if map.gateways.iter().any(|gateway| !ideal(gateway)) {
        keys.push(Key::new(Mark::Disc(style::INK), gateway));
    }
    if map.gateways.iter().any(&ideal) {
        keys.push(Key::new(Mark::Square(style::INK), "gateway of an ideal radio (heard at any distance)"));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::ElementResult;

    #[test]
    fn a_gateway_that_hears_at_any_distance_is_no_disc() {
        let mut results = Results::default();
        let bin = MapBin { devices: 10.0, delivery_ratio: Some(1.0), ..MapBin::default() };
        results.map = Map { bin_m: 10.0, bins: vec![bin], ..Map::default() };
        for (name, capacity, received) in [("mast", Some("8 demodulators"), 40), ("switch", None, 6000)] {
            let element = format!("gateways.{name}");
            let capacity = capacity.map(String::from);
            results.elements.insert(element.clone(), ElementResult { capacity, ..ElementResult::default() });
            results.map.gateways.push(MapGateway { element, received, ..MapGateway::default() });
        }
        let figure = figure(&results);
        let Body::Plan(plan) = &figure.body else { panic!("no plan") };
        assert_eq!(plan.gateways.iter().map(|site| site.ideal).collect::<Vec<_>>(), [false, true]);
        assert_eq!(plan.gateways[0].area, 1.0, "discs are compared with discs");
        let words =
            |mark: Mark| figure.legend.iter().find(|key| key.mark == mark).map(|key| key.label.clone());
        assert!(words(Mark::Disc(style::INK)).unwrap().ends_with("most 40"));
        assert!(words(Mark::Square(style::INK)).unwrap().contains("ideal radio"));
    }
}
