//! The quota packs, from the files that the simulator reads.

use crate::cli::table::{Side::Left, Table};
use crate::model::quota::packs::{PACKS, Pack, find};
use crate::model::quota::{Bound, Limit, LimitSpec, Metered};

/// Every pack with its limits.
pub fn text() -> String {
    let packs = PACKS.iter().filter_map(|(name, _)| Some((*name, find(name)?)));
    let each: Vec<String> = packs.map(|(name, pack)| one(name, &pack)).collect();
    format!("{}\n{HOW}", each.join("\n"))
}

const HOW: &str = "\
A platform takes one by its name, and limits of your own beside it; one of the same name replaces the pack's:

  [platform]
  quota = { pack = \"azure-iot-hub-s1\", units = 2 }

What finds no room is lost there (throttled, platform.quota). `iotcap init NAME --template quota` writes a form for a
contract of your own. Limits of connects and connections bind devices with sessions. Providers change their figures:
every pack says when and where it was read, and which figures want confirming.
";

fn one(name: &str, pack: &Pack) -> String {
    let mut table = Table::new(&[("limit", Left), ("allows", Left), ("", Left)]);
    for limit in &pack.limits {
        table.row(vec![limit.name.clone(), allows(limit), remarks(limit)]);
    }
    let units = pack.units.map_or(String::new(), |units| format!("; up to {units} units"));
    let note = if pack.note.is_empty() { String::new() } else { format!("{}\n", pack.note) };
    format!("{name}: {} ({}; {}{units})\n{note}{}", pack.title, pack.date, pack.source, table.text())
}

fn allows(spec: &LimitSpec) -> String {
    let Some(limit) = Limit::new(spec, 1) else { return String::new() };
    match limit.bound {
        Bound::Rate { per_s, .. } if limit.of == Metered::Bytes => format!("{:.0} B/s", per_s),
        Bound::Rate { per_s, .. } => format!("{per_s} /s"),
        Bound::Day(count) => format!("{count} a day"),
        Bound::Size(bytes) => format!("{bytes} B"),
        Bound::Most(count) => format!("{count} at once"),
    }
}

fn remarks(spec: &LimitSpec) -> String {
    let flags = [
        (spec.per_unit == Some(true), "for each unit"),
        (spec.each == Some(true), "for each device"),
        (spec.hard == Some(false), "may be raised"),
        (spec.confirm == Some(true), "to be confirmed"),
    ];
    let said: Vec<&str> = flags.into_iter().filter(|(is, _)| *is).map(|(_, said)| said).collect();
    said.join(", ")
}
