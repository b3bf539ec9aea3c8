//! What a scenario itself states and a result hangs on most: propagation and spreading factors, in words, to
//! stand among the assumptions.

use super::Scenario;
use super::defaults::Assumption;
use crate::model::propagation::{Environment, Fading, PathLossModel, PropagationSpec};
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::SpreadingFactorSpec;

/// Where these come from.
const SOURCE: &str = "the scenario";

/// Propagation of every radio and spreading factors of every class, as far as they are written.
pub fn stated(scenario: &Scenario) -> Vec<Assumption> {
    let row = |path: String, value| Assumption { path, value, source: SOURCE.into() };
    let radios = scenario.radio.iter().filter_map(|(name, radio)| match radio {
        RadioSpec::Lorawan(spec) => Some(row(format!("radio.{name}.propagation"), words(&spec.propagation))),
        RadioSpec::Ideal(_) => None,
    });
    let classes = scenario.devices.iter().filter_map(|(name, class)| {
        let rule = class.spreading_factor.as_ref()?;
        Some(row(format!("devices.{name}.spreading_factor"), rule_words(rule)))
    });
    radios.chain(classes).collect()
}

/// "log-distance 129.3 dB at 1 km, exponent 3.84, shadowing 12.2 dB, Rayleigh fading".
fn words(spec: &PropagationSpec) -> String {
    let mut parts = vec![model(spec)];
    parts.extend(spec.exponent.map(|exponent| format!("exponent {exponent}")));
    let spreads =
        [("shadowing", spec.shadowing), ("places", spec.place_spread), ("gateways", spec.gateway_spread)];
    let spreads =
        spreads.into_iter().filter_map(|(what, deviation)| Some(format!("{what} ± {}", deviation?)));
    parts.extend(spreads);
    parts.extend(spec.fading.map(|Fading::Rayleigh| "Rayleigh fading".to_string()));
    parts.join(", ")
}

fn model(spec: &PropagationSpec) -> String {
    let name = match spec.model {
        PathLossModel::LogDistance => "log-distance",
        PathLossModel::FreeSpace => "free space",
        PathLossModel::OkumuraHata => "Okumura-Hata",
        PathLossModel::Cost231 => "COST-231 Hata",
        PathLossModel::UrbanMacro => "3GPP urban macro",
        PathLossModel::UrbanMicro => "3GPP urban micro",
        PathLossModel::RuralMacro => "3GPP rural macro",
    };
    let surroundings = match spec.environment {
        Some(Environment::Urban) => " urban",
        Some(Environment::Suburban) => " suburban",
        Some(Environment::Open) => " open",
        None => "",
    };
    let reference = spec.reference.as_ref().map(|at| format!(" {} at {}", at.loss, at.distance));
    format!("{name}{surroundings}{}", reference.unwrap_or_default())
}

fn rule_words(rule: &SpreadingFactorSpec) -> String {
    match rule {
        SpreadingFactorSpec::Fixed(sf) => format!("SF{sf} for all"),
        SpreadingFactorSpec::Shares(shares) => {
            let each = (7..).zip(shares).map(|(sf, share)| format!("SF{sf} {share}"));
            each.collect::<Vec<_>>().join(", ")
        }
        SpreadingFactorSpec::LinkBudget(budget) => match budget.margin {
            Some(margin) => format!("link budget, {margin} margin"),
            None => "link budget".into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::load;

    #[test]
    fn brno_states_its_calibration() {
        let scenario = load(std::path::Path::new("scenarios/brno.toml"), &[]).unwrap().scenario;
        let all = stated(&scenario);
        assert_eq!(all[0].path, "radio.lora.propagation");
        assert_eq!(
            all[0].value,
            "log-distance 129.3 dB at 1 km, exponent 3.84, shadowing ± 12.2 dB, places ± 10 dB, Rayleigh fading"
        );
    }
}
