//! What the reader must know before trusting a figure: overload, messages in flight, intervals that were refused
//! or rest on an assumption.

use crate::experiment::analysis::{Achieved, Unstable};
use crate::experiment::figures;
use crate::experiment::pool::Pool;
use crate::experiment::rows::RowLoads;
use crate::experiment::stability::Backlogs;
use crate::experiment::study::Study;
use crate::measure::element_tally::ElementTotal;
use crate::measure::interval::Note;
use crate::measure::metrics::{Metric, Unit, beyond_rounding};
use crate::model::cause::Cause;
use crate::network::estimate::{buckets, codel};
use crate::network::{Element, ElementKind, Network};
use crate::units::{BitRate, Flow, noun};

/// In flight above this share is shown (D4).
const IN_FLIGHT: f64 = 0.001;
/// What is dropped on the way down above this share is shown.
const DROPPED_DOWN: f64 = 0.001;
/// Overloaded elements named one by one.
const MOST_NAMED: usize = 10;

/// All warnings, the gravest first; `said` by others.
pub fn warnings(network: &Network, study: &Study, backlogs: &Backlogs, said: Vec<String>) -> Vec<String> {
    let loads = backlogs.loads;
    let mut warnings = overloads(network, backlogs);
    warnings.extend(said);
    warnings.extend(buckets::warnings(network));
    warnings.extend(codel::warnings(network));
    if study.pool.replications() == 1 {
        warnings.push("one replication: no figure has an interval".to_string());
    }
    warnings.extend(downward(network, &study.pool));
    warnings.extend(shaped(network, loads));
    warnings.extend(alike(&study.pool));
    warnings.extend(in_flight(network, &study.pool));
    warnings.extend(study.warm_up.iter().flat_map(|warm_up| warm_up.warnings.clone()));
    if study.pool.replications() > 1 {
        let missing = study.precision.figures.iter().filter_map(Achieved::missing);
        warnings.extend(missing.map(|what| format!("not resolved: {what}")));
    }
    warnings.extend(notes(network, &study.pool));
    warnings
}

/// Links whose way down has no room: no figure of messages names them, but devices wait for what they drop.
fn downward(network: &Network, pool: &Pool) -> Vec<String> {
    let sentence = |(at, element): (usize, &Element)| {
        let total = &pool.counts.elements.totals[at];
        let share = total.dropped_down as f64 / (total.dropped_down + total.sent_down).max(1) as f64;
        let name = &element.name;
        (share >= DROPPED_DOWN).then(|| {
            format!(
                "{name}: no room for {} of what it is to send down; devices wait for it",
                Unit::Share.write(share)
            )
        })
    };
    network.elements.iter().enumerate().filter_map(sentence).take(MOST_NAMED).collect()
}

/// Repetitions of what has no luck in it are one and the same.
fn alike(pool: &Pool) -> Option<String> {
    let [first, second, ..] = &pool.samples[..] else { return None };
    let spoke = first.classes.iter().any(|class| class.offered > 0);
    let all = spoke && first == second && pool.samples.iter().all(|sample| sample == first);
    let count = pool.replications();
    all.then(|| {
        format!("all {count} repetitions are one and the same: nothing here is left to chance, so no interval means anything and one would do")
    })
}

/// Promise 6: a queue that cannot keep up is said to be one.
fn overloads(network: &Network, backlogs: &Backlogs) -> Vec<String> {
    let queue = |kind| matches!(kind, ElementKind::Link | ElementKind::Station);
    let sentence = |(at, element): (usize, &Element)| {
        if queue(element.kind) { overload(&element.name, at, backlogs) } else { None }
    };
    let mut all: Vec<String> = network.elements.iter().enumerate().filter_map(sentence).collect();
    let more = all.len().saturating_sub(MOST_NAMED);
    all.truncate(MOST_NAMED);
    if more > 0 {
        let are = noun(more as u64, "link or station is", "links or stations are");
        all.push(format!("{more} further {are} offered 100 % of service or more"));
    }
    all
}

fn overload(name: &str, element: usize, backlogs: &Backlogs) -> Option<String> {
    let Backlogs { pool, loads, .. } = *backlogs;
    let offered = &loads[element].offered;
    let (mean, busy_hour) = (offered.mean.value?, offered.busy_hour.value?);
    if let Some(unstable) = backlogs.of(element..element + 1) {
        return Some(growing(name, mean, &unstable, pool.bins().duration().as_secs_f64()));
    }
    if mean >= 1.0 {
        let total = &pool.counts.elements.totals[element];
        let seconds = pool.bins().duration().as_secs_f64() * pool.replications() as f64;
        let (arriving, dropped) = (total.arrived as f64 / seconds, total.dropped as f64 / seconds);
        let growth = (arriving * (1.0 - 1.0 / mean) - dropped).max(0.0);
        let offered = format!("{name}: offered {} of service", Unit::Share.write(mean));
        return Some(match dropped > growth {
            true => format!("{offered}; {} {} messages/s", refusing(total), number(dropped)),
            false => format!("{offered}; backlog grows by {} messages/s", number(growth)),
        });
    }
    let share = Unit::Share.write(busy_hour);
    (busy_hour >= 1.0)
        .then(|| format!("{name}: offered {share} of service in its busy hour; its queue grows then"))
}

/// What turns most of it away.
fn refusing(total: &ElementTotal) -> &'static str {
    match 2 * total.dropped_by[Cause::Throttled as usize] > total.dropped {
        true => "its limit refuses",
        false => "its room is full and drops",
    }
}

/// The measured growth beside the one that arithmetic foretells; and what it does to means.
fn growing(name: &str, offered: f64, unstable: &Unstable, window_s: f64) -> String {
    let measured = unstable.backlog_growth_per_s;
    let half = measured.ci.map(|[low, high]| beyond_rounding(unstable.per_s(), (high - low) / 2.0));
    let half = half.map_or(String::new(), |half| format!(" ± {}", number(half)));
    let room = unstable.room(window_s).map_or(String::new(), |room| format!("; {room}"));
    format!(
        "{name}: unstable, offered {} of service; backlog grows by {}{half} messages/s ({} by arithmetic), so its waits \
         and the latencies behind it have no mean: they grow with the length of the run{room}",
        Unit::Share.write(offered),
        number(unstable.per_s()),
        number(unstable.foretold_per_s)
    )
}

fn number(value: f64) -> String {
    Unit::Number.write(value)
}

/// What a link may send is less than it could: its utilisation says nothing of the room that its shaper leaves.
fn shaped(network: &Network, loads: &[RowLoads]) -> Vec<String> {
    let sentence = |(at, element): (usize, &Element)| {
        let Flow::Bits(rate) = network.guards.get(at)?.as_ref()?.shaper?.rate else { return None };
        let own = BitRate(element.rate_bps.filter(|own| rate.0 < *own)?);
        let offered = Unit::Share.write(loads[at].offered.busy_hour.value?);
        Some(format!(
            "{}: its shaper lets {rate} through, of which {offered} is offered in the busy hour; utilisation is of the \
             link's own {own}",
            element.name
        ))
    };
    let shaped = network.elements.iter().enumerate().filter_map(sentence);
    shaped.take(MOST_NAMED).collect()
}

fn in_flight(network: &Network, pool: &Pool) -> Vec<String> {
    let mut warnings = Vec::new();
    for (class, total) in network.classes.iter().zip(&pool.counts.classes.totals).filter(|(c, _)| !c.foreign)
    {
        let share = total.in_flight as f64 / total.offered.max(1) as f64;
        if share > IN_FLIGHT {
            let share = Unit::Share.write(share);
            warnings.push(format!(
                "devices.{}: {share} of its messages were still in flight when the drain ended; they count as not delivered",
                class.name
            ));
        }
    }
    warnings
}

/// Figures without an interval, and those whose interval rests on independence.
fn notes(network: &Network, pool: &Pool) -> Vec<String> {
    const LATENCIES: [Metric; 4] =
        [Metric::LatencyP50, Metric::LatencyP95, Metric::LatencyP99, Metric::LatencyP999];
    let mut warnings = Vec::new();
    for (at, class) in network.classes.iter().enumerate().filter(|(_, class)| !class.foreign) {
        for metric in LATENCIES {
            if let Note::TooFew { observations, replications } = figures::class(pool, at, metric).note {
                let name = metric.info().name;
                warnings.push(format!(
                    "devices.{}: too few messages for {name}, which is left out; {observations} would do, as in \
                     {replications} {}",
                    class.name,
                    noun(replications, "replication", "replications")
                ));
            }
        }
        let ratio = figures::class(pool, at, Metric::DeliveryRatio);
        if let Note::RuleOfThree { trials } = ratio.note {
            let what = if ratio.value == Some(0.0) { "delivered" } else { "failed" };
            let messages = noun(trials, "message", "messages");
            warnings.push(format!(
                "devices.{}: none of {trials} {messages} {what}; the bound of its delivery ratio (3/n) holds if losses are independent",
                class.name
            ));
        }
        if class.traffic.is_some() && pool.counts.classes.totals[at].offered == 0 {
            warnings.push(format!(
                "devices.{}: no message was born in the window; its figures are empty",
                class.name
            ));
        }
    }
    warnings
}
