//! Who reaches whom, how strongly, and by which data rate: the reach tables of a layout.

use super::layout::Site;
use super::places::{Places, Projection, Spot};
use super::{Class, Network, RadioNetwork, RadioPlan};
use crate::chance::{Key, Purpose};
use crate::model::distribution::Sampler;
use crate::model::place::PlaceRow;
use crate::model::propagation::shadowing::CLIP_DEVIATIONS;
use crate::model::propagation::{Curve, building_loss_db, shadowing_db};
use crate::model::radio::lorawan::plan::{BySf, Plan, SF_COUNT, SF_MIN, sf_index};
use crate::model::radio::lorawan::{DEFAULT_TX_POWER, SpreadingFactorSpec};
use crate::model::radio::reach::{Entry, Reach, power_units};
use crate::scenario::class::{ClassSpec, DEFAULT_HEIGHT};

/// Draws places, data rates and reach of the first `counts` devices of each class; those of a class that is taken from
/// another stand where these devices of the other do.
pub fn draw(
    network: &Network,
    gateways: &[Spot],
    (counts, taken): (&[u32], &[Vec<u32>]),
    projection: Projection,
    root: Key,
) -> (Vec<Site>, Vec<Reach>) {
    let total: u32 = counts.iter().sum();
    let mut sites = Vec::with_capacity(total as usize);
    let mut reach: Vec<Reach> = network.radios.iter().map(|_| Reach::with_capacity(total as usize)).collect();
    for ((class, &count), taken) in network.classes.iter().zip(counts).zip(taken) {
        let class = class.taken_from.map_or(class, |from| &network.classes[from as usize]);
        let spec = &network.scenario.devices[&class.name];
        let table = format!("devices.{}", class.name);
        let places = Places::new(
            &network.scenario,
            &table,
            spec.place.as_ref(),
            class.count as usize,
            projection,
            root,
        );
        let luck = root.named(&table);
        let radio = &network.radios[class.radio as usize];
        let mut devices: Box<dyn Devices> = match &radio.plan {
            RadioPlan::Ideal(_) => Box::new(Wired::new(network, radio, spec, gateways)),
            RadioPlan::Lorawan(plan) => {
                Box::new(Wireless::new(network, radio, plan, class, spec, gateways, luck, root))
            }
        };
        for index in 0..count as usize {
            let index = taken.get(index).map_or(index, |index| *index as usize);
            let spot = places.spot(index);
            let device = Device { index: index as u64, spot, row: places.row(index) };
            for (at, reach) in reach.iter_mut().enumerate() {
                if at == class.radio as usize {
                    devices.push(&device, reach);
                } else {
                    reach.push(0, false, &[]);
                }
            }
            let row = reach[class.radio as usize].row(sites.len() as u32);
            sites.push(Site {
                x_m: spot.x as f32,
                y_m: spot.y as f32,
                data_rate: row.data_rate,
                covered: row.covered,
            });
        }
    }
    (sites, reach)
}

/// A device to be connected.
struct Device<'a> {
    /// Number within its class.
    index: u64,
    spot: Spot,
    row: Option<(u32, &'a PlaceRow)>,
}

/// How the devices of one class find their gateways.
trait Devices {
    fn push(&mut self, device: &Device, reach: &mut Reach);
}

/// An ideal radio: the gateway group it names, else the nearest gateway.
struct Wired {
    gateways: Vec<(u32, Spot)>,
}

impl Wired {
    fn new(network: &Network, radio: &RadioNetwork, spec: &ClassSpec, spots: &[Spot]) -> Wired {
        let mine = |gateway: &&u32| {
            spec.gateway.as_ref().is_none_or(|group| network.gateways[**gateway as usize].group == *group)
        };
        let numbered = radio.gateways.iter().enumerate().filter(|(_, gateway)| mine(gateway));
        Wired { gateways: numbered.map(|(at, gateway)| (at as u32, spots[*gateway as usize])).collect() }
    }
}

impl Devices for Wired {
    fn push(&mut self, device: &Device, reach: &mut Reach) {
        let nearest = self.gateways.iter().min_by(|(_, a), (_, b)| {
            distance_squared(device.spot, *a).total_cmp(&distance_squared(device.spot, *b))
        });
        let entry = nearest.map(|&(gateway, _)| Entry { power: 0.0, gateway });
        reach.push(0, entry.is_some(), entry.as_slice());
    }
}

fn distance_squared(a: Spot, b: Spot) -> f64 {
    (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
}

/// A gateway as seen by one class.
struct Mast {
    spot: Spot,
    /// Path loss to a device of the class's height.
    curve: Curve,
    /// Gain at this end and the gateway's own spread, dB.
    gain_db: f64,
    /// By spreading factor: farther devices cannot matter here, even with the luckiest shadowing, m².
    range_squared: BySf<f64>,
    shadowing: Key,
    height_m: f64,
}

/// A LoRaWAN class.
struct Wireless<'a> {
    plan: &'a Plan,
    spec: &'a ClassSpec,
    masts: Vec<Mast>,
    /// Radiated power of a device without its row's differences, dBm.
    radiated_dbm: f64,
    indoor: Option<(f64, Option<Sampler>)>,
    luck: Key,
    /// Reused: squared distance to each mast, m².
    squared: Vec<f64>,
    /// Reused: received power, dBm, and mast.
    candidates: Vec<(f64, u32)>,
    entries: Vec<Entry>,
}

impl<'a> Wireless<'a> {
    #[allow(clippy::too_many_arguments, reason = "all that a class's budget depends on, named once")]
    fn new(
        network: &Network,
        radio: &RadioNetwork,
        plan: &'a Plan,
        class: &Class,
        spec: &'a ClassSpec,
        spots: &[Spot],
        luck: Key,
        root: Key,
    ) -> Wireless<'a> {
        let height = spec.height.unwrap_or(DEFAULT_HEIGHT).0;
        let tx = spec.tx_power.unwrap_or(DEFAULT_TX_POWER).0;
        let radiated_dbm =
            tx + spec.antenna_gain.unwrap_or_default().0 - spec.cable_loss.unwrap_or_default().0;
        // a row may say more power than the class does
        let rows = network.scenario.places.get(&format!("devices.{}", class.name));
        let best_row = rows.into_iter().flatten().map(|row| row_gain(row, spec)).fold(0.0, f64::max);
        let mast = |&gateway: &u32| {
            let it = &network.gateways[gateway as usize];
            let stream = root.named(&network.elements[it.element.index()].name).purpose(Purpose::Shadowing);
            let gain_db = it.gain_db + spread_db(stream, u64::MAX, plan.gateway_spread_db);
            let curve = plan.path_loss.curve(it.height_m, height);
            let luckiest = CLIP_DEVIATIONS * (plan.shadowing_db + plan.place_spread_db);
            let most = radiated_dbm + best_row + gain_db + luckiest;
            let range = |weakest: f64| curve.max_range_m(most - weakest);
            Mast {
                spot: spots[gateway as usize],
                curve,
                gain_db,
                range_squared: plan.relevant_dbm.map(|weakest| range(weakest) * range(weakest)),
                shadowing: stream.named(&class.name),
                height_m: it.height_m,
            }
        };
        Wireless {
            plan,
            spec,
            masts: radio.gateways.iter().map(mast).collect(),
            radiated_dbm,
            indoor: spec.indoor.as_ref().map(|indoor| {
                (
                    indoor.share.0,
                    indoor.loss.as_ref().map(|loss| Sampler::new(loss).expect("a validated loss")),
                )
            }),
            luck,
            squared: Vec::new(),
            candidates: Vec::new(),
            entries: Vec::new(),
        }
    }

    fn indoor_loss_db(&self, index: u64) -> f64 {
        let Some((share, loss)) = &self.indoor else { return 0.0 };
        let luck = self.luck.purpose(Purpose::Indoor).index(index);
        if luck.uniform(0) >= *share {
            return 0.0;
        }
        match loss {
            Some(sampler) => sampler.sample(luck, 1),
            None => building_loss_db(luck, 1),
        }
    }

    /// Received power, dBm, at every gateway that may matter. The nearest gateway bounds the spreading factor from
    /// above, and with it the range within which others are worth a look.
    fn listen(&mut self, device: &Device) {
        // devices in one written place share its shadowing
        let place = device.row.map_or(device.index, |(row, _)| u64::from(row));
        let of_place = spread_db(self.luck.purpose(Purpose::Shadowing), place, self.plan.place_spread_db);
        let row_gain = device.row.map_or(0.0, |(_, row)| row_gain(row, self.spec));
        let radiated = self.radiated_dbm + row_gain - self.indoor_loss_db(device.index) - of_place;
        let height = device.row.and_then(|(_, row)| row.height_m);
        self.squared.clear();
        self.squared.extend(self.masts.iter().map(|mast| distance_squared(device.spot, mast.spot)));
        self.candidates.clear();
        let nearest = (0..self.masts.len()).min_by(|&a, &b| self.squared[a].total_cmp(&self.squared[b]));
        let Some(nearest) = nearest else { return };
        let at_nearest = radiated + self.gain_db(nearest, place, height);
        let slowest = sf_index(self.spreading_factor(at_nearest, device.index));
        for (at, mast) in self.masts.iter().enumerate() {
            if height.is_some() || self.squared[at] <= mast.range_squared[slowest] {
                self.candidates.push((radiated + self.gain_db(at, place, height), at as u32));
            }
        }
    }

    /// Gain of the way to a mast, dB: negative.
    fn gain_db(&self, mast: usize, place: u64, height: Option<f64>) -> f64 {
        let (mast, distance) = (&self.masts[mast], self.squared[mast].sqrt());
        let loss = match height {
            None => mast.curve.loss_db(distance),
            Some(height) => self.plan.path_loss.loss_db(distance, mast.height_m, height),
        };
        mast.gain_db - loss - spread_db(mast.shadowing, place, self.plan.shadowing_db)
    }

    fn spreading_factor(&self, best_dbm: f64, index: u64) -> u8 {
        let offered = |sf: &u8| self.plan.payload_limit[sf_index(*sf)].is_some();
        let all = || (SF_MIN..SF_MIN + SF_COUNT as u8).filter(offered);
        match &self.spec.spreading_factor {
            Some(SpreadingFactorSpec::Fixed(sf)) => *sf,
            Some(SpreadingFactorSpec::Shares(shares)) => {
                let mut left = self.luck.purpose(Purpose::DataRate).index(index).uniform(0);
                let mut shares = (SF_MIN..).zip(shares);
                let hit = shares.find(|(_, share)| {
                    left -= share.0;
                    left < 0.0
                });
                hit.map_or(SF_MIN + SF_COUNT as u8 - 1, |(sf, _)| sf)
            }
            chosen => {
                let margin = match chosen {
                    Some(SpreadingFactorSpec::LinkBudget(budget)) => {
                        budget.margin.map_or(0.0, |margin| margin.0)
                    }
                    _ => 0.0,
                };
                let needed = |sf: &u8| self.plan.device_sensitivity_dbm[sf_index(*sf)] + margin;
                all().find(|sf| best_dbm > needed(sf)).or_else(|| all().next_back()).unwrap_or(SF_MIN)
            }
        }
    }
}

/// What a row's own columns add to the class's radiated power, dB.
fn row_gain(row: &PlaceRow, spec: &ClassSpec) -> f64 {
    let differs = |column: Option<f64>, usual: f64| column.map_or(0.0, |value| value - usual);
    differs(row.tx_power_dbm, spec.tx_power.unwrap_or(DEFAULT_TX_POWER).0)
        + differs(row.antenna_gain_db, spec.antenna_gain.unwrap_or_default().0)
        - differs(row.cable_loss_db, spec.cable_loss.unwrap_or_default().0)
}

/// A draw of shadowing, dB; none where there is no spread.
fn spread_db(key: Key, n: u64, deviation_db: f64) -> f64 {
    if deviation_db == 0.0 { 0.0 } else { shadowing_db(key, n, deviation_db) }
}

impl Devices for Wireless<'_> {
    fn push(&mut self, device: &Device, reach: &mut Reach) {
        self.listen(device);
        let best = self.candidates.iter().map(|(dbm, _)| *dbm).fold(f64::NEG_INFINITY, f64::max);
        let sf = self.spreading_factor(best, device.index);
        // one that may change its data rate must be known wherever it could matter
        let weakest = match self.spec.adr {
            Some(true) => self.plan.relevant_dbm.iter().copied().fold(f64::INFINITY, f64::min),
            _ => self.plan.relevant_dbm[sf_index(sf)],
        };
        self.candidates.retain(|(dbm, _)| *dbm >= weakest);
        self.candidates.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.entries.clear();
        let entry = |&(dbm, gateway): &(f64, u32)| Entry { power: power_units(dbm) as f32, gateway };
        self.entries.extend(self.candidates.iter().map(entry));
        let covered = best >= self.plan.gateway_sensitivity_dbm[sf_index(sf)];
        reach.push(sf, covered, &self.entries);
    }
}
