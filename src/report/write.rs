//! All files of a report as bytes, and bytes to disk: beside first, then renamed into place, so that a killed
//! run leaves the last good file.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::charts::{self, Chart};
use super::draw::{Canvas, Drawn, Frame, Type, figure};
use super::image::{Image, Label, labelled, picture};
use super::style::{self, PAGE_PT, size};
use super::{ReportError, page, tables};
use crate::experiment::results::Results;
use crate::experiment::review::Beside;

/// A report's files, and what the reader should be told about them.
pub struct Rendered {
    /// Paths relative to the scenario's folder, and contents.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// For example characters that the font lacks.
    pub warnings: Vec<String>,
}

impl Rendered {
    /// One picture.
    ///
    /// # Errors
    /// It could not be drawn or encoded.
    pub fn picture(
        name: &str,
        label: &Label,
        size_pt: (f64, f64),
        draw: impl FnOnce(&Canvas) -> Drawn,
    ) -> Result<Rendered, ReportError> {
        let image = labelled(name, label, size_pt, draw)?;
        let warnings = missing_words(&image.missing).into_iter().collect();
        Ok(Rendered { files: vec![(PathBuf::from(name), image.png)], warnings })
    }

    /// With a table beside it.
    ///
    /// # Errors
    /// The table could not be made.
    pub fn with_table(
        mut self,
        name: &str,
        table: Result<Vec<u8>, csv::Error>,
    ) -> Result<Rendered, ReportError> {
        let table = table.map_err(|source| ReportError::Table { name: name.to_string(), source })?;
        self.files.push((PathBuf::from(name), table));
        Ok(self)
    }
}

/// Every file: `review.png`, `charts/*.png` and the tables. Equal results give equal bytes.
pub fn files(results: &Results) -> Result<Vec<(PathBuf, Vec<u8>)>, ReportError> {
    render(results, &Beside::default()).map(|rendered| rendered.files)
}

/// Every file, with warnings; the review with what lies beside the run.
pub fn render(results: &Results, beside: &Beside) -> Result<Rendered, ReportError> {
    let review = || {
        let image = picture("review.png", results, PAGE_PT, |canvas| page::draw(canvas, results, beside))?;
        Ok((PathBuf::from("review.png"), image))
    };
    let all = charts::of(results);
    let charts = || all.par_iter().map(|row| chart(row, results)).collect::<Result<Vec<_>, ReportError>>();
    let (review, charts) = rayon::join(review, charts);
    let mut files = Vec::new();
    let mut missing = BTreeSet::new();
    for (path, image) in std::iter::once(review?).chain(charts?) {
        missing.extend(image.missing);
        files.push((path, image.png));
    }
    files.extend(tables::files(results)?);
    Ok(Rendered { files, warnings: missing_words(&missing).into_iter().collect() })
}

fn chart(row: &Chart, results: &Results) -> Result<(PathBuf, Image), ReportError> {
    let name = format!("charts/{}.png", row.name);
    let image = picture(&name, results, (row.size_pt)(results), |canvas| alone(canvas, row, results))?;
    Ok((PathBuf::from(name), image))
}

/// A chart of its own, with title and provenance of the scenario below.
fn alone(canvas: &Canvas, row: &Chart, results: &Results) -> Drawn {
    let (width, height) = (row.size_pt)(results);
    let sheet = Frame::new(0.0, 0.0, width, height);
    canvas.fill(style::WHITE)?;
    figure(canvas, sheet.cut(14.0, 12.0, 14.0, 28.0), &(row.figure)(results))?;
    let (name, set) = (Type::bold(size::SMALL, style::INK), Type::plain(size::SMALL, style::SUB));
    let title = name.elide(&page::shown_title(results), sheet.w - 28.0);
    canvas.left(&title, (14.0, sheet.bottom() - 18.5), name)?;
    let (whole, room) = (page::provenance(results, 12), sheet.w - 28.0);
    // somewhat smaller rather than cut
    let set = Type { size: set.size * (room / set.width(&whole)).clamp(0.85, 1.0), ..set };
    canvas.left(&set.elide(&whole, room), (14.0, sheet.bottom() - 10.0), set)
}

/// What to say of characters that were drawn as boxes.
fn missing_words(missing: &BTreeSet<char>) -> Option<String> {
    let codes: Vec<String> =
        missing.iter().take(8).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    let more = if missing.len() > 8 { format!(" and {} more", missing.len() - 8) } else { String::new() };
    (!missing.is_empty()).then(|| {
        format!("the pictures' font has Latin letters only; drawn as boxes: {}{more}", codes.join(", "))
    })
}

/// Writes files below `dir`, which is made if need be: first all beside their places, then all renamed, so that
/// a full disk leaves what was there and not half of two runs.
pub fn write(dir: &Path, files: &[(PathBuf, Vec<u8>)]) -> Result<(), ReportError> {
    let mut beside = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        let path = dir.join(name);
        match write_beside(&path, bytes) {
            Ok(file) => beside.push((path, file)),
            Err(source) => return Err(ReportError::Write { path, source }),
        }
    }
    for (path, file) in beside {
        if let Err(error) = file.persist(&path) {
            return Err(ReportError::Write { path, source: error.error });
        }
    }
    Ok(())
}

/// A file beside its place, to be renamed into it; it gets the rights of any new file.
pub fn write_beside(path: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    if path.is_dir() {
        return Err(std::io::Error::other("a folder is in the way"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file; the process' mask takes away what it must.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}
