//! Complaints while they still point at paths of the scenario (`devices.meters.count`), not yet at text.

use super::tree::Spot;

/// A path through the scenario, key by key.
pub(crate) type Path = Vec<String>;

/// The path of these keys.
pub(crate) fn path(keys: &[&str]) -> Path {
    keys.iter().map(|key| key.to_string()).collect()
}

/// `base`, further down.
pub(crate) fn below(base: &[String], keys: &[&str]) -> Path {
    base.iter().cloned().chain(keys.iter().map(|key| key.to_string())).collect()
}

/// Something wrong at a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Complaint {
    pub path: Path,
    /// The key itself is meant, not its value.
    pub key: bool,
    /// Where it was written, if that is known already: decoding takes wrong parts out of the tree.
    pub spot: Option<Spot>,
    /// Other paths it rests on: where something is wrong there, this is but its echo.
    pub rests_on: Vec<Path>,
    pub message: String,
    pub help: Option<String>,
}

impl Complaint {
    /// About the value at a path.
    pub fn new(path: Path, message: impl Into<String>) -> Self {
        Complaint { path, key: false, spot: None, rests_on: Vec::new(), message: message.into(), help: None }
    }

    /// About the key at the end of a path.
    pub fn of_key(path: Path, message: impl Into<String>) -> Self {
        Complaint { key: true, ..Complaint::new(path, message) }
    }

    /// With what would be right.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Written here, whatever becomes of the tree.
    pub fn at(mut self, spot: Spot) -> Self {
        self.spot = Some(spot);
        self
    }

    /// Resting on what is written at a path, too.
    pub fn resting_on(mut self, path: Path) -> Self {
        self.rests_on.push(path);
        self
    }

    /// Whether it would not be there but for what `first` complains about.
    pub fn echoes(&self, first: &Complaint) -> bool {
        first.meets(&self.path) || self.rests_on.iter().any(|path| first.meets(path))
    }

    /// Whether one of the two paths lies within the other.
    fn meets(&self, path: &[String]) -> bool {
        let shorter = self.path.len().min(path.len());
        self.path[..shorter] == path[..shorter]
    }
}
