//! What a limit on connecting means: how long a fleet takes at least to come back, and who else asks for its tokens.

use crate::network::guards::GuardPlan;
use crate::network::{Class, Element, Network};
use crate::units::{Span, noun, number};

/// How fast all devices with a session are let in that have lost it at once. A lower bound: attempts that are refused and
/// the time between two of them are left out.
pub fn notes(network: &Network) -> Option<String> {
    let fleet: u32 = with_session(network).map(|class| class.count).sum();
    let last_s = |[per_s, at_once]: [f64; 2]| libm::fmax(f64::from(fleet) - at_once, 0.0) / per_s;
    let ([per_s, at_once], last_s) =
        limits(network).into_iter().map(|l| (l, last_s(l))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    let burst = match at_once {
        n if n > 1.0 => format!(" ({} of them at once)", number(libm::floor(n))),
        _ => String::new(),
    };
    (fleet > 0).then(|| {
        format!(
            "platform.connect: {fleet} {} let in at {} a second{burst}: after a break of all, the last is back {} later at the \
             earliest",
            noun(u64::from(fleet), "session is", "sessions are"),
            number(libm::rint(per_s * 100.0) / 100.0),
            Span::from_secs_f64(libm::rint(last_s)),
        )
    })
}

/// Classes without sessions whose messages pass a connecting stage that limits what comes, beside classes with sessions.
pub fn warnings(network: &Network) -> Vec<String> {
    let Some((_, guard)) = stage(network) else { return Vec::new() };
    let buckets = guard.iter().flat_map(|guard| guard.policer.iter().chain(&guard.shaper));
    let Some(least) = buckets.min_by(|a, b| a.rate.per_s().total_cmp(&b.rate.per_s())) else {
        return Vec::new();
    };
    if with_session(network).next().is_none() {
        return Vec::new();
    }
    let speaks = |class: &&Class| !class.connects() && !class.foreign && class.traffic.is_some();
    let warning = |class: &Class| {
        format!(
            "devices.{} keep no session: each of their messages passes platform.connect and its limit of {}",
            class.name, least.rate
        )
    };
    network.classes.iter().filter(speaks).map(warning).collect()
}

fn with_session(network: &Network) -> impl Iterator<Item = &Class> {
    network.classes.iter().filter(|class| class.session.is_some() && !class.foreign)
}

/// The connecting stage and what guards it.
fn stage(network: &Network) -> Option<(&Element, Option<&GuardPlan>)> {
    let at = network.elements.iter().position(|element| element.name == "platform.connect")?;
    Some((&network.elements[at], network.guards[at].as_ref()))
}

/// Connects a second that the stage lets in, and those that it lets in at once: by each of its limits, and by its servers.
fn limits(network: &Network) -> Vec<[f64; 2]> {
    let Some((element, guard)) = stage(network) else { return Vec::new() };
    let served = element.mean_service_s.filter(|s| *s > 0.0).map(|s| [f64::from(element.servers) / s, 0.0]);
    served.into_iter().chain(guard.map(GuardPlan::connects).unwrap_or_default()).collect()
}
