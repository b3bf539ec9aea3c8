//! Heavy tails: Pareto laws whose variance, or mean, is finite only because of their cap. A study that hardly ever
//! reaches the cap shows a mean that the next one will not (M. E. Crovella and L. Lipsky, WSC 1997).

use crate::model::distribution::{DistributionSpec, Shape};
use crate::scenario::Scenario;
use crate::units::Quantity;

/// Draws at the cap from which on their share is known to a tenth.
const ENOUGH: f64 = 100.0;

/// A warning for each such law that a study of so many messages does not fathom.
pub fn warnings(scenario: &Scenario, messages: f64) -> Vec<String> {
    let mut found = Vec::new();
    for (name, class) in &scenario.devices {
        if let Some(message) = &class.message {
            found.extend(warning(&format!("devices.{name}.message.size"), &message.size, messages));
        }
    }
    for (name, group) in &scenario.gateways {
        if let Some(station) = &group.processing {
            found.extend(warning(&format!("gateways.{name}.processing.service"), &station.service, messages));
        }
    }
    for (name, site) in &scenario.sites {
        if let Some(station) = &site.processing {
            found.extend(warning(&format!("sites.{name}.processing.service"), &station.service, messages));
        }
    }
    if let Some(platform) = &scenario.platform {
        for (name, stage) in platform.stations() {
            found.extend(warning(&format!("platform.{name}.service"), &stage.service, messages));
        }
    }
    found
}

fn warning<Q: Quantity>(path: &str, law: &DistributionSpec<Q>, draws: f64) -> Option<String> {
    let DistributionSpec::Random(Shape::Pareto(pareto)) = law else { return None };
    let at_cap = draws * libm::pow(pareto.minimum.base() / pareto.cap.base(), pareto.shape);
    let rests = match pareto.shape {
        shape if shape <= 1.0 => "mean and variance rest",
        shape if shape <= 2.0 => "variance rests",
        _ => return None,
    };
    (at_cap < ENOUGH).then(|| {
        format!(
            "{path}: its {rests} on the cap, which about {} of the study's draws reach: means and waits are luck",
            crate::units::number(libm::rint(at_cap * 10.0) / 10.0)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::distribution::ParetoSpec;
    use crate::units::Span;

    fn said(shape: f64, draws: f64) -> Option<String> {
        let (minimum, cap) = (Span::from_millis(1), Span::from_secs(10));
        let law = DistributionSpec::Random(Shape::Pareto(ParetoSpec { minimum, shape, cap }));
        warning("platform.ingest.service", &law, draws)
    }

    #[test]
    fn a_tail_is_told_where_the_study_does_not_fathom_it() {
        let text = said(1.5, 1e6).unwrap();
        assert!(
            text.contains("its variance rests on the cap, which about 1 of the study's draws reach"),
            "{text}"
        );
        assert!(said(0.9, 1e5).unwrap().contains("its mean and variance rest"));
        assert_eq!(said(1.5, 1e9), None, "the cap is reached often enough");
        assert_eq!(said(2.5, 1e6), None, "finite variance");
    }
}
