//! A picture of so many points: draws it and encodes it as PNG with its resolution, title and provenance.
//! No time stamp: equal results give equal bytes.

use std::collections::BTreeSet;

use png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter, PixelDimensions, Unit};

use super::draw::{Canvas, Drawn};
use super::skia::Sheet;
use super::style::DPI;
use super::{ReportError, page};
use crate::experiment::results::Results;

/// An encoded picture and the characters its font lacked.
pub struct Image {
    /// PNG.
    pub png: Vec<u8>,
    /// Drawn as boxes.
    pub missing: BTreeSet<char>,
}

/// What a picture says of itself beside its pixels.
pub struct Label {
    /// What it shows.
    pub title: String,
    /// Where its figures come from.
    pub source: String,
}

/// Draws a picture of results of the given size in points.
pub fn picture(
    name: &str,
    results: &Results,
    size_pt: (f64, f64),
    draw: impl FnOnce(&Canvas) -> Drawn,
) -> Result<Image, ReportError> {
    let source = page::provenance(results, usize::MAX);
    labelled(name, &Label { title: results.scenario.title.clone(), source }, size_pt, draw)
}

/// Draws a picture of the given size in points.
pub fn labelled(
    name: &str,
    label: &Label,
    size_pt: (f64, f64),
    draw: impl FnOnce(&Canvas) -> Drawn,
) -> Result<Image, ReportError> {
    let px = |points: f64| libm::round(points * f64::from(DPI) / 72.0) as u32;
    let fail = |why: String| ReportError::Draw { name: name.to_string(), why };
    let mut sheet =
        Sheet::new(px(size_pt.0), px(size_pt.1)).ok_or_else(|| fail("no memory for it".into()))?;
    draw(&Canvas::new(&mut sheet)).map_err(|error| fail(error.to_string()))?;
    let png =
        encode(&sheet, label).map_err(|source| ReportError::Encode { name: name.to_string(), source })?;
    Ok(Image { png, missing: sheet.missing().clone() })
}

fn encode(sheet: &Sheet, label: &Label) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let (width, height) = sheet.size_px();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    // Flat colours repeat exactly, so rows compress best as they are, and a low level is nearly as good as a high one.
    encoder.set_deflate_compression(DeflateCompression::Level(3));
    encoder.set_filter(Filter::NoFilter);
    let per_metre = libm::round(f64::from(DPI) / 0.0254) as u32;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    let title = &label.title;
    // tEXt holds Latin-1 only (PNG, 11.3.3.2); other titles go where UTF-8 is allowed.
    if title.chars().all(|c| matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}')) {
        encoder.add_text_chunk("Title".into(), title.clone())?;
    } else {
        encoder.add_itxt_chunk("Title".into(), title.clone())?;
    }
    encoder.add_text_chunk("Software".into(), concat!("iotcap ", env!("CARGO_PKG_VERSION")).into())?;
    encoder.add_itxt_chunk("Source".into(), label.source.clone())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&sheet.rgb())?;
    writer.finish()?;
    Ok(bytes)
}
