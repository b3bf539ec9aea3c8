//! The width of time bins (DEFINITIONS D10): one rule for every series of a run.

use crate::units::Span;

/// Most bins of a series, where a width of at most an hour allows it.
pub const MOST_BINS: u64 = 300;

/// Widths in seconds; each divides the hour, so that a busy hour is whole bins.
const WIDTHS_S: [u64; 6] = [1, 10, 60, 300, 900, 3600];

/// The shortest of 1 s, 10 s, 1, 5, 15 min and 1 h that cuts `duration` into at most 300 bins, else 1 h.
pub fn bin_width(duration: Span) -> Span {
    let fits = |width: &Span| duration.0.div_ceil(width.0) <= MOST_BINS;
    WIDTHS_S.map(Span::from_secs).into_iter().find(fits).unwrap_or(Span::from_secs(3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_takes_the_shortest_width_that_gives_at_most_300_bins() {
        let width = |text: &str| bin_width(text.parse().unwrap()).to_string();
        assert_eq!(width("5 min"), "1 s");
        assert_eq!(width("301 s"), "10 s");
        assert_eq!(width("1 h"), "1 min");
        assert_eq!(width("1 d"), "5 min");
        assert_eq!(width("3 d"), "15 min");
        assert_eq!(width("1 w"), "1 h");
        assert_eq!(width("90 d"), "1 h");
    }
}
