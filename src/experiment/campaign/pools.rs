//! Pools of so many replications, for those who decide themselves how many they want.

use std::sync::{Mutex, PoisonError};

use super::studies::Open;
use super::{Campaign, Point};
use crate::experiment::course::Course;
use crate::experiment::pool::Pool;
use crate::experiment::replicate::Replicate;
use crate::experiment::study::RunError;
use crate::experiment::workers::Studies;
use crate::network::{Clock, Network};

/// Replications that are wanted of a point.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The point.
    pub point: &'a Point,
    /// By which clock; the scenario's own if left out. All of a pool must run by one.
    pub clock: Option<Clock>,
    /// Those that are there.
    pub pool: Pool,
    /// How many there are to be.
    pub until: u64,
}

/// The pools of all points.
pub struct All<'a> {
    campaign: &'a Campaign<'a>,
    /// Their pools are taken when they are begun.
    wanted: Vec<Mutex<Wanted<'a>>>,
    points: Vec<&'a Point>,
}

impl<'a> All<'a> {
    pub fn new(campaign: &'a Campaign<'a>, wanted: Vec<Wanted<'a>>) -> All<'a> {
        let points = wanted.iter().map(|one| one.point).collect();
        All { campaign, wanted: wanted.into_iter().map(Mutex::new).collect(), points }
    }
}

impl<'a> Studies for All<'a> {
    type Open = Open<'a>;
    type Done = Pool;

    fn open(&self, at: usize) -> (Open<'a>, Course) {
        let mut wanted = self.wanted[at].lock().unwrap_or_else(PoisonError::into_inner);
        let network = Network::build(&wanted.point.scenario);
        let clock = wanted.clock.unwrap_or(network.clock);
        let course = Course::extending(std::mem::take(&mut wanted.pool), wanted.until, clock);
        (Open { network, shelf: self.campaign.shelf(wanted.point) }, course)
    }

    fn simulate(&self, _: usize, open: &Open, replication: u64, clock: Clock) -> Result<Replicate, RunError> {
        self.campaign.replicate(&open.network, open.shelf.as_ref(), replication, clock)
    }

    fn fold(&self, at: usize, open: &Open, course: &mut Course, replicate: Replicate) {
        course.fold(&self.points[at].scenario, &open.network, replicate);
    }

    fn close(&self, _: usize, _: &Open, course: Course) -> Pool {
        course.into_pool()
    }
}
