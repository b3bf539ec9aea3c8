//! Single rows by their name: a cause, a metric, a definition.

use crate::measure::definitions::DEFINITIONS;
use crate::measure::metrics::{METRICS, Of};
use crate::model::cause::CAUSES;

/// What the tables say of a name; nothing if it stands in none.
pub fn text(name: &str) -> Option<String> {
    cause(name).or_else(|| metric(name)).or_else(|| definition(name))
}

/// Every name that [`text`] knows but for the definitions' numbers.
pub fn all() -> impl Iterator<Item = &'static str> {
    causes().chain(metrics())
}

/// The names of the causes.
pub fn causes() -> impl Iterator<Item = &'static str> {
    CAUSES.iter().map(|row| row.name)
}

/// The names of the metrics.
pub fn metrics() -> impl Iterator<Item = &'static str> {
    METRICS.iter().map(|row| row.name)
}

fn cause(name: &str) -> Option<String> {
    let name = if name == "late" { "expired" } else { name };
    let row = CAUSES.iter().find(|row| row.name == name || row.label.replace(' ', "_") == name)?;
    let chart = if row.label == row.name.replace('_', " ") {
        String::new()
    } else {
        format!(" (\"{}\" on charts)", row.label)
    };
    Some(format!(
        "{}{chart} is a cause of loss: {}.\n\nAll causes: `iotcap explain causes`.\n",
        row.name, row.meaning
    ))
}

fn metric(name: &str) -> Option<String> {
    let row = METRICS.iter().find(|row| row.name == name)?;
    let of = match row.of {
        Of::Class => "of a class of devices",
        Of::Element => "of a gateway, link or platform stage",
    };
    let asked = match (row.limits, row.of) {
        (false, _) => "It stands in results; no objective can ask for it.".to_string(),
        (true, Of::Class) => asked(name, "devices.meters"),
        (true, Of::Element) => asked(name, "links.lte"),
    };
    let definition = definition(row.definition).unwrap_or_default();
    Some(format!("{name}, {of}: {}\n\n{asked}\n\n{definition}", row.meaning))
}

fn asked(name: &str, of: &str) -> String {
    let limit = match name {
        "delivery_ratio" => ">= 98 %",
        "acknowledged" | "updated" => ">= 95 %",
        name if name.starts_with("devices_below") => "<= 1 %",
        name if name.starts_with("utilisation") => "<= 70 %",
        "waiting_share" | "refused_share" => "<= 5 %",
        name if name.starts_with("waiting") => "<= 100 ms",
        _ => "<= 10 s",
    };
    format!("In [objectives]: my-name = {{ of = \"{of}\", {name} = \"{limit}\" }}")
}

fn definition(name: &str) -> Option<String> {
    let row = DEFINITIONS.iter().find(|row| row.name.eq_ignore_ascii_case(name))?;
    Some(format!("{} {}: {}\n", row.name, row.title, row.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::objective::ObjectiveSpec;

    #[test]
    fn every_cause_metric_and_definition_is_explained_by_its_name() {
        let numbers = DEFINITIONS.iter().map(|row| row.name);
        assert!(all().chain(numbers).all(|name| text(name).is_some()));
        assert!(text("out_of_range").unwrap().contains("below the sensitivity"));
        assert!(
            text("late")
                .unwrap()
                .starts_with("expired (\"expired (late)\" on charts) is a cause of loss: it")
        );
        assert!(text("d14").unwrap().starts_with("D14 Binding element"));
        assert_eq!(text("out_of_rage"), None);
    }

    #[test]
    fn the_objective_shown_can_be_asked() {
        for row in METRICS.iter().filter(|row| row.limits) {
            let text = text(row.name).unwrap();
            let line = text.lines().find_map(|line| line.strip_prefix("In [objectives]: ")).unwrap();
            let table: toml::Table = line.parse().unwrap();
            let objective = table["my-name"].clone().try_into::<ObjectiveSpec>();
            assert!(objective.is_ok(), "{line}: {objective:?}");
        }
    }
}
