//! Reach lists leave out what is too weak to matter. Halving their cut-off again moves no figure.

use iotcap::engine::Progress;
use iotcap::model::radio::RadioPlan;
use iotcap::model::radio::lorawan::plan::REACH_MARGIN_DB;
use iotcap::network::Network;
use iotcap::selftest::families::peers::ns3::reference;
use iotcap::selftest::run::{network, replicate};

/// Delivery ratio by replication, with reach lists down to `more_db` below the usual.
fn delivery_ratios(mut network: Network, more_db: f64) -> Vec<f64> {
    for radio in &mut network.radios {
        if let RadioPlan::Lorawan(plan) = &mut radio.plan {
            plan.relevant_dbm = plan.relevant_dbm.map(|dbm| dbm - more_db);
        }
    }
    replicate(&network, 4, &Progress::default(), |ledger| {
        let (delivered, offered) = ledger.delivered();
        delivered / offered
    })
}

/// Four gateways 6 km apart, so that most devices are near the cut-off of some.
fn four_gateways() -> Network {
    let corners = [(-3, -3), (-3, 3), (3, -3), (3, 3)];
    let points = corners.map(|(x, y)| format!("{{ x = \"{x} km\", y = \"{y} km\" }}")).join(", ");
    let case = reference(5000)
        .set("devices.nodes.place.disc.radius=10 km")
        .set("radio.lora.propagation.shadowing=8 dB")
        .set(format!("gateways.gateway.place.points=[{points}]"));
    network(&case)
}

fn one_gateway() -> Network {
    network(&reference(5000))
}

#[test]
fn halving_the_cut_off_moves_no_delivery_ratio() {
    for (name, network) in [("one gateway", one_gateway as fn() -> Network), ("four gateways", four_gateways)]
    {
        let usual = delivery_ratios(network(), 0.0);
        let halved = delivery_ratios(network(), REACH_MARGIN_DB);
        let mean = |ratios: &[f64]| ratios.iter().sum::<f64>() / ratios.len() as f64;
        let moved = mean(&halved) - mean(&usual);
        println!("{name}: {:.5}, {moved:+.6} with lists {REACH_MARGIN_DB} dB further down", mean(&usual));
        assert!(moved.abs() < 0.0005, "{name}: {usual:?} {halved:?}");
    }
}

/// The test above can fail: where lists end at the level of the weakest reception, figures do move.
#[test]
fn a_cut_off_among_the_receptions_moves_the_delivery_ratio() {
    let usual = delivery_ratios(four_gateways(), 0.0);
    let cut = delivery_ratios(four_gateways(), -3.0 * REACH_MARGIN_DB);
    let moved = usual.iter().zip(&cut).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(moved > 0.0005, "{usual:?} {cut:?}");
}
