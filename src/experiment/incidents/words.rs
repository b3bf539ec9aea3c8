//! An incident in words.

use super::results::{Collateral, IncidentResult};
use crate::experiment::results::Estimate;
use crate::measure::metrics::significant;
use crate::network::Network;
use crate::network::incidents::{Flood, Incident, Strikes};
use crate::network::jamming::Jammer;
use crate::units::{Dbm, Span, noun};

/// By so much more than all together a class has lost that is named.
const STANDS_OUT: f64 = 0.01;
/// Of so much less delivered is told that it came back.
const TOLD: f64 = 0.001;
/// A class that takes so many times as long as all together to be back is named.
const LATER: f64 = 1.5;

/// The key of its kind.
pub fn kind(strikes: &Strikes) -> &'static str {
    match strikes {
        Strikes::Outage(_) => "outage",
        Strikes::PowerCut(_) => "power_cut",
        Strikes::Flood(_) => "flood",
        Strikes::Alarms(_) => "alarms",
        Strikes::Firmware(_) => "firmware",
        Strikes::Jamming(_) => "jamming",
    }
}

/// What it strikes.
pub fn what(network: &Network, incident: &Incident) -> String {
    let class = |at: &u32| format!("devices.{}", network.classes[*at as usize].name);
    match &incident.strikes {
        Strikes::Outage(elements) => super::down::what(network, elements),
        Strikes::PowerCut(cut) => {
            let own = |at: &usize| cut.classes[*at] && network.classes[*at].taken_from.is_none();
            let struck: Vec<String> =
                (0..cut.classes.len()).filter(own).map(|at| class(&(at as u32))).collect();
            let gateways = if cut.gateways { " and gateways" } else { "" };
            format!("no power for {}{gateways}", struck.join(", "))
        }
        Strikes::Flood(floods) => {
            let of = |flood: &Flood| {
                let class = &network.classes[flood.class as usize];
                let from = class.taken_from.map_or("", |from| &network.classes[from as usize].name);
                let devices = noun(u64::from(class.count), "device", "devices");
                format!("{} {devices} of {from}", class.count)
            };
            let all: Vec<String> = floods.iter().map(of).collect();
            let rate = floods.first().and_then(|flood| flood.traffic.rate_per_s()).unwrap_or(0.0);
            let what = match floods.first() {
                Some(flood) if flood.connects => "connecting",
                _ => "sending",
            };
            let rate = significant(rate);
            let things = match (what, rate == "1") {
                ("sending", true) => "message",
                ("sending", false) => "messages",
                (_, true) => "time",
                (_, false) => "times",
            };
            format!("{} {what} {rate} {things} a second each", all.join(" and "))
        }
        Strikes::Alarms(alarms) => {
            let named: Vec<String> = alarms.classes.iter().map(class).collect();
            let wave = if alarms.wave.is_some() { ", near ones first" } else { "" };
            format!("an alarm from every device of {}{wave}", named.join(", "))
        }
        Strikes::Firmware(firmware) => {
            let named: Vec<String> = firmware.classes.iter().map(class).collect();
            let gateways = network.radios[firmware.radio as usize].gateways.len();
            super::firmware::what(firmware, &named.join(", "), gateways)
        }
        Strikes::Jamming(jammer) => jammed(network, jammer),
    }
}

/// "a jammer of 20 dBm in 2 channels of radio.lora".
fn jammed(network: &Network, jammer: &Jammer) -> String {
    let of = |(radio, channels): &(usize, Vec<u8>)| {
        let name = &network.elements[network.radios[*radio].element.index()].name;
        let word = noun(channels.len() as u64, "channel", "channels");
        format!("{} {word} of {name}", channels.len())
    };
    let all: Vec<String> = jammer.radios.iter().map(of).collect();
    format!("a jammer of {} in {}", Dbm(jammer.power_dbm), all.join(" and "))
}

/// What it did, in a sentence; `runs` is the number of replications.
pub fn text(result: &IncidentResult, runs: u64) -> String {
    let collateral = &result.collateral;
    let (Some(with), Some(without)) = (collateral.delivery_ratio.value, collateral.undisturbed.value) else {
        return format!("{}: nobody offered anything meanwhile", result.what);
    };
    let who = if !result.attackers.is_empty() { "the innocent delivered" } else { "delivered" };
    let outcome = result.firmware.as_ref().map(|of| format!("{}; ", super::firmware::outcome(of)));
    let parts = [
        Some(format!(
            "{}{who} {} meanwhile instead of {} ({})",
            outcome.unwrap_or_default(),
            percent(with),
            percent(without),
            difference(&collateral.change)
        )),
        bystanders(result),
        hardest_hit(result),
        slowed(collateral),
        Some(recovery(result, runs)),
        result.sessions.map(|sessions| sessions.text()),
        Some(backlog(result, runs)),
        beside(result),
    ];
    format!("{}: {}", result.what, parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
}

/// Other incidents while it is counted: nothing tells whose doing it is.
fn beside(result: &IncidentResult) -> Option<String> {
    let others: Vec<String> = result.beside.iter().map(|name| format!("incidents.{name}")).collect();
    (!others.is_empty()).then(|| format!("counted together with {}", others.join(", ")))
}

/// "-6.8 ± 0.3 points".
fn difference(change: &Estimate) -> String {
    match change.ci {
        Some([low, high]) if low <= 0.0 && high >= 0.0 => {
            "no difference that chance would not make".to_string()
        }
        _ => points(change),
    }
}

/// Those that an incident did not strike themselves.
fn bystanders(result: &IncidentResult) -> Option<String> {
    let outside = result.outside.as_ref()?;
    let (with, without) = (outside.delivery_ratio.value?, outside.undisturbed.value?);
    let change = difference(&outside.change);
    Some(format!("the other classes {} instead of {} ({change})", percent(with), percent(without)))
}

/// The class that lost the greatest share, where others lost less.
fn hardest_hit(result: &IncidentResult) -> Option<String> {
    let change = |of: &Collateral| of.change.value.unwrap_or(0.0);
    let (name, worst) = result.classes.iter().min_by(|a, b| change(a.1).total_cmp(&change(b.1)))?;
    let stands_out = worst.fell() && change(worst) < change(&result.collateral) - STANDS_OUT;
    let (with, without) = (worst.delivery_ratio.value?, worst.undisturbed.value?);
    let said = format!("devices.{name} hardest hit, {} instead of {}", percent(with), percent(without));
    stands_out.then_some(said)
}

/// What an incident did to latency, where it did more than to move it.
fn slowed(collateral: &Collateral) -> Option<String> {
    let [with, without] = collateral.slowed()?;
    Some(format!("99 % of what arrives within {} instead of {}", span(with), span(without)))
}

/// When all together are back, and the last class by itself.
fn recovery(result: &IncidentResult, runs: u64) -> String {
    let lost = -result.collateral.change.value.unwrap_or(0.0);
    let all = match result.recovery_s.value {
        Some(seconds) if seconds <= 0.0 && lost < TOLD => "delivery did not fall".to_string(),
        Some(seconds) if seconds <= 0.0 => "delivery is back at once".to_string(),
        Some(seconds) => format!("delivery is back {} after its end", span(seconds)),
        None => format!("delivery is back in {}", share_of_runs(result.recovered, runs)),
    };
    let Some((name, last)) = latest(result).filter(|_| result.classes.len() > 1) else { return all };
    match last.back_s {
        Some(seconds) if seconds > LATER * result.recovery_s.value.unwrap_or(f64::MAX) => {
            format!("{all}, that of devices.{name} after {}", span(seconds))
        }
        None if result.recovery_s.value.is_some() => {
            format!("{all}, that of devices.{name} not within what is counted")
        }
        _ => all,
    }
}

/// The class that is back last.
fn latest(result: &IncidentResult) -> Option<(&String, &Collateral)> {
    let back = |of: &Collateral| of.back_s.unwrap_or(f64::INFINITY);
    result.classes.iter().max_by(|a, b| back(a.1).total_cmp(&back(b.1)))
}

fn backlog(result: &IncidentResult, runs: u64) -> String {
    let peak = result.backlog_peak.value.unwrap_or(0.0);
    if peak < 1.0 {
        return "no backlog at the end of a bin".to_string();
    }
    let drained = match result.drain_s.value {
        Some(seconds) if seconds <= 0.0 => "drained at its end".to_string(),
        Some(seconds) => format!("drained {} after its end", span(seconds)),
        None => format!("drained in {}", share_of_runs(result.drained, runs)),
    };
    let peak = significant(peak);
    let messages = if peak == "1" { "message" } else { "messages" };
    format!("up to {peak} {messages} more under way, {drained}")
}

fn share_of_runs(some: u64, runs: u64) -> String {
    format!("{some} of {runs} {}", noun(runs, "replication", "replications"))
}

fn percent(share: f64) -> String {
    format!("{} %", libm::rint(share * 1e4) / 1e2)
}

/// "-6.8 ± 0.3 points"; nothing that two decimals show is no difference.
fn points(change: &Estimate) -> String {
    // what rounds to -0 is 0
    let hundredths = |share: f64| libm::rint(share * 1e4) / 1e2 + 0.0;
    let value = hundredths(change.value.unwrap_or(0.0));
    match change.ci.map(|[low, high]| hundredths((high - low) / 2.0)) {
        Some(half) if value != 0.0 || half > 0.0 => format!("{value} ± {half} points"),
        None if value != 0.0 => format!("{value} points"),
        _ => "no difference".to_string(),
    }
}

pub fn span(seconds: f64) -> String {
    let whole = if seconds >= 10.0 { libm::rint(seconds) } else { libm::rint(seconds * 100.0) / 100.0 };
    match whole {
        s if s >= 7200.0 => format!("{} h", significant(s / 3600.0)),
        s if s >= 120.0 => format!("{} min", significant(s / 60.0)),
        s => Span::from_secs_f64(s).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_decimals_do_not_show_is_no_difference() {
        let of =
            |value: f64, half: f64| Estimate { value: Some(value), ci: Some([value - half, value + half]) };
        assert_eq!(points(&of(-0.068, 0.003)), "-6.8 ± 0.3 points");
        assert_eq!(points(&of(-1e-16, 1e-17)), "no difference");
        assert_eq!(points(&of(-1e-6, 0.001)), "0 ± 0.1 points");
        assert_eq!(points(&Estimate { value: Some(-1e-16), ci: None }), "no difference");
    }
}
