//! The answer in words, and the words for sums, sets and objectives that page and terminal share.

use super::results::{Judged, Options, Tried};
use crate::experiment::capacity::words::thousands;
use crate::experiment::question::Asked;
use crate::experiment::results::Verdict;
use crate::experiment::review::Review;
use crate::measure::metrics::Metric;
use crate::units::noun;

/// How it is searched.
const METHOD: &str = "sets in order of cost, each simulated on the same luck until it is told whether all objectives hold (95 % \
    intervals; at risk does not count as kept), the first that keeps them is the answer";
/// The same, where the load grows.
const GROWING: &str = "a set is first asked for the month after the last that a cheaper one keeps; months between are found by \
    bisection, each judged by the same rule on the same replications, which takes it that a set that fails in one month fails in all later ones";

/// "18 600 EUR", "-12.50 EUR", "0".
pub fn money(value: f64, currency: Option<&str>) -> String {
    let thousandths = libm::rint(value * 1e3) as i64;
    let (whole, rest) = (thousandths.abs() / 1000, thousandths.abs() % 1000);
    let fraction = match rest {
        0 => String::new(),
        rest if rest % 10 == 0 => format!(".{:02}", rest / 10),
        rest => format!(".{rest:03}"),
    };
    let sign = if thousandths < 0 { "-" } else { "" };
    let unit = currency.map_or(String::new(), |code| format!(" {code}"));
    format!("{sign}{}{fraction}{unit}", thousands(whole as f64))
}

/// "second-lte + ten-gateways", or "nothing".
pub fn set(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_string() } else { names.join(" + ") }
}

/// "18 600 EUR + 60 EUR a month = 21 480 EUR over the time".
pub fn price(options: &Options, tried: &Tried) -> String {
    let write = |value: f64| money(value, options.currency.as_deref());
    match (tried.cost, tried.per_month) {
        (_, 0.0) => write(tried.total),
        (0.0, monthly) => format!("{} a month = {} over the time", write(monthly), write(tried.total)),
        (once, monthly) => {
            let sign = if monthly < 0.0 { "-" } else { "+" };
            format!(
                "{} {sign} {} a month = {} over the time",
                write(once),
                write(libm::fabs(monthly)),
                write(tried.total)
            )
        }
    }
}

/// A value of an objective in its unit.
pub fn value(asked: &Asked, value: f64) -> String {
    let unit = Metric::named(&asked.metric).map(|metric| metric.info().unit);
    unit.map_or(value.to_string(), |unit| unit.write_beside(value, asked.limit_value))
}

/// "readings-arrive 89.1 % (asked >= 98 %), radio.lora".
pub fn broken(options: &Options, judged: &Judged) -> String {
    let asked = options.objectives.iter().find(|asked| asked.name == judged.name);
    let figure = asked.and_then(|asked| judged.value.map(|measured| format!(" {}", value(asked, measured))));
    let limit = asked.map_or(String::new(), |asked| format!(" (asked {})", asked.limit));
    let element = judged.element.as_ref().map_or(String::new(), |element| format!(", {element}"));
    let risk = if judged.verdict == Verdict::AtRisk { ", at risk" } else { "" };
    format!("{}{}{limit}{element}{risk}", judged.name, figure.unwrap_or_default())
}

/// "12 months".
pub fn months(number: u64) -> String {
    format!("{number} {}", noun(number, "month", "months"))
}

/// The month that begins so many after the start: "2028-08".
pub fn month_after(options: &Options, months: u64) -> Option<String> {
    let [first, _] = options.horizon.between.as_ref()?;
    let (year, month) = first.split_once('-')?;
    let all = 12 * year.parse::<u64>().ok()? + month.parse::<u64>().ok()?.checked_sub(1)? + months;
    Some(format!("{:04}-{:02}", all / 12, all % 12 + 1))
}

/// How long a set lasts: "20 months, to 2028-08"; of one that lasts no longer than a cheaper one, "at most 20 months".
pub fn lasts(tried: &Tried, options: &Options) -> String {
    let to = |months: u64| {
        let last = months.checked_sub(1).and_then(|last| month_after(options, last));
        last.map_or(String::new(), |last| format!(", to {last}"))
    };
    match tried.lasts {
        Some(all) => format!("{}{}", months(all), to(all)),
        None if tried.month == 0 => "not at all".to_string(),
        None if tried.keeps() => String::new(),
        // it fails in the month after those that a cheaper one lasts, where it was looked at first
        None => format!("at most {}", months(tried.month - 1)),
    }
}

/// When a set was judged: "in 2030-12", "after 48 months".
pub fn in_month(tried: &Tried, options: &Options) -> String {
    match month_after(options, tried.month) {
        Some(month) => format!("in {month}"),
        None => format!("after {}", months(tried.month)),
    }
}

/// Fills the headline, what else is to be said, and the line for the review.
pub fn say(options: &mut Options) {
    options.headline = headline(options);
    let still = (!options.horizon.grows).then(|| "The load stays that of the file".to_string());
    let said = [beside(options), wanted(options), risks(options), idle(options), assumed(options), still];
    options.said = said.into_iter().flatten().collect();
    options.review = review(options);
    options.method.text = match options.horizon.grows && !options.method.monotone {
        true => format!("{METHOD}; {GROWING}"),
        false => METHOD.to_string(),
    };
}

fn headline(options: &Options) -> String {
    let time = for_months(options);
    match (options.answer.map(|at| &options.sets[at]), options.best.map(|at| &options.sets[at])) {
        (Some(found), _) if found.options.is_empty() => {
            format!("Nothing need be bought: {} hold {time}", all(options))
        }
        (Some(found), _) => {
            let by = found.order.as_ref().map_or(String::new(), |order| format!("; order by {}", order.by));
            format!(
                "Cheapest that keeps {} {time}: {}, {}{by}",
                all(options),
                set(&found.options),
                price(options, found)
            )
        }
        (None, Some(best)) => {
            let at_most = options
                .max_cost
                .map(|most| format!(" for at most {}", money(most, options.currency.as_deref())));
            let missed: Vec<String> = best.broken().map(|one| broken(options, one)).collect();
            let does = match best.lasts {
                Some(_) => {
                    format!("lasts longest, {}; {} it misses", lasts(best, options), in_month(best, options))
                }
                None if missed.len() == 1 => "comes nearest and still misses".to_string(),
                None => format!("comes nearest and still misses {}:", missed.len()),
            };
            let price =
                if best.options.is_empty() { String::new() } else { format!(" ({})", price(options, best)) };
            format!(
                "No set of options{} keeps {} {time}: {}{price} {does} {}",
                at_most.unwrap_or_default(),
                all(options),
                capital_nothing(&best.options),
                missed.join("; ")
            )
        }
        (None, None) => format!("No set of options keeps {} {time}", all(options)),
    }
}

/// "all objectives", or which are not counted.
fn all(options: &Options) -> String {
    match &options.not_judged[..] {
        [] => "all objectives".to_string(),
        aside => format!("all objectives but {} (nothing is observed to judge it by)", aside.join(", ")),
    }
}

/// Without an option it is the scenario that comes nearest.
fn capital_nothing(names: &[String]) -> String {
    if names.is_empty() { "the scenario as it stands".to_string() } else { set(names) }
}

fn for_months(options: &Options) -> String {
    let time = format!("for {}", months(options.horizon.months));
    match &options.horizon.between {
        Some([_, last]) => format!("{time}, to {last}"),
        None => time,
    }
}

/// What buying nothing does.
fn beside(options: &Options) -> Option<String> {
    let bare = options.sets.iter().find(|tried| tried.options.is_empty())?;
    if options.told() == Some(bare) {
        return None;
    }
    let missed: Vec<String> = bare.broken().map(|one| broken(options, one)).collect();
    let when = match (options.horizon.grows, bare.lasts) {
        (false, _) => "Without any",
        (true, None) => "Without any, from the start",
        (true, Some(lasts)) => {
            return Some(format!(
                "Without any it holds for {}; {} it misses {}",
                months(lasts),
                in_month(bare, options),
                missed.join("; ")
            ));
        }
    };
    Some(format!("{when}, it misses {}", missed.join("; ")))
}

/// When to order the answer, and why by then; else of which option that cannot be said.
fn wanted(options: &Options) -> Option<String> {
    let (from, told) = (options.horizon.wanted_from.as_ref()?, options.told()?);
    if let Some(order) = &told.order {
        return Some(format!(
            "Order by {}, {}: it is wanted from {from} on, and {} takes {} d",
            order.by, order.left, order.option, order.lead_days
        ));
    }
    let lead =
        |name: &&String| options.options.iter().any(|one| one.name == **name && one.lead_days.is_none());
    let unknown: Vec<&str> = told.options.iter().filter(lead).map(String::as_str).collect();
    (!unknown.is_empty())
        .then(|| format!("No order date: the file states no lead time of {}", unknown.join(", ")))
}

/// Cheaper sets of which nobody knows.
fn risks(options: &Options) -> Option<String> {
    let risky: Vec<String> = options
        .sets
        .iter()
        // at a month before, it is only open whether it lasts longer than the cheaper ones
        .filter(|tried| tried.verdict == Verdict::AtRisk && options.horizon.decisive.contains(&tried.month))
        .map(|tried| format!("{} ({})", set(&tried.options), money(tried.total, options.currency.as_deref())))
        .collect();
    (!risky.is_empty()).then(|| {
        let more = if risky.len() > 3 { format!(" and {} more", risky.len() - 3) } else { String::new() };
        let few = risky.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        format!("At risk, not kept: {few}{more}; more replications would tell")
    })
}

/// Options that move no objective: a mistake in what they change, or money for nothing.
fn idle(options: &Options) -> Option<String> {
    let values = |tried: &Tried| tried.objectives.iter().map(|one| one.value).collect::<Vec<_>>();
    let without = |tried: &Tried, name: &String| {
        let rest: Vec<&String> = tried.options.iter().filter(|other| *other != name).collect();
        let same =
            |other: &&Tried| other.month == tried.month && other.options.iter().eq(rest.iter().copied());
        options
            .sets
            .iter()
            .find(same)
            .map(|other| values(other) == values(tried) && other.replications == tried.replications)
    };
    let idle = |name: &&String| {
        let pairs = options.sets.iter().filter(|tried| tried.options.contains(name));
        let told: Vec<bool> = pairs.filter_map(|tried| without(tried, name)).collect();
        !told.is_empty() && told.iter().all(|same| *same)
    };
    let names: Vec<String> = options.options.iter().map(|one| &one.name).filter(idle).cloned().collect();
    (!names.is_empty()).then(|| format!("No objective is moved by {}", names.join(", ")))
}

fn assumed(options: &Options) -> Option<String> {
    let method = &options.method;
    method.monotone.then(|| {
        let sets = format!("{} {}", method.spared, noun(method.spared, "set was", "sets were"));
        format!("It is taken that more options never do harm: {sets} not simulated")
    })
}

/// As short as it can be: it stands beside other answers.
fn review(options: &Options) -> Review {
    let holds = match &options.horizon.between {
        Some([_, last]) => format!("to {last}"),
        None => format!("for {}", months(options.horizon.months)),
    };
    let all_judged = options.not_judged.is_empty();
    let state = if all_judged { Verdict::Met } else { Verdict::AtRisk };
    let (text, state) = match options.answer.map(|at| &options.sets[at]) {
        Some(found) if found.options.is_empty() && all_judged => {
            (format!("nothing to buy, all objectives hold {holds}"), state)
        }
        Some(found) if found.options.is_empty() => {
            (format!("nothing to buy, all that can be judged holds {holds}"), state)
        }
        Some(found) => {
            let price = money(found.total, options.currency.as_deref());
            let by = found.order.as_ref().map_or(String::new(), |order| format!("; order by {}", order.by));
            (format!("{}, {price}, holds {holds}{by}", set(&found.options)), state)
        }
        None => (format!("no set of options holds {holds}"), Verdict::Missed),
    };
    Review { text: format!("cheapest fix: {text}"), state }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_for_people() {
        assert_eq!(money(18_600.0, Some("EUR")), "18 600 EUR");
        assert_eq!(money(-12.5, Some("USD")), "-12.50 USD");
        assert_eq!(money(0.125, Some("KWD")), "0.125 KWD");
        assert_eq!(money(0.0, None), "0");
        assert_eq!(set(&[]), "nothing");
    }

    #[test]
    fn a_price_says_what_is_paid_when() {
        let options = Options { currency: Some("EUR".into()), ..Options::default() };
        let price =
            |cost, per_month, total| price(&options, &Tried { cost, per_month, total, ..Tried::default() });
        assert_eq!(price(18_600.0, 60.0, 21_480.0), "18 600 EUR + 60 EUR a month = 21 480 EUR over the time");
        assert_eq!(price(500.0, 0.0, 500.0), "500 EUR");
        assert_eq!(price(0.0, 5.0, 60.0), "5 EUR a month = 60 EUR over the time");
        assert_eq!(price(100.0, -5.0, 40.0), "100 EUR - 5 EUR a month = 40 EUR over the time");
    }
}
