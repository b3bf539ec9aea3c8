//! What lies beside a run's results: other searches of the very same scenario, each of which says a few words for the
//! review. What is of another state of the scenario, or by another model, is no news of this one.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::{capacity, failures, forecast, options, sweep};
use crate::experiment::results::Results;
use crate::experiment::review::{Beside, Review};

/// What is looked at of a search.
#[derive(Deserialize)]
struct Search {
    model_version: String,
    scenario: Searched,
    /// A sweep has one only where it was over ways of coming back.
    review: Option<Review>,
}

#[derive(Deserialize)]
struct Searched {
    hash: String,
}

/// What is found in a folder that is of the same scenario as these results.
pub fn of(folder: &Path, results: &Results) -> Beside {
    let read = |name: &str| {
        // what cannot be read is as good as not there: its own command says what is wrong with it
        let bytes = fs::read(folder.join(name)).ok()?;
        let found: Search = serde_json::from_slice(&bytes).ok()?;
        let same =
            found.scenario.hash == results.scenario.hash && found.model_version == results.model_version;
        found.review.filter(|_| same)
    };
    // a sweep has a folder of its own beside the run's
    let sweep =
        folder.file_name().map(|name| format!("../{}-sweep/{}", name.to_string_lossy(), sweep::SWEEP));
    Beside {
        headroom: read(capacity::CAPACITY),
        run_out: read(forecast::FORECAST),
        worst_failure: read(failures::FAILURES),
        cheapest_fix: read(options::OPTIONS),
        best_policy: sweep.and_then(|name| read(&name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::{MODEL_VERSION, ScenarioInfo, Verdict};

    #[test]
    fn what_is_of_another_scenario_or_model_is_no_news() {
        let folder = tempfile::tempdir().unwrap();
        let scenario = ScenarioInfo { hash: "ab".into(), ..ScenarioInfo::default() };
        let results = Results { model_version: MODEL_VERSION.to_string(), scenario, ..Results::default() };
        let write = |name: &str, hash: &str, model: &str| {
            let text = format!(
                r#"{{ "model_version": "{model}", "scenario": {{ "hash": "{hash}" }}, "more": 1,
                    "review": {{ "text": "of {name}", "state": "at_risk" }} }}"#
            );
            fs::write(folder.path().join(name), text).unwrap();
        };
        assert_eq!(of(folder.path(), &results), Beside::default());
        write(capacity::CAPACITY, "ab", MODEL_VERSION);
        write(forecast::FORECAST, "cd", MODEL_VERSION);
        write(failures::FAILURES, "ab", "0.0");
        let found = of(folder.path(), &results);
        let headroom = Review { text: "of capacity.json".into(), state: Verdict::AtRisk };
        assert_eq!(found, Beside { headroom: Some(headroom), ..Beside::default() });
        fs::write(folder.path().join(capacity::CAPACITY), "no json").unwrap();
        assert_eq!(of(folder.path(), &results), Beside::default());
    }
}
