//! The charts: one file each, one table, from which files and help follow.
//!
//! A chart turns results into a [`Figure`]; it neither simulates nor draws.

pub mod axes;
pub mod batteries;
mod convergence;
pub mod cost;
mod delivery;
pub mod downlink;
pub mod firmware;
pub mod heat;
pub mod incidents;
pub mod latency;
pub mod load;
pub mod losses;
pub mod map;
pub mod objectives;
pub mod outages;
pub mod quotas;
pub mod reconnection;
mod series;
pub mod storage;
mod warm_up;
pub mod waterfall;

use std::collections::BTreeSet;

use super::figure::Figure;
use super::style::CHART_PT;
use crate::experiment::results::{ClassResult, ElementResult, Results, Verdict};

/// One row of the chart table.
pub struct Chart {
    /// Name of its file, `charts/NAME.png`.
    pub name: &'static str,
    /// The question it answers, for help.
    pub question: &'static str,
    /// Size as a chart of its own, points.
    pub size_pt: fn(&Results) -> (f64, f64),
    /// Its figure.
    pub figure: fn(&Results) -> Figure,
}

/// Every chart that is always made.
pub const CHARTS: &[Chart] = &[
    Chart {
        name: "load",
        question: "How close is the load to what can be carried?",
        size_pt: |_| CHART_PT,
        figure: load::figure,
    },
    Chart {
        name: "latency",
        question: "How long do messages take?",
        size_pt: |_| CHART_PT,
        figure: latency::figure,
    },
    Chart {
        name: "waterfall",
        question: "Where does the time go?",
        size_pt: waterfall::size_pt,
        figure: waterfall::every_class,
    },
    Chart {
        name: "losses",
        question: "Why are messages lost?",
        size_pt: |_| CHART_PT,
        figure: losses::figure,
    },
    Chart {
        name: "heat",
        question: "Which elements are busy, and when?",
        size_pt: heat::size_pt,
        figure: heat::figure,
    },
    Chart {
        name: "objectives",
        question: "Which objectives are met?",
        size_pt: objectives::size_pt,
        figure: objectives::figure,
    },
    Chart {
        name: "map",
        question: "Where do messages get lost?",
        size_pt: |_| (480.0, 440.0),
        figure: map::figure,
    },
    Chart {
        name: "convergence",
        question: "Have there been repetitions enough?",
        size_pt: |_| CHART_PT,
        figure: convergence::figure,
    },
    Chart {
        name: "warm_up",
        question: "Where does the steady state begin?",
        size_pt: |_| CHART_PT,
        figure: warm_up::figure,
    },
];

/// Whether there is something to show.
type Shown = fn(&Results) -> bool;

/// Charts that are made only where there is something to show.
pub const WHERE_ASKED: &[(Shown, Chart)] = &[
    (
        |results| results.incident_timeline.is_some(),
        Chart {
            name: "incidents",
            question: "What did incidents do?",
            size_pt: |_| (480.0, 380.0),
            figure: incidents::figure,
        },
    ),
    (
        |results| results.classes.values().any(|class| class.session.is_some()),
        Chart {
            name: "reconnection",
            question: "How do devices come back?",
            size_pt: |_| (CHART_PT.0, 1.35 * CHART_PT.1),
            figure: reconnection::figure,
        },
    ),
    (
        firmware::tells,
        Chart {
            name: "firmware",
            question: "When does the fleet have the new firmware?",
            size_pt: |_| (480.0, 360.0),
            figure: firmware::figure,
        },
    ),
    (
        |results| batteries::powered(results).next().is_some(),
        Chart {
            name: "batteries",
            question: "How long do batteries last?",
            size_pt: batteries::size_pt,
            figure: batteries::figure,
        },
    ),
    (
        |results| results.storage.is_some(),
        Chart {
            name: "storage",
            question: "When is storage full?",
            size_pt: storage::size_pt,
            figure: storage::figure,
        },
    ),
    (
        |results| results.quotas.is_some(),
        Chart {
            name: "quotas",
            question: "Which of the platform's limits trips first?",
            size_pt: quotas::size_pt,
            figure: quotas::figure,
        },
    ),
    (
        downlink::applies,
        Chart {
            name: "downlink",
            question: "How much of their duty cycle do gateways use?",
            size_pt: |_| CHART_PT,
            figure: downlink::figure,
        },
    ),
    (
        |results| results.cost.is_some(),
        Chart { name: "cost", question: "What does it cost?", size_pt: cost::size_pt, figure: cost::figure },
    ),
];

/// The charts of these results.
pub fn of(results: &Results) -> Vec<&'static Chart> {
    let asked = WHERE_ASKED.iter().filter(|(shown, _)| shown(results)).map(|(_, chart)| chart);
    CHARTS.iter().chain(asked).collect()
}

/// Our own classes in their owners' hands, with their place in the file (which decides their colour).
pub(super) fn own_classes(results: &Results) -> impl Iterator<Item = (usize, &str, &ClassResult)> {
    let all = results.classes.iter().enumerate().map(|(at, (name, class))| (at, name.as_str(), class));
    all.filter(|(_, _, class)| !class.foreign && class.taken_from.is_none())
}

/// Elements that stand for themselves: members, and those without members.
pub(super) fn single_elements(results: &Results) -> impl Iterator<Item = (&str, &ElementResult)> {
    let groups: BTreeSet<&str> = results.elements.values().filter_map(|e| e.group.as_deref()).collect();
    let all = results.elements.iter().map(|(name, element)| (name.as_str(), element));
    all.filter(move |(name, _)| !groups.contains(name))
}

/// The class that an objective is asked of, if it is asked of a class.
pub(super) fn class_of(of: &str) -> Option<&str> {
    of.strip_prefix("devices.")
}

/// The class that the worst of the objectives which are not met is asked of; the first of equals.
pub(super) fn troubled_class(results: &Results) -> Option<(usize, &str, &ClassResult)> {
    let asked = results.objectives.iter().filter(|o| o.verdict > Verdict::Met && class_of(&o.of).is_some());
    let worst = asked.rev().max_by_key(|o| o.verdict).and_then(|o| class_of(&o.of))?;
    own_classes(results).find(|(_, name, class)| *name == worst && class.offered > 0)
}

/// "10 repetitions", or what one cannot give.
pub(super) fn replications(results: &Results) -> String {
    match results.scenario.replications {
        1 => "1\u{a0}run, so no intervals".to_string(),
        n => super::format::plural(n, "repetition", "repetitions"),
    }
}

/// What the band around a line is, where there is one.
pub(super) fn band_words(results: &Results) -> &'static str {
    if results.scenario.replications > 1 { " (band: 95 % of chance)" } else { "" }
}
