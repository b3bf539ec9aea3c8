//! Rules of `[sites.NAME]`: where they stand on the way, and what they do to whom.

use super::Check;
use super::links::PLATFORM;
use crate::model::link::Per;
use crate::model::site::{FoldSpec, RuleSpec, SiteSpec};
use crate::scenario::complaint::{below, path};
use crate::scenario::diagnose::{nearest, suggest};
use crate::units::Span;

impl Check<'_> {
    pub(super) fn sites(&mut self) {
        for (name, site) in &self.scenario.sites {
            let at = path(&["sites", name]);
            if self.scenario.links.contains_key(name) {
                let message = format!("there is a link `{name}`, too");
                self.wrong_key(at.clone(), message, "give the site another name, so that `to` is clear");
            }
            self.site_target(name, site);
            if let Some(store) = &site.store {
                let link = Some(&site.to).filter(|to| to.as_str() != PLATFORM);
                self.store(&below(&at, &["store"]), store, link);
            }
            if let Some(station) = &site.processing {
                for (key, given) in
                    [("again", station.again.is_some()), ("onward", !station.onward.is_empty())]
                {
                    if given {
                        let message = "a site's servers send what they have served on";
                        self.wrong_key(
                            below(&at, &["processing", key]),
                            message,
                            format!("leave `{key}` out"),
                        );
                    }
                }
            }
            for (class, rule) in &site.rules {
                self.rule(name, class, rule);
            }
            self.unused_site(name, site);
        }
        self.sites_of_gateways();
    }

    fn site_target(&mut self, name: &str, site: &SiteSpec) {
        let at = path(&["sites", name, "to"]);
        if !self.leads_somewhere(&at, &site.to) {
            return;
        }
        let theirs = site.per == Some(Per::Gateway);
        let links = &self.scenario.links;
        if !theirs && links.get(&site.to).is_some_and(|link| link.per == Some(Per::Gateway)) {
            let message =
                format!("links.{} is one link for each gateway, sites.{name} is shared by all", site.to);
            self.wrong(at, message, "write per = \"gateway\" for both, or for neither");
        } else if let Some(ring) = self.ring(name) {
            self.wrong(
                at,
                format!("this way leads back to itself: {ring}"),
                "the last must end at \"platform\"",
            );
        }
    }

    /// Whether the way may go on to this name: the platform, a link, or a site that all share.
    pub(super) fn leads_somewhere(&mut self, at: &[String], to: &str) -> bool {
        let mut names = self.names("links");
        names.extend(self.names("sites"));
        if to == PLATFORM {
            return true;
        }
        if !names.contains(&to) {
            let near = nearest(to, names.iter().copied().chain([PLATFORM]));
            let help = near.map_or("a link ends at \"platform\" or at another link".into(), |near| {
                format!("did you mean `{near}`?")
            });
            self.wrong(at.to_vec(), format!("there is no link `{to}`"), help);
            return false;
        }
        if self.scenario.sites.get(to).is_some_and(|site| site.per == Some(Per::Gateway)) {
            let message = format!("sites.{to} is one site at each gateway: nothing else leads there");
            self.wrong(at.to_vec(), message, format!("write site = \"{to}\" at the gateways"));
            return false;
        }
        true
    }

    fn rule(&mut self, site: &str, class: &str, rule: &RuleSpec) {
        let at = path(&["sites", site, "rules", class]);
        let names = self.names("devices");
        if !names.contains(&class) {
            self.wrong_key(
                at.clone(),
                format!("there is no class `{class}`"),
                suggest(class, &names, "classes"),
            );
        }
        if self.scenario.devices.get(class).is_some_and(|class| class.confirmed == Some(true)) {
            let message = format!("devices.{class} asks for confirmations, which the platform gives");
            self.wrong_key(at.clone(), message, "let it go on as it came, or leave `confirmed` out");
            self.resting_on(path(&["devices", class, "confirmed"]));
        }
        if rule.summary.is_some() && rule.envelope.is_some() {
            let help = "a summary tells of messages that end here, an envelope carries them on";
            self.wrong_key(below(&at, &["envelope"]), "`envelope` stands beside `summary`", help);
        }
        let others = [
            ("pass", rule.pass.is_some()),
            ("summary", rule.summary.is_some()),
            ("envelope", rule.envelope.is_some()),
        ];
        let other = others.into_iter().find(|(_, given)| *given);
        if let (Some(true), Some((key, _))) = (rule.decide, other) {
            let message = format!("`{key}` stands beside `decide`");
            self.wrong_key(below(&at, &[key]), message, "what is decided here goes no further");
        } else if rule.decide != Some(true) && other.is_none() {
            let help = "give `decide`, `pass`, `summary` or `envelope`";
            self.wrong_key(at.clone(), "this rule changes nothing", help);
        }
        for (key, fold) in [("summary", &rule.summary), ("envelope", &rule.envelope)] {
            let Some(fold) = fold else { continue };
            self.fold(&below(&at, &[key]), fold);
        }
    }

    fn fold(&mut self, at: &[String], fold: &FoldSpec) {
        if fold.messages.is_none() && fold.within.is_none() {
            let help = "give `messages`, `within`, or both";
            self.wrong_key(at.to_vec(), "nothing says when a packet is made", help);
        }
        if let Some(messages) = fold.messages {
            self.within(below(at, &["messages"]), messages.0 as f64, 1.0, 1e6, "1 to 1000000");
        }
        if fold.within == Some(Span::ZERO) {
            let help = "leave it out, or say how long the eldest may wait";
            self.wrong(below(at, &["within"]), "0 s is not possible here", help);
        }
    }

    fn sites_of_gateways(&mut self) {
        for (name, group) in &self.scenario.gateways {
            let Some(site) = &group.site else { continue };
            let at = path(&["gateways", name]);
            self.refers(below(&at, &["site"]), "sites", "site", site);
            for (key, given) in [("link", group.link.is_some()), ("store", group.store.is_some())] {
                if given {
                    let message = format!("`{key}` stands beside `site`");
                    self.wrong_key(below(&at, &[key]), message, format!("the site has it: [sites.{site}]"));
                }
            }
        }
    }

    fn unused_site(&mut self, name: &str, site: &SiteSpec) {
        let scenario = self.scenario;
        let by_gateways = scenario.gateways.values().any(|group| group.site.as_deref() == Some(name));
        let by_links = scenario.links.values().any(|link| link.to == name);
        let by_sites = scenario.sites.values().any(|site| site.to == name);
        if !(by_gateways || site.per.is_none() && (by_links || by_sites)) && self.broken.is_empty() {
            self.warn(format!(
                "sites.{name} is on the way of no gateway: nothing comes there, and it changes nothing"
            ));
        }
    }
}
