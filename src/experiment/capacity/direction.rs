//! Whether what is asked to grow is load: more of it must offer more messages or more work, by arithmetic, without a
//! simulation. It does not know traffic whose rate has no formula, nor what only moves the shape of traffic: those pass.

use super::growth::{Growth, Part, Rounding};
use super::places::Load;
use super::words;
use crate::network::Network;
use crate::network::estimate::{self, Estimate};
use crate::scenario::Scenario;

/// Factors at which a path is tried, the first that the scenario takes.
const TRIED: [f64; 3] = [2.0, 1.25, 1.02];
/// Less than this, relative, is rounding.
const MOVED: f64 = 1e-9;

/// Why a path is no load in the direction asked, in a sentence; each is looked at by itself.
pub fn refusal(scenario: &Scenario, growth: &Growth, load: &Load) -> Option<String> {
    let before = offered(scenario);
    growth.parts.iter().find_map(|part| refused(scenario, part, &before, load))
}

fn refused(scenario: &Scenario, part: &Part, before: &Offered, load: &Load) -> Option<String> {
    let at = |factor: f64| {
        let grown = part.at(factor, Rounding::Nearest);
        let scenario = load(&[format!("{}={}", part.path, grown.text)]).ok()?;
        Some((grown.number, offered(&scenario)))
    };
    let (number, after) = TRIED.into_iter().find_map(at)?;
    let (path, table) = (&part.path, part.path.split('.').next().unwrap_or_default());
    let such = scenario.devices.keys().next().map_or(String::new(), |name| {
        format!("; what grows is what devices offer, such as --grow devices.{name}.count")
    });
    if ["study", "objectives", "growth", "options", "sweep"].contains(&table) {
        return Some(format!("{path} is what is asked, not load{such}"));
    }
    if before.rises_to(&after) {
        return None;
    }
    let change =
        format!("{} instead of {}", words::value(part, number), words::value(part, part.base().number));
    match after.element_that_rises_to(before) {
        Some(element) if table != "devices" && !part.shrinks => {
            Some(format!("{path} is capacity, not load: {change} lowers the load of {element}{such}"))
        }
        None if !after.rises_to(before) => {
            let shapes = path.contains(".message.");
            (!shapes).then(|| {
                format!("{path} is no load: {change} offers as many messages and as much work{such}")
            })
        }
        _ => {
            let other = if part.shrinks { "--grow" } else { "--shrink" };
            Some(format!("{path}: {change} is less load; what loads more is {other} {path}"))
        }
    }
}

/// What devices offer and what it is to the elements.
struct Offered {
    /// By class: messages a day, or devices where their messages have no formula.
    classes: Vec<(String, f64)>,
    /// Work offered over work that can be done, on average and at the height of bursts.
    elements: Vec<(String, [f64; 2])>,
}

fn offered(scenario: &Scenario) -> Offered {
    let network = Network::build(scenario);
    let Estimate { classes, elements, .. } = estimate::estimate(&network, 1, 1);
    let silent =
        |name: &str| network.classes.iter().any(|class| class.name == name && class.traffic.is_none());
    let class = |class: estimate::ClassEstimate| {
        let each =
            if class.messages_per_day > 0.0 || silent(&class.name) { class.messages_per_day } else { 1.0 };
        (class.name, class.devices as f64 * each)
    };
    let element = |row: estimate::ElementEstimate| {
        (row.name, [row.offered_load.unwrap_or(0.0), row.peak_load.unwrap_or(0.0)])
    };
    Offered {
        classes: classes.into_iter().map(class).collect(),
        elements: elements.into_iter().map(element).collect(),
    }
}

impl Offered {
    fn rises_to(&self, other: &Offered) -> bool {
        let more = |(name, after): &(String, f64)| {
            self.classes.iter().any(|(same, before)| same == name && above(*before, *after))
        };
        other.classes.iter().any(more) || self.element_that_rises_to(other).is_some()
    }

    fn element_that_rises_to<'a>(&self, other: &'a Offered) -> Option<&'a str> {
        let more = |(name, after): &&(String, [f64; 2])| {
            let rises = |before: &[f64; 2]| (0..2).any(|at| above(before[at], after[at]));
            self.elements.iter().any(|(same, before)| same == name && rises(before))
        };
        other.elements.iter().find(more).map(|(name, _)| name.as_str())
    }
}

fn above(before: f64, after: f64) -> bool {
    after > before * (1.0 + MOVED)
}

#[cfg(test)]
mod tests {
    use super::super::growth::Path;
    use super::*;
    use crate::scenario::load;

    const TEXT: &str = "title = 'a'\n[study]\nduration = '1 h'\n[radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\nlink = 'core'\n\
        [links.core]\nto = 'platform'\nrate = '128 kbit/s'\ndelay = '5 ms'\n[platform]\n\
        ingest = { servers = 1, service = '1 ms' }\n[devices.m]\ncount = 5\nradio = 'w'\npriority = 1\n\
        message = { every = '1 min', size = '20 B' }\n[objectives]\n\
        arrive = { of = 'devices.m', latency_p95 = '<= 9 s' }\n";

    fn says(path: &str, shrinks: bool) -> String {
        let load = |settings: &[String]| {
            load::given(TEXT, &[], settings).map(|loaded| loaded.scenario).map_err(|why| why.to_string())
        };
        let scenario = load(&[]).unwrap();
        let growth = Growth::new(&scenario, &[Path { path: path.to_string(), shrinks }]).unwrap();
        refusal(&scenario, &growth, &load).unwrap_or_default()
    }

    #[test]
    fn what_offers_more_messages_or_work_is_load() {
        for grows in ["devices.m.count", "devices.m.message.size", "platform.ingest.service"] {
            assert_eq!(says(grows, false), "");
        }
        assert_eq!(says("devices.m.message.every", true), "");
        assert_eq!(says("links.core.rate", true), "", "how narrow may it be");
    }

    #[test]
    fn what_offers_less_names_the_other_way() {
        let every = says("devices.m.message.every", false);
        assert!(every.contains("2 min instead of 1 min is less load"), "{every}");
        assert!(every.ends_with("--shrink devices.m.message.every"), "{every}");
        for shrinks in ["devices.m.count", "devices.m.message.size", "platform.ingest.service"] {
            let said = says(shrinks, true);
            assert!(said.ends_with(&format!("--grow {shrinks}")), "{said}");
        }
    }

    #[test]
    fn capacity_and_what_moves_nothing_are_no_load() {
        for (path, element) in
            [("links.core.rate", "links.core"), ("platform.ingest.servers", "platform.ingest")]
        {
            let said = says(path, false);
            assert!(said.contains("is capacity, not load"), "{said}");
            assert!(said.contains(&format!("lowers the load of {element}; ")), "{said}");
            assert!(said.ends_with("--grow devices.m.count"), "{said}");
        }
        for (path, shrinks) in
            [("links.core.delay", false), ("links.core.delay", true), ("devices.m.priority", false)]
        {
            assert!(says(path, shrinks).contains("is no load"), "{path} {}", says(path, shrinks));
        }
        assert!(says("study.duration", false).contains("is what is asked"));
    }
}
