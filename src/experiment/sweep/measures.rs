//! The measures of a point: what is asked, then what one wants to know of classes and elements anyway.

use super::Measure;
use crate::experiment::figures;
use crate::experiment::pool::Pool;
use crate::experiment::results::{Estimate, ObjectiveResult};
use crate::experiment::rows::Row;
use crate::experiment::sessions;
use crate::measure::interval::Figure;
use crate::measure::metrics::Metric;
use crate::network::Network;
use crate::network::ids::GroupId;

/// Of a class, asked or not.
const CLASS: [Metric; 5] =
    [Metric::DeliveryRatio, Metric::LatencyMean, Metric::LatencyP50, Metric::LatencyP95, Metric::LatencyP99];

/// All of them.
pub fn all(judged: &[ObjectiveResult], network: &Network, pool: &Pool) -> Vec<Measure> {
    let mut measures: Vec<Measure> = judged.iter().map(objective).collect();
    for (at, class) in network.classes.iter().enumerate().filter(|(_, class)| !class.foreign) {
        let of = format!("devices.{}", class.name);
        let of_sessions = sessions::METRICS.into_iter().filter(|_| class.connects());
        let metrics = CLASS.into_iter().chain(of_sessions);
        measures.extend(metrics.map(|metric| plain(&of, metric, figures::class(pool, at, metric))));
    }
    for (at, group) in network.groups.iter().enumerate() {
        let row = Row::group(network, GroupId(at as u32));
        if row.has_utilisation() {
            let loads = row.loads(pool).utilisation;
            measures.push(plain(&group.name, Metric::UtilisationMean, loads.mean));
            measures.push(plain(&group.name, Metric::UtilisationBusyHour, loads.busy_hour));
        }
    }
    measures
}

fn objective(result: &ObjectiveResult) -> Measure {
    Measure {
        objective: Some(result.name.clone()),
        of: result.of.clone(),
        member: result.member.clone(),
        metric: result.metric.clone(),
        limit: Some(result.limit.clone()),
        limit_value: Some(result.limit_value),
        value: result.value,
        ci: result.ci,
        verdict: Some(result.verdict),
        reason: Some(result.reason.clone()),
    }
}

fn plain(of: &str, metric: Metric, figure: Figure) -> Measure {
    let Estimate { value, ci } = figure.into();
    Measure { of: of.to_string(), metric: metric.info().name.to_string(), value, ci, ..Measure::default() }
}
