//! Outages on charts: known ones as bands with their times, drawn ones, which differ from run to run, as a count; and
//! which drops they or a queue's management stand behind.

use super::super::figure::{Key, Layer, Mark};
use super::super::{format, style};
use super::{incidents, single_elements};
use crate::experiment::outages::Outages;
use crate::experiment::results::{ElementResult, Results};

/// Bands at most; more would be a grey wall.
const MOST_BANDS: usize = 8;
/// Less than this share of the drops is not worth a word, and all but so much is all.
const SLIGHT: f64 = 0.02;

/// Bands for incidents and for those outages that are the same in every run, with their entry in the legend, which counts
/// the others.
pub fn layers(results: &Results, legend: &mut Vec<Key>) -> Vec<Layer> {
    // where incidents are told by their names, what they take down need not be told again
    let mut layers = incidents::bands(results);
    legend.extend(incidents::windows(results));
    if !layers.is_empty() {
        return layers;
    }
    for (name, outages) in telling(results) {
        let name = format::element(name);
        match &outages.spans[..] {
            [] => legend.push(Key::new(Mark::Note, counted(name, outages, results))),
            spans if spans.len() > MOST_BANDS => {
                legend.push(Key::new(Mark::Note, counted(name, outages, results)));
            }
            spans => {
                layers.extend(spans.iter().map(|[from, to]| Layer::Down { from: *from, to: *to }));
                legend
                    .push(Key::new(Mark::Fill(style::DOWN_SHADE), format!("{name} down {}", lasted(spans))));
            }
        }
    }
    layers
}

/// Elements that were down at all; a group speaks for its members where they were all down at once.
fn telling(results: &Results) -> Vec<(&str, &Outages)> {
    const MOST: usize = 3;
    let known = |element: &ElementResult| element.outages.as_ref().is_some_and(|o| !o.spans.is_empty());
    let spoken_for = |element: &ElementResult| {
        element.group.as_ref().and_then(|group| results.elements.get(group)).is_some_and(known)
    };
    let groups = results
        .elements
        .iter()
        .map(|(name, e)| (name.as_str(), e))
        .filter(|(_, e)| known(e) && e.group.is_none());
    let singles = single_elements(results).filter(|(_, e)| e.group.is_some() || !known(e));
    let all = groups.chain(singles.filter(|(_, e)| !spoken_for(e)));
    let mut all: Vec<(&str, &Outages)> = all
        .filter_map(|(name, e)| e.outages.as_ref().filter(|o| o.per_run > 0.0).map(|o| (name, o)))
        .collect();
    all.sort_by(|a, b| b.1.down_s.total_cmp(&a.1.down_s));
    all.truncate(MOST);
    all
}

/// "10 min", "3 × 10 min", "3 times, 12 min".
fn lasted(spans: &[[f64; 2]]) -> String {
    let lengths: Vec<f64> = spans.iter().map(|[from, to]| to - from).collect();
    let first = format::span_or_time(lengths[0]);
    match lengths.len() {
        1 => first,
        n if lengths.iter().all(|length| libm::fabs(length - lengths[0]) < 1e-6) => format!("{n} × {first}"),
        n => format!("{n} times, {}", format::span_or_time(lengths.iter().sum())),
    }
}

/// "wan down 3.9 × a run at random (3.2 % of it)".
fn counted(name: &str, outages: &Outages, results: &Results) -> String {
    let share = format::share(outages.down_s / libm::fmax(results.scenario.simulated_s, 1e-9));
    let when = if outages.spans.is_empty() { " at random" } else { "" };
    format!("{name} down {} × a run{when} ({share} of it)", format::rough(outages.per_run))
}

/// A cause with what stood behind it at the elements where it struck, by its share: "buffer full while wan was down".
pub fn cause(results: &Results, name: &str) -> String {
    let plain = style::cause_label(name);
    if name != "buffer_overflow" {
        return plain;
    }
    let struck = || single_elements(results).filter(|(_, e)| e.dropped_by.get(name).is_some_and(|n| *n > 0));
    let all: u64 = struck().map(|(_, e)| e.dropped_by[name]).sum();
    let mut behind: Vec<(&str, &str, f64)> = Vec::new();
    for (due_to, words) in [("outage", "while down"), ("codel", "by CoDel"), ("red", "by RED")] {
        let mut here: Vec<(&str, u64)> =
            struck().filter_map(|(at, e)| e.dropped_due_to.get(due_to).map(|n| (at, *n))).collect();
        here.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let count: u64 = here.iter().map(|(_, count)| count).sum();
        let share = count as f64 / all.max(1) as f64;
        if let Some((at, _)) = here.first().filter(|_| share >= SLIGHT) {
            behind.push((words, at, share));
        }
    }
    let part = |(at, (words, element, share)): (usize, &(&str, &str, f64))| {
        let words = match *words {
            "while down" => format!("while {} was down", format::element(element)),
            words => words.to_string(),
        };
        let of = if at == 0 { " of these" } else { "" };
        format!("{}{of} {words}", format::share(*share))
    };
    match behind[..] {
        [] => plain,
        [(words, at, share)] if share > 1.0 - SLIGHT => match words {
            "while down" => format!("{plain} while {} was down", format::element(at)),
            words => format!("dropped {words}"),
        },
        _ => format!("{plain} ({})", behind.iter().enumerate().map(part).collect::<Vec<_>>().join(", ")),
    }
}

/// Whether messages that count as lost to a full buffer were all dropped by a queue's management.
pub fn managed(results: &Results) -> bool {
    cause(results, "buffer_overflow").starts_with("dropped by")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(outages: Outages, dropped: u64, due_to: &[(&str, u64)]) -> Results {
        let mut results = Results::default();
        results.scenario.simulated_s = 7200.0;
        let dropped_due_to = due_to.iter().map(|(name, n)| (name.to_string(), *n)).collect();
        let dropped_by = [("buffer_overflow".to_string(), dropped)].into();
        let element =
            ElementResult { outages: Some(outages), dropped_by, dropped_due_to, ..ElementResult::default() };
        results.elements.insert("links.wan".into(), element);
        results
    }

    fn plain(text: &str) -> String {
        text.replace(['\u{202f}', '\u{a0}'], " ")
    }

    #[test]
    fn a_known_outage_is_a_band_and_drawn_ones_are_counted() {
        let known = Outages { per_run: 1.0, down_s: 600.0, spans: vec![[1800.0, 2400.0]] };
        let mut legend = Vec::new();
        let bands = layers(&results(known, 0, &[]), &mut legend);
        assert_eq!(bands, [Layer::Down { from: 1800.0, to: 2400.0 }]);
        assert_eq!(plain(&legend[0].label), "wan down 10 min");
        let drawn = Outages { per_run: 3.9, down_s: 230.4, spans: vec![] };
        let mut legend = Vec::new();
        assert_eq!(layers(&results(drawn, 0, &[]), &mut legend), []);
        let words = "wan down 3.9 × a run at random (3.2 % of it)";
        assert_eq!(plain(&legend[0].label), words);
    }

    #[test]
    fn who_stood_behind_a_full_buffer_is_said() {
        let words = |due_to: &[(&str, u64)]| {
            plain(&cause(&results(Outages::default(), 100, due_to), "buffer_overflow"))
        };
        assert_eq!(words(&[]), "buffer full");
        assert_eq!(words(&[("outage", 99)]), "buffer full while wan was down");
        assert_eq!(words(&[("codel", 100)]), "dropped by CoDel");
        assert_eq!(
            words(&[("outage", 30), ("codel", 50)]),
            "buffer full (30 % of these while wan was down, 50 % by CoDel)"
        );
    }
}
