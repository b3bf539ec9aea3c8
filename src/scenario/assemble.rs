//! From the merged tree to a [`Scenario`], named table by named table, so that one wrong part hides no other.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Deserialize;

use super::Scenario;
use super::complaint::{Complaint, path};
use super::diagnose::suggest;
use super::growth::{self, GrowthSpec};
use super::mend::decode;
use super::stand_in;
use super::syntax::plain_name;
use super::technology::radio;
use super::tree::{Node, Value};
use crate::model::link::LinkSpec;

/// Top-level keys.
const KEYS: [&str; 16] = [
    "title",
    "intent",
    "study",
    "radio",
    "devices",
    "gateways",
    "links",
    "sites",
    "platform",
    "storage",
    "costs",
    "incidents",
    "objectives",
    "options",
    "sweep",
    "growth",
];
/// Entries that one named table may have.
const ENTRIES: usize = 10_000;
/// Characters that a name may have.
const NAME: usize = 64;

/// What could be decoded, what is wrong, and which entries are there but could not be decoded.
#[derive(Default)]
pub(crate) struct Assembled {
    pub scenario: Scenario,
    pub complaints: Vec<Complaint>,
    /// Names such as `links.lte`: not to be called unknown.
    pub broken: BTreeSet<String>,
}

/// Decodes the whole tree, which loses its unknown and wrong parts on the way.
pub(crate) fn assemble(root: &mut Node) -> Assembled {
    let mut all = Assembled::default();
    all.unknown_keys(root);
    match root.table_mut().and_then(|table| table.get_mut("title")) {
        Some(node) => {
            all.scenario.title = decode(node, &path(&["title"]), &mut all.complaints).unwrap_or_default();
            all.title();
        }
        None => all.complaints.push(
            Complaint::of_key(path(&["title"]), "`title` is missing")
                .help("title: one line, printed on every page"),
        ),
    }
    all.scenario.intent = all.part(root, "intent");
    all.scenario.study = all.part(root, "study").unwrap_or_default();
    all.scenario.radio = all.named(root, "radio", radio);
    all.scenario.devices = all.named(root, "devices", entry);
    all.scenario.gateways = all.named(root, "gateways", entry);
    all.scenario.links = all.named(root, "links", link);
    all.scenario.sites = all.named(root, "sites", entry);
    all.scenario.platform = all.part(root, "platform");
    all.scenario.storage = all.named(root, "storage", entry);
    all.scenario.costs = all.part(root, "costs");
    all.scenario.incidents = all.named(root, "incidents", stand_in::incident);
    all.scenario.objectives = all.named(root, "objectives", entry);
    all.scenario.options = all.named(root, "options", entry);
    all.scenario.sweep = all.part(root, "sweep");
    all.scenario.growth = all.growth(root);
    all
}

/// Decodes one entry of a named table.
pub(crate) type Decode<T> = fn(&mut Node, &[String], &mut Vec<Complaint>) -> Option<T>;

impl Assembled {
    /// A title is printed on terminals, where control characters are commands.
    fn title(&mut self) {
        let (title, at) = (&self.scenario.title, path(&["title"]));
        if title.contains(char::is_control) {
            let complaint = Complaint::new(at, "a title is one line, without control characters");
            self.complaints.push(complaint.help("`intent` may have several lines"));
        } else if title.trim().is_empty() && !self.complaints.iter().any(|complaint| complaint.path == at) {
            let complaint = Complaint::new(at, "the title is empty");
            self.complaints.push(complaint.help("title: one line, printed on every page"));
        }
    }

    fn unknown_keys(&mut self, root: &Node) {
        for key in root.table().into_iter().flat_map(IndexMap::keys) {
            if !KEYS.contains(&key.as_str()) {
                let complaint = Complaint::of_key(path(&[key]), format!("unknown key `{key}`"));
                let mut known = KEYS.to_vec();
                known.push("extends");
                self.complaints.push(complaint.help(suggest(key, &known, "keys here")));
            }
        }
    }

    /// A part that may be left out.
    fn part<T: for<'de> Deserialize<'de>>(&mut self, root: &mut Node, key: &str) -> Option<T> {
        let node = root.get_mut(key)?;
        let part = decode(node, &path(&[key]), &mut self.complaints);
        if part.is_none() {
            self.broken.insert(key.to_string());
        }
        part
    }

    /// Growth; what of it is wrong is broken, by its path.
    fn growth(&mut self, root: &mut Node) -> Option<GrowthSpec> {
        let written = root.get("growth")?.clone();
        let before = self.complaints.len();
        let sound = self.part(root, "growth");
        let wrong = &self.complaints[before..];
        if wrong.is_empty() {
            return sound;
        }
        self.broken.extend(wrong.iter().map(|complaint| complaint.path.join(".")));
        let stood_in = growth::stand_in::growth(written.clone(), wrong);
        // what the rules complain about is pointed at where it is written
        root.get_mut("growth").into_iter().for_each(|node| *node = written.clone());
        stood_in
    }

    /// A table of named entries, in the file's order.
    fn named<T>(&mut self, root: &mut Node, kind: &str, decode: Decode<T>) -> IndexMap<String, T> {
        let mut decoded = IndexMap::new();
        let Some(node) = root.get_mut(kind) else { return decoded };
        let Value::Table(entries) = &mut node.value else {
            let message = format!("this must be a table of named entries: [{kind}.NAME]");
            self.complaints.push(Complaint::new(path(&[kind]), message));
            self.broken.insert(kind.to_string());
            return decoded;
        };
        if entries.len() > ENTRIES {
            let message = format!("{} entries; at most {ENTRIES} are possible", entries.len());
            self.complaints.push(Complaint::of_key(path(&[kind]), message));
            return decoded;
        }
        for (name, node) in entries.iter_mut() {
            let at = path(&[kind, name]);
            self.complaints.extend(name_complaint(name, &at));
            match decode(node, &at, &mut self.complaints) {
                Some(part) => drop(decoded.insert(name.clone(), part)),
                None => drop(self.broken.insert(format!("{kind}.{name}"))),
            }
        }
        decoded
    }
}

pub(super) fn name_complaint(name: &str, at: &[String]) -> Option<Complaint> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.len() <= NAME && name.chars().all(fits) {
        return None;
    }
    let help = format!("a name is 1 to {NAME} letters (a–z, A–Z), digits, `-` and `_`");
    let help = match plain_name(name) {
        plain if !plain.is_empty() && plain.len() <= NAME => format!("{help}, such as `{plain}`"),
        _ => help,
    };
    Some(Complaint::of_key(at.to_vec(), format!("`{name}` cannot be a name")).help(help))
}

/// A link sends at a rate, its own or that of a trace.
fn link(node: &mut Node, at: &[String], complaints: &mut Vec<Complaint>) -> Option<LinkSpec> {
    let is_traced = node.get("trace").is_some_and(|trace| trace.get("rate").is_some());
    if node.table().is_some() && node.get("rate").is_none() && !is_traced {
        let help = "rate: Rate towards the platform; write for example rate = \"2 Mbit/s\"";
        complaints.push(Complaint::of_key(at.to_vec(), "`rate` is missing").help(help));
    }
    entry(node, at, complaints)
}

fn entry<T: for<'de> Deserialize<'de>>(
    node: &mut Node,
    at: &[String],
    complaints: &mut Vec<Complaint>,
) -> Option<T> {
    decode(node, at, complaints)
}
