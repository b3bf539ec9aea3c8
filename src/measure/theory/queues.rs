//! Queues where everyone waits: M/M/c (A. K. Erlang, 1917) and M/G/1 (F. Pollaczek, 1930; A. Y. Khinchine, 1932).

/// M/M/c: Poisson arrivals, exponential service, c servers, unlimited room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MMc {
    /// Share of jobs that wait: Erlang C.
    pub waits: f64,
    /// By how much the servers outpace arrivals, 1/s.
    surplus: f64,
}

impl MMc {
    /// `None` where arrivals outpace the servers.
    pub fn new(arrivals_per_s: f64, mean_service_s: f64, servers: u32) -> Option<MMc> {
        let surplus = f64::from(servers) / mean_service_s - arrivals_per_s;
        let waits = erlang_c(servers, arrivals_per_s * mean_service_s);
        (surplus > 0.0).then_some(MMc { waits, surplus })
    }

    /// Mean waiting time over all jobs.
    pub fn mean_wait_s(&self) -> f64 {
        self.waits / self.surplus
    }

    /// The waiting time that a share `q` of all jobs do not exceed: P(W > t) = C exp(-(c mu - lambda) t).
    pub fn wait_quantile_s(&self, q: f64) -> f64 {
        libm::fmax(libm::log(self.waits / (1.0 - q)) / self.surplus, 0.0)
    }
}

/// M/G/1: mean waiting time, lambda E[S²] / 2 (1 - rho), whatever the service time's law; `None` from rho = 1 on.
pub fn mg1_mean_wait_s(arrivals_per_s: f64, mean_service_s: f64, scv: f64) -> Option<f64> {
    let rho = arrivals_per_s * mean_service_s;
    let square = mean_service_s * mean_service_s * (1.0 + scv);
    (rho < 1.0).then(|| arrivals_per_s * square / (2.0 * (1.0 - rho)))
}

/// Erlang B: share of calls that find all of c servers taken, whatever the holding time's law
/// (B. A. Sevastyanov, 1957), by the recursion B(n) = a B(n-1) / (n + a B(n-1)).
pub fn erlang_b(servers: u32, erlang: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| {
        let load = erlang * blocked;
        load / (f64::from(n) + load)
    })
}

/// Erlang C: share of jobs that wait for one of c servers.
pub fn erlang_c(servers: u32, erlang: f64) -> f64 {
    let (c, blocked) = (f64::from(servers), erlang_b(servers, erlang));
    c * blocked / (c - erlang * (1.0 - blocked))
}

#[cfg(test)]
mod tests {
    use super::super::{number, rows};
    use super::*;

    fn near(found: f64, exact: f64, row: &[&str]) {
        assert!((found - exact).abs() <= 2e-8 * exact.abs().max(1e-3), "{row:?}: {found}");
    }

    #[test]
    fn markov_queues_are_those_of_the_table() {
        let mut compared = 0;
        for row in
            rows(include_str!("../../../tests/oracles/queues_markov.csv")).filter(|row| row[4] == "inf")
        {
            let queue = MMc::new(number(row[1]), 1.0 / number(row[2]), row[3].parse().unwrap()).unwrap();
            near(queue.waits, number(row[6]), &row);
            near(queue.mean_wait_s(), number(row[7]), &row);
            for (q, column) in [(0.5, 11), (0.95, 12), (0.99, 13)] {
                near(queue.wait_quantile_s(q), number(row[column]), &row);
            }
            compared += 1;
        }
        assert_eq!(compared, 14);
        assert_eq!(MMc::new(1.0, 1.0, 1), None);
    }

    #[test]
    fn any_service_time_is_that_of_the_table() {
        let fifo = |row: &Vec<&str>| row[0] != "M/G/1-PS";
        for row in rows(include_str!("../../../tests/oracles/queues_mg1.csv")).filter(fifo) {
            let wait = mg1_mean_wait_s(number(row[2]), number(row[3]), number(row[4])).unwrap();
            near(wait, number(row[6]), &row);
        }
        assert_eq!(mg1_mean_wait_s(1.0, 1.0, 0.0), None);
    }

    #[test]
    fn blocked_calls_are_those_of_the_table() {
        for row in rows(include_str!("../../../tests/oracles/lora_demod_paths_erlangB.csv")) {
            for (servers, column) in [(8, 1), (16, 2)] {
                let (found, exact) = (erlang_b(servers, number(row[0])), number(row[column]));
                assert!((found / exact - 1.0).abs() < 1e-8, "{row:?}: {found}");
            }
        }
    }
}
