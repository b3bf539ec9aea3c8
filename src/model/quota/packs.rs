//! The packs that come with the program: dated TOML files of `quotas/`, each figure with its source.

use serde::Deserialize;

use super::LimitSpec;

/// A provider's limits, or what a test reached.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// What it is called.
    pub title: String,
    /// When the figures were read.
    pub date: String,
    /// Where they stand.
    pub source: String,
    /// What else must be known.
    #[serde(default)]
    pub note: String,
    /// The most units that can be rented; none where it is not by the unit.
    #[serde(default)]
    pub units: Option<u64>,
    /// The limits.
    pub limits: Vec<LimitSpec>,
}

macro_rules! packs {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../quotas/", $name, ".toml")))),*]
    };
}

/// Every pack by its name, as TOML.
pub const PACKS: &[(&str, &str)] = packs![
    "aws-iot-core-2026",
    "azure-iot-hub-s1",
    "azure-iot-hub-s2",
    "azure-iot-hub-s3",
    "emqx-single-node",
    "hivemq-cluster",
];

/// The pack of this name.
pub fn find(name: &str) -> Option<Pack> {
    let (_, text) = PACKS.iter().find(|(known, _)| *known == name)?;
    toml::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::quota::{Bound, Limit, QuotaPlan, QuotaSpec};
    use crate::units::Count;

    fn plan(pack: &str, units: u64) -> QuotaPlan {
        QuotaPlan::new(&QuotaSpec {
            pack: Some(pack.into()),
            units: Some(Count(units)),
            ..QuotaSpec::default()
        })
    }

    #[test]
    fn every_pack_can_be_read_and_says_where_it_comes_from() {
        for (name, text) in PACKS {
            let pack: Pack = toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!pack.source.is_empty() && pack.date.len() == 7, "{name}");
            let limits: Vec<Option<Limit>> = pack.limits.iter().map(|limit| Limit::new(limit, 1)).collect();
            assert!(!limits.is_empty() && limits.iter().all(Option::is_some), "{name}");
        }
    }

    /// 100 000 devices that reconnect (Azure's own example): 1 000 s, 833 s and 17 s.
    #[test]
    fn units_multiply_what_is_by_the_unit() {
        let connects = |pack: &str, units: u64| {
            let plan = plan(pack, units);
            match plan.limits.iter().find(|limit| limit.name == "new connections").map(|limit| limit.bound) {
                Some(Bound::Rate { per_s, .. }) => 100_000.0 / per_s,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(connects("azure-iot-hub-s1", 1), 1000.0);
        assert_eq!(libm::round(connects("azure-iot-hub-s2", 1)), 833.0);
        assert_eq!(libm::round(connects("azure-iot-hub-s3", 1)), 17.0);
        assert_eq!(connects("azure-iot-hub-s1", 20), 100_000.0 / 240.0);
    }
}
