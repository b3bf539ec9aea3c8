//! What `capacity` prints: the sentence, headroom and shadow prices, then the objectives in the order in which they break.

use super::super::table::{Side::Left, Side::Right, Table};
use crate::experiment::capacity::results::Capacity;
use crate::experiment::capacity::words;
use crate::experiment::question::Asked;

/// All of it.
pub fn text(capacity: &Capacity) -> String {
    let mut parts = vec![format!("{}\n", capacity.headline)];
    parts.push(capacity.said.iter().map(|line| format!("{line}\n")).collect());
    parts.push(others(capacity));
    parts.push(breaks(capacity));
    parts.push(foot(capacity));
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// How to ask for what some load keeps alone.
fn others(capacity: &Capacity) -> String {
    let never: Vec<&str> = capacity.never.iter().map(|never| never.objective.as_str()).collect();
    let some = !never.is_empty() && never.len() < capacity.objectives.len();
    if some { format!("--without {} asks for the others alone\n", never.join(",")) } else { String::new() }
}

fn breaks(capacity: &Capacity) -> String {
    if capacity.breaks.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        ("breaks", Left),
        ("limit", Left),
        ("behind it", Left),
        ("at", Right),
        ("95 % interval", Right),
    ]);
    for broken in &capacity.breaks {
        let asked = capacity.objectives.iter().find(|asked| asked.name == broken.objective);
        let ends = broken.ci.map(|end| words::plain(capacity, end));
        table.row(vec![
            broken.objective.clone(),
            asked.map_or(String::new(), Asked::said),
            broken.element.clone().unwrap_or_else(|| "-".to_string()),
            broken.at.text.clone(),
            format!("{} to {}", ends[0], ends[1]),
        ]);
    }
    table.text()
}

fn foot(capacity: &Capacity) -> String {
    let method = &capacity.method;
    let work = method.work.map_or(String::new(), |work| {
        format!(", {work:.0} times what one load at the answer takes to the same precision")
    });
    format!(
        "{} of {} were simulated{work}\n",
        super::super::words::about_things(method.messages as f64, "message", "messages"),
        words::loads(method.places)
    )
}
