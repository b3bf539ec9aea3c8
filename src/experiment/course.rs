//! One study on its way: which replications it is sure to need, what it has of them, and whether they tell.
//! It knows no threads: it is handed replications in index order, whoever ran them.

use super::pool::Pool;
use super::replicate::Replicate;
use super::results::Verdict;
use super::study::{Plan, Study};
use super::warm_up::{self, WarmUp};
use super::{objectives, precision};
use crate::network::{Clock, Network};
use crate::scenario::Scenario;

/// What the next replications are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// To know a beginning that stands out, and most of what is asked.
    First,
    /// The same again, by a clock without that beginning.
    Again,
    /// Until they tell, or there are as many as allowed.
    Until,
    /// So many and no more: nothing is asked of them here.
    Exactly,
    /// There is no next.
    Done,
}

/// A study, from its first replication to its last.
#[derive(Clone, Debug)]
pub struct Course {
    plan: Plan,
    stage: Stage,
    clock: Clock,
    warm_up: Option<WarmUp>,
    pool: Pool,
}

impl Course {
    /// A study as planned: it finds its warm-up and stops when its replications tell.
    pub fn of(plan: Plan, clock: Clock) -> Course {
        Course { plan, stage: Stage::First, clock, warm_up: None, pool: Pool::default() }
    }

    /// Adds to a pool until it holds so many replications, by its own clock.
    pub fn extending(pool: Pool, until: u64, clock: Clock) -> Course {
        let stage = if pool.replications() < until { Stage::Exactly } else { Stage::Done };
        let plan = Plan { min: until, max: until, precision: None, settled_by_a_miss: false };
        Course { plan, stage, clock, warm_up: None, pool }
    }

    /// From how many replications to how many.
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// The clock of the next replication.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Replications folded so far; the next one's number.
    pub fn folded(&self) -> u64 {
        self.pool.replications()
    }

    /// Whether there is nothing left to run.
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Replications below this number are needed, whatever the others say.
    pub fn certain(&self) -> u64 {
        match self.stage {
            Stage::First | Stage::Again | Stage::Exactly => self.plan.min,
            Stage::Until => self.folded() + 1,
            Stage::Done => 0,
        }
    }

    /// Replications below this number may turn out to be needed.
    pub fn possible(&self) -> u64 {
        match self.stage {
            Stage::Until => self.plan.max,
            _ => self.certain(),
        }
    }

    /// Takes the next replication in index order. Afterwards its number may begin anew, by another clock.
    pub fn fold(&mut self, scenario: &Scenario, network: &Network, replicate: Replicate) {
        self.pool.fold(replicate);
        self.stage = match self.stage {
            Stage::First if self.folded() == self.plan.min => self.after_the_first(scenario, network),
            Stage::Again if self.folded() == self.plan.min => self.until(scenario, network),
            Stage::Until => self.until(scenario, network),
            Stage::Exactly if self.folded() == self.plan.max => Stage::Done,
            same => same,
        };
    }

    /// A beginning that stands out is cut, and all are run again without it.
    fn after_the_first(&mut self, scenario: &Scenario, network: &Network) -> Stage {
        self.warm_up = warm_up::decide(scenario, network, &self.pool);
        let Some(WarmUp { bins: bins @ 1.., .. }) = self.warm_up else {
            return self.until(scenario, network);
        };
        self.clock = self.clock.cut(bins as u64);
        self.pool = Pool::default();
        Stage::Again
    }

    fn until(&self, scenario: &Scenario, network: &Network) -> Stage {
        let enough = self.folded() >= self.plan.max || told(&self.plan, scenario, network, &self.pool);
        if enough { Stage::Done } else { Stage::Until }
    }

    /// The study that it became.
    pub fn finish(self, scenario: &Scenario, network: &Network) -> Study {
        let precision = precision::reached(self.plan.precision, scenario, network, &self.pool);
        Study { pool: self.pool, clock: self.clock, warm_up: self.warm_up, precision }
    }

    /// The replications alone.
    pub fn into_pool(self) -> Pool {
        self.pool
    }
}

/// Whether a pool tells: every objective is resolved and every figure as precise as asked.
fn told(plan: &Plan, scenario: &Scenario, network: &Network, pool: &Pool) -> bool {
    let judged = objectives::evaluate(scenario, network, pool);
    if plan.settled_by_a_miss && objectives::overall(&judged) == Verdict::Missed {
        return true;
    }
    judged.iter().all(|objective| objective.verdict != Verdict::AtRisk)
        && precision::reached(plan.precision, scenario, network, pool).reached != Some(false)
}
