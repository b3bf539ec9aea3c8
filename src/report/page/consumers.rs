//! Consumers that drop copies: no message is lost by it and no verdict moves, so the headline says it by itself.

use super::super::format;
use crate::experiment::results::Results;

/// A greater share of its copies that a consumer drops is told.
const TOLD: f64 = 0.001;

/// " Consumer erp drops 48 % of its copies.", a sentence for each.
pub fn dropping(results: &Results) -> String {
    let sentence = |name: &str| {
        let element = results.elements.get(&format!("platform.{name}"))?;
        let share = element.dropped as f64 / element.offered_messages.max(1) as f64;
        let told = || format!(" Consumer {name} drops {} of its copies.", format::share(share));
        (share > TOLD).then(told)
    };
    names(results).into_iter().filter_map(sentence).collect()
}

/// As the scenario names them, each once.
fn names(results: &Results) -> Vec<&str> {
    let paths = results.settings.keys().filter_map(|path| path.strip_prefix("platform.consumers."));
    let mut names: Vec<&str> = paths.filter_map(|path| path.split('.').next()).collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::ElementResult;

    #[test]
    fn a_consumer_that_drops_more_than_a_thousandth_of_its_copies_is_told() {
        let mut results = Results::default();
        for (name, dropped) in [("erp", 480), ("historian", 1)] {
            for key in ["servers", "service"] {
                results.settings.insert(format!("platform.consumers.{name}.{key}"), "1".into());
            }
            let element = ElementResult { offered_messages: 1000, dropped, ..ElementResult::default() };
            results.elements.insert(format!("platform.{name}"), element);
        }
        let stage = ElementResult { offered_messages: 1000, dropped: 900, ..ElementResult::default() };
        results.elements.insert("platform.ingest".into(), stage);
        let told = dropping(&results).replace('\u{a0}', " ");
        assert_eq!(told, " Consumer erp drops 48 % of its copies.");
    }
}
