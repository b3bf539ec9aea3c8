//! The two channels: data on stdout, messages on stderr. Colour only on a terminal and without `NO_COLOR`;
//! a reader that closes the pipe early is no error.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::status::Failure;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// Writes data to stdout.
pub fn data(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What became of writing to stdout: a reader that went away had enough.
pub fn written(answer: io::Result<()>) -> Result<(), Failure> {
    match answer {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::write(Path::new("to standard output"), error))
        }
        _ => Ok(()),
    }
}

/// Why the command ended. Diagnostics stand for themselves; they are rendered with their own headings.
pub fn failure(failure: &Failure) {
    match failure {
        Failure::Scenario(text) => raw(text),
        other => message("error", ERROR, &other.to_string()),
    }
}

/// Something the reader should look at.
pub fn warning(text: &str) {
    message("warning", WARNING, text);
}

/// Something good to know.
pub fn note(text: &str) {
    message("note", NOTE, text);
}

/// Whether messages are coloured.
pub fn coloured() -> bool {
    !matches!(AutoStream::choice(&io::stderr()), ColorChoice::Never)
}

/// Whether a person watches stderr.
pub fn watched() -> bool {
    io::stderr().is_terminal()
}

fn message(heading: &str, style: Style, text: &str) {
    raw(&format!("{style}{heading}{style:#}: {text}"));
}

/// A stderr that is closed leaves nobody to tell.
fn raw(text: &str) {
    let mut stream = AutoStream::auto(io::stderr().lock());
    writeln!(stream, "{}", text.trim_end()).ok();
}
