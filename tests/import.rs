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
        for file in [format!("{name}-trace.csv"), format!("{name}-trace.toml")] {
            all += &format!("== {file}\n{}", fs::read_to_string(folder.path().join(&file)).expect("written"));
        }
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
fn what_is_written_is_a_scenario_that_plays_the_recording() {
    let folder = folder();
    let output = import(folder.path(), &["grenoble.csv", "--only", "window=2023-07"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let loaded =
        load(&folder.path().join("grenoble-trace.toml"), &[]).unwrap_or_else(|found| panic!("{found}"));
    let network = Network::build(&loaded.scenario);
    let layout = Layout::draw(&network, 0);
    let mut births = Births::default();
    engine::run(&network, &layout, 0, network.clock, &mut births, &Progress::default());
    let clock = network.clock;
    births.0.retain(|(_, birth)| *birth < clock.to);
    let at = |ms: u64| clock.from + Span::from_millis(ms);
    let expected = [(0, 0), (1, 6_250), (0, 600_000), (0, 1_200_000), (1, 1_205_750), (1, 1_805_750)];
    assert_eq!(births.0, expected.map(|(device, ms)| (device, at(ms))));
    // six messages at a mean gap of 361.15 s, rounded
    assert_eq!(clock.to - clock.from, Span::from_secs(2167));
}

/// A recording of this text, imported; its folder and what was said.
fn recorded(text: &str, more: &[&str]) -> (tempfile::TempDir, Output) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.csv"), text).expect("writable");
    let output = import(folder.path(), &[&["a.csv"], more].concat());
    (folder, output)
}

fn line_of(folder: &Path, file: &str, begin: &str) -> String {
    let text = fs::read_to_string(folder.join(file)).expect("written");
    text.lines().find(|line| line.starts_with(begin)).unwrap_or_else(|| panic!("{text}")).to_string()
}

/// One message a second for two minutes, from eight in the morning.
fn two_minutes() -> String {
    let row = |s: u32| format!("2026-03-02T08:{:02}:{:02},press-{},48\n", s / 60, s % 60, s % 7);
    "timestamp,machine,bytes\n".to_string() + &(0..120).map(row).collect::<String>()
}

#[test]
fn a_recording_begins_at_its_first_message_and_keeps_its_rate() {
    let (folder, output) = recorded(&two_minutes(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(line_of(folder.path(), "a-trace.csv", "0"), "0,press-0,48");
    assert_eq!(line_of(folder.path(), "a-trace.toml", "duration"), "duration = \"2 min\"");
    assert!(line_of(folder.path(), "a-trace.toml", "start").contains("\"Mon 08:00\""));
    assert!(line_of(folder.path(), "a-trace.toml", "message").contains("repeat = \"2 min\""));
    let (folder, output) = recorded(&two_minutes(), &["--keep-clock"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(line_of(folder.path(), "a-trace.csv", "28800"), "28800,press-0,48");
    assert_eq!(line_of(folder.path(), "a-trace.toml", "duration"), "duration = \"1 d\"");
}

#[test]
fn bad_rows_are_counted_and_the_rest_is_read() {
    let text = two_minutes()
        + "2026-03-02T08:00:30,press-1,48,one,two\n2026-02-31T08:00:30,press-1,48\n1970-01-01T08:00:30,press-1,48\n\
           2026-03-02T08:00:30,\"press\n1\",48\n2026-03-02T08:00:30,press-1,1.5\n2026-03-02T08:00:30,press-1,-2\n";
    let (folder, output) = recorded(&text, &[]);
    let said = told(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for expected in [
        "1 row with more cells than the header: left out (first in line 122)",
        "1 row with a time that cannot be read: left out (first in line 123)",
        "1 row with a time years from most others, as of a clock not set: left out (first in line 124)",
        "1 row with a line break within the device's name: left out (first in line 125)",
        "1 row with a payload that is no whole number of bytes: rounded up (first in line 127)",
        "1 row with a payload that cannot be read: taken as unknown (first in line 128)",
        "126 read, 122 used",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(
        fs::read_to_string(folder.path().join("a-trace.csv")).expect("written").contains("30,press-1,2\n")
    );
}

#[test]
fn what_cannot_be_told_is_refused() {
    for (text, expected) in [
        ("t_s,device\n1,\"a\n2,b\n3,c\n", "a.csv:2:3"),
        ("t_s,device\n1,\"a\n2,b\n3,c\n", "this quote is never closed"),
        ("t_s,T_s,bytes\n1,2,3\n", "`t_s` (column 1) and `T_s` (column 2) are one and the same column"),
        ("time,device\nNaN,a\n1e400,b\n", "only 0 of 2 rows could be read"),
        ("time,device\n1,5,a\n2,5,b\n", "this row has 3 cells, the header 2; 1 more row has too many"),
    ] {
        let (folder, output) = recorded(text, &[]);
        assert_eq!(output.status.code(), Some(2), "{text}: {}", told(&output));
        assert!(told(&output).contains(expected), "{text}: {}", told(&output));
        assert!(!folder.path().join("a-trace.csv").exists(), "{text}");
    }
}

#[test]
fn a_column_of_devices_that_is_not_known_is_asked_for() {
    let (_folder, output) = recorded("t_s,press,note\n0,a,x\n1,b,y\n", &[]);
    let said = told(&output);
    assert!(said.contains("--device COLUMN names it: press, note"), "{said}");
}

#[cfg(unix)]
#[test]
fn files_get_the_rights_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _) = recorded(&two_minutes(), &[]);
    let mode =
        |name: &str| fs::metadata(folder.path().join(name)).expect("written").permissions().mode() & 0o777;
    fs::write(folder.path().join("any"), "").expect("writable");
    assert_eq!((mode("a-trace.csv"), mode("a-trace.toml")), (mode("any"), mode("any")));
}

#[test]
fn one_file_in_the_way_keeps_both_from_being_written() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.csv"), two_minutes()).expect("writable");
    fs::write(folder.path().join("a-trace.toml"), "mine").expect("writable");
    let output = import(folder.path(), &["a.csv"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(!folder.path().join("a-trace.csv").exists());
}
