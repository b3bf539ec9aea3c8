//! Adaptive data rate on the air: when the network asks for a change, what it asks for, and what a device does that hears
//! nothing.

use iotcap::units::Span;

use crate::small::{self, close, results};

/// A device at SF12, a message every 10 s for 400 s, with the nearer gateway so far away.
fn adapted(metres: u32, more: &str) -> String {
    small::lora("")
        .replace("duration = \"100 s\"", "duration = \"400 s\"")
        .replace(
            "[{ x = \"100 m\", y = \"0 m\" }, { x = \"300 m\", y = \"0 m\" }]",
            &format!("[{{ x = \"{metres} m\", y = \"0 m\" }}]"),
        )
        .replace("{ fixed = 7 }", &format!("{{ fixed = 12 }}\nadr = true\n{more}"))
}

/// 20 B at SF12: 12.25 + 8 + 5 x ceil((264 - 48 + 44) / 40) = 55.25 symbols of 32.768 ms; SF7 as in the small world.
const SF12: Span = Span(1_810_432_000);
const SF7: Span = Span(71_936_000);

#[test]
fn a_near_device_is_asked_once_after_twenty_messages() {
    let run = small::run(&adapted(100, ""));
    let airtimes: Vec<Span> = run.ledger.transmitted.iter().map(|one| one.2).collect();
    assert!(airtimes[..20].iter().all(|airtime| *airtime == SF12), "{airtimes:?}");
    assert!(airtimes[20..].iter().all(|airtime| *airtime == SF7), "{airtimes:?}");
    assert_eq!(run.ledger.down.len(), 1, "nothing but one request goes down");
    assert!(run.ledger.acknowledged.is_empty(), "its messages are unconfirmed");
    let results = results(&adapted(100, ""));
    close(results.classes["meters"].data_rates_at_end["SF7"].value, 1.0);
    close(results.classes["meters"].data_rates["SF12"].value, 1.0);
    assert!(results.classes["meters"].confirmed.is_none());
}

/// 14 dBm less 7.7 + 37.6 x log10(4000) = 143.1 dB are 12 dB below the noise: 8 dB above what SF12 needs, less than the margin.
#[test]
fn a_far_device_stays_where_it_is() {
    let run = small::run(&adapted(4000, ""));
    assert!(run.ledger.down.is_empty() && run.ledger.transmitted.iter().all(|one| one.2 == SF12));
}

/// 7.7 + 37.6 x log10(2000) = 131.8 dB: -0.8 dB in the noise, 19.2 dB above what SF12 needs, 9.2 above the margin: SF9.
#[test]
fn the_margin_decides_how_far_it_goes() {
    let run = small::run(&adapted(2000, ""));
    let last = run.ledger.transmitted.last().expect("transmissions").2;
    // 12.25 + 8 + 5 x ceil((264 - 36 + 44) / 36) = 60.25 symbols of 4.096 ms
    assert_eq!(last, Span(246_784_000));
    let wider =
        adapted(2000, "").replace("duty_cycle = false", "duty_cycle = false\nadr = { margin = \"0 dB\" }");
    assert_eq!(small::run(&wider).ledger.transmitted.last().expect("transmissions").2, SF7);
}

/// A request that never comes through is made again and again; the device, hearing nothing, asks after 64 messages.
#[test]
fn a_device_that_hears_nothing_keeps_its_rate_and_is_asked_again() {
    let deaf = adapted(1500, "")
        .replace("duty_cycle = false", "duty_cycle = false\ndownlink = { duty_cycle = \"none\", power = \"-30 dBm\", rx2_power = \"-30 dBm\" }");
    let run = small::run(&deaf);
    assert!(run.ledger.down.len() > 15 && run.ledger.transmitted.iter().all(|one| one.2 == SF12));
}
