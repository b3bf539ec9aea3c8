//! From a file's path to a validated [`Scenario`] with everything that results say about it: what it
//! extends and changes, a hash of all that went in, and which defaults were used.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use super::assemble::assemble;
use super::complaint::{Complaint, path};
use super::defaults::{self, Assumption};
use super::diagnose::{Diagnostics, Problem};
use super::extends::{Chain, Reader};
use super::options::lay::{self, Laid, Offered};
use super::options::{CHANGES_NOTHING, OptionSpec};
use super::overlay::changes;
use super::places::Places;
use super::ranges::{self, Ends, Range};
use super::stated::stated;
use super::tree::{Node, Spot};
use super::{Scenario, link_trace, places, read, trace, validate, values};
use crate::model::place::{PlaceRow, PlaceSpec};

/// A scenario ready for use, and where it comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario, place files read; without options.
    pub scenario: Scenario,
    /// What may be bought, in the file's order; empty once some of it is laid on.
    pub options: IndexMap<String, OptionSpec>,
    /// The file as named by the user.
    pub path: PathBuf,
    /// Of an overlay: the file it extends, as written.
    pub base: Option<String>,
    /// Of an overlay or settings: what differs, as `path: old -> new`.
    pub changes: Vec<String>,
    /// SHA-256, in hexadecimal, of the resolved scenario and every table it names.
    pub hash: String,
    /// What the scenario states of propagation and spreading factors, and every default that was used.
    pub assumptions: Vec<Assumption>,
    /// Assumptions that the file gives as ranges; the scenario has their values.
    pub ranges: Vec<Range>,
    /// What the reader must know before trusting a figure.
    pub warnings: Vec<String>,
    /// Good to know when checking: columns of place files that are not used.
    pub notes: Vec<String>,
    /// Every file read: the scenario, its bases, its tables.
    pub files: Vec<PathBuf>,
}

/// Texts by the names under which a scenario finds them.
pub type Files = [(&'static str, String)];

/// Reads, resolves and checks a scenario; `settings` are `path=value`, laid on top in order.
pub fn load(file: &Path, settings: &[String]) -> Result<Loaded, Diagnostics> {
    let mut reader = Reader::default();
    let chain = reader.read(file).map_err(Diagnostics::new)?;
    resolve(Asked::of(file, settings), reader, chain)
}

/// The same with options of these names laid on, in the file's order.
pub fn load_with(file: &Path, settings: &[String], bought: &[String]) -> Result<Loaded, Diagnostics> {
    let mut reader = Reader::default();
    let chain = reader.read(file).map_err(Diagnostics::new)?;
    resolve(Asked { bought: Some(bought), ..Asked::of(file, settings) }, reader, chain)
}

/// The same at one moment: without `[growth]`, of which a count that is set says the outcome.
pub fn load_still(file: &Path, settings: &[String]) -> Result<Loaded, Diagnostics> {
    let mut reader = Reader::default();
    let chain = reader.read(file).map_err(Diagnostics::new)?;
    resolve(Asked { still: true, ..Asked::of(file, settings) }, reader, chain)
}

/// The same of a scenario at hand, and of the tables it names: nothing is read from a disk.
pub fn given(text: &str, files: &Files, settings: &[String]) -> Result<Loaded, Diagnostics> {
    let mut reader = Reader::default();
    let tree = reader.given("scenario.toml", text).map_err(Diagnostics::new)?;
    let file = Path::new("scenario.toml");
    resolve(Asked { given: Some(files), ..Asked::of(file, settings) }, reader, Chain { tree, base: None })
}

/// What is loaded, and with what.
struct Asked<'a> {
    file: &'a Path,
    /// The tables; those of the disk if not given.
    given: Option<&'a Files>,
    settings: &'a [String],
    /// Options to lay on; `None` to leave them all and try whether they fit.
    bought: Option<&'a [String]>,
    /// Whether growth is left out.
    still: bool,
}

impl<'a> Asked<'a> {
    fn of(file: &'a Path, settings: &'a [String]) -> Asked<'a> {
        Asked { file, given: None, settings, bought: None, still: false }
    }
}

fn resolve(asked: Asked, mut reader: Reader, chain: Chain) -> Result<Loaded, Diagnostics> {
    let Asked { file, given, settings, bought, still } = asked;
    let Chain { mut tree, base } = chain;
    let before = base.as_ref().map_or(&tree, |(_, tree)| tree).clone();
    reader.set(&mut tree, settings).map_err(Diagnostics::new)?;
    if still {
        tree.table_mut().map(|table| table.shift_remove("growth"));
    }
    let offered = lay::offered(&tree);
    let plain = lay::plain(&tree);
    if let Some(bought) = bought {
        tree = lay::with(&plain, &offered, &bought.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let changes = changes(&before, &tree);
    let mut gathering = Gathering::new(reader, tree, file, given);
    // what is only another state of a file was read before with all its ranges
    gathering.tries_ends = bought.is_none() && !still;
    let mut scenario = gathering.scenario();
    if bought.is_none() && !offered.is_empty() {
        let without = Scenario { options: Default::default(), ..scenario.clone() };
        gathering.try_options(&plain, &offered, &without);
    }
    if !gathering.problems.is_empty() {
        return Err(Diagnostics::new(gathering.problems));
    }
    let mut options = std::mem::take(&mut scenario.options);
    lay::describe(&plain, &offered, &mut options);
    let tables = gathering.digest.finalize();
    scenario.tables = hexadecimal(&tables);
    Ok(Loaded {
        path: file.to_path_buf(),
        base: base.map(|(name, _)| name),
        changes,
        hash: hash(&scenario, &tables),
        assumptions: assumptions(&scenario, &gathering.ranges),
        ranges: gathering.ranges,
        warnings: gathering.warnings,
        notes: gathering.notes,
        files: gathering.reader.paths.into_iter().flatten().collect(),
        options,
        scenario,
    })
}

/// What is stated, what lies in a range, and every default.
fn assumptions(scenario: &Scenario, ranges: &[Range]) -> Vec<Assumption> {
    let ranged = ranges.iter().map(|range| Assumption {
        path: range.path.clone(),
        value: range.held(),
        source: format!("the file: {}", range.source()),
    });
    let fixed = |stated: &Assumption| ranges.iter().all(|range| range.path != stated.path);
    let stated = stated(scenario).into_iter().filter(fixed);
    stated.chain(ranged).chain(defaults::used_by(scenario)).collect()
}

/// Over the scenario's canonical JSON and the digest of its tables.
fn hash(scenario: &Scenario, tables: &[u8]) -> String {
    let json = serde_json::to_vec(scenario).unwrap_or_default();
    let whole = Sha256::new().chain_update(json).chain_update(tables).finalize();
    hexadecimal(&whole)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A scenario on its way, with all that was found wrong so far.
struct Gathering<'a> {
    reader: Reader,
    tree: Node,
    file: &'a Path,
    /// The tables; those of the disk if not given.
    given: Option<&'a Files>,
    problems: Vec<Problem>,
    /// Where they are.
    faulty: Vec<Spot>,
    warnings: Vec<String>,
    notes: Vec<String>,
    ranges: Vec<Range>,
    digest: Sha256,
    /// Options, or the end of a range, that are laid on the tree to see whether they fit.
    laid: Option<Laid>,
    /// Whether the ends of ranges are tried.
    tries_ends: bool,
}

impl<'a> Gathering<'a> {
    fn new(reader: Reader, tree: Node, file: &'a Path, given: Option<&'a Files>) -> Gathering<'a> {
        Gathering {
            reader,
            tree,
            file,
            given,
            problems: Vec::new(),
            faulty: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
            ranges: Vec::new(),
            digest: Sha256::new(),
            laid: None,
            tries_ends: false,
        }
    }

    /// Lays on each option with what it requires, and pairs that change the same entry: all must give a valid scenario.
    fn try_options(&mut self, plain: &Node, offered: &[Offered], without: &Scenario) {
        let echo = !self.problems.is_empty();
        for clash in lay::clashes(plain, offered) {
            let [a, b] = &clash.names;
            let message = format!(
                "`{a}` and `{b}` may be bought together but set different values ({})",
                clash.differs
            );
            let help = format!("if only one of them can be bought, write excludes = [\"{a}\"]");
            self.complain(&clash.at, message, Some(help));
        }
        let mut sound: Vec<&Offered> = Vec::new();
        for one in offered {
            let names = lay::closure(offered, &one.name);
            let Some(with) = self.try_one(plain, offered, &names, echo) else { continue };
            if lay::says_nothing(plain, &one.change) {
                let help = Some(CHANGES_NOTHING.1.to_string());
                self.complain(&one.change.key, CHANGES_NOTHING.0.to_string(), help);
            } else if names.len() == 1 && with == *without {
                let name = &one.name;
                self.warnings.push(format!(
                    "options.{name} changes nothing: all that it sets stands in the scenario already"
                ));
            }
            sound.push(one);
        }
        for (at, b) in sound.iter().enumerate() {
            for a in sound[..at].iter().filter(|a| !echo && lay::together(a, b) && lay::touch(a, b)) {
                let mut names = lay::closure(offered, &a.name);
                names.extend(lay::closure(offered, &b.name));
                self.try_one(plain, offered, &names, echo);
            }
        }
    }

    /// A scenario with these options; if it is not valid, the last of them is told.
    fn try_one(&mut self, plain: &Node, offered: &[Offered], names: &[&str], echo: bool) -> Option<Scenario> {
        let laid = Laid::new(plain, offered, names, echo);
        let (with, problems) = self.elsewhere(lay::with(plain, offered, names), laid);
        let fits = problems.is_empty();
        self.problems.extend(problems);
        fits.then_some(with)
    }

    /// What another tree gives, and what is wrong with it.
    fn elsewhere(&mut self, tree: Node, laid: Laid) -> (Scenario, Vec<Problem>) {
        let known = self.reader.sources.0.len();
        let mut other = Gathering::new(std::mem::take(&mut self.reader), tree, self.file, self.given);
        other.laid = Some(laid);
        let with = other.scenario();
        self.reader = other.reader;
        self.reader.sources.0.truncate(known);
        self.reader.paths.truncate(known);
        (with, other.problems)
    }

    /// Puts each end of each range in its place: all must give a valid scenario. What is wrong with a middle that nobody
    /// wrote is said of the ends alone.
    fn try_ends(&mut self, tree: &Node, ends: &[Ends], complaints: &mut Vec<Complaint>) {
        let heard: Vec<Spot> = complaints
            .iter()
            .map(|complaint| self.spot(complaint))
            .chain(self.faulty.iter().cloned())
            .collect();
        for range in ends {
            let mut found = Vec::new();
            for end in &range.ends {
                let mut moved = tree.clone();
                let Some(place) = moved.walk_mut(&range.at) else { continue };
                (place.spot, place.value) = (end.spot.clone(), end.value.clone());
                found.extend(
                    self.elsewhere(moved, Laid::end(range.said(end), end.spot.clone(), heard.clone())).1,
                );
            }
            if range.guessed && !found.is_empty() {
                complaints.retain(|complaint| complaint.path != range.at);
            }
            self.problems.extend(found);
        }
    }

    /// Something is wrong here; with options laid on, only if they are at fault.
    fn complain(&mut self, spot: &Spot, message: String, help: Option<String>) {
        let placed = match &self.laid {
            None => Some((spot.clone(), message)),
            Some(laid) => laid.place(spot.clone(), message),
        };
        if let Some((spot, message)) = placed {
            self.problems.push(self.reader.sources.problem(&spot, message, help));
            self.faulty.push(spot);
        }
    }

    fn scenario(&mut self) -> Scenario {
        let ranged = ranges::resolve(&mut self.tree);
        if self.laid.is_none() {
            ranged.complaints.iter().for_each(|complaint| self.pass_on(complaint));
        }
        self.notes.extend(ranged.ranges.iter().map(Range::note));
        self.ranges = ranged.ranges;
        let resolved = (self.tries_ends && !ranged.ends.is_empty()).then(|| self.tree.clone());
        let assembled = assemble(&mut self.tree);
        let mut scenario = assembled.scenario;
        self.places(&mut scenario);
        self.columns(&mut scenario);
        self.traces(&mut scenario);
        let found = validate::validate(&scenario, &assembled.broken);
        self.warnings.extend(found.warnings);
        // a rule that looks at a part whose decoding failed would complain about the failure's echo
        let echo = |complaint: &Complaint| assembled.complaints.iter().any(|first| complaint.echoes(first));
        let fresh: Vec<_> = found.complaints.into_iter().filter(|complaint| !echo(complaint)).collect();
        let mut complaints: Vec<Complaint> = assembled.complaints.into_iter().chain(fresh).collect();
        if let Some(tree) = resolved {
            self.try_ends(&tree, &ranged.ends, &mut complaints);
        }
        complaints.iter().for_each(|complaint| self.pass_on(complaint));
        scenario
    }

    /// Where something is wrong.
    fn spot(&self, complaint: &Complaint) -> Spot {
        let found = complaint.spot.clone();
        found.unwrap_or_else(|| self.tree.spot_at(&complaint.path, complaint.key))
    }

    fn pass_on(&mut self, complaint: &Complaint) {
        let spot = self.spot(complaint);
        let added = self.laid.as_ref().and_then(|laid| laid.added(complaint));
        let told = added.unwrap_or_else(|| (spot, complaint.message.clone(), complaint.help.clone()));
        self.complain(&told.0, told.1, told.2);
    }

    /// Reads place files and written points.
    fn places(&mut self, scenario: &mut Scenario) {
        let links: Vec<String> = self
            .tree
            .get("links")
            .and_then(Node::table)
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        let devices = scenario.devices.iter().map(|(name, class)| ("devices", name, &class.place));
        let gateways = scenario.gateways.iter().map(|(name, group)| ("gateways", name, &group.place));
        let mut places = indexmap::IndexMap::new();
        for (kind, name, place) in devices.chain(gateways) {
            let rows = match place {
                Some(PlaceSpec::File(file)) => self
                    .table(&path(&[kind, name, "place", "file"]), file, |name, rank, text| {
                        let links: Vec<&str> = links.iter().map(String::as_str).collect();
                        places::read(name, rank, text, &links)
                    })
                    .map(|places| self.told(kind, places)),
                Some(PlaceSpec::Points(points)) => Some(places::points(points)),
                _ => None,
            };
            places.extend(rows.map(|rows| (format!("{kind}.{name}"), rows)));
        }
        scenario.places = places;
    }

    /// The rows; what is to be said of the file is said once, however many tables name it.
    fn told(&mut self, kind: &str, places: Places) -> Vec<PlaceRow> {
        let Places { rows, mut warnings, note, nameless } = places;
        warnings.extend(nameless.filter(|_| kind == "gateways"));
        let fresh = |said: &[String], text: &String| !said.contains(text);
        self.warnings
            .extend(warnings.into_iter().filter(|text| fresh(&self.warnings, text)).collect::<Vec<_>>());
        self.notes.extend(note.filter(|text| fresh(&self.notes, text)));
        rows
    }

    /// Reads the columns of empirical distributions.
    fn columns(&mut self, scenario: &mut Scenario) {
        for (at, spec) in values::columns(scenario) {
            let wanted = spec.column.clone();
            let read =
                self.table(&super::complaint::below(&at, &["file"]), &spec.file, |name, rank, text| {
                    places::column(name, rank, text, &wanted)
                });
            spec.values = std::sync::Arc::new(read.unwrap_or_default());
        }
    }

    /// Reads recorded messages.
    fn traces(&mut self, scenario: &mut Scenario) {
        for (name, class) in &mut scenario.devices {
            let Some(spec) = class.message.as_mut().and_then(|message| message.trace.as_mut()) else {
                continue;
            };
            let at = path(&["devices", name, "message", "trace", "file"]);
            let read = self.table(&at, &spec.file, |name, rank, text| trace::read(name, rank, text, spec));
            spec.rows = std::sync::Arc::new(read.unwrap_or_default());
        }
        for (name, link) in &mut scenario.links {
            let Some(spec) = &mut link.trace else { continue };
            let at = path(&["links", name, "trace", "file"]);
            let read =
                self.table(&at, &spec.file, |name, rank, text| link_trace::read(name, rank, text, spec));
            spec.rows = std::sync::Arc::new(read.unwrap_or_default());
        }
    }

    /// Reads a CSV file that the value at `at` names, relative to the scenario file that names it.
    fn table<T>(
        &mut self,
        at: &[String],
        named: &str,
        read: impl FnOnce(&str, usize, &str) -> Result<T, Vec<Problem>>,
    ) -> Option<T> {
        let spot = self.tree.spot_of(at);
        let owner = self.reader.paths.get(spot.file).cloned().flatten();
        let folder = owner.as_deref().unwrap_or(self.file).parent().unwrap_or(Path::new("")).to_path_buf();
        let file = folder.join(named);
        let bytes = match read::named(named).and_then(|()| self.bytes(named, &file)) {
            Ok(bytes) => bytes,
            Err(message) => {
                let beside = || "a file is looked for beside the scenario file that names it".to_string();
                let help = read::meant(&file).unwrap_or_else(beside);
                self.complain(&spot, message, Some(help));
                return None;
            }
        };
        self.digest.update((bytes.len() as u64).to_le_bytes());
        self.digest.update(&bytes);
        let name = file.display().to_string();
        let rank = self.reader.sources.add(name.clone(), String::new());
        self.reader.paths.push(Some(file));
        let read = read::text(&bytes, &name, rank)
            .map_err(|problem| vec![problem])
            .and_then(|text| read(&name, rank, &text));
        let echo = self.laid.as_ref().is_some_and(|laid| laid.echo);
        read.map_err(|problems| self.problems.extend(problems.into_iter().filter(|_| !echo))).ok()
    }

    fn bytes(&self, named: &str, file: &Path) -> Result<Vec<u8>, String> {
        let Some(given) = self.given else { return read::bytes(file, read::MAX_TABLE) };
        let found = given.iter().find(|(name, _)| *name == named);
        found.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| format!("no table {named} was given"))
    }
}
