//! What a replication draws of the network: where everything stands and who reaches whom (DEFINITIONS D19).

use super::Network;
use super::ids::ElementId;
use super::places::{Places, Projection, Spot};
use super::{coverage, incidents};
use crate::chance::Key;
use crate::model::radio::reach::Reach;

/// A device's place, for the map and the shares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Site {
    /// East of the origin, m.
    pub x_m: f32,
    /// North of the origin, m.
    pub y_m: f32,
    /// Spreading factor or other data rate; 0 if the technology has none.
    pub data_rate: u8,
    /// At least one gateway hears it when it is alone on the air.
    pub covered: bool,
}

/// A gateway's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GatewaySite {
    /// Its element.
    pub element: ElementId,
    /// East of the origin, m.
    pub x_m: f32,
    /// North of the origin, m.
    pub y_m: f32,
    /// Switched off.
    pub off: bool,
}

/// One draw of places and shadowing.
#[derive(Clone, Debug)]
pub struct Layout {
    /// By device.
    pub sites: Vec<Site>,
    /// By gateway of the network.
    pub gateways: Vec<GatewaySite>,
    /// Latitude and longitude of the origin, where the scenario has degrees.
    pub origin: Option<[f64; 2]>,
    /// By radio: which gateways each device reaches.
    pub reach: Vec<Reach>,
    /// By class: the devices, by their numbers in the class they are taken from, that are in somebody else's hands; in
    /// order, and none of a class of its own.
    pub taken: Vec<Vec<u32>>,
}

impl Layout {
    /// The layout of a replication; the same for all if the study fixes it.
    pub fn draw(network: &Network, replication: u64) -> Layout {
        Layout::sample(network, replication, |_, count| count)
    }

    /// A layout of the first devices of each class only: `take(class, count)` says how many.
    pub fn sample(network: &Network, replication: u64, take: impl Fn(usize, u32) -> u32) -> Layout {
        let replication = if network.fixed_layout { 0 } else { replication };
        let root = Key::root(network.seed, replication);
        let projection = Projection::of(&network.scenario);
        let gateways = gateway_spots(network, projection, root);
        let counts: Vec<u32> = network.classes.iter().enumerate().map(|(at, c)| take(at, c.count)).collect();
        let taken = incidents::taken(network, root);
        let (sites, reach) = coverage::draw(network, &gateways, (&counts, &taken), projection, root);
        let site = |(gateway, spot): (&super::Gateway, &Spot)| GatewaySite {
            element: gateway.element,
            x_m: spot.x as f32,
            y_m: spot.y as f32,
            off: gateway.off,
        };
        Layout {
            sites,
            gateways: network.gateways.iter().zip(&gateways).map(site).collect(),
            origin: projection.origin,
            reach,
            taken,
        }
    }

    /// Bytes that the layout keeps.
    pub fn bytes(&self) -> usize {
        std::mem::size_of_val(&self.sites[..]) + self.reach.iter().map(Reach::bytes).sum::<usize>()
    }
}

/// Where the gateways stand, by gateway of the network.
pub(super) fn gateway_spots(network: &Network, projection: Projection, root: Key) -> Vec<Spot> {
    let scenario = &network.scenario;
    let group_places = |name: &String| {
        let count = network.gateways.iter().filter(|gateway| gateway.group == *name).count();
        let spec = scenario.gateways[name].place.as_ref();
        Places::new(scenario, &format!("gateways.{name}"), spec, count, projection, root)
    };
    let places: Vec<(String, Places)> =
        scenario.gateways.keys().map(|name| (name.clone(), group_places(name))).collect();
    let spot = |gateway: &super::Gateway| match gateway.position {
        Some(position) => projection.spot(position),
        None => places
            .iter()
            .find(|(name, _)| *name == gateway.group)
            .map_or(Spot::default(), |(_, places)| places.spot(gateway.index as usize)),
    };
    network.gateways.iter().map(spot).collect()
}
