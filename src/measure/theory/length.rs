//! How long a queue must be watched: the mean wait of an M/M/1 queue has long memory, and its variance over n
//! successive customers tends to c / n (D. J. Daley, 1968; W. Whitt, "Planning queueing simulations", 1989).

/// n Var(mean wait of n customers), s², of M/M/1 in steady state.
pub fn variance_of_mean_wait(rho: f64, mean_service_s: f64) -> f64 {
    let polynomial = 2.0 + 5.0 * rho - 4.0 * rho * rho + rho * rho * rho;
    rho * polynomial * mean_service_s * mean_service_s / libm::pow(1.0 - rho, 4.0)
}

/// T Var(mean number in the system over a time T), s.
pub fn variance_of_mean_number(rho: f64, mean_service_s: f64) -> f64 {
    2.0 * rho * (1.0 + rho) * mean_service_s / libm::pow(1.0 - rho, 4.0)
}

/// Customers that bring the 95 % half-width of the mean wait to a share of it.
pub fn customers_for(rho: f64, relative_half_width: f64) -> f64 {
    const Z: f64 = 1.959_963_984_540_054;
    let (wait, z) = (rho / (1.0 - rho), Z / relative_half_width);
    variance_of_mean_wait(rho, 1.0) / (wait * wait) * z * z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_width_takes_a_hundred_times_the_customers() {
        assert!((customers_for(0.5, 0.01) / customers_for(0.5, 0.1) - 100.0).abs() < 1e-9);
        assert!((variance_of_mean_wait(0.5, 1.0) - 29.0).abs() < 1e-12);
    }
}
