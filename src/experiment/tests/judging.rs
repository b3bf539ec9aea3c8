//! Objectives, loads and the bottleneck on hand-fed replications.

use super::{pool, scenario};
use crate::engine::recorder::{Part, Reception, Recorder};
use crate::experiment::bottleneck;
use crate::experiment::figures;
use crate::experiment::objectives::{evaluate, overall};
use crate::experiment::pool::Pool;
use crate::experiment::results::{Bottleneck, ObjectiveResult, Verdict};
use crate::experiment::rows::{Row, RowLoads};
use crate::measure::fixture::{GATEWAY, INGEST, LINK, LINK_2, RADIO, at, deliver, message, network};
use crate::measure::metrics::Metric;
use crate::measure::tally::Tally;
use crate::model::cause::Cause;
use crate::network::ids::{ElementId, GroupId};
use crate::units::Span;

fn objectives(pool: &Pool, lines: &str) -> Vec<ObjectiveResult> {
    evaluate(&scenario(&format!("[objectives]\n{lines}")), &network(), pool)
}

fn bottleneck_of(pool: &Pool, lines: &str) -> Option<Bottleneck> {
    let scenario = scenario(&format!("[objectives]\n{lines}"));
    let judged = evaluate(&scenario, &network(), pool);
    let load = |at| Row::element(&network(), ElementId(at)).loads(pool);
    let loads: Vec<RowLoads> = (0..network().elements.len() as u32).map(load).collect();
    bottleneck::find(&scenario, &network(), pool, &judged, &loads)
}

/// The second link is busy for 60 s and 0 … 2 s more of 100 s, the first for 20 s.
fn busy_links(replication: u64, tally: &mut Tally) {
    let more = replication as f64;
    for (link, seconds) in [(LINK, 20.0), (LINK_2, 60.0 + more)] {
        tally.busy(link, at(1000.0), at(1000.0 + seconds));
        tally.arrived(link, at(1000.0), Span::from_secs(seconds as u64));
    }
}

#[test]
fn d9_utilisation_is_time_busy_and_a_group_is_the_mean_of_its_members() {
    let pool = pool(3, busy_links);
    let mean = |row: &Row| figures::element(&pool, row, Metric::UtilisationMean);
    let link = mean(&Row::element(&network(), LINK_2));
    assert!((link.value.unwrap() - 0.61).abs() < 1e-12);
    assert!((link.half_width().unwrap() - 4.30265273 * 0.01 / 3f64.sqrt()).abs() < 1e-8);
    let group = mean(&Row::group(&network(), GroupId(2)));
    assert!((group.value.unwrap() - 0.405).abs() < 1e-12);
}

#[test]
fn d9_servers_divide_work_and_a_radio_has_no_utilisation() {
    let pool = pool(2, |_, tally| {
        tally.busy(INGEST, at(1000.0), at(1050.0));
        tally.arrived(INGEST, at(1000.0), Span::from_secs(300));
        tally.transmitted(message(0, 1000.0), RADIO, at(1000.0), Span::from_secs(30));
        let reception = Reception { gateway: GATEWAY, lost: None, held: true };
        tally.received(reception, at(1000.0), at(1080.0));
    });
    let figure = |element, metric| figures::element(&pool, &Row::element(&network(), element), metric).value;
    assert_eq!(figure(INGEST, Metric::UtilisationMean), Some(0.25));
    assert_eq!(figure(INGEST, Metric::OfferedLoadMean), Some(1.5), "may pass 100 %");
    assert_eq!(figure(RADIO, Metric::OfferedLoadMean), Some(0.1), "Erlang on each of three channels");
    assert_eq!(figure(RADIO, Metric::UtilisationMean), None);
    assert_eq!(figure(GATEWAY, Metric::UtilisationMean), Some(0.1), "one of eight demodulators");
}

#[test]
fn d10_peak_is_the_greatest_bin_of_the_mean_over_replications() {
    let pool = pool(2, |replication, tally| {
        let second = 1010.0 + replication as f64;
        tally.busy(LINK, at(second), at(second + 1.0));
        tally.busy(LINK, at(1050.0), at(1050.75));
    });
    let peak = figures::element(&pool, &Row::element(&network(), LINK), Metric::UtilisationPeak);
    assert_eq!(peak.value, Some(0.75), "not the 1.0 that each replication has somewhere");
}

#[test]
fn d11_ratios_are_sums_over_sums() {
    let pool = pool(2, |replication, tally| {
        for n in 0..(1 + 9 * replication as u32) {
            let message = message(0, 1000.0 + f64::from(n));
            if replication == 0 {
                deliver(tally, message, Span(5));
            } else {
                tally.born(message);
                tally.lost(message, at(1100.0), Cause::Collision, GATEWAY);
            }
        }
    });
    let ratio = figures::class(&pool, 0, Metric::DeliveryRatio);
    assert_eq!(ratio.value, Some(1.0 / 11.0), "not the mean of 1 and 0");
}

#[test]
fn d12_the_worst_member_is_judged_and_named() {
    let pool = pool(3, busy_links);
    let judged = objectives(
        &pool,
        "room = { of = \"links.lte\", utilisation_mean = \"<= 50 %\" }\n\
         second = { of = \"links.lte@roof:1\", utilisation_mean = \"<= 50 %\" }",
    );
    assert_eq!(judged[0].member.as_deref(), Some("links.lte@roof:2"));
    assert_eq!((judged[0].verdict, judged[0].n), (Verdict::Missed, 3));
    assert_eq!((judged[1].verdict, judged[1].member.as_deref()), (Verdict::Met, None));
    assert_eq!((judged[0].limit.as_str(), judged[0].metric.as_str()), ("<= 50 %", "utilisation_mean"));
    assert_eq!(overall(&judged), Verdict::Missed);
    assert_eq!(overall(&[]), Verdict::None);
}

#[test]
fn d15_one_replication_and_silence_are_at_risk() {
    let one = pool(1, |_, tally| deliver(tally, message(0, 1000.0), Span(5)));
    let silent = pool(3, |_, _| {});
    let line = "arrive = { of = \"devices.meters\", delivery_ratio = \">= 50 %\" }";
    let (one, silent) = (&objectives(&one, line)[0], &objectives(&silent, line)[0]);
    assert_eq!((one.verdict, one.reason.as_str()), (Verdict::AtRisk, "one replication gives no interval"));
    assert_eq!((silent.verdict, silent.value), (Verdict::AtRisk, None));
}

#[test]
fn waiting_figures_count_those_that_did_not_wait() {
    let pool = pool(2, |_, tally| {
        (0..300).for_each(|n| tally.waited(LINK, at(1001.0), Span(if n < 30 { 100 } else { 0 })));
    });
    let row = Row::element(&network(), LINK);
    assert_eq!(figures::element(&pool, &row, Metric::WaitingMean).value, Some(10e-9));
    assert_eq!(figures::element(&pool, &row, Metric::WaitingP95).value, Some(100e-9));
}

/// A fifth of the messages is lost, most of them at the second link; the rest waits at the stage.
fn troubled(_: u64, tally: &mut Tally) {
    for n in 0..100u32 {
        let message = message(n % 4, 1000.0 + f64::from(n) / 2.0);
        tally.born(message);
        match n % 10 {
            0 => tally.lost(message, at(1100.0), Cause::Collision, GATEWAY),
            1 if n > 50 => tally.lost(message, at(1100.0), Cause::OutOfRange, RADIO),
            1 => tally.lost(message, at(1100.0), Cause::BufferOverflow, LINK_2),
            _ => {
                let parts = [
                    Part { row: 0, element: ElementId(0), span: Span(10) },
                    Part { row: 3, element: ElementId(0), span: Span::from_secs(2) },
                ];
                tally.delivered(message, message.birth + Span(2_000_000_010), &parts, 1, None);
                tally.waited(INGEST, at(1050.0), Span::from_secs(2));
            }
        }
    }
    tally.arrived(LINK, at(1001.0), Span::from_secs(55));
}

#[test]
fn d14_delivery_binds_where_most_messages_are_lost() {
    let found = bottleneck_of(
        &pool(3, troubled),
        "arrive = { of = \"devices.meters\", delivery_ratio = \">= 98 %\" }",
    );
    let found = found.unwrap();
    assert_eq!((found.element.as_str(), found.binding), ("gateways.roof:1", true));
    assert_eq!((found.objective.as_deref(), found.limit), (Some("arrive"), Some(0.98)));
}

#[test]
fn d14_latency_binds_where_slow_messages_wait_and_the_furthest_past_its_limit_decides() {
    let found = bottleneck_of(
        &pool(3, troubled),
        "arrive = { of = \"devices.meters\", delivery_ratio = \">= 98 %\" }\n\
         in-time = { of = \"devices.meters\", latency_p95 = \"<= 1 s\" }",
    );
    let found = found.unwrap();
    assert_eq!((found.element.as_str(), found.objective.as_deref()), ("platform.ingest", Some("in-time")));
}

#[test]
fn d14_utilisation_binds_itself() {
    let line = "room = { of = \"links.lte\", utilisation_mean = \"<= 50 %\" }";
    assert_eq!(bottleneck_of(&pool(3, busy_links), line).unwrap().element, "links.lte@roof:2");
}

#[test]
fn d14_with_all_met_it_is_merely_the_busiest() {
    let line = "arrive = { of = \"devices.meters\", delivery_ratio = \">= 10 %\" }";
    let found = bottleneck_of(&pool(3, troubled), line).unwrap();
    assert_eq!((found.element.as_str(), found.binding), ("links.lte@roof:1", false));
    assert_eq!((found.value, found.limit), (Some(0.55), Some(0.8)));
}

#[test]
fn d14_the_planning_limit_is_the_one_that_an_objective_states() {
    let line = "arrive = { of = \"devices.meters\", delivery_ratio = \">= 10 %\" }\n\
                room = { of = \"links.lte\", utilisation_busy_hour = \"<= 60 %\" }";
    let found = bottleneck_of(&pool(3, troubled), line).unwrap();
    assert_eq!((found.binding, found.value, found.limit), (false, Some(0.55), Some(0.6)));
}

#[test]
fn d14_messages_that_never_leave_an_overloaded_element_bind_there() {
    let stuck = |seconds| {
        move |_: u64, tally: &mut Tally| {
            for n in 0..100u32 {
                let message = message(n % 4, 1000.0 + f64::from(n) / 2.0);
                tally.born(message);
                tally.in_flight(message);
            }
            tally.arrived(LINK_2, at(1001.0), Span::from_secs(seconds));
        }
    };
    let lines = "arrive = { of = \"devices.meters\", delivery_ratio = \">= 98 %\" }";
    let found = bottleneck_of(&pool(3, stuck(300)), lines).unwrap();
    assert_eq!((found.element.as_str(), found.binding), ("links.lte@roof:2", true));
    assert_eq!(found.objective.as_deref(), Some("arrive"));
    assert!(!bottleneck_of(&pool(3, stuck(30)), lines).unwrap().binding, "it carries what it is offered");
}

#[test]
fn d14_devices_without_power_are_no_fault_of_their_radio() {
    let dark = |_: u64, tally: &mut Tally| {
        for n in 0..100u32 {
            let message = message(n % 4, 1000.0 + f64::from(n) / 2.0);
            tally.born(message);
            let cause = if n < 60 { Cause::DeviceDown } else { Cause::Collision };
            tally.lost(message, at(1100.0), cause, RADIO);
        }
    };
    let line = "arrive = { of = \"devices.meters\", delivery_ratio = \">= 98 %\" }";
    assert_eq!(bottleneck_of(&pool(3, dark), line).unwrap().element, "power of devices");
}
