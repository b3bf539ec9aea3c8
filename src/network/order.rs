//! Which hops need events: those at which arrivals may come out of order.

use super::elements::Registry;
use super::lines::Lines;
use super::routes::{Hop, NO_HOP};
use super::turns::Turn;
use super::ways::{Way, Ways};
use super::{Fold, Gateway};

/// Who hands over to an element: a gateway, or another element by its number.
type Feeder = Option<u32>;

/// A hop needs events unless its element's one feeder hands over in order of time and nothing lives there. Gateways hand over at the
/// instant of the event itself, so any number of them does where nothing else feeds the element. An element that several ways pass has
/// several hops, all fed by whoever feeds one of them.
pub(super) fn mark(
    mut hops: Vec<Hop>,
    turns: &[Turn],
    lines: &Lines,
    gateways: &[Gateway],
    ways: &Ways,
    fold: Option<&Fold>,
    registry: &Registry,
) -> Vec<Hop> {
    let feeders = feeders(&hops, (turns, lines), gateways, ways, fold, registry.elements.len());
    let keeps_order = |element: u32| registry.servers[element as usize].keeps_order();
    let folds = |element: u32| fold.is_some_and(|fold| fold.element.0 == element);
    let background = under_background(&hops, gateways, registry.elements.len());
    let by_event: Vec<bool> = (0..)
        .zip(&feeders)
        .map(|(at, feeders)| match feeders[..] {
            [] | [None] => false,
            [Some(one)] => {
                let is_live = registry.servers[at as usize].is_live();
                !keeps_order(one) || folds(one) || is_live || background[at as usize]
            }
            _ => true,
        })
        .collect();
    // Copies that are all foretold up to the folding need no event there: the earliest is known at once.
    let foretold = hops.iter().all(|hop| {
        let in_order = !by_event[hop.element.index()] && keeps_order(hop.element.0);
        hop.is_fold || hop.is_behind_fold || in_order
    });
    for hop in &mut hops {
        hop.by_event = if hop.is_fold { !foretold } else { by_event[hop.element.index()] };
    }
    hops
}

/// By element.
fn feeders(
    hops: &[Hop],
    (turns, lines): (&[Turn], &Lines),
    gateways: &[Gateway],
    ways: &Ways,
    fold: Option<&Fold>,
    elements: usize,
) -> Vec<Vec<Feeder>> {
    let mut feeders: Vec<Vec<Feeder>> = vec![Vec::new(); elements];
    let mut feed = |hop: u32, feeder: Feeder| {
        if let Some(hop) = hops.get(hop as usize)
            && let of_element = &mut feeders[hop.element.index()]
            && !of_element.contains(&feeder)
        {
            of_element.push(feeder);
        }
    };
    let special = || Way::SPECIAL.into_iter().filter_map(|way| ways.of(way));
    gateways.iter().for_each(|gateway| feed(gateway.first_hop, None));
    special().flat_map(|way| &way.first).for_each(|first| feed(*first, None));
    for (at, hop) in hops.iter().enumerate() {
        let by_turn = turns.get(hop.turn as usize).into_iter().flat_map(Turn::hops);
        by_turn
            .chain([hop.next])
            .chain(lines.backup(at as u32))
            .filter(|next| *next != NO_HOP)
            .for_each(|next| feed(next, Some(hop.element.0)));
    }
    if let Some(fold) = fold {
        special().for_each(|way| feed(way.behind_fold, Some(fold.element.0)));
    }
    feeders
}

/// Elements before the folding that gateways' keep-alive packets may pass at moments of their own.
fn under_background(hops: &[Hop], gateways: &[Gateway], elements: usize) -> Vec<bool> {
    let mut under = vec![false; elements];
    for gateway in gateways.iter().filter(|gateway| !gateway.background().is_empty()) {
        let mut at = gateway.first_hop;
        while at != NO_HOP && !hops[at as usize].is_fold {
            under[hops[at as usize].element.index()] = true;
            at = hops[at as usize].next;
        }
    }
    under
}
