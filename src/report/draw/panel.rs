//! Plots on two axes. plotters sees places between 0 and 1; the axes' scales are the figure's.

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::Color as _;

use super::super::figure::{Axis, Dash, Layer, Panel, Scale, Stroke, Tick};
use super::super::style::{self, Color, size};
use super::legend::band;
use super::names::Names;
use super::{Canvas, Drawn, Frame, Type, line_style, rgb, text_style, virtual_px};
use crate::report::skia::Skia;

/// Room for the labels below a plot, and for the axis' name.
const FOOT: (f64, f64) = (12.0, 8.5);
/// Room above a plot for the name of the vertical axis.
const HEAD: f64 = 13.0;
/// Room between panels; below the last, too, so that all plots are equally high.
const APART: f64 = 4.0;
/// Room right of a plot for half a label.
const SIDE: f64 = 11.0;
/// Height of a digit in its type's size.
const DIGIT: f64 = 0.75;

/// An axis for plotters: places from 0 to 1, key points where the figure has ticks, a label at every n-th.
struct Places<'a>(&'a Axis, usize);

impl Ranged for Places<'_> {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, place: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + libm::round(place * f64::from(limit.1 - limit.0)) as i32
    }

    fn key_points<H: KeyPointHint>(&self, _hint: H) -> Vec<f64> {
        self.0.ticks.iter().map(|tick| self.0.place(tick.at)).collect()
    }

    fn range(&self) -> std::ops::Range<f64> {
        0.0..1.0
    }
}

impl ValueFormatter<f64> for Places<'_> {
    fn format_ext(&self, place: &f64) -> String {
        if self.0.scale == Scale::Names {
            return String::new();
        }
        let mut labelled = self.0.ticks.iter().step_by(self.1);
        let found = labelled.find(|tick| self.0.place(tick.at) == *place);
        found.map(|tick| tick.label.clone()).unwrap_or_default()
    }
}

/// Smallest n for which every n-th label of a horizontal axis stands clear of the next.
pub fn every(axis: &Axis, width: f64, set: Type) -> usize {
    every_clear(axis, width, |tick| set.width(&tick.label) / 2.0 + 2.0)
}

/// The same along an axis of any direction, whose labels reach so far to both sides of their ticks.
fn every_clear(axis: &Axis, length: f64, reach: impl Fn(&Tick) -> f64) -> usize {
    let span = |tick: &Tick| {
        let (at, half) = (axis.place(tick.at) * length, reach(tick));
        (at - half, at + half)
    };
    let apart = |every: &usize| {
        let spans: Vec<_> = axis.ticks.iter().step_by(*every).map(span).collect();
        spans.windows(2).all(|pair| pair[0].1 <= pair[1].0)
    };
    (1..=axis.ticks.len()).find(apart).unwrap_or(1)
}

type Chart<'a, 'b, 'c> = ChartContext<'a, Skia<'b>, Cartesian2d<Places<'c>, Places<'c>>>;

/// Panels one below the other on one horizontal axis, which is labelled under the last.
pub fn draw(canvas: &Canvas, frame: Frame, panels: &[Panel]) -> Drawn {
    let weights: f64 = panels.iter().map(|panel| panel.weight).sum();
    let labels = Type::plain(size::LABEL, style::SUB);
    let widths = panels.iter().flat_map(|panel| &panel.y.ticks).map(|tick| labels.width(&tick.label));
    let left = widths.fold(12.0, libm::fmax) + 6.0;
    let names = panels.last().and_then(|panel| names(&panel.x, frame.w - left - SIDE));
    let more = names.as_ref().map_or(0.0, |names| names.height() - names.line());
    let foot = (FOOT.0 + more, FOOT.1);
    let apart = if panels.len() > 1 { APART } else { 0.0 };
    let mut y = frame.y;
    for (at, panel) in panels.iter().enumerate() {
        let last = at + 1 == panels.len();
        let all = foot.0 + foot.1;
        let height = (frame.h - all) * panel.weight / weights + if last { all } else { 0.0 };
        let place = Frame::new(frame.x, y, frame.w, height).cut(0.0, 0.0, 0.0, apart);
        one(canvas, place, panel, left, last.then_some(foot))?;
        if let (true, Some(names)) = (last, &names) {
            let line = Frame::new(place.x + left, place.bottom() - all, place.w - left - SIDE, foot.0);
            under(canvas, line, &panel.x, names)?;
        }
        y += height;
    }
    Ok(())
}

/// The names of an axis that has some, each in the width of its place.
fn names(axis: &Axis, width: f64) -> Option<Names> {
    let labels: Vec<&str> = axis.ticks.iter().map(|tick| tick.label.as_str()).collect();
    let room = width / libm::fmax(labels.len() as f64, 1.0) - 3.0;
    (axis.scale == Scale::Names).then(|| Names::fitting(&labels, Type::plain(size::LABEL, style::SUB), room))
}

fn under(canvas: &Canvas, line: Frame, axis: &Axis, names: &Names) -> Drawn {
    for (tick, lines) in axis.ticks.iter().zip(&names.lines) {
        let x = line.x + axis.place(tick.at) * line.w;
        for (at, words) in lines.iter().enumerate() {
            canvas.center(words, (x, line.y + 6.6 + at as f64 * names.line()), names.set)?;
        }
    }
    Ok(())
}

/// A panel; `foot`: the height of its labels and of its axis' name, where it has them.
fn one(canvas: &Canvas, frame: Frame, panel: &Panel, left: f64, foot: Option<(f64, f64)>) -> Drawn {
    let sub = Type::plain(size::LABEL, style::SUB);
    let above = panel.heading.as_ref().unwrap_or(&panel.y.label);
    canvas.left(&sub.elide(above, frame.w), (frame.x, frame.y + 4.0), sub)?;
    let labelled = foot.is_some();
    let foot = foot.unwrap_or_default();
    if labelled {
        let below = (frame.x + left + (frame.w - left - SIDE) / 2.0, frame.bottom() - foot.1 / 2.0);
        canvas.center(&sub.elide(&panel.x.label, frame.w), below, sub)?;
    }
    let area = canvas.part(frame.cut(0.0, HEAD, 0.0, foot.1));
    let every_x = every(&panel.x, frame.w - left - SIDE, sub);
    let every_y = every_clear(&panel.y, frame.h - HEAD - foot.0 - foot.1, |_| DIGIT * sub.size / 2.0);
    let mut chart = ChartBuilder::on(&area)
        .margin_right(virtual_px(SIDE))
        .set_label_area_size(LabelAreaPosition::Left, virtual_px(left))
        .set_label_area_size(LabelAreaPosition::Bottom, virtual_px(foot.0))
        .build_cartesian_2d(Places(&panel.x, every_x), Places(&panel.y, every_y))?;
    for layer in panel.layers.iter().filter(|layer| is_background(layer)) {
        background(&mut chart, panel, layer)?;
    }
    mesh(&mut chart, sub)?;
    for layer in panel.layers.iter().filter(|layer| !is_background(layer)) {
        foreground(&mut chart, panel, layer)?;
    }
    Ok(())
}

fn mesh(chart: &mut Chart, labels: Type) -> Drawn {
    let thin = |color| line_style(Stroke { color, width: 0.5, dash: Dash::Solid });
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(thin(style::GRID))
        .axis_style(thin(style::EDGE))
        .set_all_tick_mark_size(virtual_px(2.5))
        .label_style(text_style(labels))
        .draw()
}

fn is_background(layer: &Layer) -> bool {
    matches!(
        layer,
        Layer::Shade { .. } | Layer::Down { .. } | Layer::Unmeasured { .. } | Layer::Beyond { .. }
    )
}

fn background(chart: &mut Chart, panel: &Panel, layer: &Layer) -> Drawn {
    let (x, y) = (&panel.x, &panel.y);
    match layer {
        Layer::Shade { from, to } => block(chart, (x.place(*from), 0.0), (x.place(*to), 1.0), style::SHADE),
        Layer::Down { from, to } => {
            block(chart, (x.place(*from), 0.0), (x.place(*to), 1.0), style::DOWN_SHADE)
        }
        Layer::Unmeasured { from, to } => {
            block(chart, (x.place(*from), 0.0), (x.place(*to), 1.0), style::EDGE)
        }
        Layer::Beyond { from, to } => block(chart, (0.0, y.place(*from)), (1.0, y.place(*to)), style::BEYOND),
        _ => Ok(()),
    }
}

fn block(chart: &mut Chart, a: (f64, f64), b: (f64, f64), color: Color) -> Drawn {
    chart.draw_series([Rectangle::new([a, b], rgb(color).filled())]).map(|_| ())
}

fn foreground(chart: &mut Chart, panel: &Panel, layer: &Layer) -> Drawn {
    let (x, y) = (&panel.x, &panel.y);
    match layer {
        Layer::Shade { .. } | Layer::Down { .. } | Layer::Unmeasured { .. } | Layer::Beyond { .. } => Ok(()),
        Layer::Band { color, points } if points.len() == 1 => {
            let [at, low, high] = points[0];
            let stroke = Stroke { color: band(*color), width: 3.0, dash: Dash::Solid };
            line(chart, vec![(x.place(at), y.place(low)), (x.place(at), y.place(high))], stroke)
        }
        Layer::Band { color, points } => {
            let upper = points.iter().map(|[at, _, high]| (x.place(*at), y.place(*high)));
            let lower = points.iter().rev().map(|[at, low, _]| (x.place(*at), y.place(*low)));
            let corners: Vec<_> = upper.chain(lower).collect();
            chart.draw_series([Polygon::new(corners, rgb(band(*color)).filled())]).map(|_| ())
        }
        Layer::Line { stroke, points } => {
            line(chart, points.iter().map(|[at, value]| (x.place(*at), y.place(*value))).collect(), *stroke)
        }
        Layer::Limit { stroke, y: at } => {
            line(chart, vec![(0.0, y.place(*at)), (1.0, y.place(*at))], *stroke)
        }
        Layer::Until { stroke, x: at } => {
            line(chart, vec![(x.place(*at), 0.0), (x.place(*at), 1.0)], *stroke)
        }
        Layer::Bar { from, to, parts } => bar(chart, panel, (*from, *to), parts),
        Layer::Lozenge { color, at, under } => {
            lozenge(chart, (x.place(at[0]), y.place(at[1])), 2.8 + 1.8 * *under as f64, *color)
        }
    }
}

fn line(chart: &mut Chart, points: Vec<(f64, f64)>, stroke: Stroke) -> Drawn {
    let style = line_style(stroke);
    if let [only] = points[..] {
        let dot = Circle::new(only, virtual_px(1.6), rgb(stroke.color).filled());
        return chart.draw_series([dot]).map(|_| ());
    }
    let dashes = match stroke.dash {
        Dash::Solid => return chart.draw_series([PathElement::new(points, style)]).map(|_| ()),
        Dash::Dashed => (3.6, 2.4),
        Dash::Dotted => (1.2, 1.5),
    };
    let (on, off) = (virtual_px(dashes.0), virtual_px(dashes.1));
    chart.draw_series(DashedLineSeries::new(points, on, off, style)).map(|_| ())
}

/// Stacked parts with a white seam to the right, where the bar is wide enough for one.
fn bar(chart: &mut Chart, panel: &Panel, (from, to): (f64, f64), parts: &[(f64, Color)]) -> Drawn {
    let seam = libm::fmin((panel.x.place(to) - panel.x.place(from)) * 0.12, 0.004);
    let (left, right) = (panel.x.place(from), panel.x.place(to) - seam);
    let mut base = 0.0;
    for (height, color) in parts.iter().filter(|(height, _)| *height > 0.0) {
        let (low, high) = (panel.y.place(base), panel.y.place(base + height));
        block(chart, (left, low), (right, high), *color)?;
        base += height;
    }
    Ok(())
}

fn lozenge(chart: &mut Chart, at: (f64, f64), radius: f64, color: Color) -> Drawn {
    let shape = |radius: f64, color: Color| {
        let r = virtual_px(radius);
        EmptyElement::at(at) + Polygon::new(vec![(0, -r), (r, 0), (0, r), (-r, 0)], rgb(color).filled())
    };
    chart.draw_series([shape(radius + 0.9, style::WHITE), shape(radius, color)]).map(|_| ())
}
