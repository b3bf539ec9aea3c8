//! What sessions load in a quiet hour: messages pass the connecting stage no more, silent devices send keep-alives, and the platform
//! answers these and acknowledges messages. Connects are left out: who breaks when is for time to show.

use super::loads::Loads;
use crate::model::radio::lorawan::join::ACCEPT_DELAYS;
use crate::model::session::Session;
use crate::network::guards::GuardPlan;
use crate::network::layout::Layout;
use crate::network::ways::Way;
use crate::network::{Class, NO_HOP, Network, Process, ServerPlan, Traffic, down};
use crate::units::Span;

/// The first hop of a class's messages behind a gateway of the network.
pub(super) fn first_hop(network: &Network, class: &Class, gateway: usize) -> u32 {
    let special = network.ways.of(Way::PastConnect).filter(|_| class.connects());
    special.map_or(network.gateways[gateway].first_hop, |way| way.first[gateway])
}

/// The hop behind the folding, `plain` being that of the plain way.
pub(super) fn behind_fold(network: &Network, class: &Class, gateway: usize, plain: u32) -> u32 {
    let folds = class.connects() && network.gateways[gateway].makes_copies;
    let special = network.ways.of(Way::PastConnect).filter(|_| folds);
    special.map_or(plain, |way| way.behind_fold)
}

impl Loads {
    /// Adds a device's keep-alives and their answers, `weight` of which there are: one an idle time at the most, fewer where it speaks
    /// more often.
    pub(super) fn keep_alive(
        &mut self,
        network: &Network,
        layout: &Layout,
        class: &Class,
        device: u32,
        weight: f64,
    ) {
        let Some(session) = &class.session else { return };
        let Some(idle) = session.keep_alive else { return };
        let per_s = keep_alives_per_s(class.traffic.as_ref(), idle) * weight;
        let Some(at) = gateway(network, layout, class, device) else { return };
        let special = network.ways.of(Way::ToFold);
        let first = special.map_or(NO_HOP, |way| way.first[at]);
        // control packets take no forwarding overhead
        self.route(network, first, session.small.0, per_s);
        self.descend(network, at, session.small.0, per_s);
    }

    /// Adds the acknowledgements of a device's messages, one for each where they are asked for.
    pub(super) fn acknowledge(
        &mut self,
        network: &Network,
        layout: &Layout,
        class: &Class,
        device: u32,
        per_s: f64,
    ) {
        let Some(session) = class.session.as_ref().filter(|session| session.acknowledged.is_some()) else {
            return;
        };
        let Some(at) = gateway(network, layout, class, device) else { return };
        self.descend(network, at, session.small.0, per_s);
    }

    /// Adds packets to the links down to a gateway.
    fn descend(&mut self, network: &Network, gateway: usize, bytes: u64, per_s: f64) {
        let to = &network.gateways[gateway];
        for link in down::path(to, &network.hops, &network.servers, |_| None) {
            self.down[link.index()] += per_s * bytes as f64;
        }
    }

    /// Work that a link is given downwards over what it can do; nothing of what is no link.
    pub fn down_of(&self, network: &Network, at: usize) -> f64 {
        match &network.servers[at] {
            ServerPlan::Link { down, .. } => self.down[at] / down.sent_in(1_000_000_000),
            _ => 0.0,
        }
    }

    /// Bytes a second that a link is given in both directions, as data plans count them.
    pub fn both_ways_per_s(&self, network: &Network, at: usize) -> f64 {
        self.bytes_per_s(network, at) + self.down[at]
    }
}

/// The gateway of the network to which a device belongs, the first that hears it.
fn gateway(network: &Network, layout: &Layout, class: &Class, device: u32) -> Option<usize> {
    let (radio, reach) = (&network.radios[class.radio as usize], &layout.reach[class.radio as usize]);
    let entry = reach.entries(reach.row(device)).first()?;
    Some(radio.gateways[entry.gateway as usize] as usize)
}

/// Keep-alives of a device a second: one whenever it was silent for `idle`, by its messages and by them.
fn keep_alives_per_s(traffic: Option<&Traffic>, idle: Span) -> f64 {
    let (idle_s, speaks) = (idle.as_secs_f64(), traffic.and_then(Traffic::rate_per_s).unwrap_or(0.0));
    match traffic.filter(|traffic| traffic.is_plain()).map(|traffic| &traffic.process) {
        Some(Process::Periodic { period, .. }) => speaks * (period.0 / idle.0.max(1)) as f64,
        // of a silence T, the mean of the whole part of T / idle
        Some(Process::Poisson { .. }) if speaks > 0.0 => speaks / libm::expm1(speaks * idle_s),
        _ => libm::fmax(1.0 / idle_s - speaks, 0.0),
    }
}

/// Round trips of sessions in a run of so many seconds: keep-alives, and what a storm may come to in which all devices lose
/// their sessions once and are let in as fast as the connecting stage does. Without jitter they may try to the end.
pub(super) fn trips(network: &Network, spoken_s: f64) -> f64 {
    let connected = network.classes.iter().filter_map(|class| Some((class, class.session.as_ref()?)));
    let fleet: f64 = connected.clone().map(|(class, _)| f64::from(class.count)).sum();
    let let_in_s = let_in_per_s(network).map_or(0.0, |per_s| 2.0 * fleet / per_s);
    let is_broken = (0..network.elements.len()).any(|element| network.outages(element).is_some());
    let of = |(class, session): (&Class, &Session)| {
        let idle_s = session.keep_alive.map_or(f64::INFINITY, |idle| idle.as_secs_f64());
        let comes = is_broken || session.ramp.is_some();
        let tries_s = if session.backoff.has_jitter() || let_in_s == 0.0 {
            libm::fmin(let_in_s, spoken_s)
        } else {
            spoken_s
        };
        let attempts = 1.0 + tries_s / session.backoff.settled().as_secs_f64();
        let trips = session.handshake.round_trips.0 as f64;
        f64::from(class.count) * (spoken_s / idle_s + if comes { attempts * trips } else { 0.0 })
    };
    connected.map(of).sum()
}

/// What joins may come to in a run of so many seconds in which all devices have to join once and are refused to the end: an attempt
/// is sent, heard, answered and waited for.
pub(super) fn joins(network: &Network, spoken_s: f64) -> f64 {
    const STEPS: f64 = 4.0;
    let of = |class: &Class| {
        let join = class.join.as_ref()?;
        let least_s = ACCEPT_DELAYS[1].as_secs_f64() + join.backoff.settled().as_secs_f64();
        let comes = join.at_start || !network.incidents.all.is_empty();
        comes.then(|| f64::from(class.count) * STEPS * (1.0 + spoken_s / least_s))
    };
    network.classes.iter().filter_map(of).sum()
}

/// Connects a second that the connecting stage lets in or can serve, if it limits them.
fn let_in_per_s(network: &Network) -> Option<f64> {
    let at = network.elements.iter().position(|element| element.name == "platform.connect")?;
    let element = &network.elements[at];
    let served = element.mean_service_s.filter(|s| *s > 0.0).map(|s| f64::from(element.servers) / s);
    let quota = network.guards[at].as_ref().and_then(GuardPlan::messages_per_s);
    quota.into_iter().chain(served).reduce(libm::fmin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    /// Keep-alives of a device in an hour.
    fn keep_alives(message: &str, idle_min: u64) -> f64 {
        let text = format!(
            "title = 'x'\nradio.air = {{ technology = 'ideal' }}\ngateways.mast = {{ radio = 'air' }}\n\
             devices.d = {{ count = 1, radio = 'air', message = {{ {message}, size = '1 B' }} }}\n"
        );
        let network = Network::build(&load::given(&text, &[], &[]).expect("a scenario").scenario);
        3600.0 * keep_alives_per_s(network.classes[0].traffic.as_ref(), Span::from_secs(60 * idle_min))
    }

    #[test]
    fn who_is_silent_for_long_keeps_alive_as_often_as_the_silence_lasts() {
        let near = |found: f64, exact: f64| assert!((found - exact).abs() < 1e-9, "{found}, not {exact}");
        near(keep_alives("every = '15 min'", 10), 4.0);
        near(keep_alives("every = '15 min'", 4), 12.0);
        near(keep_alives("every = '15 min'", 20), 0.0);
        // a silence of mean 15 min passes 10 min with exp(-2/3), 20 min with exp(-4/3), ...: 1 / (e^(2/3) - 1) times in all
        near(keep_alives("poisson = '15 min'", 10), 4.0 / (libm::exp(2.0 / 3.0) - 1.0));
    }
}
