//! Rules of `platform.quota`: a pack that is there, limits that say one thing each.

use super::Check;
use crate::model::quota::{LimitSpec, Metered, QuotaSpec, packs};
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::diagnose::suggest;

/// Limits that a quota may have.
const MOST_LIMITS: usize = 100;

impl Check<'_> {
    pub(super) fn quota(&mut self) {
        let Some(quota) = self.scenario.platform.as_ref().and_then(|platform| platform.quota.as_ref()) else {
            return;
        };
        let at = path(&["platform", "quota"]);
        if quota.pack.is_none() && quota.limits.is_empty() {
            let help = "name a pack, such as pack = \"azure-iot-hub-s1\", or write limits";
            self.wrong_key(at.clone(), "this quota limits nothing", help);
        }
        self.pack(&at, quota);
        if quota.limits.len() > MOST_LIMITS {
            let message = format!("{} limits; at most {MOST_LIMITS} are possible", quota.limits.len());
            self.wrong(below(&at, &["limits"]), message, "");
            return;
        }
        for (n, limit) in quota.limits.iter().enumerate() {
            let at = below(&at, &["limits", &n.to_string()]);
            if quota.limits[..n].iter().any(|other| other.name == limit.name) {
                let message = format!("a limit `{}` stands above", limit.name);
                self.wrong(below(&at, &["name"]), message, "give each a name of its own");
            }
            self.limit_of_quota(&at, limit);
        }
    }

    fn pack(&mut self, at: &[String], quota: &QuotaSpec) {
        let units = quota.units.map(|units| units.0);
        if units == Some(0) {
            self.wrong(below(at, &["units"]), "0 units let nothing through", "it must be 1 or more");
        }
        let Some(name) = &quota.pack else {
            if quota.units.is_some() && !quota.limits.iter().any(|limit| limit.per_unit == Some(true)) {
                self.warn("platform.quota.units changes nothing: no limit is per_unit");
            }
            return;
        };
        let Some(pack) = packs::find(name) else {
            let known: Vec<&str> = packs::PACKS.iter().map(|(name, _)| *name).collect();
            self.wrong(
                below(at, &["pack"]),
                format!("there is no pack `{name}`"),
                suggest(name, &known, "packs"),
            );
            return;
        };
        match (pack.units, units) {
            (Some(most), Some(units)) if units > most => {
                let message = format!("{units} units; {} has at most {most}", pack.title);
                self.wrong(below(at, &["units"]), message, "");
            }
            (None, Some(_)) => {
                self.warn(format!("platform.quota.units changes nothing: {name} has no units"))
            }
            _ => {}
        }
    }

    fn limit_of_quota(&mut self, at: &[String], limit: &LimitSpec) {
        let given: Vec<&str> = [
            ("rate", limit.rate.is_some()),
            ("per_day", limit.per_day.is_some()),
            ("size", limit.size.is_some()),
            ("most", limit.most.is_some()),
        ]
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(key, _)| key)
        .collect();
        let fitting: &[&str] = match limit.of {
            Metered::Messages | Metered::Bytes => &["rate", "per_day"],
            Metered::Connects => &["rate"],
            Metered::Size => &["size"],
            Metered::Connections => &["most"],
        };
        let help = format!("it has exactly one of: {}", fitting.join(", "));
        match given[..] {
            [one] if fitting.contains(&one) => {}
            [one] => {
                self.wrong_key(below(at, &[one]), format!("`{one}` does not go with what it counts"), help)
            }
            [] => self.wrong(at.to_vec(), "this limit allows no number of anything", help),
            [_, second, ..] => {
                self.wrong_key(below(at, &[second]), "one limit allows one number", help);
            }
        }
        let zero = |count: Option<crate::units::Count>| count.is_some_and(|count| count.0 == 0);
        if zero(limit.per_day) || zero(limit.most) || limit.size.is_some_and(|size| size.0 == 0) {
            self.wrong(at.to_vec(), "a limit of 0 lets nothing through", "");
        }
        self.limit_units(at, limit);
    }

    fn limit_units(&mut self, at: &[String], limit: &LimitSpec) {
        for (key, rate) in [("rate", limit.rate), ("least", limit.least)] {
            if let Some(rate) = rate
                && rate.is_bytes() != (limit.of == Metered::Bytes)
            {
                let help = if rate.is_bytes() {
                    "write for example \"100 /s\""
                } else {
                    "write for example \"4 Mbit/s\""
                };
                self.wrong(below(at, &[key]), "this rate counts something else than the limit", help);
            }
        }
        let needless: [(&str, bool); 4] = [
            ("least", limit.least.is_some() && limit.rate.is_none()),
            ("burst", limit.burst.is_some() && limit.rate.is_none()),
            ("each", limit.each == Some(true) && limit.rate.is_none()),
            ("meter", limit.meter.is_some() && limit.of != Metered::Messages),
        ];
        for (key, _) in needless.into_iter().filter(|(_, needless)| *needless) {
            let with: Path = below(at, &[key]);
            let what = if key == "meter" { "goes with a limit of messages" } else { "goes with a rate" };
            self.wrong_key(with, format!("`{key}` {what}"), "");
        }
    }
}
