//! A fingerprint of the sources that a simulated figure depends on: what was put away by other code must not be
//! taken for its own, and a version number is easily forgotten.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders and files whose every byte counts.
const SOURCES: [&str; 11] = [
    "src/units.rs",
    "src/units",
    "src/chance",
    "src/model",
    "src/scenario",
    "src/network",
    "src/engine",
    "src/measure",
    "src/experiment/replicate.rs",
    "src/experiment/simulate.rs",
    "src/experiment/store",
];

fn main() {
    let mut found = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        gather(Path::new(source), &mut found);
    }
    found.push(PathBuf::from("Cargo.toml"));
    println!("cargo:rerun-if-changed=Cargo.toml");
    found.sort();
    let mut print = Fnv::new();
    for path in &found {
        print.add(path.to_string_lossy().replace('\\', "/").as_bytes());
        let text = fs::read(path).unwrap_or_default();
        // a checkout on another system may end its lines otherwise
        print.add(&text.into_iter().filter(|byte| *byte != b'\r').collect::<Vec<u8>>());
    }
    println!("cargo:rustc-env=IOTCAP_ENGINE={:016x}", print.0);
}

fn gather(path: &Path, found: &mut Vec<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), found)),
        Err(_) => found.push(path.to_path_buf()),
    }
}

/// FNV-1a, 64 bits (draft-eastlake-fnv): nobody tries to make two sources alike.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
