//! `iotcap explain`: what words and figures mean, printed from the tables that the rest of iotcap uses.

mod files;
mod metrics;
mod regions;

use super::status::{Failure, Status};
use super::table::{Side::Left, Table};
use super::{Answer, say};
use crate::model::cause::CAUSES;
use crate::scenario::defaults::DEFAULTS;
use crate::scenario::diagnose::suggest;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to explain; without one, the topics are listed
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
    Topic { name: "definitions", about: "what every figure means, in full", text: definitions },
    Topic {
        name: "regions",
        about: "LoRaWAN channel plans that radio.NAME.region may name",
        text: regions::text,
    },
];

/// Prints one topic, or the list of them.
pub fn run(args: &Args) -> Answer {
    let text = match &args.topic {
        None => list(),
        Some(name) => (find(name)?.text)(),
    };
    say::data(&text)?;
    Ok(Status::Met)
}

fn find(name: &str) -> Result<&'static Topic, Failure> {
    let wanted = name.to_lowercase();
    TOPICS.iter().find(|topic| topic.name == wanted).ok_or_else(|| Failure::Use(unknown(&wanted)))
}

fn unknown(name: &str) -> String {
    let known: Vec<&str> = TOPICS.iter().map(|topic| topic.name).collect();
    format!("there is no topic `{name}`; {}", suggest(name, &known, "topics"))
}

fn list() -> String {
    let mut table = Table::new(&[("topic", Left), ("about", Left)]);
    for topic in TOPICS {
        table.row(vec![topic.name.to_string(), topic.about.to_string()]);
    }
    format!("iotcap explain TOPIC\n\n{}", table.text())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_something_to_say() {
        for topic in TOPICS {
            assert!((topic.text)().lines().count() > 3, "{}", topic.name);
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_helped() {
        assert!(unknown("metrisc").contains("did you mean `metrics`?"));
        assert!(find("CAUSES").is_ok());
    }
}
