//! Hand-fed tallies that give exact figures, one for each definition.

use super::fixture::*;
use super::histogram::Quantile;
use super::tally::{Tally, TallyError};
use crate::engine::recorder::{Message, Part, Reception, Recorder};
use crate::model::cause::Cause;
use crate::network::ids::{ClassId, DeviceId, ElementId};
use crate::units::{Span, Time};

const MS: Span = Span::from_millis(1);

#[test]
fn d1_attempts_are_transmissions_of_messages_born_in_the_window() {
    let counts = counts(|tally| {
        let (inside, before) = (message(0, 1000.0), message(1, 999.9));
        deliver(tally, inside, MS);
        [inside, inside, before].iter().for_each(|m| tally.transmitted(*m, RADIO, at(1001.0), MS));
    });
    assert_eq!(counts.classes.totals[0].attempts, 2);
    assert_eq!(counts.elements.totals[0].arrived, 3, "the radio carries all three");
}

#[test]
fn d2_class_figures_follow_the_messages_born_in_the_window() {
    let counts = counts(|tally| {
        deliver(tally, message(0, 999.9), Span::from_secs(1));
        deliver(tally, message(0, 1000.0), Span::from_secs(50));
        deliver(tally, message(0, 1099.9), Span::from_secs(5));
        deliver(tally, message(0, 1100.0), Span::from_secs(1));
    });
    let total = &counts.classes.totals[0];
    assert_eq!((total.offered, total.delivered), (2, 2));
    let births: Vec<u32> =
        (0..100).map(|bin| counts.classes.bins[counts.classes.row(bin, 0)].delivered).collect();
    assert_eq!((births[0], births[50], births[99]), (1, 0, 1), "filed under the bin of birth");
}

#[test]
fn d2_element_figures_are_what_happens_inside_the_window() {
    let counts = counts(|tally| {
        for second in [999.0, 1000.0, 1099.0, 1100.0] {
            tally.arrived(LINK, at(second), MS);
            tally.waited(LINK, at(second), MS);
            tally.dropped(LINK, at(second), Cause::BufferOverflow, None);
            tally.duplicate(INGEST, at(second));
        }
    });
    let link = &counts.elements.totals[LINK.index()];
    assert_eq!((link.arrived, link.served, link.dropped), (2, 2, 2));
    assert_eq!(counts.elements.totals[INGEST.index()].duplicates, 2);
}

#[test]
fn d4_delivered_lost_and_in_flight_balance() {
    let counts = counts(|tally| {
        deliver(tally, message(0, 1000.0), MS);
        tally.born(message(1, 1001.0));
        tally.lost(message(1, 1001.0), at(1002.0), Cause::Collision, GATEWAY);
        tally.born(message(2, 1099.0));
        tally.in_flight(message(2, 1099.0));
    });
    let total = &counts.classes.totals[0];
    assert_eq!((total.offered, total.delivered, total.lost_total(), total.in_flight), (3, 1, 1, 1));
}

#[test]
fn promise_1_an_unbalanced_book_is_an_error() {
    let mut tally = Tally::new(&network(), clock());
    tally.born(message(0, 1000.0));
    let error = tally.finish(&network(), &layout()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "devices.meters: 1 messages offered, but 0 delivered + 0 lost + 0 in flight"
    );
}

#[test]
fn promise_3_parts_that_leave_a_gap_are_an_error() {
    let mut tally = Tally::new(&network(), clock());
    tally.born(message(0, 1000.0));
    tally.delivered(
        message(0, 1000.0),
        at(1002.0),
        &[Part { row: 0, element: ElementId(0), span: MS }],
        1,
        None,
    );
    assert_eq!(tally.finish(&network(), &layout()), Err(TallyError::BrokenPaths { messages: 1 }));
}

#[test]
fn d5_a_late_message_is_lost_and_its_latency_counts() {
    let counts = counts(|tally| {
        deliver(tally, message(0, 1000.0), Span(100));
        tally.born(message(1, 1000.0));
        let parts = [Part { row: 1, element: ElementId(0), span: Span::from_secs(20) }];
        tally.delivered(message(1, 1000.0), at(1020.0), &parts, 3, Some(LINK));
    });
    let total = &counts.classes.totals[0];
    assert_eq!((total.delivered, total.late, total.copies), (1, 1, 1));
    assert_eq!(total.lost[Cause::Expired as usize][LINK.index()], 1);
    assert_eq!(total.latency_ns, 100 + 20_000_000_000);
    assert_eq!(total.waterfall.count(), 2);
    assert_eq!(total.waterfall.quantile(Quantile::P50), Some(100));
}

#[test]
fn d6_parts_are_summed_under_the_latency() {
    let counts = counts(|tally| {
        for n in 0..4 {
            tally.born(message(n, 1000.0));
            let parts = [
                Part { row: 0, element: ElementId(0), span: Span(30) },
                Part { row: 2, element: ElementId(0), span: Span(u64::from(n)) },
            ];
            tally.delivered(message(n, 1000.0), at(1000.0) + Span(30 + u64::from(n)), &parts, 1, None);
        }
    });
    let (count, sums) = counts.classes.totals[0].waterfall.all();
    assert_eq!((count, sums), (4, vec![120, 0, 6, 0, 0]));
}

#[test]
fn d7_a_copy_dropped_while_another_arrives_is_not_lost() {
    let counts = counts(|tally| {
        deliver(tally, message(0, 1000.0), MS);
        tally.dropped(LINK_2, at(1000.0), Cause::BufferOverflow, None);
        tally.duplicate(INGEST, at(1000.5));
    });
    assert_eq!(counts.classes.totals[0].lost_total(), 0);
    let link = &counts.elements.totals[LINK_2.index()];
    assert_eq!((link.dropped, link.dropped_by[Cause::BufferOverflow as usize]), (1, 1));
}

#[test]
fn d8_lost_is_filed_once_by_cause_and_element_and_bin_of_birth() {
    let counts = counts(|tally| {
        tally.born(message(0, 1003.0));
        tally.lost(message(0, 1003.0), at(1090.0), Cause::OutOfRange, RADIO);
    });
    let total = &counts.classes.totals[0];
    assert_eq!(total.lost[Cause::OutOfRange as usize], [1, 0, 0, 0, 0, 0]);
    assert_eq!(counts.classes.bins[counts.classes.row(3, 0)].lost[Cause::OutOfRange as usize], 1);
}

#[test]
fn d9_busy_time_goes_to_the_bins_in_which_it_falls() {
    let counts = counts(|tally| {
        tally.busy(INGEST, at(999.5), at(1001.25));
        tally.busy(INGEST, at(1000.0), at(1000.5));
        tally.arrived(INGEST, at(1001.0), Span::from_secs(3));
    });
    let bin = |bin| counts.elements.bins[counts.elements.row(bin, INGEST.index())];
    assert_eq!((bin(0).busy_ns, bin(1).busy_ns), (1_500_000_000, 250_000_000));
    assert_eq!((bin(1).work_ns, bin(2).work_ns), (3_000_000_000, 0), "work counts when it comes");
}

#[test]
fn d9_a_gateway_is_loaded_by_what_it_hears_and_busy_with_what_it_holds() {
    let heard = |lost, held| Reception { gateway: GATEWAY, lost, held };
    let counts = counts(|tally| {
        tally.received(heard(None, true), at(1000.0), at(1002.0));
        tally.received(heard(Some(Cause::Collision), true), at(1001.0), at(1003.0));
        tally.received(heard(Some(Cause::NoDemodulator), false), at(1001.5), at(1002.5));
    });
    let (mut work, mut busy) = (0, 0);
    for bin in 0..100 {
        let row = counts.elements.bins[counts.elements.row(bin, GATEWAY.index())];
        (work, busy) = (work + row.work_ns, busy + row.busy_ns);
    }
    assert_eq!((work, busy), (5_000_000_000, 4_000_000_000));
    let total = &counts.elements.totals[GATEWAY.index()];
    assert_eq!((total.arrived, total.received, total.dropped), (3, 1, 2));
}

#[test]
fn d9_a_radio_is_loaded_by_airtime() {
    let counts = counts(|tally| {
        tally.transmitted(message(0, 1000.0), RADIO, at(1099.5), Span::from_secs(2));
    });
    let last = counts.elements.bins[counts.elements.row(99, RADIO.index())];
    assert_eq!(last.work_ns, 500_000_000, "clipped to the window");
}

#[test]
fn waits_of_zero_are_counted_apart() {
    let counts = counts(|tally| {
        [0, 0, 0, 40].iter().for_each(|ns| tally.waited(LINK, at(1001.0), Span(*ns)));
    });
    let link = &counts.elements.totals[LINK.index()];
    assert_eq!((link.served, link.no_wait, link.waiting_ns), (4, 3, 40));
    assert_eq!(counts.elements.waits[LINK.index()].count(), 1);
}

#[test]
fn devices_below_counts_those_that_spoke() {
    let counts = counts(|tally| {
        for n in 0..10 {
            let birth = 1000.0 + f64::from(n);
            deliver(tally, message(0, birth), MS);
            if n < 9 {
                deliver(tally, message(1, birth), MS);
            } else {
                tally.born(message(1, birth));
                tally.lost(message(1, birth), at(1050.0), Cause::Collision, GATEWAY);
            }
        }
        tally.born(message(2, 1001.0));
        tally.lost(message(2, 1001.0), at(1050.0), Cause::OutOfRange, RADIO);
    });
    let devices = &counts.devices[0];
    assert_eq!((devices.devices, devices.spoke, devices.uncovered), (4, 3, 1));
    assert_eq!(devices.below, [1, 1, 2], "exactly 90 % is not below 90 %");
    assert_eq!(devices.data_rates.iter().map(|(k, v)| (*k, *v)).collect::<Vec<_>>(), [(7, 2), (8, 2)]);
}

#[test]
fn map_leaves_other_peoples_devices_out() {
    let counts = counts(|tally| {
        deliver(tally, message(1, 1001.0), MS);
        let theirs = Message { class: ClassId(1), device: DeviceId(4), birth: Time(1_000_000_000_000) };
        deliver(tally, theirs, MS);
    });
    let devices: u64 = counts.map.squares.values().map(|square| square.devices).sum();
    let offered: u64 = counts.map.squares.values().map(|square| square.offered).sum();
    assert_eq!((devices, offered), (4, 1));
}

#[test]
fn maps_of_different_reach_nest() {
    use super::device_tally::MapCounts;
    let mut wide = layout();
    wide.sites[0].x_m = -40_000.0;
    let full = |layout: &crate::network::layout::Layout| {
        MapCounts::fold(&network(), &[Default::default(); 6], layout)
    };
    let (near, far) = (full(&layout()), full(&wide));
    assert!(near.power < far.power);
    let (mut ab, mut ba) = (near.clone(), far.clone());
    ab.merge(&far);
    ba.merge(&near);
    assert_eq!(ab, ba);
    assert_eq!(ab.squares.values().map(|square| square.devices).sum::<u64>(), 8);
}
