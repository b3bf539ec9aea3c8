//! Edge sites: what becomes of a message that has left a site's servers. What is decided, filtered or told of in a summary
//! is delivered there (DEFINITIONS D4); an envelope carries its messages on and loses them all. The packet itself is control
//! work: it loads what it crosses and is nobody's message.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Run;
use crate::engine::errand::{Ending, Errand, Sender};
use crate::engine::event::{Event, Kind};
use crate::engine::message::Fate;
use crate::engine::recorder::Recorder;
use crate::engine::route::Place;
use crate::model::site::{Bundle, Fold, Rule};
use crate::network::ids::ElementId;
use crate::network::ways::Way;
use crate::network::{Hop, Network};
use crate::units::{Span, Time};

/// Marks the numbers of packets that sites make, so that their luck is none of their messages'.
const OF_A_SITE: u32 = 3 << 30;

/// All sites of a run.
#[derive(Debug)]
pub struct Sites {
    /// By element.
    rows: Vec<Option<Box<Site>>>,
    /// Who travels in each packet under way, by its slot: parked copies.
    under_way: BTreeMap<u32, (ElementId, Vec<u32>)>,
    /// Messages that wait for a packet or travel in one: further copies of them are duplicates.
    held: BTreeSet<u32>,
}

/// One site.
#[derive(Debug)]
struct Site {
    /// By class.
    rules: Vec<Rule>,
    bundles: Vec<(Bundle, Option<Eldest>)>,
    /// Part row of the wait for an envelope.
    part: u16,
}

/// The first message of a packet, whose luck the packet has.
#[derive(Clone, Copy, Debug)]
struct Eldest {
    index: u32,
    n: u32,
    place: Place,
}

impl Sites {
    /// Of one run; none if there are no sites.
    pub fn new(network: &Network) -> Option<Box<Sites>> {
        if network.sites.is_empty() {
            return None;
        }
        let mut rows: Vec<Option<Box<Site>>> = network.elements.iter().map(|_| None).collect();
        for plan in &network.sites {
            let bundles = plan.rules.iter().map(|_| (Bundle::default(), None)).collect();
            let site = Site { rules: plan.rules.clone(), bundles, part: plan.part };
            rows[plan.element.index()] = Some(Box::new(site));
        }
        Some(Box::new(Sites { rows, under_way: BTreeMap::new(), held: BTreeSet::new() }))
    }

    fn site(&mut self, element: usize) -> Option<&mut Site> {
        self.rows.get_mut(element)?.as_deref_mut()
    }
}

impl<R: Recorder> Run<'_, R> {
    /// A copy has left a station that may be a site's: where it stands if it goes on by itself.
    #[inline(never)]
    pub(super) fn pass_site(&mut self, hop: &Hop, place: Place) -> Option<Place> {
        let class = self.messages[place.slot].message.class.index();
        // a site cannot tell in whose hands a device is
        let class = self.network.classes[class].taken_from.map_or(class, |from| from as usize);
        let site = self.sites.as_mut().and_then(|sites| sites.site(hop.element.index()));
        let rule = site.map_or(&Rule::Pass, |site| &site.rules[class]);
        if *rule == Rule::Pass || self.messages[place.slot].errand.is_control() {
            return Some(place);
        }
        let rule = rule.clone();
        let is_held = self.sites.as_ref().is_some_and(|sites| sites.held.contains(&place.slot));
        if is_held || self.messages[place.slot].closed {
            self.recorder.duplicate(hop.element, self.now);
            self.tell_duplicate(place.slot, place.gateway, self.now, false);
            self.messages[place.slot].copies -= 1;
            self.release(place.slot);
            return None;
        }
        let fold = match rule {
            Rule::Filter(share, fold) => {
                if self.luck.turn(&self.messages[place.slot], hop.element.index(), 0) >= share {
                    self.end_at_site(place);
                    return None;
                }
                fold
            }
            Rule::Fold(fold) => Some(fold),
            Rule::Decide | Rule::Pass => {
                self.end_at_site(place);
                return None;
            }
        };
        let Some(fold) = fold else { return Some(place) };
        self.fold_in(hop.element.index(), class, place, &fold);
        None
    }

    /// The site consumes a message.
    fn end_at_site(&mut self, place: Place) {
        self.recorder.consumed(self.messages[place.slot].message);
        self.end_way(place, self.now);
    }

    /// A message joins those of which a packet is made.
    fn fold_in(&mut self, element: usize, class: usize, place: Place, fold: &Fold) {
        let open = &self.messages[place.slot];
        let eldest = Eldest { index: open.index, n: open.n, place };
        let member = match fold.carries {
            true => Some(self.park(&place)),
            false => {
                self.end_at_site(place);
                None
            }
        };
        let now = self.now;
        let Some(sites) = self.sites.as_deref_mut() else { return };
        if member.is_some() {
            sites.held.insert(place.slot);
        }
        let Some(site) = sites.site(element) else { return };
        let (bundle, first) = &mut site.bundles[class];
        first.get_or_insert(eldest);
        let due = bundle.add(fold, now, member, u64::from(place.bytes));
        if bundle.is_full(fold) {
            self.send_packet(element, class, fold);
        } else if let Some(at) = due {
            let order = self.luck.element_order(element) ^ class as u64;
            self.agenda.push(now, Event::new(at, Kind::Switch, order, element as u32, class as u32));
        }
    }

    /// The eldest of a class at a site may have waited long enough; answers whether this is a site.
    pub(super) fn wake_site(&mut self, element: usize, class: u32) -> bool {
        let (now, class) = (self.now, class as usize);
        let Some(site) = self.sites.as_mut().and_then(|sites| sites.site(element)) else { return false };
        let fold = match site.rules[class] {
            Rule::Fold(fold) | Rule::Filter(_, Some(fold)) => fold,
            _ => return true,
        };
        if site.bundles[class].0.is_due(&fold, now) {
            self.send_packet(element, class, &fold);
        }
        true
    }

    /// Makes a packet of those who wait, and sends it on.
    fn send_packet(&mut self, element: usize, class: usize, fold: &Fold) {
        let Some(site) = self.sites.as_mut().and_then(|sites| sites.site(element)) else { return };
        let (bundle, eldest) = &mut site.bundles[class];
        let (packed, Some(Eldest { index, n, place })) = (bundle.pack(fold), eldest.take()) else { return };
        let errand = Errand::control(Sender::Site, Way::default());
        let slot = self.open_slot(errand, class, index, n | OF_A_SITE, 0);
        if let Some(sites) = &mut self.sites {
            sites.under_way.insert(slot, (ElementId(element as u32), packed.members));
        }
        self.parts.clear();
        let bytes = u32::try_from(packed.bytes).unwrap_or(u32::MAX);
        let hop = self.network.hops[place.hop as usize].next;
        self.go_on(Place { slot, bytes, hop, at: self.now, visits: 0, ..place });
    }

    /// A packet has come to its end: those who travel in it have, too.
    pub(super) fn end_packet(&mut self, slot: u32, at: Time, ending: Ending) {
        let packet = self.messages[slot].message;
        let made = packet.birth;
        let Some(sites) = self.sites.as_deref_mut() else { return };
        let Some((element, members)) = sites.under_way.remove(&slot) else { return };
        let part = sites.site(element.index()).map_or(0, |site| site.part);
        let way = std::mem::take(&mut self.parts);
        if ending == Ending::Reached {
            let within = members.iter().map(|member| self.messages[self.parked[*member].message].message);
            self.recorder.unpacked(packet, &within.collect::<Vec<_>>());
        }
        for member in members {
            let message = self.parked[member].message;
            match ending {
                // they are still open, and told as such
                Ending::Drained => continue,
                Ending::Reached => {
                    let place = self.unpark(member);
                    let so_far = self.parts.iter().map(|part| part.span.0).sum();
                    let came = self.messages[place.slot].message.birth + Span(so_far);
                    self.note(element, part, made - came);
                    self.parts.extend_from_slice(&way);
                    self.end_way(place, at);
                }
                Ending::Lost(fate) => {
                    let place = self.unpark(member);
                    let fate = Fate { rank: std::cmp::Reverse(place.rank), ..fate };
                    self.end_copy(place.slot, fate, at, false);
                }
            }
            if let Some(sites) = &mut self.sites {
                sites.held.remove(&message);
            }
        }
        self.parts = way;
    }
}
