//! How long a battery lasts: what a device draws in each state of its radio, and what a battery holds. It knows how often
//! and how long devices send only when told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Capacity, Current, Dbm, Energy, Share, Voltage, Years};

/// A device's battery (`devices.NAME.battery`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BatterySpec {
    /// What it holds when new: "2400 mAh" or "5 Wh".
    pub capacity: Capacity,
    /// Its nominal voltage; 3.6 V, a lithium thionyl chloride cell's, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voltage: Option<Voltage>,
    /// How much of the new capacity it loses by itself each year; 1 % if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_discharge: Option<Share>,
    /// No device is said to last longer than this: seals and electronics age, too; 15 years if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shelf_life: Option<Years>,
}

/// What a device draws (`devices.NAME.energy`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnergySpec {
    /// While it transmits; the SX1276's at the class's `tx_power` if left out (LoRaWAN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx: Option<Current>,
    /// While it listens in its receive windows; the SX1276's if left out (LoRaWAN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rx: Option<Current>,
    /// All the time: sleep, clock, sensor; the SX1276's with its clock running if left out (LoRaWAN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sleep: Option<Current>,
    /// Each transmission beyond that: a measurement, or all of a cellular connection ("550 mJ"); nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Energy>,
}

/// Voltage, if left out: Li-SOCl2, nominal.
pub const DEFAULT_VOLTAGE: Voltage = Voltage(3.6);
/// Self-discharge a year, if left out.
pub const DEFAULT_SELF_DISCHARGE: Share = Share(0.01);
/// Shelf life, if left out.
pub const DEFAULT_SHELF_LIFE: Years = Years(15.0);
/// Listening, if left out: SX1276 data sheet, table 6, LnaBoost off.
pub const DEFAULT_RX: Current = Current(10.8e-3);
/// Sleep, if left out: SX1276 data sheet, table 6, idle mode with the RC oscillator running.
pub const DEFAULT_SLEEP: Current = Current(1.5e-6);

/// Seconds in a year of 365.25 days.
pub const YEAR_S: f64 = 365.25 * 86_400.0;

/// Transmit current by power: SX1276 data sheet, table 6 (7 and 13 dBm at the RFO pin, 17 and 20 dBm at PA_BOOST); the pin
/// goes to 14 dBm.
pub fn transmit_current(power: Dbm) -> Current {
    const STEPS: [(f64, f64); 3] = [(7.0, 20e-3), (14.0, 29e-3), (17.0, 87e-3)];
    let step = STEPS.iter().find(|(most, _)| power.0 <= *most);
    Current(step.map_or(120e-3, |(_, amperes)| *amperes))
}

/// A battery with what lives on it, nothing left to default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Battery {
    /// What it holds, J.
    pub capacity_j: f64,
    /// Nominal voltage, V.
    pub voltage: f64,
    /// Share lost by itself each year.
    pub self_discharge: f64,
    /// Longest life, years.
    pub shelf_years: f64,
    /// While it transmits, A.
    pub tx_a: f64,
    /// While it listens, A.
    pub rx_a: f64,
    /// All the time, A.
    pub sleep_a: f64,
    /// Each transmission beyond that, J.
    pub event_j: f64,
}

/// What a device does in a second, on average.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Activity {
    /// Transmissions.
    pub transmissions: f64,
    /// Time on air, s.
    pub airtime_s: f64,
    /// Time in receive windows, s.
    pub listening_s: f64,
}

/// Power by what it is spent on, W.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Power {
    /// Transmitting.
    pub transmit: f64,
    /// Listening.
    pub listen: f64,
    /// Events.
    pub event: f64,
    /// Sleep.
    pub sleep: f64,
    /// Lost in the battery itself.
    pub self_discharge: f64,
}

impl Battery {
    /// Of what the file says; `power` is the transmit power, by which a LoRaWAN radio's current is known.
    pub fn new(battery: &BatterySpec, energy: &EnergySpec, power: Option<Dbm>) -> Battery {
        let voltage = battery.voltage.unwrap_or(DEFAULT_VOLTAGE);
        let of_radio = |written: Option<Current>, known: Current| {
            written.or(power.map(|_| known)).map_or(0.0, |current| current.0)
        };
        Battery {
            capacity_j: battery.capacity.joules(voltage),
            voltage: voltage.0,
            self_discharge: battery.self_discharge.unwrap_or(DEFAULT_SELF_DISCHARGE).0,
            shelf_years: battery.shelf_life.unwrap_or(DEFAULT_SHELF_LIFE).0,
            tx_a: of_radio(energy.tx, power.map_or(Current(0.0), transmit_current)),
            rx_a: of_radio(energy.rx, DEFAULT_RX),
            sleep_a: of_radio(energy.sleep, DEFAULT_SLEEP),
            event_j: energy.event.map_or(0.0, |event| event.0),
        }
    }

    /// Charge of so much activity without sleep, C.
    pub fn charge_c(&self, does: Activity) -> f64 {
        self.tx_a * does.airtime_s
            + self.rx_a * does.listening_s
            + self.event_j * does.transmissions / self.voltage
    }

    /// Where the power of a device goes that does so much a second.
    pub fn power(&self, does: Activity) -> Power {
        Power {
            transmit: self.voltage * self.tx_a * does.airtime_s,
            listen: self.voltage * self.rx_a * does.listening_s,
            event: self.event_j * does.transmissions,
            sleep: self.voltage * self.sleep_a,
            self_discharge: self.self_discharge * self.capacity_j / YEAR_S,
        }
    }

    /// Years until it is empty, whatever its shelf life; without end if nothing draws on it.
    pub fn years(&self, power: Power) -> f64 {
        self.capacity_j / power.total() / YEAR_S
    }
}

impl Power {
    /// All of it, W.
    pub fn total(&self) -> f64 {
        self.transmit + self.listen + self.event + self.sleep + self.self_discharge
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(self_discharge: f64) -> Battery {
        let battery = BatterySpec {
            capacity: "2400 mAh".parse().unwrap(),
            voltage: None,
            self_discharge: Some(Share(self_discharge)),
            shelf_life: None,
        };
        Battery::new(&battery, &EnergySpec::default(), Some(Dbm(14.0)))
    }

    #[test]
    fn self_discharge_bounds_a_life_that_sleep_alone_would_not() {
        let asleep = cell(0.01).power(Activity::default());
        let no_loss = cell(0.0).years(cell(0.0).power(Activity::default()));
        // 8640 C at 1.5 uA; one per cent a year is 100 years; both together their parallel
        assert!((no_loss - 8640.0 / 1.5e-6 / YEAR_S).abs() < 1e-9, "{no_loss}");
        assert!((1.0 / cell(0.01).years(asleep) - (1.0 / no_loss + 0.01)).abs() < 1e-12);
    }

    #[test]
    fn the_voltage_cancels_where_all_is_charge() {
        let does = Activity { transmissions: 1e-3, airtime_s: 1e-4, listening_s: 1e-5 };
        let years = |volts: f64| {
            let mut battery = cell(0.0);
            (battery.capacity_j, battery.voltage) = (8640.0 * volts, volts);
            battery.years(battery.power(does))
        };
        assert!((years(3.6) - years(3.0)).abs() < 1e-9 * years(3.0));
    }

    #[test]
    fn a_stronger_transmitter_draws_more() {
        let current = |dbm: f64| transmit_current(Dbm(dbm)).0;
        assert_eq!([current(2.0), current(14.0), current(16.0), current(20.0)], [0.02, 0.029, 0.087, 0.12]);
    }
}
