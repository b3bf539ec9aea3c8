//! Stations and links against queueing theory: wired customers, so that nothing but the queue takes time.

mod batch;
mod bucket;
mod codel;
mod disciplines;
mod engset;
mod jackson;
mod links;
mod little;
mod markov;
mod mg1;
mod outages;
mod priority;
mod red;

/// Customers before the window; the slowest queue here forgets its past within some hundreds.
const WARM_UP: f64 = 10_000.0;
/// A door that takes no time.
const DOOR: &str = "[gateways.door]\nradio = \"wire\"\n";

/// A scenario of so many customers in all at `rate` a second; `parts` are its devices, gateway, links and platform.
fn queue(customers: f64, rate: f64, parts: &str) -> String {
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
fn poisson(name: &str, rate: f64, bytes: u32, more: &str) -> String {
    let interval = 1.0 / rate;
    format!(
        r#"
[devices.{name}]
count   = 1
radio   = "wire"
message = {{ poisson = "{interval} s", size = "{bytes} B" }}
{more}
"#
    )
}
