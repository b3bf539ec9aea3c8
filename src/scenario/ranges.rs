//! Assumptions that the file gives as ranges, `{ low = 3.5, value = 3.84, high = 4.1 }`, in place of a number or a quantity.
//! Everything but a question about ranges sees the value: it is put in the range's place before anything is decoded.

use super::complaint::{Complaint, Path, below, path};
use super::schema;
use super::sweep::Amount;
use super::tree::{Node, Spot, Value};
use crate::units::Count;

/// Keys of a range.
const KEYS: [&str; 3] = ["low", "value", "high"];
/// A table of these keys is a uniform distribution, no range.
const UNIFORM: &str = "uniform";
/// Tables that say how the network is; all others say what is asked of it.
const ASSUMED: [&str; 6] = ["radio", "devices", "gateways", "links", "sites", "platform"];
/// A unit of which there are no parts.
const BYTES: &str = "B";
/// Where ranges may stand.
const PLACES: &str = "ranges are of single numbers of the network: in [radio], [devices], [gateways], [links], [sites] and [platform]";
const HELP: &str =
    "write for example { low = 3.5, value = 3.8, high = 4.1 }; without `value` the middle holds";

/// An assumption that may lie anywhere between two ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Its path.
    pub path: String,
    /// The ends and the value that holds elsewhere; all of one unit.
    pub low: Amount,
    /// See `low`.
    pub value: Amount,
    /// See `low`.
    pub high: Amount,
    /// Only whole numbers lie between.
    pub whole: bool,
}

impl Range {
    /// The value at a share of the way from the low end to the high one, as a setting writes it. Of whole numbers each
    /// has as much of the way as any other.
    pub fn at(&self, share: f64) -> String {
        let (low, high) = (self.low.number, self.high.number);
        let number = match self.whole {
            true => libm::fmin(low + libm::floor(share * (high - low + 1.0)), high),
            false => low + share * (high - low),
        };
        Amount { number, unit: self.low.unit.clone() }.write()
    }

    /// The value that holds elsewhere.
    pub fn held(&self) -> String {
        self.value.write()
    }

    /// "3.84, assumed between 3.5 and 4.1".
    pub(crate) fn note(&self) -> String {
        format!("{} is {}, assumed {}", self.path, self.held(), self.source())
    }

    /// "between 3.5 and 4.1".
    pub(crate) fn source(&self) -> String {
        format!("between {} and {}", self.low.write(), self.high.write())
    }

    /// Whether a range on the command line may stand at this path.
    ///
    /// # Errors
    /// Why not, in a sentence.
    pub fn may_stand(path: &str) -> Result<(), String> {
        let table = path.split('.').next().unwrap_or_default();
        misplaced(table).map_or(Ok(()), |why| Err(format!("--range {path}: {why}; {PLACES}")))
    }

    /// Of two ends on the command line, "3.5..4.1"; `value` is what the file has there.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn between(path: &str, ends: &str, value: &str) -> Result<Range, String> {
        let wrong = |why: &str| {
            format!("{path}: {why}; write for example --range {path}=LOW..HIGH in the unit of the file")
        };
        Range::may_stand(path)?;
        let (low, high) = ends.split_once("..").ok_or_else(|| wrong("there is no `..` between two ends"))?;
        let parse =
            |text: &str| Amount::parse(text.trim()).ok_or_else(|| wrong(&format!("`{text}` is no number")));
        let (mut low, high, value) = (parse(low)?, parse(high)?, parse(value)?);
        if low.unit.is_empty() {
            low.unit.clone_from(&high.unit);
        }
        let range = Range::of(path.to_string(), &path.split('.').collect::<Vec<_>>(), [low, value, high]);
        let parted = [&range.low, &range.high].into_iter().find(|end| range.whole && !end.is_whole());
        let parted = parted.map(|end| format!("{} is not a whole number", end.write()));
        range.fault().or(parted).map_or(Ok(range), |why| Err(wrong(&why)))
    }

    /// Of a low end, a value and a high end; counts are counted out, so that all that lie between are.
    fn of(path: String, at: &[&str], amounts: [Amount; 3]) -> Range {
        let counts = schema::is_whole(at);
        let whole = counts || amounts[0].unit == BYTES;
        let [low, value, high] = if counts { amounts.map(counted) } else { amounts };
        Range { path, low, value, high, whole }
    }

    /// What does not fit together.
    fn fault(&self) -> Option<String> {
        let Range { low, value, high, .. } = self;
        let outside = !(low.number <= value.number && value.number <= high.number);
        match () {
            () if low.unit != high.unit || low.unit != value.unit => {
                Some("its ends and its value must be written in one unit".to_string())
            }
            () if low.number >= high.number => {
                Some(format!("`low` ({}) must be less than `high` ({})", low.write(), high.write()))
            }
            () if outside => {
                let (value, low, high) = (value.write(), low.write(), high.write());
                Some(format!("the value ({value}) does not lie between {low} and {high}"))
            }
            () => None,
        }
    }
}

/// The ranges of a tree, what is wrong with them, and what else they put in a place.
#[derive(Default)]
pub(crate) struct Found {
    pub ranges: Vec<Range>,
    pub complaints: Vec<Complaint>,
    pub ends: Vec<Ends>,
}

/// The ends of a range, which the scenario has to take as it takes the value.
pub(crate) struct Ends {
    /// Where the range stands.
    pub at: Path,
    /// Low and high end, as written.
    pub ends: [Node; 2],
    /// The value is not written: what is wrong with an end is mostly wrong with the middle.
    pub guessed: bool,
}

impl Ends {
    /// "devices.meters.count = 5".
    pub fn said(&self, end: &Node) -> String {
        let value = match &end.value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => String::new(),
        };
        format!("{} = {value}", written(&self.at))
    }
}

/// Puts the value in the place of every range, and answers the ranges and what is wrong with them.
pub(crate) fn resolve(tree: &mut Node) -> Found {
    let mut found = Found::default();
    visit(tree, &mut Vec::new(), false, &mut found);
    found
}

fn visit(node: &mut Node, at: &mut Path, listed: bool, found: &mut Found) {
    if is_range(node, at) {
        return replace(node, at, listed, found);
    }
    match &mut node.value {
        Value::Table(table) => {
            for (key, below) in table.iter_mut() {
                at.push(key.clone());
                visit(below, at, listed, found);
                at.pop();
            }
        }
        Value::List(list) => {
            for (number, below) in list.iter_mut().enumerate() {
                at.push(number.to_string());
                visit(below, at, true, found);
                at.pop();
            }
        }
        _ => {}
    }
}

fn replace(node: &mut Node, at: &Path, listed: bool, found: &mut Found) {
    if let [Some(low), Some(high)] = ["low", "high"].map(|key| node.get(key).cloned()) {
        let units = [&low, &high].map(|end| amount(end).map(|amount| amount.unit));
        if units[0] == units[1] && units[0].is_some() && !listed && misplaced(&at[0]).is_none() {
            let guessed = node.get("value").is_none();
            found.ends.push(Ends { at: at.clone(), ends: [low, high], guessed });
        }
    }
    match read(node, at, listed) {
        Ok((value, range)) => {
            node.value = value;
            found.ranges.push(range);
        }
        Err(complaint) => {
            found.complaints.push(*complaint);
            // something of the kind that belongs here, or its want would be complained about as well
            let (spot, value) = stand_in(node);
            (node.spot, node.value) = (spot, value);
        }
    }
}

/// The first of a wrong range's values that is a number or quantity, else of those that are written.
fn stand_in(node: &Node) -> (Spot, Value) {
    let written = || ["value", "low", "high"].into_iter().filter_map(|key| node.get(key));
    let found = written().find(|node| amount(node).is_some()).or_else(|| written().next());
    found.map_or((node.spot.clone(), Value::Wrong), |node| (node.spot.clone(), node.value.clone()))
}

/// Why a range cannot stand below a table of the file, if so.
fn misplaced(table: &str) -> Option<String> {
    (!ASSUMED.contains(&table))
        .then(|| format!("a range cannot stand in `{table}`, which is no part of the network"))
}

/// Whether it says an end, nothing but what a range says, and no tables: a user's names may be `low` and `high`.
fn is_range(node: &Node, at: &[String]) -> bool {
    let Some(table) = node.table() else { return false };
    let plain = |node: &Node| matches!(node.value, Value::Text(_) | Value::Integer(_) | Value::Float(_));
    at.len() > 1
        && at.last().is_some_and(|key| key != UNIFORM)
        && (table.contains_key("low") || table.contains_key("high"))
        && table.iter().all(|(key, node)| KEYS.contains(&key.as_str()) && plain(node))
}

fn amount(node: &Node) -> Option<Amount> {
    let number = |number: f64| Some(Amount { number, unit: String::new() });
    match &node.value {
        Value::Integer(whole) => number(*whole as f64),
        Value::Float(float) if float.is_finite() => number(*float),
        Value::Text(text) => Amount::parse(text),
        _ => None,
    }
}

fn read(node: &Node, at: &[String], listed: bool) -> Result<(Value, Range), Box<Complaint>> {
    let complain = |keys: &[&str], why: &str, help: &str| {
        let spot = node.spot_of(&path(keys));
        Box::new(Complaint::new(below(at, keys), why).help(help).at(spot))
    };
    let wrong = |keys: &[&str], why: &str| complain(keys, why, HELP);
    let place = misplaced(&at[0]).or_else(|| listed.then(|| "a range cannot stand in a list".to_string()));
    if let Some(why) = place {
        return Err(complain(&[], &why, PLACES));
    }
    let amount = |key: &str| -> Result<Option<Amount>, Box<Complaint>> {
        let Some(node) = node.get(key) else { return Ok(None) };
        let why = "this is no number or quantity, so nothing lies between";
        amount(node).map(Some).ok_or_else(|| wrong(&[key], why))
    };
    let (low, value, high) = (amount("low")?, amount("value")?, amount("high")?);
    let (Some(low), Some(high)) = (low, high) else {
        let missing = if node.get("low").is_none() { "low" } else { "high" };
        return Err(wrong(&[], &format!("this range has no `{missing}`")));
    };
    let middle = Amount { number: (low.number + high.number) / 2.0, unit: low.unit.clone() };
    let words: Vec<&str> = at.iter().map(String::as_str).collect();
    let guessed = value.is_none();
    let mut range = Range::of(written(at), &words, [low, value.unwrap_or(middle), high]);
    if guessed && range.whole {
        range.value.number = libm::round(range.value.number);
    }
    match range.fault() {
        Some(why) => Err(wrong(&[], &why)),
        None => Ok((node.get("value").map_or_else(|| range.value.node(), |node| node.value.clone()), range)),
    }
}

/// A count without its unit: "1.5 k" is 1500. What is no count stays as it is.
pub(crate) fn counted(amount: Amount) -> Amount {
    let count = amount.write().parse::<Count>();
    count.map_or(amount, |count| Amount { number: count.0 as f64, unit: String::new() })
}

/// A path as settings take it: keys with points in quotes.
fn written(at: &[String]) -> String {
    let key = |key: &String| if key.contains('.') { format!("\"{key}\"") } else { key.clone() };
    at.iter().map(key).collect::<Vec<_>>().join(".")
}

impl Amount {
    /// Whether it has no fraction.
    pub(crate) fn is_whole(&self) -> bool {
        self.number == libm::rint(self.number)
    }

    /// As a scenario file would have it.
    fn node(&self) -> Value {
        let whole = self.number as i128;
        match self.unit.as_str() {
            "" if whole as f64 == self.number => Value::Integer(whole),
            "" => Value::Float(self.number),
            _ => Value::Text(self.write()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::given;
    use super::*;

    const TEXT: &str = "title = 'a'\n[radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\n\
        [devices.low]\ncount = 5\nradio = 'w'\nmessage = { every = '1 min', size = { uniform = { low = '2 B', high = '4 B' } } }\n\
        [devices.high]\ncount = 5\nradio = 'w'\nmessage = { every = '1 min', size = '20 B' }\n";

    fn loaded(settings: &[&str]) -> super::super::load::Loaded {
        let settings: Vec<String> = settings.iter().map(|setting| setting.to_string()).collect();
        given(TEXT, &[], &settings).unwrap_or_else(|found| panic!("{}", found.render(false)))
    }

    #[test]
    fn everything_sees_the_value_and_a_question_the_range() {
        let plain = loaded(&["devices.high.message.every=90 s", "devices.high.count=8"]);
        let ranged = loaded(&[
            "devices.high.message.every={ low = \"1 s\", value = \"90 s\", high = \"120 s\" }",
            "devices.high.count={ low = 5, high = 10 }",
        ]);
        assert_eq!((plain.ranges.len(), plain.scenario), (0, ranged.scenario));
        assert_eq!(plain.hash, ranged.hash);
        let paths: Vec<&str> = ranged.ranges.iter().map(|range| range.path.as_str()).collect();
        assert_eq!(paths, ["devices.high.count", "devices.high.message.every"]);
        let [count, every] = &ranged.ranges[..] else { panic!() };
        assert_eq!([count.at(0.0), count.at(0.5), count.at(1.0)], ["5", "8", "10"]);
        // six numbers, each as likely
        let each = [0.0, 0.16, 0.17, 0.83, 0.84, 1.0].map(|share| count.at(share));
        assert_eq!(each, ["5", "5", "6", "9", "10", "10"]);
        assert_eq!([every.at(0.0), every.at(0.25)], ["1 s", "30.75 s"]);
        assert!(ranged.notes.iter().any(|note| note.contains("90 s, assumed between 1 s and 120 s")));
    }

    #[test]
    fn a_setting_takes_a_range_away_and_names_and_uniform_laws_are_none() {
        let range = "devices.high.count={ low = 5, high = 10 }";
        let replaced = loaded(&[range, "devices.high.count=9"]);
        assert_eq!((replaced.ranges.len(), replaced.scenario.devices["high"].count.0), (0, 9));
        assert_eq!(loaded(&[]).ranges, []);
    }

    #[test]
    fn of_whole_things_the_middle_is_rounded() {
        let between = loaded(&["devices.high.count={ low = 50, high = 53 }"]);
        assert_eq!((between.scenario.devices["high"].count.0, between.ranges[0].at(0.5)), (52, "52".into()));
    }

    #[test]
    fn whatever_the_type_has_whole_is_whole() {
        let scaling =
            "platform.process={ service = '1 ms', servers = 8, autoscale = { min = { low = 1, high = 4 } } }";
        let found = loaded(&[scaling, "devices.high.count={ low = '1.5 k', high = '2.5 k' }"]);
        let platform = found.scenario.platform.as_ref().unwrap();
        let min = platform.process.as_ref().unwrap().autoscale.unwrap().min;
        assert_eq!((min.0, found.scenario.devices["high"].count.0), (3, 2000), "2.5 servers are none");
        let [count, min] = &found.ranges[..] else { panic!() };
        assert_eq!([0.0, 0.3, 0.6, 0.9].map(|share| min.at(share)), ["1", "2", "3", "4"]);
        assert_eq!((count.at(0.0), count.at(0.5)), ("1500".to_string(), "2000".to_string()));
        let parted = Range::between("sites.edge.processing.batch.size", "1..2.5", "2");
        assert!(parted.unwrap_err().contains("2.5 is not a whole number"));
    }

    #[test]
    fn the_command_line_gives_ends_to_what_the_file_has() {
        let range = Range::between("links.a.delay", "20..80 ms", "35 ms").unwrap();
        assert_eq!((range.at(0.5), range.value.number), ("50 ms".to_string(), 35.0));
        for (ends, value, why) in [
            ("20", "1", "no `..`"),
            ("20..10", "15", "must be less than"),
            ("20..30", "15", "does not lie between"),
            ("1 s..20 ms", "15 ms", "one unit"),
            ("a..3", "1", "no number"),
        ] {
            assert!(Range::between("links.a.delay", ends, value).unwrap_err().contains(why), "{ends}");
        }
        for path in ["study.duration", "growth.devices.a", "options.a.cost", "title"] {
            assert!(Range::between(path, "1..2", "1").unwrap_err().contains("cannot stand in"), "{path}");
        }
    }
}
