//! Decodes a part of the scenario and collects all that is wrong with it: each fault is complained about,
//! set aside (or, where the meaning is plain, mended) in the tree, and the part is decoded again.

use serde::Deserialize;

use super::complaint::{Complaint, Path, below};
use super::decode::{Fault, FaultKind};
use super::diagnose::{nearest, suggest};
use super::schema::required_keys;
use super::tree::{Node, Value};

/// Faults of one part after which decoding gives up.
const FAULTS: usize = 200;

/// The decoded part, if all that it cannot do without is there.
pub(crate) fn decode<T: for<'de> Deserialize<'de>>(
    node: &mut Node,
    at: &[String],
    complaints: &mut Vec<Complaint>,
) -> Option<T> {
    for _ in 0..FAULTS {
        match T::deserialize(&*node) {
            Ok(part) => return Some(part),
            Err(fault) => mend(node, at, fault, complaints)?,
        }
    }
    None
}

/// Complains about a fault and takes it out of the tree; `None` if nothing is left to decode.
fn mend(node: &mut Node, at: &[String], mut fault: Fault, complaints: &mut Vec<Complaint>) -> Option<()> {
    fault.path.reverse();
    let here: Path = at.iter().chain(&fault.path).cloned().collect();
    let is_root = fault.path.is_empty();
    let faulty = node.walk_mut(&fault.path)?;
    let spot = faulty.spot_of(&[]);
    let found = match fault.kind {
        FaultKind::UnknownKey { key, known } => {
            let spot = faulty.get(&key).map_or(spot, |node| node.key.clone());
            complaints.push(unknown_key(&here, &key, known).at(spot));
            respell(faulty, &key, known);
            return Some(());
        }
        FaultKind::Missing { of, key } => missing(faulty, &here, of, key),
        // what is wrong within makes the whole wrong, and was said already
        _ if faulty.has_wrong() => Vec::new(),
        FaultKind::UnknownChoice { written, known } => {
            let complaint = Complaint::new(here, format!("`{written}` is not a choice here"));
            vec![complaint.help(suggest(&written, known, "choices"))]
        }
        FaultKind::Other(message) => vec![with_help(here, &message)],
    };
    complaints.extend(found.into_iter().map(|complaint| complaint.at(spot.clone())));
    faulty.value = Value::Wrong;
    if is_root { None } else { Some(()) }
}

fn unknown_key(table: &[String], key: &str, known: &[&str]) -> Complaint {
    let message = format!("unknown key `{key}`");
    Complaint::of_key(below(table, &[key]), message).help(suggest(key, known, "keys here"))
}

/// Reads a misspelled key as the one that is meant, so that its value is looked at, too.
fn respell(table: &mut Node, key: &str, known: &[&str]) {
    let Some(table) = table.table_mut() else { return };
    let Some(mut node) = table.get(key).cloned() else { return };
    match nearest(key, known.iter().copied()).filter(|meant| !table.contains_key(*meant)) {
        Some(meant) => {
            table.shift_remove(key);
            table.insert(meant.to_string(), node);
        }
        None => {
            node.value = Value::Wrong;
            table.insert(key.to_string(), node);
        }
    }
}

/// Complains about every key that is missing, not only the first.
fn missing(table: &Node, here: &[String], of: &str, first: &'static str) -> Vec<Complaint> {
    let mut required = required_keys(of);
    if required.is_empty() {
        required.push((first.to_string(), None));
    }
    required.retain(|(key, _)| table.get(key).is_none());
    let complain = |(key, meaning): (String, Option<String>)| {
        let complaint = Complaint::of_key(here.to_vec(), format!("`{key}` is missing"));
        match meaning {
            Some(meaning) => complaint.help(format!("{key}: {meaning}")),
            None => complaint,
        }
    };
    required.into_iter().map(complain).collect()
}

/// What a unit's complaint says after its semicolon is help.
fn with_help(here: Path, message: &str) -> Complaint {
    match message.split_once("; ") {
        Some((what, help)) => Complaint::new(here, what).help(help),
        None => Complaint::new(here, message),
    }
}
