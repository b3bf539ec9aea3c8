//! Growth of which some dates or counts are wrong: others stand in for them, so that the rules see all the rest and one
//! mistake hides no other. Whoever asks for such growth has been told of a mistake already; nothing is simulated by it.

use super::GrowthSpec;
use crate::scenario::complaint::{Complaint, path};
use crate::scenario::mend::decode;
use crate::scenario::stand_in::put;
use crate::scenario::tree::{Node, Value};

/// Any date and any count: rules that compare with one rest on where it is written.
const DATE: &str = "2027-01";
const COUNT: i128 = 1;

/// What `written` says of growth, stand-ins in the place of what is complained about. A class whose law is wrong beyond
/// that is left out.
pub(crate) fn growth(mut written: Node, complaints: &[Complaint]) -> Option<GrowthSpec> {
    put(&mut written, 1, complaints, |key| match key {
        "start" | "until" | "at" | "from" | "to" | "midpoint" => Some(Value::Text(DATE.to_string())),
        "count" | "saturation" => Some(Value::Integer(COUNT)),
        _ => None,
    });
    let mut left = Vec::new();
    let mut growth: GrowthSpec = decode(&mut written, &path(&["growth"]), &mut left)?;
    // entries of its list would no longer stand at their numbers
    growth.devices.retain(|name, _| !is_of(left.iter().map(|one| &one.path[..]), name));
    Some(growth)
}

/// Whether one of these paths lies in the law of a class.
fn is_of<'a>(mut paths: impl Iterator<Item = &'a [String]>, class: &str) -> bool {
    paths.any(|path| path.get(1..3).is_some_and(|keys| keys[0] == "devices" && keys[1] == class))
}
