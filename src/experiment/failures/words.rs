//! What failures say in sentences.

use super::results::{Failed, Failures};
use crate::experiment::results::Verdict;
use crate::experiment::review::Review;
use crate::measure::metrics::Unit;
use crate::units::noun;

/// Below one message in a thousand a loss is not what is said of a failure first.
const TELLING: f64 = 0.001;

/// From this on a fall of utilisation is worth a word.
const GAIN: f64 = 0.005;

/// The rule of ranking, as the page states it.
pub const RULE: &str = "ranked by objectives newly missed over the whole study (of the first, where it was simulated), then while they fail, then by those put at risk, then by messages lost beyond those lost anyway, then by how much later the slowest arrive; a latency objective counts as missed also where more is lost than its percentile leaves out (\"by losses\")";

/// Headline, further sentences and the line for a review.
pub fn say(failures: &mut Failures) {
    failures.headline = headline(failures);
    failures.said = said(failures);
    failures.review = review(failures);
}

/// "links.core; 31 % of the messages of the busy hour are lost".
fn headline(failures: &Failures) -> String {
    let kind = if failures.pairs { "pair of failures" } else { "single failure" };
    let Some(worst) = failures.failures.first() else {
        return "nothing can fail here: there is no gateway, link or platform stage".to_string();
    };
    let count = failures.failures.len();
    let breaking = failures.failures.iter().filter(|failed| !failed.broken.is_empty()).count();
    let breaks = match breaking {
        _ if failures.objectives.is_empty() => "the scenario states no objectives".to_string(),
        0 if missed(failures) > 0 => format!("none of {count} breaks an objective that is not missed anyway"),
        0 if not_judged(failures).len() == failures.objectives.len() => {
            "no objective can be judged".to_string()
        }
        0 if !not_judged(failures).is_empty() => {
            format!("none of {count} breaks an objective that can be judged")
        }
        0 => format!("none of {count} breaks an objective"),
        n => format!("{n} of {count} {} an objective", if n == 1 { "breaks" } else { "break" }),
    };
    match effect(failures, worst) {
        Some(effect) => format!("the worst {kind}: {}; {effect}; {breaks}", worst.name),
        None if offers_nothing(failures) => {
            format!("no answer: nothing is sent in {}, so no {kind} can be judged", failures.window.words)
        }
        None => format!("no {kind} of {count} loses or delays anything in {}", failures.window.words),
    }
}

/// "31 % of the messages of the busy hour are lost"; none if it does nothing.
fn effect(failures: &Failures, failed: &Failed) -> Option<String> {
    let share = failed.lost_share.value.unwrap_or(0.0);
    let words = &failures.window.words;
    if share >= TELLING {
        let beyond =
            failures.classes.iter().any(|class| class.delivery_ratio.value.is_some_and(|d| d < 0.999));
        let beyond = if beyond { " beyond those lost anyway" } else { "" };
        return Some(format!("{} of the messages of {words} are lost{beyond}", Unit::Share.write(share)));
    }
    let slower = failed.classes.iter().filter(|class| class.latency_change.value.is_some_and(|s| s > 0.0));
    let change = |class: &super::results::ClassFigures| class.latency_change.value.unwrap_or(0.0);
    let slower = slower.max_by(|a, b| change(a).total_cmp(&change(b)));
    match slower {
        Some(class) => {
            let p95 = class.latency_p95.value?;
            let before = p95 - change(class);
            let [now, before] = [p95, before].map(|s| Unit::Seconds.write(s));
            (now != before).then(|| {
                format!("95 % of what {} sends in {words} arrives within {now} instead of {before}", class.of)
            })
        }
        None if share > 0.0 => Some("less than one message in a thousand is lost".to_string()),
        None => None,
    }
}

fn said(failures: &Failures) -> Vec<String> {
    let mut said = Vec::new();
    let window = &failures.window;
    said.push(match window.found.as_str() {
        "peak" => {
            format!(
                "each fails from {}, where most messages are born, for {} (the busy hours of a review are each element's own)",
                window.starts,
                span(window.lasts_s)
            )
        }
        "middle" => format!(
            "each fails from {} for {}, in the middle, since no time offers more than others (the busy hours of a review are each element's own)",
            window.starts,
            span(window.lasts_s)
        ),
        _ => format!("each fails from {} for {}", window.starts, span(window.lasts_s)),
    });
    let missed = failures.objectives.iter().filter(|asked| asked.judged.verdict == Verdict::Missed);
    let missed: Vec<&str> = missed.map(|asked| asked.name.as_str()).collect();
    if !missed.is_empty() {
        let is = noun(missed.len() as u64, "is", "are");
        said.push(format!(
            "{} {is} missed in {} without any failure and cannot break",
            missed.join(", "),
            window.words
        ));
    }
    let silent = not_judged(failures);
    if !silent.is_empty() {
        said.push(format!(
            "{} cannot be judged in {}, as nothing or too little is observed; another time (--from), a longer one (--for) or more replications would tell",
            silent.join(", "),
            window.words
        ));
    }
    said.extend(failures.failures.first().and_then(whole));
    let harmless = failures.failures.iter().filter(|failed| effect(failures, failed).is_none()).count();
    if harmless > 0 && harmless < failures.failures.len() {
        said.push(format!("{harmless} of {} lose and delay nothing", failures.failures.len()));
    }
    said
}

/// What the worst does to the whole study.
fn whole(worst: &Failed) -> Option<String> {
    let whole = worst.whole.as_ref()?;
    let share = whole.lost_share.value.filter(|share| *share > 0.0)?;
    let missed: Vec<String> = whole.broken.iter().cloned().chain(by_losses(&whole.masked)).collect();
    let broken = match missed[..] {
        [] => "no objective is missed for it".to_string(),
        _ => {
            let is = noun((whole.broken.len() + whole.masked.len()) as u64, "is", "are");
            format!("{} {is} missed for it", missed.join(", "))
        }
    };
    Some(format!("over the whole study that is {} of the messages, and {broken}", Unit::Share.write(share)))
}

/// Objectives on utilisation that read better where something fails, since what is lost before an element does not load it.
pub fn gains(failures: &Failures) -> Option<String> {
    let loses = |failed: &&Failed| failed.lost_share.value.is_some_and(|share| share >= TELLING);
    let better = |at: usize| {
        let less = move |failed: &&Failed| {
            failed.objectives.get(at).and_then(|judged| judged.change).is_some_and(|change| change < -GAIN)
        };
        failures.failures.iter().filter(loses).filter(less).count()
    };
    let used =
        failures.objectives.iter().enumerate().filter(|(_, asked)| asked.metric.starts_with("utilisation"));
    let names: Vec<&str> =
        used.filter(|(at, _)| better(*at) > 0).map(|(_, asked)| asked.name.as_str()).collect();
    let reads = noun(names.len() as u64, "reads", "read");
    let names = names.join(", ");
    (!names.is_empty()).then(|| {
        format!("{names} {reads} better with failures that lose messages: what does not arrive uses nothing, which is no gain")
    })
}

fn review(failures: &Failures) -> Review {
    let any = |of: fn(&Failed) -> &Vec<String>| failures.failures.iter().any(|failed| !of(failed).is_empty());
    let over_all = |failed: &Failed| failed.whole.as_ref().is_some_and(|whole| !whole.broken.is_empty());
    let hurts = failures.failures.iter().any(|failed| effect(failures, failed).is_some());
    let state = match () {
        () if any(|failed| &failed.broken) || failures.failures.iter().any(over_all) => Verdict::Missed,
        () if any(|failed| &failed.at_risk) => Verdict::AtRisk,
        // what is missed anyway cannot break any more, which is no good news
        () if hurts && missed(failures) > 0 => Verdict::AtRisk,
        () if !not_judged(failures).is_empty() || offers_nothing(failures) => Verdict::AtRisk,
        () => Verdict::Met,
    };
    let text =
        failures.failures.first().map_or("nothing can fail".to_string(), |worst| brief(failures, worst));
    let text = match not_judged(failures).len() as u64 {
        0 => text,
        n => format!("{text}; {n} {} not judged", noun(n, "objective", "objectives")),
    };
    let text = match missed(failures) {
        0 => text,
        n if state == Verdict::AtRisk => {
            format!("{text}; {n} {} missed anyway", noun(n, "objective", "objectives"))
        }
        _ => text,
    };
    Review { text, state }
}

/// "worst failure: links.core breaks readings, -31 % of the messages of its hour".
fn brief(failures: &Failures, worst: &Failed) -> String {
    let whole = worst.whole.as_ref();
    let over_all = whole.map_or(&[][..], |whole| &whole.broken);
    let (verb, names) = match (&worst.broken[..], over_all, &worst.at_risk[..]) {
        ([], [], []) => ("", String::new()),
        ([], [], risk) => (" puts at risk ", some(risk)),
        ([], broken, _) | (broken, ..) => (" breaks ", some(broken)),
    };
    let subject = format!("worst failure: {}{verb}{names}", worst.name);
    match worst.lost_share.value.filter(|share| *share >= TELLING) {
        Some(share) => {
            let share = Unit::Share.write(share);
            format!("{subject}, -{share} of the messages of its {}", hour(failures))
        }
        None => match effect(failures, worst) {
            _ if !names.is_empty() => subject,
            Some(_) => format!("{subject}, which delays and loses next to nothing"),
            None if offers_nothing(failures) => "none: nothing is sent".to_string(),
            None => "no single failure loses or delays anything".to_string(),
        },
    }
}

/// The first two names, and how many more.
fn some(names: &[String]) -> String {
    match names {
        [a, b, _, rest @ ..] => format!("{a}, {b} and {} more", rest.len() + 1),
        _ => names.join(", "),
    }
}

/// Objectives that are missed without any failure.
pub fn missed(failures: &Failures) -> u64 {
    failures.objectives.iter().filter(|asked| asked.judged.verdict == Verdict::Missed).count() as u64
}

/// Names of objectives by which nothing can be judged in the window without any failure (DEFINITIONS D15).
pub fn not_judged(failures: &Failures) -> Vec<&str> {
    let silent = failures
        .objectives
        .iter()
        .filter(|asked| asked.judged.figure.value.is_none() && asked.judged.verdict == Verdict::AtRisk);
    silent.map(|asked| asked.name.as_str()).collect()
}

/// Whether no class sends anything while elements fail.
fn offers_nothing(failures: &Failures) -> bool {
    failures.classes.iter().all(|class| class.offered == 0.0)
}

/// What a failure breaks while it lasts, and in parentheses what it puts at risk; why, where nothing arrives, or where the
/// latency of what arrives would hold.
pub fn breaks(failures: &Failures, failed: &Failed) -> String {
    let silent = |name: &&String| {
        let pairs = failures.objectives.iter().zip(&failed.objectives);
        pairs.into_iter().any(|(asked, judged)| asked.name == **name && judged.nothing_arrives)
    };
    let (silent, plain): (Vec<&String>, Vec<&String>) = failed.broken.iter().partition(silent);
    let mut parts: Vec<String> = plain.into_iter().cloned().collect();
    if !silent.is_empty() {
        let names: Vec<&str> = silent.into_iter().map(String::as_str).collect();
        parts.push(format!("{} (nothing arrives)", names.join(", ")));
    }
    parts.extend(by_losses(&failed.masked));
    parts.extend(at_risk(&failed.at_risk, &failed.masked));
    parts.join(", ")
}

/// Masked objectives, in few words.
fn by_losses(masked: &[String]) -> Option<String> {
    (!masked.is_empty()).then(|| format!("{} by losses", masked.join(", ")))
}

/// In parentheses; what is masked is named anyway.
fn at_risk<'a>(names: &'a [String], masked: &'a [String]) -> impl Iterator<Item = String> + 'a {
    names.iter().filter(|name| !masked.contains(name)).map(|name| format!("({name})"))
}

/// The same over the whole study; nothing where it was not simulated.
pub fn breaks_over_all(failed: &Failed) -> String {
    let Some(whole) = &failed.whole else { return String::new() };
    let risk = at_risk(&whole.at_risk, &whole.masked);
    whole.broken.iter().cloned().chain(by_losses(&whole.masked)).chain(risk).collect::<Vec<_>>().join(", ")
}

fn hour(failures: &Failures) -> &'static str {
    if failures.window.lasts_s == 3600.0 { "hour" } else { "window" }
}

/// "1 h", "45 min".
pub fn span(seconds: f64) -> String {
    Unit::Seconds.write(seconds)
}
