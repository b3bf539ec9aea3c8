//! The second run: what happens to the messages that were found, and who was on the air with them.

use std::collections::HashMap;

use super::Watch;
use super::air::Air;
use super::diary::Trace;
use super::downs::Downs;
use super::draft::{Draft, Ended, Other, Seen, Sent};
use super::find::Counts;
use super::levels::Levels;
use super::names;
use super::query::{Fate, Query};
use super::words;
use crate::engine::recorder::{Happening, Reception, Who};
use crate::experiment::results::ScenarioInfo;
use crate::model::cause::Cause;
use crate::model::radio::explain::{Explanation, JAMMER, Verdict};
use crate::network::Network;
use crate::network::ids::ElementId;
use crate::network::layout::Layout;
use crate::units::Time;

/// Listens for the messages that are wanted.
pub struct Follow<'a> {
    network: &'a Network,
    layout: &'a Layout,
    /// By device and its message number: at which place it is shown, if it is.
    wanted: HashMap<(u32, u32), Option<usize>>,
    drafts: HashMap<(u32, u32), Draft>,
    air: Air,
    levels: Levels,
    shown: Vec<Option<(u32, u32)>>,
}

fn key(who: &Who) -> (u32, u32) {
    (who.message.device.0, who.n)
}

impl<'a> Follow<'a> {
    /// Nothing heard yet.
    pub fn new(
        network: &'a Network,
        layout: &'a Layout,
        wanted: HashMap<(u32, u32), Option<usize>>,
        shown: usize,
    ) -> Follow<'a> {
        let (drafts, air, levels) = (HashMap::new(), Air::default(), Levels::default());
        Follow { network, layout, wanted, drafts, air, levels, shown: vec![None; shown] }
    }

    /// The trace.
    pub fn finish(
        mut self,
        query: &Query,
        counts: Counts,
        scenario: ScenarioInfo,
        replication: u64,
    ) -> Trace {
        let mut places: HashMap<u32, Vec<String>> = HashMap::new();
        let mut messages = Vec::new();
        let downs = Downs::new(self.network, replication - 1);
        for key in self.shown.iter().flatten() {
            let Some(draft) = self.drafts.remove(key) else { continue };
            let class = draft.who.message.class;
            let of_class = &self.network.classes[class.index()];
            let ids = places.entry(class.0).or_insert_with(|| names::places(self.network, of_class));
            let place = ids.get((key.0 - of_class.first.0) as usize).cloned();
            messages.push(draft.diary(self.network, self.layout, &downs, place));
        }
        Trace {
            scenario,
            replication,
            classes: self.network.classes.iter().map(|class| class.name.clone()).collect(),
            headline: words::headline(query, &counts, messages.len(), replication),
            offered: counts.offered,
            fates: counts.fates,
            matching: counts.matching,
            examined: self.levels.examined,
            levels: self.levels.levels(),
            interfering_classes: self.levels.classes(self.network),
            interfering_devices: self.levels.devices(self.network),
            messages,
        }
    }

    fn judged(&mut self, who: &Who, radio: u32, explanation: &Explanation) {
        let gateways = &self.network.radios[radio as usize].gateways;
        let element = |gateway: u32| self.network.gateways[gateways[gateway as usize] as usize].element;
        let seen: Vec<Seen> =
            explanation.verdicts.iter().map(|verdict| self.seen(element(verdict.gateway), verdict)).collect();
        let Some(sent) = self.drafts.get_mut(&key(who)).and_then(|draft| draft.sent.last_mut()) else {
            return;
        };
        let Explanation { data_rate, frequency_hz, bytes, least_dbm, .. } = *explanation;
        (sent.frame, sent.seen) = (Some((data_rate, frequency_hz, bytes, least_dbm)), seen);
    }

    fn seen(&self, gateway: ElementId, verdict: &Verdict) -> Seen {
        let contest = verdict.contest.as_ref().map(|contest| {
            let other = |other: &crate::model::radio::explain::Interferer| Other {
                device: self.air.whose(other.message, other.start),
                is_jammer: other.message == JAMMER,
                data_rate: other.data_rate,
                power_dbm: other.power_dbm,
                start: other.start,
                end: other.end,
                together: other.together,
            };
            (contest.ratio_db, contest.needed_db, contest.others.iter().map(other).collect())
        });
        let levels = Some((verdict.power_dbm, verdict.sensitivity_dbm, verdict.demodulators));
        Seen { gateway, lost: verdict.lost, levels, contest }
    }

    /// The end of a wanted message; those that are not shown are only counted.
    fn ended(&mut self, who: &Who, fate: Fate, at: Option<Time>) {
        let Some(draft) = self.drafts.get_mut(&key(who)) else { return };
        draft.end = Some((fate, at));
        self.levels.add(draft);
        match self.wanted.get(&key(who)) {
            Some(Some(place)) => self.shown[*place] = Some(key(who)),
            _ => drop(self.drafts.remove(&key(who))),
        }
    }

    fn copy(&mut self, who: &Who, copy: Ended) {
        if let Some(draft) = self.drafts.get_mut(&key(who)) {
            draft.copies.push(copy);
        }
    }
}

/// A technology that explains nothing still says who heard.
fn received(draft: &mut Draft, reception: Reception) {
    if let Some(sent) = draft.sent.last_mut()
        && sent.frame.is_none()
    {
        let Reception { gateway, lost, .. } = reception;
        sent.seen.push(Seen { gateway, lost, levels: None, contest: None });
    }
}

impl Watch for Follow<'_> {
    fn wants(&self, who: Who) -> bool {
        self.drafts.contains_key(&key(&who))
    }

    fn happened(&mut self, who: Who, what: Happening) {
        let draft = self.drafts.get_mut(&key(&who));
        match what {
            Happening::Born { bytes } => {
                if self.wanted.contains_key(&key(&who)) {
                    self.drafts.insert(key(&who), Draft::new(who, bytes));
                }
            }
            Happening::OnAir { start, airtime } => {
                self.air.begin(who.handle, who.message.device, start, airtime);
                let sent = Sent { start, airtime, frame: None, seen: Vec::new() };
                draft.into_iter().for_each(|draft| draft.sent.push(sent.clone()));
            }
            Happening::Judged { radio, explanation } => self.judged(&who, radio, explanation),
            Happening::Received(reception) => draft.into_iter().for_each(|draft| received(draft, reception)),
            Happening::Dropped { gateway, element, at, cause, due_to, way, bytes, room } => {
                let (lost, room) = (Some((cause, element)), room.map(|room| (room, bytes)));
                let (gateway, way) = (Some(gateway), way.to_vec());
                self.copy(&who, Ended { gateway, fate: "dropped", at, lost, due_to, room, way });
            }
            Happening::Duplicate { gateway, at, way } => {
                let (gateway, way) = (Some(gateway), way.to_vec());
                self.copy(
                    &who,
                    Ended { gateway, fate: "duplicate", at, lost: None, due_to: None, room: None, way },
                );
            }
            Happening::Through(gateway) => {
                draft.into_iter().for_each(|draft| draft.through = draft.through.or(Some(gateway)));
            }
            Happening::Delivered { at, parts, late } => {
                let gateway = draft.and_then(|draft| draft.through);
                let way = parts.to_vec();
                self.copy(
                    &who,
                    Ended { gateway, fate: "delivered", at, lost: None, due_to: None, room: None, way },
                );
                let fate = late.map_or(Fate::Delivered, |element| Fate::Lost(Cause::Expired, element));
                self.ended(&who, fate, Some(at));
            }
            Happening::Lost { at, cause, element } => self.ended(&who, Fate::Lost(cause, element), Some(at)),
            Happening::InFlight => self.ended(&who, Fate::InFlight, None),
        }
    }
}
