//! Quotas of platforms that are rented: what a provider lets through, as limits with their source and whether they can be
//! raised. Messages are metered where they reach the platform; connections are not known here.

pub mod meter;
pub mod packs;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Count, Flow, Span};

/// A quota (`platform.quota`): a pack, limits of one's own, or both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotaSpec {
    /// A pack that comes with iotcap (`iotcap explain quotas` lists them).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// How many units are rented, where the pack is by the unit; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<Count>,
    /// What it is called, for charts; the pack's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the limits were read ("2026-11"); the pack's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where they stand; the pack's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Limits beside those of the pack; one of the same name replaces the pack's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitSpec>,
}

/// One limit: a rate, a number a day, a greatest size or a greatest number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitSpec {
    /// What it is called.
    pub name: String,
    /// What it counts.
    pub of: Metered,
    /// So many in a time, by a token bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Flow>,
    /// So many from midnight to midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_day: Option<Count>,
    /// So large a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Bytes>,
    /// So many at once (of connections).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Count>,
    /// The rate is at least this, however few units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Flow>,
    /// It holds for each device by itself, not for all together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<bool>,
    /// It is that of one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_unit: Option<bool>,
    /// The bucket holds so long a time's worth; 1 s if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<Span>,
    /// Each begun so many bytes of payload count as a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meter: Option<Bytes>,
    /// The provider does not raise it; true if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard: Option<bool>,
    /// The figure was not seen at its source and wants confirming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<bool>,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Metered {
    /// Messages that reach the platform.
    Messages,
    /// Bytes of their payload.
    Bytes,
    /// The payload of one message.
    Size,
    /// Attempts to connect.
    Connects,
    /// Devices that are connected.
    Connections,
}

/// A bucket holds so long a time's worth, if left out.
pub const DEFAULT_BURST: Span = Span::from_secs(1);

/// A quota with its pack resolved and its units multiplied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuotaPlan {
    /// What it is called.
    pub title: String,
    /// When its limits were read.
    pub date: String,
    /// Where they stand.
    pub source: String,
    /// Limits, the pack's first.
    pub limits: Vec<Limit>,
}

/// A limit, nothing left to default.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What it is called.
    pub name: String,
    /// What it counts.
    pub of: Metered,
    /// How much of it.
    pub bound: Bound,
    /// For each device by itself.
    pub each: bool,
    /// Each begun so many bytes count as a message.
    pub meter: Option<u64>,
    /// The provider does not raise it.
    pub hard: bool,
    /// It wants confirming.
    pub confirm: bool,
}

/// How much a limit allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// So many a second, and so many at once.
    Rate {
        /// A second.
        per_s: f64,
        /// At once, after a pause.
        depth: f64,
    },
    /// From midnight to midnight.
    Day(u64),
    /// Bytes of one message.
    Size(u64),
    /// At once.
    Most(u64),
}

impl Limit {
    /// Of a validated spec, for so many units.
    pub fn new(spec: &LimitSpec, units: u64) -> Option<Limit> {
        let times = if spec.per_unit.unwrap_or(false) { units.max(1) } else { 1 };
        let bound = match (spec.rate, spec.per_day, spec.size, spec.most) {
            (Some(rate), None, None, None) => {
                let least = spec.least.map_or(0.0, Flow::per_s);
                let per_s = libm::fmax(rate.per_s() * times as f64, least);
                let burst = spec.burst.unwrap_or(DEFAULT_BURST).as_secs_f64();
                Bound::Rate { per_s, depth: libm::fmax(per_s * burst, 1.0) }
            }
            (None, Some(count), None, None) => Bound::Day(count.0.saturating_mul(times)),
            (None, None, Some(size), None) => Bound::Size(size.0),
            (None, None, None, Some(most)) => Bound::Most(most.0.saturating_mul(times)),
            _ => return None,
        };
        Some(Limit {
            name: spec.name.clone(),
            of: spec.of,
            bound,
            each: spec.each.unwrap_or(false),
            meter: spec.meter.map(|bytes| bytes.0.max(1)),
            hard: spec.hard.unwrap_or(true),
            confirm: spec.confirm.unwrap_or(false),
        })
    }

    /// Whether messages are held to it where they reach the platform.
    pub fn meters_messages(&self) -> bool {
        matches!(self.of, Metered::Messages | Metered::Bytes | Metered::Size)
    }

    /// Whether attempts to connect are held to it at the connecting stage.
    pub fn meters_connects(&self) -> bool {
        self.of == Metered::Connects
    }

    /// What a message of so many bytes counts for.
    pub fn counts(&self, bytes: u64) -> u64 {
        match (self.of, self.meter) {
            (Metered::Bytes | Metered::Size, _) => bytes,
            (_, Some(meter)) => bytes.div_ceil(meter).max(1),
            (_, None) => 1,
        }
    }
}

impl QuotaPlan {
    /// The most connections at once that any limit allows.
    pub fn connections(&self) -> Option<u64> {
        let most = |limit: &Limit| match (limit.of, limit.bound) {
            (Metered::Connections, Bound::Most(most)) => Some(most),
            _ => None,
        };
        self.limits.iter().filter_map(most).min()
    }

    /// Of a validated spec.
    pub fn new(spec: &QuotaSpec) -> QuotaPlan {
        let pack = spec.pack.as_deref().and_then(packs::find);
        let units = spec.units.map_or(1, |units| units.0);
        let mut limits: Vec<&LimitSpec> = Vec::new();
        for limit in pack.iter().flat_map(|pack| &pack.limits).chain(&spec.limits) {
            match limits.iter_mut().find(|known| known.name == limit.name) {
                Some(known) => *known = limit,
                None => limits.push(limit),
            }
        }
        let told = |own: &Option<String>, of_pack: fn(&packs::Pack) -> &String| {
            own.clone().or(pack.as_ref().map(|pack| of_pack(pack).clone())).unwrap_or_default()
        };
        QuotaPlan {
            title: told(&spec.title, |pack| &pack.title),
            date: told(&spec.date, |pack| &pack.date),
            source: told(&spec.source, |pack| &pack.source),
            limits: limits.into_iter().filter_map(|limit| Limit::new(limit, units)).collect(),
        }
    }
}
