//! Devices of one class with different periods: each draws its own once, in given shares.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chance::Key;
use crate::units::{Share, Span};

/// Periods and their shares: a word for a published mix, or a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MixSpec {
    /// Mobile autonomous reporting, periodic (3GPP TR 45.820, annex E.2.2): once a day 40 % of the devices, every
    /// 2 hours 40 %, every hour 15 %, every 30 minutes 5 %. Its payload is Pareto of shape 2.5 from 20 B, cut at 200 B.
    Mar,
    /// Periods of the scenario's own.
    Of(Vec<PeriodSpec>),
}

/// A period and who has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodSpec {
    /// The period.
    pub every: Span,
    /// Share of the devices.
    pub share: Share,
}

/// Minutes and shares of [`MixSpec::Mar`].
const MAR: [(u64, f64); 4] = [(1440, 0.40), (120, 0.40), (60, 0.15), (30, 0.05)];

impl MixSpec {
    /// The periods with their shares.
    pub fn periods(&self) -> Vec<PeriodSpec> {
        match self {
            MixSpec::Mar => MAR
                .iter()
                .map(|&(minutes, share)| PeriodSpec {
                    every: Span::from_secs(60 * minutes),
                    share: Share(share),
                })
                .collect(),
            MixSpec::Of(periods) => periods.clone(),
        }
    }
}

/// A mix ready to be drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    /// Periods, with the share of devices up to and with each.
    rows: Vec<(f64, Span)>,
    rate_per_s: f64,
}

impl Mix {
    /// The mix of a validated spec.
    pub fn new(spec: &MixSpec) -> Mix {
        let (mut rows, mut sum, mut rate_per_s) = (Vec::new(), 0.0, 0.0);
        for PeriodSpec { every, share } in spec.periods() {
            sum += share.0;
            rate_per_s += share.0 / every.as_secs_f64();
            rows.push((sum, every));
        }
        Mix { rows, rate_per_s }
    }

    /// The period of a device; `key` is the class's stream of `Purpose::Mix`.
    #[inline]
    pub fn period(&self, key: Key, index: u32) -> Span {
        let place = key.uniform(u64::from(index));
        let found = self.rows.iter().find(|(up_to, _)| place < *up_to);
        found.or(self.rows.last()).map_or(Span(u64::MAX), |(_, period)| *period)
    }

    /// Messages of a device drawn at random, a second.
    pub fn rate_per_s(&self) -> f64 {
        self.rate_per_s
    }

    /// The shortest period.
    pub fn shortest(&self) -> Span {
        self.rows.iter().map(|(_, period)| *period).min().unwrap_or(Span::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_the_periods_of_the_standard_in_its_shares() {
        const DEVICES: u32 = 100_000;
        let (mix, key) = (Mix::new(&MixSpec::Mar), Key::root(5, 0));
        for (minutes, share) in MAR {
            let period = Span::from_secs(60 * minutes);
            let have = (0..DEVICES).filter(|index| mix.period(key, *index) == period).count();
            let error = 4.0 * (share * (1.0 - share) / f64::from(DEVICES)).sqrt();
            assert!((have as f64 / f64::from(DEVICES) - share).abs() < error, "{minutes} min: {have}");
        }
        assert!((mix.rate_per_s() * 86_400.0 - 11.2).abs() < 1e-9);
    }
}
