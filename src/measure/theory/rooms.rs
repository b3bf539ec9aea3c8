//! Queues with little room: M/M/c/K by its birth-death process, M/D/1/K by the chain embedded at departures
//! (D. Gross and C. M. Harris, "Fundamentals of Queueing Theory", 2.5 and 5.1).

/// What a queue with room for `K` jobs, those in service included, does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Share of jobs that find it full.
    pub refused: f64,
    /// Mean waiting time of the others, s.
    pub mean_wait_s: f64,
}

/// M/M/c/K.
pub fn mmck(arrivals_per_s: f64, mean_service_s: f64, servers: u32, room: u32) -> Room {
    let erlang = arrivals_per_s * mean_service_s;
    let (mut weight, mut all, mut waiting) = (1.0, 1.0, 0.0);
    for n in 1..=room {
        weight *= erlang / f64::from(n.min(servers));
        all += weight;
        waiting += weight * f64::from(n.saturating_sub(servers));
        // the same shares with smaller numbers, before they overflow
        if all > 1e200 {
            (weight, all, waiting) = (weight * 1e-200, all * 1e-200, waiting * 1e-200);
        }
    }
    let refused = weight / all;
    Room { refused, mean_wait_s: waiting / all / (arrivals_per_s * (1.0 - refused)) }
}

/// M/D/1/K: service of one length, one server. A loss below 1e-10 is lost in rounding and given as 0.
pub fn md1k(arrivals_per_s: f64, service_s: f64, room: u32) -> Room {
    let rho = arrivals_per_s * service_s;
    let left = left_behind(rho, room as usize);
    let all: f64 = left.iter().sum();
    let idle = left[0] / all;
    let refused = if idle + rho > 1.0 + 1e-10 { 1.0 - 1.0 / (idle + rho) } else { 0.0 };
    let inside: f64 = left.iter().enumerate().map(|(n, weight)| n as f64 * weight / all).sum();
    let mean = inside / (idle + rho) + f64::from(room) * refused;
    let accepted = arrivals_per_s * (1.0 - refused);
    Room { refused, mean_wait_s: libm::fmax(mean / accepted - service_s, 0.0) }
}

/// How often a departure leaves 0 .. room - 1 jobs behind, up to a factor.
fn left_behind(rho: f64, room: usize) -> Vec<f64> {
    let mut arrivals = vec![libm::exp(-rho)];
    for n in 1..=room {
        arrivals.push(arrivals[n - 1] * rho / n as f64);
    }
    let mut left = vec![1.0];
    for n in 0..room - 1 {
        let others: f64 = (1..=n).map(|k| left[k] * arrivals[n + 1 - k]).sum();
        let next = (left[n] - others - left[0] * arrivals[n]) / arrivals[0];
        // differences of nearly equal numbers end below zero where the true weight is beyond rounding
        left.push(libm::fmax(next, 0.0));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_of_thousands_does_not_overflow() {
        let found = mmck(1.5, 1.0, 1, 10_000);
        assert!((found.refused - 1.0 / 3.0).abs() < 1e-9, "{found:?}");
    }
}
