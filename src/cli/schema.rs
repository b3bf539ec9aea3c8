//! `iotcap schema`: the JSON Schema of scenario files, from the same types that read them.

use super::run::json;
use super::status::Status;
use super::{Answer, pipeline, say};

/// Prints the schema.
pub fn run() -> Answer {
    say::data(&String::from_utf8_lossy(&json(&pipeline::schema())?))?;
    Ok(Status::Met)
}
