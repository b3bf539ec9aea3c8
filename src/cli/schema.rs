//! `iotcap schema`: the JSON Schema of scenario files, from the same types that read them.

use super::status::Status;
use super::{Answer, say};
use crate::scenario::schema;

/// Prints the schema.
pub fn run() -> Answer {
    say::data(&format!("{}\n", schema::schema().trim_end()))?;
    Ok(Status::Met)
}
