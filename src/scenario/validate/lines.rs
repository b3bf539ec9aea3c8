//! Rules of what makes links more than a queue at one rate: backups, data plans, measured traces; and of stores.

use super::Check;
use crate::model::data_plan::{Over, PlanSpec};
use crate::model::link::{LinkSpec, Per};
use crate::model::link_trace::LinkTraceSpec;
use crate::model::live::Discipline;
use crate::model::store::StoreSpec;
use crate::scenario::complaint::{Path, below, path};
use crate::units::{BitRate, Bytes, Money, Span};

impl Check<'_> {
    pub(super) fn line(&mut self, name: &str, link: &LinkSpec) {
        let at = path(&["links", name]);
        if link.rate.is_some() && link.trace.as_ref().is_some_and(|trace| trace.rate.is_some()) {
            self.wrong_key(below(&at, &["rate"]), "the rate is that of the trace", "leave `rate` out");
        }
        if let Some(plan) = &link.plan {
            self.plan(&below(&at, &["plan"]), plan);
        }
        if let Some(trace) = &link.trace {
            self.link_trace(&below(&at, &["trace"]), link, trace);
        }
        self.backup(name, link);
        self.changing(&at, link);
    }

    fn plan(&mut self, at: &[String], plan: &PlanSpec) {
        let of = |key: &str| below(at, &[key]);
        if plan.cap.is_none() {
            for (key, given) in [("over", plan.over.is_some()), ("used", plan.used.is_some())] {
                if given {
                    self.wrong_key(
                        of(key),
                        format!("`{key}` stands without `cap`"),
                        "give `cap`, such as \"10 GB\"",
                    );
                    self.resting_on(of("cap"));
                }
            }
        }
        if let Some(Over::Throttle(rate)) = plan.over {
            self.within(
                below(at, &["over", "throttle"]),
                rate.0,
                1.0,
                1e13,
                "1 bit/s to 10 Tbit/s; or over = \"block\"",
            );
        }
        let beyond = match plan.over {
            Some(Over::PricePerGb(price)) => Some(price),
            _ => None,
        };
        self.price(of("price"), plan.price);
        self.price(below(at, &["over", "price_per_gb"]), beyond);
        if let (Some(flat), Some(beyond)) = (plan.price, beyond)
            && flat.currency != beyond.currency
        {
            let message = format!("the price is in {}", flat.currency.code());
            self.wrong(below(at, &["over", "price_per_gb"]), message, "write both in one currency");
        }
    }

    fn price(&mut self, at: Path, price: Option<Money>) {
        if price.is_some_and(|price| price.thousandths < 0) {
            self.wrong(at, "a price is not less than nothing", "");
        }
    }

    fn link_trace(&mut self, at: &[String], link: &LinkSpec, trace: &LinkTraceSpec) {
        if trace.rate.is_none() && trace.delay.is_none() && trace.up.is_none() {
            let help = "name a column of its file: `rate`, `delay` or `up`";
            self.wrong_key(at.to_vec(), "this trace says nothing of the link", help);
        }
        for (unit, column, given) in [
            ("rate_unit", "rate", trace.rate_unit.is_some() && trace.rate.is_none()),
            ("delay_unit", "delay", trace.delay_unit.is_some() && trace.delay.is_none()),
        ] {
            if given {
                let message = format!("`{unit}` stands without `{column}`");
                self.wrong_key(below(at, &[unit]), message, format!("name the column: {column} = \"…\""));
            }
        }
        for (unit, span) in [("time_unit", trace.time_unit), ("delay_unit", trace.delay_unit)] {
            if span == Some(Span::ZERO) {
                self.wrong(below(at, &[unit]), "0 s is not possible here", "a unit is more than zero");
            }
        }
        if trace.rate_unit.is_some_and(|BitRate(rate)| rate <= 0.0) {
            self.wrong(below(at, &["rate_unit"]), "a unit is more than zero", "such as \"1 Mbit/s\"");
        }
        if link.delay.is_some() && trace.delay.is_some() {
            let own = below(&at[..at.len() - 1], &["delay"]);
            self.wrong_key(own, "the delay is that of the trace", "leave `delay` out");
        }
        let rows = &trace.rows;
        let lasts = self.scenario.study.duration.unwrap_or(crate::scenario::study::DEFAULT_DURATION);
        if !rows.is_empty() && rows.paces() && rows.means(1, lasts).0 == 0.0 {
            let message = "by this trace the link is never up in the study";
            self.wrong(below(at, &["file"]), message, "its rates are all 0, or `up` is");
        }
    }

    fn backup(&mut self, name: &str, link: &LinkSpec) {
        let at = path(&["links", name]);
        let Some(backup) = &link.backup else {
            for (key, given) in [("failover", link.failover.is_some()), ("failback", link.failback.is_some())]
            {
                if given {
                    let message = format!("`{key}` stands without `backup`");
                    self.wrong_key(
                        below(&at, &[key]),
                        message,
                        "name the link that takes over: backup = \"…\"",
                    );
                    self.resting_on(below(&at, &["backup"]));
                }
            }
            return;
        };
        let at = below(&at, &["backup"]);
        if !self.refers(at.clone(), "links", "link", backup) {
            return;
        }
        let Some(spec) = self.scenario.links.get(backup) else { return };
        if backup == name {
            self.wrong(at, "a link cannot stand in for itself", "name another link");
        } else if spec.backup.is_some() {
            let message = format!("links.{backup} has a backup of its own");
            self.wrong(at, message, "a backup has none");
        } else if self.leads_over(backup, name) {
            let message = format!("links.{backup} leads over links.{name}, for which it should stand in");
            self.wrong(at, message, "a backup goes round the link that may be down");
        } else if self.end_of(backup) != self.end_of(name) {
            let [one, other] = [self.end_of(backup), self.end_of(name)].map(str::to_string);
            let message = format!("links.{backup} leads to {one}, links.{name} to {other}");
            self.wrong(at, message, "a backup leads to the same site, or to the platform as the link does");
        } else if spec.per == Some(Per::Gateway) && link.per != Some(Per::Gateway) {
            let message =
                format!("links.{backup} is one link for each gateway, links.{name} is shared by all");
            self.wrong(at, message, "write per = \"gateway\" for both, or for neither");
        }
    }

    /// The site, or "platform", to which the links from one on lead.
    fn end_of<'b>(&'b self, link: &'b str) -> &'b str {
        let next = |name: &&'b str| Some(self.scenario.links.get(*name)?.to.as_str());
        std::iter::successors(Some(link), next).take(self.scenario.links.len() + 1).last().unwrap_or(link)
    }

    /// Whether the way from one link on crosses another.
    fn leads_over(&self, from: &str, over: &str) -> bool {
        let next = |name: &&str| Some(self.scenario.links.get(*name)?.to.as_str());
        std::iter::successors(Some(from), next).take(self.scenario.links.len() + 1).any(|name| name == over)
    }

    /// What decides later when a packet is sent goes with a queue of whole packets alone.
    fn changing(&mut self, at: &[String], link: &LinkSpec) {
        let why = match link {
            LinkSpec { trace: Some(_), .. } => "a trace",
            LinkSpec { plan: Some(_), .. } => "a data plan",
            LinkSpec { backup: Some(_), .. } => "a backup",
            _ => return,
        };
        if link.shaper.is_some() {
            let help = "shape on a link before it, or write a `policer`";
            self.wrong_key(
                below(at, &["shaper"]),
                format!("a shaper cannot foretell a link with {why}"),
                help,
            );
        }
        if link.drop.as_ref().is_some_and(|drop| drop.red().is_some()) {
            let help = "drop by \"codel\" or \"tail\"";
            self.wrong_key(below(at, &["drop"]), format!("RED cannot foretell a link with {why}"), help);
        }
        let changes = link.plan.is_some()
            || link.trace.as_ref().is_some_and(|trace| trace.rate.is_some() || trace.up.is_some());
        let whole = [Discipline::Fifo, Discipline::Priority, Discipline::WeightedFair];
        if changes && link.discipline.is_some_and(|discipline| !whole.contains(&discipline)) {
            let help = "\"fifo\", \"priority\" and \"weighted-fair\" send one packet after the other";
            let message = "a link whose rate may change sends whole packets, one after the other";
            self.wrong(below(at, &["discipline"]), message, help);
        }
    }

    /// A store: what it is for, and how much it holds.
    pub(super) fn store(&mut self, at: &[String], store: &StoreSpec, link: Option<&String>) {
        let of = |key: &str| below(at, &[key]);
        if link.is_none() {
            let help = "name one: link = \"…\"";
            self.wrong_key(at.to_vec(), "a store keeps what a link cannot carry, and there is no link", help);
        }
        if let Some(packets) = store.packets {
            self.within(
                of("packets"),
                packets.0 as f64,
                1.0,
                1e9,
                "1 to 1000000000; for none, leave `store` out",
            );
        }
        if store.size == Some(Bytes(0)) {
            self.wrong(of("size"), "a store of 0 B keeps nothing", "for none, leave `store` out");
        }
        if store.expiry == Some(Span::ZERO) {
            self.wrong(of("expiry"), "0 s is not possible here", "leave it out if nothing expires");
        }
        let whole = [Discipline::Fifo, Discipline::Priority];
        if store.discipline.is_some_and(|discipline| !whole.contains(&discipline)) {
            self.wrong(of("discipline"), "a store knows \"fifo\" and \"priority\"", "");
        }
    }
}
