//! What is asked for, as it was typed and as the network knows it. All that does not exist is said at once.

use std::collections::HashSet;

use super::names;
use super::words;
use crate::engine::recorder::Message;
use crate::experiment::study::Plan;
use crate::model::cause::{CAUSES, Cause, DueTo};
use crate::network::ids::ElementId;
use crate::network::{Clock, Network, ServerPlan};
use crate::scenario::diagnose::suggest;
use crate::units::{Time, noun};

/// What is asked for, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// "meters:17", number or place id; all if none.
    pub devices: Vec<String>,
    /// "meters"; all own classes if none.
    pub classes: Vec<String>,
    /// How they ended.
    pub ending: Ending,
    /// Born at or after this moment.
    pub from: Option<String>,
    /// Born before this moment.
    pub to: Option<String>,
    /// Diaries at most.
    pub limit: usize,
    /// Which replication, from 1.
    pub replication: u64,
    /// Where none is found there, so many are searched in all, one after another.
    pub search: u64,
}

/// How the messages asked for ended, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// In any way.
    #[default]
    Any,
    /// Delivered in time.
    Delivered,
    /// Delivered after their deadline.
    Late,
    /// Lost: "any", or a cause, or either with "@" and an element.
    Lost(String),
}

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// In time.
    Delivered,
    /// Filed under a cause and an element.
    Lost(Cause, ElementId),
    /// Still open at the end.
    InFlight,
}

impl Fate {
    /// Its words in a trace, cause and element.
    pub fn names(self, network: &Network) -> (&'static str, Option<&'static str>, Option<String>) {
        match self {
            Fate::Delivered => ("delivered", None, None),
            Fate::Lost(cause, element) => {
                ("lost", Some(cause.info().name), Some(network.elements[element.index()].name.clone()))
            }
            Fate::InFlight => ("in_flight", None, None),
        }
    }
}

/// How the messages asked for ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Any,
    Delivered,
    /// By this cause, at an element in this range.
    Lost(Option<Cause>, Option<(u32, u32)>),
}

/// What is asked for, as the network knows it.
#[derive(Clone, Debug)]
pub struct Query {
    /// Device numbers over all classes, ascending; all if none.
    devices: Option<Vec<u32>>,
    /// By class.
    classes: Vec<bool>,
    wanted: Wanted,
    from: Time,
    to: Time,
    /// Diaries at most.
    pub limit: usize,
    /// "messages of meters:17".
    pub population: String,
    /// "were lost by collision at gateways.rooftop:3"; empty if any ending was asked for.
    pub ending: String,
}

impl Query {
    /// Reads what was typed; the error holds every mistake in a sentence.
    pub fn of(asked: &Asked, network: &Network) -> Result<Query, Vec<String>> {
        let mut wrong = Vec::from_iter(no_replication(asked, network));
        let mut devices: Vec<u32> = Vec::new();
        for text in &asked.devices {
            match names::devices(text, network) {
                Ok(found) => devices.extend(found),
                Err(sentence) => wrong.push(sentence),
            }
        }
        devices.sort_unstable();
        devices.dedup();
        let classes = classes(asked, network, &mut wrong);
        let wanted = wanted(&asked.ending, network, &mut wrong);
        let (from, to) = window(asked, network, &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Query {
            devices: (!asked.devices.is_empty()).then_some(devices),
            classes,
            wanted,
            from,
            to,
            limit: asked.limit,
            population: words::population(asked),
            ending: words::ending(&asked.ending, managed(wanted, network)),
        })
    }

    /// Whether a message is of those asked for, whatever its end.
    pub fn covers(&self, clock: &Clock, message: &Message) -> bool {
        let in_window = clock.from <= message.birth && message.birth < clock.to;
        in_window
            && self.from <= message.birth
            && message.birth < self.to
            && self.classes[message.class.index()]
            && self.devices.as_ref().is_none_or(|these| these.binary_search(&message.device.0).is_ok())
    }

    /// Whether that is an end asked for.
    pub fn wants(&self, fate: Fate) -> bool {
        match (self.wanted, fate) {
            (Wanted::Any, _) => true,
            (Wanted::Delivered, fate) => fate == Fate::Delivered,
            (Wanted::Lost(cause, place), Fate::Lost(by, element)) => {
                cause.is_none_or(|cause| cause == by)
                    && place.is_none_or(|(first, end)| (first..end).contains(&element.0))
            }
            (Wanted::Lost(..), _) => false,
        }
    }
}

/// By class whether it is asked for; without a word, and where devices are named, those classes; else all but others'.
fn classes(asked: &Asked, network: &Network, wrong: &mut Vec<String>) -> Vec<bool> {
    let known: Vec<&str> = network.classes.iter().map(|class| class.name.as_str()).collect();
    let plain = |text: &str| text.strip_prefix("devices.").unwrap_or(text).to_string();
    let named: Vec<String> = asked.classes.iter().map(|text| plain(text)).collect();
    for name in named.iter().filter(|name| !known.contains(&name.as_str())) {
        wrong.push(format!("there is no class `{name}`; {}", suggest(name, &known, "classes")));
    }
    let all = |foreign: bool| named.is_empty() && (!foreign || !asked.devices.is_empty());
    network.classes.iter().map(|class| all(class.foreign) || named.contains(&class.name)).collect()
}

fn wanted(ending: &Ending, network: &Network, wrong: &mut Vec<String>) -> Wanted {
    match ending {
        Ending::Any => Wanted::Any,
        Ending::Delivered => Wanted::Delivered,
        Ending::Late => Wanted::Lost(Some(Cause::Expired), None),
        Ending::Lost(text) => {
            let (cause, place) = text.split_once('@').map_or((text.as_str(), None), |(c, p)| (c, Some(p)));
            let cause = cause_named(cause.trim(), wrong);
            Wanted::Lost(cause, place.and_then(|place| place_named(place.trim(), network, wrong)))
        }
    }
}

/// The cause of a name as results write it, with `-` or spaces for `_`, or as charts do; none for "any".
fn cause_named(text: &str, wrong: &mut Vec<String>) -> Option<Cause> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    // as in `--late`, and as people say
    let text = if plain(text) == "late" { "expired" } else { text };
    let row = CAUSES.iter().find(|row| [row.name, row.label].iter().any(|name| plain(name) == plain(text)));
    if row.is_none() && plain(text) != "any" {
        let known: Vec<&str> = std::iter::once("any").chain(CAUSES.iter().map(|row| row.name)).collect();
        wrong.push(format!("there is no cause `{text}`; {}", suggest(text, &known, "causes")));
    }
    row.map(|row| row.cause)
}

/// What drops at all elements asked for where a message finds no room.
fn managed(wanted: Wanted, network: &Network) -> Option<DueTo> {
    let Wanted::Lost(Some(Cause::BufferOverflow), place) = wanted else { return None };
    let here = |at: &usize| place.is_none_or(|(first, end)| (first as usize..end as usize).contains(at));
    let mut all = (0..network.servers.len()).filter(here).filter(|at| drops(network, *at));
    let first = managed_at(network, all.next()?)?;
    all.all(|at| managed_at(network, at) == Some(first)).then_some(first)
}

/// Whether a message may be lost here for want of room, or by the queue's management.
fn drops(network: &Network, element: usize) -> bool {
    bounded(&network.servers[element]) || management(network, element).is_some()
}

fn bounded(server: &ServerPlan) -> bool {
    match server {
        ServerPlan::None => false,
        ServerPlan::Store(store) => store.room() != crate::model::live::Room::UNLIMITED,
        ServerPlan::Link { idle, .. } => idle.limit().is_some(),
        ServerPlan::Station { waiting_room, .. } => waiting_room.is_some(),
    }
}

fn management(network: &Network, element: usize) -> Option<DueTo> {
    if network.guards[element].as_ref().is_some_and(|guard| guard.red.is_some()) {
        return Some(DueTo::Red);
    }
    network.servers[element].live().filter(|live| live.codel.is_some()).map(|_| DueTo::Codel)
}

/// What alone can drop at an element whose buffer is without bounds: CoDel or random early detection.
pub fn managed_at(network: &Network, element: usize) -> Option<DueTo> {
    let server = &network.servers[element];
    let alone = !bounded(server) && server.live().is_none_or(|live| live.outages.is_none());
    management(network, element).filter(|_| alone)
}

/// The elements of a group's or a member's name.
fn place_named(text: &str, network: &Network, wrong: &mut Vec<String>) -> Option<(u32, u32)> {
    let group = network.groups.iter().find(|group| group.name == text);
    let member = (0..).zip(&network.elements).find(|(_, element)| element.name == text);
    let found =
        member.map(|(at, _)| (at, at + 1)).or(group.map(|group| (group.first.0, group.first.0 + group.len)));
    if found.is_none() {
        let groups = network.groups.iter().map(|group| group.name.as_str());
        let members = network.elements.iter().map(|element| element.name.as_str());
        let mut known: Vec<&str> = groups.chain(members).collect();
        // a group of one is called as its member
        let mut seen = HashSet::new();
        known.retain(|name| seen.insert(*name));
        wrong.push(format!("there is no element `{text}`; {}", suggest(text, &known, "elements")));
    }
    found
}

/// A replication that no run of the scenario has.
fn no_replication(asked: &Asked, network: &Network) -> Option<String> {
    let most = Plan::of(&network.scenario.study).max;
    (asked.replication > most).then(|| {
        let has = noun(most, "replication", "replications");
        format!("there is no replication {}: the scenario has {most} {has} at most", asked.replication)
    })
}

/// From when to when births are asked for.
fn window(asked: &Asked, network: &Network, wrong: &mut Vec<String>) -> (Time, Time) {
    let clock = &network.clock;
    let mut moment = |text: &Option<String>, after: Time, otherwise: Time| match text {
        None => otherwise,
        Some(text) => words::moment(text, clock, after).unwrap_or_else(|sentence| {
            wrong.push(sentence);
            otherwise
        }),
    };
    let from = moment(&asked.from, clock.from, clock.from);
    let to = moment(&asked.to, from, clock.to);
    if from >= clock.to && wrong.is_empty() {
        wrong.push("the window ends at the moment of --from; it covers births before its end".to_string());
    } else if to <= from && wrong.is_empty() {
        wrong.push("the moment of --to is not after that of --from".to_string());
    }
    (from, to)
}
