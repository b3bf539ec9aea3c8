//! Results to files: the one-page review, the charts, the tables. [`Results`] is the only input; nothing here
//! simulates, asks the clock, or knows the machine.
//!
//! `charts` say what to show as plain [`figure`]s, `draw` (the only code that names plotters) puts them on a
//! [`skia`] sheet, `page` arranges the review, `tables` writes the CSVs, `write` brings bytes to disk.
//!
//! [`Results`]: crate::experiment::results::Results

pub mod capacity;
pub mod charts;
pub mod comparison;
mod draw;
pub mod failures;
pub mod figure;
pub mod font;
pub mod forecast;
pub mod format;
mod image;
mod limited;
pub mod options;
pub mod page;
pub mod paged;
mod printed;
pub mod sensitivity;
pub mod skia;
mod sound;
pub mod style;
pub mod sweep;
pub mod tables;
pub mod trace;
pub mod validation;
mod write;

pub use sound::sound;
pub use write::{Rendered, files, render, write, write_beside};

use std::path::PathBuf;

/// A report could not be made or written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The drawing failed.
    #[error("cannot draw {name}: {why}")]
    Draw {
        /// Which picture.
        name: String,
        /// What happened.
        why: String,
    },
    /// The picture could not be encoded.
    #[error("cannot encode {name}: {source}")]
    Encode {
        /// Which picture.
        name: String,
        /// What happened.
        source: png::EncodingError,
    },
    /// A table could not be made.
    #[error("cannot make {name}: {source}")]
    Table {
        /// Which table.
        name: String,
        /// What happened.
        source: csv::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What happened.
        source: std::io::Error,
    },
}
