//! What a run may cost unless the user allows more: a scenario beyond it is refused with the estimate
//! before anything starts.

use super::{memory, words};
use crate::network::estimate::Estimate;

/// Longer runs want `--allow-long`, s.
const LONGEST_S: f64 = 3600.0;
/// Of a search, which tries a dozen loads or two, s.
const LONGEST_OF_MANY_S: f64 = 300.0;
/// A search costs about so many times what the runs of the file's load do: it looks at more loads, but at most with fewer runs.
const LOADS_OF_A_SEARCH: f64 = 12.0;
/// Longer runs are announced, s.
const LONG_S: f64 = 120.0;
/// Memory assumed where the machine does not say what is free.
const ASSUMED_MEMORY_BYTES: u64 = 8_000_000_000;

/// Why the run is refused, if it is.
pub fn refusal(estimate: &Estimate) -> Option<String> {
    beyond(estimate, LONGEST_S, "Shorten study.duration, ask for fewer replications, or add --allow-long")
}

/// The same of one of many loads that a search tries.
pub fn of_many(estimate: &Estimate) -> Option<String> {
    beyond(estimate, LONGEST_OF_MANY_S, "Shorten study.duration or add --allow-long")
}

/// The same of all sets of options that may have to be tried.
pub fn of_sets(estimate: &Estimate) -> Option<String> {
    beyond(
        estimate,
        LONGEST_S,
        "That is if every set has to be tried: choose options with --only, bound --max-cost, shorten study.duration, or add \
         --allow-long",
    )
}

fn beyond(estimate: &Estimate, longest_s: f64, help: &str) -> Option<String> {
    let memory = memory::available_bytes().unwrap_or(ASSUMED_MEMORY_BYTES);
    let limit = if estimate.memory_bytes > memory {
        format!("more memory than the {} that can be had here", words::bytes(memory))
    } else if estimate.seconds > longest_s {
        format!("longer than {}", words::wait(longest_s))
    } else {
        return None;
    };
    Some(format!("{}: {limit}. {help}", cost(estimate)))
}

/// What to say before a run that takes long.
pub fn announcement(estimate: &Estimate) -> Option<String> {
    (estimate.seconds > LONG_S).then(|| cost(estimate))
}

/// The same before a search, from the estimate of the file's load alone: where the search leads nobody knows beforehand.
pub fn search_announcement(load: &Estimate) -> Option<String> {
    let seconds = LOADS_OF_A_SEARCH * load.seconds;
    (seconds > LONG_S).then(|| {
        format!(
            "this may take about {}: {} of the file's load take {}, and a search costs about a dozen times that",
            words::wait(seconds),
            words::things(load.runs, "run", "runs"),
            words::wait(load.seconds)
        )
    })
}

/// The cost in a sentence without its end.
pub fn cost(estimate: &Estimate) -> String {
    // only where they are what takes the time
    let turns = if estimate.turns > estimate.messages {
        format!(" and {} turns of states, stations, outages and keep-alives", words::about(estimate.turns))
    } else {
        String::new()
    };
    format!(
        "this takes about {} and {} ({}{turns} in {} at most)",
        words::wait(estimate.seconds),
        words::bytes(estimate.memory_bytes),
        words::about_things(estimate.messages, "message", "messages"),
        words::things(estimate.runs, "run", "runs")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_passes_in_silence() {
        let estimate = Estimate { seconds: 3.0, memory_bytes: 1_000_000, ..Estimate::default() };
        assert_eq!((refusal(&estimate), announcement(&estimate)), (None, None));
    }

    #[test]
    fn a_long_search_is_announced_by_the_cost_of_the_files_load() {
        let load = Estimate { seconds: 81.0, runs: 20, ..Estimate::default() };
        let says = search_announcement(&load).unwrap();
        assert!(
            says.starts_with("this may take about 16 min 12 s: 20 runs of the file's load take 1 min 21 s"),
            "{says}"
        );
        assert_eq!(search_announcement(&Estimate { seconds: 9.0, ..load }), None);
    }

    #[test]
    fn a_run_of_days_is_refused_with_its_estimate() {
        let estimate = Estimate { seconds: 200_000.0, messages: 1e12, runs: 40, ..Estimate::default() };
        let sentence = refusal(&estimate).unwrap();
        assert!(sentence.contains("55 h 33 min") && sentence.contains("--allow-long"), "{sentence}");
    }

    #[test]
    fn what_turns_without_messages_is_named_as_the_cost() {
        let estimate = Estimate { seconds: 9e4, messages: 7e6, turns: 2.5e12, ..Estimate::default() };
        assert!(refusal(&estimate).unwrap().contains("7 M messages and 2500 G turns of states"));
        assert!(!cost(&Estimate { turns: 1e6, ..estimate }).contains("turns"));
    }

    #[test]
    fn more_memory_than_any_machine_has_is_refused() {
        let estimate = Estimate { memory_bytes: u64::MAX, ..Estimate::default() };
        assert!(refusal(&estimate).unwrap().contains("memory"));
    }
}
