//! Duty cycle and dwell time.

use iotcap::model::radio::lorawan::airtime::{Bandwidth, Modulation};
use iotcap::model::radio::lorawan::duty_cycle::{off_time, open_again};
use iotcap::model::radio::lorawan::region::Region;
use iotcap::units::{Span, Time};

use crate::oracle::rows;

fn close(ours: f64, theirs: f64) -> bool {
    (ours / theirs - 1.0).abs() < 1e-8
}

#[test]
fn sub_bands_stay_closed_as_long_as_the_duty_cycle_asks() {
    let table = rows("lora_duty_cycle");
    assert_eq!(table.len(), 54);
    for row in table {
        let modulation = Modulation::uplink(row.number("SF") as u8, Bandwidth::Khz125, 1);
        let airtime = modulation.airtime(row.number("PHY_payload_B(app+13)") as u32);
        let one_in = (1.0 / row.number("duty_cycle")).round() as u32;
        assert!(close(airtime.as_secs_f64() * 1e3, row.number("ToA_ms")));
        let off = off_time(airtime, one_in);
        assert!(close(off.as_secs_f64(), row.number("T_off_s(from frame end)")), "{off:?}");
        let next = open_again(Time(7), airtime, one_in).since(Time(7));
        assert!(close(next.as_secs_f64(), row.number("min_start_to_start_s")), "{next:?}");
        let per_hour = Span::from_secs(3600).0 / next.0;
        assert_eq!(per_hour as f64, row.number("max_frames_per_hour=floor(3600*DC/ToA)"));
    }
}

#[test]
fn no_limit_means_no_waiting() {
    assert_eq!(off_time(Span::from_secs(1), 1), Span::ZERO);
}

#[test]
fn dwell_time_bounds_the_payload() {
    let dwell = Region::find("US915").and_then(|region| region.dwell_time).unwrap();
    let table = rows("lora_us915_dwell");
    assert_eq!(table.len(), 4);
    for row in table {
        let modulation = Modulation::uplink(row.number("SF") as u8, Bandwidth::Khz125, 1);
        let longest = modulation.longest_within(dwell).unwrap();
        assert_eq!(f64::from(longest), row.number("max_PHY_payload_B_within_400ms"));
        assert!(close(modulation.airtime(longest).as_secs_f64() * 1e3, row.number("ToA_at_max_ms")));
    }
    assert_eq!(Modulation::uplink(12, Bandwidth::Khz125, 1).longest_within(dwell), None);
}
