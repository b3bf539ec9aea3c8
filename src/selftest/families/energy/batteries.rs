//! A device that sends so often a day, alone on the air, and the life of its battery without self-discharge (SX1276 data
//! sheet; nRF91 modem measurements).

use crate::selftest::case::Oracle;
use crate::selftest::families::cell::Cell;
use crate::selftest::families::traffic::fleet;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "energy/batteries",
    about: "charge of a transmission and life of a battery, by data sheet",
    tables: &["energy_lora_battery", "energy_cellular_battery"],
    cases,
};

/// LoRaWAN's bytes around the payload.
const OVERHEAD: u32 = 13;
/// Relative: the tables have nine digits.
const DIGITS: f64 = 1e-8;
const DAY_S: f64 = 86_400.0;
/// Days of a run; every one is like the other.
const DAYS: f64 = 2.0;
const REPLICATIONS: u64 = 3;

fn cases(cases: &mut Cases) {
    for row in rows("energy_lora_battery") {
        cases.simulate(lora(&row));
    }
    for row in rows("energy_cellular_battery") {
        cases.simulate(cellular(&row));
    }
}

fn known(row: &Row, column: &str) -> Oracle {
    let value = row.number(column);
    Oracle::from(value).within(DIGITS * value)
}

/// "SX1276 SF7 10B app".
fn lora(row: &Row) -> Case {
    let (name, per_day) = (row.text("case"), row.number("uplinks_per_day"));
    let number = |begin: &str, end: &str| {
        let mut words = name.split(' ').filter_map(|word| word.strip_prefix(begin)?.strip_suffix(end));
        words.find_map(|word| word.parse::<u32>().ok())
    };
    let (sf, payload) = (number("SF", ""), number("", "B"));
    let cell = Cell {
        spreading_factor: &format!("{{ fixed = {} }}", sf.unwrap_or(0)),
        process: format!("every = \"{} s\"", DAY_S / per_day),
        phy_bytes: payload.unwrap_or(0) + OVERHEAD,
        duration_s: DAYS * DAY_S,
        warm_up_s: 0.0,
        ..Cell::default()
    };
    let battery = format!(
        "devices.nodes.battery={{ capacity = \"{} mAh\", self_discharge = \"0 %\" }}",
        row.text("battery_mAh")
    );
    let energy = format!(
        "devices.nodes.energy={{ tx = \"29 mA\", rx = \"10.8 mA\", sleep = \"{} uA\" }}",
        row.text("sleep_uA")
    );
    Case::new(format!("{name}, {per_day} a day"), cell.scenario())
        .set(battery)
        .set(energy)
        .replications(REPLICATIONS)
        .mean("charge, mC", known(row, "charge_mC_per_uplink"), |run| run.charge_mc("nodes"))
        .mean("life, years", known(row, "life_years_no_selfdischarge"), |run| run.life_years("nodes"))
}

fn cellular(row: &Row) -> Case {
    let (energy, per_day) = (row.text("event_energy_mJ"), row.number("events_per_day"));
    let message = format!("every = \"{} s\", size = \"1 B\"", DAY_S / per_day);
    let battery = format!(
        "devices.fleet.battery={{ capacity = \"{} Wh\", voltage = \"{} V\", self_discharge = \"0 %\" }}",
        row.text("battery_Wh"),
        row.text("V")
    );
    let draws =
        format!("devices.fleet.energy={{ event = \"{energy} mJ\", sleep = \"{} uA\" }}", row.text("PSM_uA"));
    Case::new(format!("{energy} mJ, {per_day} a day"), fleet(1.0, &message, DAYS * DAY_S, ""))
        .set(battery)
        .set(draws)
        .replications(REPLICATIONS)
        .mean("life, years", known(row, "life_years"), |run| run.life_years("fleet"))
}
