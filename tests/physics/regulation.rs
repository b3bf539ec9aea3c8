//! Duty cycle and dwell time where there is none.

use iotcap::model::radio::lorawan::airtime::{Bandwidth, Modulation};
use iotcap::model::radio::lorawan::duty_cycle::off_time;
use iotcap::model::radio::lorawan::region::Region;
use iotcap::units::Span;

#[test]
fn no_limit_means_no_waiting() {
    assert_eq!(off_time(Span::from_secs(1), 1), Span::ZERO);
}

#[test]
fn no_payload_fits_where_the_preamble_is_too_long() {
    let dwell = Region::find("US915").and_then(|region| region.dwell_time).unwrap();
    assert_eq!(Modulation::uplink(12, Bandwidth::Khz125, 1).longest_within(dwell), None);
}
