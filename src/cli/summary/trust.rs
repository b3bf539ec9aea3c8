//! How far to trust the figures: the kind of the study, its warm-up, the precision that was not reached, theory beside
//! what came out, and what no loss at all means.

use super::super::table::{Side::Left, Side::Right, Table};
use super::super::words;
use super::{interval, value};
use crate::experiment::results::{ClassResult, Results};
use crate::experiment::theory::Theory;

/// Rows of theory shown at most.
const MOST_ROWS: usize = 12;

/// Theory beside what came out; nothing where theory covers nothing.
pub fn theory(results: &Results) -> String {
    let mut table = Table::new(&[
        ("theory", Left),
        ("at", Left),
        ("measure", Left),
        ("says", Right),
        ("found", Right),
        ("95 % interval", Right),
        ("", Left),
    ]);
    let hidden = results.theory.len().saturating_sub(MOST_ROWS);
    for row in results.theory.iter().take(MOST_ROWS) {
        table.row(theory_row(row));
    }
    let rows = words::things(hidden as u64, "further row", "further rows");
    let more = if hidden > 0 { format!("{rows}: theory in results.json\n") } else { String::new() };
    table.text() + &more
}

fn theory_row(row: &Theory) -> Vec<String> {
    // shares that are no metric of their own are written as one that is
    let metric = if row.measure.starts_with("waiting") { row.measure.as_str() } else { "delivery_ratio" };
    let word = match (row.agrees, &row.approximation) {
        (None, _) => "no interval to compare by",
        (Some(false), _) => "DIFFERS",
        (Some(true), None) => "agrees",
        (Some(true), Some(_)) => "agrees (approximation)",
    };
    vec![
        row.model.clone(),
        row.element.clone(),
        row.measure.clone(),
        words::metric(metric, row.value),
        value(metric, row.simulated),
        interval(metric, row.simulated),
        word.to_string(),
    ]
}

/// A line on the study, and one where figures are less precise than asked.
pub fn study(results: &Results) -> String {
    let analysis = &results.analysis;
    if analysis.is_empty() {
        return String::new();
    }
    let warm_up = match (analysis.warm_up.method.as_str(), analysis.warm_up.cut_s) {
        (_, 0.0) => "no warm-up cut".to_string(),
        ("stated", cut) => format!("warm-up of {} as stated", words::seconds(cut)),
        (method, cut) => format!("warm-up of {} cut by {method}", words::seconds(cut)),
    };
    let short = if analysis.warm_up.too_short { "; THE RUN IS TOO SHORT to tell a warm-up" } else { "" };
    let mut text = format!("{} study ({}); {warm_up}{short}\n", analysis.study.word(), analysis.study.reason);
    let open = analysis.precision.figures.iter().filter(|figure| !figure.is_reached());
    let most = open.clone().map(|figure| figure.replications.unwrap_or(u64::MAX)).max();
    if let (Some(asked), Some(most), 2..) = (analysis.precision.asked, most, results.scenario.replications) {
        let figures = words::things(open.count() as u64, "figure", "figures");
        let would = match most {
            u64::MAX => "far more replications would be needed".to_string(),
            n => format!("about {} replications would do", words::count(n)),
        };
        text += &format!(
            "precision of {} not reached by {figures}; {would}\n",
            words::metric("delivery_ratio", asked)
        );
    }
    text
}

/// No loss is a bound, not a zero (rule of three).
pub fn no_loss(class: &ClassResult) -> String {
    if class.offered == 0 || class.in_flight > 0 {
        return "-".to_string();
    }
    let bound = words::metric("delivery_ratio", libm::fmin(3.0 / class.offered as f64, 1.0));
    format!("none; at most {bound} if losses are independent")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::analysis::{Achieved, Analysis};
    use crate::experiment::results::Estimate;

    #[test]
    fn no_loss_is_a_bound() {
        let class = ClassResult { offered: 3000, delivered: 3000, ..ClassResult::default() };
        assert_eq!(no_loss(&class), "none; at most 0.1 % if losses are independent");
        assert_eq!(no_loss(&ClassResult { offered: 0, ..class }), "-");
    }

    #[test]
    fn theory_says_where_it_differs() {
        let row = |agrees, approximation: Option<&str>| Theory {
            element: "platform.ingest".into(),
            measure: "waiting_mean".into(),
            model: "M/M/1".into(),
            value: 4.0,
            simulated: Estimate { value: Some(4.1), ci: Some([4.0, 4.2]) },
            agrees,
            approximation: approximation.map(str::to_string),
            ..Theory::default()
        };
        let rows =
            vec![row(Some(true), None), row(Some(true), Some("so")), row(Some(false), None), row(None, None)];
        let text = theory(&Results { theory: rows, ..Results::default() });
        let ends: Vec<&str> = text.lines().skip(1).map(|line| line.rsplit("  ").next().unwrap()).collect();
        assert_eq!(
            ends,
            ["agrees", "agrees (approximation)", "DIFFERS", "no interval to compare by"],
            "{text}"
        );
        assert!(text.contains("M/M/1   platform.ingest  waiting_mean"), "{text}");
        assert_eq!(theory(&Results::default()), "");
    }

    #[test]
    fn a_precision_that_was_not_reached_is_told_with_what_would() {
        let mut results = Results { analysis: Analysis::default(), ..Results::default() };
        assert_eq!(study(&results), "");
        results.analysis.study.reason = "no load follows the clock".into();
        results.analysis.warm_up.cut_s = 7200.0;
        results.analysis.warm_up.method = "MSER-5".into();
        results.analysis.precision.figures = vec![Achieved {
            of: "devices.meters".into(),
            metric: "delivery_ratio".into(),
            half_width: Some(0.02),
            asked: Some(0.01),
            replications: Some(160),
            ..Achieved::default()
        }];
        results.scenario.replications = 40;
        results.analysis.precision.asked = Some(0.01);
        let expected = "steady study (no load follows the clock); warm-up of 2 h cut by MSER-5\nprecision of \
                        1 % not reached by 1 figure; about 160 replications would do\n";
        assert_eq!(study(&results), expected);
    }
}
