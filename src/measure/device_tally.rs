//! How single devices fare: two counters each while the run goes, folded at its end into shares of devices
//! below a delivery ratio and into squares of the map, so that no replication keeps a row per device.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::air_tally::AirShare;
use crate::network::layout::{Layout, Site};
use crate::network::{Class, Network};

/// Delivery ratios, in per cent, below which devices are counted.
pub const BELOW_PERCENT: [u64; 3] = [50, 90, 98];

/// Squares along the longer side of the map, at most.
const MOST_SQUARES: f64 = 40.0;

/// One device in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeviceCount {
    /// Messages born.
    pub offered: u32,
    /// Of these, delivered.
    pub delivered: u32,
}

/// A class's devices, summed up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeviceShares {
    /// Devices of the class.
    pub devices: u64,
    /// Of these, those that offered anything: only they have a delivery ratio.
    pub spoke: u64,
    /// Of these, how many got less than each of [`BELOW_PERCENT`] delivered.
    pub below: [u64; BELOW_PERCENT.len()],
    /// Devices that no gateway hears.
    pub uncovered: u64,
    /// Gateways that hear a device which is alone on the air, summed over all.
    pub hearing: u64,
    /// Devices by spreading factor; those without one are left out.
    pub data_rates: BTreeMap<u8, u64>,
    /// What its devices sent, by data rate, if they live on a battery.
    pub air: BTreeMap<u8, AirShare>,
}

impl DeviceShares {
    /// Folds a class's devices.
    pub fn fold(class: &Class, counts: &[DeviceCount], layout: &Layout) -> DeviceShares {
        let mut shares = DeviceShares { devices: u64::from(class.count), ..DeviceShares::default() };
        let range = range(class);
        counts.get(range.clone()).unwrap_or_default().iter().for_each(|count| shares.count(count));
        layout.sites.get(range).unwrap_or_default().iter().for_each(|site| shares.site(site));
        shares
    }

    /// Counts the gateways that hear each device of the class.
    pub fn listen(&mut self, network: &Network, class: &Class, layout: &Layout) {
        let Some(reach) = layout.reach.get(class.radio as usize) else { return };
        let hearing = |device: usize| u64::from(network.hearing(class.radio as usize, reach, device as u32));
        self.hearing = range(class).map(hearing).sum();
    }

    fn count(&mut self, count: &DeviceCount) {
        if count.offered == 0 {
            return;
        }
        self.spoke += 1;
        for (below, percent) in self.below.iter_mut().zip(BELOW_PERCENT) {
            *below += u64::from(100 * u64::from(count.delivered) < percent * u64::from(count.offered));
        }
    }

    fn site(&mut self, site: &Site) {
        self.uncovered += u64::from(!site.covered);
        if site.data_rate > 0 {
            *self.data_rates.entry(site.data_rate).or_default() += 1;
        }
    }
}

fn range(class: &Class) -> std::ops::Range<usize> {
    class.first.index()..class.first.index() + class.count as usize
}

/// Devices of one square.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Square {
    /// Devices, over all replications.
    pub devices: u64,
    /// Messages they offered.
    pub offered: u64,
    /// Of these, delivered.
    pub delivered: u64,
}

/// Squares with devices. Sides are 100 m times a power of two and squares start at the origin, so those of two
/// replications, whose devices reach differently far, nest: the finer map is folded into the coarser.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapCounts {
    /// Side, as the power of two over 100 m; `None` where all stand in one point and there is no map.
    pub power: Option<i32>,
    /// By column and row.
    pub squares: BTreeMap<(i32, i32), Square>,
}

impl MapCounts {
    /// Folds the devices of all classes that are ours.
    pub fn fold(network: &Network, counts: &[DeviceCount], layout: &Layout) -> MapCounts {
        let power = extent(layout).map(power_for);
        let mut map = MapCounts { power, squares: BTreeMap::new() };
        let Some(power) = power else { return map };
        for class in network.classes.iter().filter(|class| !class.foreign) {
            let sites = layout.sites.get(range(class)).unwrap_or_default();
            for (site, count) in sites.iter().zip(counts.get(range(class)).unwrap_or_default()) {
                let column = |m: f32| libm::floor(f64::from(m) / side_m(power)) as i32;
                let square = map.squares.entry((column(site.x_m), column(site.y_m))).or_default();
                square.add(Square {
                    // who was taken from another class stands there already
                    devices: u64::from(class.taken_from.is_none()),
                    offered: count.offered.into(),
                    delivered: count.delivered.into(),
                });
            }
        }
        map
    }

    /// Adds another replication's squares, at the coarser of both sides.
    pub fn merge(&mut self, other: &MapCounts) {
        let power = self.power.max(other.power);
        self.coarsen(power);
        let mut other = other.clone();
        other.coarsen(power);
        for (at, square) in other.squares {
            self.squares.entry(at).or_default().add(square);
        }
    }

    fn coarsen(&mut self, power: Option<i32>) {
        if let (Some(from), Some(to)) = (self.power, power) {
            let by = (to - from).clamp(0, 31);
            for ((x, y), square) in std::mem::take(&mut self.squares) {
                self.squares.entry((x >> by, y >> by)).or_default().add(square);
            }
        }
        self.power = power;
    }
}

impl Square {
    fn add(&mut self, other: Square) {
        self.devices += other.devices;
        self.offered += other.offered;
        self.delivered += other.delivered;
    }
}

/// Side of a square, m.
pub fn side_m(power: i32) -> f64 {
    libm::ldexp(100.0, power)
}

/// The longer side of the devices' places, m, or of all if those are one point; `None` if all are. A gateway far away does
/// not coarsen the map.
fn extent(layout: &Layout) -> Option<f64> {
    let sites = layout.sites.iter().map(|site| (site.x_m, site.y_m));
    let gateways = layout.gateways.iter().map(|gateway| (gateway.x_m, gateway.y_m));
    side(sites).or_else(|| side(gateways))
}

/// The longer side of the box around these places; `None` if it has none.
fn side(places: impl Iterator<Item = (f32, f32)>) -> Option<f64> {
    let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
    for (x, y) in places {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    let side = f64::from((high.0 - low.0).max(high.1 - low.1));
    (side > 0.0 && side.is_finite()).then_some(side)
}

fn power_for(extent_m: f64) -> i32 {
    (-10..20).find(|power| side_m(*power) * MOST_SQUARES >= extent_m).unwrap_or(20)
}
