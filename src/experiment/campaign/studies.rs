//! Points as studies that share threads.

use super::{Campaign, Finished, Point};
use crate::experiment::course::Course;
use crate::experiment::replicate::Replicate;
use crate::experiment::store::Shelf;
use crate::experiment::study::{Plan, RunError};
use crate::experiment::workers::Studies;
use crate::network::{Clock, Network};

/// The studies of all points.
pub struct All<'a, K> {
    pub campaign: &'a Campaign<'a>,
    pub points: &'a [Point],
    pub plan: &'a (dyn Fn(&Point) -> Plan + Sync),
    pub keep: K,
}

/// A point while it is under way.
pub struct Open<'a> {
    pub network: Network,
    pub shelf: Option<Shelf<'a>>,
}

impl<'a, K, T> Studies for All<'a, K>
where
    K: Fn(Finished) -> T + Sync,
    T: Send,
{
    type Open = Open<'a>;
    type Done = T;

    fn open(&self, at: usize) -> (Open<'a>, Course) {
        let point = &self.points[at];
        let network = Network::build(&point.scenario);
        let course = Course::of((self.plan)(point), network.clock);
        (Open { network, shelf: self.campaign.shelf(point) }, course)
    }

    fn simulate(&self, _: usize, open: &Open, replication: u64, clock: Clock) -> Result<Replicate, RunError> {
        self.campaign.replicate(&open.network, open.shelf.as_ref(), replication, clock)
    }

    fn fold(&self, at: usize, open: &Open, course: &mut Course, replicate: Replicate) {
        course.fold(&self.points[at].scenario, &open.network, replicate);
    }

    fn close(&self, at: usize, open: &Open, course: Course) -> T {
        let point = &self.points[at];
        let study = course.finish(&point.scenario, &open.network);
        let max = (self.plan)(point).max;
        self.campaign.progress.spare(max.saturating_sub(study.pool.replications()));
        (self.keep)(Finished { point, at, network: &open.network, study })
    }
}
