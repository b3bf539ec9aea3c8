//! Figures to pixels: the only code that names plotters. Everything here is in points; [`Canvas`] turns them
//! into the backend's virtual pixels.

pub mod answer;
pub mod banner;
mod bars;
mod cells;
mod figure;
pub mod foot;
mod forest;
mod grid;
mod heat;
mod layout;
mod legend;
mod matrix;
mod names;
mod panel;
mod plan;
mod table;
pub mod timeline;
pub mod tornado;
mod waterfall;

use std::convert::Infallible;

use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::Color as _;
use plotters::style::text_anchor::Pos;

pub use plotters::style::text_anchor::{HPos, VPos};

pub use figure::{cards, figure};
pub use layout::{Frame, Type};
pub use table::badge;

use super::figure::{Dash, Stroke};
use super::font::Weight;
use super::skia::{Sheet, Skia, VIRTUAL};
use super::style::{Color, DPI};

/// plotters could not draw.
pub type DrawError = DrawingAreaErrorKind<Infallible>;
/// Drawn, or not.
pub type Drawn = Result<(), DrawError>;

/// Virtual pixels to a point.
const SCALE: f64 = (DPI * VIRTUAL) as f64 / 72.0;

/// Where things are drawn.
pub struct Canvas<'a> {
    area: DrawingArea<Skia<'a>, Shift>,
}

fn virtual_px(points: f64) -> i32 {
    libm::round(points * SCALE) as i32
}

/// Rounded to whole real pixels, so that neighbours meet without a seam.
fn whole_px(points: f64) -> i32 {
    let step = f64::from(VIRTUAL);
    (libm::round(points * SCALE / step) * step) as i32
}

fn rgb(color: Color) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

fn line_style(stroke: Stroke) -> ShapeStyle {
    rgb(stroke.color).stroke_width(virtual_px(stroke.width).max(1) as u32)
}

impl<'a> Canvas<'a> {
    /// On a sheet.
    pub fn new(sheet: &'a mut Sheet) -> Canvas<'a> {
        Canvas { area: Skia(sheet).into_drawing_area() }
    }

    /// Fills everything.
    pub fn fill(&self, color: Color) -> Drawn {
        self.area.fill(&rgb(color))
    }

    /// A line of text by its anchor.
    pub fn text(&self, text: &str, (x, y): (f64, f64), set: Type, h: HPos, v: VPos) -> Drawn {
        let style = text_style(set).pos(Pos::new(h, v));
        self.area.draw(&Text::new(text.to_string(), (virtual_px(x), virtual_px(y)), style))
    }

    /// A line of text from the left, centred on `y`.
    pub fn left(&self, text: &str, at: (f64, f64), set: Type) -> Drawn {
        self.text(text, at, set, HPos::Left, VPos::Center)
    }

    /// A line of text to the right end, centred on `y`.
    pub fn right(&self, text: &str, at: (f64, f64), set: Type) -> Drawn {
        self.text(text, at, set, HPos::Right, VPos::Center)
    }

    /// A line of text centred on a point.
    pub fn center(&self, text: &str, at: (f64, f64), set: Type) -> Drawn {
        self.text(text, at, set, HPos::Center, VPos::Center)
    }

    /// A filled rectangle.
    pub fn rect(&self, frame: Frame, color: Color) -> Drawn {
        let a = (virtual_px(frame.x), virtual_px(frame.y));
        let b = (virtual_px(frame.right()), virtual_px(frame.bottom()));
        self.area.draw(&Rectangle::new([a, b], rgb(color).filled()))
    }

    /// A filled rectangle whose edges are whole pixels.
    pub fn cell(&self, frame: Frame, color: Color) -> Drawn {
        let a = (whole_px(frame.x), whole_px(frame.y));
        let b = (whole_px(frame.right()), whole_px(frame.bottom()));
        self.area.draw(&Rectangle::new([a, b], rgb(color).filled()))
    }

    /// A rectangle's edge.
    pub fn edge(&self, frame: Frame, color: Color, width: f64) -> Drawn {
        let (l, t, r, b) = (frame.x, frame.y, frame.right(), frame.bottom());
        let stroke = Stroke { color, width, dash: Dash::Solid };
        self.path(&[(l, t), (r, t), (r, b), (l, b), (l, t - width / 2.0)], stroke)
    }

    /// A filled polygon.
    pub fn polygon(&self, corners: &[(f64, f64)], color: Color) -> Drawn {
        let corners: Vec<_> = corners.iter().map(|(x, y)| (virtual_px(*x), virtual_px(*y))).collect();
        self.area.draw(&Polygon::new(corners, rgb(color).filled()))
    }

    /// A filled rectangle with round corners.
    pub fn rounded(&self, frame: Frame, radius: f64, color: Color) -> Drawn {
        self.polygon(&rounded_corners(frame, radius), color)
    }

    /// A line through points.
    pub fn path(&self, points: &[(f64, f64)], stroke: Stroke) -> Drawn {
        let points: Vec<_> = points.iter().map(|(x, y)| (virtual_px(*x), virtual_px(*y))).collect();
        let style = line_style(stroke);
        let dash = |on: f64, off: f64| {
            DashedPathElement::new(points.clone(), virtual_px(on), virtual_px(off), style)
        };
        match stroke.dash {
            Dash::Solid => self.area.draw(&PathElement::new(points, style)),
            Dash::Dashed => self.area.draw(&dash(3.6, 2.4)),
            Dash::Dotted => self.area.draw(&dash(1.2, 1.5)),
        }
    }

    /// A disc.
    pub fn disc(&self, (x, y): (f64, f64), radius: f64, color: Color) -> Drawn {
        let place = (virtual_px(x), virtual_px(y));
        self.area.draw(&Circle::new(place, virtual_px(radius), rgb(color).filled()))
    }

    /// A lozenge with a white edge.
    pub fn lozenge(&self, (x, y): (f64, f64), radius: f64, color: Color) -> Drawn {
        for (r, color) in [(radius + 0.9, super::style::WHITE), (radius, color)] {
            self.polygon(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)], color)?;
        }
        Ok(())
    }

    fn part(&self, frame: Frame) -> DrawingArea<Skia<'a>, Shift> {
        let size = (virtual_px(frame.w).max(1), virtual_px(frame.h).max(1));
        self.area.clone().shrink((virtual_px(frame.x), virtual_px(frame.y)), size)
    }
}

fn text_style(set: Type) -> TextStyle<'static> {
    let style = if set.weight == Weight::Bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::Name("Inter"), set.size * SCALE, style);
    let mut style = TextStyle::from(font);
    style.color = rgb(set.color).to_backend_color();
    style
}

fn rounded_corners(frame: Frame, radius: f64) -> Vec<(f64, f64)> {
    const STEPS: u32 = 12;
    let (l, t, r, b) = (frame.x + radius, frame.y + radius, frame.right() - radius, frame.bottom() - radius);
    let mut points = Vec::new();
    for (corner, (x, y)) in [(r, t), (r, b), (l, b), (l, t)].into_iter().enumerate() {
        for step in 0..=STEPS {
            let turn =
                (corner as f64 - 1.0 + f64::from(step) / f64::from(STEPS)) * std::f64::consts::FRAC_PI_2;
            points.push((x + radius * libm::cos(turn), y + radius * libm::sin(turn)));
        }
    }
    points
}
