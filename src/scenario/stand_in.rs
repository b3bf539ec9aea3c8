//! Values that stand in for what could not be read, so that the rules see all the rest and one mistake hides no other.
//! Whoever wrote it has been told already; nothing is simulated by it.

use super::complaint::Complaint;
use super::mend::decode;
use super::tree::{Node, Value};
use crate::model::incident::IncidentSpec;

/// Puts values in the place of those that are complained about: `of` knows them by their keys. Paths begin `above` keys
/// further up than `written`.
pub(super) fn put(
    written: &mut Node,
    above: usize,
    complaints: &[Complaint],
    of: impl Fn(&str) -> Option<Value>,
) {
    for complaint in complaints.iter().filter(|complaint| !complaint.key) {
        let (Some(key), Some(below)) = (complaint.path.last(), complaint.path.get(above..)) else { continue };
        if let (Some(value), Some(node)) = (of(key), written.walk_mut(below)) {
            node.value = value;
        }
    }
}

/// An incident as its rules may look at it; of values that it cannot do without others stand in for wrong ones.
pub(super) fn incident(
    node: &mut Node,
    at: &[String],
    complaints: &mut Vec<Complaint>,
) -> Option<IncidentSpec> {
    let (mut written, before) = (node.clone(), complaints.len());
    let sound = decode(node, at, complaints);
    if complaints.len() == before {
        return sound;
    }
    // what the rules complain about is pointed at where it is written
    *node = written.clone();
    put(&mut written, at.len(), &complaints[before..], needed);
    decode(&mut written, at, &mut Vec::new())
}

/// What an incident needs: rules that compare with one complain where it is written, which is told already.
fn needed(key: &str) -> Option<Value> {
    let text = match key {
        "at" => "1 min",
        "power" => "14 dBm",
        "share" => "10 %",
        "within" => "10 s",
        "speed" => "3 km/s",
        "image" => "60 kB",
        "x" | "y" => "0 m",
        _ => return None,
    };
    Some(Value::Text(text.to_string()))
}
