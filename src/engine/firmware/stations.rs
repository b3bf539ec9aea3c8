//! Which gateways serve a wave: those that some device of it hears best. Those that one device hears take turns, so that
//! their frames do not meet there.

use super::Campaign;
use crate::engine::Run;
use crate::engine::recorder::Recorder;
use crate::model::incident::firmware::Delivery;
use crate::model::radio::Access;
use crate::network::layout::Layout;

/// What a gateway is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The platform is to send it the next fragment.
    Asks,
    /// It has the fragment and is to send it.
    Sends,
    /// It is sending it.
    OnAir,
}

/// A gateway that serves a wave.
#[derive(Clone, Debug)]
pub struct Station {
    /// In its radio's numbering.
    pub gateway: u32,
    /// Its turn among those that would disturb each other.
    pub turn: u32,
    /// Members of the campaign that may hear it; one by one: those that it serves.
    pub listeners: Vec<u32>,
    /// Packets so far whose luck is spent: lost on the way down, or sent on.
    pub spent: u32,
    /// What its next event is.
    pub stage: Stage,
    /// One by one: the listener that is served.
    pub at: usize,
    /// Fragments still to be sent to it in this round.
    pub left: u32,
    /// Those that it has missed in this round.
    pub missing: u32,
    /// Rounds begun for it.
    pub round: u32,
}

impl Station {
    fn new(gateway: u32) -> Station {
        Station {
            gateway,
            turn: 0,
            listeners: Vec::new(),
            spent: 0,
            stage: Stage::Asks,
            at: 0,
            left: 0,
            missing: 0,
            round: 0,
        }
    }
}

impl<R: Recorder> Run<'_, R> {
    /// The stations of the wave that begins, in the order of their gateways. Who hears none leaves the wave.
    pub(super) fn stations(&self, campaign: &mut Campaign, layout: &Layout) -> Vec<Station> {
        let radio = campaign.plan.radio as usize;
        let reach = &layout.reach[radio];
        let heard = |member: &u32| -> Vec<u32> {
            let listener = campaign.members[*member as usize].listener;
            let entries = reach.entries(reach.row(listener.device)).iter().map(|entry| entry.gateway);
            let hears = |gateway: &u32| self.radios[radio].hears(*gateway, campaign.plan.rate, listener);
            entries.filter(hears).collect()
        };
        let heard: Vec<(u32, Vec<u32>)> = campaign.wave.iter().map(|at| (*at, heard(at))).collect();
        campaign.wave = heard.iter().filter(|(_, all)| !all.is_empty()).map(|(member, _)| *member).collect();
        let mut best: Vec<u32> = heard.iter().filter_map(|(_, gateways)| gateways.first().copied()).collect();
        best.sort_unstable();
        best.dedup();
        let mut stations: Vec<Station> = best.iter().map(|gateway| Station::new(*gateway)).collect();
        let mut meet = vec![vec![false; stations.len()]; stations.len()];
        for (member, gateways) in &heard {
            let mine = gateways.iter().filter_map(|gateway| best.binary_search(gateway).ok());
            let mine: Vec<usize> = match campaign.plan.delivery {
                Delivery::Multicast => mine.collect(),
                Delivery::Unicast => mine.take(1).collect(),
            };
            for at in &mine {
                stations[*at].listeners.push(*member);
                mine.iter().for_each(|other| meet[*at][*other] = true);
            }
        }
        take_turns(&mut stations, &meet);
        stations
    }
}

/// Gives each the first turn that none has whom it would disturb (greedy colouring, in order).
fn take_turns(stations: &mut [Station], meet: &[Vec<bool>]) {
    for at in 0..stations.len() {
        let taken: Vec<u32> =
            (0..at).filter(|other| meet[at][*other]).map(|other| stations[other].turn).collect();
        stations[at].turn = (0..).find(|turn| !taken.contains(turn)).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_would_disturb_whom_takes_another_turn() {
        let mut stations: Vec<Station> = (0..4).map(Station::new).collect();
        let pairs = [(0, 1), (1, 2), (0, 2), (2, 3)];
        let meet = |a, b| a == b || pairs.contains(&(a, b)) || pairs.contains(&(b, a));
        let meet: Vec<Vec<bool>> = (0..4).map(|a| (0..4).map(|b| meet(a, b)).collect()).collect();
        take_turns(&mut stations, &meet);
        assert_eq!(stations.iter().map(|station| station.turn).collect::<Vec<_>>(), [0, 1, 2, 0]);
    }
}
