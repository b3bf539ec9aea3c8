//! The scenarios at hand: what `iotcap run` without a file lists.

use std::fs;
use std::path::{Path, PathBuf};

use super::words;

const FOLDER: &str = "scenarios";

/// What can be run from here, and how.
pub fn describe() -> String {
    let files = scenarios(Path::new(FOLDER));
    if files.is_empty() {
        return "no scenario given, and none in ./scenarios; begin one with `iotcap init my-network`"
            .to_string();
    }
    let entries: Vec<String> = files.iter().map(|file| entry(file)).collect();
    format!("no scenario given; in ./{FOLDER} there are:\n\n{}", entries.join("\n"))
}

/// In the order of their names, so that two machines list them alike.
fn scenarios(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_scenario = |path: &PathBuf| path.extension().is_some_and(|ext| ext == "toml") && path.is_file();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_scenario).collect();
    files.sort();
    files
}

fn entry(file: &Path) -> String {
    let table = fs::read_to_string(file).ok().and_then(|text| text.parse::<toml::Table>().ok());
    let mut lines = vec![format!("  iotcap run {}", words::shell(file))];
    match table {
        Some(table) => lines.extend(["title", "extends", "intent"].iter().flat_map(|key| about(&table, key))),
        None => lines.push("      (cannot be read; `iotcap check` says why)".to_string()),
    }
    lines.join("\n") + "\n"
}

fn about(table: &toml::Table, key: &str) -> Vec<String> {
    let text = table.get(key).and_then(|value| value.as_str()).unwrap_or_default().trim();
    let prefix = if key == "extends" { "extends " } else { "" };
    // nobody has checked these files: control characters are commands to a terminal
    let printable = |line: &str| line.trim().chars().filter(|c| !c.is_control()).collect::<String>();
    text.lines().map(|line| format!("      {prefix}{}", printable(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_gives_title_and_intent_and_how_to_run_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        fs::write(&file, "title = \"Meters\"\nintent = \"\"\"Do they\narrive?\"\"\"\n").unwrap();
        fs::write(folder.path().join("notes.txt"), "").unwrap();
        assert_eq!(scenarios(folder.path()), std::slice::from_ref(&file));
        let text = entry(&file);
        assert!(
            text.contains("iotcap run") && text.contains("Meters\n      Do they\n      arrive?"),
            "{text}"
        );
    }

    #[test]
    fn control_characters_of_an_unchecked_title_are_left_out() {
        let table = "title = \"a\\u001b[31mb\"".parse().unwrap();
        assert_eq!(about(&table, "title"), ["      a[31mb"]);
    }

    #[test]
    fn a_file_that_is_no_toml_is_still_listed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        fs::write(&file, "= =").unwrap();
        assert!(entry(&file).contains("cannot be read"));
    }
}
