//! How many replications a precision takes (A. M. Law, "Simulation Modeling and Analysis", 5th ed., 9.4.1), and by
//! how much of the truth an interval may be wrong.

/// Replications in all that would bring a half-width down to `asked`, after `n` that left it at `half`: n (h / h*)^2,
/// since it falls with the square root of their number. `None` where no number would.
pub fn replications_for(n: u64, half: f64, asked: f64) -> Option<u64> {
    let ratio = half / asked;
    let needed = libm::ceil(n as f64 * ratio * ratio);
    (needed.is_finite() && needed < u64::MAX as f64).then_some(needed as u64)
}

/// An interval of relative half-width r holds the truth to within r / (1 - r) of the truth; `None` from r = 1 on.
pub fn relative_error(half_over_mean: f64) -> Option<f64> {
    (half_over_mean < 1.0).then(|| half_over_mean / (1.0 - half_over_mean))
}

/// The other way round: the relative half-width at which the truth is known to within `error` of itself, g / (1 + g).
pub fn relative_half_width(error: f64) -> f64 {
    error / (1.0 + error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_truth_is_known_less_well_than_the_estimate() {
        assert!((relative_error(relative_half_width(0.05)).unwrap() - 0.05).abs() < 1e-12);
        assert_eq!(relative_error(1.0), None);
    }

    #[test]
    fn half_the_width_takes_four_times_the_replications() {
        assert_eq!(replications_for(10, 0.02, 0.01), Some(40));
        assert_eq!(replications_for(10, 0.021, 0.01), Some(45));
        assert_eq!(replications_for(10, 0.02, 0.0), None);
    }
}
