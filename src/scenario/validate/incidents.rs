//! Rules of `[incidents.NAME]`: one kind each, within the study, of what exists and can be struck that way.

use super::Check;
use super::distributions::rough_mean;
use crate::model::incident::{
    AlarmsSpec, AreaSpec, FloodSpec, IncidentSpec, Names, OutageOfSpec, PowerCutSpec, WaveSpec,
};
use crate::model::place::PlaceSpec;
use crate::scenario::class::ClassSpec;
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::study::DEFAULT_DURATION;
use crate::scenario::values::stations;
use crate::units::{Flow, Span, Time};

/// Incidents that a scenario may have: their messages are numbered apart by six bits.
const MOST: usize = 64;
/// Messages that one device may add in an incident: 25 bits.
const MOST_MESSAGES: f64 = (1_u64 << crate::model::incident::NUMBER_BITS) as f64;
const KINDS: &str = "`outage`, `power_cut`, `flood`, `alarms`, `firmware` and `jamming`";

impl Check<'_> {
    pub(super) fn incidents(&mut self) {
        let incidents = &self.scenario.incidents;
        if incidents.len() > MOST {
            let message = format!("{} incidents; at most {MOST} are possible", incidents.len());
            self.wrong_key(path(&["incidents"]), message, "");
        }
        for (name, incident) in incidents {
            let at = path(&["incidents", name]);
            self.one_kind(&at, incident);
            self.within_the_study(&at, incident);
            self.how_long(&at, incident);
            if let Some(outage) = &incident.outage {
                self.struck_elements(&below(&at, &["outage"]), outage);
            }
            if let Some(cut) = &incident.power_cut {
                self.power_cut(&below(&at, &["power_cut"]), cut);
            }
            if let Some(flood) = &incident.flood {
                self.flood(name, &below(&at, &["flood"]), flood);
            }
            if let Some(alarms) = &incident.alarms {
                self.alarms(&below(&at, &["alarms"]), alarms);
            }
            if let Some(firmware) = &incident.firmware {
                self.firmware(&below(&at, &["firmware"]), firmware);
            }
            if let Some(jamming) = &incident.jamming {
                self.jamming(&below(&at, &["jamming"]), jamming);
            }
        }
    }

    fn one_kind(&mut self, at: &[String], incident: &IncidentSpec) {
        let help = format!("give exactly one of {KINDS}");
        match incident.kinds()[..] {
            [] => self.wrong_key(at.to_vec(), "nothing says what happens", help),
            [_] => (),
            [first, second, ..] => {
                self.wrong_key(below(at, &[second]), format!("`{second}` stands beside `{first}`"), help);
            }
        }
    }

    fn within_the_study(&mut self, at: &[String], incident: &IncidentSpec) {
        let duration = self.scenario.study.duration.unwrap_or(DEFAULT_DURATION);
        let after = incident.at.after(Time(0) + self.begin(), duration);
        if after >= duration {
            let message = format!("this is {after} after the start of a study of {duration}");
            self.wrong(below(at, &["at"]), message, "an incident begins within the study");
            self.resting_on(path(&["study", "duration"]));
        }
    }

    fn how_long(&mut self, at: &[String], incident: &IncidentSpec) {
        let here = below(at, &["lasts"]);
        match (&incident.lasts, &incident.alarms) {
            (Some(_), Some(_)) => {
                let help = "`within` says how long alarms take";
                self.wrong_key(here, "`lasts` means nothing with `alarms`", help);
            }
            (Some(lasts), None) => {
                self.distribution(&here, lasts);
                if rough_mean(lasts) <= 0.0 {
                    self.wrong(here, "an incident of 0 s is none", "write for example lasts = \"2 h\"");
                }
            }
            (None, None) if !incident.kinds().is_empty() => {
                let help =
                    "write lasts = \"2 h\", or lasts = { log-normal = { mean = \"2 h\", sd = \"1 h\" } }";
                self.wrong_key(at.to_vec(), "nothing says how long it lasts", help);
            }
            (None, _) => (),
        }
    }

    fn struck_elements(&mut self, at: &[String], outage: &OutageOfSpec) {
        if outage.of.0.is_empty() {
            self.wrong(below(at, &["of"]), "there are no names", "write for example of = \"links.lte\"");
        }
        self.named_once(at, "of", &outage.of.0);
        self.within_another(at, &outage.of.0);
        for (number, name) in outage.of.iter().enumerate() {
            let here = self.item(at, &outage.of.0, number);
            self.struck_element(here, name);
        }
    }

    /// Twice in a list nothing happens twice: another name was meant, or none.
    pub(super) fn named_once<T: PartialEq + std::fmt::Display>(
        &mut self,
        at: &[String],
        key: &str,
        all: &[T],
    ) {
        for (number, name) in all.iter().enumerate().filter(|(number, name)| all[..*number].contains(name)) {
            let here = below(at, &[key, &number.to_string()]);
            self.wrong(here, format!("`{name}` stands in this list already"), "name it once");
        }
    }

    /// What is down with its group needs no name of its own: it, or the group, was not meant.
    fn within_another(&mut self, at: &[String], all: &[String]) {
        for (number, name) in all.iter().enumerate() {
            let holds = |group: &&String| {
                name.strip_prefix(group.as_str()).is_some_and(|rest| {
                    rest.starts_with([':', '@']) || *group == "platform" && rest.starts_with('.')
                })
            };
            if let Some(group) = all.iter().find(holds) {
                let here = below(at, &["of", &number.to_string()]);
                let message = format!("`{name}` is part of `{group}`, which stands in this list");
                self.wrong(here, message, "name the part or the whole");
            }
        }
    }

    /// Where a name stands: in a list, or alone.
    pub(super) fn item(&self, at: &[String], all: &[String], number: usize) -> Path {
        if all.len() == 1 { below(at, &["of"]) } else { below(at, &["of", &number.to_string()]) }
    }

    fn struck_element(&mut self, at: Path, name: &str) {
        let before = self.found.complaints.len();
        match name.split_once('.') {
            Some(("links", rest)) => drop(self.link_target(at.clone(), rest)),
            Some(("gateways", rest)) => drop(self.gateway_target(at.clone(), rest, "gateways.")),
            Some(("processing", rest)) => drop(self.processing_target(at.clone(), rest)),
            Some(("platform", rest)) => self.stage(at.clone(), rest),
            None if name == "platform" => {
                for stage in self.scenario.platform.iter().flat_map(|platform| platform.stages()) {
                    self.can_be_down(at.clone(), &format!("platform.{}", stage.0));
                }
                return;
            }
            Some(("devices", _)) => {
                let help = format!("write power_cut = {{ of = \"{name}\" }} for devices without power");
                self.wrong(at.clone(), "devices are not links or stations", help);
            }
            _ => {
                let help = "write links.NAME, gateways.NAME, processing.NAME, platform.STAGE or platform";
                self.wrong(at.clone(), format!("`{name}` is nothing that can be down"), help);
            }
        }
        if self.found.complaints.len() == before {
            self.can_be_down(at, name);
        }
    }

    /// What a queue that is foretold cannot do.
    fn can_be_down(&mut self, at: Path, name: &str) {
        let (kind, rest) = name.split_once('.').unwrap_or_default();
        let group = rest.split(['@', ':']).next().unwrap_or(rest);
        let why = match kind {
            "links" => self.scenario.links.get(group).and_then(|link| {
                let red = link.drop.as_ref().is_some_and(|drop| drop.red().is_some());
                if link.shaper.is_some() { Some("a shaper") } else { red.then_some("random early detection") }
            }),
            "platform" | "processing" => {
                let is_it = |at: &[String]| match at {
                    [first, .., last] if kind == "platform" => first == kind && last == group,
                    at => *at == path(&["gateways", group, kind]),
                };
                let all = stations(self.scenario);
                let station = all.into_iter().find(|(at, _)| is_it(at)).map(|(_, station)| station);
                station.and_then(|station| {
                    let some = station.outages.as_ref().is_some_and(|outages| outages.servers.is_some());
                    if station.shaper.is_some() {
                        Some("a shaper")
                    } else {
                        some.then_some("outages of single servers")
                    }
                })
            }
            _ => None,
        };
        if let Some(why) = why {
            self.wrong(at, format!("{name} has {why}: it cannot be struck by an outage"), "");
        }
    }

    fn power_cut(&mut self, at: &[String], cut: &PowerCutSpec) {
        if let Some(names) = &cut.of {
            self.classes_struck(at, &names.0, false);
        }
        let here = below(at, &["area"]);
        match &cut.area {
            Some(AreaSpec::Disc(disc)) => self.place(&here, &PlaceSpec::Disc(disc.clone())),
            Some(AreaSpec::Rectangle(sides)) => self.place(&here, &PlaceSpec::Rectangle(sides.clone())),
            None => (),
        }
    }

    /// Classes by their names, which must send if messages of theirs are meant.
    pub(super) fn classes_struck(&mut self, at: &[String], names: &[String], send: bool) {
        if names.is_empty() {
            self.wrong(below(at, &["of"]), "there are no names", "write for example of = \"devices.meters\"");
        }
        self.named_once(at, "of", names);
        for (number, name) in names.iter().enumerate() {
            let here = self.item(at, names, number);
            self.class_struck(here, name, send);
        }
    }

    fn class_struck(&mut self, at: Path, name: &str, send: bool) {
        let Some(class) = name.strip_prefix("devices.") else {
            let known = self.names("devices").contains(&name);
            let help = match known {
                true => format!("write \"devices.{name}\""),
                false => "classes are named as in \"devices.meters\"".to_string(),
            };
            return self.wrong(at, format!("`{name}` is no class of devices"), help);
        };
        if self.refers(at.clone(), "devices", "class", class) && send {
            self.class_speaks(at, class);
        }
    }

    fn flood(&mut self, name: &str, at: &[String], flood: &FloodSpec) {
        if let Some(names) = &flood.of {
            self.classes_struck(at, &names.0, true);
        }
        if flood.share.0 <= 0.0 {
            self.wrong(
                below(at, &["share"]),
                "nobody is in somebody else's hands",
                "it must be more than 0 %",
            );
        }
        match (flood.rate, flood.connects) {
            (Some(rate), None) => self.flooding(below(at, &["rate"]), rate),
            (None, Some(rate)) => {
                self.flooding(below(at, &["connects"]), rate);
                self.can_connect(at, flood);
            }
            (Some(_), Some(_)) => {
                let message = "`connects` stands beside `rate`";
                self.wrong_key(below(at, &["connects"]), message, "write an incident for each of them");
            }
            (None, None) => {
                let help = "write rate = \"10 /s\" for messages, or connects = \"10 /min\"";
                self.wrong_key(at.to_vec(), "nothing says what they send", help);
            }
        }
        if let Some(size) = &flood.size {
            self.size(below(at, &["size"]), size);
            if flood.connects.is_some() {
                let message = "connects are as long as the handshake";
                self.wrong_key(below(at, &["size"]), message, "leave `size` out");
            }
        }
        self.flooded_once(name, at, flood);
    }

    fn flooding(&mut self, here: Path, rate: Flow) {
        match rate {
            Flow::Bits(_) => self.wrong(here, "this is a rate in bits", "write messages, such as \"10 /s\""),
            Flow::Messages(rate) => {
                let duration = self.scenario.study.duration.unwrap_or(DEFAULT_DURATION).as_secs_f64();
                // the study with its drain
                if rate * (1.1 * duration + 600.0) > MOST_MESSAGES {
                    let help = "a device may send at most 33 million messages in a study";
                    self.wrong(here, "this is too high a rate", help);
                }
            }
        }
    }

    /// Only who keeps a session, or joins, connects.
    fn can_connect(&mut self, at: &[String], flood: &FloodSpec) {
        let help = "give it a `session`, or `join` on LoRaWAN";
        let Some(of) = &flood.of else {
            if !self.scenario.devices.values().any(ClassSpec::connects) {
                let message = "no class keeps a session: nobody connects";
                self.wrong_key(below(at, &["connects"]), message, help);
            }
            return;
        };
        for (number, name) in of.iter().enumerate() {
            let class = name.strip_prefix("devices.").and_then(|name| self.scenario.devices.get(name));
            if class.is_some_and(|class| !class.connects()) {
                let message = format!("{name} keeps no session: it never connects");
                let here = self.item(at, &of.0, number);
                self.wrong(here, message, help);
            }
        }
    }

    /// Which of two floods a device is in, nobody could tell.
    fn flooded_once(&mut self, name: &str, at: &[String], flood: &FloodSpec) {
        let meets = |other: &FloodSpec| match (&flood.of, &other.of) {
            (Some(mine), Some(theirs)) => mine.iter().any(|class| theirs.iter().any(|other| other == class)),
            _ => true,
        };
        let floods = |(_, other): &(&String, &IncidentSpec)| other.flood.as_ref().is_some_and(meets);
        let first = self.scenario.incidents.iter().find(floods).map(|(first, _)| first);
        if let Some(first) = first.filter(|first| *first != name) {
            let message = format!("some of this is in somebody else's hands in incidents.{first} already");
            let at = if flood.of.is_some() { below(at, &["of"]) } else { at.to_vec() };
            self.wrong(at, message, "a class is flooded by once");
        }
    }

    fn alarms(&mut self, at: &[String], alarms: &AlarmsSpec) {
        if let Some(names) = &alarms.of {
            self.classes_struck(at, &names.0, true);
        }
        if alarms.within == Span::ZERO {
            let help = "write for example within = \"10 s\"";
            self.wrong(below(at, &["within"]), "nobody speaks within 0 s", help);
        }
        if let Some(size) = &alarms.size {
            self.size(below(at, &["size"]), size);
        }
        if let Some(wave) = &alarms.wave {
            self.alarm_wave(&below(at, &["wave"]), alarms.of.as_ref(), wave);
        }
    }

    /// A wave reaches devices by where they stand.
    fn alarm_wave(&mut self, at: &[String], of: Option<&Names>, wave: &WaveSpec) {
        self.point(below(at, &["from"]), &wave.from);
        let scenario = self.scenario;
        let named = |name: &String| {
            of.is_none_or(|of| of.iter().any(|of| of.strip_prefix("devices.") == Some(name.as_str())))
        };
        let nowhere = |(name, class): &(&String, &ClassSpec)| {
            class.place.is_none() && class.message.is_some() && class.foreign != Some(true) && named(name)
        };
        for (name, _) in scenario.devices.iter().filter(nowhere) {
            let message = format!("devices.{name} stands nowhere: no wave knows when to reach it");
            let help = "give it a `place`, or name in `of` the classes that have one";
            self.wrong_key(at.to_vec(), message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_those_of_the_language() {
        let schema: serde_json::Value =
            serde_json::from_str(&crate::scenario::schema::schema()).expect("it is JSON");
        let keys = schema["$defs"]["IncidentSpec"]["properties"].as_object().expect("a table");
        for key in keys.keys().filter(|key| !["at", "lasts"].contains(&key.as_str())) {
            assert!(KINDS.contains(&format!("`{key}`")), "{key}");
        }
    }

    #[test]
    fn a_message_of_an_incident_has_a_number_of_its_own() {
        assert!((MOST as u64) << crate::model::incident::NUMBER_BITS <= 1 << 31);
    }
}
