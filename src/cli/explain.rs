//! `iotcap explain`: what words and figures mean, printed from the tables that the rest of iotcap uses.

mod files;
mod forwarding;
mod growth;
mod metrics;
mod names;
mod notions;
mod partitions;
mod propagation;
mod queues;
mod quotas;
mod regions;
mod traffic;

use super::status::{Failure, Status};
use super::table::{Side::Left, Table};
use super::{Answer, say};
use crate::model::cause::CAUSES;
use crate::scenario::defaults::DEFAULTS;
use crate::scenario::diagnose::nearest;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A topic, or the name of a cause, metric or definition; without one, all are listed
    topic: Option<String>,
}

/// A topic: its name, what it is about, and the text.
struct Topic {
    name: &'static str,
    about: &'static str,
    text: fn() -> String,
}

/// Every topic, in the order of the list.
const TOPICS: &[Topic] = &[
    Topic { name: "metrics", about: "what an objective may ask for", text: metrics::text },
    Topic { name: "files", about: "what each file of results holds", text: files::text },
    Topic { name: "causes", about: "why messages are lost", text: causes },
    Topic {
        name: "defaults",
        about: "values used where a scenario is silent, with their sources",
        text: defaults,
    },
    Topic {
        name: "propagation",
        about: "which model when, and what an uncertain one does to the answer",
        text: propagation::text,
    },
    Topic {
        name: "traffic",
        about: "which message process for which devices, and what burstiness does",
        text: traffic::text,
    },
    Topic {
        name: "disciplines",
        about: "who is served next at links and stations, and what stands before their queues",
        text: queues::text,
    },
    Topic {
        name: "forwarding",
        about: "what a frame weighs on its gateway's link, by semtech-udp and mqtt-tls",
        text: forwarding::text,
    },
    Topic {
        name: "partitions",
        about: "stages whose work is divided by device, and what their names mean",
        text: partitions::text,
    },
    Topic { name: "coverage", about: "how to look at coverage alone", text: notions::coverage },
    Topic { name: "erlang", about: "the unit of a radio's load, and what it costs", text: notions::erlang },
    Topic {
        name: "binding",
        about: "what limits a network, and what is merely busiest",
        text: notions::binding,
    },
    Topic {
        name: "capacity",
        about: "how much more a network carries, ties, shadow prices",
        text: notions::capacity,
    },
    Topic { name: "growth", about: "laws by which devices grow, and when to order", text: growth::text },
    Topic {
        name: "options",
        about: "priced changes, and the cheapest set of them that keeps all objectives",
        text: notions::options,
    },
    Topic {
        name: "failures",
        about: "what a single failure costs (N-1), its hour, its rank",
        text: notions::failures,
    },
    Topic {
        name: "sensitivity",
        about: "assumptions as ranges, tornado, Latin hypercube",
        text: notions::sensitivity,
    },
    Topic { name: "percentiles", about: "p50, p95, p99: of what, and how sure", text: notions::percentiles },
    Topic {
        name: "trust",
        about: "steady or terminating, warm-up, precision, and theory beside what came out",
        text: notions::trust,
    },
    Topic {
        name: "regions",
        about: "LoRaWAN channel plans that radio.NAME.region may name",
        text: regions::text,
    },
    Topic {
        name: "quotas",
        about: "limits of rented platforms that platform.quota.pack may name",
        text: quotas::text,
    },
    Topic { name: "definitions", about: "what every figure means, in full (D1 to D21)", text: definitions },
    Topic {
        name: "scenario-language",
        about: "every table and key of a scenario file",
        text: scenario_language,
    },
    Topic { name: "sweep", about: "asking a scenario at many points, and what is kept of it", text: sweep },
    Topic {
        name: "not-modelled",
        about: "what is left out, and in which direction that errs",
        text: not_modelled,
    },
    Topic {
        name: "field-check",
        about: "how the model of Brno was calibrated, and how far it is right",
        text: field_check,
    },
];

/// Other words for a topic.
const ALIASES: [(&str, &str); 37] = [
    ("forecast", "growth"),
    ("lead-times", "growth"),
    ("ranges", "sensitivity"),
    ("tornado", "sensitivity"),
    ("latin-hypercube", "sensitivity"),
    ("n-1", "failures"),
    ("outages", "failures"),
    ("headroom", "capacity"),
    ("semtech-udp", "forwarding"),
    ("mqtt-tls", "forwarding"),
    ("partition", "partitions"),
    ("shadow-price", "capacity"),
    ("burstiness", "traffic"),
    ("processes", "traffic"),
    ("steady", "trust"),
    ("terminating", "trust"),
    ("warm-up", "trust"),
    ("precision", "trust"),
    ("theory", "trust"),
    ("convergence", "trust"),
    ("unstable", "trust"),
    ("p50", "percentiles"),
    ("p95", "percentiles"),
    ("p99", "percentiles"),
    ("percentile", "percentiles"),
    ("median", "percentiles"),
    ("latency", "percentiles"),
    ("busiest", "binding"),
    ("bottleneck", "binding"),
    ("limited-by", "binding"),
    ("load", "erlang"),
    ("cause", "causes"),
    ("losses", "causes"),
    ("metric", "metrics"),
    ("path-loss", "propagation"),
    ("shadowing", "propagation"),
    ("scenario", "scenario-language"),
];

/// Prints one topic, or the list of them.
pub fn run(args: &Args) -> Answer {
    let text = match &args.topic {
        None => list(),
        Some(name) => find(name)?,
    };
    say::data(&text)?;
    Ok(Status::Met)
}

/// The text of a topic, or of a name that stands in one of the tables.
fn find(name: &str) -> Result<String, Failure> {
    let wanted = name.trim().to_lowercase();
    let dashed = wanted.replace([' ', '_'], "-");
    let alias = ALIASES.iter().find(|(word, _)| *word == dashed).map_or(dashed.as_str(), |(_, of)| of);
    if let Some(topic) = TOPICS.iter().find(|topic| topic.name == alias) {
        return Ok((topic.text)());
    }
    names::text(&wanted.replace([' ', '-'], "_")).ok_or_else(|| Failure::Use(unknown(&wanted)))
}

fn unknown(name: &str) -> String {
    let topics = || TOPICS.iter().map(|topic| topic.name);
    let words = ALIASES.iter().map(|(word, _)| *word);
    let near = nearest(name, topics().chain(names::all()).chain(words));
    let help = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    format!("there is no topic `{name}`{help}\n\ntopics: {}\n{}", wrapped(topics()), by_name())
}

/// Every name that is explained though it is no topic.
fn by_name() -> String {
    format!(
        "causes: {}\nmetrics: {}\ndefinitions: D1 to D21",
        wrapped(names::causes()),
        wrapped(names::metrics())
    )
}

/// Names with commas, in lines of a terminal's width.
fn wrapped(names: impl Iterator<Item = &'static str>) -> String {
    const WIDTH: usize = 80;
    let mut lines = vec![String::new()];
    for name in names {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(name),
            Some(line) if line.len() + name.len() < WIDTH => *line += &format!(", {name}"),
            _ => lines.push(name.to_string()),
        }
    }
    lines.join(",\n  ")
}

fn list() -> String {
    let mut table = Table::new(&[("topic", Left), ("about", Left)]);
    for topic in TOPICS {
        table.row(vec![topic.name.to_string(), topic.about.to_string()]);
    }
    format!("iotcap explain TOPIC\n\n{}\nAlso by name\n\n{}\n", table.text(), by_name())
}

fn causes() -> String {
    let mut table = Table::new(&[("cause", Left), ("on charts", Left), ("meaning", Left)]);
    for row in CAUSES {
        table.row(vec![row.name.to_string(), row.label.to_string(), row.meaning.to_string()]);
    }
    format!(
        "A lost message has one cause and one element (D8 of `iotcap explain definitions`).\n\n{}",
        table.text()
    )
}

fn defaults() -> String {
    let mut table = Table::new(&[("key", Left), ("value", Left), ("source", Left)]);
    for row in DEFAULTS {
        table.row(vec![row.path.to_string(), (row.value)(), row.source.to_string()]);
    }
    format!(
        "`*` stands for a name. What a run used stands in its results and on its page.\n\n{}",
        table.text()
    )
}

fn definitions() -> String {
    include_str!("../../docs/DEFINITIONS.md").to_string()
}

fn scenario_language() -> String {
    include_str!("../../docs/scenario-language.md").to_string()
}

fn sweep() -> String {
    include_str!("../../docs/sweep.md").to_string()
}

fn not_modelled() -> String {
    include_str!("../../docs/not-modelled.md").to_string()
}

fn field_check() -> String {
    include_str!("../../docs/field-check.md").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_something_to_say_and_is_listed() {
        for topic in TOPICS {
            assert!((topic.text)().lines().count() > 3, "{}", topic.name);
            assert!(list().contains(topic.name) && unknown("x").contains(topic.name), "{}", topic.name);
        }
    }

    #[test]
    fn every_alias_leads_to_a_topic() {
        for (word, of) in ALIASES {
            assert!(find(word).is_ok() && find(of).is_ok(), "{word}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_helped() {
        assert!(unknown("metrisc").contains("did you mean `metrics`?"));
        assert!(unknown("out_of_rnage").contains("did you mean `out_of_range`?"));
        assert!(find("CAUSES").is_ok() && find("out of range").is_ok() && find("devices_below_90").is_ok());
    }

    #[test]
    fn the_scenario_lines_of_a_topic_are_a_propagation() {
        use crate::model::propagation::PropagationSpec;
        let text = propagation::text();
        let lines: Vec<&str> = text.split("  propagation = ").skip(1).collect();
        assert_eq!(lines.len(), 2);
        for line in lines {
            let value = line.split(" }\n").next().unwrap().replace('\n', " ") + " }";
            let table: toml::Table = format!("p = {value}").parse().unwrap();
            assert!(table["p"].clone().try_into::<PropagationSpec>().is_ok(), "{value}");
        }
    }
}
