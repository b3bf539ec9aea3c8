//! Replications of one scenario until they tell (DESIGN: statistics). They run in parallel, but are folded and
//! judged in index order, and those beyond the stopping index are thrown away: the number of jobs moves nothing.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::analysis::Precision;
use super::pool::Pool;
use super::replicate::Replicate;
use super::results::Verdict;
use super::warm_up::{self, WarmUp};
use super::{objectives, precision};
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
    /// No threads to be had.
    #[error("cannot start {jobs} jobs: {source}")]
    Threads {
        /// How many were asked for.
        jobs: usize,
        /// Why.
        source: rayon::ThreadPoolBuildError,
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

/// From how many replications to how many, and until which half-width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: u64,
    /// Half-width to reach, of delivery ratios absolute, of percentiles relative; `None` for a plain number.
    pub precision: Option<f64>,
}

impl Plan {
    /// As written, or by default.
    pub fn of(study: &StudySpec) -> Plan {
        match &study.replications {
            Some(ReplicationsSpec::Exactly(n)) => {
                Plan { min: (*n).max(1), max: (*n).max(1), precision: None }
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
                Plan { min, max, precision: Some(range.precision.unwrap_or(DEFAULT_PRECISION).0) }
            }
            None => Plan {
                min: DEFAULT_MIN_REPLICATIONS,
                max: DEFAULT_MAX_REPLICATIONS,
                precision: Some(DEFAULT_PRECISION.0),
            },
        }
    }
}

/// Threads at most.
const MOST_THREADS: u64 = 512;

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
    let plan = Plan::of(&scenario.study);
    // threads without a replication to run, or beyond any machine's cores, only take memory
    let useful = plan.max.clamp(1, MOST_THREADS) as usize;
    let jobs = options.jobs.clamp(1, useful);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    let threads = threads.map_err(|source| StudyError::Threads { jobs, source })?;
    let mut runner = Runner { plan, threads, options, simulate, clock: network.clock };
    let mut pool = runner.extend(Pool::default(), plan.min, |_| false)?;
    let warm_up = warm_up::decide(scenario, network, &pool);
    if let Some(WarmUp { bins: bins @ 1.., .. }) = warm_up {
        runner.clock = network.clock.cut(bins as u64);
        pool = runner.extend(Pool::default(), plan.min, |_| false)?;
    }
    if plan.max > plan.min && !plan.told(scenario, network, &pool) {
        pool = runner.extend(pool, plan.max, |pool| plan.told(scenario, network, pool))?;
    }
    let precision = precision::reached(plan.precision, scenario, network, &pool);
    Ok(Study { pool, clock: runner.clock, warm_up, precision })
}

struct Runner<'a, S> {
    plan: Plan,
    threads: ThreadPool,
    options: &'a Options<'a>,
    simulate: S,
    clock: Clock,
}

impl<S> Runner<'_, S>
where
    S: Fn(u64, Clock) -> Result<Replicate, RunError> + Sync,
{
    /// Runs further replications, as many at a time as there are jobs, until the pool has `until` of them or
    /// `enough` holds for a prefix.
    fn extend(&self, mut pool: Pool, until: u64, enough: impl Fn(&Pool) -> bool) -> Result<Pool, StudyError> {
        while pool.replications() < until {
            let next = pool.replications();
            let last = until.min(next + self.threads.current_num_threads() as u64);
            let batch: Vec<_> =
                self.threads.install(|| (next..last).into_par_iter().map(|at| self.one(at)).collect());
            for (at, replicate) in (next..).zip(batch) {
                pool.fold(replicate.map_err(|error| failed(at, error))?);
                (self.options.progress)(at + 1, self.plan.max);
                if enough(&pool) {
                    return Ok(pool);
                }
            }
        }
        Ok(pool)
    }

    fn one(&self, replication: u64) -> Result<Replicate, RunError> {
        if self.options.stop.load(Ordering::Relaxed) {
            return Err(RunError::Stopped);
        }
        (self.simulate)(replication, self.clock)
    }
}

fn failed(replication: u64, error: RunError) -> StudyError {
    match error {
        RunError::Stopped => StudyError::Stopped,
        RunError::Broken(source) => StudyError::Broken { replication, source },
    }
}

impl Plan {
    /// Whether a pool tells: every objective is resolved and every figure as precise as asked.
    fn told(&self, scenario: &Scenario, network: &Network, pool: &Pool) -> bool {
        let judged = objectives::evaluate(scenario, network, pool);
        judged.iter().all(|objective| objective.verdict != Verdict::AtRisk)
            && precision::reached(self.precision, scenario, network, pool).reached != Some(false)
    }
}
