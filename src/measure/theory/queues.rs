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

/// M/G/1: mean waiting time, `lambda E[S²] / 2 (1 - rho)`, whatever the service time's law; `None` from rho = 1 on.
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
    use super::*;

    #[test]
    fn a_queue_that_cannot_keep_up_has_no_steady_state() {
        assert_eq!((MMc::new(1.0, 1.0, 1), mg1_mean_wait_s(1.0, 1.0, 0.0)), (None, None));
        let one = MMc::new(0.8, 1.0, 1).unwrap();
        assert!((one.mean_wait_s() - 4.0).abs() < 1e-12);
        assert!((mg1_mean_wait_s(0.8, 1.0, 1.0).unwrap() - 4.0).abs() < 1e-12, "M/M/1 is an M/G/1");
    }
}
