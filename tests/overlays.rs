//! Overlays, settings and place files: what goes in comes out resolved, with what changed and where it came from.

use std::path::{Path, PathBuf};

use iotcap::model::place::{PlaceSpec, Position};
use iotcap::scenario::load::{Loaded, load};
use iotcap::units::{Bound, Count, Span};

fn loaded(name: &str, settings: &[&str]) -> Loaded {
    let settings: Vec<String> = settings.iter().map(|setting| setting.to_string()).collect();
    load(&Path::new("tests/good").join(name), &settings).unwrap_or_else(|found| panic!("{name}: {found}"))
}

#[test]
fn a_scenario_is_read_in_the_order_of_its_file() {
    let base = loaded("base.toml", &[]);
    assert_eq!(base.scenario.devices.keys().collect::<Vec<_>>(), ["meters", "alarms"]);
    assert_eq!((base.base, base.changes.len(), base.warnings.len()), (None, 0, 0));
    assert_eq!(base.hash.len(), 64);
}

#[test]
fn an_overlay_is_its_base_and_what_differs() {
    let overlay = loaded("overlay.toml", &[]);
    assert_eq!(overlay.base.as_deref(), Some("middle.toml"));
    assert_eq!(
        overlay.changes,
        [
            "title: Twice the meters -> Twice the meters, from a file",
            "devices.meters.place.file: (none) -> places.csv",
            "devices.meters.place.disc.radius: 5 km -> (none)",
            "devices.meters.message.poisson: (none) -> 1 h",
            "devices.meters.message.every: 1 h -> (none)",
        ]
    );
    assert_eq!(overlay.scenario.devices["meters"].count, Count(10_000));
    assert!(matches!(overlay.scenario.devices["meters"].place, Some(PlaceSpec::File(_))));
    assert_eq!(overlay.scenario.places["devices.meters"].len(), 3);
    let files = ["overlay.toml", "middle.toml", "base.toml", "places.csv"];
    assert_eq!(overlay.files, files.map(|name| PathBuf::from("tests/good").join(name)));
}

#[test]
fn settings_come_last() {
    let set = loaded(
        "overlay.toml",
        &["devices.meters.count=7", "study.duration=2 h", "links.lte.member.rooftop:1.rate='1 Mbit/s'"],
    );
    assert_eq!(set.scenario.devices["meters"].count, Count(7));
    assert_eq!(set.scenario.study.duration, Some(Span::from_secs(7200)));
    assert!(set.scenario.links["lte"].member["rooftop:1"].rate.is_some());
    assert!(set.changes.contains(&"devices.meters.count: 10 k -> 7".to_string()), "{:?}", set.changes);
}

#[test]
fn an_overlay_takes_a_bound_away() {
    let with = loaded("base.toml", &["links.lte.buffer='64 kB'", "links.lte.buffer_packets=20"]);
    assert!(with.scenario.links["lte"].buffer.is_some_and(|buffer| buffer.limit().is_some()));
    let without =
        loaded("base.toml", &["links.lte.buffer='unlimited'", "links.lte.buffer_packets=unlimited"]);
    let link = &without.scenario.links["lte"];
    assert_eq!((link.buffer, link.buffer_packets), (Some(Bound::Unlimited), Some(Bound::Unlimited)));
}

#[test]
fn other_outages_and_another_policy_replace_the_base_s() {
    let settings = [
        "links.lte.drop={ codel = { target = \"9 ms\" } }",
        "links.lte.outages={ up = \"10 h\", down = \"1 h\" }",
        "links.lte.outages.down={ exponential = \"2 h\" }",
        "links.lte.outages.jobs=lost",
        "links.lte.outages={ at = \"1 h\", for = \"5 min\" }",
        "links.lte.drop=tail",
    ];
    let link = &loaded("base.toml", &settings).scenario.links["lte"];
    let written = serde_json::to_string(&(&link.outages, &link.drop)).unwrap();
    assert_eq!(written, r#"[{"at":"1 h","for":"5 min","jobs":"lost"},"tail"]"#);
}

#[test]
fn the_hash_follows_everything_that_goes_in() {
    let plain = loaded("base.toml", &[]).hash;
    assert_eq!(plain, loaded("base.toml", &[]).hash);
    assert_ne!(plain, loaded("base.toml", &["study.seed=2"]).hash);
    let folder = tempfile::tempdir().unwrap();
    let hash_with = |row: &str| {
        let text = std::fs::read_to_string("tests/good/base.toml").unwrap();
        let text = text.replace("{ disc = { radius = \"5 km\" } }", "{ file = \"p.csv\" }");
        std::fs::write(folder.path().join("s.toml"), text).unwrap();
        std::fs::write(folder.path().join("p.csv"), format!("x,y\n{row}\n")).unwrap();
        load(&folder.path().join("s.toml"), &[]).unwrap().hash
    };
    assert_ne!(hash_with("1,2"), hash_with("1,3"));
}

#[test]
fn a_spreadsheet_saved_abroad_is_read() {
    let excel = loaded("excel.toml", &[]);
    let rows = &excel.scenario.places["gateways.rooftop"];
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["Rathaus", "Wasserturm", "3"]);
    assert_eq!(rows[0].position, Position::Degrees { lat: 49.1951, lon: 16.6068 });
    assert_eq!((rows[1].height_m, rows[1].off, rows[2].off), (Some(42.5), false, true));
    assert_eq!(rows[1].link.as_deref(), Some("lte"));
}

#[test]
fn written_points_become_rows() {
    let excel = loaded("excel.toml", &[]);
    let rows = &excel.scenario.places["devices.meters"];
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].position, Position::Degrees { lat: 49.2, lon: 16.61 });
    assert_eq!(excel.warnings, ["devices.meters: count is 500, places are 2: they are used in turn"]);
}

#[test]
fn values_are_read_from_a_column() {
    let loaded = loaded("every-part.toml", &[]);
    let json = serde_json::to_string(&loaded.scenario).unwrap();
    assert!(json.contains("\"empirical\""));
    assert!(loaded.files.iter().any(|file| file.ends_with("sizes.csv")));
}

#[test]
fn what_is_odd_but_possible_is_a_warning() {
    let settings = [
        "devices.meters.message.phase=aligned",
        "devices.alarms.priority=3",
        "devices.alarms.message.size.pareto={ minimum = \"5 B\", shape = 1.5, cap = \"1 kB\" }",
        "radio.lora.propagation={ model = \"okumura-hata\" }",
        "links.lte.to=platform",
        "gateways.rooftop.count=2",
        "devices.meters.place={ points = [{ x = \"1 m\", y = \"1 m\" }] }",
    ];
    assert_eq!(
        loaded("base.toml", &settings).warnings,
        [
            "gateways.rooftop stands 15 m high; the Hata models were made for 30 m to 200 m",
            "devices.meters: count is 5000, there is one place: all stand there",
            "devices.meters: all devices speak at the same instant; `jitter` in its message would spread them",
            "devices.alarms.message.size.pareto.shape is 1.5: at 2 or less only the cap keeps the variance finite, and averages settle slowly",
            "devices.alarms.priority changes nothing: no station or link serves by priority",
        ]
    );
}

#[test]
fn each_default_used_is_named_with_its_source() {
    let base = loaded("base.toml", &[]);
    let assumed =
        |path: &str| base.assumptions.iter().find(|one| one.path == path).map(|one| one.value.as_str());
    assert_eq!(assumed("study.seed"), Some("1"));
    assert_eq!(assumed("study.duration"), None);
    assert_eq!(assumed("study.replications.min"), None);
    assert_eq!(assumed("devices.alarms.tx_power"), Some("14 dBm"));
    assert_eq!(assumed("devices.alarms.message.phase"), None);
    assert_eq!(assumed("gateways.rooftop.forwarding"), Some("semtech-udp"));
    assert_eq!(assumed("links.lte.buffer"), Some("unlimited"));
    let every_part = loaded("every-part.toml", &[]);
    let paths: Vec<_> = every_part.assumptions.iter().map(|one| one.path.as_str()).collect();
    assert!(paths.contains(&"platform.connect.servers") && !paths.contains(&"platform.ingest.servers"));
    assert!(
        paths.contains(&"gateways.tower.processing.servers")
            && !paths.contains(&"gateways.hall.processing.servers")
    );
    assert!(!paths.contains(&"study.replications") && !paths.contains(&"platform.deduplication.window"));
}
