//! An element made a tenth wider, to see how much more the network then carries: a link's rate, a station's servers each
//! a tenth faster, receive paths of a gateway and channels of a radio in whole ones.

use super::places::Change;
use crate::model::cause::Cause;
use crate::model::distribution::{DistributionSpec, Shape};
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::region::Region;
use crate::model::station::StationSpec;
use crate::network::{ElementKind, Network};
use crate::scenario::Scenario;
use crate::units::{BitRate, Count, Quantity, Span};

/// By so much where it need not be whole.
pub const WIDER: f64 = 1.1;

/// What is widened, and how.
pub struct Widening {
    /// "its rate from 2 Mbit/s to 2.2 Mbit/s".
    pub how: String,
    /// New width over old.
    pub times: f64,
    /// Does it.
    pub change: Change,
}

/// The widening of an element by name; else why there is none. What a gateway loses on the air is no matter of its receive
/// paths, so there its radio is widened.
pub fn widen(
    scenario: &Scenario,
    network: &Network,
    element: &str,
    cause: Option<Cause>,
) -> Result<Widening, String> {
    let found = network.elements.iter().position(|e| e.name == element);
    let (at, facts) = found.map(|at| (at, &network.elements[at])).ok_or("there is no such element")?;
    let group = network.groups[facts.group.index()].name.clone();
    let name = group.split_once('.').map_or("", |(_, name)| name).to_string();
    match facts.kind {
        ElementKind::Link => Ok(link(&name, element, facts.rate_bps.unwrap_or(0.0))),
        ElementKind::Station if group.starts_with("processing.") => Ok(processing(name)),
        ElementKind::Station if group.starts_with("sites.") => Ok(site(name)),
        ElementKind::Station => Ok(stage(name)),
        ElementKind::Gateway if cause.is_some_and(|cause| cause != Cause::NoDemodulator) => {
            let radio = scenario.gateways.get(&name).map_or(String::new(), |gateway| gateway.radio.clone());
            let medium = network.elements.iter().find(|e| e.name == format!("radio.{radio}"));
            channel(scenario, radio, medium.map_or(0, |medium| medium.servers))
        }
        ElementKind::Gateway => Ok(paths(name, network.elements[at].servers)),
        ElementKind::Radio => channel(scenario, name, facts.servers),
        ElementKind::Deduplication
        | ElementKind::Store
        | ElementKind::Admission
        | ElementKind::Copies
        | ElementKind::Partitions => Err("it has no width".to_string()),
    }
}

fn link(name: &str, element: &str, rate: f64) -> Widening {
    let wider = BitRate(rate * WIDER);
    let how = format!("its rate from {} to {wider}", BitRate(rate));
    let (name, member) = (name.to_string(), element.split_once('@').map(|(_, member)| member.to_string()));
    let change = move |scenario: &mut Scenario| {
        let Some(spec) = scenario.links.get_mut(&name) else { return };
        match &member {
            Some(member) => spec.member.entry(member.clone()).or_default().rate = Some(wider),
            None => spec.rate = Some(wider),
        }
    };
    Widening { how, times: WIDER, change: Box::new(change) }
}

const FASTER: &str = "its service a tenth faster";

fn stage(name: String) -> Widening {
    let change = move |scenario: &mut Scenario| {
        let platform = scenario.platform.as_mut();
        platform.and_then(|platform| platform.stage_mut(&name)).into_iter().for_each(faster);
    };
    Widening { how: FASTER.to_string(), times: WIDER, change: Box::new(change) }
}

fn processing(name: String) -> Widening {
    let change = move |scenario: &mut Scenario| {
        let gateway = scenario.gateways.get_mut(&name).and_then(|gateway| gateway.processing.as_mut());
        gateway.into_iter().for_each(faster);
    };
    let how = "the service of all its group a tenth faster".to_string();
    Widening { how, times: WIDER, change: Box::new(change) }
}

fn site(name: String) -> Widening {
    let change = move |scenario: &mut Scenario| {
        let site = scenario.sites.get_mut(&name).and_then(|site| site.processing.as_mut());
        site.into_iter().for_each(faster);
    };
    Widening { how: FASTER.to_string(), times: WIDER, change: Box::new(change) }
}

fn paths(name: String, servers: u32) -> Widening {
    let more = whole(servers);
    let change = move |scenario: &mut Scenario| {
        let gateway = scenario.gateways.get_mut(&name);
        gateway.into_iter().for_each(|gateway| gateway.demodulators = Some(Count(u64::from(more))));
    };
    let how = format!("{servers} to {more} receive paths in all its group");
    Widening { how, times: f64::from(more) / f64::from(servers), change: Box::new(change) }
}

/// Losses on the air: another channel, if the region has one that is not in use. Another gateway wants a place.
fn channel(scenario: &Scenario, name: String, servers: u32) -> Result<Widening, String> {
    let more = servers + 1;
    let open = match scenario.radio.get(&name) {
        Some(RadioSpec::Lorawan(spec)) => {
            let plan = Region::find(&spec.region).map_or(0, |region| region.channels.len());
            spec.channels.is_some() && more as usize <= plan
        }
        _ => false,
    };
    if !open {
        return Err(
            "what widens a radio is another gateway, and where it would stand is not known".to_string()
        );
    }
    let change = move |scenario: &mut Scenario| {
        if let Some(RadioSpec::Lorawan(spec)) = scenario.radio.get_mut(&name) {
            spec.channels = Some(Count(u64::from(more)));
        }
    };
    let times = f64::from(more) / f64::from(servers.max(1));
    Ok(Widening { how: format!("{servers} to {more} channels"), times, change: Box::new(change) })
}

/// A tenth more, at least one.
fn whole(servers: u32) -> u32 {
    libm::fmax(libm::round(f64::from(servers) * WIDER), f64::from(servers) + 1.0) as u32
}

fn faster(station: &mut StationSpec) {
    station.service = scaled(&station.service, 1.0 / WIDER);
}

/// The same law with every time multiplied.
fn scaled(service: &DistributionSpec<Span>, times: f64) -> DistributionSpec<Span> {
    let scale = |span: &mut Span| *span = Span::from_base(span.base() * times);
    let mut service = service.clone();
    match &mut service {
        DistributionSpec::Constant(time) => scale(time),
        DistributionSpec::Random(shape) => match shape {
            Shape::Constant(time) | Shape::Exponential(time) => scale(time),
            Shape::Uniform(ends) => [&mut ends.low, &mut ends.high].into_iter().for_each(scale),
            Shape::Normal(law) | Shape::LogNormal(law) => {
                [&mut law.mean, &mut law.sd].into_iter().for_each(scale);
            }
            Shape::Erlang(law) | Shape::Gamma(law) | Shape::Weibull(law) => scale(&mut law.mean),
            Shape::HyperExponential(law) => scale(&mut law.mean),
            Shape::Pareto(law) => [&mut law.minimum, &mut law.cap].into_iter().for_each(scale),
            Shape::Empirical(column) => {
                column.values =
                    std::sync::Arc::new(column.values.iter().map(|value| value * times).collect());
            }
        },
    }
    service
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    const SCENARIO: &str = r#"
title = "Widths"
[radio.lora]
technology  = "lorawan"
region      = "EU868"
channels    = 3
propagation = { model = "free-space" }
[devices]
meters = { count = 2, radio = "lora", message = { every = "1 h", size = "20 B" } }
[gateways]
roof = { radio = "lora", link = "lte", processing = { service = { exponential = "2 ms" } } }
[links.lte]
per  = "gateway"
to   = "core"
rate = "1 Mbit/s"
[links.core]
to   = "platform"
rate = "10 Mbit/s"
[platform]
ingest = { service = { pareto = { minimum = "1 ms", shape = 2.5, cap = "11 ms" } } }
"#;

    fn widened(element: &str) -> (f64, Network) {
        let mut scenario = load::given(SCENARIO, &[], &[]).unwrap().scenario;
        let widening = widen(&scenario, &Network::build(&scenario), element, None)
            .unwrap_or_else(|why| panic!("{element}: {why}"));
        (widening.change)(&mut scenario);
        (widening.times, Network::build(&scenario))
    }

    fn of<T>(network: &Network, name: &str, what: impl Fn(&crate::network::Element) -> T) -> T {
        network.elements.iter().find(|e| e.name == name).map(what).unwrap_or_else(|| {
            panic!("no {name} in {:?}", network.elements.iter().map(|e| &e.name).collect::<Vec<_>>())
        })
    }

    #[test]
    fn each_kind_of_element_is_widened_in_its_own_way() {
        let (_, network) = widened("links.lte@roof:1");
        assert_eq!(of(&network, "links.lte@roof:1", |e| e.rate_bps), Some(1.1e6));
        assert_eq!(of(&network, "links.core", |e| e.rate_bps), Some(1e7));
        let (_, network) = widened("links.core");
        assert_eq!(of(&network, "links.core", |e| e.rate_bps), Some(1.1e7));
        let (times, network) = widened("gateways.roof");
        assert_eq!((times, of(&network, "gateways.roof", |e| e.servers)), (1.125, 9));
        let scenario = load::given(SCENARIO, &[], &[]).unwrap().scenario;
        let network = Network::build(&scenario);
        let collided = widen(&scenario, &network, "gateways.roof", Some(Cause::Collision)).ok().unwrap();
        assert_eq!(collided.how, "3 to 4 channels");
        let (times, network) = widened("radio.lora");
        assert_eq!((times, of(&network, "radio.lora", |e| e.servers)), (4.0 / 3.0, 4));
    }

    #[test]
    fn a_station_serves_a_tenth_faster_whatever_its_law() {
        let before = Network::build(&load::given(SCENARIO, &[], &[]).unwrap().scenario);
        for element in ["processing.roof", "platform.ingest"] {
            let mean = |network: &Network| of(network, element, |e| e.mean_service_s).unwrap();
            let ratio = mean(&before) / mean(&widened(element).1);
            assert!((ratio - WIDER).abs() < 1e-6, "{element}: {ratio}");
        }
    }

    #[test]
    fn without_a_free_channel_a_radio_asks_for_a_gateway() {
        let scenario = load::given(SCENARIO, &[], &["radio.lora.channels=8".into()]).unwrap().scenario;
        let why = widen(&scenario, &Network::build(&scenario), "radio.lora", None).err().unwrap();
        assert!(why.contains("another gateway"), "{why}");
    }
}
