//! Reading files that a user names: only regular ones, only up to a size, and with an answer for each way
//! in which that can fail.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::diagnose::Problem;

/// Greatest scenario file, bytes.
pub(crate) const MAX_SCENARIO: u64 = 64 << 20;
/// Greatest place or values file, bytes.
pub(crate) const MAX_TABLE: u64 = 256 << 20;

/// The file's bytes, or in words why not.
pub(crate) fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
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

/// The bytes as text without a byte order mark; `rank` is the file's place in the order of reports.
pub(crate) fn text(bytes: &[u8], name: &str, rank: usize) -> Result<String, Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Err(error) = std::str::from_utf8(bytes) else {
        return Ok(String::from_utf8_lossy(bytes).into_owned());
    };
    let at = error.valid_up_to();
    let number = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| at + newline);
    let line = String::from_utf8_lossy(&bytes[start..end]);
    let span = at - start..at - start + 1;
    let message = format!("byte 0x{:02X} is not UTF-8 text", bytes[at]);
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
