//! The plan of the area: squares, gateways above them, a scale bar. It needs no tiles.

use super::super::figure::{Dash, Plan, Site, Stroke};
use super::super::style::{self, size};
use super::legend::{crossed, disc, square};
use super::{Canvas, Drawn, Frame, Type};

/// Radius of the smallest and the largest gateway, points, and from how many on they get smaller.
const RADII: (f64, f64) = (1.2, 5.5);
/// Half the side of a square.
const IDEAL: f64 = 2.4;
const CROWD: f64 = 40.0;

/// Height of the scale bar's line, and distance of the note's lines below it.
const FOOT: f64 = 14.0;
const LINE: f64 = 8.0;

/// Squares, gateways, scale bar, what lies outside.
pub fn draw(canvas: &Canvas, frame: Frame, plan: &Plan) -> Drawn {
    let set = Type::plain(size::SMALL, style::SUB);
    let lines = if plan.note.is_empty() { vec![] } else { set.wrap(&plan.note, frame.w, 3) };
    let foot = lines.len() as f64 * LINE;
    let ground = frame.cut(0.0, 0.0, 0.0, FOOT + foot);
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
    sites(canvas, ground, &view, &plan.gateways)?;
    bar(canvas, (frame.x, frame.bottom() - foot - 6.0), view.scale * plan.bar_m, &plan.bar)?;
    for (at, line) in lines.iter().enumerate() {
        canvas.left(line, (frame.x, frame.bottom() - foot + (at as f64 + 0.5) * LINE), set)?;
    }
    Ok(())
}

/// Discs and squares, and the names for which there is room beside them.
fn sites(canvas: &Canvas, ground: Frame, view: &View, sites: &[Site]) -> Drawn {
    let crowded = libm::fmin(CROWD / sites.len().max(1) as f64, 1.0);
    let mut taken = Vec::new();
    for site in sites {
        let radius = match site.ideal {
            true => libm::fmax(IDEAL * libm::sqrt(crowded), RADII.0),
            false => libm::fmax(RADII.1 * libm::sqrt(site.area * crowded), RADII.0),
        };
        let color = if site.off { style::WHITE } else { style::INK };
        let (x, y) = view.at(site.at_m);
        let draw = if site.ideal { square } else { disc };
        draw(canvas, (x, y), radius, color)?;
        taken.push(Frame::new(x - radius, y - radius, 2.0 * radius, 2.0 * radius));
    }
    let set = Type::plain(size::SMALL, style::INK);
    for (at, site) in sites.iter().enumerate().filter(|(_, site)| !site.name.is_empty()) {
        if let Some(place) = beside(taken[at], ground, set.width(&site.name), &taken) {
            canvas.rect(place, style::WHITE)?;
            canvas.left(&site.name, (place.x + 1.0, place.y + place.h / 2.0), set)?;
            taken.push(place);
        }
    }
    Ok(())
}

/// Right, left, above or below a disc, where nothing else stands.
fn beside(disc: Frame, ground: Frame, width: f64, taken: &[Frame]) -> Option<Frame> {
    const HEIGHT: f64 = 7.4;
    let (w, middle) = (width + 2.0, (disc.x + disc.w / 2.0, disc.y + disc.h / 2.0));
    let corners = [
        (disc.right() + 1.5, middle.1 - HEIGHT / 2.0),
        (disc.x - 1.5 - w, middle.1 - HEIGHT / 2.0),
        (middle.0 - w / 2.0, disc.y - 1.0 - HEIGHT),
        (middle.0 - w / 2.0, disc.bottom() + 1.0),
    ];
    let clear = |place: &Frame| {
        let inside = place.x >= ground.x && place.right() <= ground.right();
        let inside = inside && place.y >= ground.y && place.bottom() <= ground.bottom();
        let apart = |other: &Frame| {
            place.right() <= other.x
                || other.right() <= place.x
                || place.bottom() <= other.y
                || other.bottom() <= place.y
        };
        inside && taken.iter().all(apart)
    };
    corners.into_iter().map(|(x, y)| Frame::new(x, y, w, HEIGHT)).find(clear)
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
