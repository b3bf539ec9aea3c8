//! Who takes a copy of what leaves the platform: a station each, behind a place at which copies are made. A copy is control work; what
//! becomes of it is told by its station and moves no message's fate (DEFINITIONS D1, D4).

use super::ElementKind;
use super::elements::{Member, Registry};
use super::ids::ElementId;
use super::partitions::{self, Placed};
use crate::model::platform::FAN_OUT;
use crate::scenario::Scenario;

/// Where copies are made, and who takes them.
pub(super) struct Consumers {
    pub fan_out: ElementId,
    pub stations: Vec<Placed>,
}

/// Registers them; none if nobody takes any.
pub(super) fn register(scenario: &Scenario, registry: &mut Registry) -> Option<Consumers> {
    let platform = scenario.platform.as_ref().filter(|platform| !platform.consumers.is_empty())?;
    let here = vec![Member::passive(FAN_OUT.into(), 0)];
    let fan_out = registry.group(FAN_OUT, ElementKind::Copies, here);
    let mut register =
        |(name, spec)| partitions::register(scenario, registry, &format!("platform.{name}"), spec);
    Some(Consumers { fan_out, stations: platform.consumers.iter().map(&mut register).collect() })
}
