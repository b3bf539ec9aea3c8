//! What is said of a study itself: its kind, its precision, theory beside it, and queues that cannot keep up.

use iotcap::experiment::results::Results;
use iotcap::experiment::theory::Theory;
use iotcap::scenario::study::StudyKind;

use crate::small::{DESK, results, wire};

/// Poisson customers at so many a second, over so long, with more.
fn customers(per_s: f64, seconds: u32, more: &str) -> String {
    let every = 1.0 / per_s;
    format!(
        r#"
title = "Customers"
[study]
duration = "{seconds} s"
warm_up = "300 s"
replications = 10
[radio.wire]
technology = "ideal"
[devices.customers]
count = 1
radio = "wire"
message = {{ poisson = "{every} s", size = "100 B" }}
[gateways.door]
radio = "wire"
{more}
"#
    )
}

fn row<'a>(results: &'a Results, element: &str, measure: &str) -> &'a Theory {
    let mut rows = results.theory.iter().filter(|row| row.element == element && row.measure == measure);
    rows.next().unwrap_or_else(|| panic!("no {measure} of {element} in {:#?}", results.theory))
}

fn near(found: f64, exact: f64) {
    assert!((found / exact - 1.0).abs() < 1e-6, "{found} is not {exact}");
}

/// 25 a second where 20 can be served: five more wait with every second, and no mean wait is one of a long run.
#[test]
fn promise_6_a_queue_that_cannot_keep_up_is_called_unstable() {
    let text = customers(
        25.0,
        600,
        "[platform]\ningest = { service = { exponential = \"50 ms\" } }\n[objectives]\n\
         swift = { of = \"devices.customers\", latency_p95 = \"<= 1 s\" }\n\
         short = { of = \"platform.ingest\", waiting_mean = \"<= 1 s\" }",
    );
    let results = results(&text);
    let ingest = results.elements["platform.ingest"].unstable.as_ref().expect("unstable");
    let [low, high] = ingest.backlog_growth_per_s.ci.expect("an interval");
    assert!(low < 5.0 && 5.0 < high && high - low < 1.0, "{low} to {high}");
    assert!((ingest.foretold_per_s - 5.0).abs() < 0.5, "{}", ingest.foretold_per_s);
    assert_eq!(results.classes["customers"].growing, ["platform.ingest"]);
    for objective in &results.objectives {
        assert!(objective.reason.contains("it grows with the length of the run"), "{}", objective.reason);
    }
    let said = |text: &String| {
        text.starts_with("platform.ingest: unstable, offered 12") && text.contains("have no mean")
    };
    assert!(results.warnings.iter().any(said), "{:?}", results.warnings);
    assert!(results.theory.is_empty(), "theory has no steady state to offer: {:?}", results.theory);
}

#[test]
fn promise_6_a_queue_that_refuses_is_full_not_unstable() {
    let text = customers(
        25.0,
        600,
        "[platform]\ningest = { service = { exponential = \"50 ms\" }, waiting_room = 9 }",
    );
    let results = results(&text);
    assert_eq!(results.elements["platform.ingest"].unstable, None);
    assert!(results.classes["customers"].growing.is_empty());
    // M/M/1/10 at 1.25: loss 0.25 x 1.25^10 / (1.25^11 - 1) of the geometric weights
    let refused = row(&results, "platform.ingest", "refused");
    assert_eq!((refused.model.as_str(), refused.agrees), ("M/M/1/10", Some(true)));
    near(refused.value, 0.25 * libm::pow(1.25, 10.0) / (libm::pow(1.25, 11.0) - 1.0));
}

/// Who throws out what is too much, only fills at first, or is loaded to the full by chance, has no growing backlog.
#[test]
fn promise_6_only_a_backlog_that_grows_is_called_unstable() {
    let stage = |message: &str, ingest: &str| {
        format!(
            "title = \"A stage\"\n[study]\nduration = \"1 h\"\nwarm_up = \"0 s\"\nreplications = 5\n\
             [radio.air]\ntechnology = \"ideal\"\n[gateways.door]\nradio = \"air\"\n\
             [devices.customers]\ncount = 20\nradio = \"air\"\nmessage = {{ {message}, size = \"1 B\" }}\n\
             [platform]\ningest = {{ {ingest} }}\n"
        )
    };
    let poisson = "poisson = \"20 s\"";
    let policed = stage(poisson, "service = \"1.2 s\", policer = { rate = \"0.5 /s\", depth = 5 }");
    let closed = stage("idle = { exponential = \"1 s\" }", "service = { exponential = \"1 s\" }");
    let emptied = stage(
        poisson,
        "service = \"1.5 s\", discipline = \"processor-sharing\", \
         outages = { up = \"60 s\", down = \"2 s\", jobs = \"lost\" }",
    );
    let regular = stage("every = \"1 s\"", "service = \"1 s\"").replace("count = 20", "count = 1");
    for text in [policed, closed, emptied, regular] {
        let results = results(&text);
        assert_eq!(results.elements["platform.ingest"].unstable, None, "{text}");
    }
    // at a load of exactly one the backlog grows, as the root of time
    let full = stage(poisson, "service = { exponential = \"1 s\" }");
    assert!(results(&full).elements["platform.ingest"].unstable.is_some());
}

#[test]
fn theory_stands_beside_queues_in_a_row() {
    let stages = "link = \"line\"\n[links.line]\nto = \"platform\"\nrate = \"16 kbit/s\"\n\
        [platform]\nconnect = { service = { exponential = \"5 ms\" } }\n\
        ingest = { servers = 2, service = { exponential = \"80 ms\" } }\n";
    let results = results(&customers(10.0, 3600, stages));
    // 50 ms a packet: half loaded, so 10 x 0.05^2 / 2 (1 - 0.5) = 25 ms
    let line = row(&results, "links.line", "waiting_mean");
    assert_eq!((line.model.as_str(), &line.approximation, line.agrees), ("M/D/1", &None, Some(true)));
    near(line.value, 0.025);
    // behind a loaded link of constant packets nothing is Poisson
    assert!(results.theory.iter().all(|row| row.element == "links.line"), "{:?}", results.theory);
}

#[test]
fn theory_follows_poisson_through_markov_queues() {
    let stages = "[platform]\nconnect = { service = { exponential = \"50 ms\" } }\n\
        ingest = { servers = 2, service = { exponential = \"160 ms\" } }\nprocess = { service = \"60 ms\" }\n";
    let results = results(&customers(10.0, 3600, stages));
    for (element, model, exact) in [
        ("platform.connect", "M/M/1", 0.05),
        ("platform.ingest", "M/M/2", 0.16 * 0.64 / 0.36),
        ("platform.process", "M/D/1", 10.0 * 0.06 * 0.06 / 0.8),
    ] {
        let found = row(&results, element, "waiting_mean");
        assert_eq!((found.model.as_str(), &found.approximation, found.agrees), (model, &None, Some(true)));
        near(found.value, exact);
    }
    assert!(results.warnings.iter().all(|text| !text.contains("came out as")), "{:?}", results.warnings);
}

#[test]
fn periodic_devices_are_an_approximation_and_few_are_none() {
    let devices = |count: u32, every: &str| {
        let text = customers(1.0, 3600, "[platform]\ningest = { service = { exponential = \"50 ms\" } }");
        let periodic = format!("every = \"{every}\"");
        results(
            &text
                .replace("count = 1\n", &format!("count = {count}\n"))
                .replace("poisson = \"1 s\"", &periodic),
        )
    };
    let many = devices(600, "60 s");
    let wait = row(&many, "platform.ingest", "waiting_mean");
    near(wait.value, 0.05);
    assert!(wait.approximation.as_ref().expect("why").contains("600 periodic devices"));
    assert_eq!(wait.agrees, Some(true), "{wait:?}");
    assert!(devices(10, "1 s").theory.is_empty());
}

#[test]
fn a_run_that_begins_empty_and_ends_early_differs_from_theory() {
    let text = customers(19.0, 20, "[platform]\ningest = { service = { exponential = \"50 ms\" } }")
        .replace("warm_up = \"300 s\"", "warm_up = \"0 s\"");
    let results = results(&text);
    assert_eq!(row(&results, "platform.ingest", "waiting_mean").agrees, Some(false), "{:?}", results.theory);
    let said = |text: &String| {
        text.starts_with("platform.ingest: waiting_mean came out as") && text.contains("warm_up")
    };
    assert!(results.warnings.iter().any(said), "{:?}", results.warnings);
}

/// One gateway, any overlap destroys: (1 - 2 T / 3 P)^(N - 1); and with few demodulators Erlang B.
#[test]
fn one_cell_is_pure_aloha() {
    let cell = |isolation: &str, demodulators: u32, count: u32| {
        results(&format!(
            r#"
title = "A cell"
[study]
duration = "20 min"
warm_up = "10 min"
replications = 10
[radio.lora]
technology = "lorawan"
region = "EU868"
channels = 3
duty_cycle = false
isolation = "{isolation}"
propagation = {{ model = "log-distance", reference = {{ distance = "1 m", loss = "7.7 dB" }}, exponent = 3.76 }}
[devices.meters]
count = {count}
radio = "lora"
place = {{ disc = {{ radius = "1 km" }} }}
spreading_factor = {{ fixed = 9 }}
message = {{ every = "5 min", size = "20 B" }}
[gateways.roof]
radio = "lora"
demodulators = {demodulators}
"#
        ))
    };
    let aloha = cell("aloha", 100, 400);
    let found = row(&aloha, "radio.lora", "delivery_ratio");
    let airtime = 0.246784; // 33 B at SF9: 12.25 + 48 symbols of 4.096 ms
    near(found.value, libm::pow(1.0 - 2.0 * airtime / (3.0 * 300.0), 399.0));
    assert_eq!((found.model.as_str(), found.agrees), ("pure ALOHA", Some(true)), "{found:?}");
    let capture = cell("goursaud", 2, 800);
    assert!(capture.theory.iter().all(|row| row.measure == "no_demodulator"), "{:?}", capture.theory);
    let blocked = row(&capture, "gateways.roof", "no_demodulator");
    let erlang = 800.0 * airtime / 300.0;
    let exact = erlang * erlang / 2.0 / (1.0 + erlang + erlang * erlang / 2.0);
    assert!((blocked.value / exact - 1.0).abs() < 0.02, "{} at the measured load, {exact}", blocked.value);
    assert_eq!(blocked.agrees, Some(true), "{blocked:?}");
}

#[test]
fn d20_the_kind_of_a_study_is_told_or_stated() {
    let told = results(&wire(1, DESK)).analysis;
    assert_eq!((told.study.kind, told.study.stated), (StudyKind::Terminating, false));
    let stated = wire(1, DESK).replace("warm_up = \"0 s\"", "kind = \"steady\"");
    let results = results(&stated);
    assert_eq!((results.analysis.study.kind, results.analysis.study.stated), (StudyKind::Steady, true));
    assert!(results.warnings[0].contains("follows the clock"), "{:?}", results.warnings);
    let said = results.assumptions.iter().find(|assumption| assumption.path == "study.kind");
    assert_eq!(said, None, "what is written is no assumption");
}

#[test]
fn a_percentile_of_too_few_is_left_out_with_what_would_do() {
    let results = results(&wire(1, DESK));
    let latency = results.classes["sensors"].latency_s;
    assert_eq!((latency.p95.value, latency.p999.value), (None, None), "20 messages bound no 95th percentile");
    assert!(latency.p50.value.is_some());
    let said =
        |text: &String| text.contains("latency_p95, which is left out; 72 would do, as in 8 replications");
    assert!(results.warnings.iter().any(said), "{:?}", results.warnings);
}
