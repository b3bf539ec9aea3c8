//! Replications of one scenario until they tell (DESIGN: statistics). They run in parallel, but are folded and
//! judged in index order, and those beyond the stopping index are thrown away: the number of jobs moves nothing.

use std::sync::atomic::AtomicBool;

use super::analysis::Precision;
use super::course::Course;
use super::pool::Pool;
use super::replicate::Replicate;
use super::warm_up::WarmUp;
use super::workers::{self, Studies};
use crate::measure::tally::TallyError;
use crate::network::{Clock, Network};
use crate::scenario::Scenario;
use crate::scenario::study::{
    DEFAULT_MAX_REPLICATIONS, DEFAULT_MIN_REPLICATIONS, DEFAULT_PRECISION, ReplicationsSpec, StudySpec,
};

/// How a study is run; none of it moves a figure.
pub struct Options<'a> {
    /// Replications at the same time.
    pub jobs: usize,
    /// Set by someone else to end the study.
    pub stop: &'a AtomicBool,
    /// Told of each replication that is finished: how many, and how many at most.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// Why a replication gave no counts.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RunError {
    /// It was told to stop.
    #[error("stopped")]
    Stopped,
    /// Its books do not balance.
    #[error(transparent)]
    Broken(#[from] TallyError),
}

/// Why a study gave no results.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// It was told to stop.
    #[error("stopped before the study was done")]
    Stopped,
    /// A replication's books do not balance: an error of the program.
    #[error("internal error in replication {replication}: {source}")]
    Broken {
        /// Which.
        replication: u64,
        /// How.
        source: TallyError,
    },
}

/// A finished study.
#[derive(Clone, Debug)]
pub struct Study {
    /// Its replications.
    pub pool: Pool,
    /// The clock they ran by, warm-up cut.
    pub clock: Clock,
    /// What was found about a warm-up; `None` if the file states one.
    pub warm_up: Option<WarmUp>,
    /// The precision asked for, and what was reached.
    pub precision: Precision,
}

impl Study {
    /// The same study of other replications.
    pub fn with(&self, pool: Pool) -> Study {
        let (warm_up, precision) = (self.warm_up.clone(), self.precision.clone());
        Study { pool, clock: self.clock, warm_up, precision }
    }
}

/// From how many replications to how many, and until which half-width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: u64,
    /// Half-width to reach, of delivery ratios absolute, of percentiles relative; `None` for a plain number.
    pub precision: Option<f64>,
    /// Only whether all objectives hold is wanted: one that is missed settles it, whatever the others say.
    pub settled_by_a_miss: bool,
}

impl Plan {
    /// As written, or by default.
    pub fn of(study: &StudySpec) -> Plan {
        match &study.replications {
            Some(ReplicationsSpec::Exactly(n)) => {
                Plan { min: (*n).max(1), max: (*n).max(1), precision: None, settled_by_a_miss: false }
            }
            Some(ReplicationsSpec::Until(range)) => {
                let min = range
                    .min
                    .map_or(
                        DEFAULT_MIN_REPLICATIONS.min(range.max.map_or(DEFAULT_MIN_REPLICATIONS, |m| m.0)),
                        |m| m.0,
                    )
                    .max(1);
                let max = range.max.map_or(DEFAULT_MAX_REPLICATIONS, |m| m.0).max(min);
                let precision = Some(range.precision.unwrap_or(DEFAULT_PRECISION).0);
                Plan { min, max, precision, settled_by_a_miss: false }
            }
            None => Plan {
                min: DEFAULT_MIN_REPLICATIONS,
                max: DEFAULT_MAX_REPLICATIONS,
                precision: Some(DEFAULT_PRECISION.0),
                settled_by_a_miss: false,
            },
        }
    }

    /// As few as tell whether all objectives hold; no figure need be precise beyond that.
    pub fn of_verdict(study: &StudySpec) -> Plan {
        Plan { precision: None, settled_by_a_miss: true, ..Plan::of(study) }
    }
}

/// Runs the study; `simulate` runs one replication by a clock.
pub fn run<S>(
    scenario: &Scenario,
    network: &Network,
    options: &Options,
    simulate: S,
) -> Result<Study, StudyError>
where
    S: Fn(u64, Clock) -> Result<Replicate, RunError> + Sync,
{
    let course = Course::of(Plan::of(&scenario.study), network.clock);
    one(One { scenario, network, options, simulate, course })
}

/// So many replications, by a clock.
pub fn replications<S>(
    scenario: &Scenario,
    network: &Network,
    (replications, clock): (u64, Clock),
    options: &Options,
    simulate: S,
) -> Result<Pool, StudyError>
where
    S: Fn(u64, Clock) -> Result<Replicate, RunError> + Sync,
{
    let course = Course::extending(Pool::default(), replications, clock);
    one(One { scenario, network, options, simulate, course }).map(|study| study.pool)
}

fn one<S>(one: One<S>) -> Result<Study, StudyError>
where
    S: Fn(u64, Clock) -> Result<Replicate, RunError> + Sync,
{
    let options = one.options;
    // threads without a replication to run only take memory
    let jobs = options.jobs.min(usize::try_from(one.course.plan().max).unwrap_or(usize::MAX));
    let done = workers::run(&one, &[0], jobs, options.stop)?;
    // there is one, since one was asked for and none failed
    done.into_iter().next().ok_or(StudyError::Stopped)
}

/// A study with all threads to itself.
struct One<'a, S> {
    scenario: &'a Scenario,
    network: &'a Network,
    options: &'a Options<'a>,
    simulate: S,
    course: Course,
}

impl<S> Studies for One<'_, S>
where
    S: Fn(u64, Clock) -> Result<Replicate, RunError> + Sync,
{
    type Open = ();
    type Done = Study;

    fn open(&self, _: usize) -> ((), Course) {
        ((), self.course.clone())
    }

    fn simulate(&self, _: usize, (): &(), replication: u64, clock: Clock) -> Result<Replicate, RunError> {
        (self.simulate)(replication, clock)
    }

    fn fold(&self, _: usize, (): &(), course: &mut Course, replicate: Replicate) {
        course.fold(self.scenario, self.network, replicate);
        (self.options.progress)(course.folded(), course.plan().max);
    }

    fn close(&self, _: usize, (): &(), course: Course) -> Study {
        course.finish(self.scenario, self.network)
    }
}
