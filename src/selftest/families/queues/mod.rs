//! Stations and links against queueing theory: wired customers, so that nothing but the queue takes time.

pub mod batch;
pub mod bucket;
pub mod bulk;
pub mod codel;
pub mod disciplines;
pub mod engset;
pub mod gim1;
pub mod identities;
pub mod jackson;
pub mod links;
pub mod markov;
pub mod mg1;
pub mod mmpp;
pub mod outages;
pub mod periodic;
pub mod priority;
pub mod red;

/// Customers before the window; the slowest queue here forgets its past within some thousands.
pub const WARM_UP: f64 = 10_000.0;
/// A door that takes no time.
pub const DOOR: &str = "[gateways.door]\nradio = \"wire\"\n";

/// A scenario of so many customers in all at `rate` a second; `parts` are its devices, gateway, links and platform.
pub fn queue(customers: f64, rate: f64, parts: &str) -> String {
    let (duration, warm_up) = (customers / rate, WARM_UP / rate);
    format!(
        r#"
title = "A queue"
[study]
duration = "{duration} s"
warm_up  = "{warm_up} s"
[radio.wire]
technology = "ideal"
{parts}"#
    )
}

/// A class of Poisson customers, `more` of its keys.
pub fn poisson(name: &str, rate: f64, bytes: u32, more: &str) -> String {
    class(name, 1, &format!("poisson = \"{} s\"", 1.0 / rate), bytes, more)
}

/// A class of `count` customers whose messages come by `process`, `more` of its keys.
pub fn class(name: &str, count: u32, process: &str, bytes: u32, more: &str) -> String {
    format!(
        r#"
[devices.{name}]
count   = {count}
radio   = "wire"
message = {{ {process}, size = "{bytes} B" }}
{more}
"#
    )
}

/// The platform's one station, `keys` of it.
pub fn ingest(keys: &str) -> String {
    format!("{DOOR}[platform]\ningest = {{ {keys} }}\n")
}
