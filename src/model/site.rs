//! Edge sites: what a scenario may say of them, and the bundles in which they hold messages back. A site decides, filters and
//! folds class by class; it knows sizes and times, not what a message says.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::link::Per;
use super::platform::PerDeviceSpec;
use super::station::StationSpec;
use super::store::StoreSpec;
use crate::units::{Bytes, Count, Share, Span, Time};

/// A site between gateways and platform (`sites.NAME`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteSpec {
    /// "gateway": one at each gateway that names it (`gateways.NAME.site`); shared by all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    /// Where what goes on is sent: a link, or "platform".
    pub to: String,
    /// Its servers and waiting room; costs nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing: Option<StationSpec>,
    /// How much it takes from each device; what is beyond is refused (throttled) before its servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_device: Option<PerDeviceSpec>,
    /// What it keeps while it knows its link to be down; nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreSpec>,
    /// What becomes of a class here; what has no rule goes on as it came.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rules: IndexMap<String, RuleSpec>,
}

/// What becomes of a class at a site: decided here, else filtered, else folded, else passed on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The site consumes it: it is delivered here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide: Option<bool>,
    /// Share that goes on, such as readings that changed; the others are delivered here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<Share>,
    /// Many make one packet that tells of them (a mean, a count): they are delivered here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<FoldSpec>,
    /// Many travel in one packet and are delivered, or lost, with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<FoldSpec>,
}

/// How many messages of a class make one packet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoldSpec {
    /// So many at the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Count>,
    /// Fewer once the eldest has waited so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// Bytes of the packet besides those of its messages; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Bytes>,
    /// Bytes of each message in it: as it came for an envelope, none for a summary, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Bytes>,
}

/// Bytes besides those of its messages, if left out.
pub const DEFAULT_HEADER: Bytes = Bytes(0);

/// A rule ready to be applied.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Goes on as it came.
    Pass,
    /// Delivered here.
    Decide,
    /// This share goes on, the others are delivered here.
    Filter(f64, Option<Fold>),
    /// Folded.
    Fold(Fold),
}

/// How messages are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// So many at the most.
    pub most: u64,
    /// The eldest waits no longer.
    pub within: Option<Span>,
    /// Bytes besides those of the messages.
    pub header: u64,
    /// Bytes of each, or as it came.
    pub each: Option<u64>,
    /// They are delivered with the packet, not here.
    pub carries: bool,
}

impl RuleSpec {
    /// The rule of a validated spec.
    pub fn rule(&self) -> Rule {
        let fold = self.fold();
        match (self.decide, self.pass, fold) {
            (Some(true), ..) => Rule::Decide,
            (_, Some(share), fold) => Rule::Filter(share.0, fold),
            (_, None, Some(fold)) => Rule::Fold(fold),
            _ => Rule::Pass,
        }
    }

    /// How it folds, if it does.
    pub fn fold(&self) -> Option<Fold> {
        let (spec, carries) = match (&self.envelope, &self.summary) {
            (Some(spec), _) => (spec, true),
            (None, Some(spec)) => (spec, false),
            (None, None) => return None,
        };
        Some(Fold {
            most: spec.messages.map_or(u64::MAX, |count| count.0.max(1)),
            within: spec.within,
            header: spec.header.unwrap_or(DEFAULT_HEADER).0,
            each: spec.each.map(|bytes| bytes.0).or((!carries).then_some(0)),
            carries,
        })
    }
}

/// Messages that wait for a packet to be made of them.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// Whatever the caller knows them by.
    members: Vec<u32>,
    /// Bytes of the packet so far, its header not counted.
    bytes: u64,
    /// How many there are, those delivered here included.
    count: u64,
    since: Time,
}

/// A packet that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Who travels in it.
    pub members: Vec<u32>,
    /// Its size.
    pub bytes: u64,
}

impl Bundle {
    /// Takes in a message; answers when the bundle is due if this is its first.
    pub fn add(&mut self, fold: &Fold, now: Time, member: Option<u32>, bytes: u64) -> Option<Time> {
        let is_first = self.count == 0;
        if is_first {
            self.since = now;
        }
        self.members.extend(member);
        self.count += 1;
        self.bytes = self.bytes.saturating_add(fold.each.unwrap_or(bytes));
        fold.within.filter(|_| is_first).map(|within| now + within)
    }

    /// Whether it is full.
    pub fn is_full(&self, fold: &Fold) -> bool {
        self.count >= fold.most
    }

    /// Whether its eldest has waited long enough.
    pub fn is_due(&self, fold: &Fold, now: Time) -> bool {
        self.count > 0 && fold.within.is_some_and(|within| self.since + within <= now)
    }

    /// The packet, and an empty bundle in its place.
    pub fn pack(&mut self, fold: &Fold) -> Packed {
        let Bundle { members, bytes, .. } = std::mem::take(self);
        Packed { members, bytes: bytes.saturating_add(fold.header) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Rule {
        toml::from_str::<RuleSpec>(text).expect("a rule").rule()
    }

    #[test]
    fn an_envelope_has_its_messages_bytes_and_a_summary_its_own() {
        let packed = |text: &str| {
            let Rule::Fold(fold) = rule(text) else { panic!("{text} folds") };
            let mut bundle = Bundle::default();
            let due = bundle.add(&fold, Time(5), Some(1), 30);
            assert!(!bundle.is_full(&fold) && bundle.add(&fold, Time(6), Some(2), 50).is_none());
            assert!(bundle.is_full(&fold));
            (due, bundle.pack(&fold).bytes, bundle.is_full(&fold))
        };
        assert_eq!(packed("envelope = { messages = 2, header = \"40 B\" }"), (None, 120, false));
        assert_eq!(packed("envelope = { messages = 2, within = \"1 s\", each = \"4 B\" }").1, 8);
        let summary = packed("summary = { messages = 2, within = \"1 s\", header = \"60 B\" }");
        assert_eq!(summary, (Some(Time(1_000_000_005)), 60, false));
    }

    #[test]
    fn the_eldest_decides_when_a_packet_is_due() {
        let Rule::Filter(share, Some(fold)) = rule("pass = \"10 %\"\nsummary = { within = \"1 s\" }") else {
            panic!("filters and folds")
        };
        let mut bundle = Bundle::default();
        bundle.add(&fold, Time(5), None, 30);
        bundle.add(&fold, Time(900_000_000), None, 30);
        let due = |at| bundle.is_due(&fold, Time(at));
        assert_eq!((share, due(1_000_000_004), due(1_000_000_005)), (0.1, false, true));
        assert_eq!([rule("decide = true"), rule("decide = false")], [Rule::Decide, Rule::Pass]);
    }
}
