//! Many points of one question: scenarios that differ in what was set, simulated in one pool of threads on the same
//! luck, through a store that keeps what was simulated before. It knows neither which points are worth asking nor
//! what is made of them.

mod point;
mod pools;
mod studies;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use cpu_time::ThreadTime;

use super::pool::Pool;
use super::progress::Progress;
use super::replicate::Replicate;
use super::simulate;
use super::store::{Shelf, Store};
use super::study::{Plan, RunError, Study, StudyError};
use super::workers;
use crate::network::{Clock, Network};
pub use point::{Cost, Point};
pub use pools::Wanted;

/// How points are simulated; none of it moves a figure.
#[derive(Debug)]
pub struct Campaign<'a> {
    /// Replications at the same time, of all points together.
    jobs: usize,
    /// Where replications are kept; `None` to keep none.
    store: Option<&'a Store>,
    /// Told of every replication, and asked whether to stop.
    progress: &'a Progress,
    cpu_ns: AtomicU64,
}

/// A point whose study is done.
pub struct Finished<'a> {
    /// The point.
    pub point: &'a Point,
    /// Its number.
    pub at: usize,
    /// Its scenario made concrete.
    pub network: &'a Network,
    /// Its replications, and how far to trust them.
    pub study: Study,
}

impl<'a> Campaign<'a> {
    /// Nothing simulated yet.
    pub fn new(jobs: usize, store: Option<&'a Store>, progress: &'a Progress) -> Campaign<'a> {
        Campaign { jobs, store, progress, cpu_ns: AtomicU64::new(0) }
    }

    /// Runs every point's study as its scenario asks: warm-up found, replications until they tell. `keep` takes of
    /// each what is wanted, as soon as it is done, so that few pools are held at a time. Answers come in the order
    /// of the points.
    ///
    /// # Errors
    /// It was stopped, or the books of a replication do not balance.
    pub fn studies<T: Send>(
        &self,
        points: &[Point],
        keep: impl Fn(Finished) -> T + Sync,
    ) -> Result<Vec<T>, StudyError> {
        self.planned(points, &|point| Plan::of(&point.scenario.study), keep)
    }

    /// The same with as few replications as tell whether all objectives hold.
    ///
    /// # Errors
    /// It was stopped, or the books of a replication do not balance.
    pub fn verdicts<T: Send>(
        &self,
        points: &[Point],
        keep: impl Fn(Finished) -> T + Sync,
    ) -> Result<Vec<T>, StudyError> {
        self.planned(points, &|point| Plan::of_verdict(&point.scenario.study), keep)
    }

    fn planned<T: Send>(
        &self,
        points: &[Point],
        plan: &(dyn Fn(&Point) -> Plan + Sync),
        keep: impl Fn(Finished) -> T + Sync,
    ) -> Result<Vec<T>, StudyError> {
        self.progress.begin(points.iter().map(|point| plan(point).max).sum());
        let all = studies::All { campaign: self, points, plan, keep };
        let costs: Vec<f64> = points.iter().map(|point| point.cost.seconds).collect();
        workers::run(&all, &longest_first(&costs), self.jobs, &self.progress.engine().stop)
    }

    /// Replications 0, 1, … of points, as many as are wanted of each, by their clocks as they stand: nothing is cut
    /// and nothing decides how many. Pools that are handed back are extended and equal those made at once.
    ///
    /// # Errors
    /// It was stopped, or the books of a replication do not balance.
    pub fn pools(&self, wanted: Vec<Wanted>) -> Result<Vec<Pool>, StudyError> {
        let costs: Vec<f64> = wanted.iter().map(|one| one.point.cost.seconds).collect();
        let lacking = |one: &Wanted| one.until.saturating_sub(one.pool.replications());
        self.progress.begin(wanted.iter().map(lacking).sum());
        let all = pools::All::new(self, wanted);
        workers::run(&all, &longest_first(&costs), self.jobs, &self.progress.engine().stop)
    }

    /// Tells whoever watches that so many points, sets or the like are to come at the most after those that are begun next.
    pub fn expect(&self, most: u64, what: [&'static str; 2]) {
        self.progress.expect(most, what);
    }

    /// CPU time inside the engine so far, s, over all runs.
    pub fn engine_cpu_s(&self) -> f64 {
        self.cpu_ns.load(Relaxed) as f64 / 1e9
    }

    /// A replication: from the store if it is there, else simulated and put there.
    fn replicate(
        &self,
        network: &Network,
        shelf: Option<&Shelf>,
        replication: u64,
        clock: Clock,
    ) -> Result<Replicate, RunError> {
        if let Some(replicate) = shelf.and_then(|shelf| shelf.get(network, replication, clock)) {
            self.progress.run_reused(offered(&replicate));
            return Ok(replicate);
        }
        let started = ThreadTime::now();
        let (replicate, _) = simulate::replicate(network, replication, clock, false, self.progress)?;
        self.cpu_ns.fetch_add(started.elapsed().as_nanos() as u64, Relaxed);
        if let Some(shelf) = shelf {
            shelf.put(replication, clock, &replicate.counts);
        }
        self.progress.run_done();
        Ok(replicate)
    }

    fn shelf(&self, point: &Point) -> Option<Shelf<'a>> {
        self.store.map(|store| store.shelf(&point.scenario, &point.set))
    }
}

fn offered(replicate: &Replicate) -> u64 {
    replicate.sample.classes.iter().map(|class| class.offered).sum()
}

/// A long point that begins last leaves the other threads idle. Equal ones keep their order.
fn longest_first(costs: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by(|a, b| costs[*b].total_cmp(&costs[*a]));
    order
}
