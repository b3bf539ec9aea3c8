//! Duty cycle (ETSI EN 300 220) and dwell time (FCC 15.247).

use crate::model::radio::lorawan::airtime::{Bandwidth, Modulation};
use crate::model::radio::lorawan::duty_cycle::{off_time, open_again};
use crate::model::radio::lorawan::region::Region;
use crate::selftest::tables::rows;
use crate::selftest::{Cases, Family};
use crate::units::{Span, Time};

/// How long a sub-band stays closed.
pub const DUTY_CYCLE: Family = Family {
    name: "formulas/duty-cycle",
    about: "time off after a frame and frames an hour under a duty cycle",
    tables: &["lora_duty_cycle"],
    cases: duty_cycle,
};
/// How long a frame may be.
pub const DWELL_TIME: Family = Family {
    name: "formulas/dwell-time",
    about: "greatest payload within 400 ms of dwell time",
    tables: &["lora_us915_dwell"],
    cases: dwell_time,
};

/// Relative: the tables have nine digits.
const DIGITS: f64 = 1e-8;

fn duty_cycle(cases: &mut Cases) {
    for row in rows("lora_duty_cycle") {
        let modulation = Modulation::uplink(row.number("SF") as u8, Bandwidth::Khz125, 1);
        let bytes = row.number("PHY_payload_B(app+13)");
        let airtime = modulation.airtime(bytes as u32);
        let one_in = libm::round(1.0 / row.number("duty_cycle")) as u32;
        let name = format!("SF{}, {bytes} B, 1 in {one_in}", row.text("SF"));
        let next = open_again(Time(7), airtime, one_in).since(Time(7));
        for (what, column, ours) in [
            ("time on air, ms", "ToA_ms", airtime.as_secs_f64() * 1e3),
            ("off, s", "T_off_s(from frame end)", off_time(airtime, one_in).as_secs_f64()),
            ("start to start, s", "min_start_to_start_s", next.as_secs_f64()),
        ] {
            let exact = row.number(column);
            cases.exactly(format!("{name}: {what}"), exact, ours, DIGITS * exact);
        }
        let per_hour = (Span::from_secs(3600).0 / next.0) as f64;
        let exact = row.number("max_frames_per_hour=floor(3600*DC/ToA)");
        cases.exactly(format!("{name}: frames an hour"), exact, per_hour, 0.0);
    }
}

fn dwell_time(cases: &mut Cases) {
    let dwell = Region::find("US915").and_then(|region| region.dwell_time).unwrap_or(Span::ZERO);
    for row in rows("lora_us915_dwell") {
        let modulation = Modulation::uplink(row.number("SF") as u8, Bandwidth::Khz125, 1);
        let longest = modulation.longest_within(dwell).unwrap_or(0);
        let name = format!("SF{}", row.text("SF"));
        let bytes = row.number("max_PHY_payload_B_within_400ms");
        cases.exactly(format!("{name}: greatest payload, B"), bytes, f64::from(longest), 0.0);
        let (exact, ours) = (row.number("ToA_at_max_ms"), modulation.airtime(longest).as_secs_f64() * 1e3);
        cases.exactly(format!("{name}: its time on air, ms"), exact, ours, DIGITS * exact);
    }
}
