//! Rules of `[objectives.NAME]`: what they are asked of exists, and can be asked that.

use super::Check;
use crate::model::link::Per;
use crate::scenario::class::ClassSpec;
use crate::scenario::complaint::{below, path};
use crate::scenario::diagnose::{nearest, suggest};
use crate::scenario::objective::{Limit, ObjectiveSpec, Side};
use crate::scenario::values::at_stage;

/// A limit as given: its key, its good side, the side that makes sense, and of what it can be asked.
struct Given {
    key: &'static str,
    side: Side,
    good: Side,
    of_class: bool,
}

fn limits(spec: &ObjectiveSpec) -> Vec<Given> {
    use Side::{AtLeast, AtMost};
    fn given<Q>(key: &'static str, limit: &Option<Limit<Q>>, good: Side, of_class: bool) -> Option<Given> {
        limit.as_ref().map(|limit| Given { key, side: limit.side, good, of_class })
    }
    let limits = [
        given("delivery_ratio", &spec.delivery_ratio, AtLeast, true),
        given("latency_mean", &spec.latency_mean, AtMost, true),
        given("latency_p50", &spec.latency_p50, AtMost, true),
        given("latency_p95", &spec.latency_p95, AtMost, true),
        given("latency_p99", &spec.latency_p99, AtMost, true),
        given("devices_below_50", &spec.devices_below_50, AtMost, true),
        given("devices_below_90", &spec.devices_below_90, AtMost, true),
        given("devices_below_98", &spec.devices_below_98, AtMost, true),
        given("acknowledged", &spec.acknowledged, AtLeast, true),
        given("updated", &spec.updated, AtLeast, true),
        given("reconnect_p95", &spec.reconnect_p95, AtMost, true),
        given("reconnect_p99", &spec.reconnect_p99, AtMost, true),
        given("utilisation_mean", &spec.utilisation_mean, AtMost, false),
        given("utilisation_busy_hour", &spec.utilisation_busy_hour, AtMost, false),
        given("utilisation_p95", &spec.utilisation_p95, AtMost, false),
        given("utilisation_peak", &spec.utilisation_peak, AtMost, false),
        given("waiting_mean", &spec.waiting_mean, AtMost, false),
        given("waiting_p95", &spec.waiting_p95, AtMost, false),
        given("waiting_share", &spec.waiting_share, AtMost, false),
        given("refused_share", &spec.refused_share, AtMost, false),
    ];
    limits.into_iter().flatten().collect()
}

impl Check<'_> {
    pub(super) fn objectives(&mut self) {
        for (name, spec) in &self.scenario.objectives {
            let of_class = self.asked_of(name, &spec.of);
            self.limit(name, spec, of_class);
        }
    }

    /// Exactly one limit, of a metric that what it is asked of has, on the side that is good.
    fn limit(&mut self, name: &str, spec: &ObjectiveSpec, of_class: Option<bool>) {
        let at = path(&["objectives", name]);
        let given = limits(spec);
        match &given[..] {
            [] => self.wrong_key(
                at,
                "this objective has no limit",
                "give one, for example delivery_ratio = \">= 98 %\"",
            ),
            [only] => self.fits(&below(&at, &[only.key]), only, of_class, &spec.of),
            [first, second, ..] => {
                let message = format!("`{}` stands beside `{}`", second.key, first.key);
                self.wrong_key(
                    below(&at, &[second.key]),
                    message,
                    "an objective has one limit; write two objectives",
                );
            }
        }
    }

    fn fits(&mut self, at: &[String], limit: &Given, of_class: Option<bool>, of: &str) {
        if of_class.is_some_and(|of_class| of_class != limit.of_class) {
            let message = format!("`{of}` has no {}", limit.key);
            let help = if limit.of_class {
                "delivery, latency, devices_below and acknowledged are asked of a class: of = \"devices.NAME\""
            } else {
                "utilisation and waiting are asked of gateways.NAME, processing.NAME, links.NAME, sites.NAME or platform.STAGE"
            };
            self.wrong_key(at.to_vec(), message, help);
        } else if limit.side != limit.good {
            let good = if limit.good == Side::AtLeast { ">=" } else { "<=" };
            self.wrong(
                at.to_vec(),
                "this limit asks for the bad side",
                format!("{} is good when it is {good} a limit", limit.key),
            );
        } else if limit.key == "updated" {
            let class = of.strip_prefix("devices.").unwrap_or(of);
            if self.scenario.devices.contains_key(class) && !self.scenario.updates(class) {
                let message = format!("`{of}` gets no firmware");
                self.wrong_key(
                    at.to_vec(),
                    message,
                    "name the class in a campaign: incidents.NAME.firmware.of",
                );
            }
        } else if limit.key == "acknowledged" {
            let class = of.strip_prefix("devices.").and_then(|name| self.scenario.devices.get(name));
            let qos = |class: &ClassSpec| class.session.as_ref().and_then(|session| session.qos);
            let answered = |class: &ClassSpec| class.confirmed == Some(true) || qos(class) == Some(1);
            if class.is_some_and(|class| !answered(class)) {
                let message = format!("`{of}` sends unconfirmed messages: none is acknowledged");
                self.wrong_key(
                    at.to_vec(),
                    message,
                    "give the class `confirmed = true` (LoRaWAN), or a session with `qos = 1`",
                );
            }
        }
    }

    /// Whether it is asked of a class (or of an element); `None` if that is unknown.
    fn asked_of(&mut self, name: &str, of: &str) -> Option<bool> {
        let at = path(&["objectives", name, "of"]);
        let Some((kind, rest)) = of.split_once('.') else {
            self.unknown_target(at, of);
            return None;
        };
        match kind {
            "devices" => {
                if self.refers(at.clone(), "devices", "class", rest) {
                    self.class_speaks(at, rest);
                }
                Some(true)
            }
            "gateways" => self.gateway_target(at, rest, "gateways."),
            "processing" => self.processing_target(at, rest),
            "links" => self.link_target(at, rest),
            "sites" => self.between_target(at, "sites", rest),
            "store" => self.between_target(at, "store", rest),
            "platform" => {
                self.stage(at, rest);
                Some(false)
            }
            _ => {
                self.unknown_target(at, of);
                None
            }
        }
    }

    fn unknown_target(&mut self, at: Vec<String>, of: &str) {
        let named = |kind: &str| {
            self.names(kind).into_iter().map(move |name| format!("{kind}.{name}")).collect::<Vec<_>>()
        };
        let known = [named("devices"), named("gateways"), named("links")].concat();
        let help = match nearest(of, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write devices.NAME, gateways.NAME, processing.NAME, links.NAME or platform.STAGE".into(),
        };
        self.wrong(at, format!("`{of}` is nothing that can be asked"), help);
    }

    pub(super) fn class_speaks(&mut self, at: Vec<String>, class: &str) {
        let Some(spec) = self.scenario.devices.get(class) else { return };
        if spec.message.is_none() && !self.broken.contains(&format!("devices.{class}")) {
            self.wrong(
                at,
                format!("devices.{class} sends nothing: there is nothing to judge by"),
                "give it a `message`",
            );
            self.resting_on(path(&["devices", class, "message"]));
        } else if spec.foreign == Some(true) {
            self.wrong(
                at,
                format!("devices.{class} is foreign: its messages are dropped at the gateway"),
                "",
            );
        }
    }

    /// The station inside each gateway of a group, named as in the results.
    pub(super) fn processing_target(&mut self, at: Vec<String>, rest: &str) -> Option<bool> {
        let group = rest.split_once(':').map_or(rest, |(group, _)| group);
        let bare = self.scenario.gateways.get(group).is_some_and(|spec| spec.processing.is_none());
        if !bare {
            return self.gateway_target(at, rest, "processing.");
        }
        let message = format!("gateways.{group} has no `processing`: there is no station to ask");
        self.wrong(at, message, format!("give it one, or ask gateways.{rest}"));
        Some(false)
    }

    /// A site, or the store at a site or in gateways, as a whole or one member.
    fn between_target(&mut self, at: Vec<String>, kind: &str, rest: &str) -> Option<bool> {
        let name = rest.split(['@', ':']).next().unwrap_or(rest);
        let scenario = self.scenario;
        let stores =
            scenario.gateways.iter().filter(|(_, group)| group.store.is_some()).map(|(name, _)| name);
        let of_sites = scenario.sites.iter().filter(|(_, site)| kind == "sites" || site.store.is_some());
        let stores = stores.filter(|_| kind == "store");
        let known: Vec<&str> = stores.chain(of_sites.map(|(name, _)| name)).map(String::as_str).collect();
        if !known.contains(&name) {
            let help = suggest(name, &known, if kind == "store" { "stores" } else { "sites" });
            self.wrong(at, format!("there is no {kind} `{name}`").replace("sites", "site"), help);
        }
        Some(false)
    }

    pub(super) fn gateway_target(&mut self, at: Vec<String>, rest: &str, before: &str) -> Option<bool> {
        let (group, id) = rest.split_once(':').map_or((rest, None), |(group, id)| (group, Some(id)));
        if self.group_exists(at.clone(), group, rest, before)
            && let Some(id) = id
        {
            self.member_exists(at, group, id, false);
        }
        Some(false)
    }

    pub(super) fn link_target(&mut self, at: Vec<String>, rest: &str) -> Option<bool> {
        let (link, member) = rest.split_once('@').map_or((rest, None), |(link, member)| (link, Some(member)));
        if !self.refers(at.clone(), "links", "link", link) {
            return Some(false);
        }
        let per_gateway = self.scenario.links.get(link).is_none_or(|spec| spec.per == Some(Per::Gateway));
        match member.map(|member| member.split_once(':').unwrap_or((member, ""))) {
            Some(_) if !per_gateway => {
                let message = format!("links.{link} is one link that all share");
                self.wrong(at, message, "leave the part from `@` out");
                self.resting_on(path(&["links", link, "per"]));
            }
            Some((group, "")) => drop(self.group_exists(at, group, group, &format!("links.{link}@"))),
            Some((group, id)) if self.refers(at.clone(), "gateways", "group of gateways", group) => {
                self.member_exists(at, group, id, false);
            }
            _ => (),
        }
        Some(false)
    }

    /// Complains unless there is such a group; whoever wrote a member's id alone is told the whole name.
    fn group_exists(&mut self, at: Vec<String>, group: &str, written: &str, before: &str) -> bool {
        let exists = self.refers(at, "gateways", "group of gateways", group);
        let near = nearest(group, self.names("gateways")).is_some();
        if !exists
            && !near
            && let Some(meant) = self.member_meant(written)
            && let Some(last) = self.found.complaints.last_mut()
        {
            last.help = Some(format!("did you mean `{before}{meant}`?"));
        }
        exists
    }

    pub(super) fn stage(&mut self, at: Vec<String>, written: &str) {
        let (stage, number) = written.split_once(':').map_or((written, None), |(of, n)| (of, Some(n)));
        let stations = || self.scenario.platform.iter().flat_map(|platform| platform.stations());
        let known: Vec<&str> = stations().map(|(name, _)| name).collect();
        let queues = stations().find(|(name, _)| *name == stage).map_or(1, |(_, station)| station.queues());
        if let Some(number) = number.filter(|_| known.contains(&stage)) {
            return self.partition(at, (stage, number), queues);
        }
        if !known.contains(&stage) && !self.broken.contains("platform") {
            self.wrong(at, format!("the platform has no stage `{stage}`"), suggest(stage, &known, "stages"));
            self.resting_on(path(&["platform", stage]));
        }
    }

    /// One of the `queues` of a stage, by its number.
    fn partition(&mut self, at: Vec<String>, (stage, number): (&str, &str), queues: u64) {
        let is_one = number
            .parse::<u64>()
            .is_ok_and(|known| known.to_string() == number && (1..=queues).contains(&known));
        let of_stage = [path(&["platform", stage]), at_stage(stage), path(&["platform", "consumers", stage])];
        let is_broken = of_stage.iter().any(|at| {
            let at = at.join(".");
            self.broken.contains(&at) || self.broken.contains(&format!("{at}.partitions"))
        });
        // how many there are is told where it is wrong
        if queues == 0 || is_broken {
            return;
        }
        if queues == 1 {
            let message = format!("the stage `{stage}` has no partitions");
            self.wrong(at, message, format!("leave `:{number}` out"));
        } else if !is_one {
            let message = format!("the stage `{stage}` has no partition `{number}`");
            self.wrong(at, message, format!("they are {stage}:1 to {stage}:{queues}"));
        }
    }
}
