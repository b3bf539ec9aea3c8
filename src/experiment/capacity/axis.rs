//! What a search goes along: the load of a capacity, the calendar of a forecast. A place is a number `x` on which measures are
//! nearly straight over short ways; what lies there is for the axis to know.

/// Along which the scenario is simulated at places.
pub trait Axis {
    /// Where a place near `x` would be, values being whole.
    fn snap(&self, x: f64) -> f64;
    /// What is set there, as `path=value`.
    fn settings(&self, x: f64) -> Vec<String>;
    /// The next place above or below one; `None` where it moves freely, or ends.
    fn step(&self, x: f64, more: bool) -> Option<f64>;
    /// Whether places are units, to the last of which an answer without noise is searched.
    fn is_whole(&self) -> bool;
    /// As people say it.
    fn said(&self, x: f64) -> String;
    /// The stretch around a place on which load changes without a bend, as far as is known.
    fn stretch(&self, _x: f64) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }
    /// How far apart two places are for the search.
    fn widths(&self) -> Widths;
}

/// Widths of brackets, in the axis' own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Widths {
    /// From here on the curve, not signs alone, leads on.
    pub wide: f64,
    /// The narrowest that noise calls for.
    pub narrow: f64,
    /// How far beyond a bracket its line is believed.
    pub reach: f64,
}
