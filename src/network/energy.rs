//! Batteries of classes, and how long their devices listen; by what the file says, nothing of it drawn.

use super::{Class, Network, RadioPlan};
use crate::model::energy::Battery;
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::airtime::{Bandwidth, Modulation};
use crate::model::radio::lorawan::downlink::{WINDOW_SYMBOLS, WINDOWS};
use crate::model::radio::lorawan::plan::Plan;
use crate::model::radio::lorawan::{DEFAULT_CODING_RATE, DEFAULT_TX_POWER};
use crate::units::Span;

/// The battery of a class's devices, if they live on one.
pub fn battery(network: &Network, class: &Class) -> Option<Battery> {
    let spec = network.scenario.devices.get(&class.name)?;
    let on_air = matches!(network.scenario.radio.get(&spec.radio), Some(RadioSpec::Lorawan(_)));
    let power = on_air.then(|| spec.tx_power.unwrap_or(DEFAULT_TX_POWER));
    Some(Battery::new(spec.battery.as_ref()?, &spec.energy.clone().unwrap_or_default(), power))
}

/// How long a device listens after each transmission at a data rate: both windows of class A, nothing coming.
pub fn listening(network: &Network, class: &Class, data_rate: u8) -> Span {
    Span(u64::from(WINDOWS) * window(network, class, data_rate).0)
}

/// How long one of these windows is open.
pub fn window(network: &Network, class: &Class, data_rate: u8) -> Span {
    match plan(network, class) {
        Some(_) if data_rate > 0 => {
            let symbol = Modulation::uplink(data_rate, Bandwidth::Khz125, DEFAULT_CODING_RATE).symbol();
            Span(WINDOW_SYMBOLS * symbol.0)
        }
        _ => Span::ZERO,
    }
}

/// The same if all is well: a confirmed message is answered in the first window, and the second does not open.
pub fn listening_if_answered(network: &Network, class: &Class, data_rate: u8) -> Span {
    match plan(network, class) {
        Some(plan) if class.confirmed && data_rate > 0 => {
            plan.downlink.airtime(data_rate, plan.downlink.acknowledgement)
        }
        _ => listening(network, class, data_rate),
    }
}

fn plan<'a>(network: &'a Network, class: &Class) -> Option<&'a Plan> {
    match &network.radios.get(class.radio as usize)?.plan {
        RadioPlan::Lorawan(plan) => Some(plan),
        RadioPlan::Ideal(_) => None,
    }
}
