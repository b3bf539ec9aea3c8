//! The simulator against arithmetic and against peers: the families of `iotcap selftest` on a fixed seed, each
//! with the verdict that the command gives. Exact answers stand in `tests/oracles`.

mod reach_margin;
mod reconnect;

use iotcap::engine::Progress;
use iotcap::selftest::families::find;
use iotcap::selftest::{Depth, Effort, FAMILIES, coverage, run};

const EFFORT: Effort = Effort::new(1, Depth::Usual);

/// Runs a family, prints its table and fails unless every row holds.
fn holds(name: &str) {
    let family = find(name).unwrap_or_else(|| panic!("no family {name}"));
    let report = run::family(family, EFFORT, &Progress::default()).expect("nothing stops it");
    println!("{report}");
    assert!(report.holds(), "{report}");
}

macro_rules! families {
    ($($test:ident $name:literal),* $(,)?) => {
        const TESTED: &[&str] = &[$($name),*];
        $(#[test] fn $test() { holds($name) })*
    };
}

families! {
    queue_identities "queues/identities",
    markov "queues/markov",
    one_server_of_any_kind "queues/mg1",
    gi_m_1 "queues/gim1",
    batches "queues/batch",
    modulated_poisson "queues/mmpp",
    periodic_sources "queues/periodic",
    engset "queues/engset",
    preemptive_priority "queues/preemptive-priority",
    priority "queues/priority",
    processor_sharing "queues/processor-sharing",
    disciplines "queues/disciplines",
    weighted_fair "queues/weighted-fair",
    isolation "queues/isolation",
    breakdowns "queues/breakdowns",
    availability "queues/availability",
    one_outage "queues/one-outage",
    codel "queues/codel",
    tandems "queues/jackson",
    feedback "queues/feedback",
    bulk_service "queues/bulk-service",
    policers "queues/policer",
    shapers "queues/shaper",
    random_early_detection "queues/red",
    one_link "queues/link",
    byte_buffer "queues/byte-buffer",
    links_in_a_row "queues/links-in-a-row",
    synchronised_burst "traffic/beta",
    reconnect_storm "traffic/storm",
    autonomous_reporting "traffic/mar",
    batteries "energy/batteries",
    reference_cell "aloha/reference-cell",
    finite_sources "aloha/finite",
    many_sources "aloha/infinite",
    no_capture "lora/no-capture",
    pairwise_capture "lora/pairwise-capture",
    rayleigh_capture "lora/rayleigh-capture",
    capture_monte_carlo "lora/capture-monte-carlo",
    lorasim "lora/lorasim",
    lorasim_capture "lora/lorasim-capture",
    lorasim_gaps "lora/lorasim-gaps",
    demodulators "lora/demodulators",
    ring_cell "lora/ring-cell",
    ring_cell_capture "lora/ring-cell-capture",
    shadowing "lora/shadowing",
    fading "lora/fading",
    ns3 "peers/ns3",
    ns3_by_spreading_factor "peers/ns3-by-sf",
    time_on_air "formulas/time-on-air",
    duty_cycle "formulas/duty-cycle",
    dwell_time "formulas/dwell-time",
    path_loss "formulas/path-loss",
    range "formulas/range",
    coupling_loss "formulas/coupling-loss",
    student "formulas/student",
    wilson "formulas/wilson",
    order_statistics "formulas/order-statistics",
    mser5 "formulas/mser5",
    relative_precision "formulas/precision",
    batch_means "formulas/batch-means",
    kim_nelson "formulas/kim-nelson",
    ocba "formulas/ocba",
    bisection "formulas/bisection",
    closed_markov "formulas/markov",
    closed_mg1 "formulas/mg1",
    closed_md1k "formulas/md1k",
    erlang_b "formulas/erlang-b",
    closed_aloha "formulas/aloha",
    mm1_length "formulas/mm1-length",
}

#[test]
fn every_family_is_tested() {
    let known: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
    assert_eq!(known, TESTED);
}

/// Of 200 studies as `run` makes them.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    for interval in &coverage::INTERVALS {
        let found = coverage::test(interval, EFFORT.seed, &Default::default()).expect("nothing stops it");
        println!("{}: {} of {}, ± {:.3}", found.name, found.held, found.studies, found.half_width);
        assert!(found.holds, "{}: {} of {}", found.name, found.held, found.studies);
    }
}
