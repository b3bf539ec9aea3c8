//! Whatever the bytes, a scenario is read or refused; nothing panics, overflows the stack or takes for ever.

use std::path::Path;

use iotcap::scenario::load::load;
use proptest::prelude::*;

/// Good scenarios to spoil, and text to spoil them with.
const SEEDS: [&str; 3] = ["tests/good/every-part.toml", "tests/good/base.toml", "tests/good/excel.toml"];
const SNIPPETS: [&str; 24] = [
    "nan",
    "-inf",
    "-1",
    "0",
    "99999999999999999999",
    "1e308",
    "\"\"",
    "[]",
    "{}",
    "[[",
    "]]",
    "= =",
    "\u{feff}",
    "\0",
    "\u{202e}",
    "é",
    "\"\"\"",
    "true",
    "1979-05-27",
    "\"1e300 s\"",
    "\"-5 B\"",
    "extends = \"base.toml\"\n",
    "\r",
    "a.b.c.d",
];

/// One change: where (a share of the file), what is taken out, what is put in.
fn change() -> impl Strategy<Value = (f64, usize, Vec<u8>)> {
    let put = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        prop::sample::select(&SNIPPETS[..]).prop_map(|text| text.as_bytes().to_vec()),
    ];
    (0.0..1.0, prop_oneof![0usize..3, 0usize..60], put)
}

fn spoil(text: &[u8], changes: &[(f64, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for (at, out, put) in changes {
        let at = (bytes.len() as f64 * at) as usize;
        let end = (at + out).min(bytes.len());
        bytes.splice(at..end, put.iter().copied());
    }
    bytes
}

/// Reads a scenario and renders what is wrong with it.
fn answer(path: &Path, settings: &[String]) {
    if let Err(found) = load(path, settings) {
        assert!(!found.problems().is_empty());
        assert!(found.render(true).len() > found.render(false).len());
    }
}

/// A folder with everything that the seeds name.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir("tests/good").unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoilt_scenarios(seed in prop::sample::select(&SEEDS[..]), changes in prop::collection::vec(change(), 1..6)) {
        let folder = folder();
        let path = folder.path().join("spoilt.toml");
        std::fs::write(&path, spoil(&std::fs::read(seed).unwrap(), &changes)).unwrap();
        answer(&path, &[]);
    }

    #[test]
    fn spoilt_place_files(changes in prop::collection::vec(change(), 1..6)) {
        let folder = folder();
        let text = std::fs::read("tests/good/excel.csv").unwrap();
        std::fs::write(folder.path().join("excel.csv"), spoil(&text, &changes)).unwrap();
        answer(&folder.path().join("excel.toml"), &[]);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("odd.toml");
        std::fs::write(&path, bytes).unwrap();
        answer(&path, &[]);
    }

    #[test]
    fn any_setting(key in "[a-z.\"'=é: -]{0,20}", value in prop::sample::select(&SNIPPETS[..])) {
        let settings = [format!("{key}={value}"), format!("devices.meters.{value}={key}"), format!("devices.meters.count={value}")];
        for setting in settings {
            answer(Path::new("tests/good/base.toml"), &[setting]);
        }
    }
}

#[test]
fn nesting_does_not_overflow_the_stack() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.toml");
    let keys = |depth: usize| vec!["a"; depth].join(".");
    let deep = [
        format!("x = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("x = {}{}", "{a=".repeat(100_000), "}".repeat(100_000)),
        format!(
            "[{}]\n{} = {}",
            keys(79),
            keys(79),
            format!("{{{} = ", keys(79)).repeat(79) + "1" + &"}".repeat(79)
        ),
        format!("{} = 1", keys(100_000)),
        format!("[[{}]]", keys(79)),
    ];
    for text in deep {
        std::fs::write(&path, text).unwrap();
        answer(&path, &[]);
    }
}

#[test]
fn thousands_of_mistakes_are_counted_not_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.toml");
    let mut text = String::from("title = \"Many\"\n[devices.a]\ncount = 1\nradio = \"r\"\n");
    for number in 0..3000 {
        text += &format!("wrong{number} = 1\n[devices.b{number}]\n");
    }
    std::fs::write(&path, text).unwrap();
    let report = load(&path, &[]).unwrap_err().to_string();
    assert!(report.ends_with("of which the first 100 are shown"), "{}", report.len());
}

#[test]
fn a_long_chain_of_overlays_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |number: usize| folder.path().join(format!("{number}.toml"));
    for number in 0..20 {
        std::fs::write(file(number), format!("extends = \"{}.toml\"\n", number + 1)).unwrap();
    }
    std::fs::copy("tests/good/base.toml", file(20)).unwrap();
    assert!(load(&file(0), &[]).unwrap_err().to_string().contains("more than 16 files extend each other"));
    assert!(load(&file(5), &[]).is_ok());
}
