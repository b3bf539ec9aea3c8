//! What a finished search says in a few words, for the one-page review of the same scenario.

use serde::{Deserialize, Serialize};

use super::results::Verdict;

/// A few words and their colour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// "+268 % (+260 % to +276 %) until links.lte".
    pub text: String,
    /// Whether that is well.
    pub state: Verdict,
}

/// What was found of a scenario besides its run; nothing where nobody looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Of a search for capacity.
    pub headroom: Option<Review>,
    /// Of a forecast.
    pub run_out: Option<Review>,
    /// Of failures.
    pub worst_failure: Option<Review>,
    /// Of options.
    pub cheapest_fix: Option<Review>,
    /// Of a sweep over ways of coming back.
    pub best_policy: Option<Review>,
}
