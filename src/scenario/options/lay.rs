//! Laying options on the tree of a scenario: alone, with what they require, in pairs; and which pairs would depend on the
//! order in which they are laid.

use indexmap::IndexMap;

use super::super::complaint::{Complaint, path};
use super::super::diagnose::nearest;
use super::super::overlay::{changes, merge};
use super::super::tree::{Node, Spot, Value};
use super::{CHANGED, OptionSpec};

/// An option as it stands in the tree.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    pub name: String,
    pub change: Node,
    /// Names that are options; others were complained about.
    pub excludes: Vec<String>,
    pub requires: Vec<String>,
}

/// Options, or the end of a range, whose laying is tried, and where they were written.
pub(crate) struct Laid {
    pub name: String,
    /// Where to point when something else than the option's own lines is at fault with it.
    at: Spot,
    spots: Vec<Spot>,
    added: Vec<Added>,
    /// The scenario without it is at fault already: only what stands in its own lines is worth saying.
    pub echo: bool,
    /// Where the scenario without it is at fault: what is wrong there was said.
    heard: Vec<Spot>,
}

/// An entry that the scenario has with an option only: a name, perhaps mistyped.
struct Added {
    kind: String,
    name: String,
    key: Spot,
    /// The name of its kind that is near.
    meant: Option<String>,
}

/// Two options that give different scenarios according to which is laid first.
pub(crate) struct Clash {
    pub names: [String; 2],
    /// `path: one value or the other`.
    pub differs: String,
    pub at: Spot,
}

/// Every option whose change is a table.
pub(crate) fn offered(tree: &Node) -> Vec<Offered> {
    let all = tree.get("options").and_then(Node::table);
    let names = |node: &Node, key: &str| {
        let list = match node.get(key).map(|node| &node.value) {
            Some(Value::List(list)) => list.as_slice(),
            _ => &[],
        };
        let name = |node: &Node| match &node.value {
            Value::Text(name) if all.is_some_and(|all| all.contains_key(name)) => Some(name.clone()),
            _ => None,
        };
        list.iter().filter_map(name).collect()
    };
    let one = |(name, node): (&String, &Node)| {
        let mut change = node.get("change")?.clone();
        // what no option may change is told of without laying it on
        change.table_mut()?.retain(|key, _| CHANGED.contains(&key.as_str()));
        let (excludes, requires) = (names(node, "excludes"), names(node, "requires"));
        Some(Offered { name: name.clone(), change, excludes, requires })
    };
    all.into_iter().flatten().filter_map(one).collect()
}

/// Says of each option what it changes.
pub(crate) fn describe(plain: &Node, offered: &[Offered], options: &mut IndexMap<String, OptionSpec>) {
    for (name, spec) in options {
        spec.changes = changes(plain, &with(plain, offered, &[name.as_str()]));
    }
}

/// The tree without its options.
pub(crate) fn plain(tree: &Node) -> Node {
    let mut plain = tree.clone();
    plain.table_mut().map(|table| table.shift_remove("options"));
    plain
}

/// The tree with these options, laid in the file's order.
pub(crate) fn with(plain: &Node, offered: &[Offered], chosen: &[&str]) -> Node {
    let mut tree = plain.clone();
    for one in offered.iter().filter(|one| chosen.contains(&one.name.as_str())) {
        merge(&mut tree, one.change.clone(), &mut Vec::new());
    }
    tree
}

/// An option's name and all that it cannot be bought without.
pub(crate) fn closure<'a>(offered: &'a [Offered], name: &'a str) -> Vec<&'a str> {
    let mut all = vec![name];
    let mut at = 0;
    while at < all.len() {
        let found = offered.iter().find(|one| one.name == all[at]);
        for required in found.iter().flat_map(|one| &one.requires) {
            if !all.contains(&required.as_str()) {
                all.push(required);
            }
        }
        at += 1;
    }
    all
}

/// Whether two options may be bought together, as far as they say of each other.
pub(crate) fn together(a: &Offered, b: &Offered) -> bool {
    !a.excludes.contains(&b.name) && !b.excludes.contains(&a.name)
}

/// Pairs that may be bought together but give another scenario the other way round.
pub(crate) fn clashes(plain: &Node, offered: &[Offered]) -> Vec<Clash> {
    let mut found = Vec::new();
    for (at, b) in offered.iter().enumerate() {
        for a in offered[..at].iter().filter(|a| together(a, b) && touch(a, b)) {
            let both = |first: &Offered, second: &Offered| {
                let mut tree = plain.clone();
                merge(&mut tree, first.change.clone(), &mut Vec::new());
                merge(&mut tree, second.change.clone(), &mut Vec::new());
                tree
            };
            let Some(differs) = changes(&both(b, a), &both(a, b)).into_iter().next() else { continue };
            let keys: Vec<&str> = differs.split(": ").next().unwrap_or_default().split('.').collect();
            let at = b.change.spot_of(&path(&keys));
            let differs = differs.replacen(" -> ", " or ", 1);
            found.push(Clash { names: [a.name.clone(), b.name.clone()], differs, at });
        }
    }
    found
}

/// Whether a change has tables, but in none of them a key, and none is an entry that the scenario lacks.
pub(crate) fn says_nothing(plain: &Node, change: &Node) -> bool {
    let kinds = change.table().into_iter().flatten();
    let mut entries = kinds.map(|(kind, node)| {
        let known = |name: &String| plain.get(kind).is_some_and(|of| of.get(name).is_some());
        node.table().is_some_and(|table| table.iter().all(|(name, entry)| known(name) && is_empty(entry)))
    });
    change.table().is_some_and(|table| !table.is_empty()) && entries.all(|nothing| nothing)
}

fn is_empty(node: &Node) -> bool {
    node.table().is_some_and(|table| table.values().all(is_empty))
}

/// Whether two options change the same entry (`links.lte`), or the platform both.
pub(crate) fn touch(a: &Offered, b: &Offered) -> bool {
    let entries = |one: &Offered| -> Vec<(String, String)> {
        let kinds = one.change.table().into_iter().flatten();
        kinds
            .flat_map(|(kind, node)| {
                node.table().into_iter().flatten().map(|(name, _)| (kind.clone(), name.clone()))
            })
            .collect()
    };
    let of_b = entries(b);
    entries(a).iter().any(|entry| of_b.contains(entry))
}

impl Laid {
    /// These options, the last of which is to blame.
    pub fn new(plain: &Node, offered: &[Offered], names: &[&str], echo: bool) -> Laid {
        let of = |name: &&str| offered.iter().find(|one| one.name == **name);
        let mut spots = Vec::new();
        names.iter().filter_map(of).for_each(|one| gather(&one.change, &mut spots));
        let at = names.iter().rev().find_map(of).map(|one| one.change.key.clone()).unwrap_or_default();
        let added = names.iter().filter_map(of).flat_map(|one| Added::all(plain, &one.change)).collect();
        Laid { name: names.join(" and "), at, spots, added, echo, heard: Vec::new() }
    }

    /// What is lacking of an entry that an option adds: where to say it, what, and what would be right.
    pub fn added(&self, complaint: &Complaint) -> Option<(Spot, String, Option<String>)> {
        let lacks = complaint.message.strip_suffix(" is missing")?;
        let [kind, name] = &complaint.path[..] else { return None };
        let Added { key, meant, .. } =
            self.added.iter().find(|one| one.kind == *kind && one.name == *name)?;
        let (message, help) = match meant {
            Some(meant) => (
                format!("there is no `{kind}.{name}`, and too little is said of it to add one"),
                Some(format!("did you mean `{kind}.{meant}`?")),
            ),
            None => {
                (format!("`{kind}.{name}`, which this option adds, lacks {lacks}"), complaint.help.clone())
            }
        };
        Some((key.clone(), message, help))
    }

    /// The end of a range, such as "links.lte.delay = 5 ms", which is to blame for all that is wrong with it
    /// and not `heard` of.
    pub fn end(name: String, at: Spot, heard: Vec<Spot>) -> Laid {
        Laid { name, spots: vec![at.clone()], at, added: Vec::new(), echo: false, heard }
    }

    /// Where to say something, and how; `None` if the scenario says it without the option.
    pub fn place(&self, spot: Spot, message: String) -> Option<(Spot, String)> {
        if self.spots.contains(&spot) {
            return Some((spot, message));
        }
        (!self.echo && !self.heard.contains(&spot))
            .then(|| (self.at.clone(), format!("with {}: {message}", self.name)))
    }
}

impl Added {
    /// All of a change that stand in no scenario without it.
    fn all(plain: &Node, change: &Node) -> Vec<Added> {
        let mut all = Vec::new();
        for (kind, node) in change.table().into_iter().flatten() {
            let known: Vec<&str> = plain
                .get(kind)
                .and_then(Node::table)
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str())
                .collect();
            let fresh =
                node.table().into_iter().flatten().filter(|(name, _)| !known.contains(&name.as_str()));
            all.extend(fresh.map(|(name, entry)| Added {
                kind: kind.clone(),
                name: name.clone(),
                key: entry.key.clone(),
                meant: nearest(name, known.iter().copied()).map(str::to_string),
            }));
        }
        all
    }
}

/// Every key and value below a change; its own key is not one of its lines.
fn gather(node: &Node, spots: &mut Vec<Spot>) {
    let below: Vec<&Node> = match &node.value {
        Value::Table(table) => table.values().collect(),
        Value::List(list) => list.iter().collect(),
        _ => Vec::new(),
    };
    for node in below {
        spots.extend([node.key.clone(), node.spot.clone()]);
        gather(node, spots);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tree::{Sources, parse};
    use super::*;

    fn tree(text: &str) -> Node {
        let mut sources = Sources::default();
        let file = sources.add("a.toml".into(), text.into());
        parse(&sources, file).unwrap()
    }

    fn clashing(options: &str) -> Vec<String> {
        let tree = tree(&format!("links.l.rate = '1'\nlinks.l.place.disc = 3\n{options}"));
        let all = clashes(&plain(&tree), &offered(&tree));
        all.iter().map(|clash| format!("{}+{} {}", clash.names[0], clash.names[1], clash.differs)).collect()
    }

    #[test]
    fn options_are_laid_in_the_order_of_the_file() {
        let tree = tree(
            "links.l.rate = '1'\noptions.a.change.links.l.delay = '2'\noptions.b.change.links.m.rate = '3'\n",
        );
        let (plain, offered) = (plain(&tree), offered(&tree));
        let laid = |chosen: &[&str]| changes(&plain, &with(&plain, &offered, chosen));
        assert_eq!(laid(&["b", "a"]), ["links.l.delay: (none) -> 2", "links.m.rate: (none) -> 3"]);
        assert_eq!(laid(&[]), [] as [&str; 0]);
    }

    #[test]
    fn what_depends_on_the_order_clashes() {
        let two = "options.a.change.links.l.rate = '2'\noptions.b.change.links.l.rate = ";
        assert_eq!(clashing(&format!("{two}'3'")), ["a+b links.l.rate: 2 or 3"]);
        assert!(clashing(&format!("{two}'2'")).is_empty(), "the same value");
        assert!(clashing(&format!("{two}'3'\noptions.b.excludes = ['a']")).is_empty());
        let choices = "options.a.change.links.l.place.file = 'f'\noptions.b.change.links.l.place.ring = 4";
        assert_eq!(clashing(choices).len(), 1, "a choice is one, whatever its key");
        let apart = "options.a.change.links.l.rate = '2'\noptions.b.change.links.l.delay = '2'";
        assert!(clashing(apart).is_empty());
    }

    #[test]
    fn what_is_required_comes_with_it_even_in_a_ring() {
        let tree = tree(
            "[options]\na = { requires = ['b'], change.x = 1 }\nb = { requires = ['c', 'none'], change.y = 1 }\n\
             c = { requires = ['a'], change.z = 1 }\n",
        );
        assert_eq!(closure(&offered(&tree), "a"), ["a", "b", "c"]);
    }
}
