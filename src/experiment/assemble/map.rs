//! `map` of the results.

use crate::experiment::pool::Pool;
use crate::experiment::results::{Map, MapBin, MapGateway};
use crate::measure::device_tally::side_m;
use crate::network::Network;
use crate::network::layout::{GatewaySite, Layout};

/// Squares of all replications; gateways where the first replication has them.
pub fn map(network: &Network, pool: &Pool, layout: &Layout) -> Map {
    let counts = &pool.counts.map;
    let bin_m = counts.power.map_or(0.0, side_m);
    let bins = counts.squares.iter().map(|(&(column, row), square)| MapBin {
        x_m: (f64::from(column) + 0.5) * bin_m,
        y_m: (f64::from(row) + 0.5) * bin_m,
        devices: square.devices as f64 / pool.replications().max(1) as f64,
        delivery_ratio: (square.offered > 0).then(|| square.delivered as f64 / square.offered as f64),
    });
    let gateway = |site: &GatewaySite| MapGateway {
        element: network.elements[site.element.index()].name.clone(),
        x_m: f64::from(site.x_m),
        y_m: f64::from(site.y_m),
        off: site.off,
        received: pool.counts.elements.totals[site.element.index()].received,
    };
    Map {
        bin_m,
        bins: bins.collect(),
        gateways: layout.gateways.iter().map(gateway).collect(),
        origin: layout.origin,
    }
}
