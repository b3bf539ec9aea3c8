//! When is storage full? What each tier holds over the months, stacked by class, against its room.

use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, load};
use crate::experiment::results::Results;
use crate::experiment::upkeep::{Full, Storage, Tier};

const TITLE: &str = "How storage fills";
const STEADY: Stroke = Stroke { color: style::SUB, width: 0.8, dash: Dash::Dotted };
const DAYS_IN_A_MONTH: f64 = 365.25 / 12.0;
/// Bytes in a terabyte, a gigabyte, a megabyte.
const UNITS: [(&str, f64); 3] = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)];

/// The chart: a panel a tier.
pub fn figure(results: &Results) -> Figure {
    let Some(storage) = &results.storage else {
        return Figure::empty(TITLE, "the scenario has no tiers of storage: add [storage.NAME]");
    };
    let classes: Vec<&String> = storage.classes.keys().collect();
    let color = |name: &str| style::class(results.classes.get_index_of(name).unwrap_or(0)).0;
    let mut legend: Vec<Key> =
        classes.iter().map(|name| Key::new(Mark::Fill(color(name)), name.to_string())).collect();
    if shown(storage).any(|(_, tier)| room(tier).is_some()) {
        legend.push(Key::new(Mark::Line(load::LIMIT), "room on its disks"));
    }
    if storage.tiers.values().any(|tier| steady_from(tier, storage).is_some()) {
        let growth = if storage.begins.is_some() { ", but for growth" } else { "" };
        legend.push(Key::new(Mark::Line(STEADY), format!("as much leaves as comes{growth}")));
    }
    let panels = shown(storage).map(|(name, tier)| panel(storage, name, tier, &color)).collect();
    let per_day = storage.bytes_per_day.value.unwrap_or(0.0);
    // [growth] gives the months a calendar
    let grown = if storage.begins.is_some() {
        "the devices that [growth] has by then"
    } else {
        "the devices of the run"
    };
    let mut subtitle = format!(
        "bytes on disk at the end of each month, of {grown} · from the run's devices come {} a day before any factor, {} a year",
        bytes(per_day),
        bytes(storage.bytes_per_year.value.unwrap_or(0.0))
    );
    for (name, tier) in storage.tiers.iter().filter(|(_, tier)| is_later(storage, tier)) {
        let years = format::fixed(tier.from_age_d / 365.25, 1);
        subtitle += &format!(" · {name} gets the first after {years} years, beyond the plan");
    }
    Figure { title: TITLE.into(), subtitle, legend, body: Body::Panels(panels) }
}

/// As high as its tiers need.
pub fn size_pt(results: &Results) -> (f64, f64) {
    let tiers = results.storage.as_ref().map_or(1, |storage| shown(storage).count());
    (560.0, 96.0 + 142.0 * tiers.max(1) as f64)
}

/// Tiers that hold something within the plan.
fn shown(storage: &Storage) -> impl Iterator<Item = (&String, &Tier)> {
    storage.tiers.iter().filter(|(_, tier)| !is_later(storage, tier))
}

fn is_later(storage: &Storage, tier: &Tier) -> bool {
    tier.from_age_d >= storage.months as f64 * DAYS_IN_A_MONTH
}

fn panel(storage: &Storage, name: &str, tier: &Tier, color: &dyn Fn(&str) -> style::Color) -> Panel {
    let top = libm::fmax(held(tier), room(tier).unwrap_or(0.0));
    let (unit, factor) = unit_of(top);
    let mut y = axes::from_zero_in(unit, top / factor, 1.0, 4);
    (y.from, y.to) = (y.from * factor, y.to * factor);
    y.ticks.iter_mut().for_each(|tick| tick.at *= factor);
    let months = storage.months as f64;
    let x = axes::months(months, storage.begins.as_deref());
    let mut layers = Vec::new();
    for month in 1..tier.bytes.len() {
        let parts = tier.bytes_by_class.iter().map(|(class, bytes)| (bytes[month], color(class)));
        let (from, to) = (month as f64 - 1.0, month as f64);
        layers.push(Layer::Bar { from, to, parts: parts.filter(|(height, _)| *height > 0.0).collect() });
    }
    if let Some(month) = steady_from(tier, storage) {
        layers.push(Layer::Until { stroke: STEADY, x: month });
    }
    if let Some(room) = room(tier) {
        layers.push(Layer::Limit { stroke: load::LIMIT, y: room });
    }
    Panel { heading: Some(format!("{unit} · {}", heading(name, tier))), weight: 1.0, x, y, layers }
}

/// What it holds most.
fn held(tier: &Tier) -> f64 {
    tier.bytes.iter().copied().fold(0.0, libm::fmax)
}

/// The room on its disks, where it is near enough to be drawn.
fn room(tier: &Tier) -> Option<f64> {
    tier.capacity_bytes.filter(|room| *room < 4.0 * held(tier))
}

/// The month from which its oldest data moves on, within the plan.
fn steady_from(tier: &Tier, storage: &Storage) -> Option<f64> {
    let month = (tier.from_age_d + tier.retention_d?) / DAYS_IN_A_MONTH;
    (month < storage.months as f64).then_some(month)
}

/// "hot: full after 14 months; 30 d, 3 copies, index × 1.3, compressed to 1/2.5".
fn heading(name: &str, tier: &Tier) -> String {
    let keeps = tier.retention_d.map_or("for ever".to_string(), |days| format!("{} d", format::number(days)));
    let mut factors = vec![format!("keeps {keeps}")];
    if tier.replicas != 1.0 {
        factors.push(format!("{} copies", format::number(tier.replicas)));
    }
    if tier.index_factor != 1.0 {
        factors.push(format!("index × {}", format::number(tier.index_factor)));
    }
    let packed = tier.compression != 1.0;
    factors.push(match packed {
        true => format!("compressed to 1/{}", format::number(tier.compression)),
        false => "not compressed".into(),
    });
    let room = tier.capacity_bytes.map_or("no limit".to_string(), |room| match &tier.full {
        Some(full) => format!("{} full {}", bytes(room), when(full)),
        None => format!("{} suffice", bytes(room)),
    });
    let backup = tier.backup.as_ref().and_then(|backup| backup.outgrown.as_ref());
    let backup = backup.map_or(String::new(), |full| format!("; backup outgrows its window {}", when(full)));
    format!("{name}: {room}{backup} ({})", factors.join(", "))
}

/// "in 2028-03", "after 14 months".
pub fn when(full: &Full) -> String {
    match (&full.date, full.months.value) {
        (Some(date), _) => format!("on {date}"),
        (None, Some(months)) if months < 1.0 => "within a month".into(),
        (None, Some(months)) => {
            format!("after {}", format::plural(libm::rint(months) as u64, "month", "months"))
        }
        (None, None) => String::new(),
    }
}

fn unit_of(most: f64) -> (&'static str, f64) {
    UNITS.into_iter().find(|(_, factor)| most >= *factor).unwrap_or(UNITS[2])
}

/// "13.8 GB".
pub fn bytes(amount: f64) -> String {
    let (unit, factor) = unit_of(amount);
    format!("{}\u{a0}{unit}", format::number(amount / factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(capacity: f64, begins: Option<&str>) -> Figure {
        let tier = Tier {
            capacity_bytes: Some(capacity),
            retention_d: Some(30.0),
            bytes: vec![0.0, 1e9, 1e9, 1e9],
            bytes_by_class: [("cars".to_string(), vec![0.0, 1e9, 1e9, 1e9])].into_iter().collect(),
            ..Tier::default()
        };
        let storage = Storage {
            months: 3,
            begins: begins.map(String::from),
            tiers: [("hot".to_string(), tier)].into_iter().collect(),
            ..Storage::default()
        };
        figure(&Results { storage: Some(storage), ..Results::default() })
    }

    fn explains(figure: &Figure, words: &str) -> bool {
        figure.legend.iter().any(|key| key.label.contains(words))
    }

    #[test]
    fn the_legend_explains_what_is_drawn() {
        assert!(explains(&of(2e9, None), "room on its disks"));
        assert!(!explains(&of(9e9, None), "room on its disks"), "far above what is held");
    }

    #[test]
    fn whose_bytes_fill_it_is_said() {
        let (grown, steady) = (of(2e9, Some("2027-01")), of(2e9, None));
        assert!(grown.subtitle.contains("[growth]") && explains(&grown, "but for growth"));
        assert!(steady.subtitle.contains("devices of the run") && !explains(&steady, "growth"));
    }
}
