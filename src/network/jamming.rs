//! Jammers made concrete: which channels of which radios they disturb, and what each gateway receives of them by the
//! radio's own path loss, median: no shadowing and no fading is drawn for them.

use super::layout::Layout;
use super::places::{Projection, Spot};
use super::{Network, RadioPlan};
use crate::model::incident::JammingSpec;
use crate::model::incident::jamming::DEFAULT_HEIGHT;
use crate::model::radio::lorawan::plan::Plan;
use crate::model::radio::lorawan::region::Region;
use crate::model::radio::{Disturbance, RadioSpec};
use crate::scenario::Scenario;
use crate::scenario::places::position;
use crate::units::Time;

/// Somebody who sends without a break.
#[derive(Clone, Debug)]
pub struct Jammer {
    /// Radios that it disturbs, and their channels.
    pub radios: Vec<(usize, Vec<u8>)>,
    /// What it radiates in each channel, dBm.
    pub power_dbm: f64,
    data_rate: Option<u8>,
    spot: Spot,
    height_m: f64,
}

impl Jammer {
    /// Of a validated scenario.
    pub fn new(scenario: &Scenario, spec: &JammingSpec) -> Jammer {
        let radios = scenario.radio.iter().enumerate().filter_map(|(at, (name, radio))| {
            let RadioSpec::Lorawan(radio) = radio else { return None };
            let mine = spec.radio.as_ref().is_none_or(|named| named == name);
            let region = Region::find(&radio.region).filter(|_| mine)?;
            let used = radio.channels.map_or(usize::MAX, |count| count.0 as usize);
            let struck =
                |hz: u64| spec.channels.as_ref().is_none_or(|all| all.iter().any(|f| f.0 == hz as f64));
            let channels = (0..).zip(region.channels.iter().take(used));
            Some((
                at,
                channels.filter(|(_, of)| struck(of.frequency_hz)).map(|(channel, _)| channel).collect(),
            ))
        });
        Jammer {
            radios: radios.collect(),
            power_dbm: spec.power.0,
            data_rate: spec.spreading_factor,
            spot: position(&spec.place).map(|at| Projection::of(scenario).spot(at)).unwrap_or_default(),
            height_m: spec.height.unwrap_or(DEFAULT_HEIGHT).0,
        }
    }

    /// What it does to each radio from one instant to another.
    pub fn disturbances(
        &self,
        network: &Network,
        layout: &Layout,
        [from, to]: [Time; 2],
    ) -> Vec<(usize, Disturbance)> {
        let one = |(radio, channels): &(usize, Vec<u8>)| {
            let RadioPlan::Lorawan(plan) = &network.radios[*radio].plan else { return None };
            let received = |gateway: &u32| self.received_dbm(network, layout, plan, *gateway as usize);
            let received_dbm = network.radios[*radio].gateways.iter().map(received).collect();
            let (channels, data_rate) = (channels.clone(), self.data_rate);
            Some((*radio, Disturbance { from, to, channels, data_rate, received_dbm }))
        };
        self.radios.iter().filter_map(one).collect()
    }

    fn received_dbm(&self, network: &Network, layout: &Layout, plan: &Plan, gateway: usize) -> f64 {
        let (it, site) = (&network.gateways[gateway], &layout.gateways[gateway]);
        let (dx, dy) = (f64::from(site.x_m) - self.spot.x, f64::from(site.y_m) - self.spot.y);
        let distance = (dx * dx + dy * dy).sqrt();
        self.power_dbm + it.gain_db - plan.path_loss.loss_db(distance, it.height_m, self.height_m)
    }
}
