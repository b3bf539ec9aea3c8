//! Probabilistic bisection: where a limit is crossed, from answers that are right only with a known chance (R. Waeber,
//! P. I. Frazier and S. G. Henderson, "Bisection search with noisy responses", SIAM J. Control Optim. 51, 2013). What is
//! believed of the crossing is a density; each question is asked at its median.

/// Chance that an answer is right, if nothing better is known.
pub const CONFIDENCE: f64 = 0.75;

/// Which way the crossing lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Below the place asked.
    Left,
    /// Above it.
    Right,
}

/// What is believed of the crossing: a density that is even between its edges.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// Edges, ascending.
    edges: Vec<f64>,
    /// Chance of lying between an edge and the next.
    weights: Vec<f64>,
    confidence: f64,
}

impl Belief {
    /// Anywhere in (from, to), answers being right with this chance (above one half, below 1).
    pub fn new(from: f64, to: f64, confidence: f64) -> Belief {
        Belief { edges: vec![from, to], weights: vec![1.0], confidence }
    }

    /// Where to ask next.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Where a share `q` of the belief lies below.
    pub fn quantile(&self, q: f64) -> f64 {
        let mut below = 0.0;
        for (at, weight) in self.weights.iter().enumerate() {
            if below + weight >= q && *weight > 0.0 {
                let width = self.edges[at + 1] - self.edges[at];
                return self.edges[at] + width * (q - below) / weight;
            }
            below += weight;
        }
        self.edges[self.edges.len() - 1]
    }

    /// Takes in an answer to a question at `asked`: the side it names gains by p, the other by 1 - p (Bayes).
    pub fn answer(&mut self, asked: f64, side: Side) {
        let piece = self.edges.partition_point(|edge| *edge <= asked);
        if piece > 0 && piece < self.edges.len() && self.edges[piece - 1] < asked {
            let (from, to) = (self.edges[piece - 1], self.edges[piece]);
            let left = self.weights[piece - 1] * (asked - from) / (to - from);
            self.weights.insert(piece, self.weights[piece - 1] - left);
            self.weights[piece - 1] = left;
            self.edges.insert(piece, asked);
        }
        let (p, edges) = (self.confidence, &self.edges);
        let gains = |at: usize| if (edges[at + 1] <= asked) == (side == Side::Left) { p } else { 1.0 - p };
        self.weights.iter_mut().enumerate().for_each(|(at, weight)| *weight *= gains(at));
        let all: f64 = self.weights.iter().sum();
        self.weights.iter_mut().for_each(|weight| *weight /= all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;

    /// Answers that are right 8 times in 10, taken for 0.75: the crossing is found, and the belief knows how well.
    #[test]
    fn a_crossing_is_found_by_noisy_answers() {
        const ROOT: f64 = 37.3;
        let error = |seed: u64| {
            let mut belief = Belief::new(0.0, 100.0, CONFIDENCE);
            for n in 0..120 {
                let asked = belief.median();
                let right = Key::root(seed, 9).uniform(n) < 0.8;
                belief.answer(asked, if (ROOT > asked) == right { Side::Right } else { Side::Left });
            }
            let [low, high] = [belief.quantile(0.025), belief.quantile(0.975)];
            assert!(high - low < 1.0, "{low} to {high}");
            (belief.median() - ROOT).abs()
        };
        let worst = (1..=50).map(error).fold(0.0, f64::max);
        assert!(worst < 0.5, "{worst}");
    }
}
