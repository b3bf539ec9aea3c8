//! `iotcap forecast` from outside: months that theory and arithmetic know, what it refuses, and that its answer depends on
//! neither jobs nor what was simulated before.
#![cfg(unix)]

mod program;

use std::path::Path;

use program::{err, iotcap, out, status};
use serde_json::Value;

/// Customers of which 95 % stay no longer than 0.2 s at a server of 100 a second, at 0.1 a second each:
/// 10 (100 - ln 20 / 0.2), tests/oracles/capacity_search.csv.
const MOST: f64 = 850.213_386;

/// The oracle's queue with this growth of its 500 customers.
fn queue(growth: &str) -> String {
    let file = format!("{}/tests/oracles/capacity/mm1-p95-sojourn.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).unwrap();
    let text =
        text.replace("count   = 1\n", "count   = 500\n").replace("poisson = \"20 ms\"", "poisson = \"10 s\"");
    assert!(text.contains("count   = 500") && text.contains("\"10 s\""));
    text + "[growth]\nstart = \"2027-01\"\nuntil = \"2029-12\"\n" + growth
}

/// A batch that 500 messages fill: 30 000 devices and no more keep the objective.
fn fleet(growth: &str) -> String {
    let file = format!("{}/tests/oracles/capacity/batch-500.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap() + "[growth]\nstart = \"2027-01\"\nuntil = \"2029-12\"\n" + growth
}

fn write(folder: &Path, text: &str) {
    std::fs::write(folder.join("plant.toml"), text).unwrap();
}

fn asked(folder: &Path, text: &str, more: &[&str]) -> Value {
    write(folder, text);
    let output = iotcap(folder, &[&["forecast", "plant.toml", "--json"], more].concat());
    assert!([0, 1].contains(&status(&output)), "{}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn number(value: &Value, path: &str) -> f64 {
    value.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path} of {value}"))
}

/// The month of the exact answer, and an interval that holds it; fixed seed.
fn runs_out(growth: &str, exact: f64, month: &str) {
    let folder = tempfile::tempdir().unwrap();
    let found = asked(folder.path(), &queue(growth), &["--no-store", "--precision", "0.4 months"]);
    let [low, high] = ["/runouts/0/ci/months/0", "/runouts/0/ci/months/1"].map(|path| number(&found, path));
    assert!(low <= exact && exact <= high, "{growth}: {low} to {high} for {exact}");
    assert!(high - low <= 0.8 + 1e-9, "{growth}: {low} to {high}");
    assert_eq!(found["runouts"][0]["month"], month, "{growth}: {} for {exact}", found["runouts"][0]["at"]);
    assert_eq!(found["runouts"][0]["element"], "platform.ingest");
}

#[test]
fn steady_growth_runs_out_where_its_inverse_says() {
    runs_out("devices.customers = { linear = 20 }", (MOST - 500.0) / 20.0, "2028-06");
    runs_out(
        "devices.customers = { percent = \"4 %\" }",
        libm::log(MOST / 500.0) / libm::log(1.04),
        "2028-02",
    );
}

#[test]
fn a_logistic_runs_out_where_its_inverse_says() {
    let rate = libm::log(81.0) / 18.0;
    let begun = 1.0 / (1.0 + libm::exp(12.0 * rate));
    let share = (MOST - 500.0) / 700.0 * (1.0 - begun) + begun;
    let exact = 12.0 + libm::log(share / (1.0 - share)) / rate;
    let law = "s_curve = { saturation = 1200, midpoint = \"2028-01\", takeover = \"18 months\" }";
    runs_out(&format!("devices.customers = {{ {law} }}"), exact, "2028-01");
}

#[test]
fn planned_growth_runs_out_where_its_inverse_says() {
    let table = "table = [{ at = \"2027-07\", count = 600 }, { at = \"2028-07\", count = 1000 }]";
    let exact = 6.0 + 12.0 * (MOST - 600.0) / 400.0;
    runs_out(&format!("devices.customers = {{ {table} }}"), exact, "2028-02");
    let waves = "waves = [{ from = \"2027-04\", to = \"2027-06\", count = 150 }, { from = \"2028-03\", to = \"2028-08\", count = 480 }]";
    runs_out(&format!("devices.customers = {{ {waves} }}"), 14.0 + (MOST - 650.0) / 80.0, "2028-05");
}

#[test]
fn without_noise_the_day_is_exact() {
    let folder = tempfile::tempdir().unwrap();
    let day = |growth: &str| {
        let found = asked(folder.path(), &fleet(growth), &[]);
        assert_eq!(found["runouts"][0]["exact"], true, "{found}");
        found["runouts"][0]["day"].as_str().unwrap().to_string()
    };
    // 8000 and 22 000 more in eleven months, and in a hair less
    assert_eq!(day("devices.fleet = { linear = 2000 }"), "2027-12-01");
    assert_eq!(day("devices.fleet = { linear = 2001 }"), "2027-11-30");
}

#[test]
fn what_recovers_is_missed_from_its_first_month() {
    let folder = tempfile::tempdir().unwrap();
    let growth = "lead_times = { platform = \"61 d\" }\ndevices.fleet = { table = [{ at = \"2027-09\", count = 40000 }, \
        { at = \"2028-04\", count = 25000 }, { at = \"2029-09\", count = 60000 }] }";
    let text = fleet(growth).replace("count    = 8000", "count    = 24000");
    let found = asked(folder.path(), &text, &[]);
    assert_eq!((number(&found, "/runouts/0/at"), &found["runouts"][0]["month"]), (3.0, &"2027-04".into()));
    let order = &found["runouts"][0]["order"];
    assert_eq!((&order["by"], &order["left"]), (&"2027-01-30".into(), &"29 days left".into()));
    assert_eq!(found["review"]["state"], "missed");
    let late = asked(folder.path(), &text.replace("61 d", "200 d"), &[]);
    assert_eq!(late["runouts"][0]["order"]["left"], "too late by 4 months");
}

/// Up for one day between two looks, and down again: without noise, and with it.
#[test]
fn a_peak_of_a_day_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let peak = |class: &str, low: u32, high: u32| {
        let at = |day: &str, count: u32| format!("{{ at = \"2028-02-{day}\", count = {count} }}");
        let dates = [at("10", low), at("11", high), at("12", low)].join(", ");
        format!("devices.{class} = {{ table = [{dates}] }}\n")
    };
    let found = asked(folder.path(), &fleet(&peak("fleet", 8000, 60_000)), &["--no-store"]);
    assert_eq!(found["runouts"][0]["day"], "2028-02-10", "{}", found["headline"]);
    let found = asked(folder.path(), &queue(&peak("customers", 500, 1200)), &["--no-store"]);
    let [from, to] = [9.0, 10.0].map(|day| 13.0 + day / 29.0);
    let at = number(&found, "/runouts/0/at");
    assert!(from <= at && at <= to, "{at}: {}", found["headline"]);
    assert_eq!(found["review"]["state"], "missed");
}

/// Where the day before surely holds and the peak surely does not, more replications tell no more, even if no line can be
/// drawn from a day without a loss.
#[test]
fn neighbours_that_are_clear_end_the_search() {
    let folder = tempfile::tempdir().unwrap();
    let dates = [("10", 100), ("11", 2000), ("12", 100)]
        .map(|(day, count)| format!("{{ at = \"2028-02-{day}\", count = {count} }}"));
    let text = queue(&format!("devices.customers = {{ table = [{}] }}\n", dates.join(", ")));
    let text = text.replace("exponential = \"10 ms\" }", "exponential = \"10 ms\" }, waiting_room = 100");
    let text = text.replace("latency_p95 = \"<= 0.2 s\"", "delivery_ratio = \">= 99 %\"");
    let found = asked(folder.path(), &text, &["--no-store"]);
    let one = &found["runouts"][0];
    assert_eq!((&one["day"], &one["resolved"]), (&"2028-02-10".into(), &true.into()), "{one}");
    let most =
        found["places"].as_array().unwrap().iter().map(|place| place["replications"].as_u64().unwrap()).max();
    assert!(most <= Some(40), "{most:?}");
}

#[test]
fn a_day_that_costs_too_much_ends_the_look_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let wave = "waves = [{ from = \"2027-05\", to = \"2028-01\", count = 45000000 }]";
    let found = asked(folder.path(), &queue(&format!("devices.customers = {{ {wave} }}\n")), &["--no-store"]);
    assert_eq!(found["headline"], "All objectives hold beyond 2027-05-01");
    assert_eq!(found["review"]["state"], "at_risk", "{}", found["review"]);
    let said = found["said"].to_string();
    assert!(said.contains("looked no further than 2027-05-01: this takes about"), "{said}");
}

/// A class that speaks after the study's end.
const SILENT: &str = "[devices.alarms]\ncount = 5\nradio = \"wire\"\n\
    message = { burst = { after = \"3 d\", within = \"1 s\" }, size = \"1 B\" }\n[gateways.door]";

#[test]
fn what_is_observed_of_nothing_is_not_said_to_hold() {
    let folder = tempfile::tempdir().unwrap();
    let more = "alarms-arrive = { of = \"devices.alarms\", delivery_ratio = \">= 99 %\" }\n[growth]\n";
    let steady = fleet("devices.fleet = { linear = 10 }").replace("[gateways.door]", SILENT);
    let both = steady.replace("[growth]\n", more);
    let found = asked(folder.path(), &both, &[]);
    assert_eq!(
        (&found["runouts"][0]["fate"], &found["runouts"][1]["fate"]),
        (&"holds".into(), &"not_judged".into())
    );
    assert_eq!(found["headline"], "1 of 2 objectives holds beyond 2029-12, 1 cannot be judged");
    assert_eq!(found["review"]["state"], "at_risk");
    let said = found["said"][0].as_str().unwrap();
    assert!(
        said.starts_with("alarms-arrive: cannot be judged, as nothing is observed up to 2029-12"),
        "{said}"
    );
    let growing = both.replace("linear = 10", "linear = 2001");
    let found = asked(folder.path(), &growing, &[]);
    assert_eq!(
        (&found["runouts"][0]["day"], &found["runouts"][1]["fate"]),
        (&"2027-11-30".into(), &"not_judged".into())
    );
    let kept = both.lines().filter(|line| !line.starts_with("all-served"));
    let alone = kept.collect::<Vec<_>>().join("\n");
    let found = asked(folder.path(), &alone, &[]);
    assert!(found["headline"].as_str().unwrap().starts_with("No answer: nothing is observed"), "{found}");
    assert_eq!(found["review"]["state"], "at_risk");
}

/// 5000 devices and 310 a month more, each 0.1 ms of work every second: 80 % are 8000, which 9.68 months bring. So nine months
/// hold to their end, September among them, and October does not.
#[test]
fn forecast_and_options_agree_on_the_last_month_that_holds() {
    let folder = tempfile::tempdir().unwrap();
    let text = "title = \"Steady\"\n[study]\nduration = \"4 s\"\nreplications = 5\n[radio.wire]\ntechnology = \"ideal\"\n\
        [devices.meters]\ncount = 5000\nradio = \"wire\"\nmessage = { every = \"1 s\", size = \"1 B\" }\n\
        [gateways.door]\nradio = \"wire\"\n[platform]\ndeduplication = { window = \"0 s\" }\n\
        ingest = { service = \"100 us\" }\n[objectives]\n\
        room = { of = \"platform.ingest\", utilisation_mean = \"<= 80 %\" }\n\
        [growth]\nstart = \"2027-01\"\nuntil = \"2028-03\"\ndevices.meters = { linear = 310 }\n\
        [options.faster]\ncost = \"1 EUR\"\nchange = { platform.ingest.service = \"50 us\" }\n";
    let found = asked(folder.path(), text, &[]);
    assert_eq!(found["runouts"][0]["month"], "2027-10", "{}", found["headline"]);
    let output = iotcap(folder.path(), &["options", "plant.toml", "--json"]);
    let bought: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", err(&output)));
    let nothing = &bought["sets"][0];
    assert_eq!((&nothing["options"], &nothing["lasts"]), (&Value::Array(vec![]), &9.into()), "{nothing}");
}

#[test]
fn what_never_held_and_what_always_holds_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let more = "late = { of = \"devices.fleet\", latency_p95 = \"<= 1 us\" }\n\
        roomy = { of = \"platform.ingest\", utilisation_mean = \"<= 99.9 %\" }\n[growth]\n";
    let text = fleet("devices.fleet = { linear = 10 }").replace("[growth]\n", more);
    let found = asked(folder.path(), &text, &[]);
    let fates: Vec<&str> =
        found["runouts"].as_array().unwrap().iter().map(|one| one["fate"].as_str().unwrap()).collect();
    assert_eq!(fates, ["holds", "from_the_start", "holds"]);
    let headline = found["headline"].as_str().unwrap();
    assert!(headline.starts_with("Missed from the start: late"), "{headline}");
    assert!(headline.ends_with("The others hold beyond 2029-12"), "{headline}");
    let all = asked(folder.path(), &fleet("devices.fleet = { linear = 10 }"), &["--until", "2027-03-10"]);
    assert_eq!(all["review"]["text"], "holds beyond 2027-03-10");
    assert_eq!((&all["review"]["state"], &all["growth"]["until"]), (&"met".into(), &"2027-03-10".into()));
}

#[test]
fn neither_jobs_nor_the_store_move_a_byte_and_the_page_is_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    let text = queue("lead_times = { platform = \"60 d\" }\ndevices.customers = { linear = 20 }");
    let files = ["forecast.json", "forecast.png", "forecast.csv"];
    let written = folder.path().join("output/plant");
    let read = || files.map(|file| std::fs::read(written.join(file)).unwrap());
    let run = |more: &[&str]| {
        asked(folder.path(), &text, &[&["--precision", "3 months"], more].concat());
        read()
    };
    let alone = run(&["--jobs", "1", "--no-store"]);
    assert_eq!(run(&["--jobs", "2"]), alone);
    assert_eq!(run(&["--jobs", "2"]), alone, "from the store");
    files[1..].iter().for_each(|file| std::fs::remove_file(written.join(file)).unwrap());
    let output = iotcap(folder.path(), &["report", "output/plant"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert_eq!(read(), alone);
    let json = String::from_utf8(alone[0].clone()).unwrap();
    let broken = json.replacen("\"months\": 0.0", "\"months\": -4.0", 1);
    std::fs::write(written.join("forecast.json"), broken).unwrap();
    let output = iotcap(folder.path(), &["report", "output/plant/forecast.json"]);
    assert_eq!(status(&output), 2, "{}", err(&output));
    assert!(err(&output).contains("growth.counts.0"), "{}", err(&output));
}

#[test]
fn what_is_found_is_printed_with_its_order_date() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &queue("lead_times = { platform = \"60 d\" }\ndevices.customers = { linear = 20 }"));
    let output = iotcap(folder.path(), &["forecast", "plant.toml", "--brief", "--precision", "3 months"]);
    assert_eq!(status(&output), 1, "{}", err(&output));
    let text = out(&output);
    for part in [
        "Runs out 2028-0",
        "platform.ingest breaks stay",
        "the platform takes 60 d",
        "months left",
        "MISSED FROM",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_cannot_be_asked_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |text: &str, args: &[&str], says: &str| {
        write(folder.path(), text);
        let output = iotcap(folder.path(), &[&["forecast", "plant.toml"], args].concat());
        assert_eq!(status(&output), 2, "{args:?}: {}", out(&output));
        assert!(err(&output).contains(says), "{args:?}: {}", err(&output));
    };
    let whole = fleet("devices.fleet = { linear = 10 }");
    refused(whole.split("[growth]").next().unwrap(), &[], "says nothing of growth");
    let silent = whole.replace("all-served = { of = \"devices.fleet\", delivery_ratio = \">= 100 %\" }", "");
    refused(&silent, &[], "no objectives");
    refused(&whole, &["--until", "2026-12"], "lies before `start`");
    refused(&whole, &["--until", "2026-12"], "--> --until:1:16");
    refused(&whole, &["--until", "2027-13"], "there is no month 13");
    refused(&whole, &["--precision", "1"], "has no unit");
    refused(&whole, &["--max-replications", "1"], "an interval takes 2 or more");
    refused(&whole, &["--set", "growth.devices.fleet.linear=-3000"], "no devices left from 2027-0");
}
