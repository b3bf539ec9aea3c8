//! Why a message was lost, in a sentence with the figures that decided.

use super::draft::{Draft, Ended, Seen};
use super::names;
use super::words::{count, dbm, decibels, due_to, seconds, tokens};
use crate::engine::recorder::{TOKENS, TOKENS_OF_BYTES};
use crate::model::cause::{Cause, DueTo};
use crate::model::radio::RadioPlan;
use crate::model::radio::lorawan::plan::sf_index;
use crate::network::Network;
use crate::network::ids::ElementId;
use crate::network::layout::Layout;
use crate::units::Span;

/// What there is to say beyond cause and element.
pub fn sentence(
    network: &Network,
    layout: &Layout,
    draft: &Draft,
    (cause, element): (Cause, ElementId),
) -> Option<String> {
    let there = draft
        .sent
        .last()
        .and_then(|sent| sent.seen.iter().find(|seen| seen.gateway == element && seen.lost == Some(cause)));
    match cause {
        Cause::TooLong => too_long(network, layout, draft),
        Cause::Superseded => Some("the device's next message was due before this one could be sent".into()),
        Cause::GatewayDown if there.is_some() => Some("the gateway was down while it was on the air".into()),
        Cause::GatewayDown => Some("no gateway of its radio is on".into()),
        Cause::OutOfRange => out_of_range(draft),
        Cause::GatewayBusyTransmitting => Some("the gateway was sending while it was on the air".into()),
        Cause::NoDemodulator => {
            let all = there.and_then(|seen| seen.levels).map(|(.., all)| all)?;
            Some(match all {
                1 => "its one demodulator was busy when it began".to_string(),
                _ => format!("{all} of {all} demodulators busy when it began"),
            })
        }
        Cause::Collision | Cause::Interference => there.and_then(|seen| contest(network, seen)),
        Cause::Expired => late(network, draft),
        Cause::LinkDown => Some("it was being sent when the link went down".into()),
        Cause::StationDown => Some("it was being served when the station went down".into()),
        _ => full(network, draft, element),
    }
}

fn too_long(network: &Network, layout: &Layout, draft: &Draft) -> Option<String> {
    let message = draft.who.message;
    let radio = network.classes[message.class.index()].radio as usize;
    let RadioPlan::Lorawan(plan) = &network.radios[radio].plan else { return None };
    let sf = layout.reach[radio].row(message.device.0).data_rate;
    let most = plan.payload_limit[sf_index(sf)]?;
    Some(format!("{} B of payload, SF{sf} carries {most} B", draft.bytes))
}

fn out_of_range(draft: &Draft) -> Option<String> {
    let sent = draft.sent.last()?;
    match sent.seen.iter().filter_map(Seen::margin_db).reduce(libm::fmax) {
        Some(margin) => {
            Some(format!("{} below the sensitivity of the gateway nearest to hearing it", decibels(-margin)))
        }
        None => sent.frame.map(|(.., least)| format!("weaker than {} at every gateway", dbm(least))),
    }
}

fn contest(network: &Network, seen: &Seen) -> Option<String> {
    let (ratio, needed, others) = seen.contest.as_ref()?;
    let first = others.first()?;
    let name = first.device.map_or("another".into(), |device| names::device(network, device));
    let rest = match others.len() {
        1 => String::new(),
        more => format!(" and {} more", more - 1),
    };
    let short = match needed.is_finite() {
        true => format!("{} short of {}", decibels(needed - ratio), decibels(*needed)),
        false => "no power is enough".into(),
    };
    Some(format!("{short} against {name} (SF{}, {}){rest}", first.data_rate, dbm(first.power_dbm)))
}

fn late(network: &Network, draft: &Draft) -> Option<String> {
    let deadline = network.classes[draft.who.message.class.index()].deadline?;
    let at = draft.end.and_then(|(_, at)| at)?;
    let over = Span((at - draft.who.message.birth).0.saturating_sub(deadline.0));
    Some(format!(
        "it arrived {} after its deadline of {deadline}, and waited longest here",
        seconds(over.as_secs_f64())
    ))
}

fn full(network: &Network, draft: &Draft, element: ElementId) -> Option<String> {
    let here = draft.copies.iter().rfind(|copy| copy.lost.is_some_and(|(_, at)| at == element))?;
    let arrival = here.way.iter().fold(draft.who.message.birth, |at, part| at + part.span);
    match here.due_to {
        Some(DueTo::Codel) => Some(format!(
            "CoDel dropped it from the head of the queue after {}: waits had stood above its target for an interval",
            seconds((here.at - arrival).as_secs_f64())
        )),
        Some(DueTo::Red) => Some(
            "random early detection dropped it as it came: the average queue was above its lower threshold"
                .to_string(),
        ),
        down => {
            let name = &network.elements[element.index()].name;
            room(here).map(|text| text + &due_to(down.map(DueTo::name), name))
        }
    }
}

fn room(here: &Ended) -> Option<String> {
    let (room, bytes) = here.room?;
    Some(match room.unit {
        "B" => {
            format!(
                "{} of {} B taken, no room for {} B",
                count(room.taken),
                count(room.size),
                count(bytes.into())
            )
        }
        TOKENS_OF_BYTES | TOKENS => tokens(room.taken, room.size, room.unit, bytes),
        unit => format!("{} of {} {unit} waiting", count(room.taken), count(room.size)),
    })
}
