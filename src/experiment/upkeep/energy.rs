//! How long batteries last, by what the devices sent. A device speaks as often as its class does on average, since a window
//! is short and a life is long; what a message takes is that of its data rate. Devices that wander between data rates
//! have their first one's.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::experiment::pool::Pool;
use crate::experiment::results::Estimate;
use crate::measure::air_tally::AirShare;
use crate::measure::interval;
use crate::model::energy::{Activity, Battery, Power};
use crate::network::{Class, Network, energy};

const DAY_S: f64 = 86_400.0;

/// The batteries of a class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassEnergy {
    /// What one holds, J.
    pub capacity_j: f64,
    /// Life with its shelf life as the longest, over devices.
    pub life_years: LifeYears,
    /// Mean life if nothing aged but by its charge.
    pub uncapped_years: Estimate,
    /// Longest life, years.
    pub shelf_life_years: f64,
    /// Share of the devices that reach it.
    pub at_shelf_life: Estimate,
    /// Transmissions of a device in a day, control frames included.
    pub transmissions_per_day: Estimate,
    /// Charge of a transmission with the windows behind it, mC.
    pub charge_per_transmission_mc: Estimate,
    /// Mean power of a device, uW.
    pub power_uw: Estimate,
    /// Where it goes: transmit, listen, event, sleep, self_discharge; shares of it.
    pub spent_on: BTreeMap<String, f64>,
    /// By data rate at the air interface; empty for a technology that has none.
    pub by_data_rate: IndexMap<String, RateLife>,
    /// Mean life of each replication, years.
    pub own_years: Vec<f64>,
}

/// Life over devices, years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LifeYears {
    /// Mean.
    pub mean: Estimate,
    /// One device in twenty lasts no longer.
    pub p5: Estimate,
    /// Median.
    pub p50: Estimate,
}

/// Devices of one data rate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RateLife {
    /// Share of the class.
    pub share: f64,
    /// Life, years.
    pub life_years: f64,
}

/// Devices of one data rate: how many, what they do in a second, and for how long they can.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub data_rate: u8,
    pub devices: f64,
    pub does: Activity,
    pub power: Power,
    /// Whatever the shelf life.
    pub years: f64,
}

/// What a class did by data rate; the sum over some replications is as good as that of one.
pub(super) fn groups(
    network: &Network,
    class: &Class,
    battery: &Battery,
    air: &BTreeMap<u8, AirShare>,
    window_s: f64,
) -> Vec<Group> {
    let sum = |of: fn(&AirShare) -> u64| air.values().map(of).sum::<u64>() as f64;
    let (devices, offered) = (sum(|a| a.devices), sum(|a| a.offered));
    let all_sent = sum(|a| a.transmissions);
    // messages of a device in a second; where nothing was offered, every transmission is its own reason
    let speaks = if offered > 0.0 { offered } else { all_sent } / devices.max(1.0) / window_s;
    let per = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let whole = (per(all_sent as u64, offered as u64), per(sum(|a| a.airtime_ns) as u64, all_sent as u64));
    let group = |(&data_rate, share): (&u8, &AirShare)| {
        let attempts = per(share.transmissions, share.offered).or(whole.0).unwrap_or(1.0);
        let airtime_ns = per(share.airtime_ns, share.transmissions).or(whole.1).unwrap_or(0.0);
        let transmissions = speaks * attempts;
        let in_vain_s = energy::window(network, class, data_rate).as_secs_f64();
        let each = |part: u64| per(part, share.transmissions).unwrap_or(0.0);
        // an answer is received for all its time on air, and no window that it closes stays open in vain
        let received_s = each(share.received_ns) / 1e9 - each(share.windows_spared) * in_vain_s;
        let listens_s = energy::listening(network, class, data_rate).as_secs_f64() + received_s;
        let does = Activity {
            transmissions,
            airtime_s: transmissions * airtime_ns / 1e9,
            listening_s: transmissions * listens_s,
        };
        let power = battery.power(does);
        Group { data_rate, devices: share.devices as f64, does, power, years: battery.years(power) }
    };
    air.iter().map(group).collect()
}

/// Σ over devices, divided by them.
fn over_devices(groups: &[Group], of: impl Fn(&Group) -> f64) -> f64 {
    let devices: f64 = groups.iter().map(|group| group.devices).sum();
    groups.iter().map(|group| group.devices * of(group)).sum::<f64>() / devices.max(1.0)
}

/// The life that a share `q` of the devices does not exceed.
fn quantile(groups: &[Group], q: f64, most: f64) -> f64 {
    let mut sorted: Vec<(f64, f64)> = groups.iter().map(|g| (g.years.min(most), g.devices)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rank = libm::ceil(q * sorted.iter().map(|(_, devices)| devices).sum::<f64>());
    let mut reached = 0.0;
    let found = sorted.iter().find(|(_, devices)| {
        reached += devices;
        reached >= rank
    });
    found.map_or(0.0, |(years, _)| *years)
}

/// Adds what other replications sent.
fn add(sum: &mut BTreeMap<u8, AirShare>, air: &BTreeMap<u8, AirShare>) {
    for (rate, more) in air {
        let share = sum.entry(*rate).or_default();
        share.devices += more.devices;
        share.offered += more.offered;
        share.transmissions += more.transmissions;
        share.airtime_ns += more.airtime_ns;
        share.windows_spared += more.windows_spared;
        share.received_ns += more.received_ns;
    }
}

/// Of a class that lives on batteries.
pub(super) fn of_class(network: &Network, pool: &Pool, at: usize, window_s: f64) -> Option<ClassEnergy> {
    let class = &network.classes[at];
    let battery = energy::battery(network, class).filter(|_| class.count > 0)?;
    let mut pooled = BTreeMap::new();
    pool.class(at).for_each(|sample| add(&mut pooled, &sample.devices.air));
    let all = groups(network, class, &battery, &pooled, window_s);
    let each: Vec<Vec<Group>> = pool
        .class(at)
        .map(|sample| groups(network, class, &battery, &sample.devices.air, window_s))
        .collect();
    let estimate = |of: &dyn Fn(&[Group]) -> f64| -> Estimate {
        let own: Vec<f64> = each.iter().map(|groups| of(groups)).collect();
        interval::around(of(&all), &own).cut(0.0, f64::MAX).into()
    };
    let most = battery.shelf_years;
    let mean_life = |groups: &[Group]| over_devices(groups, |group| group.years.min(most));
    let charge = |groups: &[Group]| {
        let sent = over_devices(groups, |group| group.does.transmissions);
        let charge = over_devices(groups, |group| battery.charge_c(group.does));
        if sent > 0.0 { charge / sent * 1e3 } else { 0.0 }
    };
    Some(ClassEnergy {
        capacity_j: battery.capacity_j,
        life_years: LifeYears {
            mean: estimate(&mean_life),
            p5: estimate(&|groups| quantile(groups, 0.05, most)),
            p50: estimate(&|groups| quantile(groups, 0.5, most)),
        },
        uncapped_years: estimate(&|groups| over_devices(groups, |group| group.years)),
        shelf_life_years: most,
        at_shelf_life: estimate(&|groups| {
            over_devices(groups, |group| f64::from(u8::from(group.years >= most)))
        }),
        transmissions_per_day: estimate(&|groups| {
            over_devices(groups, |group| group.does.transmissions) * DAY_S
        }),
        charge_per_transmission_mc: estimate(&charge),
        power_uw: estimate(&|groups| over_devices(groups, |group| group.power.total()) * 1e6),
        spent_on: spent_on(&all),
        by_data_rate: by_data_rate(&all, most),
        own_years: each.iter().map(|groups| mean_life(groups)).collect(),
    })
}

/// A name, and the power that goes there.
type Spent = (&'static str, fn(&Power) -> f64);

fn spent_on(groups: &[Group]) -> BTreeMap<String, f64> {
    let parts: [Spent; 5] = [
        ("transmit", |power| power.transmit),
        ("listen", |power| power.listen),
        ("event", |power| power.event),
        ("sleep", |power| power.sleep),
        ("self_discharge", |power| power.self_discharge),
    ];
    let total = over_devices(groups, |group| group.power.total());
    let share = |(name, of): Spent| {
        let part = over_devices(groups, |group| of(&group.power));
        (name.to_string(), if total > 0.0 { part / total } else { 0.0 })
    };
    parts.into_iter().map(share).collect()
}

fn by_data_rate(groups: &[Group], most: f64) -> IndexMap<String, RateLife> {
    let devices: f64 = groups.iter().map(|group| group.devices).sum();
    let life = |group: &Group| {
        let share = group.devices / devices.max(1.0);
        (format!("SF{}", group.data_rate), RateLife { share, life_years: group.years.min(most) })
    };
    groups.iter().filter(|group| group.data_rate > 0).map(life).collect()
}
