//! Style that a machine can check: the direction of use between modules, unfinished work, the length of files,
//! and paths of one machine.

use std::fs;
use std::path::{Path, PathBuf};

/// A module uses only those that stand before it; those in one row do not use each other.
const DIRECTION: &[&[&str]] = &[
    &["units", "chance"],
    &["model"],
    &["scenario"],
    &["network"],
    &["engine"],
    &["measure"],
    &["experiment"],
    &["selftest"],
    &["report"],
    &["cli"],
];

/// Lines of a file, tests included.
const LONGEST: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with one of the endings, sorted.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|ext| endings.iter().any(|e| ext == *e)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    let found = files(&root().join("src"), &["rs"]);
    assert!(found.len() > 20, "the sources are where they were");
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The place of a module in the order.
fn rank(module: &str) -> Option<usize> {
    DIRECTION.iter().position(|row| row.contains(&module))
}

/// The top module a file belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("below src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

/// Top modules named after `crate::` on a line of code, `use crate::{a, b}` included.
fn used(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').and_then(|rest| rest.split('}').next()).unwrap_or(rest);
        let parts = if rest.starts_with('{') { list.split(',').collect() } else { vec![list] };
        let name =
            |part: &str| part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        names.extend(parts.into_iter().map(name));
    }
    names
}

/// Uses of modules that stand to the right, or beside.
fn wrong_uses(path: &Path, text: &str) -> Vec<String> {
    let own = module_of(path);
    let Some(at) = rank(&own) else { return Vec::new() };
    let wrong = |name: &String| *name != own && rank(name).is_some_and(|other| other >= at);
    let found = text.lines().enumerate().flat_map(|(n, line)| {
        used(line).into_iter().filter(wrong).map(move |name| (n + 1, name)).collect::<Vec<_>>()
    });
    found.map(|(n, name)| format!("{}:{n}: {own} uses {name}", path.display())).collect()
}

#[test]
fn modules_use_only_what_stands_to_their_left() {
    let wrong: Vec<String> = sources().iter().flat_map(|path| wrong_uses(path, &read(path))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_of_direction_sees_a_wrong_use() {
    let path = root().join("src/model/link.rs");
    for line in ["use crate::engine::recorder::Recorder;", "use crate::{units::Time, network};"] {
        assert_eq!(wrong_uses(&path, line).len(), 1, "{line}");
    }
    assert!(wrong_uses(&path, "use crate::units::Time; // not crate::engine").is_empty());
}

#[test]
fn every_module_has_its_place_in_the_direction() {
    let unknown = |module: &String| rank(module).is_none() && module != "lib" && module != "main";
    let unknown: Vec<String> = sources().iter().map(|path| module_of(path)).filter(unknown).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn nothing_is_left_unfinished() {
    let words = ["todo!", "unimplemented!", "dbg!(", "#[ignore", "FIXME", "XXX"];
    for path in sources() {
        let text = read(&path);
        for word in words {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn files_stay_short() {
    for path in sources() {
        let lines = read(&path).lines().count();
        assert!(lines <= LONGEST, "{}: {lines} lines; one idea a file", path.display());
    }
}

#[test]
fn every_file_says_what_it_is() {
    for path in sources() {
        assert!(read(&path).starts_with("//!"), "{}: begins with a module doc", path.display());
    }
}

#[test]
fn no_path_of_one_machine_is_written_down() {
    // Written in two halves, so that this file does not find itself.
    let paths: Vec<String> =
        ["home/", "root/", "Users/", "work/", "tmp/"].iter().map(|end| format!("\"/{end}")).collect();
    let mut all = sources();
    for folder in ["tests", "benches", "scenarios"] {
        all.extend(files(&root().join(folder), &["rs", "toml", "md"]));
    }
    for path in all {
        let text = read(&path);
        for place in &paths {
            assert!(!text.contains(place.as_str()), "{}: {place}", path.display());
        }
    }
}
