//! `iotcap options` from outside: cheapest sets that arithmetic knows, what it refuses, and that its answer depends on
//! neither jobs nor what was simulated before.
#![cfg(unix)]

mod program;

use std::path::Path;

use program::{err, iotcap, out, status};
use serde_json::Value;

/// Three stages in a row, 10 messages a second in even intervals: the utilisation of a stage is 10 times its service.
const STAGES: [&str; 3] = ["connect", "ingest", "process"];
const LIMIT: f64 = 0.7;

fn scenario(service_ms: [u32; 3]) -> String {
    let [a, b, c] = service_ms;
    let mut text = format!(
        "title = 'Three stages'\n[study]\nduration = '10 min'\nreplications = {{ min = 3, max = 6 }}\n\
         [radio.wire]\ntechnology = 'ideal'\n[devices.sensors]\ncount = 100\nradio = 'wire'\n\
         message = {{ every = '10 s', size = '20 B' }}\n[gateways.door]\nradio = 'wire'\n[platform]\n\
         connect = {{ service = '{a} ms' }}\ningest = {{ service = '{b} ms' }}\nprocess = {{ service = '{c} ms' }}\n[objectives]\n"
    );
    for stage in STAGES {
        text += &format!("{stage}-has-room = {{ of = 'platform.{stage}', utilisation_mean = '<= 70 %' }}\n");
    }
    text
}

/// An option of the test: the stage it speeds up, by how much, and its price.
#[derive(Clone, Debug)]
struct Priced {
    name: String,
    stage: usize,
    ms: u32,
    cost: u64,
    per_month: u64,
}

/// Each stage may be made faster in two ways, of which only one can be bought.
fn offered(service_ms: [u32; 3], mut draw: impl FnMut(u64) -> u64) -> Vec<Priced> {
    let mut all = Vec::new();
    for (stage, of) in STAGES.iter().enumerate() {
        for (how, share) in [("fast", 75), ("faster", 50)] {
            let ms = service_ms[stage] * share / 100;
            let (cost, per_month) = (draw(30), draw(3));
            all.push(Priced { name: format!("{of}-{how}"), stage, ms, cost, per_month });
        }
    }
    all
}

fn written(options: &[Priced]) -> String {
    let one = |option: &Priced| {
        let other = options.iter().find(|other| other.stage == option.stage && other.name != option.name);
        let excludes = other.map_or(String::new(), |other| format!("excludes = ['{}']\n", other.name));
        format!(
            "[options.{}]\ncost = '{} EUR'\nper_month = '{} EUR'\n{excludes}change.platform.{}.service = '{} ms'\n",
            option.name, option.cost, option.per_month, STAGES[option.stage], option.ms
        )
    };
    options.iter().map(one).collect()
}

/// All sets in the order in which they are to be tried, and which is the first that holds, by formula.
fn by_formula(service_ms: [u32; 3], options: &[Priced], months: u64) -> (Vec<Vec<String>>, Option<usize>) {
    let mut sets: Vec<(u64, usize, Vec<&str>, bool)> = Vec::new();
    for bits in 0..1u32 << options.len() {
        let of = |stage: usize| {
            options
                .iter()
                .enumerate()
                .filter(move |(at, one)| bits & (1 << at) != 0 && one.stage == stage)
                .map(|(_, one)| one)
        };
        if (0..3).any(|stage| of(stage).count() > 1) {
            continue;
        }
        let all: Vec<&Priced> = (0..3).flat_map(of).collect();
        let cost = all.iter().map(|one| one.cost + months * one.per_month).sum();
        let holds = (0..3).all(|stage| {
            let ms = of(stage).next().map_or(service_ms[stage], |one| one.ms);
            f64::from(ms) / 1e3 * 10.0 <= LIMIT
        });
        let mut names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
        names.sort_unstable();
        sets.push((cost, names.len(), names, holds));
    }
    sets.sort();
    let first = sets.iter().position(|(.., holds)| *holds);
    (sets.into_iter().map(|(_, _, names, _)| names.into_iter().map(String::from).collect()).collect(), first)
}

fn answer(folder: &Path, text: &str, args: &[&str]) -> Value {
    std::fs::write(folder.join("stages.toml"), text).unwrap();
    let output = iotcap(folder, &[&["options", "stages.toml", "--json"], args].concat());
    assert!([0, 1].contains(&status(&output)), "{}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn names(set: &Value) -> Vec<String> {
    let mut names: Vec<String> =
        set["options"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_string()).collect();
    names.sort_unstable();
    names
}

/// A small generator, so that the price lists are the same everywhere (Knuth, MMIX).
fn generator(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

#[test]
fn the_cheapest_set_of_twenty_price_lists_is_that_of_the_formula() {
    let folder = tempfile::tempdir().unwrap();
    let mut draw = generator(7);
    let mut needed = [0; 4];
    for _ in 0..20 {
        // 60, 80 or 120 ms: nothing, either or only the faster option keeps 70 %
        let service = [0; 3].map(|_| [60, 80, 120][draw(3) as usize]);
        let options = offered(service, &mut draw);
        let months = 1 + draw(24);
        let (order, first) = by_formula(service, &options, months);
        let first = first.expect("the faster ones hold");
        let text = scenario(service) + &written(&options);
        let found = answer(folder.path(), &text, &["--months", &months.to_string()]);
        let tried: Vec<Vec<String>> = found["sets"].as_array().unwrap().iter().map(names).collect();
        assert_eq!(tried, order[..=first], "{service:?} {options:?} {months}");
        assert_eq!(found["answer"].as_u64(), Some(first as u64));
        assert_eq!(found["method"]["simulated"].as_u64(), Some(first as u64 + 1), "no set beyond the answer");
        needed[order[first].len()] += 1;
    }
    assert!(needed[1..].iter().all(|times| *times > 0), "lists of all kinds: {needed:?}");
}

#[test]
fn taking_it_that_more_does_no_harm_finds_the_same_with_fewer() {
    let folder = tempfile::tempdir().unwrap();
    let (mut all, mut fewer) = (0, 0);
    let mut draw = generator(11);
    for _ in 0..5 {
        let service = [0; 3].map(|_| [80, 120][draw(2) as usize]);
        let options = offered(service, &mut draw);
        let text = scenario(service) + &written(&options);
        let plain = answer(folder.path(), &text, &[]);
        let spared = answer(folder.path(), &text, &["--monotone"]);
        let told = |found: &Value| found["sets"][found["answer"].as_u64().unwrap() as usize].clone();
        assert_eq!(told(&plain), told(&spared));
        let count = |found: &Value| found["method"]["studies"].as_u64().unwrap();
        let sum =
            ["simulated", "spared"].map(|key| spared["method"][key].as_u64().unwrap()).iter().sum::<u64>();
        assert_eq!(Some(sum), plain["method"]["simulated"].as_u64(), "each set is simulated or spared");
        all += count(&plain);
        fewer += count(&spared);
    }
    assert!(fewer < all, "{fewer} studies instead of {all}");
}

#[test]
fn what_is_required_is_paid_for_and_what_is_excluded_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mast =
        "[options.mast]\ncost = '50 EUR'\nchange.links.spare = { to = 'platform', rate = '1 Mbit/s' }\n";
    let fast =
        "[options.fast]\ncost = '1 EUR'\nrequires = ['mast']\nchange.platform.ingest.service = '50 ms'\n";
    let dear = "[options.dear]\ncost = '60 EUR'\nexcludes = ['fast']\nchange.platform.ingest.servers = 2\n";
    let found = answer(folder.path(), &(scenario([60, 80, 60]) + mast + fast + dear), &[]);
    let tried: Vec<Vec<String>> = found["sets"].as_array().unwrap().iter().map(names).collect();
    assert_eq!(tried, [vec![], vec!["mast"], vec!["fast", "mast"]]);
    assert_eq!(found["sets"][2]["total"], 51.0);
    let without =
        answer(folder.path(), &(scenario([60, 80, 60]) + mast + fast + dear), &["--only", "mast,dear"]);
    assert_eq!(names(&without["sets"][without["answer"].as_u64().unwrap() as usize]), ["dear"]);
    assert_eq!(without["options"].as_array().unwrap().len(), 2);
}

#[test]
fn if_nothing_holds_the_nearest_is_told_with_what_it_misses() {
    let folder = tempfile::tempdir().unwrap();
    let options = "[options.a]\ncost = '1 EUR'\nchange.platform.connect.service = '60 ms'\n\
        [options.b]\ncost = '2 EUR'\nchange.platform.ingest.service = '75 ms'\n";
    let text = scenario([80, 90, 60]) + options;
    std::fs::write(folder.path().join("stages.toml"), &text).unwrap();
    let output = iotcap(folder.path(), &["options", "stages.toml"]);
    assert_eq!(status(&output), 1, "{}", err(&output));
    let said = out(&output);
    assert!(said.starts_with("No set of options keeps all objectives"), "{said}");
    assert!(said.contains("a + b (3 EUR) comes nearest and still misses ingest-has-room 75 %"), "{said}");
    assert!(said.contains("Without any, it misses connect-has-room 80 %"), "{said}");
    let bounded = answer(folder.path(), &text, &["--max-cost", "2 EUR"]);
    assert_eq!(
        names(&bounded["sets"][bounded["best"].as_u64().unwrap() as usize]),
        ["a"],
        "fewest missed, then nearest"
    );
    assert!(bounded["headline"].as_str().unwrap().contains("for at most 2 EUR"));
}

#[test]
fn what_nothing_is_observed_of_is_set_aside_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let silent = "[devices.tests]\ncount = 2\nradio = 'wire'\n\
        message = { schedule = { at = ['12:00'] }, size = '12 B' }\n";
    let options = "tests-arrive = { of = 'devices.tests', delivery_ratio = '>= 90 %' }\n\
        [options.a]\ncost = '3 EUR'\nchange.platform.connect.service = '60 ms'\n";
    let text = scenario([80, 60, 60]).replacen("[platform]", &format!("{silent}[platform]"), 1) + options;
    let found = answer(folder.path(), &text, &[]);
    assert_eq!(names(&found["sets"][found["answer"].as_u64().unwrap() as usize]), ["a"]);
    assert_eq!(found["not_judged"][0], "tests-arrive");
    assert_eq!(found["review"]["state"], "at_risk");
    let output = iotcap(folder.path(), &["options", "stages.toml"]);
    assert_eq!(status(&output), 1, "{}", err(&output));
    assert!(out(&output).contains("keeps all objectives but tests-arrive"), "{}", out(&output));
    // of nothing else, either
    let alone = text.lines().filter(|line| !line.contains("-has-room =")).collect::<Vec<_>>().join("\n");
    std::fs::write(folder.path().join("stages.toml"), alone).unwrap();
    let output = iotcap(folder.path(), &["options", "stages.toml"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("nothing is observed that any objective could be judged by"));
}

#[test]
fn what_need_not_be_bought_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let options = "[options.a]\ncost = '1 EUR'\nchange.platform.connect.service = '50 ms'\n";
    let found = answer(folder.path(), &(scenario([60, 60, 60]) + options), &[]);
    assert_eq!((found["method"]["simulated"].as_u64(), found["answer"].as_u64()), (Some(1), Some(0)));
    assert!(found["headline"].as_str().unwrap().starts_with("Nothing need be bought"));
}

#[test]
fn neither_jobs_nor_the_store_move_a_byte_and_nothing_is_simulated_twice() {
    let folder = tempfile::tempdir().unwrap();
    let options = offered([120, 80, 80], generator(3));
    let text = scenario([120, 80, 80]) + &written(&options);
    let run = |more: &[&str]| {
        std::fs::write(folder.path().join("stages.toml"), &text).unwrap();
        let output = iotcap(folder.path(), &[&["options", "stages.toml"], more].concat());
        assert_eq!(status(&output), 0, "{}", err(&output));
        let written = folder.path().join("output/stages");
        let files = ["options.json", "options.csv", "options.png"];
        (files.map(|file| std::fs::read(written.join(file)).unwrap()), out(&output), err(&output))
    };
    let (alone, said, _) = run(&["--jobs", "1", "--no-store"]);
    let (first, ..) = run(&["--jobs", "2"]);
    let (again, same, notes) = run(&["--jobs", "1"]);
    assert!(first == alone && again == alone && said == same);
    assert!(notes.contains("0 replications simulated"), "{notes}");
}

#[test]
fn the_page_is_redrawn_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let options = "[options.a]\ncost = '1 EUR'\nchange.platform.connect.service = '50 ms'\n";
    answer(folder.path(), &(scenario([80, 60, 60]) + options), &[]);
    let page = folder.path().join("output/stages/options.png");
    let drawn = std::fs::read(&page).unwrap();
    std::fs::remove_file(&page).unwrap();
    let output = iotcap(folder.path(), &["report", "output/stages"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert_eq!(std::fs::read(&page).unwrap(), drawn);
    let file = folder.path().join("output/stages/options.json");
    let broken = std::fs::read_to_string(&file).unwrap().replace("\"answer\": 1", "\"answer\": 7");
    std::fs::write(&file, broken).unwrap();
    let output = iotcap(folder.path(), &["report", "output/stages"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("at `answer`: it is none of the sets"), "{}", err(&output));
}

#[test]
fn options_move_no_run_and_check_lists_them() {
    let folder = tempfile::tempdir().unwrap();
    let options = "[options.a]\ntitle = 'Faster'\ncost = '1500 EUR'\nper_month = '2 EUR'\nchange.platform.connect.service = '50 ms'\n";
    let results = |text: &str| {
        std::fs::write(folder.path().join("stages.toml"), text).unwrap();
        let output = iotcap(folder.path(), &["run", "stages.toml"]);
        assert_eq!(status(&output), 1, "{}", err(&output));
        std::fs::read(folder.path().join("output/stages/results.json")).unwrap()
    };
    let text = scenario([80, 60, 60]);
    assert_eq!(results(&text), results(&(text.clone() + options)));
    let output = iotcap(folder.path(), &["check", "stages.toml"]);
    let said = out(&output);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(
        said.contains("1 500 EUR") && said.contains("platform.connect.service: 80 ms -> 50 ms"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_asked_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let options = offered([80; 3], generator(5));
    let text = scenario([80; 3]) + &written(&options);
    let refused = |text: &str, args: &[&str], says: &str| {
        std::fs::write(folder.path().join("stages.toml"), text).unwrap();
        let output = iotcap(folder.path(), &[&["options", "stages.toml"], args].concat());
        assert_eq!(status(&output), 2, "{args:?}: {}", out(&output));
        assert!(err(&output).contains(says), "{args:?}: {}", err(&output));
    };
    refused(&text, &["--only", "conect-fast"], "did you mean `connect-fast`?");
    refused(
        &text,
        &["--max-sets", "20"],
        "6 options make 27 sets that may be bought, and up to 20 are tried",
    );
    refused(&text, &["--max-cost", "20 CZK"], "the prices of the file are in EUR");
    refused(&text, &["--max-cost", "20"], "has no unit");
    refused(&text, &["--max-cost=-1 EUR"], "no set of options costs so little");
    refused(&text, &["--months", "0"], "it must be 1 to 600");
    refused(&text, &["--until", "2030-12"], "no [growth]");
    refused(&(text.clone() + GROWTH), &["--until", "2026-12"], "after the start of [growth], 2027-01");
    refused(&scenario([80; 3]), &[], "offers no options");
    let silent = text.split("[objectives]").next().unwrap().to_string() + &written(&options);
    refused(&silent, &[], "no objectives");
    refused(
        &(text.clone()
            + "[options.b]\nrequires = ['c']\nchange.radio.wire.delay = '1 ms'\n[options.c]\nchange.radio.wire.loss = '0 %'\n"),
        &["--only", "b"],
        "`b` requires `c`",
    );
}

/// 10 messages a second at the start, half a message more each month.
const GROWTH: &str = "[growth]\nstart = '2027-01'\nuntil = '2028-12'\ndevices.sensors = { linear = 5 }\n";

/// Months for which a stage of so many milliseconds keeps 70 %: 100 + 5 m devices that speak every 10 s.
fn lasts(ms: u32) -> Option<u64> {
    (0..=24).rev().find(|month| f64::from(100 + 5 * *month as u32) / 10.0 * f64::from(ms) / 1e3 <= LIMIT)
}

#[test]
fn as_the_load_grows_each_set_lasts_as_long_as_the_formula_says() {
    let folder = tempfile::tempdir().unwrap();
    let option = |name: &str, cost: u32, ms: u32| {
        format!(
            "[options.{name}]\ncost = '{cost} EUR'\nexcludes = {}\nchange.platform.ingest.service = '{ms} ms'\n",
            match name {
                "slow" => "['fast', 'faster']",
                "fast" => "['faster']",
                _ => "[]",
            }
        )
    };
    let options = option("slow", 5, 58)
        + &option("fast", 10, 45)
        + &option("faster", 30, 30)
        + "[options.idle]\ncost = '12 EUR'\nchange.platform.connect.servers = 2\n";
    let text = scenario([20, 60, 20]) + &options + GROWTH;
    let found = answer(folder.path(), &text, &[]);
    assert_eq!(found["horizon"]["months"].as_u64(), Some(24), "the horizon of the growth");
    assert_eq!(found["horizon"]["between"], serde_json::json!(["2027-01", "2028-12"]));
    let front: Vec<(Vec<String>, Option<u64>)> = found["front"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| &found["sets"][at.as_u64().unwrap() as usize])
        .map(|set| (names(set), set["lasts"].as_u64()))
        .collect();
    let named = |name: &str| vec![name.to_string()];
    let expected = [
        (vec![], lasts(60)),
        (named("slow"), lasts(58)),
        (named("fast"), lasts(45)),
        (named("faster"), lasts(30)),
    ];
    assert_eq!(front, expected);
    assert_eq!(expected.map(|(_, months)| months), [Some(3), Some(4), Some(11), Some(24)]);
    assert_eq!(found["answer"].as_u64(), Some(found["sets"].as_array().unwrap().len() as u64 - 1));
    // no set that lasts no longer than a cheaper one is asked for more than the month after
    let idle = found["sets"].as_array().unwrap().iter().find(|set| names(set) == ["idle"]).unwrap();
    assert_eq!((idle["month"].as_u64(), idle["lasts"].as_u64()), (Some(12), None));
    assert!(
        found["headline"].as_str().unwrap().contains("for 24 months, to 2028-12: faster, 30 EUR"),
        "{}",
        found["headline"]
    );
    let short = answer(folder.path(), &text, &["--until", "2027-10"]);
    let told = &short["sets"][short["answer"].as_u64().unwrap() as usize];
    assert_eq!((short["horizon"]["months"].as_u64(), names(told)), (Some(10), named("fast")));
}

#[test]
fn what_is_bought_is_ordered_before_the_network_runs_out() {
    let folder = tempfile::tempdir().unwrap();
    let options = "[options.slow]\ncost = '5 EUR'\nexcludes = ['fast']\nchange.platform.ingest.service = '58 ms'\n\
        [options.fast]\ncost = '10 EUR'\nlead_time = '45 d'\nchange.platform.ingest.service = '30 ms'\n";
    let leads = GROWTH.replace("devices.sensors", "lead_times = { platform = '20 d' }\ndevices.sensors");
    let text = scenario([20, 60, 20]) + options + &leads;
    // 60 ms hold for three months (see `lasts`), from 2027-01-01 to 2027-04-01
    assert_eq!(lasts(60), Some(3));
    let found = answer(folder.path(), &text, &[]);
    assert_eq!(found["horizon"]["wanted_from"], "2027-04-01");
    let by = |name: &str| {
        let set = found["sets"].as_array().unwrap().iter().find(|set| names(set) == [name]).unwrap();
        set["order"].clone()
    };
    // twenty days before, and forty-five
    assert_eq!(by("slow")["by"], "2027-03-12");
    assert_eq!(
        by("fast"),
        serde_json::json!({ "option": "fast", "lead_days": 45.0, "by": "2027-02-15", "left": "45 days left" })
    );
    let headline = found["headline"].as_str().unwrap();
    assert!(headline.ends_with("fast, 10 EUR; order by 2027-02-15"), "{headline}");
    assert_eq!(found["review"]["text"], "cheapest fix: fast, 10 EUR, holds to 2028-12; order by 2027-02-15");
    let table = std::fs::read_to_string(folder.path().join("output/stages/options.csv")).unwrap();
    assert!(table.lines().last().unwrap().contains(",45,2027-02-15,"), "{table}");
    let output = iotcap(folder.path(), &["options", "stages.toml"]);
    assert!(out(&output).contains("order by") && out(&output).contains("2027-03-12"), "{}", out(&output));
    // without lead times there is no date for what states none itself
    let bare = answer(folder.path(), &(scenario([20, 60, 20]) + options + GROWTH), &[]);
    let dates: Vec<bool> =
        bare["sets"].as_array().unwrap().iter().map(|set| set["order"].is_null()).collect();
    assert_eq!(dates, [true, true, false]);
}

#[test]
fn thirty_options_of_which_one_can_be_bought_are_thirty_one_sets() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..30).map(|n| format!("o{n}")).collect();
    let one = |(n, name): (usize, &String)| {
        let others: Vec<&String> = names.iter().filter(|other| *other != name).collect();
        format!(
            "[options.{name}]\ncost = '{} EUR'\nexcludes = {others:?}\nchange.platform.ingest.servers = {}\n",
            n + 1,
            n + 2
        )
    };
    let apart = scenario([60, 90, 60]) + &names.iter().enumerate().map(one).collect::<String>();
    let found = answer(folder.path(), &apart, &[]);
    assert_eq!((found["method"]["sets"].as_u64(), found["answer"].as_u64()), (Some(31), Some(1)));
    // thirty that go together: what the refusal advises is followed
    let free = |name: &String| {
        let n: usize = name[1..].parse().unwrap();
        format!(
            "[options.{name}]\ncost = '{} EUR'\nchange.links.{name} = {{ to = 'platform', rate = '1 Mbit/s' }}\n",
            1 << (n % 20)
        )
    };
    let together = |many: usize| scenario([60, 90, 60]) + &names[..many].iter().map(free).collect::<String>();
    let refused = |text: &str, args: &[&str]| {
        std::fs::write(folder.path().join("stages.toml"), text).unwrap();
        let output = iotcap(folder.path(), &[&["options", "stages.toml"], args].concat());
        assert_eq!(status(&output), 2, "{}", out(&output));
        err(&output)
    };
    assert!(refused(&together(30), &[]).contains("more sets than can be looked through (1 048 576)"));
    let said = refused(&together(9), &["--max-sets", "6"]);
    assert!(said.contains("9 options make 512 sets") && said.contains("(\"5 EUR\" leaves 6)"), "{said}");
    let some = answer(folder.path(), &together(9), &["--max-sets", "6", "--max-cost", "5 EUR"]);
    assert_eq!(some["sets"].as_array().unwrap().len(), 6);
}

#[test]
fn sets_whose_objective_is_the_same_last_equally_long() {
    let folder = tempfile::tempdir().unwrap();
    let idle = "[options.idle]\ncost = '5 EUR'\nchange.platform.connect.servers = 2\n";
    // with luck in it, so that some month is told by more replications than the fewest
    let plain = scenario([20, 60, 20]).replace("every = '10 s'", "poisson = '10 s'");
    let mut most = 0;
    for seed in 1..=4 {
        let study = format!("max = 30 }}\nseed = {seed}");
        let text = plain.replace("max = 6 }", &study) + idle + GROWTH;
        let found = answer(folder.path(), &text, &[]);
        let sets = found["sets"].as_array().unwrap();
        assert_eq!((sets.len(), &found["front"]), (2, &serde_json::json!([0])), "seed {seed}: {found}");
        assert_eq!(sets[1]["month"].as_u64(), sets[0]["lasts"].as_u64().map(|months| months + 1));
        most = most.max(sets[1]["replications"].as_u64().unwrap());
    }
    assert!(most > 3, "the month after is near the limit: {most}");
}

#[test]
fn an_option_that_changes_nothing_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let option = "[options.same]\ncost = '5 EUR'\nchange.platform.ingest.service = '60000 us'\n\
        [options.other]\ncost = '5 EUR'\nchange.platform.connect.service = '10 ms'\n";
    std::fs::write(folder.path().join("stages.toml"), scenario([20, 60, 20]) + option).unwrap();
    let output = iotcap(folder.path(), &["check", "stages.toml"]);
    let said = out(&output) + &err(&output);
    assert!(said.contains("options.same changes nothing"), "{said}");
    assert!(!said.contains("options.other changes"), "{said}");
}

#[test]
fn a_peak_on_the_way_decides() {
    let folder = tempfile::tempdir().unwrap();
    let hump = GROWTH.replace(
        "{ linear = 5 }",
        "{ table = [{ at = '2027-07', count = 200 }, { at = '2027-10', count = 50 }] }",
    );
    let option = "[options.fast]\ncost = '10 EUR'\nchange.platform.ingest.service = '30 ms'\n";
    let text = scenario([20, 60, 20]) + option + &hump;
    let found = answer(folder.path(), &text, &[]);
    assert_eq!(found["horizon"]["decisive"], serde_json::json!([6, 24]), "July and the end");
    assert_eq!(names(&found["sets"][found["answer"].as_u64().unwrap() as usize]), ["fast"]);
    assert_eq!(found["sets"][0]["month"].as_u64(), Some(6), "it fails at the peak");
    // 100 devices at the start, a sixth of 100 more each month: 116 keep 70 % of 60 ms
    assert_eq!(found["sets"][0]["lasts"].as_u64(), Some(0));
}
