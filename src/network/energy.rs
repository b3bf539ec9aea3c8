//! Batteries of classes, and how long their devices listen; by what the file says, nothing of it drawn.

use super::{Class, Network, RadioPlan};
use crate::model::energy::Battery;
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::airtime::{Bandwidth, Modulation};
use crate::model::radio::lorawan::downlink::{WINDOW_SYMBOLS, WINDOWS};
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
    match network.radios.get(class.radio as usize).map(|radio| &radio.plan) {
        Some(RadioPlan::Lorawan(_)) if data_rate > 0 => {
            let symbol = Modulation::uplink(data_rate, Bandwidth::Khz125, DEFAULT_CODING_RATE).symbol();
            Span(u64::from(WINDOWS) * WINDOW_SYMBOLS * symbol.0)
        }
        _ => Span::ZERO,
    }
}
