//! Pure ALOHA (N. Abramson, 1970): a frame gets through if nobody else's begins within its length before or after its
//! own beginning, on its channel.

/// Delivery among `others` that each send as a Poisson process: exp(-2 G), G being their frames on air per channel.
pub fn poisson(others: f64, per_s: f64, airtime_s: f64, channels: f64) -> f64 {
    libm::exp(-2.0 * others * per_s * airtime_s / channels)
}

/// Delivery among `others` of one period each and random phases, of which a share `alike` can collide with it:
/// (1 - alike 2 T / (C P))^(N - 1).
pub fn periodic(others: f64, alike: f64, period_s: f64, airtime_s: f64, channels: f64) -> f64 {
    let met = alike * 2.0 * airtime_s / (channels * period_s);
    if met < 1.0 { libm::pow(1.0 - met, others) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_periods_are_poisson() {
        let (many, poisson) = (periodic(1e6, 1.0, 1e7, 1.0, 1.0), poisson(1e6, 1e-7, 1.0, 1.0));
        assert!((many / poisson - 1.0).abs() < 1e-6);
        assert_eq!(periodic(1.0, 1.0, 1.0, 0.6, 1.0), 0.0, "two that fill the period always meet");
    }
}
