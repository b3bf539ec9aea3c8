//! Duty cycle: how long a sub-band stays closed to a device after a frame.
//!
//! Source: LoRaWAN 1.0, EU 863-870 MHz duty cycle (T_off = airtime · (1/duty cycle − 1), counted from the frame's end);
//! ETSI EN 300 220-1 measures the same share over an hour. A share is written "one part in so many".

use crate::units::{Span, Time};

/// How long the sub-band is closed from the end of a frame of this length; no time where there is no limit.
pub fn off_time(airtime: Span, one_in: u32) -> Span {
    Span(airtime.0.saturating_mul(u64::from(one_in.saturating_sub(1))))
}

/// When the sub-band opens again after a frame that starts at `start`.
pub fn open_again(start: Time, airtime: Span, one_in: u32) -> Time {
    start + airtime + off_time(airtime, one_in)
}
