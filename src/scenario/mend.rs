//! Decodes a part of the scenario and collects all that is wrong with it: each fault is complained about,
//! set aside (or, where the meaning is plain, mended) in the tree, and the part is decoded again.

use serde::Deserialize;

use super::complaint::{Complaint, Path, below};
use super::decode::{Fault, FaultKind};
use super::diagnose::{nearest, suggest, truth};
use super::forms::{form, with_values};
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
            let near = nearest(&written, known.iter().copied()).is_some();
            let help = form(&here).filter(|form| !near && form.contains("= {"));
            let help = with_values(&here, &written).or(help);
            let help = help.map_or_else(|| suggest(&written, known, "choices"), example);
            vec![Complaint::new(here, format!("`{written}` is not a choice here")).help(help)]
        }
        FaultKind::Other(message) => vec![with_help(here, &message, &faulty.value)],
    };
    complaints.extend(found.into_iter().map(|complaint| complaint.at(spot.clone())));
    faulty.value = Value::Wrong;
    if is_root { None } else { Some(()) }
}

fn unknown_key(table: &[String], key: &str, known: &[&str]) -> Complaint {
    let message = format!("unknown key `{key}`");
    let help = match (table, key) {
        ([kind, group], "off") if kind == "gateways" => {
            format!("single gateways can be off: [gateways.{group}.member.ID] with off = true")
        }
        _ => suggest(key, known, "keys here"),
    };
    Complaint::of_key(below(table, &[key]), message).help(help)
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
        let meaning = meaning.map(|meaning| format!("{key}: {}", meaning.trim_end_matches('.')));
        let help = [meaning, form(&below(here, &[&key])).map(example)];
        match help.into_iter().flatten().collect::<Vec<_>>().join("; ") {
            help if help.is_empty() => complaint,
            help => complaint.help(help),
        }
    };
    required.into_iter().map(complain).collect()
}

/// What a unit's complaint says after its semicolon is help; of other types an example is.
fn with_help(here: Path, message: &str, written: &Value) -> Complaint {
    if let Some((what, help)) = message.split_once("; ") {
        return Complaint::new(here, what).help(help);
    }
    let example = match message.contains("must be true or false") {
        true => truth_meant(written),
        false => left_out(&here, written).or_else(|| form(&here).map(example)),
    };
    // of two ranges the key's own is the true one
    let own_range = example.as_deref().is_some_and(|example| example.contains("; it is "));
    let widest = message.split_once(" for a whole number (").filter(|_| own_range);
    let complaint = Complaint::new(here, widest.map_or(message, |(out_of_range, _)| out_of_range));
    match example {
        Some(help) => complaint.help(help),
        None => complaint,
    }
}

fn example(form: String) -> String {
    format!("write for example {form}")
}

fn truth_meant(written: &Value) -> Option<String> {
    let meant = match written {
        Value::Text(word) => truth(word),
        Value::Integer(number) => truth(&number.to_string()),
        _ => None,
    };
    Some(meant.map_or("write true or false, without quotes".into(), |truth| {
        format!("write {truth}, without quotes")
    }))
}

/// Whoever writes "none" wants the key away.
fn left_out(here: &[String], written: &Value) -> Option<String> {
    let key = here.last()?;
    let none =
        |word: &str| ["", "none", "no", "null", "nothing", "-"].contains(&word.to_lowercase().as_str());
    matches!(written, Value::Text(word) if none(word)).then(|| format!("for none, leave `{key}` out"))
}
