//! Links and stations as textbook queues.

use super::Row;
use super::arrivals::{self, Arrivals};
use crate::experiment::figures;
use crate::experiment::pool::Pool;
use crate::experiment::rows;
use crate::measure::interval::{self, Figure};
use crate::measure::metrics::Metric;
use crate::measure::theory::queues::{MMc, mg1_mean_wait_s};
use crate::measure::theory::rooms::{Room, md1k, mmck};
use crate::network::ids::ElementId;
use crate::network::{Network, ServerPlan};

/// Jobs that should wait in the whole study, or be refused: with fewer there is nothing to compare.
const FEWEST_WAITING: f64 = 100.0;
const FEWEST_REFUSED: f64 = 10.0;
/// Time is counted in ns: of shorter waits a mean is one of a few who met.
const SHORTEST_S: f64 = 1e-8;
/// A room that refuses less than this is none.
const NEVER: f64 = 1e-9;
/// Longer sums cost more than they tell.
const MOST_PLACES: u32 = 1_000_000;
/// Larger rooms lose the chain's weights to rounding.
const LARGEST_ROOM: u32 = 100;
/// Within this part of their period so many periodic devices vary that much less than a Poisson process.
const SHORT: f64 = 0.05;
/// Sizes whose spread is below this are of one size.
const ONE_SIZE: f64 = 1e-12;

const ERLANG: &str = "A. K. Erlang 1917";
const POLLACZEK: &str = "Pollaczek 1930, Khinchine 1932";
const BIRTH_DEATH: &str = "birth-death process; Gross and Harris, Fundamentals of Queueing Theory, 2.5";
const EMBEDDED: &str = "chain embedded at departures; Gross and Harris, Fundamentals of Queueing Theory, 5.1";

/// A server as theory sees it.
struct Server {
    servers: u32,
    mean_s: f64,
    scv: f64,
    exponential: bool,
    /// Jobs that it holds at most, those in service included.
    room: Option<u32>,
}

/// The rows of a link or station.
pub fn rows(network: &Network, pool: &Pool, element: usize, load: &impl Fn(usize) -> f64) -> Vec<Row> {
    let known = || {
        let arrivals = arrivals::at(network, element, load)?;
        let server = server(&network.servers[element], &arrivals)?;
        Some((arrivals, server))
    };
    let Some((arrivals, server)) = known() else { return Vec::new() };
    let come = pool.counts.elements.totals[element].arrived as f64;
    let measured = come / (pool.bins().duration().as_secs_f64() * pool.replications() as f64);
    let queue = Queue { network, pool, element, come, about: arrivals.about, server };
    let per_s = arrivals.per_s.unwrap_or(measured);
    if arrivals.period_s.is_some_and(|period| queue.memory_s(per_s) > SHORT * period) {
        return Vec::new();
    }
    queue.rows(per_s)
}

fn server(plan: &ServerPlan, arrivals: &Arrivals) -> Option<Server> {
    match plan {
        _ if plan.live().is_some() => None,
        ServerPlan::None | ServerPlan::Store(_) => None,
        ServerPlan::Station { servers, waiting_room, service, .. } => Some(Server {
            servers: *servers,
            mean_s: service.mean(),
            scv: service.scv()?,
            exponential: service.is_exponential(),
            room: waiting_room.map(|room| u32::try_from(room).unwrap_or(u32::MAX).saturating_add(*servers)),
        }),
        ServerPlan::Link { idle, .. } => {
            let (mean, scv) = arrivals.bytes.filter(|(mean, _)| *mean >= 1.0)?;
            let one_size = scv < ONE_SIZE;
            // of packets that differ a buffer in bytes holds no fixed number
            let room = match idle.limit() {
                Some(limit) if limit.bytes == u64::MAX => Some(limit.jobs),
                Some(limit) if one_size => Some(limit.jobs.min(limit.bytes / mean as u64)),
                Some(_) => return None,
                None => None,
            };
            let room = room.map(|room| u32::try_from(room).unwrap_or(u32::MAX).saturating_add(1));
            let per_byte = idle.transmission(1_000_000).as_secs_f64() / 1e6;
            let scv = if one_size { 0.0 } else { scv };
            Some(Server { servers: 1, mean_s: mean * per_byte, scv, exponential: false, room })
        }
    }
}

struct Queue<'a> {
    network: &'a Network,
    pool: &'a Pool,
    element: usize,
    /// Jobs that came in the whole study.
    come: f64,
    about: Option<String>,
    server: Server,
}

impl Queue<'_> {
    /// In about this time the queue forgets its past: the relaxation time of M/M/1, or all that finds room, s.
    fn memory_s(&self, per_s: f64) -> f64 {
        let server = &self.server;
        let each_s = server.mean_s / f64::from(server.servers);
        let left = 1.0 - libm::sqrt(libm::fmin(per_s * each_s, 1.0));
        let full = server.room.map_or(f64::INFINITY, |room| f64::from(room) * each_s);
        libm::fmin(each_s / (left * left), full)
    }

    fn rows(&self, per_s: f64) -> Vec<Row> {
        let server = &self.server;
        let load = per_s * server.mean_s / f64::from(server.servers);
        if server.servers > MOST_PLACES {
            return Vec::new();
        }
        match server.room {
            Some(room) if server.exponential && room <= MOST_PLACES => {
                let found = mmck(per_s, server.mean_s, server.servers, room);
                if found.refused >= NEVER || load >= 1.0 {
                    return self.full(&format!("M/M/{}/{room}", server.servers), BIRTH_DEATH, found);
                }
            }
            Some(room) if server.scv == 0.0 && server.servers == 1 && room <= LARGEST_ROOM => {
                let found = md1k(per_s, server.mean_s, room);
                if found.refused >= NEVER {
                    return self.full(&format!("M/D/1/{room}"), EMBEDDED, found);
                }
            }
            // the chance that so many are there falls at least as fast as with exponential service of this spread
            Some(room) if libm::pow(load, f64::from(room) / libm::fmax(server.scv, 1.0)) >= NEVER => {
                return Vec::new();
            }
            _ => {}
        }
        self.waiting(per_s, load)
    }

    /// Everyone waits as long as it takes.
    fn waiting(&self, per_s: f64, load: f64) -> Vec<Row> {
        let server = &self.server;
        if load >= 1.0 {
            return Vec::new();
        }
        if server.exponential {
            let Some(queue) = MMc::new(per_s, server.mean_s, server.servers) else { return Vec::new() };
            let model = format!("M/M/{}", server.servers);
            let mean = self.row("waiting_mean", &model, ERLANG, queue.mean_wait_s(), Metric::WaitingMean);
            let p95 =
                self.row("waiting_p95", &model, ERLANG, queue.wait_quantile_s(0.95), Metric::WaitingP95);
            let told = queue.waits * self.come >= FEWEST_WAITING;
            // a percentile within the atom at zero says nothing
            return [mean, p95].into_iter().filter(|row| told && row.value > 0.0).collect();
        }
        if server.servers > 1 || load * self.come < FEWEST_WAITING {
            return Vec::new();
        }
        let model = if server.scv == 0.0 { "M/D/1" } else { "M/G/1" };
        let wait = mg1_mean_wait_s(per_s, server.mean_s, server.scv);
        wait.filter(|wait| *wait >= SHORTEST_S)
            .map(|wait| self.row("waiting_mean", model, POLLACZEK, wait, Metric::WaitingMean))
            .into_iter()
            .collect()
    }

    /// Some find no room.
    fn full(&self, model: &str, source: &'static str, room: Room) -> Vec<Row> {
        let pairs = self.pool.samples.iter().map(|sample| {
            let elements = &sample.elements;
            (elements.refused[self.element], elements.arrived[self.element])
        });
        let refused = interval::share(&pairs.collect::<Vec<_>>());
        let refused = self.with("refused", model, source, room.refused, refused);
        let wait = self.row("waiting_mean", model, source, room.mean_wait_s, Metric::WaitingMean);
        let (told, waits) = (room.refused * self.come >= FEWEST_REFUSED, room.mean_wait_s > 0.0);
        [(refused, told), (wait, told && waits)]
            .into_iter()
            .filter(|(_, keep)| *keep)
            .map(|(row, _)| row)
            .collect()
    }

    fn row(
        &self,
        measure: &'static str,
        model: &str,
        source: &'static str,
        value: f64,
        metric: Metric,
    ) -> Row {
        let row = rows::Row::element(self.network, ElementId(self.element as u32));
        self.with(measure, model, source, value, figures::element(self.pool, &row, metric))
    }

    fn with(
        &self,
        measure: &'static str,
        model: &str,
        source: &'static str,
        value: f64,
        simulated: Figure,
    ) -> Row {
        let (model, approximation) = (model.to_string(), self.about.clone());
        Row { element: self.element, measure, model, source, approximation, value, simulated }
    }
}
