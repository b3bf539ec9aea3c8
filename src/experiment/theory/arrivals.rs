//! Whether what comes to an element is a Poisson process: exactly, about, or not at all. Poisson processes stay so when
//! they are thinned, merged or delayed, and behind an M/M/c queue (P. J. Burke, Operations Research 4, 1956).

use crate::model::radio::RadioPlan;
use crate::network::turns::Turn;
use crate::network::{Class, ElementKind, Gateway, Hop, NO_HOP, Network, Process, ServerPlan};

/// Fewer periodic devices than this are not taken for a Poisson process (D. R. Cox and W. L. Smith, 1954: many
/// superposed renewal processes come near one over times short against their periods).
pub const FEWEST_PERIODIC: u32 = 50;
/// Behind a queue that is loaded less than this, arrivals are about as they were before it.
const LITTLE_LOAD: f64 = 0.1;

/// What is known of the jobs that come to an element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrivals {
    /// Jobs a second, where nothing before loses any that arithmetic does not know.
    pub per_s: Option<f64>,
    /// Why they are not exactly Poisson.
    pub about: Option<String>,
    /// Shortest period of a periodic class, s: beyond a small part of it periods show.
    pub period_s: Option<f64>,
    /// Mean and squared coefficient of variation of a packet's bytes, where they are known.
    pub bytes: Option<(f64, f64)>,
}

/// What comes to a link or station; `None` where it is far from Poisson, or too little is known. `load` by element id.
pub fn at(network: &Network, element: usize, load: impl Fn(usize) -> f64) -> Option<Arrivals> {
    let on = |gateway: &&Gateway| !gateway.off && path(network, gateway).any(|hop| is(hop, element));
    let feeders: Vec<&Gateway> = network.gateways.iter().filter(on).collect();
    let before = |gateway: &Gateway| path(network, gateway).take_while(|hop| !is(hop, element));
    let is_guarded = |gateway: &&Gateway| before(gateway).any(|hop| hop.is_guarded);
    // nor does what leaves partitions, and what comes to one is that of the devices that it happens to have
    let parts = |hop: &Hop| network.turns.get(hop.turn as usize).is_some_and(Turn::parts);
    if feeders.is_empty() || feeders.iter().any(|gateway| before(gateway).any(parts)) {
        return None;
    }
    // token buckets and early drops shape what passes, and who comes again does not come by chance
    let is_shaped =
        network.guards.get(element).is_some_and(Option::is_some) || feeders.iter().any(is_guarded);
    if is_shaped || network.turns.iter().any(Turn::wanders) {
        return None;
    }
    let behind_fold = feeders.iter().any(|gateway| before(gateway).any(|hop| hop.is_fold));
    let mut found = Arrivals { per_s: Some(0.0), ..Arrivals::default() };
    for (at, radio) in network.radios.iter().enumerate() {
        let all: Vec<&Gateway> = radio.gateways.iter().map(|at| &network.gateways[*at as usize]).collect();
        let fed = all.iter().filter(|gateway| feeders.iter().any(|f| f.element == gateway.element)).count();
        if fed == 0 {
            continue;
        }
        let kept = match &radio.plan {
            RadioPlan::Ideal(plan) if fed == all.len() => Some(1.0 - plan.loss()),
            RadioPlan::Ideal(_) => None,
            // copies of one message come together
            RadioPlan::Lorawan(_) if fed > 1 && !behind_fold => return None,
            RadioPlan::Lorawan(_) => {
                found.about = Some("messages that collide are missing".to_string());
                None
            }
        };
        for class in network.classes.iter().filter(|class| class.radio as usize == at && !class.foreign) {
            found.per_s = found.per_s.zip(kept.zip(rate(class))).map(|(sum, (kept, rate))| sum + kept * rate);
            if let Some(about) = process(class)? {
                found.about = Some(about);
                found.period_s = [found.period_s, period_s(class)].into_iter().flatten().reduce(libm::fmin);
            }
        }
    }
    for gateway in &feeders {
        if !behind_fold
            && network.elements[element].kind == ElementKind::Link
            && !gateway.background().is_empty()
        {
            return None;
        }
        for hop in before(gateway).filter(|hop| !hop.is_fold) {
            found.pass(network, hop.element.index(), &load)?;
        }
    }
    found.bytes = if behind_fold { None } else { bytes(network, &feeders) };
    Some(found)
}

fn is(hop: &Hop, element: usize) -> bool {
    hop.element.index() == element
}

fn path<'a>(network: &'a Network, gateway: &Gateway) -> impl Iterator<Item = &'a Hop> + use<'a> {
    let hop = |at: u32| network.hops.get(at as usize).filter(|_| at != NO_HOP);
    std::iter::successors(hop(gateway.first_hop), move |step| hop(step.next))
}

/// Messages a second of all devices of a class.
fn rate(class: &Class) -> Option<f64> {
    match &class.traffic {
        None => Some(0.0),
        Some(traffic) => Some(f64::from(class.count) * traffic.rate_per_s()?),
    }
}

/// Why a class's messages are only about Poisson, if so; `None` if they are far from it.
pub fn process(class: &Class) -> Option<Option<String>> {
    let Some(traffic) = &class.traffic else { return Some(None) };
    match &traffic.process {
        _ if !traffic.is_plain() => None,
        Process::Poisson { .. } => Some(None),
        Process::Periodic { aligned: false, .. } | Process::Mix(_) if class.count >= FEWEST_PERIODIC => {
            Some(Some(format!("{} periodic devices are taken for a Poisson process", class.count)))
        }
        _ => None,
    }
}

fn period_s(class: &Class) -> Option<f64> {
    match &class.traffic.as_ref()?.process {
        Process::Periodic { period, .. } => Some(period.as_secs_f64()),
        Process::Mix(mix) => Some(mix.shortest().as_secs_f64()),
        _ => None,
    }
}

impl Arrivals {
    /// What passing another element makes of them.
    fn pass(&mut self, network: &Network, element: usize, load: impl Fn(usize) -> f64) -> Option<()> {
        let server = &network.servers[element];
        if !server.is_unlimited() || matches!(server, ServerPlan::Link { loss, .. } if *loss > 0.0) {
            self.per_s = None;
        }
        let burke = match server {
            ServerPlan::None => true,
            ServerPlan::Store(_) => false,
            ServerPlan::Station { service, live, .. } => {
                service.is_exponential() && live.is_none() && server.is_unlimited() && load(element) < 1.0
            }
            ServerPlan::Link { .. } => false,
        };
        if !burke && load(element) > LITTLE_LOAD {
            return None;
        }
        if !burke {
            let name = &network.elements[element].name;
            self.about = Some(format!("behind {name} arrivals are taken for those before it"));
        }
        Some(())
    }
}

/// Of all classes on the feeders' radios together; only constant sizes are known once gateways wrap them.
fn bytes(network: &Network, feeders: &[&Gateway]) -> Option<(f64, f64)> {
    let (mut rates, mut mean, mut square) = (0.0, 0.0, 0.0);
    let gateway = feeders.first()?;
    if feeders.iter().any(|other| other.forwarding != gateway.forwarding) {
        return None;
    }
    for class in network.classes.iter().filter(|class| !class.foreign) {
        let (Some(traffic), radio) = (&class.traffic, &network.radios[class.radio as usize]) else {
            continue;
        };
        let rate = rate(class)?;
        let (one, scv) = match traffic.fixed_bytes {
            Some(payload) => (gateway.link_bytes(payload + radio.overhead) as f64, 0.0),
            None if gateway.forwarding.is_none() && radio.overhead == 0 => {
                (traffic.size.mean(), traffic.size.scv()?)
            }
            None => return None,
        };
        rates += rate;
        mean += rate * one;
        square += rate * one * one * (1.0 + scv);
    }
    let (mean, square) = (mean / rates, square / rates);
    (rates > 0.0).then(|| (mean, libm::fmax(square / (mean * mean) - 1.0, 0.0)))
}
