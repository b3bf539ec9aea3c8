//! Every kind of mistake in a scenario file gets a compiler's answer: `tests/errors/*.toml` holds one or more
//! mistakes each, `tests/snapshots` what is said about them. `cargo insta review` after a change.

use std::path::Path;

use iotcap::scenario::load::load;

/// The report on a scenario that must be refused.
fn report(name: &str, settings: &[&str]) -> String {
    let settings: Vec<String> = settings.iter().map(|setting| setting.to_string()).collect();
    match load(Path::new(name), &settings) {
        Ok(_) => panic!("{name} was accepted"),
        Err(found) => found.render(false),
    }
}

#[test]
fn each_bad_scenario_is_answered() {
    let mut files: Vec<_> =
        std::fs::read_dir("tests/errors").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(files.len() >= 60, "{} files", files.len());
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for file in files {
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            let name = format!("tests/errors/{stem}.toml");
            insta::assert_snapshot!(stem, report(&name, &[]));
        }
    });
}

#[test]
fn bad_settings_are_answered() {
    let answers = [
        &["devices.meters.cout=5"][..],
        &["devices.metres.count=5"],
        &["devices.meters.count"],
        &["devices.meters.count=-5", "study.start=Monday"],
        &["links.lte.member.rooftop:9.rate=1 Mbit/s"],
        &["nothing.at.all=1"],
        &["devices.meters.place={ file = \"no.csv\" }"],
    ]
    .map(|settings| report("tests/good/base.toml", settings));
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("settings", answers.join("\n----\n\n"));
    });
}

#[test]
fn files_that_are_none_are_answered() {
    assert!(report("tests/errors/no-such-file.toml", &[]).contains("there is no such file"));
    assert!(report("tests/errors", &[]).contains("is a folder"));
    #[cfg(unix)]
    assert!(report("/dev/zero", &[]).contains("not a regular file"));
}

#[test]
fn bytes_that_are_no_text_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.toml");
    std::fs::write(&path, b"title = \"a\"\nintent = \"\xff\"\n").unwrap();
    let found = load(&path, &[]).unwrap_err();
    assert_eq!(found.problems()[0].position, Some((2, 11)));
    assert!(found.to_string().contains("byte 0xFF is not UTF-8 text"));
    let wide: Vec<u8> = "title = \"a\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&path, wide).unwrap();
    let found = load(&path, &[]).unwrap_err();
    assert_eq!(found.problems().len(), 1, "{found}");
    assert!(found.to_string().contains("UTF-16") && found.to_string().contains("save the file as UTF-8"));
}

#[test]
fn a_scenario_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.toml");
    std::fs::File::create(&path).unwrap().set_len((64 << 20) + 1).unwrap();
    assert!(load(&path, &[]).unwrap_err().to_string().contains("is larger than 64 MB"));
}

#[test]
fn colour_is_for_terminals_only() {
    let found = load(Path::new("tests/errors/no-such-file.toml"), &[]).unwrap_err();
    assert!(found.render(true).contains('\u{1b}') && !found.render(false).contains('\u{1b}'));
}
