//! Rules of `[links.NAME]`: where they lead, and their members.

use super::Check;
use crate::model::gateway::GatewaySpec;
use crate::model::link::{LinkSpec, Per};
use crate::model::live::OutageSpec;
use crate::scenario::complaint::{Path, below, path};
use crate::units::{BitRate, Bound, Count};

/// Where every chain of links ends.
pub(super) const PLATFORM: &str = "platform";

impl Check<'_> {
    pub(super) fn links(&mut self) {
        for (name, link) in &self.scenario.links {
            let at = path(&["links", name]);
            self.rate(below(&at, &["rate_down"]), link.rate_down);
            self.rate(below(&at, &["rate"]), link.rate);
            self.room(&at, link.buffer_packets, link.outages.as_ref());
            self.roomless(name, link);
            self.drop(&at, link);
            self.line(name, link);
            self.target(name, link);
            self.buckets_of_link(&at, link);
            for (member, differing) in &link.member {
                let of_member = below(&at, &["member", member]);
                self.rate(below(&of_member, &["rate"]), differing.rate);
                self.rate(below(&of_member, &["rate_down"]), differing.rate_down);
                self.room(&of_member, differing.buffer_packets, differing.outages.as_ref());
                self.link_member(name, link, member);
            }
            self.unused(name);
        }
    }

    /// Slower links could not send one message within the longest study.
    fn rate(&mut self, at: Path, rate: Option<BitRate>) {
        if let Some(rate) = rate {
            self.within(at, rate.0, 1.0, 1e13, "1 bit/s to 10 Tbit/s");
        }
    }

    /// What a link and its members have in common besides the rate.
    fn room(&mut self, at: &[String], packets: Option<Bound<Count>>, outages: Option<&OutageSpec>) {
        if let Some(packets) = packets.and_then(Bound::limit) {
            let at = below(at, &["buffer_packets"]);
            self.within(at, packets.0 as f64, 0.0, 1e9, "at most 1000000000");
        }
        if let Some(outages) = outages {
            self.whole_outages(&below(at, &["outages"]), outages);
        }
    }

    /// Such a link is a loss system, which is rarely what somebody wants who writes 0.
    fn roomless(&mut self, name: &str, link: &LinkSpec) {
        let bytes = link.buffer.and_then(Bound::limit).is_some_and(|bytes| bytes.0 == 0);
        let packets = link.buffer_packets.and_then(Bound::limit).is_some_and(|packets| packets.0 == 0);
        for (key, none) in [("buffer", bytes), ("buffer_packets", packets)] {
            if none {
                self.warn(format!(
                    "links.{name}.{key} is 0: nothing waits there, a packet that finds the link sending is lost"
                ));
            }
        }
    }

    fn target(&mut self, name: &str, link: &LinkSpec) {
        let at = path(&["links", name, "to"]);
        if link.to == PLATFORM {
            return;
        }
        if !self.leads_somewhere(&at, &link.to) {
            return;
        }
        if self.scenario.links.get(&link.to).is_some_and(|next| next.per == Some(Per::Gateway)) {
            let message =
                format!("links.{} is one link for each gateway: another link cannot end there", link.to);
            self.wrong(at, message, "");
        } else if let Some(ring) = self.ring(name) {
            self.wrong(
                at,
                format!("these links lead back to themselves: {ring}"),
                "the last one must end at \"platform\"",
            );
        }
    }

    /// The links and sites from `name` back to `name`, if they do lead back.
    pub(super) fn ring(&self, name: &str) -> Option<String> {
        let mut way = vec![name];
        while let Some(to) = self.next_on_the_way(way.last()?) {
            if to == name {
                way.push(name);
                return Some(way.join(" -> "));
            }
            if way.contains(&to) {
                return None;
            }
            way.push(to);
        }
        None
    }

    /// Where a link or a site leads.
    pub(super) fn next_on_the_way(&self, name: &str) -> Option<&str> {
        let link = self.scenario.links.get(name).map(|link| link.to.as_str());
        link.or_else(|| self.scenario.sites.get(name).map(|site| site.to.as_str()))
    }

    /// A member of a link per gateway is named by its gateway: `rooftop:7`, or `rooftop` if there is only one.
    fn link_member(&mut self, name: &str, link: &LinkSpec, member: &str) {
        let at = path(&["links", name, "member", member]);
        if link.per != Some(Per::Gateway) {
            self.wrong_key(
                at,
                "one link that all share has no members",
                "write per = \"gateway\" for one link each",
            );
            self.resting_on(path(&["links", name, "per"]));
            return;
        }
        let (group, id) = member.split_once(':').map_or((member, None), |(group, id)| (group, Some(id)));
        let Some(spec) = self.scenario.gateways.get(group) else {
            if !self.broken.contains(&format!("gateways.{group}")) {
                let help = match self.member_meant(member) {
                    Some(meant) => format!("did you mean \"{meant}\"?"),
                    None => "a member is named by its gateway: \"rooftop:7\"".to_string(),
                };
                self.wrong_key(at, format!("there is no group of gateways `{group}`"), help);
            }
            return;
        };
        match id {
            Some(id) => self.member_exists(at, group, id, true),
            None => self.only_member(at, group, spec),
        }
    }

    fn only_member(&mut self, at: Path, group: &str, spec: &GatewaySpec) {
        let Some(count) = self.gateway_count(group, spec).filter(|count| *count != 1) else { return };
        let message = format!("gateways.{group} has {count} members: this names none of them");
        self.wrong_key(at, message, "a member is named by its gateway: \"rooftop:7\"");
        self.resting_on(path(&["gateways", group, "count"]));
    }

    fn unused(&mut self, name: &str) {
        let scenario = self.scenario;
        let by_sites = scenario.sites.values().any(|site| site.to == name);
        let by_links =
            scenario.links.values().any(|link| link.to == name || link.backup.as_deref() == Some(name));
        let by_gateways = scenario.gateways.values().any(|group| {
            group.link.as_deref() == Some(name)
                || group.member.values().any(|member| member.link.as_deref() == Some(name))
        });
        let by_rows = scenario.places.values().flatten().any(|row| row.link.as_deref() == Some(name));
        if !(by_links || by_sites || by_gateways || by_rows) && self.broken.is_empty() {
            self.warn(format!("links.{name} is used by no gateway"));
        }
    }
}
