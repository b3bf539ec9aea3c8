//! The keys of a message in one table: which of them is the process, and which go with which. Validation, overlays
//! and complaints read it.

use crate::model::traffic::MessageSpec;

/// The message processes; a message has exactly one.
pub(crate) const PROCESSES: [&str; 9] =
    ["every", "poisson", "gap", "mix", "mmpp", "schedule", "burst", "trace", "idle"];

/// What a process may be given besides.
pub(crate) struct Modifier {
    pub key: &'static str,
    /// Processes it goes with.
    pub with: &'static [&'static str],
}

/// All of them.
pub(crate) const MODIFIERS: [Modifier; 5] = [
    // of the others the interval itself is random, or chosen by the device
    Modifier { key: "jitter", with: &["every", "mix", "schedule", "trace"] },
    Modifier { key: "phase", with: &["every"] },
    // the others follow a clock or states of their own
    Modifier { key: "profile", with: &["every", "poisson", "gap", "mix"] },
    Modifier { key: "on_off", with: &["every", "poisson", "gap"] },
    // a trace has what was recorded, and who thinks waits for an answer
    Modifier { key: "batch", with: &["every", "poisson", "gap", "mix", "mmpp", "schedule", "burst"] },
];

/// Whether a message has this key, of those above.
pub(crate) fn is_given(message: &MessageSpec, key: &str) -> bool {
    match key {
        "every" => message.every.is_some(),
        "poisson" => message.poisson.is_some(),
        "gap" => message.gap.is_some(),
        "mix" => message.mix.is_some(),
        "mmpp" => message.mmpp.is_some(),
        "schedule" => message.schedule.is_some(),
        "burst" => message.burst.is_some(),
        "trace" => message.trace.is_some(),
        "idle" => message.idle.is_some(),
        "jitter" => message.jitter.is_some(),
        "phase" => message.phase.is_some(),
        "profile" => message.profile.is_some(),
        "on_off" => message.on_off.is_some(),
        "batch" => message.batch.is_some(),
        _ => false,
    }
}

/// "`a`, `b` and `c`".
pub(crate) fn listed(keys: &[&str]) -> String {
    match keys {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("`{}` and `{last}`", first.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_go_with_processes_and_the_language_page_names_them_all() {
        let page = include_str!("../../docs/scenario-language.md");
        for Modifier { key, with } in MODIFIERS {
            assert!(with.iter().all(|process| PROCESSES.contains(process)), "{key}");
        }
        for key in PROCESSES.into_iter().chain(MODIFIERS.map(|modifier| modifier.key)) {
            assert!(page.contains(&format!("| `{key}")), "{key}");
        }
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
