//! Message processes against what defines them: bursts, reconnecting fleets, the reporting mix of 3GPP.

pub mod beta;
pub mod mar;
pub mod storm;

/// A fleet on a wire, for so long; `parts` follow.
pub fn fleet(devices: f64, message: &str, duration_s: f64, parts: &str) -> String {
    format!(
        r#"
title = "A fleet"
[study]
duration = "{duration_s} s"
warm_up  = "0 s"
[radio.wire]
technology = "ideal"
[devices.fleet]
count   = {devices}
radio   = "wire"
message = {{ {message} }}
[gateways.door]
radio = "wire"
{parts}"#
    )
}
