//! Scenario files as trees whose every key and value knows where it was written, so that a complaint
//! about a decoded value can point at its text. Knows TOML, not what a scenario means.

use std::ops::Range;

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use super::diagnose::Problem;
use super::syntax;

/// Tables and lists within each other that a scenario may have; the language itself needs seven.
const DEPTH: usize = 40;
/// Stack for the parser, bytes.
const STACK: usize = 128 << 20;
/// Syntax errors reported of one file: what follows is mostly their echo.
const SYNTAX_ERRORS: usize = 20;

/// Where something was written: the file's index and the bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spot {
    pub file: usize,
    pub span: Range<usize>,
}

/// A value, its place, and the place of its key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub key: Spot,
    pub spot: Spot,
    pub value: Value,
}

/// TOML's values. Integers are wide enough for `u64` seeds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Datetime(String),
    List(Vec<Node>),
    Table(IndexMap<String, Node>),
    /// Already complained about: to be passed over.
    Wrong,
}

/// A file's name as the user would write it, and its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    pub name: String,
    pub text: String,
}

/// All files read for one scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources(pub Vec<Source>);

impl Sources {
    /// Adds a file; the answer is its index.
    pub fn add(&mut self, name: String, text: String) -> usize {
        self.0.push(Source { name, text });
        self.0.len() - 1
    }

    /// A problem at a place.
    pub fn problem(&self, spot: &Spot, message: impl Into<String>, help: Option<String>) -> Problem {
        let source = &self.0[spot.file];
        Problem::at(&source.name, spot.file, &source.text, spot.span.clone(), message, help)
    }
}

impl Node {
    /// The table's entries; nothing if it is no table.
    pub fn table(&self) -> Option<&IndexMap<String, Node>> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table's entries, to change.
    pub fn table_mut(&mut self) -> Option<&mut IndexMap<String, Node>> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The entry `key` of a table, or the element of that number of a list.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(table) => table.get(key),
            Value::List(list) => list.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The same, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.value {
            Value::Table(table) => table.get_mut(key),
            Value::List(list) => list.get_mut(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The node at the end of a path, to change.
    pub fn walk_mut(&mut self, path: &[String]) -> Option<&mut Node> {
        path.iter().try_fold(self, |node, key| node.get_mut(key))
    }

    /// Where to point for a path: its value, or the key of the deepest table on the way that exists.
    pub fn spot_of(&self, path: &[String]) -> Spot {
        let mut node = self;
        for key in path {
            match node.get(key) {
                Some(next) => node = next,
                None => return node.key.clone(),
            }
        }
        if node.table().is_some() { node.key.clone() } else { node.spot.clone() }
    }

    /// Where to point for a path when its key is meant (if it exists), or its value.
    pub fn spot_at(&self, path: &[String], key: bool) -> Spot {
        match path.iter().try_fold(self, |node, key| node.get(key)) {
            Some(found) if key => found.key.clone(),
            _ => self.spot_of(path),
        }
    }

    /// Whether something in it was already complained about.
    pub fn has_wrong(&self) -> bool {
        match &self.value {
            Value::Wrong => true,
            Value::List(list) => list.iter().any(Node::has_wrong),
            Value::Table(table) => table.values().any(Node::has_wrong),
            _ => false,
        }
    }
}

/// Parses file number `file`. Syntax errors come all at once.
pub(crate) fn parse(sources: &Sources, file: usize) -> Result<Node, Vec<Problem>> {
    // the parser's own limit allows some 80 × 80 levels, more than a thread's usual stack can free again
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let parsed = builder.spawn_scoped(scope, || parse_here(sources, file)).map(|thread| thread.join());
        match parsed {
            Ok(Ok(parsed)) => parsed,
            _ => {
                Err(vec![Problem::of_file(&sources.0[file].name, file, "the file could not be parsed", None)])
            }
        }
    })
}

fn parse_here(sources: &Sources, file: usize) -> Result<Node, Vec<Problem>> {
    let text = &sources.0[file].text;
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut planter = Planter { sources, file, sound: errors.is_empty(), problems: Vec::new() };
    for slip in syntax::slips(text, &errors).into_iter().take(SYNTAX_ERRORS) {
        let problem = sources.problem(&Spot { file, span: slip.span }, slip.message, slip.help);
        planter.problems.push(problem);
    }
    let root = planter.table(table.into_inner(), 0);
    let start = Spot { file, span: 0..text.find('\n').unwrap_or(text.len()) };
    let root = Node { key: start.clone(), spot: start, value: root };
    if planter.problems.is_empty() { Ok(root) } else { Err(planter.problems) }
}

/// Turns the parser's values into nodes.
struct Planter<'a> {
    sources: &'a Sources,
    file: usize,
    /// Whether the text was well-formed: else a number that is none was complained about already.
    sound: bool,
    problems: Vec<Problem>,
}

impl Planter<'_> {
    fn table(&mut self, table: DeTable, depth: usize) -> Value {
        let node = |(key, value): (toml::Spanned<_>, toml::Spanned<_>)| {
            let spot = Spot { file: self.file, span: key.span() };
            let key: std::borrow::Cow<str> = key.into_inner();
            (key.into_owned(), self.node(spot, value, depth + 1))
        };
        Value::Table(table.into_iter().map(node).collect())
    }

    fn node(&mut self, key: Spot, value: toml::Spanned<DeValue>, depth: usize) -> Node {
        let spot = Spot { file: self.file, span: value.span() };
        if depth > DEPTH {
            let problem =
                self.sources.problem(&key, format!("more than {DEPTH} levels within each other"), None);
            self.problems.push(problem);
            return Node { key, spot, value: Value::Wrong };
        }
        let value = self.value(&spot, value.into_inner(), depth);
        Node { key, spot, value }
    }

    fn value(&mut self, spot: &Spot, value: DeValue, depth: usize) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(yes) => Value::Boolean(yes),
            DeValue::Datetime(when) => Value::Datetime(when.to_string()),
            DeValue::Float(number) => self.number(spot, number.as_str().parse().ok().map(Value::Float)),
            DeValue::Integer(number) => {
                let integer = i128::from_str_radix(number.as_str(), number.radix()).ok();
                self.number(spot, integer.map(Value::Integer))
            }
            DeValue::Array(list) => Value::List(
                list.into_iter()
                    .map(|value| self.node(spot_of(self.file, &value), value, depth + 1))
                    .collect(),
            ),
            DeValue::Table(table) => self.table(table, depth),
        }
    }

    fn number(&mut self, spot: &Spot, number: Option<Value>) -> Value {
        number.unwrap_or_else(|| {
            if self.sound {
                self.problems.push(self.sources.problem(spot, "this number is too large", None));
            }
            Value::Wrong
        })
    }
}

fn spot_of(file: usize, value: &toml::Spanned<DeValue>) -> Spot {
    Spot { file, span: value.span() }
}
