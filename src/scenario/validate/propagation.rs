//! Rules of a radio's propagation: each model's own parameters, and the ranges for which it was made.

use super::{Check, MAX_GATEWAYS};
use crate::model::gateway::{DEFAULT_HEIGHT, GatewaySpec};
use crate::model::propagation::{PathLossModel, PropagationSpec};
use crate::scenario::complaint::{below, path};
use crate::units::Distance;

impl Check<'_> {
    pub(super) fn propagation(&mut self, radio: &str, spec: &PropagationSpec) {
        let at = path(&["radio", radio, "propagation"]);
        self.parameters_of_model(&at, spec);
        self.log_distance(&at, spec);
        self.frequency_range(&at, spec);
        let spreads = [
            ("shadowing", spec.shadowing),
            ("gateway_spread", spec.gateway_spread),
            ("place_spread", spec.place_spread),
        ];
        for (key, spread) in spreads {
            if let Some(spread) = spread {
                self.within(below(&at, &[key]), spread.0, 0.0, 40.0, "0 dB to 40 dB");
            }
        }
        self.hata_height(radio, spec);
    }

    /// A parameter that the model does not have would silently do nothing.
    fn parameters_of_model(&mut self, at: &[String], spec: &PropagationSpec) {
        use PathLossModel::*;
        let of_hata = matches!(spec.model, OkumuraHata | Cost231);
        let of_3gpp = matches!(spec.model, UrbanMacro | UrbanMicro | RuralMacro);
        let given = [
            ("reference", spec.reference.is_some(), spec.model == LogDistance, "log-distance"),
            ("exponent", spec.exponent.is_some(), spec.model == LogDistance, "log-distance"),
            ("environment", spec.environment.is_some(), of_hata, "okumura-hata and cost231"),
            ("city", spec.city.is_some(), of_hata, "okumura-hata and cost231"),
            ("sight", spec.sight.is_some(), of_3gpp, "urban-macro, urban-micro and rural-macro"),
        ];
        for (key, given, fits, models) in given {
            if given && !fits {
                let message = format!("`{key}` means nothing to this model; it goes with {models}");
                self.wrong_key(below(at, &[key]), message, "leave it out, or choose the model");
            }
        }
    }

    fn log_distance(&mut self, at: &[String], spec: &PropagationSpec) {
        if let Some(exponent) = spec.exponent {
            self.within(below(at, &["exponent"]), exponent, 0.5, 10.0, "0.5 to 10 (2 is free space)");
        }
        if let Some(reference) = &spec.reference {
            self.within(
                below(at, &["reference", "distance"]),
                reference.distance.0,
                1e-3,
                1e6,
                "above 0 m, at most 1000 km",
            );
        }
        if spec.model == PathLossModel::LogDistance {
            for (key, given, example) in [
                ("reference", spec.reference.is_some(), "{ distance = \"1 m\", loss = \"7.7 dB\" }"),
                ("exponent", spec.exponent.is_some(), "3.76"),
            ] {
                if !given {
                    let message = format!("the log-distance model needs `{key}`");
                    self.wrong_key(
                        below(at, &[key]),
                        message,
                        format!("write for example {key} = {example}"),
                    );
                }
            }
        }
    }

    /// Frequencies for which the models were made (Hata 1980; COST 231 final report, 4.4.1; TR 38.901, 7.4.1).
    fn frequency_range(&mut self, at: &[String], spec: &PropagationSpec) {
        use PathLossModel::*;
        let (low, high, range) = match spec.model {
            LogDistance | FreeSpace => return,
            OkumuraHata => (150e6, 1.5e9, "150 MHz to 1500 MHz"),
            Cost231 => (1.5e9, 2e9, "1500 MHz to 2000 MHz"),
            UrbanMacro | UrbanMicro | RuralMacro => (0.5e9, 100e9, "500 MHz to 100 GHz"),
        };
        match spec.frequency {
            Some(frequency) if !(low..=high).contains(&frequency.0) => {
                self.wrong(
                    below(at, &["frequency"]),
                    format!("{frequency} is out of this model's range"),
                    format!("it must be {range}"),
                );
            }
            None if spec.model == Cost231 => {
                let message = format!("this model was made for {range}, and the region's channels lie lower");
                self.wrong(
                    below(at, &["model"]),
                    message,
                    "okumura-hata is the same family for 150 MHz to 1500 MHz",
                );
            }
            _ => (),
        }
    }

    /// Hata's formulas were fitted for base antennas of 30 m to 200 m.
    fn hata_height(&mut self, radio: &str, spec: &PropagationSpec) {
        if !matches!(spec.model, PathLossModel::OkumuraHata | PathLossModel::Cost231) {
            return;
        }
        for (name, group) in self.scenario.gateways.iter().filter(|(_, group)| group.radio == radio) {
            let heights = self.heights(name, group);
            let odd: Vec<f64> = heights.iter().copied().filter(|m| !(30.0..=200.0).contains(m)).collect();
            let (low, high) = odd.iter().fold((f64::MAX, f64::MIN), |(a, b), m| (a.min(*m), b.max(*m)));
            let between = match low == high {
                true => Distance(low).to_string(),
                false => format!("{} to {}", Distance(low), Distance(high)),
            };
            let who = match odd.len() == heights.len() {
                true => format!("gateways.{name} stands"),
                false => format!("gateways.{name}: {} of {} stand", odd.len(), heights.len()),
            };
            if !odd.is_empty() {
                self.warn(format!("{who} {between} high; the Hata models were made for 30 m to 200 m"));
            }
        }
    }

    /// The heights of a group's masts, m: a member's own, else its row's, else the group's.
    fn heights(&self, name: &str, group: &GatewaySpec) -> Vec<f64> {
        let usual = group.height.unwrap_or(DEFAULT_HEIGHT).0;
        let own = |id: &str| group.member.get(id).and_then(|member| member.height).map(|height| height.0);
        match self.scenario.places.get(&format!("gateways.{name}")) {
            Some(rows) if !rows.is_empty() => {
                rows.iter().map(|row| own(&row.id).or(row.height_m).unwrap_or(usual)).collect()
            }
            _ => {
                let count = group.count.map_or(1, |count| count.0.min(MAX_GATEWAYS));
                (1..=count).map(|number| own(&number.to_string()).unwrap_or(usual)).collect()
            }
        }
    }
}
