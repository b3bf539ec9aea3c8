//! `iotcap import trace` from outside: recordings in the formats of published data sets (made up here), what is said of
//! them, and that a scenario plays what was written.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use iotcap::engine::recorder::{Message, Recorder};
use iotcap::engine::{self, Progress};
use iotcap::network::Network;
use iotcap::network::layout::Layout;
use iotcap::scenario::load::load;
use iotcap::units::{Span, Time};

fn import(folder: &Path, args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_iotcap");
    Command::new(program).current_dir(folder).args(["import", "trace"]).args(args).output().expect("it runs")
}

/// A folder with the recordings of `tests/import`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir("tests/import").expect("recordings") {
        let path = entry.expect("a file").path();
        fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("writable");
    }
    folder
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

#[test]
fn recordings_are_described() {
    let folder = folder();
    let mut all = String::new();
    for args in [&["grenoble.csv", "--only", "window=2023-07"][..], &["lyon.csv"], &["dates.csv"]] {
        let output = import(folder.path(), args);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        all += &format!("$ iotcap import trace {}\n{}\n", args.join(" "), told(&output));
    }
    for name in ["grenoble", "lyon", "dates"] {
        let file = format!("{name}-trace.csv");
        all += &format!("== {file}\n{}", fs::read_to_string(folder.path().join(&file)).expect("written"));
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("import", all);
    });
}

#[test]
fn bad_recordings_are_answered_and_nothing_is_written() {
    let folder = folder();
    fs::write(folder.path().join("empty.csv"), "").expect("writable");
    let before = fs::read_dir(folder.path()).expect("a folder").count();
    let mut all = String::new();
    for args in [
        &["words.csv"][..],
        &["words.csv", "--time", "when"],
        &["lyon.csv", "--time", "t", "--size", "byte"],
        &["lyon.csv", "--only", "sf=13"],
        &["empty.csv"],
        &["lyons.csv"],
        &["lyon.csv", "--out", "no/such/folder/a.csv"],
        &["lyon.csv", "--out", "dates.csv"],
    ] {
        let output = import(folder.path(), args);
        let expected = if args.contains(&"no/such/folder/a.csv") { 74 } else { 2 };
        assert_eq!(output.status.code(), Some(expected), "{args:?}: {}", told(&output));
        assert!(output.stdout.is_empty(), "{args:?}");
        all += &format!("$ iotcap import trace {}\n{}\n", args.join(" "), told(&output));
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), before, "nothing new");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("import-refused", all);
    });
}

/// Births, by device, and payloads are not told: the latter show on a link.
#[derive(Default)]
struct Births(Vec<(u32, Time)>);

impl Recorder for Births {
    fn born(&mut self, message: Message) {
        self.0.push((message.device.0, message.birth));
    }
}

#[test]
fn what_is_printed_is_a_scenario_that_plays_the_recording() {
    let folder = folder();
    let output = import(folder.path(), &["grenoble.csv", "--only", "window=2023-07"]);
    let lines = String::from_utf8(output.stdout).expect("text");
    let at = lines.find("[study]").expect("lines for a scenario");
    let text = format!(
        "title = \"Replayed\"\n{}[radio.lora]\ntechnology = \"ideal\"\n[gateways.door]\nradio = \"lora\"\n",
        &lines[at..]
    );
    fs::write(folder.path().join("replayed.toml"), text).expect("writable");
    let loaded = load(&folder.path().join("replayed.toml"), &[]).unwrap_or_else(|found| panic!("{found}"));
    let network = Network::build(&loaded.scenario);
    let layout = Layout::draw(&network, 0);
    let mut births = Births::default();
    engine::run(&network, &layout, 0, network.clock, &mut births, &Progress::default());
    let clock = network.clock;
    births.0.retain(|(_, birth)| *birth < clock.to);
    let at = |ms: u64| clock.from + Span::from_millis(ms);
    let expected = [(0, 299_250), (1, 305_500), (0, 899_250), (0, 1_499_250), (1, 1_505_000), (1, 2_105_000)];
    assert_eq!(births.0, expected.map(|(device, ms)| (device, at(ms))));
    assert_eq!(clock.to - clock.from, Span::from_secs(36 * 60));
}
