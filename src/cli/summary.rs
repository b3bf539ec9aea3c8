//! What `run` prints: the verdict, the objectives and the classes, in a screenful.

mod trust;
mod upkeep;

use super::table::{Side::Left, Side::Right, Table};
use super::words;
use crate::experiment::results::{Bottleneck, ClassResult, Estimate, ObjectiveResult, Results, Verdict};
use crate::measure::metrics::{Metric, Unit, significant};
use crate::report::format::{Quantity, time_unit};
use crate::report::page;

/// The summary of a run.
pub fn text(results: &Results) -> String {
    let parts = [
        head(results),
        objectives(results),
        classes(results),
        coverage(results),
        incidents(results),
        trust::theory(results),
        trust::study(results),
        foot(results),
    ];
    let mut parts = Vec::from(parts);
    parts.splice(4..4, upkeep::text(results));
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

fn head(results: &Results) -> String {
    let scenario = &results.scenario;
    format!(
        "{}\n{}: {}, {}, {} simulated, {}\n",
        scenario.title,
        verdict(results.verdict, false),
        words::things(scenario.devices, "device", "devices"),
        words::things(scenario.gateways, "gateway", "gateways"),
        words::seconds(scenario.simulated_s),
        words::things(scenario.replications, "replication", "replications")
    )
}

/// A verdict in words.
fn verdict(verdict: Verdict, tight: bool) -> &'static str {
    match verdict {
        Verdict::None => "no objectives",
        Verdict::Met if tight => "met, tight",
        Verdict::Met => "met",
        Verdict::AtRisk => "at risk",
        Verdict::Missed => "missed",
    }
}

/// What each incident did, a line each.
fn incidents(results: &Results) -> String {
    results
        .incidents
        .iter()
        .map(|incident| format!("incidents.{}: {}\n", incident.name, incident.text))
        .collect()
}

fn objectives(results: &Results) -> String {
    let mut table = Table::new(&[
        ("objective", Left),
        ("of", Left),
        ("asked", Left),
        ("found", Right),
        ("95 % interval", Right),
        ("verdict", Left),
    ]);
    for objective in &results.objectives {
        let found = Estimate { value: objective.value, ci: objective.ci };
        table.row(vec![
            objective.name.clone(),
            objective.member.clone().unwrap_or_else(|| objective.of.clone()),
            format!("{} {}", objective.metric, objective.limit),
            value(&objective.metric, found),
            beside(objective),
            verdict(objective.verdict, objective.tight).to_string(),
        ]);
    }
    let doubted = |o: &&ObjectiveResult| o.doubt.is_some() || o.not_judged().is_some();
    let doubted = results.objectives.iter().filter(|o| o.verdict == Verdict::AtRisk).filter(doubted);
    doubted.fold(table.text(), |text, o| text + &format!("{} is at risk: {}\n", o.name, o.reason))
}

/// The interval with as many digits as tell its ends from the limit.
fn beside(objective: &ObjectiveResult) -> String {
    let unit = Metric::named(&objective.metric).map_or(Unit::Number, |metric| metric.info().unit);
    let write = |end: f64| match unit {
        Unit::Share => unit.write_beside(end, objective.limit_value),
        Unit::Seconds => in_unit_of(objective.value, end, unit.write_beside(end, objective.limit_value)),
        _ => words::metric(&objective.metric, end),
    };
    objective.ci.map_or("-".to_string(), |[low, high]| format!("{} to {}", write(low), write(high)))
}

/// The end of an interval as it is written, or else in the unit of its value: a line has one unit.
fn in_unit_of(value: Option<f64>, end: f64, written: String) -> String {
    let Some((unit, factor)) = value.map(time_unit) else { return written };
    let unit = if unit == "µs" { "us" } else { unit };
    match written.ends_with(&format!(" {unit}")) {
        true => written,
        false => format!("{} {unit}", significant(end / factor)),
    }
}

fn classes(results: &Results) -> String {
    let mut table = Table::new(&[
        ("class", Left),
        ("devices", Right),
        ("offered in all", Right),
        ("delivered", Right),
        ("95 % interval", Right),
        ("p95 latency", Right),
        ("most lost by", Left),
    ]);
    let speaks = |class: &ClassResult| class.offered > 0 || class.data_rates.is_empty();
    for (name, class) in results.classes.iter().filter(|(_, class)| speaks(class)) {
        table.row(class_row(results, name, class));
    }
    table.text()
}

/// Who is in reach, and by which data rate; of radios with waves only.
fn coverage(results: &Results) -> String {
    let mut table = Table::new(&[
        ("coverage", Left),
        ("devices", Right),
        ("out of coverage", Right),
        ("95 % interval", Right),
        ("gateways in reach", Right),
        ("data rates", Left),
    ]);
    for (name, class) in results.classes.iter().filter(|(_, class)| !class.data_rates.is_empty()) {
        let reach = class.gateways_in_reach.value;
        table.row(vec![
            name.to_string(),
            words::count(class.devices),
            value("out_of_coverage", class.out_of_coverage),
            interval("out_of_coverage", class.out_of_coverage),
            reach.map_or("-".to_string(), |mean| format!("{mean:.1}")),
            data_rates(class),
        ]);
    }
    table.text()
}

/// "SF7 61 %, SF8 12 %", the fastest first.
fn data_rates(class: &ClassResult) -> String {
    let mut rates: Vec<_> = class.data_rates.iter().collect();
    rates.sort_by_key(|(name, _)| (name.len(), name.as_str()));
    let rate = |(name, share): (&String, &Estimate)| Some(format!("{name} {}", words::share(share.value?)));
    rates.into_iter().filter_map(rate).collect::<Vec<_>>().join(", ")
}

/// Foreign messages are not ours to deliver: what a gateway heard of them is no delivery.
fn class_row(results: &Results, name: &str, class: &ClassResult) -> Vec<String> {
    if class.foreign {
        let mut row =
            vec![format!("{name} (foreign)"), words::count(class.devices), words::count(class.offered)];
        row.extend(std::iter::repeat_n("-".to_string(), 4));
        return row;
    }
    vec![
        name.to_string(),
        words::count(class.devices),
        words::count(class.offered),
        value("delivery_ratio", class.delivery_ratio),
        interval("delivery_ratio", class.delivery_ratio),
        p95(class),
        most_lost(results, class),
    ]
}

/// Behind a queue that cannot keep up it says how long was simulated.
fn p95(class: &ClassResult) -> String {
    let text = value("latency_p95", class.latency_s.p95);
    let grows = !class.growing.is_empty() && class.latency_s.p95.value.is_some();
    if grows { text + ", growing" } else { text }
}

/// The cause that lost most, with its share of the offered messages, and where: of many elements the worst.
fn most_lost(results: &Results, class: &ClassResult) -> String {
    let most = class.lost_by_cause().max_by_key(|(_, lost)| *lost).filter(|(_, lost)| *lost > 0);
    let Some((cause, lost)) = most else { return trust::no_loss(class) };
    let at = &class.lost[cause];
    let cause = page::cause(results, cause);
    let share = words::share(lost as f64 / class.offered.max(1) as f64);
    let worst = at.iter().max_by_key(|(_, lost)| **lost).map_or("", |(element, _)| element);
    match at.len() {
        1 => format!("{cause} at {worst}: {share}"),
        _ => format!("{cause}: {share}, most at {worst}"),
    }
}

/// With as many digits as the page gives it, so that both say the same.
fn value(metric: &str, estimate: Estimate) -> String {
    let Some(value) = estimate.value else { return "-".to_string() };
    match Metric::named(metric).map(|metric| metric.info().unit) {
        Some(Unit::Share | Unit::Seconds) => {
            Quantity::of(metric).estimate(estimate).replace(['\u{a0}', '\u{202f}'], " ")
        }
        _ => words::metric(metric, value),
    }
}

fn interval(metric: &str, estimate: Estimate) -> String {
    let write =
        |[low, high]: [f64; 2]| format!("{} to {}", words::metric(metric, low), words::metric(metric, high));
    estimate.ci.map_or("-".to_string(), write)
}

fn foot(results: &Results) -> String {
    let balance = &results.conservation.total;
    let named = |found: &Bottleneck| bottleneck(results, found);
    let mut text = results.bottleneck.as_ref().map_or(String::new(), named);
    if balance.offered == 0 && balance.balanced {
        return text;
    }
    let runs = match results.scenario.replications {
        0 | 1 => String::new(),
        runs => format!("all {runs} replications together: "),
    };
    text += &format!(
        "{runs}{} offered = {} delivered + {} lost + {} in flight{}{}\n",
        words::count(balance.offered),
        words::count(balance.delivered),
        words::count(balance.lost),
        words::count(balance.in_flight),
        if results.classes.values().any(|class| class.foreign) { "; foreign classes apart" } else { "" },
        if balance.balanced { "" } else { " (DOES NOT BALANCE)" }
    );
    text
}

fn bottleneck(results: &Results, bottleneck: &Bottleneck) -> String {
    if let (false, Some(load)) = (bottleneck.binding, bottleneck.value) {
        let load = page::busy(results, &bottleneck.element, load).replace(['\u{a0}', '\u{202f}'], " ");
        return format!("busiest: {}, {load}\n", bottleneck.element);
    }
    let role = if bottleneck.binding { "binding" } else { "busiest" };
    let found =
        bottleneck.value.map_or(String::new(), |value| format!(" {}", figure(&bottleneck.metric, value)));
    let burst = page::burst(results, &bottleneck.element)
        .map_or(String::new(), |burst| format!("; {}", burst.replace(['\u{a0}', '\u{202f}'], " ")));
    format!("{role}: {}, {}{found}{burst}\n", bottleneck.element, bottleneck.metric.replace('_', " "))
}

/// The busiest element is never a radio, so its load is a share of its capacity.
fn figure(metric: &str, value: f64) -> String {
    if metric.starts_with("offered_load") { words::share(value) } else { words::metric(metric, value) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn results() -> Results {
        let lost = |cause: &str, n| (cause.to_string(), BTreeMap::from([("radio.lora".to_string(), n)]));
        let class = ClassResult {
            devices: 5000,
            offered: 1000,
            delivery_ratio: Estimate { value: Some(0.984), ci: Some([0.981, 0.987]) },
            lost: BTreeMap::from([lost("collision", 5), lost("out_of_range", 11)]),
            ..ClassResult::default()
        };
        let objective = ObjectiveResult {
            name: "in-time".into(),
            metric: "latency_p95".into(),
            limit: "<= 10 s".into(),
            value: Some(1.2),
            verdict: Verdict::AtRisk,
            ..ObjectiveResult::default()
        };
        Results {
            verdict: Verdict::AtRisk,
            objectives: vec![objective],
            classes: [("meters".to_string(), class)].into_iter().collect(),
            ..Results::default()
        }
    }

    #[test]
    fn tells_verdict_objectives_and_classes() {
        let text = text(&results());
        assert!(text.contains("at risk: 0 devices"), "{text}");
        assert!(text.contains("latency_p95 <= 10 s  1.2 s              -  at risk"), "{text}");
        assert!(text.contains("98.40 % ± 0.30  98.1 % to 98.7 %"), "{text}");
        assert!(text.contains("out of range at radio.lora: 1.10 %"), "{text}");
    }

    #[test]
    fn an_interval_has_the_unit_of_its_value() {
        let ends = [41.4, 108.0].map(|end| in_unit_of(Some(75.0), end, Unit::Seconds.write(end)));
        assert_eq!(ends, ["41.4 s", "108 s"]);
    }

    #[test]
    fn a_foreign_class_has_nothing_to_deliver() {
        let mut results = results();
        results.classes["meters"].foreign = true;
        let text = text(&results);
        assert!(text.contains("meters (foreign)    5 000           1 000          -"), "{text}");
        assert!(text.contains("in flight; foreign classes apart"), "{text}");
    }

    #[test]
    fn a_cause_spread_over_elements_is_summed() {
        let mut results = results();
        let each: BTreeMap<_, _> = (1..=9).map(|n| (format!("gateways.roof:{n}"), 3)).collect();
        results.classes["meters"].lost.insert("interference".into(), each);
        let text = text(&results);
        assert!(text.contains("interference: 2.70 %, most at gateways.roof:"), "{text}");
    }

    #[test]
    fn a_silent_class_is_answered_by_its_coverage() {
        let mut results = results();
        let share = |value| Estimate { value: Some(value), ci: None };
        let class = &mut results.classes["meters"];
        (class.offered, class.out_of_coverage) = (0, share(0.199));
        class.gateways_in_reach = share(2.34);
        class.data_rates = [("SF10", 0.1), ("SF7", 0.7)].map(|(sf, of)| (sf.into(), share(of))).into();
        results.conservation.total.balanced = true;
        let text = text(&results);
        assert!(text.contains("SF7 70.0 %, SF10 10.0 %"), "{text}");
        assert!(text.contains("19.9 %") && text.contains("2.3"), "{text}");
        assert!(!text.contains("offered"), "{text}");
    }

    #[test]
    fn an_imbalance_cannot_be_overlooked() {
        assert!(text(&results()).contains("DOES NOT BALANCE"));
    }
}
