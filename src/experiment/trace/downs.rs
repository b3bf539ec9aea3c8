//! When which element was down in the replication that is followed: what of a wait an outage explains.

use crate::engine;
use crate::network::Network;
use crate::network::ids::ElementId;
use crate::units::{Span, Time};

/// By element, in the order of time.
pub struct Downs(Vec<Vec<[Time; 2]>>);

impl Downs {
    /// Of a replication, from 0.
    pub fn new(network: &Network, replication: u64) -> Downs {
        let of = |at| engine::downs(network, replication, at, network.clock.until);
        Downs((0..network.servers.len()).map(of).collect())
    }

    /// The stretches of an element's outages between two instants.
    pub fn within(&self, element: ElementId, from: Time, to: Time) -> impl Iterator<Item = [Time; 2]> {
        let all = self.0.get(element.index()).map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|[_, end]| *end <= from);
        all[first..]
            .iter()
            .take_while(move |[begin, _]| *begin < to)
            .map(move |[a, b]| [*a.max(&from), *b.min(&to)])
    }
}

/// How long they are together.
pub fn total(stretches: impl Iterator<Item = [Time; 2]>) -> Span {
    stretches.fold(Span::ZERO, |sum, [from, to]| sum + (to - from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_between_counts() {
        let downs = Downs(vec![vec![[Time(10), Time(20)], [Time(30), Time(40)]]]);
        let within =
            |from, to| -> Vec<[Time; 2]> { downs.within(ElementId(0), Time(from), Time(to)).collect() };
        assert_eq!(within(15, 35), [[Time(15), Time(20)], [Time(30), Time(35)]]);
        assert_eq!(within(20, 30), Vec::<[Time; 2]>::new());
        assert_eq!(total(downs.within(ElementId(0), Time(0), Time(99))), Span(20));
        assert_eq!(downs.within(ElementId(7), Time(0), Time(99)).count(), 0);
    }
}
