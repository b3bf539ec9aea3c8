//! Reading files that a user names: only regular ones, only up to a size, and with an answer for each way
//! in which that can fail.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::diagnose::{Problem, kin};

/// Greatest scenario file, bytes.
pub(crate) const MAX_SCENARIO: u64 = 64 << 20;
/// Greatest place or values file, bytes.
pub(crate) const MAX_TABLE: u64 = 256 << 20;

/// Names looked at beside a file that does not exist.
const BESIDE: usize = 10_000;

/// Complains of a name that names nothing.
pub(crate) fn named(name: &str) -> Result<(), String> {
    if name.trim().is_empty() { Err("the file's name is empty".into()) } else { Ok(()) }
}

/// The file's bytes, or in words why not.
pub(crate) fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    named(&path.to_string_lossy())?;
    let shown = path.display();
    let metadata =
        std::fs::metadata(path).map_err(|error| format!("cannot read {shown}: {}", reason(&error)))?;
    if metadata.is_dir() {
        return Err(format!("{shown} is a folder, not a file"));
    }
    if !metadata.is_file() {
        return Err(format!("{shown} is not a regular file"));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    read.map_err(|error| format!("cannot read {shown}: {}", reason(&error)))?;
    if bytes.len() as u64 > limit {
        return Err(format!("{shown} is larger than {} MB", limit >> 20));
    }
    Ok(bytes)
}

/// The operating system's reason without its number, the same words on every system.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        kind => kind.to_string(),
    }
}

/// Of a file that does not exist: the one beside it that is most likely meant.
pub(crate) fn meant(path: &Path) -> Option<String> {
    if path.exists() {
        return None;
    }
    let written = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = std::fs::read_dir(folder).ok()?.take(BESIDE).flatten();
    let mut names: Vec<String> = names.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    // the same answer on every machine
    names.sort();
    let ending = Path::new(written).extension();
    let alike = |name: &&str| ending.is_none() || Path::new(name).extension() == ending;
    let near = kin(written, names.iter().map(String::as_str).filter(alike));
    near.map(|name| format!("did you mean `{name}`?"))
}

/// The bytes as text without a byte order mark; `rank` is the file's place in the order of reports.
pub(crate) fn text(bytes: &[u8], name: &str, rank: usize) -> Result<String, Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // nothing that UTF-8 allows but no text has: without a byte order mark, UTF-16 is full of it
    let at = match (std::str::from_utf8(bytes), bytes.iter().position(|byte| *byte == 0)) {
        (Ok(text), None) => return Ok(text.to_string()),
        (Ok(_), Some(zero)) => zero,
        (Err(error), zero) => zero.unwrap_or(usize::MAX).min(error.valid_up_to()),
    };
    let number = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| at + newline);
    let line = String::from_utf8_lossy(&bytes[start..end]);
    let span = at - start..at - start + 1;
    let message = match looks_like_utf16(bytes) {
        true => "the file is UTF-16 text, not UTF-8".to_string(),
        false => format!("byte 0x{:02X} is not UTF-8 text", bytes[at]),
    };
    Err(Problem::at_line(
        name,
        rank,
        number,
        line.trim_end_matches('\r'),
        span,
        message,
        Some("save the file as UTF-8".into()),
    ))
}

/// A byte order mark of UTF-16, or as many zeros as letters at the beginning.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(64)];
    let zeros = beginning.iter().filter(|byte| **byte == 0).count();
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    zeros > 0 && (marked || zeros * 3 >= beginning.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_beside_that_is_meant_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["gateways.csv", "city.toml"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let of = |name: &str| meant(&folder.path().join(name));
        assert_eq!(of("gateway.csv").unwrap(), "did you mean `gateways.csv`?");
        assert_eq!(of("city").unwrap(), "did you mean `city.toml`?");
        assert_eq!((of("gateways.csv"), of("city.csv")), (None, None));
    }

    #[test]
    fn utf16_is_named_with_and_without_its_mark() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let wrong = |bytes: &[u8]| text(bytes, "a", 0).unwrap_err().message;
        let expected = "the file is UTF-16 text, not UTF-8";
        assert_eq!(wrong(&wide("title = \"a\"\n")), expected);
        assert_eq!(wrong(&wide("\u{feff}id;x;y\n")), expected);
        let big: Vec<u8> = "id;x;y\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(wrong(&big), expected);
        assert_eq!(wrong(b"title = \"a long title with one \0 in it\"\n"), "byte 0x00 is not UTF-8 text");
        assert_eq!(text(b"\xef\xbb\xbfid\n", "a", 0).unwrap(), "id\n");
    }
}
