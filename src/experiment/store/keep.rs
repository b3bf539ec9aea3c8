//! What a store says of itself to those who keep house in it.

use serde::{Deserialize, Serialize};

/// Name of the file that says what a folder is of.
pub const ABOUT: &str = "about.json";
/// End of the name of a file that is being written; one that stays was left by a process that was killed.
pub const UNFINISHED: &str = ".part";

/// What a folder of replications is of: for the reader, nothing depends on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The scenario's title.
    pub title: String,
    /// What was set in it, as `path=value`.
    pub set: Vec<String>,
    /// Fingerprint of the code that simulated it.
    pub engine: String,
}
