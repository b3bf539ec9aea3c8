//! A plotters backend over tiny-skia: anti-aliased shapes, and text from the embedded font as outlines.
//!
//! plotters' coordinates are whole numbers, so they are *virtual* pixels, [`VIRTUAL`] to a real one: edges,
//! thin strokes and glyphs land on a quarter of a pixel. tiny-skia chooses its vector code when it is
//! compiled, never by the processor it runs on, and no trigonometry is used here: equal input, equal bytes.

use std::collections::BTreeSet;
use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

use super::font::{self, CAP_HEIGHT, DESCENT, Weight};

/// Virtual pixels to a real one, in each direction.
pub const VIRTUAL: u32 = 4;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// What is drawn on: pixels, and the characters that the font lacked.
pub struct Sheet {
    pixmap: Pixmap,
    missing: BTreeSet<char>,
}

impl Sheet {
    /// An empty sheet; `None` if a side is zero or the area is beyond memory.
    pub fn new(width_px: u32, height_px: u32) -> Option<Sheet> {
        Some(Sheet { pixmap: Pixmap::new(width_px, height_px)?, missing: BTreeSet::new() })
    }

    /// Width and height in pixels.
    pub fn size_px(&self) -> (u32, u32) {
        (self.pixmap.width(), self.pixmap.height())
    }

    /// Red, green and blue of every pixel, row by row. What was never drawn on is black.
    pub fn rgb(&self) -> Vec<u8> {
        let mut rgb = Vec::with_capacity(self.pixmap.data().len() / 4 * 3);
        for pixel in self.pixmap.data().chunks_exact(4) {
            rgb.extend_from_slice(&pixel[..3]);
        }
        rgb
    }

    /// Characters drawn as boxes because the font lacks them.
    pub fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }
}

/// The backend; borrows its sheet so that the pixels outlive plotters' drawing areas.
pub struct Skia<'a>(pub &'a mut Sheet);

impl Skia<'_> {
    fn fill(&mut self, path: Option<Path>, color: BackendColor) -> Drawn {
        if let (Some(path), Some(paint)) = (path, paint(color)) {
            self.0.pixmap.fill_path(&path, &paint, FillRule::Winding, to_pixels(), None);
        }
        Ok(())
    }

    fn stroke<S: BackendStyle>(&mut self, path: Option<Path>, style: &S) -> Drawn {
        if let (Some(path), Some(paint)) = (path, paint(style.color())) {
            let stroke = Stroke {
                width: style.stroke_width().max(1) as f32,
                line_cap: LineCap::Butt,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            self.0.pixmap.stroke_path(&path, &paint, &stroke, to_pixels(), None);
        }
        Ok(())
    }
}

/// `None` for what cannot be seen.
fn paint(color: BackendColor) -> Option<Paint<'static>> {
    let alpha = libm::round(color.alpha.clamp(0.0, 1.0) * 255.0) as u8;
    let (red, green, blue) = color.rgb;
    let mut paint = Paint::default();
    paint.set_color(Color::from_rgba8(red, green, blue, alpha));
    (alpha > 0).then_some(paint)
}

fn to_pixels() -> Transform {
    Transform::from_scale(1.0 / VIRTUAL as f32, 1.0 / VIRTUAL as f32)
}

fn polyline(points: impl IntoIterator<Item = BackendCoord>) -> PathBuilder {
    let mut path = PathBuilder::new();
    for (x, y) in points {
        if path.is_empty() {
            path.move_to(x as f32, y as f32);
        } else {
            path.line_to(x as f32, y as f32);
        }
    }
    path
}

fn weight(style: FontStyle) -> Weight {
    if matches!(style, FontStyle::Bold) { Weight::Bold } else { Weight::Regular }
}

/// Where the baseline begins, relative to the anchor. Centred text is centred by its capitals and digits.
fn baseline(anchor: plotters_backend::text_anchor::Pos, width: f32, em: f32) -> (f32, f32) {
    let x = match anchor.h_pos {
        HPos::Left => 0.0,
        HPos::Center => -width / 2.0,
        HPos::Right => -width,
    };
    let y = match anchor.v_pos {
        VPos::Top => CAP_HEIGHT * em,
        VPos::Center => CAP_HEIGHT / 2.0 * em,
        VPos::Bottom => -DESCENT * em,
    };
    (x, y)
}

/// Quarter turns as exact matrices.
fn turn(transform: FontTransform) -> Transform {
    let (cos, sin) = match transform {
        FontTransform::None => (1.0, 0.0),
        FontTransform::Rotate90 => (0.0, 1.0),
        FontTransform::Rotate180 => (-1.0, 0.0),
        FontTransform::Rotate270 => (0.0, -1.0),
    };
    Transform::from_row(cos, sin, -sin, cos, 0.0, 0.0)
}

impl DrawingBackend for Skia<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.0.pixmap.width() * VIRTUAL, self.0.pixmap.height() * VIRTUAL)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let pixel = Rect::from_xywh(x as f32, y as f32, 1.0, 1.0);
        self.fill(pixel.map(PathBuilder::from_rect), color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (left, top) = (a.0.min(b.0) as f32, a.1.min(b.1) as f32);
        let (right, bottom) = (a.0.max(b.0) as f32, a.1.max(b.1) as f32);
        let path = Rect::from_ltrb(left, top, right, bottom).map(PathBuilder::from_rect);
        if fill { self.fill(path, style.color()) } else { self.stroke(path, style) }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stroke(polyline(path).finish(), style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let path = PathBuilder::from_circle(x as f32, y as f32, radius as f32);
        if fill { self.fill(path, style.color()) } else { self.stroke(path, style) }
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let mut path = polyline(corners);
        path.close();
        self.fill(path.finish(), style.color())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let em = style.size() as f32;
        Ok(((weight(style.style()).width(text) * em).ceil() as u32, em.ceil() as u32))
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        font::note_missing(text, &mut self.0.missing);
        let (weight, em) = (weight(style.style()), style.size() as f32);
        let (x, y) = baseline(style.anchor(), weight.width(text) * em, em);
        let place = Transform::from_translate(x, y)
            .post_concat(turn(style.transform()))
            .post_translate(at.0 as f32, at.1 as f32);
        let outline = weight.outline(text, em).and_then(|path| path.transform(place));
        self.fill(outline, style.color())
    }
}
