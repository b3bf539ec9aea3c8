//! A firmware campaign in results: who has the image when, what it took, and what devices missed (`incidents.*.firmware`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::span;
use crate::experiment::pool::Pool;
use crate::experiment::replicate::Sample;
use crate::experiment::results::Estimate;
use crate::experiment::sessions;
use crate::measure::firmware_tally::FirmwareTotal;
use crate::measure::histogram::{Quantile, Sparse};
use crate::measure::interval;
use crate::model::incident::firmware::Delivery;
use crate::model::radio::Missed;
use crate::network::Network;
use crate::network::firmware::Firmware;
use crate::network::incidents::{Incident, Strikes};
use crate::units::{Bytes, noun};

/// A campaign in one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirmwareSample {
    total: FirmwareTotal,
    devices: u64,
    times: Sparse,
}

impl FirmwareSample {
    /// Of a campaign to so many devices.
    pub fn new(total: &FirmwareTotal, devices: u64) -> FirmwareSample {
        let left = devices - total.after.count().min(devices);
        FirmwareSample { total: total.clone(), devices, times: Sparse::new(total.times(left).iter()) }
    }

    fn complete(&self) -> u64 {
        self.total.after.count()
    }
}

/// What a campaign did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FirmwareResult {
    /// "multicast" or "unicast".
    pub delivery: Delivery,
    /// Devices that are to get the image.
    pub devices: u64,
    /// Fragments of the image.
    pub fragments: u32,
    /// Coded fragments sent behind them.
    pub coded: u32,
    /// Of the image in one fragment, bytes.
    pub fragment_bytes: u32,
    /// Time on air of a frame, s.
    pub airtime_s: f64,
    /// Share of the devices that had the image when the campaign or the window was over.
    pub complete: Estimate,
    /// After the campaign's begin half of the devices have the image, s; `null` if they never have.
    pub t50_s: Estimate,
    /// The same for 95 %.
    pub t95_s: Estimate,
    /// The same for 99 %.
    pub t99_s: Estimate,
    /// The same for the last of them.
    pub all_s: Estimate,
    /// Turns in which the gateways of a wave send a fragment, at the most.
    pub turns: u32,
    /// Replications in which the window, or the study, was over before all was sent.
    pub cut_short: u64,
    /// Frames that gateways sent, a run.
    pub frames: Estimate,
    /// Their time on air, all gateways together, s a run.
    pub frames_air_s: Estimate,
    /// Fragments that were sent to devices (one to n devices counts n, DEFINITIONS D1), over all replications.
    pub offered: u64,
    /// The share of them received.
    pub received: Estimate,
    /// Those missed, by cause, over all replications.
    pub missed: BTreeMap<String, u64>,
    /// Share of the devices that have the image, at each bin's end.
    pub complete_series: Vec<f64>,
    /// Its 95 % interval.
    pub complete_series_ci: Vec<Option<[f64; 2]>>,
}

/// Of the campaign that is the `number`-th incident.
pub fn result(firmware: &Firmware, pool: &Pool, number: usize) -> Option<FirmwareResult> {
    let all: Option<Vec<&FirmwareSample>> =
        pool.samples.iter().map(|sample| sample.firmware.get(number)?.as_ref()).collect();
    let all = all.filter(|all| !all.is_empty())?;
    let mean = |of: &dyn Fn(&FirmwareSample) -> f64| -> Estimate {
        interval::mean(&all.iter().map(|sample| of(sample)).collect::<Vec<_>>()).cut(0.0, f64::MAX).into()
    };
    let time = |q| -> Estimate {
        sessions::within_reach(&all.iter().map(|sample| &sample.times).collect::<Vec<_>>(), q).into()
    };
    let missed = |why: Missed| all.iter().map(|sample| sample.total.missed[why as usize]).sum::<u64>();
    let named = Missed::ALL.map(|(why, name)| (name.to_string(), missed(why)));
    let due = |sample: &FirmwareSample| sample.total.received + sample.total.missed.iter().sum::<u64>();
    let received: Vec<(u64, u64)> = all.iter().map(|sample| (sample.total.received, due(sample))).collect();
    let complete: Vec<(u64, u64)> = all.iter().map(|sample| (sample.complete(), sample.devices)).collect();
    let have_it = all.iter().all(|sample| sample.complete() == sample.devices);
    let (complete_series, complete_series_ci) = series(pool, &all);
    Some(FirmwareResult {
        delivery: firmware.delivery,
        devices: firmware.devices,
        fragments: firmware.fragments,
        coded: firmware.coded,
        fragment_bytes: firmware.fragment,
        airtime_s: firmware.airtime.as_secs_f64(),
        complete: interval::share(&complete).into(),
        t50_s: time(Quantile::P50),
        t95_s: time(Quantile::P95),
        t99_s: time(Quantile::P99),
        all_s: if have_it {
            mean(&|sample| sample.total.longest_ns as f64 / 1e9)
        } else {
            Estimate::default()
        },
        turns: all.iter().map(|sample| sample.total.turns).max().unwrap_or(0),
        cut_short: all.iter().filter(|sample| !sample.total.ended).count() as u64,
        frames: mean(&|sample| sample.total.frames as f64),
        frames_air_s: mean(&|sample| sample.total.airtime_ns as f64 / 1e9),
        offered: received.iter().map(|(_, offered)| offered).sum(),
        received: interval::share(&received).into(),
        missed: named.into_iter().filter(|(_, count)| *count > 0).collect(),
        complete_series,
        complete_series_ci,
    })
}

/// Share of a class's devices that have the image; of several campaigns the worst.
pub fn updated(pool: &Pool, class: usize) -> interval::Figure {
    let campaigns = pool.samples.first().map_or(0, |sample| sample.firmware.len());
    let shares = (0..campaigns).map(|number| interval::share(&of_class(pool, class, number)));
    let by_value = |a: &interval::Figure, b: &interval::Figure| {
        a.value.unwrap_or(1.0).total_cmp(&b.value.unwrap_or(1.0))
    };
    shares.filter(|share| share.value.is_some()).min_by(by_value).unwrap_or_default()
}

/// Devices of a class that have the image of a campaign, and how many there are, replication by replication; none if it
/// is not for them.
fn of_class(pool: &Pool, class: usize, number: usize) -> Vec<(u64, u64)> {
    let of = |sample: &Sample| {
        let campaign = sample.firmware.get(number)?.as_ref()?;
        let complete = campaign.total.by_class.get(&(class as u32))?;
        Some((*complete, sample.classes[class].devices.devices))
    };
    pool.samples.iter().filter_map(of).collect()
}

/// The same in each replication.
pub fn own(pool: &Pool, class: usize) -> Vec<Option<f64>> {
    let campaigns = pool.samples.first().map_or(0, |sample| sample.firmware.len());
    let all: Vec<Vec<(u64, u64)>> = (0..campaigns).map(|number| of_class(pool, class, number)).collect();
    let share = |(complete, devices): &(u64, u64)| *complete as f64 / (*devices).max(1) as f64;
    let worst = |at: usize| all.iter().filter_map(|of| of.get(at)).map(share).reduce(libm::fmin);
    (0..pool.samples.len()).map(worst).collect()
}

fn series(pool: &Pool, all: &[&FirmwareSample]) -> (Vec<f64>, Vec<Option<[f64; 2]>>) {
    let mut have = vec![0_u64; all.len()];
    let share = |bin: usize| {
        have.iter_mut().zip(all).for_each(|(sum, sample)| *sum += u64::from(sample.total.bins[bin]));
        let shares = have.iter().zip(all).map(|(have, sample)| *have as f64 / sample.devices.max(1) as f64);
        let figure = interval::mean(&shares.collect::<Vec<_>>()).cut(0.0, 1.0);
        (figure.value.unwrap_or(0.0), figure.ci)
    };
    (0..pool.bins().count()).map(share).unzip()
}

/// The campaign before it happens, by a radio of so many gateways: "60 kB to 1000 devices of devices.meters by multicast at SF9, 522 + 53 fragments of 115 B, at
/// least 21 min of frames".
pub fn what(firmware: &Firmware, classes: &str, gateways: usize) -> String {
    let devices = noun(firmware.devices, "device", "devices");
    let fragments = noun(u64::from(firmware.fragments + firmware.coded), "fragment", "fragments");
    let coded = if firmware.coded > 0 { format!(" + {} coded", firmware.coded) } else { String::new() };
    let least = span(firmware.least(gateways).as_secs_f64());
    let (how, least) = match firmware.delivery {
        Delivery::Multicast => ("multicast", format!("{least} at the least")),
        Delivery::Unicast => {
            let all = match gateways {
                1 => "its one gateway".to_string(),
                _ => format!("all {gateways} gateways"),
            };
            ("unicast", format!("{least} at the least with {all} at work"))
        }
    };
    let waves = if firmware.waves > 1 { format!(" in {} waves", firmware.waves) } else { String::new() };
    format!(
        "{} to {} {devices} of {classes} by {how}{waves}: {}{coded} {fragments} of {} at SF{}, {least}",
        Bytes(firmware.image),
        firmware.devices,
        firmware.fragments,
        Bytes(u64::from(firmware.fragment)),
        firmware.rate,
    )
}

/// Whether the duty cycle lets all of it be sent while it lasts; of what is no campaign there is nothing to send.
pub fn fits(network: &Network, incident: &Incident) -> bool {
    let Strikes::Firmware(firmware) = &incident.strikes else { return true };
    let gateways = network.radios[firmware.radio as usize].gateways.len();
    firmware.until_sent(gateways).as_secs_f64() <= incident.mean_s()
}

/// What it came to: "99.8 % of the devices have the image, half of them after 22 min, 95 % after 23 min".
pub fn outcome(result: &FirmwareResult) -> String {
    let complete = result.complete.value.map_or("no".to_string(), percent);
    let times = [("half", result.t50_s.value), ("95 %", result.t95_s.value), ("all", result.all_s.value)];
    let known = times.into_iter().filter_map(|(who, s)| Some(format!("{who} after {}", span(s?))));
    let known: Vec<String> = known.collect();
    let when = if known.is_empty() { String::new() } else { format!(", {}", known.join(", ")) };
    let turns = match (result.delivery, result.turns) {
        (Delivery::Multicast, 2..) => {
            format!(
                ", gateways that a device hears together sending by turns, up to {} of them",
                result.turns
            )
        }
        _ => String::new(),
    };
    let cut = match result.cut_short {
        0 => "",
        _ => ", the window being over before all was sent",
    };
    format!(
        "{complete} of the devices have the image{when}{turns}{collided}{cut}",
        collided = collided(result)
    )
}

/// What frames of several gateways cost each other: ", 3.1 % of the fragments lost to frames of other gateways".
fn collided(result: &FirmwareResult) -> String {
    let lost = result.missed.get(Missed::ALL[Missed::Collision as usize].1);
    let share = lost.map_or(0.0, |count| *count as f64 / result.offered.max(1) as f64);
    match share {
        share if share <= 0.0 => String::new(),
        share if share < 0.5e-4 => {
            ", less than 0.01 % of the fragments lost to frames of other gateways".into()
        }
        share => format!(", {} of the fragments lost to frames of other gateways", percent(share)),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", libm::rint(share * 1e4) / 1e2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::histogram;

    #[test]
    fn frames_that_meet_others_are_told() {
        let mut result = FirmwareResult { offered: 1000, ..FirmwareResult::default() };
        assert!(!outcome(&result).contains("other gateways"));
        result.missed = [("collision".to_string(), 31), ("out_of_range".to_string(), 9)].into();
        let told = outcome(&result);
        assert!(told.ends_with(", 3.1 % of the fragments lost to frames of other gateways"), "{told}");
    }

    #[test]
    fn devices_that_never_have_the_image_are_later_than_all() {
        let mut total = FirmwareTotal::default();
        (1..=60).for_each(|s| total.after.add(s * 1_000_000_000));
        let sample = FirmwareSample::new(&total, 100);
        assert_eq!(sample.complete(), 60);
        let at = |q| sample.times.quantile(q).map(|ns| ns < histogram::low(histogram::BUCKETS - 1));
        assert_eq!((at(Quantile::P50), at(Quantile::P95)), (Some(true), Some(false)));
    }
}
