//! `elements.NAME.data` of the results: what a link whose data are counted sends in a month at the rate of the window,
//! and what that costs. A group is the sum of its members; its share of the cap is that of the member that uses most.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::experiment::pool::Pool;
use crate::experiment::replicate::Sample;
use crate::experiment::results::Estimate;
use crate::measure::interval::{self, Figure};
use crate::model::data_plan::{Over, Period, PlanSpec};
use crate::network::Network;

const DAY_S: f64 = 86_400.0;

/// Data of a link with a plan, of a month of 30.4375 d at the rate of the window; of a group the sum of its members.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DataUse {
    /// Bytes sent towards the platform in the window, over all replications.
    pub bytes_up: u64,
    /// Bytes sent down.
    pub bytes_down: u64,
    /// Both, in a month.
    pub per_month_bytes: Estimate,
    /// What the plan's price covers in its period, of each member.
    pub cap_bytes: Option<u64>,
    /// Of the member that sends most: its bytes in a period over the cap.
    pub cap_share: Option<Estimate>,
    /// Days after the study's start at which that member reaches the cap, what is used up already counted; none if not
    /// within the period.
    pub cap_reached_day: Option<f64>,
    /// Price and what is paid beyond the cap, in a month.
    pub cost_per_month: Option<Estimate>,
    /// Of what ("EUR").
    pub currency: Option<String>,
}

/// Of the links `members`; none where no data are counted.
pub fn of(network: &Network, pool: &Pool, members: Range<usize>) -> Option<DataUse> {
    let links = &network.lines.links;
    let plan = links.iter().find(|link| members.contains(&link.element.index()))?.plan.as_ref()?;
    let use_of = Use { members, months: pool.bins().duration().as_secs_f64() / month_s() };
    let replications = |of: &dyn Fn(&Sample) -> f64| {
        let own: Vec<f64> = pool.samples.iter().map(of).collect();
        interval::mean(&own).cut(0.0, f64::MAX)
    };
    let per_month = replications(&|sample| use_of.all(sample).sum());
    let worst = replications(&|sample| use_of.all(sample).fold(0.0, libm::fmax));
    let cap = plan.cap.map(|cap| cap.0 as f64);
    let periods = month_s() / plan.period().span().as_secs_f64();
    let shares =
        |figure: Figure| cap.filter(|cap| *cap > 0.0).map(|cap| scaled(figure, 1.0 / (periods * cap)));
    let cost = |sample: &Sample| use_of.all(sample).filter_map(|bytes| plan.cost_per_month(bytes)).sum();
    let total = |way: usize| {
        pool.counts.elements.totals[use_of.members.clone()].iter().map(|total| total.bytes[way]).sum()
    };
    Some(DataUse {
        bytes_up: total(0),
        bytes_down: total(1),
        per_month_bytes: per_month.into(),
        cap_bytes: plan.cap.map(|cap| cap.0),
        cap_share: shares(worst).map(Into::into),
        cap_reached_day: worst.value.and_then(|bytes| reached_day(plan, bytes)),
        cost_per_month: currency(plan).map(|_| replications(&cost).into()),
        currency: currency(plan),
    })
}

/// What the data plans of the links `members` cost in a month of each replication, and in which currency.
pub fn costs(network: &Network, pool: &Pool, members: Range<usize>) -> Option<(String, Vec<f64>)> {
    let links = &network.lines.links;
    let plan = links.iter().find(|link| members.contains(&link.element.index()))?.plan.as_ref()?;
    let use_of = Use { members, months: pool.bins().duration().as_secs_f64() / month_s() };
    let cost = |sample: &Sample| use_of.all(sample).filter_map(|bytes| plan.cost_per_month(bytes)).sum();
    Some((currency(plan)?, pool.samples.iter().map(cost).collect()))
}

struct Use {
    members: Range<usize>,
    months: f64,
}

impl Use {
    /// Bytes a month of each member in one replication.
    fn all(&self, sample: &Sample) -> impl Iterator<Item = f64> {
        let members = sample.elements.bytes.get(self.members.clone()).unwrap_or_default();
        members.iter().map(|[up, down]| (up + down) as f64 / self.months)
    }
}

fn month_s() -> f64 {
    Period::Month.span().as_secs_f64()
}

fn scaled(figure: Figure, by: f64) -> Figure {
    Figure { value: figure.value.map(|v| v * by), ci: figure.ci.map(|ci| ci.map(|v| v * by)), ..figure }
}

/// Days after the start of the study at which the cap is reached, what is used up already counted; none if it is not
/// within the period.
fn reached_day(plan: &PlanSpec, bytes_per_month: f64) -> Option<f64> {
    let left = plan.cap?.0.saturating_sub(plan.used.map_or(0, |used| used.0)) as f64;
    let days = left / (bytes_per_month / (month_s() / DAY_S));
    (days <= plan.period().span().as_secs_f64() / DAY_S).then_some(days)
}

fn currency(plan: &PlanSpec) -> Option<String> {
    let beyond = match plan.over {
        Some(Over::PricePerGb(price)) => Some(price),
        _ => None,
    };
    plan.price.or(beyond).map(|price| price.currency.code().to_string())
}
