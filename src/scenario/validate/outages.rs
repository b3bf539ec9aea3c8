//! Rules of outages, and of what a link's buffer drops.

use super::Check;
use super::distributions::rough_mean;
use crate::model::link::LinkSpec;
use crate::model::live::{Discipline, DropSpec, OutageSpec};
use crate::model::station::{DEFAULT_SERVERS, StationSpec};
use crate::scenario::complaint::below;
use crate::units::Span;

/// Shorter turns than this on average would make more events than messages do.
const SHORTEST: Span = Span::from_millis(1);

impl Check<'_> {
    /// Turns, or one known outage, and each whole.
    pub(super) fn outages(&mut self, at: &[String], outages: &OutageSpec) {
        let given = [
            ("up", outages.up.is_some()),
            ("down", outages.down.is_some()),
            ("at", outages.at.is_some()),
            ("for", outages.lasts.is_some()),
        ];
        let given: Vec<&str> = given.into_iter().filter(|(_, given)| *given).map(|(key, _)| key).collect();
        let help = "give `up` and `down` for turns, or `at` and `for` for one outage";
        match given[..] {
            ["up", "down"] => self.turns(at, outages),
            ["at", "for"] => self.longer_than_nothing(at, outages),
            [] => self.wrong_key(at.to_vec(), "nothing says when it is down", help),
            [only] => {
                let other = match only {
                    "up" => "down",
                    "down" => "up",
                    "at" => "for",
                    _ => "at",
                };
                self.wrong_key(below(at, &[only]), format!("`{only}` stands without `{other}`"), help);
                self.resting_on(below(at, &[other]));
            }
            [first, .., last] => {
                self.wrong_key(below(at, &[last]), format!("`{last}` stands beside `{first}`"), help);
            }
        }
    }

    /// Only some of a station's servers go down, which takes one queue of jobs that are never shared.
    pub(super) fn servers_of_outages(&mut self, at: &[String], station: &StationSpec) {
        let Some(down) = station.outages.as_ref().and_then(|outages| outages.servers) else { return };
        let (at, all) = (below(at, &["outages", "servers"]), station.servers.unwrap_or(DEFAULT_SERVERS).0);
        self.within(at.clone(), down.0 as f64, 1.0, all as f64, &format!("1 to {all}, its `servers`"));
        let by_queue = [Discipline::Fifo, Discipline::Priority, Discipline::WeightedFair];
        if station.batch.is_some() || station.discipline.is_some_and(|d| !by_queue.contains(&d)) {
            let help = "leave it out, so that the station goes down as a whole";
            self.wrong_key(at, "single servers do not go down under this discipline, nor by batches", help);
        }
    }

    /// What has no servers goes down as a whole.
    pub(super) fn whole_outages(&mut self, at: &[String], outages: &OutageSpec) {
        self.outages(at, outages);
        if outages.servers.is_some() {
            let help = "leave `servers` out";
            self.wrong_key(below(at, &["servers"]), "only stations have servers that can go down", help);
        }
    }

    /// A gateway hears or does not; nothing is in service there.
    pub(super) fn silences(&mut self, at: &[String], outages: &OutageSpec) {
        let at = below(at, &["outages"]);
        self.whole_outages(&at, outages);
        if outages.jobs.is_some() {
            let help = "leave it out: what a gateway does not hear is lost there, or heard by another";
            self.wrong_key(below(&at, &["jobs"]), "a gateway has no jobs in service", help);
        }
    }

    fn turns(&mut self, at: &[String], outages: &OutageSpec) {
        for (key, law) in [("up", &outages.up), ("down", &outages.down)] {
            let Some(law) = law else { continue };
            let at = below(at, &[key]);
            self.distribution(&at, law);
            if rough_mean(law) < SHORTEST.as_secs_f64() {
                self.wrong(at, "this is too short a turn", format!("its mean must be {SHORTEST} or more"));
            }
        }
    }

    fn longer_than_nothing(&mut self, at: &[String], outages: &OutageSpec) {
        if outages.lasts == Some(Span::ZERO) {
            let help = "leave `outages` out if there is none";
            self.wrong(below(at, &["for"]), "an outage of 0 s is none", help);
        }
    }

    /// CoDel drops at the head of one queue, so it goes with first come, first served.
    pub(super) fn drop(&mut self, at: &[String], link: &LinkSpec) {
        self.early(at, link);
        let Some(codel) = link.drop.as_ref().and_then(DropSpec::codel) else { return };
        for (key, span) in [("target", codel.target), ("interval", codel.interval)] {
            if span == Some(Span::ZERO) {
                self.wrong(
                    below(at, &["drop", "codel", key]),
                    "0 s is not possible here",
                    "a time here is more than zero",
                );
            }
        }
        if link.discipline.is_some_and(|discipline| discipline != Discipline::Fifo) {
            let help = "leave `discipline` out, or drop by \"tail\"";
            self.wrong(below(at, &["drop"]), "CoDel keeps one queue, first come, first served", help);
        }
    }
}
