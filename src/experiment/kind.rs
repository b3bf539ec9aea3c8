//! Steady or terminating: what a mean over the window is a mean of, and whether a beginning may be cut from it
//! (A. M. Law, "Simulation Modeling and Analysis", 5th ed., 9.3; DEFINITIONS D20).

use serde::{Deserialize, Serialize};

use crate::model::gateway::GatewaySpec;
use crate::model::link::LinkSpec;
use crate::model::live::OutageSpec;
use crate::model::session::Session;
use crate::model::station::StationSpec;
use crate::model::traffic::{MessageSpec, Phase};
use crate::scenario::Scenario;
use crate::scenario::class::ClassSpec;
use crate::scenario::study::StudyKind;

/// The kind of a study, and what follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// Steady or terminating.
    pub kind: StudyKind,
    /// Written as `study.kind`; else it was told from the loads.
    pub stated: bool,
    /// Why it is of this kind.
    pub reason: String,
    /// What that means for the figures.
    pub consequence: String,
}

impl Kind {
    /// As the scenario states it, or as its loads suggest.
    pub fn of(scenario: &Scenario) -> Kind {
        let follows = follows_the_clock(scenario);
        let (kind, reason) = match (scenario.study.kind, follows) {
            (Some(kind), _) => (kind, "study.kind is written in the scenario".to_string()),
            (None, Some(who)) => (StudyKind::Terminating, who),
            (None, None) => (StudyKind::Steady, "no load follows the clock".to_string()),
        };
        let consequence = match kind {
            StudyKind::Steady => {
                "figures speak of the long run: a beginning that stands out is cut as warm-up, and what grows \
                 without end has no mean"
            }
            StudyKind::Terminating => {
                "figures speak of this very span, its beginning included: nothing is cut, and a longer one would \
                 be another question"
            }
        };
        let stated = scenario.study.kind.is_some();
        Kind { kind, stated, reason, consequence: consequence.to_string() }
    }

    /// "steady" or "terminating".
    pub fn word(&self) -> &'static str {
        match self.kind {
            StudyKind::Steady => "steady",
            StudyKind::Terminating => "terminating",
        }
    }

    /// What contradicts a stated kind.
    pub fn warning(&self, scenario: &Scenario) -> Option<String> {
        let who = follows_the_clock(scenario)?;
        (self.stated && self.kind == StudyKind::Steady).then(|| {
            format!(
                "study.kind = \"steady\", but {who}: means over the window mix its hours, \
                 and a quiet beginning may be cut as warm-up"
            )
        })
    }
}

/// What happens at known times, if anything does.
fn follows_the_clock(scenario: &Scenario) -> Option<String> {
    let follows = |message: &MessageSpec| {
        let at_times = message.schedule.is_some() || message.burst.is_some() || message.trace.is_some();
        at_times || message.profile.is_some() || message.phase == Some(Phase::Aligned)
    };
    let mut classes = scenario.devices.iter();
    let comes = |class: &ClassSpec| {
        let joins = class.join.as_ref().and_then(|join| join.at_start) == Some(true);
        joins || class.session.as_ref().is_some_and(|s| Session::from(s).ramp.is_some())
    };
    let class = classes.find(|(_, class)| comes(class) || class.message.as_ref().is_some_and(follows));
    let incident = || {
        let (name, _) = scenario.incidents.first()?;
        Some(format!("incidents.{name} happens at a known time"))
    };
    class
        .map(|(name, _)| format!("devices.{name} follows the clock"))
        .or_else(incident)
        .or_else(|| outage(scenario))
}

/// The first outage at a known time.
fn outage(scenario: &Scenario) -> Option<String> {
    let known = |outages: &Option<OutageSpec>| outages.as_ref().is_some_and(|outages| outages.at.is_some());
    let of_link =
        |link: &LinkSpec| known(&link.outages) || link.member.values().any(|member| known(&member.outages));
    let of_station = |station: &Option<StationSpec>| station.as_ref().is_some_and(|s| known(&s.outages));
    let link = scenario.links.iter().find(|(_, link)| of_link(link)).map(|(name, _)| format!("links.{name}"));
    let gateways = || {
        let mut groups = scenario.gateways.iter();
        let own = |group: &GatewaySpec| {
            known(&group.outages) || group.member.values().any(|member| known(&member.outages))
        };
        groups
            .find(|(_, group)| of_station(&group.processing) || own(group))
            .map(|(name, _)| format!("gateways.{name}"))
    };
    let platform = || {
        let stages = scenario.platform.as_ref()?;
        [&stages.connect, &stages.ingest, &stages.process]
            .into_iter()
            .any(of_station)
            .then(|| "platform".to_string())
    };
    let who = link.or_else(gateways).or_else(platform)?;
    Some(format!("{who} is down at a known time"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::tests::scenario;

    #[test]
    fn d20_loads_that_follow_the_clock_make_a_study_terminating() {
        let meters =
            "[devices.meters]\ncount = 4\nradio = \"lora\"\nmessage = { every = \"1 h\", size = \"9 B\" }";
        let steady = Kind::of(&scenario(meters));
        assert_eq!((steady.kind, steady.stated), (StudyKind::Steady, false));
        let mut clocked = scenario(meters);
        let class = &mut clocked.devices[0];
        class.message.as_mut().unwrap().phase = Some(Phase::Aligned);
        let kind = Kind::of(&clocked);
        assert_eq!(kind.kind, StudyKind::Terminating);
        assert_eq!(kind.reason, "devices.meters follows the clock");
        assert_eq!(kind.warning(&clocked), None);
        let cut = "[links.lte]\nto = \"platform\"\nrate = \"1 Mbit/s\"\noutages = { at = \"10 min\", for = \"5 min\" }";
        assert_eq!(Kind::of(&scenario(cut)).reason, "links.lte is down at a known time");
        clocked.study.kind = Some(StudyKind::Steady);
        let stated = Kind::of(&clocked);
        assert_eq!((stated.kind, stated.stated), (StudyKind::Steady, true));
        assert!(stated.warning(&clocked).unwrap().contains("devices.meters follows the clock"));
    }
}
