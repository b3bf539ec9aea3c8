//! Whether results that were read from a file hang together, so that a page drawn from them is not nonsense:
//! the types say what a figure is, this says what it can be.

use serde_json::Value;

use crate::experiment::results::{
    Balance, ClassResult, ElementResult, MODEL_VERSION, Map, Results, ScenarioInfo, Verdict,
};
use crate::units;

/// Ratios and utilisations: between 0 and 1.
const SHARES: [&str; 6] =
    ["delivery_ratio", "delivery_ratio_ci", "devices_below", "data_rates", "out_of_coverage", "utilisation"];
/// What may be negative: where something stands.
const SIGNED: [&str; 3] = ["x_m", "y_m", "origin"];
/// Differences of ratios: between -1 and 1.
const CHANGES: [&str; 1] = ["change"];
/// Farthest from the origin of a map, m: places end at 20 000 km, their extent may add as much.
const FARTHEST_M: f64 = 1e8;
/// Longest window that a scenario may ask for, s: axes count on it.
const LONGEST_S: f64 = 10.0 * 366.0 * 86_400.0;
/// Greatest number of any kind: a seed.
pub(super) const GREATEST: f64 = u64::MAX as f64;
/// Room for rounding in sums of fractions.
const ROUNDING: f64 = 1e-6;

/// What is wrong, with its path; the first fault is told.
pub type Sound = Result<(), String>;

/// Whether results hang together; else what does not, and where.
pub fn sound(results: &Results) -> Sound {
    version(&results.model_version)?;
    window(&results.scenario)?;
    let json = serde_json::to_value(results).map_err(|error| error.to_string())?;
    figures(&json, "", Sort::default())?;
    let bins = libm::ceil(results.scenario.simulated_s / results.scenario.bin_s - ROUNDING) as usize;
    for (name, class) in &results.classes {
        within(class_sound(class, bins), &format!("classes.{name}"))?;
    }
    for (name, element) in &results.elements {
        within(element_sound(element, bins), &format!("elements.{name}"))?;
    }
    let cut = || "it is longer than ten years".to_string();
    within(must(results.analysis.warm_up.cut_s <= LONGEST_S, cut), "analysis.warm_up.cut_s")?;
    within(map_sound(&results.map), "map")?;
    within(one_a_replication(&json["samples"], results.scenario.replications), "samples")?;
    verdict(results)?;
    undisturbed(results)?;
    within(conservation(results), "conservation")
}

pub(super) fn within(sound: Sound, at: &str) -> Sound {
    sound.map_err(|fault| format!("at `{at}`: {fault}"))
}

pub(super) fn must(holds: bool, fault: impl Fn() -> String) -> Sound {
    if holds { Ok(()) } else { Err(fault()) }
}

/// Results of an older model are drawn as they are; what a newer one means, nobody here knows.
pub(super) fn version(written: &str) -> Sound {
    let numbers = |text: &str| text.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>().ok();
    let known = numbers(written).is_some_and(|written| Some(written) <= numbers(MODEL_VERSION));
    let fault = || format!("`{written}` is no version that this iotcap knows (it has {MODEL_VERSION})");
    within(must(known, fault), "model_version")
}

fn window(scenario: &ScenarioInfo) -> Sound {
    let positive = |value: f64, key: &str| {
        within(must(value > 0.0, || "it must be more than 0".into()), &format!("scenario.{key}"))
    };
    within(
        must(scenario.simulated_s <= LONGEST_S, || "it is longer than ten years".into()),
        "scenario.simulated_s",
    )?;
    within(
        must(scenario.warm_up_s <= LONGEST_S, || "it is longer than ten years".into()),
        "scenario.warm_up_s",
    )?;
    positive(scenario.simulated_s, "simulated_s")?;
    positive(scenario.bin_s, "bin_s")?;
    positive(scenario.replications as f64, "replications")
}

/// What the figures below a key are, however deep.
#[derive(Clone, Copy, Default)]
struct Sort {
    share: bool,
    change: bool,
}

impl Sort {
    fn below(self, key: &str) -> Sort {
        let change = self.change || CHANGES.contains(&key);
        Sort { share: self.share || change || SHARES.contains(&key), change }
    }
}

/// No negative figures but differences, no shares beyond 1, intervals with their lower end first: whatever the figure.
fn figures(value: &Value, key: &str, sort: Sort) -> Sound {
    let sort = sort.below(key);
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            let written = || units::number(number);
            let signed = sort.change || SIGNED.contains(&key);
            must(number >= 0.0 || signed, || format!("{} is negative", written()))?;
            must(number <= GREATEST, || format!("{} is no figure of a network", written()))?;
            let most = 1.0 + ROUNDING;
            must(!sort.share || number <= most, || format!("{} is a share, at most 1", written()))?;
            must(!sort.change || number >= -most, || {
                format!("{} is a change of a share, at least -1", written())
            })
        }
        Value::Array(list) => {
            interval(list, key)?;
            list.iter().enumerate().try_for_each(|(at, value)| within_list(value, key, sort, at))
        }
        Value::Object(table) => table.iter().try_for_each(|(name, value)| {
            // a class or an objective may be called `utilisation`
            let meaning = if ["classes", "objectives"].contains(&key) { "" } else { name };
            figures(value, meaning, sort).map_err(|fault| climb(name, fault))
        }),
        _ => Ok(()),
    }
}

fn within_list(value: &Value, key: &str, sort: Sort, at: usize) -> Sound {
    let pair = if key.ends_with("_ci") { "ci" } else { key };
    figures(value, pair, sort).map_err(|fault| climb(&at.to_string(), fault))
}

/// The path grows from its end: "at `ci`: …" below `latency_s` is "at `latency_s.ci`: …".
fn climb(name: &str, fault: String) -> String {
    match fault.strip_prefix("at `") {
        Some(rest) => format!("at `{name}.{rest}"),
        None => format!("at `{name}`: {fault}"),
    }
}

fn interval(list: &[Value], key: &str) -> Sound {
    let (Some(low), Some(high)) = (list.first().and_then(Value::as_f64), list.get(1).and_then(Value::as_f64))
    else {
        return Ok(());
    };
    must(key != "ci" || low <= high, || format!("the interval's ends {low} and {high} are reversed"))
}

/// Lists of samples are empty or have one entry per replication.
fn one_a_replication(samples: &Value, replications: u64) -> Sound {
    match samples {
        Value::Array(list) => must(list.is_empty() || list.len() as u64 == replications, || {
            format!("{} entries for {replications} replications", list.len())
        }),
        Value::Object(table) => table.iter().try_for_each(|(name, value)| {
            one_a_replication(value, replications).map_err(|fault| climb(name, fault))
        }),
        _ => Ok(()),
    }
}

fn class_sound(class: &ClassResult, bins: usize) -> Sound {
    let series = &class.series;
    let lengths = [
        ("offered", series.offered.len()),
        ("delivered", series.delivered.len()),
        ("delivery_ratio_ci", series.delivery_ratio_ci.len()),
        ("p50", series.p50.len()),
        ("p95", series.p95.len()),
        ("p99", series.p99.len()),
    ];
    let lost = series.lost.iter().map(|(cause, list)| (cause.as_str(), list.len()));
    lengths.into_iter().chain(lost).try_for_each(|(key, length)| one_a_bin(key, length, bins))?;
    let ended = u128::from(class.delivered) + lost_by(class) + u128::from(class.in_flight);
    let (offered, delivered) = (class.offered, class.delivered);
    must(ended <= u128::from(offered), || format!("of {offered} offered messages {ended} came to an end"))?;
    let ratio = delivered as f64 / offered as f64;
    let told = class.delivery_ratio.value.is_none_or(|value| libm::fabs(value - ratio) <= ROUNDING);
    must(told, || format!("its delivery ratio is not that of {delivered} in {offered}"))?;
    rising(&class.latency_cdf)
}

fn lost_by(class: &ClassResult) -> u128 {
    class.lost.values().flat_map(|by_element| by_element.values()).map(|count| u128::from(*count)).sum()
}

fn one_a_bin(key: &str, length: usize, bins: usize) -> Sound {
    let fault = || format!("`series.{key}` has {length} entries where the window has {bins} bins");
    must(length == bins, fault)
}

/// A distribution of latency: time in s, share at or below it.
pub(super) fn rising(latency_cdf: &[[f64; 2]]) -> Sound {
    let rises = |pair: &[[f64; 2]]| pair[0][0] <= pair[1][0] && pair[0][1] <= pair[1][1];
    let shares =
        latency_cdf.iter().all(|[time, share]| *time >= 0.0 && (0.0..=1.0 + ROUNDING).contains(share));
    let holds = shares && latency_cdf.windows(2).all(rises);
    must(holds, || "`latency_cdf` is no distribution: it falls, or passes 1".into())
}

/// A radio has no utilisation, a member of a large group no series.
fn element_sound(element: &ElementResult, bins: usize) -> Sound {
    let series = &element.series;
    let lengths = [
        ("offered_load", series.offered_load.len()),
        ("offered_load_ci", series.offered_load_ci.len()),
        ("utilisation", series.utilisation.len()),
        ("dropped", series.dropped.len()),
    ];
    let given = lengths.into_iter().filter(|(_, length)| *length > 0);
    given.into_iter().try_for_each(|(key, length)| one_a_bin(key, length, bins))
}

fn map_sound(map: &Map) -> Sound {
    let squares = map.bins.is_empty() || map.bin_m > 0.0;
    must(squares, || "`bin_m` must be more than 0".into())?;
    let places = map.bins.iter().map(|bin| (bin.x_m, bin.y_m));
    let farthest = places
        .chain(map.gateways.iter().map(|gateway| (gateway.x_m, gateway.y_m)))
        .fold(0.0, |most, (x, y)| libm::fmax(most, libm::fmax(libm::fabs(x), libm::fabs(y))));
    must(farthest <= FARTHEST_M, || "something stands farther away than the earth is wide".into())
}

fn verdict(results: &Results) -> Sound {
    let worst = results.objectives.iter().map(|objective| objective.verdict).max();
    let holds = results.verdict == worst.unwrap_or(Verdict::None);
    within(must(holds, || "it is not the worst of the objectives' verdicts".into()), "verdict")
}

/// There is a day without incidents only where there is one with them.
fn undisturbed(results: &Results) -> Sound {
    let told = results.objectives.iter().position(|objective| objective.undisturbed.is_some());
    let fault = || "it has no incidents to be without".into();
    told.filter(|_| results.incidents.is_empty())
        .map_or(Ok(()), |at| within(Err::<(), String>(fault()), &format!("objectives.{at}.undisturbed")))
}

/// What is said of the balance is what its numbers say, and they are those of the classes.
fn conservation(results: &Results) -> Sound {
    for (name, balance) in &results.conservation.classes {
        let of_class = results.classes.get(name).map(|class| {
            let lost = lost_by(class);
            (class.offered, class.delivered, lost, class.in_flight)
        });
        let here = (balance.offered, balance.delivered, u128::from(balance.lost), balance.in_flight);
        let fault = || "its numbers are not those of the class".into();
        within(
            must(of_class == Some(here), fault).and_then(|()| balanced(balance)),
            &format!("classes.{name}"),
        )?;
    }
    let sum = |of: fn(&Balance) -> u64| {
        results.conservation.classes.values().map(|balance| u128::from(of(balance))).sum::<u128>()
    };
    let total = &results.conservation.total;
    let fields: [fn(&Balance) -> u64; 4] = [|b| b.offered, |b| b.delivered, |b| b.lost, |b| b.in_flight];
    let sums = fields.iter().all(|of| u128::from(of(total)) == sum(*of));
    let holds = must(sums, || "it is not the sum of the classes".into());
    within(holds.and_then(|()| balanced(total)), "total")
}

fn balanced(balance: &Balance) -> Sound {
    let ended = [balance.delivered, balance.lost, balance.in_flight].map(u128::from).iter().sum::<u128>();
    let holds = balance.balanced == (ended == u128::from(balance.offered));
    must(holds, || format!("`balanced` is {}, but its numbers say otherwise", balance.balanced))
}
