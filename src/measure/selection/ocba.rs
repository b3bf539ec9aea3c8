//! OCBA: how to share replications among systems so that the best (least mean) is told soonest: most to those that are
//! near it or noisy (C.-H. Chen, J. Lin, E. Yücesan and S. E. Chick, Discrete Event Dynamic Systems 10, 2000).

/// Shares of the replications, by system, summing to 1, of means and standard deviations of equal number. `None` with
/// fewer than two systems, a deviation that is not above zero, or two systems that share the least mean: no number of
/// replications parts those.
pub fn shares(means: &[f64], deviations: &[f64]) -> Option<Vec<f64>> {
    let best = (0..means.len()).min_by(|a, b| means[*a].total_cmp(&means[*b]))?;
    let apart = |at: usize| at == best || means[at] > means[best];
    let fine = means.len() >= 2 && means.len() == deviations.len() && deviations.iter().all(|s| *s > 0.0);
    if !fine || !(0..means.len()).all(apart) {
        return None;
    }
    let weight = |at: usize| {
        let ratio = deviations[at] / (means[at] - means[best]);
        ratio * ratio
    };
    let mut weights: Vec<f64> =
        (0..means.len()).map(|at| if at == best { 0.0 } else { weight(at) }).collect();
    let noise: f64 = weights.iter().zip(deviations).map(|(n, s)| n * n / (s * s)).sum();
    weights[best] = deviations[best] * libm::sqrt(noise);
    let all: f64 = weights.iter().sum();
    Some(weights.into_iter().map(|weight| weight / all).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_parted_has_no_shares() {
        assert_eq!(shares(&[1.0], &[1.0]), None);
        assert_eq!(shares(&[1.0, 1.0, 2.0], &[1.0, 1.0, 1.0]), None);
        assert_eq!(shares(&[1.0, 2.0], &[0.0, 1.0]), None);
    }
}
