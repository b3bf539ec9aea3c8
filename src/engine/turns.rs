//! Where a copy goes from a station that jobs may leave by several ways, or from where partitions part. Draws are keyed
//! by the message, the element and how often it was there, so that a second visit is served anew; a partition by the
//! device alone.

use crate::engine::Run;
use crate::engine::recorder::Recorder;
use crate::engine::route::Place;
use crate::network::Hop;
use crate::network::turns::{NO_TURN, Turn};

impl<R: Recorder> Run<'_, R> {
    /// How often the copy was at this hop before.
    #[inline]
    pub(super) fn visit(&self, hop: &Hop, place: &Place) -> u64 {
        if hop.turn == NO_TURN { 0 } else { self.network.turns[hop.turn as usize].visit(place.visits) }
    }

    /// The copy has left a hop and stands before another.
    #[inline]
    pub(super) fn after(&self, hop: &Hop, place: Place) -> Place {
        if hop.turn == NO_TURN { Place { hop: hop.next, ..place } } else { self.turn(hop, place) }
    }

    #[inline(never)]
    fn turn(&self, hop: &Hop, place: Place) -> Place {
        let open = &self.messages[place.slot];
        let turn = match &self.network.turns[hop.turn as usize] {
            Turn::Chance(turn) => turn,
            Turn::Partition { first, count } => {
                let hop = first + self.luck.partition(open, hop.element.index(), *count);
                return Place { hop, ..place };
            }
        };
        let uniform = || self.luck.turn(open, hop.element.index(), turn.visit(place.visits));
        let picked = if turn.is_plain() { None } else { turn.pick(uniform()) };
        Place { hop: picked.unwrap_or(hop.next), visits: turn.count(place.visits), ..place }
    }
}
