//! What the scenario says of itself and what was assumed, in words that a board reads.

use super::super::charts::outages;
use super::super::draw::Type;
use super::super::format::{self, Quantity, plural};
use super::super::style;
use crate::experiment::results::{Assumption, Results};

/// The question asked: the intent's first paragraph.
pub fn question(results: &Results) -> Option<String> {
    paragraphs(results).into_iter().next()
}

/// What the intent says is left out: the paragraph that begins so.
pub fn left_out(results: &Results) -> Option<String> {
    const BEGIN: &str = "not in it";
    let begins = |text: &String| text.get(..BEGIN.len()).is_some_and(|s| s.eq_ignore_ascii_case(BEGIN));
    let text = paragraphs(results).into_iter().find(begins)?;
    Some(text[BEGIN.len()..].trim_start_matches([':', ' ']).to_string())
}

fn paragraphs(results: &Results) -> Vec<String> {
    let intent = results.scenario.intent.as_deref().unwrap_or_default();
    let lines = intent.lines().map(str::trim).collect::<Vec<_>>();
    let joined = lines.split(|line| line.is_empty()).map(|part| part.join(" "));
    let clean = joined.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    clean.filter(|text| !text.is_empty()).collect()
}

/// The text in so many lines of so many points; what does not fit is cut at the end of a sentence.
pub fn sentences(text: &str, set: Type, width: f64, lines: usize) -> Vec<String> {
    let ends = text.char_indices().filter(|(at, c)| {
        matches!(c, '.' | '?' | '!') && text[at + c.len_utf8()..].starts_with([' ', '\u{a0}'])
    });
    let mut cuts: Vec<usize> = ends.map(|(at, c)| at + c.len_utf8()).collect();
    cuts.push(text.len());
    let fits = |end: &usize| {
        let more = if *end < text.len() { " …" } else { "" };
        let wrapped = set.wrap(&format!("{}{more}", &text[..*end]), width, lines + 1);
        (wrapped.len() <= lines).then_some(wrapped)
    };
    cuts.iter().rev().find_map(fits).unwrap_or_else(|| set.wrap(text, width, lines))
}

/// "12 gateways (1 off)".
pub fn gateways(results: &Results) -> String {
    let all = plural(results.scenario.gateways, "gateway", "gateways");
    match results.map.gateways.iter().filter(|gateway| gateway.off).count() {
        0 => all,
        off => format!("{all} ({off} off)"),
    }
}

/// A cause of loss in the words of results, or in those of the charts where these say more.
pub fn cause(results: &Results, name: &str) -> String {
    match name {
        "buffer_overflow" if outages::managed(results) => outages::cause(results, name),
        "expired" => style::cause_label(name),
        _ => name.replace('_', " "),
    }
}

/// A peak so many times the mean is a burst that the mean hides.
const BURST: f64 = 2.0;

/// The load of the busiest element, and the time it speaks of: "62 % offered in its busy hour", or of a burst "67 % offered at
/// its peak (mean of 10 s), 3.3 % over the 10 min".
pub fn busy(results: &Results, element: &str, busy_hour: f64) -> String {
    let (load, hour) = (|value| Quantity::Load.text(value), hour(results));
    match burst(results, element) {
        Some(peak) => format!("{peak}, {} {hour}", load(busy_hour)),
        None => format!("{} offered {hour}", load(busy_hour)),
    }
}

/// The time a busy-hour figure speaks of: a window under an hour is its own (DEFINITIONS D10).
pub fn hour(results: &Results) -> String {
    match results.scenario.simulated_s < 3600.0 {
        true => format!("over the {} studied", format::span_or_time(results.scenario.simulated_s)),
        false => "in its busy hour".to_string(),
    }
}

/// "67 % offered at its peak (mean of 10 s)", where the busy hour hides a burst. What comes while it is down is none: no
/// rate would carry it.
pub fn burst(results: &Results, element: &str) -> Option<String> {
    let busy_hour = results.elements.get(element)?.offered_load.busy_hour.value?;
    let peak = peak(results, element).filter(|peak| *peak > BURST * busy_hour)?;
    if peaks_while_down(results, element) {
        return None;
    }
    let bin = format::span(results.scenario.bin_s);
    Some(format!("{} offered at its peak (mean of {bin})", Quantity::Load.text(peak)))
}

/// Whether the greatest bin of its offered load lies in an outage that is the same in every run.
fn peaks_while_down(results: &Results, element: &str) -> bool {
    let Some(element) = results.elements.get(element) else { return false };
    let series = element.series.offered_load.iter().enumerate();
    let Some((bin, _)) = series.max_by(|a, b| a.1.total_cmp(b.1)) else { return false };
    let bin_s = results.scenario.bin_s;
    let [from_s, to_s] = [bin, bin + 1].map(|bin| bin as f64 * bin_s);
    let spans = element.outages.iter().flat_map(|outages| &outages.spans);
    spans.into_iter().any(|[down_s, up_s]| *down_s < to_s && *up_s > from_s)
}

/// Greatest bin of an element's offered load.
pub fn peak(results: &Results, element: &str) -> Option<f64> {
    results.elements.get(element)?.offered_load.peak.value
}

/// What differs from the base, as long as it fits: each change with its values, else their paths alone, else as many of
/// these as there is room for: "3 settings changed: lte.rate, meters.count and 1 more".
pub fn changed(results: &Results, fits: impl Fn(&str) -> bool) -> Option<String> {
    let all = changes(results);
    let head = format!("{} changed", plural(all.len() as u64, "setting", "settings"));
    let valued: Vec<String> = all.iter().map(Change::words).collect();
    let mut wordings = vec![format!("changed: {}", valued.join("; "))];
    let paths: Vec<&str> = all.iter().map(|change| change.path).collect();
    wordings.push(format!("{head}: {}", listed(&paths, 0)));
    wordings.extend((1..paths.len()).map(|left| format!("{head}: {}", listed(&paths, left))));
    (!all.is_empty()).then(|| wordings.into_iter().find(|words| fits(words)).unwrap_or(head))
}

/// "a, b and c"; "a, b and 1 more" with so many left out at the end.
fn listed(paths: &[&str], left: usize) -> String {
    let (shown, more) = (&paths[..paths.len() - left], format!("{left} more"));
    let (rest, last) = match shown.split_last() {
        Some((last, rest)) if left == 0 => (rest, *last),
        _ => (shown, more.as_str()),
    };
    if rest.is_empty() { last.to_string() } else { format!("{} and {last}", rest.join(", ")) }
}

/// A setting that the run has otherwise than its base.
struct Change<'a> {
    path: &'a str,
    /// Before and after; none where the change is not of that form.
    values: Option<(&'a str, &'a str)>,
}

impl Change<'_> {
    fn words(&self) -> String {
        match (self.path, self.values) {
            (path, None) => path.to_string(),
            (path, Some(("(none)", new))) => format!("{path} = {new}"),
            (path, Some((_, "(none)"))) => format!("no {path}"),
            (path, Some((old, new))) => format!("{path} {old} → {new}"),
        }
    }
}

/// What differs from the base: the network first, the study last; titles and intents are no changes.
fn changes(results: &Results) -> Vec<Change<'_>> {
    let words = ["title:", "intent:"];
    let mut all: Vec<&String> = results.scenario.changes.iter().collect();
    all.retain(|change| !words.iter().any(|word| change.starts_with(word)));
    all.sort_by_key(|change| change.starts_with("study."));
    all.into_iter().map(|change| parted(change)).collect()
}

fn parted(change: &str) -> Change<'_> {
    let parts = change.split_once(": ").and_then(|(path, values)| Some((path, values.split_once(" -> ")?)));
    match parts {
        Some((path, values)) => Change { path: short(path), values: Some(values) },
        None => Change { path: change, values: None },
    }
}

/// A path without the kind of thing, where its name is enough: `meters.place.disc.radius`.
fn short(path: &str) -> &str {
    match path.split_once('.') {
        Some(("devices" | "links" | "gateways", rest)) if rest.contains('.') => rest,
        _ => path,
    }
}

/// Assumptions that move a result most, first.
const TELLING: [&str; 10] = [
    "propagation",
    "spreading",
    "data_rate",
    "margin",
    "indoor",
    "capture",
    "demodulators",
    "adr",
    "deduplication",
    "forwarding",
];
/// Said elsewhere on the page.
const SAID: [&str; 5] = ["study.start", "study.kind", "study.layout", "study.duration", "planning limit"];

/// The assumptions, the most telling first, and how many more there are.
pub fn assumptions(results: &Results, most: usize) -> Vec<String> {
    let rank =
        |a: &Assumption| TELLING.iter().position(|word| a.path.contains(word)).unwrap_or(TELLING.len());
    let mut all = alike(&results.assumptions);
    all.retain(|a| !SAID.contains(&a.path.as_str()) && !a.path.starts_with("study.replications"));
    all.sort_by_key(rank);
    let more = all.len().saturating_sub(most);
    let mut parts: Vec<String> = all.iter().take(most).map(plain).collect();
    if more > 0 {
        let further = plural(more as u64, "further default", "further defaults");
        parts.push(format!("{further}: results.json"));
    }
    parts
}

/// An assumption in plain words, where there are any.
fn plain(assumption: &Assumption) -> String {
    let (path, value) = (assumption.path.as_str(), assumption.value.as_str());
    let keys: Vec<&str> = path.split('.').collect();
    let who = keys.get(1).filter(|name| **name != "*").map_or("devices", |name| name);
    match (keys[keys.len() - 1], value) {
        ("propagation", _) => format!("path loss {value}"),
        ("shadowing", "none") => "no shadowing".to_string(),
        ("fading", "none") => "no fading".to_string(),
        ("spreading_factor" | "data_rate", _) if value.starts_with("link-budget") => {
            format!("{who}: fastest data rate that the link allows")
        }
        ("installation_margin", "0 dB") => "no margin kept when data rates are chosen".to_string(),
        ("loss", _) if path.contains(".indoor.") => format!("indoors: {value}"),
        ("capture", "energy-weighted") => "overlapping frames: the stronger survives".to_string(),
        ("demodulators", "1") => "a gateway receives one frame at once".to_string(),
        ("demodulators", _) => format!("a gateway receives {value} frames at once"),
        ("window", _) if path.contains("deduplication") => format!("the platform waits {value} for copies"),
        ("forwarding", "semtech-udp") => "gateways add the Semtech header to each copy".to_string(),
        ("traffic", "continues") => "traffic goes on after the measured time".to_string(),
        _ => format!("{path} = {value}"),
    }
}

/// The same assumption of several named tables as one: `devices.*.spreading_factor`.
fn alike(all: &[Assumption]) -> Vec<Assumption> {
    let general = |a: &Assumption| {
        let mut keys: Vec<&str> = a.path.split('.').collect();
        if keys.len() > 2 && keys[0] != "study" && keys[0] != "platform" {
            keys[1] = "*";
        }
        (keys.join("."), a.value.clone())
    };
    let mut kept: Vec<Assumption> = Vec::new();
    for one in all {
        match kept.iter_mut().find(|other| general(other) == general(one)) {
            Some(other) => other.path = general(one).0,
            None => kept.push(one.clone()),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::outages::Outages;
    use crate::experiment::results::ElementResult;

    #[test]
    fn what_comes_while_an_element_is_down_is_no_burst() {
        let mut link = ElementResult::default();
        link.offered_load.busy_hour.value = Some(0.1);
        link.offered_load.peak.value = Some(11.0);
        link.series.offered_load = vec![0.0, 0.1, 11.0, 0.2];
        let mut results = Results::default();
        results.scenario.bin_s = 10.0;
        results.elements.insert("links.spare".into(), link);
        assert!(burst(&results, "links.spare").is_some());
        let mut down = |span: [f64; 2]| {
            let outages = Outages { spans: vec![span], ..Outages::default() };
            results.elements["links.spare"].outages = Some(outages);
            burst(&results, "links.spare")
        };
        assert_eq!(down([20.0, 30.0]), None);
        assert!(down([0.0, 20.0]).is_some(), "it was up again");
    }

    #[test]
    fn text_is_cut_at_the_end_of_a_sentence() {
        let set = Type::plain(7.0, style::SUB);
        let text = "Does it fit? It was asked by the board. And more besides, of no weight here at all.";
        assert_eq!(sentences(text, set, 1000.0, 1), [text]);
        assert_eq!(sentences(text, set, 160.0, 1), ["Does it fit? It was asked by the board. …"]);
        assert_eq!(sentences(text, set, 60.0, 1), ["Does it fit? …"]);
    }

    #[test]
    fn the_network_is_named_before_the_study() {
        let mut results = Results::default();
        results.scenario.changes = [
            "study.replications: 10 -> 6",
            "title: a -> b",
            "links.lte.rate: 1 Mbit/s -> 64 kbit/s",
            "a.b: (none) -> 2",
        ]
        .map(String::from)
        .to_vec();
        let told = |most: usize| {
            let words = changed(&results, |words| words.chars().count() <= most).unwrap();
            words.replace('\u{a0}', " ")
        };
        assert_eq!(told(99), "changed: lte.rate 1 Mbit/s → 64 kbit/s; a.b = 2; study.replications 10 → 6");
        assert_eq!(told(60), "3 settings changed: lte.rate, a.b and study.replications");
        assert_eq!(told(45), "3 settings changed: lte.rate, a.b and 1 more");
        assert_eq!(told(40), "3 settings changed: lte.rate and 2 more");
        assert_eq!(told(20), "3 settings changed");
    }

    #[test]
    fn a_burst_is_not_hidden_by_its_hour() {
        use crate::experiment::results::{ElementResult, Estimate};
        let mut results = Results::default();
        (results.scenario.simulated_s, results.scenario.bin_s) = (600.0, 10.0);
        let mut element = ElementResult::default();
        let load = |value| Estimate { value: Some(value), ci: None };
        (element.offered_load.busy_hour, element.offered_load.peak) = (load(0.033), load(0.67));
        results.elements.insert("platform.connect".into(), element);
        let plain =
            |results: &Results| busy(results, "platform.connect", 0.033).replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(plain(&results), "67 % offered at its peak (mean of 10 s), 3.3 % over the 10 min studied");
        results.elements["platform.connect"].offered_load.peak = load(0.04);
        assert_eq!(plain(&results), "3.3 % offered over the 10 min studied");
        results.scenario.simulated_s = 86_400.0;
        assert_eq!(plain(&results), "3.3 % offered in its busy hour");
    }

    #[test]
    fn what_is_left_out_is_found_in_the_intent() {
        let mut results = Results::default();
        results.scenario.intent = Some("Does it\nfit?\n\nNot in it: downlinks,\nother traffic.\n".into());
        assert_eq!(question(&results).as_deref(), Some("Does it fit?"));
        assert_eq!(left_out(&results).as_deref(), Some("downlinks, other traffic."));
    }
}
