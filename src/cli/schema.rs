//! `iotcap schema`: the JSON Schema of scenario files, from the same types that read them.

use super::status::Status;
use super::{Answer, pipeline, say};

/// Prints the schema.
pub fn run() -> Answer {
    say::data(&format!("{}\n", pipeline::schema().trim_end()))?;
    Ok(Status::Met)
}
