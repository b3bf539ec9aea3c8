//! What a chart says, as plain data in the units of its axes: no pixels, no fonts, no plotters.
//!
//! Charts build figures from results; `draw` draws them at any size; tests snapshot them.

mod bars;
mod grid;
mod matrix;
mod pairs;
mod plain;
mod tornado;

use serde::Serialize;

pub use bars::{BarRow, Bars};
pub use grid::{Grid, GridCell, GridRow};
pub use matrix::{Matrix, MatrixCell, MatrixRow};
pub use pairs::{PairCell, Pairs};
pub use tornado::{Tornado, TornadoEnd, TornadoRow};

use super::style::Color;
use crate::experiment::results::Verdict;

/// A chart, ready to be drawn at any size.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// Of what, in which unit, over what.
    pub subtitle: String,
    /// What its marks mean.
    pub legend: Vec<Key>,
    /// The drawing itself.
    pub body: Body,
}

/// The drawing of a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Body {
    /// Nothing to show, and why.
    Empty(String),
    /// Plots on two axes, one below the other.
    Panels(Vec<Panel>),
    /// Parts of a time, one class each.
    Waterfalls(Vec<Waterfall>),
    /// Rows of cells over time.
    Heat(Heat),
    /// Rows of text, one table below the other.
    Tables(Vec<Table>),
    /// A plan of the area.
    Plan(Plan),
    /// Shares of a limit.
    Bars(Bars),
    /// Differences around zero.
    Forest(Forest),
    /// Cells over two factors.
    Pairs(Pairs),
    /// Measures by scenario.
    Matrix(Matrix),
    /// What rows do in columns, the worst outlined.
    Grid(Grid),
    /// How far each of several things moves an answer.
    Tornado(Tornado),
}

/// An entry of a legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Key {
    /// How it looks.
    pub mark: Mark,
    /// What it means.
    pub label: String,
}

impl Key {
    /// An entry.
    pub fn new(mark: Mark, label: impl Into<String>) -> Key {
        Key { mark, label: label.into() }
    }
}

/// How a thing looks, on the plot and in the legend.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Mark {
    /// A line.
    Line(Stroke),
    /// A line with a band around it.
    Banded(Stroke),
    /// An area.
    Fill(Color),
    /// An area with an edge, where the area is nearly white.
    Boxed(Color),
    /// An outline.
    Hollow(Color),
    /// None: the words alone.
    Note,
    /// A lozenge: a required point.
    Lozenge(Color),
    /// A disc with a white ring: a place on the map.
    Disc(Color),
    /// A square with a white edge: a place on the map of another kind.
    Square(Color),
    /// A crossed box: nothing there.
    Crossed(Color),
}

/// A line's look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stroke {
    /// Colour.
    pub color: Color,
    /// Width, points.
    pub width: f64,
    /// Dashes.
    pub dash: Dash,
}

/// A line's dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Dash {
    /// None.
    Solid,
    /// Long dashes.
    Dashed,
    /// Dots.
    Dotted,
}

impl Dash {
    /// Solid, dashed, dotted: which tells the rounds through a set of colours apart.
    pub fn round(at: usize) -> Dash {
        [Dash::Solid, Dash::Dashed, Dash::Dotted][at.min(2)]
    }
}

/// One plot.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Panel {
    /// What this panel shows, where a figure has several.
    pub heading: Option<String>,
    /// Share of the figure's height, relative to the other panels.
    pub weight: f64,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// What is drawn, from the back to the front.
    pub layers: Vec<Layer>,
}

/// An axis with its ticks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Axis {
    /// Quantity and unit.
    pub label: String,
    /// How values become places.
    pub scale: Scale,
    /// Value at the low end.
    pub from: f64,
    /// Value at the high end.
    pub to: f64,
    /// Where lines and labels stand.
    pub ticks: Vec<Tick>,
}

/// How values become places on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Scale {
    /// Even.
    Linear,
    /// By powers of ten.
    Log,
    /// Even, of things that have no order: every tick has its name, and none is left out.
    Names,
    /// Of a share: by powers of ten of what is missing to 1, so that 90, 99 and 99.9 % stand evenly.
    Tail,
}

/// A line and a label on an axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tick {
    /// Value.
    pub at: f64,
    /// Label; may be empty.
    pub label: String,
}

impl Scale {
    fn map(self, value: f64) -> f64 {
        match self {
            Scale::Linear | Scale::Names => value,
            Scale::Log => libm::log10(libm::fmax(value, 1e-12)),
            Scale::Tail => -libm::log10(libm::fmax(1.0 - value, 1e-9)),
        }
    }
}

impl Axis {
    /// Place of a value: 0 at the low end, 1 at the high end, never beyond.
    pub fn place(&self, value: f64) -> f64 {
        let (from, to) = (self.scale.map(self.from), self.scale.map(self.to));
        ((self.scale.map(value) - from) / (to - from)).clamp(0.0, 1.0)
    }
}

/// Something drawn in a panel, in the units of its axes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Layer {
    /// Background from one x to another.
    Shade {
        /// Begin.
        from: f64,
        /// End.
        to: f64,
    },
    /// Background while an element was down.
    Down {
        /// Begin on x.
        from: f64,
        /// End on x.
        to: f64,
    },
    /// Background of what was simulated and not measured.
    Unmeasured {
        /// Begin on x.
        from: f64,
        /// End on x.
        to: f64,
    },
    /// Background beyond a limit.
    Beyond {
        /// From this y.
        from: f64,
        /// To this y.
        to: f64,
    },
    /// Band between a lower and an upper end.
    Band {
        /// Colour; drawn thin.
        color: Color,
        /// x, low, high.
        points: Vec<[f64; 3]>,
    },
    /// Line.
    Line {
        /// Look.
        stroke: Stroke,
        /// x, y.
        points: Vec<[f64; 2]>,
    },
    /// Line across the plot.
    Limit {
        /// Look.
        stroke: Stroke,
        /// y.
        y: f64,
    },
    /// Line from the foot of the plot to its top.
    Until {
        /// Look.
        stroke: Stroke,
        /// x.
        x: f64,
    },
    /// Stacked bar.
    Bar {
        /// Begin on x.
        from: f64,
        /// End on x.
        to: f64,
        /// Height and colour of its parts, lowest first.
        parts: Vec<(f64, Color)>,
    },
    /// Required point.
    Lozenge {
        /// Colour.
        color: Color,
        /// x, y.
        at: [f64; 2],
        /// How many others lie on the same point, above this one; it is drawn so much larger.
        under: usize,
    },
}

/// Where one class's time goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waterfall {
    /// The class.
    pub class: String,
    /// Its colour.
    pub color: Color,
    /// Horizontal axis, s.
    pub x: Axis,
    /// Parts in the order of the path.
    pub rows: Vec<WaterfallPart>,
    /// Sums of the rows: all messages, cohort.
    pub total: [f64; 2],
}

/// A part of the way: where its bars begin and how long they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaterfallPart {
    /// Kind of time and element.
    pub label: String,
    /// All messages: begin and length, s.
    pub all: [f64; 2],
    /// Messages whose latency lies between its 94th and 96th percentile: begin and length, s.
    pub cohort: [f64; 2],
}

/// Rows of cells over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heat {
    /// Time.
    pub x: Axis,
    /// Width of a cell, s.
    pub cell_s: f64,
    /// Rows from the top.
    pub rows: Vec<HeatRow>,
    /// Ticks of the colour bar, places from 0 to 1.
    pub scale: Vec<Tick>,
}

/// One row of cells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeatRow {
    /// Element, or what of the rest.
    pub label: String,
    /// Figure at the row's end.
    pub value: String,
    /// Drawn apart from the rows above.
    pub apart: bool,
    /// Its own greatest cell is the darkest, in grey: the colour bar does not speak of it.
    pub own_scale: bool,
    /// Shares of the darkest colour's value; beyond 1 shown as 1.
    pub cells: Vec<f64>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, the most telling first.
    pub rows: Vec<Vec<Cell>>,
    /// What to say below, where there is room.
    pub notes: Vec<String>,
    /// Shown only where there is room for it beside what it follows.
    pub if_room: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// How much of the width it gets when all do not fit, relative to the others; 0: always what it needs.
    pub give: f64,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A verdict's word on its colour.
    State(Verdict, bool),
}

/// Differences with their intervals around zero, one row each, beside their figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forest {
    /// Heads of the columns of figures.
    pub heads: [String; 3],
    /// Rows that share an axis.
    pub groups: Vec<ForestGroup>,
    /// What is not shown.
    pub more: String,
}

/// Rows on one axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForestGroup {
    /// As far below zero as above.
    pub axis: Axis,
    /// From the top.
    pub rows: Vec<ForestRow>,
}

/// One difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ForestRow {
    /// Of what.
    pub label: String,
    /// The difference on the axis.
    pub at: Option<f64>,
    /// Its interval.
    pub ci: Option<[f64; 2]>,
    /// Both values and the difference, in words.
    pub texts: [String; 3],
    /// What came out.
    pub word: String,
    /// Its colour.
    pub color: Color,
}

/// A plan of the area, in metres east and north of the origin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// West, south, east, north.
    pub bounds_m: [f64; 4],
    /// Side of a square, m.
    pub square_m: f64,
    /// Squares with devices.
    pub squares: Vec<Square>,
    /// Gateways.
    pub gateways: Vec<Site>,
    /// What of the places the plan leaves out; may be empty.
    pub note: String,
    /// Length of the scale bar, m.
    pub bar_m: f64,
    /// Its label.
    pub bar: String,
}

/// Devices of one square.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Square {
    /// Its centre.
    pub at_m: [f64; 2],
    /// Its colour; none: no message was offered here.
    pub fill: Option<Color>,
    /// Nothing arrives from here.
    pub dead: bool,
}

/// A gateway.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Site {
    /// Its place.
    pub at_m: [f64; 2],
    /// Area of its disc, relative to the largest.
    pub area: f64,
    /// Of an ideal radio, which no distance ends: a square of its own size.
    pub ideal: bool,
    /// Switched off.
    pub off: bool,
    /// Its name, where names are shown.
    pub name: String,
}
