//! Names in narrow places, on as many lines as they need: under an axis that has a name at every place, over columns,
//! beside rows. Type gets smaller and what all names begin with is left out before one of them is cut.

use super::super::style::size;
use super::Type;

/// Lines of a name at most, and their distance in sizes of their type.
const MOST_LINES: usize = 3;
const LINE: f64 = 1.12;
/// The smallest type.
const SMALLEST: f64 = 5.6;

/// Names as they are set.
pub struct Names {
    /// In this type.
    pub set: Type,
    /// The lines of each.
    pub lines: Vec<Vec<String>>,
}

impl Names {
    /// Each in so many points of width.
    pub fn fitting(names: &[&str], set: Type, room: f64) -> Names {
        let short: Vec<&str> = names.iter().map(|name| &name[common(names)..]).collect();
        let sizes =
            || [set.size, libm::fmin(set.size, size::SMALL), SMALLEST].map(|size| Type { size, ..set });
        let whole = |names: &[&str], set: Type| {
            let lines: Option<Vec<_>> = names.iter().map(|name| whole(name, set, room)).collect();
            lines.map(|lines| Names { set, lines })
        };
        let found = sizes().into_iter().find_map(|set| whole(names, set));
        let found = found.or_else(|| sizes().into_iter().find_map(|set| whole(&short, set)));
        found.unwrap_or_else(|| {
            let set = Type { size: SMALLEST, ..set };
            Names { set, lines: short.iter().map(|name| lines(name, set, room, MOST_LINES)).collect() }
        })
    }

    /// Height of the name that has most lines.
    pub fn height(&self) -> f64 {
        self.lines.iter().map(Vec::len).max().unwrap_or(0) as f64 * self.line()
    }

    /// Distance of lines.
    pub fn line(&self) -> f64 {
        self.set.size * LINE
    }
}

/// The name's lines if none is cut.
fn whole(name: &str, set: Type, room: f64) -> Option<Vec<String>> {
    let lines = lines(name, set, room, MOST_LINES);
    let uncut = lines.iter().map(|line| line.chars().filter(|c| *c != ' ').count()).sum::<usize>();
    (uncut == name.chars().filter(|c| *c != ' ').count() && !lines.iter().any(|line| line.contains('…')))
        .then_some(lines)
}

/// A name in so many lines at most, broken at spaces and behind hyphens, dots and underscores; the last is shortened.
pub fn lines(name: &str, set: Type, room: f64, most: usize) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new()];
    for piece in name.split_inclusive([' ', '\u{a0}', '-', '.', '_']) {
        let line = all.last_mut().expect("there is a line");
        let longer = format!("{line}{piece}");
        if line.is_empty() || set.width(longer.trim_end()) <= room {
            *line = longer;
        } else {
            all.push(piece.to_string());
        }
    }
    if all.len() > most {
        let rest = all.split_off(most - 1).concat();
        all.push(rest);
    }
    all.iter().map(|line| set.elide(line.trim_end(), room)).collect()
}

/// Bytes of what all names begin with, up to its last space, hyphen, dot or underscore.
fn common(names: &[&str]) -> usize {
    let [first, others @ ..] = names else { return 0 };
    let ends = first.char_indices().filter(|(_, c)| [' ', '-', '.', '_'].contains(c)).map(|(at, _)| at + 1);
    let shared = |end: &usize| others.iter().all(|name| name.starts_with(&first[..*end]));
    if others.is_empty() { 0 } else { ends.take_while(shared).last().unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::super::super::style;
    use super::*;

    const POLICIES: [&str; 7] = [
        "immediate",
        "fixed",
        "exponential",
        "full-jitter",
        "equal-jitter",
        "decorrelated-jitter",
        "cloud-iot-core",
    ];

    fn set() -> Type {
        Type::plain(size::LABEL, style::SUB)
    }

    #[test]
    fn every_name_is_whole_on_lines_of_its_own() {
        let names = Names::fitting(&POLICIES, set(), 46.0);
        assert_eq!(names.lines.iter().map(|lines| lines.concat()).collect::<Vec<_>>(), POLICIES);
        assert!(
            names.lines[5].len() == 2
                && names.lines.iter().flatten().all(|line| names.set.width(line) <= 46.0)
        );
        assert_eq!(Names::fitting(&POLICIES, set(), 200.0).height(), names.line());
    }

    #[test]
    fn what_all_begin_with_is_left_out_before_a_name_is_cut() {
        let names = ["policy-of-the-fleet-in-the-north-a", "policy-of-the-fleet-in-the-north-b"];
        let set = Names::fitting(&names, set(), 24.0);
        assert_eq!(set.lines, [["a"], ["b"]]);
        assert_eq!(common(&["devices.a", "devices.b", "links.a"]), 0);
        assert_eq!(common(&["a-b"]), 0);
    }
}
