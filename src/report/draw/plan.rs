//! The plan of the area: squares, gateways above them, a scale bar. It needs no tiles.

use super::super::figure::{Dash, Plan, Stroke};
use super::super::style::{self, size};
use super::legend::{crossed, disc};
use super::{Canvas, Drawn, Frame, Type};

/// Radius of the smallest and the largest gateway, points, and from how many on they get smaller.
const RADII: (f64, f64) = (1.2, 5.5);
const CROWD: f64 = 40.0;

/// Squares, gateways, scale bar.
pub fn draw(canvas: &Canvas, frame: Frame, plan: &Plan) -> Drawn {
    let ground = frame.cut(0.0, 0.0, 0.0, 14.0);
    canvas.rect(ground, style::PAPER)?;
    let view = View::fit(ground, plan);
    for square in &plan.squares {
        let [x, y] = square.at_m;
        let half = plan.square_m / 2.0;
        let ((l, t), (r, b)) = (view.at([x - half, y + half]), view.at([x + half, y - half]));
        let cell = Frame::new(l, t, r - l, b - t);
        match square.fill {
            Some(color) if square.dead => crossed(canvas, cell, color)?,
            Some(color) => canvas.cell(cell, color)?,
            None => canvas.edge(cell, style::EDGE, 0.5)?,
        }
    }
    let crowded = libm::fmin(CROWD / plan.gateways.len().max(1) as f64, 1.0);
    for site in &plan.gateways {
        let radius = libm::fmax(RADII.1 * libm::sqrt(site.area * crowded), RADII.0);
        let color = if site.off { style::WHITE } else { style::INK };
        disc(canvas, view.at(site.at_m), radius, color)?;
    }
    bar(canvas, (frame.x, frame.bottom() - 6.0), view.scale * plan.bar_m, &plan.bar)
}

/// Metres to points, the same both ways, centred.
struct View {
    scale: f64,
    middle_m: [f64; 2],
    middle: (f64, f64),
}

impl View {
    fn fit(frame: Frame, plan: &Plan) -> View {
        let [w, s, e, n] = plan.bounds_m;
        View {
            scale: libm::fmin(frame.w / (e - w), frame.h / (n - s)),
            middle_m: [(w + e) / 2.0, (s + n) / 2.0],
            middle: (frame.x + frame.w / 2.0, frame.y + frame.h / 2.0),
        }
    }

    fn at(&self, [x, y]: [f64; 2]) -> (f64, f64) {
        let [east, north] = [x - self.middle_m[0], y - self.middle_m[1]];
        (self.middle.0 + east * self.scale, self.middle.1 - north * self.scale)
    }
}

fn bar(canvas: &Canvas, (x, y): (f64, f64), length: f64, label: &str) -> Drawn {
    let stroke = Stroke { color: style::INK, width: 1.0, dash: Dash::Solid };
    canvas.path(&[(x, y - 2.5), (x, y + 2.5)], stroke)?;
    canvas.path(&[(x, y), (x + length, y)], stroke)?;
    canvas.path(&[(x + length, y - 2.5), (x + length, y + 2.5)], stroke)?;
    canvas.left(label, (x + length + 5.0, y), Type::plain(size::LABEL, style::INK))
}
