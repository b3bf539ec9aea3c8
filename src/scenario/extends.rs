//! Reading a scenario file with the files it extends, and laying `--set` on top.

use std::path::{Path, PathBuf};

use super::diagnose::{Problem, list, nearest};
use super::library;
use super::overlay::merge;
use super::read;
use super::tree::{Node, Sources, Value, parse};

/// Files that may extend each other in a chain.
const CHAIN: usize = 16;
/// The name under which complaints show a setting of the command line.
pub(crate) const SETTING: &str = "--set";
/// What a setting begins with that is no setting but the name of an overlay.
pub(crate) const WITH: &str = "--with ";

/// A file with its bases merged in.
pub(crate) struct Chain {
    /// The tree with everything merged.
    pub tree: Node,
    /// The name of the file it extends, as written, and that one's tree.
    pub base: Option<(String, Node)>,
}

/// Reads scenario files and remembers them.
#[derive(Default)]
pub(crate) struct Reader {
    pub sources: Sources,
    /// The file of each source, for paths relative to it; `None` for settings.
    pub paths: Vec<Option<PathBuf>>,
    /// Bytes of the files, in the order read.
    stack: Vec<PathBuf>,
}

impl Reader {
    /// Reads `path` and what it extends.
    pub fn read(&mut self, path: &Path) -> Result<Chain, Vec<Problem>> {
        let name = path.display().to_string();
        let rank = self.sources.0.len();
        let of_file = |message: String| vec![Problem::of_file(&name, rank, message, read::meant(path))];
        let bytes = read::bytes(path, read::MAX_SCENARIO).map_err(of_file)?;
        let text = read::text(&bytes, &name, rank).map_err(|problem| vec![problem])?;
        let file = self.add(name, text, Some(path.to_path_buf()));
        let mut over = parse(&self.sources, file)?;
        let Some(extends) = over.table_mut().and_then(|table| table.shift_remove("extends")) else {
            return Ok(Chain { tree: over, base: None });
        };
        self.stack.push(path.canonicalize().unwrap_or_else(|_| path.to_path_buf()));
        let base = self.base(path, &extends)?;
        self.stack.pop();
        let mut tree = base.1.clone();
        merge(&mut tree, over, &mut Vec::new());
        Ok(Chain { tree, base: Some(base) })
    }

    /// Takes a text that stands alone.
    pub fn given(&mut self, name: &str, text: &str) -> Result<Node, Vec<Problem>> {
        let file = self.add(name.to_string(), text.to_string(), Some(PathBuf::from(name)));
        parse(&self.sources, file)
    }

    fn add(&mut self, name: String, text: String, path: Option<PathBuf>) -> usize {
        self.paths.push(path);
        self.sources.add(name, text)
    }

    /// The file that `extends` names, relative to the file that says so.
    fn base(&mut self, path: &Path, extends: &Node) -> Result<(String, Node), Vec<Problem>> {
        let wrong =
            |reader: &Self, message: String| vec![reader.sources.problem(&extends.spot, message, None)];
        let Value::Text(name) = &extends.value else {
            return Err(wrong(self, "`extends` must be the name of a file, in quotes".into()));
        };
        read::named(name).map_err(|message| wrong(self, message))?;
        let base = path.parent().unwrap_or(Path::new("")).join(name);
        let metadata = std::fs::metadata(&base);
        if !metadata.is_ok_and(|metadata| metadata.is_file()) {
            let message = read::bytes(&base, read::MAX_SCENARIO).err().unwrap_or_default();
            return Err(vec![self.sources.problem(&extends.spot, message, read::meant(&base))]);
        }
        if base.canonicalize().is_ok_and(|file| self.stack.contains(&file)) {
            return Err(wrong(
                self,
                format!("`{name}` extends this file in turn: a scenario cannot be its own base"),
            ));
        }
        if self.stack.len() > CHAIN {
            return Err(wrong(self, format!("more than {CHAIN} files extend each other")));
        }
        self.read(&base).map(|chain| (name.clone(), chain.tree))
    }

    /// Lays settings (`path=value`) on the tree, in order.
    pub fn set(&mut self, tree: &mut Node, settings: &[String]) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for setting in settings {
            let over = match setting.strip_prefix(WITH) {
                Some(name) => self.overlay(name.trim()),
                None => self.setting(tree, setting),
            };
            match over {
                Ok(over) => merge(tree, over, &mut Vec::new()),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// An overlay for any scenario: a file, or one of the library by its name.
    fn overlay(&mut self, name: &str) -> Result<Node, Vec<Problem>> {
        let (shown, text, path) = match library::find(name) {
            Some(overlay) => (format!("overlay {name}"), overlay.text.to_string(), None),
            None => {
                let (path, rank) = (Path::new(name), self.sources.0.len());
                let names: Vec<&str> = library::OVERLAYS.iter().map(|overlay| overlay.name).collect();
                let meant = || match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("a file, or one of the library: {}", list(&names)),
                };
                let of_file = |message: String| {
                    let help = read::meant(path).or_else(|| Some(meant()));
                    vec![Problem::of_file(name, rank, message, help)]
                };
                let bytes = read::bytes(path, read::MAX_SCENARIO).map_err(of_file)?;
                let text = read::text(&bytes, name, rank).map_err(|problem| vec![problem])?;
                (name.to_string(), text, Some(path.to_path_buf()))
            }
        };
        let file = self.add(shown, text, path);
        let over = parse(&self.sources, file)?;
        if let Some(extends) = over.table().and_then(|table| table.get("extends")) {
            let message = "what is laid on by --with extends nothing";
            let help = Some("take `extends` out, or run the file by itself".to_string());
            return Err(vec![self.sources.problem(&extends.key, message.to_string(), help)]);
        }
        Ok(over)
    }

    /// A setting that an option of its own has made stands behind the option: `--until growth.until="2031-12"`.
    fn setting(&mut self, tree: &Node, setting: &str) -> Result<Node, Vec<Problem>> {
        let option = setting.split_once(' ').filter(|(option, _)| option.starts_with("--"));
        let (place, setting) = option.unwrap_or((SETTING, setting));
        let Some((key, value)) = split(setting) else {
            let file = self.add(SETTING.into(), setting.to_string(), None);
            let help = "write for example --set devices.meters.count=5000".to_string();
            let problem =
                Problem::at(SETTING, file, setting, 0..setting.len(), "a setting is path=value", Some(help));
            return Err(vec![problem]);
        };
        let key = quoted_segments(key);
        let written = format!("{key} = {}", value.trim());
        let text = if toml::de::DeTable::parse(&written).is_ok() {
            written
        } else {
            format!("{key} = {}", quoted(value.trim()))
        };
        let file = self.add(place.into(), text, None);
        let over = parse(&self.sources, file)?;
        self.check_name(tree, &over)?;
        Ok(over)
    }

    /// A setting changes what is there; a misspelled name would silently add another entry.
    fn check_name(&self, tree: &Node, over: &Node) -> Result<(), Vec<Problem>> {
        let Some((kind, named)) = over.table().and_then(|table| table.first()) else { return Ok(()) };
        if kind == "extends" {
            let message = "`extends` stands in a file and cannot be set";
            return Err(vec![self.sources.problem(&named.key, message, None)]);
        }
        let Some((name, node)) = named.table().and_then(|table| table.first()) else { return Ok(()) };
        let known = tree.get(kind).and_then(Node::table);
        if !["radio", "devices", "gateways", "links"].contains(&kind.as_str())
            || known.is_some_and(|known| known.contains_key(name))
        {
            return Ok(());
        }
        let known: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(name) => Some(format!("did you mean `{kind}.{name}`?")),
            None => (!known.is_empty()).then(|| format!("{kind}: {}", list(&known))),
        };
        Err(vec![self.sources.problem(&node.key, format!("there is no `{kind}.{name}` to set"), help)])
    }
}

/// At the first `=` outside quotes.
fn split(setting: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in setting.char_indices() {
        match (quote, c) {
            (None, '=') => return Some((setting[..at].trim(), &setting[at + 1..])),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => (),
        }
    }
    None
}

/// Puts quotes about the segments that need them (`member.rooftop:7`).
fn quoted_segments(key: &str) -> String {
    if key.contains(['"', '\'']) {
        return key.to_string();
    }
    let bare = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let parts = key.split('.').map(|part| if bare(part) { part.to_string() } else { quoted(part) });
    parts.collect::<Vec<_>>().join(".")
}

/// As a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_quotes_settings() {
        assert_eq!(split("a.b=c=d"), Some(("a.b", "c=d")));
        assert_eq!(split("a.\"x=y\".b = 3"), Some(("a.\"x=y\".b", " 3")));
        assert_eq!(split("a.b"), None);
        assert_eq!(quoted_segments("links.lte.member.rooftop:7.rate"), "links.lte.member.\"rooftop:7\".rate");
    }
}
