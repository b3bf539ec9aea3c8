//! What holds of disciplines: processor sharing does not care for the law of service; none that does
//! not look at the work to come moves the mean of an M/M/1; fair queueing shares by weight and keeps classes apart.

use super::{ingest, poisson, queue};
use crate::selftest::case::Oracle;
use crate::selftest::effort::Depth;
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// Processor sharing.
pub const SHARING: Family = Family {
    name: "queues/processor-sharing",
    about: "M/G/1 under processor sharing: E[S]/(1 - rho) for every law of service, heavy tails too",
    tables: &["queues_mg1"],
    cases: sharing,
};

/// Every discipline.
pub const ANY: Family = Family {
    name: "queues/disciplines",
    about: "one server at 0.8: no discipline that does not look at the work to come moves the mean number of customers",
    tables: &[],
    cases: any_discipline,
};

/// Weighted fair queueing.
pub const FAIR: Family = Family {
    name: "queues/weighted-fair",
    about: "self-clocked fair queueing on a flooded link: shares by weight (Golestani 1994, theorem 2)",
    tables: &[],
    cases: fair,
};

/// Weighted fair queueing again.
pub const ISOLATION: Family = Family {
    name: "queues/isolation",
    about: "fair queueing keeps a steady class from two that flood: its longest delay is bounded (Golestani 1994, theorem 3)",
    tables: &[],
    cases: isolation,
};

const CUSTOMERS: f64 = 100_000.0;
/// Laws of mean 1 s. The cap of the Pareto law takes 2e-10 s from its mean.
const LAWS: [(&str, &str); 4] = [
    ("constant", r#""1 s""#),
    ("exponential", r#"{ exponential = "1 s" }"#),
    ("hyper-exponential, scv 4", r#"{ hyper-exponential = { mean = "1 s", scv = 4 } }"#),
    ("Pareto 2.5", r#"{ pareto = { minimum = "600 ms", shape = 2.5, cap = "1000000 s" } }"#),
];

fn sharing(cases: &mut Cases) {
    for row in rows("queues_mg1").into_iter().filter(|row| row.text("model") == "M/G/1-PS") {
        let rate = row.number("lambda_per_s");
        for (law, service) in LAWS {
            let station = ingest(&format!("service = {service}, discipline = \"processor-sharing\""));
            let scenario = queue(CUSTOMERS, rate, &format!("{}{station}", poisson("customers", rate, 1, "")));
            let depth = if rate > 0.5 { Depth::Usual } else { Depth::Quick };
            let case = Case::new(format!("{law} at {rate}"), scenario).depth(depth).mean(
                "T_mean_s",
                row.number("T_mean_s"),
                |run| run.latencies("customers").mean(),
            );
            cases.simulate(case);
        }
    }
}

/// Two classes of the same work, 1 s on average, at 0.8 in all: at a station, or at a link by their sizes.
fn two_classes(discipline: &str, law: &str, on_a_link: bool) -> String {
    let drawn = |mean: &str| {
        if law == "M" { format!("{{ exponential = \"{mean}\" }}") } else { format!("\"{mean}\"") }
    };
    let class = |name: &str, rate: f64, more: &str| {
        let size = if on_a_link { drawn("10 kB") } else { r#""1 B""#.to_string() };
        poisson(name, rate, 1, more).replace(r#""1 B""#, &size)
    };
    let classes = class("one", 0.3, "priority = 1\nweight = 2.5") + &class("other", 0.5, "");
    let server = match on_a_link {
        true => format!(
            "[gateways.door]\nradio = \"wire\"\nlink = \"line\"\n\
             [links.line]\nto = \"platform\"\nrate = \"80 kbit/s\"\ndiscipline = \"{discipline}\"\n"
        ),
        false => ingest(&format!("service = {}, discipline = \"{discipline}\"", drawn("1 s"))),
    };
    queue(CUSTOMERS, 0.8, &(classes + &server))
}

/// Fair queueing looks at the work to come, and so serves short jobs sooner: it stands here with equal ones.
fn any_discipline(cases: &mut Cases) {
    let disciplines = [
        ("fifo", "M", 4.0),
        ("priority", "M", 4.0),
        ("preemptive-priority", "M", 4.0),
        ("processor-sharing", "M", 4.0),
        ("priority", "D", 2.4),
        ("weighted-fair", "D", 2.4),
    ];
    for (discipline, law, customers) in disciplines {
        for (on_a_link, at, depth) in [(false, "station", Depth::Quick), (true, "link", Depth::Usual)] {
            let name = format!("M/{law}/1, {discipline} at a {at}");
            let case = Case::new(name, two_classes(discipline, law, on_a_link)).depth(depth).mean(
                "customers in the system",
                customers,
                |run| run.mean_customers("one") + run.mean_customers("other"),
            );
            cases.simulate(case);
        }
    }
}

/// A link of 1000 B/s.
const LINE: &str = "[gateways.door]\nradio = \"wire\"\nlink = \"line\"\n[links.line]\nto = \"platform\"\n\
                    rate = \"8 kbit/s\"\ndiscipline = \"weighted-fair\"\n";
const RATE: f64 = 1000.0;
/// Classes by name, packet size in bytes, and weight.
const CLASSES: [(&str, u32, f64); 3] = [("one", 100, 1.0), ("two", 250, 2.0), ("five", 50, 5.0)];
const WEIGHTS: f64 = 8.0;

/// Five times what the link can carry.
fn flood((name, bytes, weight): (&str, u32, f64)) -> String {
    poisson(name, 5.0 * RATE / f64::from(bytes), bytes, &format!("weight = {weight}"))
}

fn on_the_line(name: &str, classes: &str) -> Case {
    Case::new(name, queue(1000.0, 1.0, &format!("{classes}{LINE}"))).set("study.warm_up=10 s").replications(5)
}

/// Classes that always have something to send get W with |Wi/ri - Wj/rj| <= Li/ri + Lj/rj, so that of what the link
/// carries no class gets more or less than this beside its share.
fn fair(cases: &mut Cases) {
    let mut case = on_the_line("three floods on one link", &CLASSES.map(flood).concat());
    for (name, bytes, weight) in CLASSES {
        let own = f64::from(bytes) / weight;
        let others: f64 = CLASSES
            .iter()
            .filter(|other| other.0 != name)
            .map(|other| other.2 * (f64::from(other.1) / other.2 + own))
            .sum();
        let largest_packet = 250.0;
        let band = (weight * (others + largest_packet) / WEIGHTS + f64::from(bytes)) / 1000.0;
        let answer = Oracle::from(RATE * weight / WEIGHTS).within(band);
        case = case.mean(format!("{name}, B/s"), answer, move |run| {
            run.ended(name) as f64 * f64::from(bytes) / run.window_s()
        });
    }
    cases.simulate(case);
}

/// 50 B every 100 ms, 500 B/s of the 625 B/s that weight 5 of 8 guarantees.
fn isolation(cases: &mut Cases) {
    let [one, two, five] = CLASSES;
    let steady = poisson(five.0, 10.0, five.1, "weight = 5").replace("poisson", "every");
    let bound = 50.0 / 625.0 + (100.0 + 250.0) / RATE;
    // of those on the line when the window of 1000 s begins or ends, at most so many packets count on one side only
    let edge = libm::ceil(bound / 0.1) * 50.0 / 1000.0;
    let carried = Oracle::from(500.0).within(edge);
    let case = on_the_line("a steady class between two floods", &(flood(one) + &flood(two) + &steady))
        .identity("packets later than the bound", 0.0, move |run| run.latencies("five").beyond(bound).0)
        .mean("throughput, B/s", carried, |run| run.ended("five") as f64 * 50.0 / run.window_s());
    cases.simulate(case);
}
