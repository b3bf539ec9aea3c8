//! Results to files: what figures say (snapshots of data, not pixels), and that every page can be made.

#![allow(clippy::disallowed_methods, reason = "fixtures are made here, not results")]

mod fixtures;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use iotcap::experiment::review::Beside;
use iotcap::report::charts::CHARTS;
use iotcap::report::figure::{Body, Figure, Layer};
use iotcap::report::{files, render, sound, write};

fn chart(name: &str, results: &iotcap::experiment::results::Results) -> Figure {
    (CHARTS.iter().find(|row| row.name == name).unwrap().figure)(results)
}

/// Keeps the ends of long lists, so that a snapshot can be read.
fn shortened(mut figure: Figure) -> Figure {
    fn ends<T>(list: &mut Vec<T>) {
        if list.len() > 6 {
            list.drain(3..list.len() - 3);
        }
    }
    match &mut figure.body {
        Body::Panels(panels) => {
            for panel in panels {
                ends(&mut panel.layers);
                for layer in &mut panel.layers {
                    match layer {
                        Layer::Band { points, .. } => ends(points),
                        Layer::Line { points, .. } => ends(points),
                        _ => {}
                    }
                }
            }
        }
        Body::Heat(heat) => {
            ends(&mut heat.rows);
            heat.rows.iter_mut().for_each(|row| ends(&mut row.cells));
        }
        Body::Plan(plan) => {
            ends(&mut plan.squares);
            ends(&mut plan.gateways);
        }
        Body::Empty(_)
        | Body::Waterfalls(_)
        | Body::Tables(_)
        | Body::Bars(_)
        | Body::Forest(_)
        | Body::Pairs(_)
        | Body::Matrix(_)
        | Body::Grid(_)
        | Body::Tornado(_) => {}
    }
    figure
}

#[test]
fn figures_of_an_ordinary_study() {
    let results = fixtures::ordinary();
    for row in CHARTS {
        insta::assert_json_snapshot!(row.name, shortened((row.figure)(&results)));
    }
}

#[test]
fn a_binding_radio_shows_delivery_against_its_limit() {
    insta::assert_json_snapshot!("load_of_a_radio", shortened(chart("load", &fixtures::radio_binds())));
}

#[test]
fn how_a_study_settled_is_drawn() {
    let results = fixtures::settled();
    for (name, snapshot) in
        [("convergence", "convergence_settled"), ("warm_up", "warm_up_settled"), ("load", "load_settled")]
    {
        insta::assert_json_snapshot!(snapshot, shortened(chart(name, &results)));
    }
}

#[test]
fn empty_charts_say_why() {
    let why = |name, results: &_| match chart(name, results).body {
        Body::Empty(why) => why.replace(['\u{a0}', '\u{202f}'], " "),
        other => panic!("{name} should be empty but is {other:?}"),
    };
    let lossless = why("losses", &fixtures::no_losses());
    assert!(
        lossless.starts_with("no losses in 10 runs × 1 d: at most < 0.001 % with 95 % confidence"),
        "{lossless}"
    );
    assert_eq!(why("losses", &fixtures::nothing_offered()), "nothing was offered, so nothing could be lost");
    assert_eq!(why("latency", &fixtures::everything_lost()), "no message arrived, so there is no latency");
    assert!(why("convergence", &fixtures::one_replication()).starts_with("fewer than three repetitions"));
    assert_eq!(
        why("convergence", &fixtures::ordinary()),
        "these results hold no figures of single repetitions"
    );
    let mut stated = fixtures::ordinary();
    stated.analysis.warm_up.reason = "study.warm_up is written in the scenario".into();
    let expected = "no warm-up was looked for: study.warm_up is written in the scenario";
    assert_eq!(why("warm_up", &stated), expected);
    assert!(why("objectives", &fixtures::no_objectives()).starts_with("no objectives are stated"));
}

#[test]
fn the_same_class_has_the_same_colour_on_every_chart() {
    let results = fixtures::ordinary();
    let Body::Panels(latency) = chart("latency", &results).body else { panic!("latency has panels") };
    let curves = latency[0].layers.iter().filter_map(|layer| match layer {
        Layer::Line { stroke, .. } => Some(stroke.color),
        _ => None,
    });
    let Body::Waterfalls(falls) = chart("waterfall", &results).body else { panic!("waterfall has falls") };
    assert!(curves.eq(falls.iter().map(|fall| fall.color)));
}

#[test]
fn shares_of_lost_messages_add_up_to_what_was_lost() {
    let results = fixtures::ordinary();
    let Body::Panels(panels) = chart("losses", &results).body else { panic!("losses has panels") };
    let lost: f64 = panels[0]
        .layers
        .iter()
        .map(|layer| match layer {
            Layer::Bar { from, to, parts } => {
                let slots = (*from / 300.0) as usize..(*to / 300.0) as usize;
                let offered: u64 =
                    results.classes.values().flat_map(|c| &c.series.offered[slots.clone()]).sum();
                parts.iter().map(|part| part.0).sum::<f64>() * offered as f64 / 1000.0
            }
            _ => 0.0,
        })
        .sum();
    assert!((lost - results.conservation.total.lost as f64).abs() < 0.5, "{lost}");
}

/// A limit is drawn with its class's delivery, whichever objective the radio is blamed for.
#[test]
fn delivery_is_shown_against_its_limit_whatever_binds() {
    let mut results = fixtures::radio_binds();
    results.bottleneck.as_mut().unwrap().objective = Some("readings-arrive".into());
    results.objectives.iter_mut().find(|o| o.name == "alarms-arrive").unwrap().of = "devices.meters".into();
    let Body::Panels(panels) = chart("load", &results).body else { panic!("load has panels") };
    let limits = panels[0].layers.iter().filter(|layer| matches!(layer, Layer::Limit { .. }));
    assert_eq!(limits.count(), 1);
}

/// A class of few messages is drawn in wider slots, so that one lost message is no collapse, and with a gap where
/// nothing was offered.
#[test]
fn few_messages_are_joined_to_wider_slots() {
    let mut results = fixtures::radio_binds();
    results.scenario.replications = 1;
    let series = &mut results.classes["alarms"].series;
    series.offered = (0..288).map(|bin| u64::from(!(96..144).contains(&bin))).collect();
    series.delivered = series.offered.clone();
    series.delivered[0] = 0;
    let Body::Panels(panels) = chart("load", &results).body else { panic!("load has panels") };
    let lines: Vec<_> = panels[0]
        .layers
        .iter()
        .filter_map(|layer| if let Layer::Line { points, .. } = layer { Some(points) } else { None })
        .collect();
    assert_eq!(lines.iter().map(|points| points.len()).collect::<Vec<_>>(), [4, 6]);
    assert_eq!(lines[0][0], [3600.0, 23.0 / 24.0]);
}

#[test]
fn a_deadline_stands_in_the_latency_chart() {
    let Body::Panels(panels) = chart("latency", &fixtures::ordinary()).body else {
        panic!("latency has panels")
    };
    let at = panels[0].layers.iter().find_map(|layer| match layer {
        Layer::Until { x, .. } => Some(*x),
        _ => None,
    });
    assert_eq!(at, Some(10.0));
    assert!(panels[0].x.to >= 10.0);
}

#[test]
fn squares_are_joined_until_they_stand_for_devices_enough() {
    let side = |devices: f64| {
        let mut results = fixtures::ordinary();
        results.map.bins.iter_mut().for_each(|bin| bin.devices = devices);
        let whole: f64 = results.map.bins.iter().filter_map(|bin| bin.delivery_ratio).sum();
        let Body::Plan(plan) = chart("map", &results).body else { panic!("the map is a plan") };
        assert!(whole > 0.0 && plan.squares.iter().all(|square| square.fill.is_some() || devices > 1.0));
        plan.square_m / results.map.bin_m
    };
    assert_eq!(side(2.0), 1.0);
    assert!(side(0.5) >= 2.0);
}

#[test]
fn a_gateway_at_the_end_of_the_world_is_named_below_the_map() {
    let mut results = fixtures::ordinary();
    (results.map.gateways[0].x_m, results.map.gateways[0].y_m) = (3e6, -4e6);
    let Body::Plan(plan) = chart("map", &results).body else { panic!("the map is a plan") };
    assert!(plan.note.contains("latitude and longitude swapped"), "{}", plan.note);
    assert!(plan.bounds_m[2] < 1e6);
}

#[test]
fn every_page_can_be_made() {
    // Set to look at the pictures.
    let look = std::env::var_os("IOTCAP_LOOK").map(PathBuf::from);
    for (name, results) in fixtures::all() {
        let files = files(&results).unwrap();
        if let Some(look) = &look {
            write(&look.join(name), &files).unwrap();
        }
        assert_eq!(files.len(), 1 + CHARTS.len() + 4, "{name}");
    }
}

#[test]
fn redrawn_from_results_json_the_bytes_are_the_same() {
    let results = fixtures::ordinary();
    let read_back = serde_json::from_str(&serde_json::to_string(&results).unwrap()).unwrap();
    let (first, second) = (files(&results).unwrap(), files(&read_back).unwrap());
    for ((name, bytes), again) in first.iter().zip(&second) {
        assert!(*bytes == again.1, "{}", name.display());
    }
}

#[test]
fn characters_that_the_font_lacks_are_reported() {
    let warnings = render(&fixtures::long_names(), &Beside::default()).unwrap().warnings;
    assert!(warnings[0].contains("О (U+041E)"), "{warnings:?}");
    assert!(render(&fixtures::ordinary(), &Beside::default()).unwrap().warnings.is_empty());
}

#[test]
fn the_review_carries_size_title_and_provenance() {
    let files: BTreeMap<_, _> = files(&fixtures::long_names()).unwrap().into_iter().collect();
    let decoder = png::Decoder::new(std::io::Cursor::new(&files[Path::new("review.png")]));
    let reader = decoder.read_info().unwrap();
    let info = reader.info();
    assert!(info.width >= 2400 && info.width > info.height);
    assert_eq!(info.pixel_dims.map(|dims| dims.xppu), Some(11_811), "300 dots per inch");
    let texts: Vec<_> =
        info.utf8_text.iter().map(|text| (text.keyword.as_str(), text.get_text().unwrap())).collect();
    assert!(texts.iter().any(|(key, text)| *key == "Title" && text.contains("Обнинск")), "{texts:?}");
    assert!(texts.iter().any(|(key, text)| *key == "Source" && text.contains("seed 42")), "{texts:?}");
}

#[test]
fn tables_have_one_width_and_balance() {
    let results = fixtures::ordinary();
    let files: BTreeMap<_, _> = files(&results).unwrap().into_iter().collect();
    for name in ["timeseries.csv", "latency.csv", "losses.csv", "elements.csv"] {
        let mut reader = csv::Reader::from_reader(files[Path::new(name)].as_slice());
        assert!(
            reader
                .headers()
                .unwrap()
                .iter()
                .all(|h| h.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()))
        );
        assert!(reader.records().collect::<Result<Vec<_>, _>>().unwrap().len() > 1, "{name}");
    }
    let mut losses = csv::Reader::from_reader(files[Path::new("losses.csv")].as_slice());
    let lost: u64 = losses.records().map(|row| row.unwrap()[3].parse::<u64>().unwrap()).sum();
    assert_eq!(lost, results.conservation.total.lost);
}

#[test]
fn writing_replaces_whole_files_and_leaves_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let file = |text: &str| vec![(PathBuf::from("charts/load.png"), text.as_bytes().to_vec())];
    write(dir.path(), &file("first, and longer")).unwrap();
    write(dir.path(), &file("second")).unwrap();
    assert_eq!(std::fs::read_to_string(dir.path().join("charts/load.png")).unwrap(), "second");
    assert_eq!(std::fs::read_dir(dir.path().join("charts")).unwrap().count(), 1);
    let blocked = dir.path().join("charts/load.png");
    assert!(write(&blocked, &file("third")).unwrap_err().to_string().starts_with("cannot write"));
}

#[test]
fn results_that_hang_together_are_sound() {
    // the others are uglier than a run can be
    let runs = ["ordinary", "radio_binds", "no_losses", "many_gateways", "one_replication", "single_bin"];
    let runs = fixtures::all().into_iter().filter(|(name, _)| runs.contains(name));
    for (name, mut results) in runs {
        results.model_version = iotcap::experiment::results::MODEL_VERSION.to_string();
        assert_eq!(sound(&results), Ok(()), "{name}");
        // names are no keys
        for (from, to) in [("meters", "utilisation"), ("alarms", "ci")] {
            let rename = |name: String| if name == from { to.to_string() } else { name };
            results.classes =
                results.classes.into_iter().map(|(name, class)| (rename(name), class)).collect();
            let balances = results.conservation.classes.into_iter();
            results.conservation.classes = balances.map(|(name, balance)| (rename(name), balance)).collect();
        }
        assert_eq!(sound(&results), Ok(()), "{name} renamed");
    }
}

#[test]
fn what_does_not_hang_together_is_told_by_its_place() {
    type Spoil = fn(&mut iotcap::experiment::results::Results);
    let spoilt: [(&str, Spoil); 17] = [
        ("scenario.simulated_s", |r| r.scenario.simulated_s = 1e15),
        ("map.bins.0.devices", |r| r.map.bins[0].devices = 1e300),
        ("model_version", |r| r.model_version = "99.0".into()),
        ("model_version", |r| r.model_version = "new".into()),
        ("scenario.bin_s", |r| r.scenario.bin_s = 0.0),
        ("scenario.simulated_s", |r| r.scenario.simulated_s = -1.0),
        ("classes.meters.latency_s.p95.ci", |r| r.classes["meters"].latency_s.p95.ci = Some([2.0, 1.0])),
        ("classes.meters.latency_s.mean.value", |r| r.classes["meters"].latency_s.mean.value = Some(-1.0)),
        ("classes.meters.delivery_ratio.ci.1", |r| r.classes["meters"].delivery_ratio.ci = Some([0.9, 1.5])),
        ("classes.meters", |r| r.classes["meters"].delivered = 0),
        ("classes.meters", |r| r.classes["meters"].series.p95.clear()),
        ("classes.meters", |r| r.classes["meters"].latency_cdf.reverse()),
        ("elements.platform.ingest", |r| r.elements["platform.ingest"].series.dropped.push(0)),
        ("map", |r| r.map.bin_m = 0.0),
        ("verdict", |r| r.objectives.clear()),
        ("objectives.0.undisturbed", |r| r.objectives[0].undisturbed = Some(r.verdict)),
        ("conservation", |r| r.conservation.total.lost += 1),
    ];
    for (place, spoil) in spoilt {
        let mut results = fixtures::ordinary();
        results.model_version = iotcap::experiment::results::MODEL_VERSION.to_string();
        spoil(&mut results);
        let fault = sound(&results).expect_err(place);
        assert!(fault.starts_with(&format!("at `{place}`: ")), "{place}: {fault}");
    }
}
