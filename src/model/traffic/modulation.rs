//! Processes whose rate changes with a state of the device's own: on-off, and Markov-modulated Poisson (W. Fischer
//! and K. Meier-Hellstern, Performance Evaluation 18, 1993). A state runs the clock of the process faster, slower or
//! not at all; how long states last and which follows is drawn, and begins stationary.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chance::Key;
use crate::model::distribution::{DistributionError, DistributionSpec, Residual, Sampler, Shape};
use crate::units::{Share, Span, Time};

/// A device speaks while it is on: its process runs on that time alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnOffSpec {
    /// How long it is on.
    pub on: DistributionSpec<Span>,
    /// How long it is off.
    pub off: DistributionSpec<Span>,
}

/// A state of a Markov-modulated Poisson process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateSpec {
    /// Mean interval between messages in this state; silent if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poisson: Option<Span>,
    /// Mean time in this state; exponential.
    pub lasts: Span,
    /// Chance of each state to follow, in the list's order; all others alike if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Vec<Share>>,
}

/// The rows of chances with which states follow each other.
pub fn following(states: &[StateSpec]) -> Vec<Vec<f64>> {
    let alike = 1.0 / (states.len() as f64 - 1.0);
    let row = |(at, state): (usize, &StateSpec)| match &state.next {
        Some(shares) => shares.iter().map(|share| share.0).collect(),
        None => (0..states.len()).map(|to| if to == at { 0.0 } else { alike }).collect(),
    };
    states.iter().enumerate().map(row).collect()
}

#[derive(Clone, Debug, PartialEq)]
struct State {
    /// Time of the process that passes in a second.
    rate: f64,
    stay: Sampler,
    /// What is left of the stay at a random instant.
    rest: Residual,
    /// Chance of the states up to each to follow.
    next: Vec<f64>,
}

/// States of a device, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Modulation {
    states: Vec<State>,
    /// Share of time in the states up to each.
    start: Vec<f64>,
    mean_rate: f64,
    changes_per_s: f64,
}

/// Where a device is among its states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Instants of the process so far.
    pub instant: u32,
    state: u32,
    /// Changes of state so far.
    changes: u32,
    /// The state ends.
    until: Time,
}

/// Streams of a device's walk, by what is drawn.
const START: u64 = 0;
const STAY: u64 = 1;
const NEXT: u64 = 2;

impl Modulation {
    /// On and off.
    pub fn on_off(spec: &OnOffSpec) -> Result<Modulation, DistributionError> {
        let state = |rate, law: &DistributionSpec<Span>, next| {
            Ok(State { rate, stay: Sampler::new(law)?, rest: Residual::new(law)?, next })
        };
        let states = vec![state(1.0, &spec.on, vec![0.0, 1.0])?, state(0.0, &spec.off, vec![1.0, 1.0])?];
        Ok(Modulation::new(states, &[0.5, 0.5]))
    }

    /// Markov-modulated: the process that is run has one message a second.
    pub fn markov(specs: &[StateSpec]) -> Result<Modulation, DistributionError> {
        let rows = following(specs);
        let visits = stationary(&rows);
        let state = |(spec, row): (&StateSpec, &Vec<f64>)| {
            let law = DistributionSpec::Random(Shape::Exponential(spec.lasts));
            Ok(State {
                rate: spec.poisson.map_or(0.0, |mean| 1.0 / mean.as_secs_f64()),
                stay: Sampler::new(&law)?,
                rest: Residual::new(&law)?,
                next: cumulative(row.iter().copied()),
            })
        };
        let states = specs.iter().zip(&rows).map(state).collect::<Result<Vec<_>, _>>()?;
        Ok(Modulation::new(states, &visits))
    }

    /// `visits` is how often each state is entered, in any unit.
    fn new(states: Vec<State>, visits: &[f64]) -> Modulation {
        let weights: Vec<f64> = states.iter().zip(visits).map(|(state, v)| v * state.stay.mean()).collect();
        let whole: f64 = weights.iter().sum();
        let shares = weights.iter().map(|weight| weight / whole);
        let mean_rate = states.iter().zip(shares.clone()).map(|(state, share)| state.rate * share).sum();
        let changes_per_s = visits.iter().sum::<f64>() / whole;
        Modulation { start: cumulative(shares), states, mean_rate, changes_per_s }
    }

    /// Time of the process that passes in a second, over the long run.
    pub fn mean_rate(&self) -> f64 {
        self.mean_rate
    }

    /// How often a device's state changes in a second, over the long run.
    pub fn changes_per_s(&self) -> f64 {
        self.changes_per_s
    }

    /// Where a device is at `begin`; `key` is the device's stream.
    pub fn start(&self, key: Key, begin: Time) -> Walk {
        let state = pick(&self.start, key.index(START).uniform(0));
        let rest = self.states[state].rest.sample(key.index(START).index(1));
        Walk { state: state as u32, until: begin + Span::from_secs_f64(rest), ..Walk::default() }
    }

    /// The instant by which `operational` time of the process has passed since `from`, or [`Time::NEVER`] if that
    /// is not before `last`.
    pub fn advance(&self, walk: &mut Walk, key: Key, from: Time, operational: Span, last: Time) -> Time {
        let (mut now, mut left) = (from, operational.as_secs_f64());
        while now < last {
            let rate = self.states[walk.state as usize].rate;
            let there = (walk.until - now).as_secs_f64() * rate;
            if left <= there && rate > 0.0 {
                return now + Span::from_secs_f64(left / rate);
            }
            left -= there;
            now = now.max(walk.until);
            self.change(walk, key);
        }
        Time::NEVER
    }

    fn change(&self, walk: &mut Walk, key: Key) {
        let n = u64::from(walk.changes);
        let next = pick(&self.states[walk.state as usize].next, key.index(NEXT).uniform(n));
        let stay = self.states[next].stay.sample(key.index(STAY), n);
        walk.state = next as u32;
        walk.until = walk.until + Span::from_secs_f64(stay);
        walk.changes += 1;
    }
}

fn cumulative(shares: impl Iterator<Item = f64>) -> Vec<f64> {
    let sums = shares.scan(0.0, |sum, share| {
        *sum += share;
        Some(*sum)
    });
    sums.collect()
}

/// The first whose sum passes `place`.
fn pick(sums: &[f64], place: f64) -> usize {
    sums.iter().position(|sum| place < *sum).unwrap_or(sums.len() - 1)
}

/// How often each state of an irreducible chain is visited, in visits of the first (W. Grassmann, M. Taksar and
/// D. Heyman, Operations Research 33, 1985).
fn stationary(rows: &[Vec<f64>]) -> Vec<f64> {
    let mut p = rows.to_vec();
    for last in (1..p.len()).rev() {
        let leaving: f64 = p[last][..last].iter().sum();
        for from in 0..last {
            p[from][last] /= leaving;
            for to in 0..last {
                p[from][to] += p[from][last] * p[last][to];
            }
        }
    }
    let mut visits = vec![1.0];
    for at in 1..p.len() {
        let into = visits.iter().zip(&p).map(|(visit, row)| visit * row[at]).sum();
        visits.push(into);
    }
    visits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(text: &str) -> Vec<StateSpec> {
        #[derive(Deserialize)]
        struct File {
            states: Vec<StateSpec>,
        }
        toml::from_str::<File>(&format!("states = {text}")).unwrap().states
    }

    #[test]
    fn visits_solve_the_balance_equations() {
        let rows = vec![vec![0.0, 0.7, 0.3], vec![0.2, 0.0, 0.8], vec![0.5, 0.5, 0.0]];
        let visits = stationary(&rows);
        for at in 0..3 {
            let into: f64 = (0..3).map(|from| visits[from] * rows[from][at]).sum();
            assert!((into - visits[at]).abs() < 1e-12, "{visits:?}");
        }
    }

    #[test]
    fn mean_rates_are_those_of_the_states_in_their_shares_of_time() {
        let two = Modulation::markov(&states(
            "[{ poisson = \"5 s\", lasts = \"10 s\" }, { poisson = \"500 ms\", lasts = \"30 s\" }]",
        ));
        assert!((two.unwrap().mean_rate() - (0.2 * 0.25 + 2.0 * 0.75)).abs() < 1e-12);
        let off = toml::from_str("on = \"1 s\"\noff = { exponential = \"3 s\" }").unwrap();
        let off = Modulation::on_off(&off).unwrap();
        assert_eq!((off.mean_rate(), off.changes_per_s()), (0.25, 0.5));
    }

    /// Two devices in different states at the start, each with all that is drawn for it.
    #[test]
    fn time_passes_in_on_states_only_and_from_the_first_instant_on() {
        let spec = toml::from_str("on = \"1 s\"\noff = \"3 s\"").unwrap();
        let modulation = Modulation::on_off(&spec).unwrap();
        let (last, second) = (Time(0) + Span::from_secs(1_000_000), Span::from_secs(1));
        let mut on = 0;
        for device in 0..1000 {
            let key = Key::root(1, 0).index(device);
            let mut walk = modulation.start(key, Time(0));
            on += usize::from(walk.state == 0);
            let first = modulation.advance(&mut walk, key, Time(0), second, last);
            let next = modulation.advance(&mut walk, key, first, second, last);
            assert_eq!((next - first).0, 4 * second.0, "one second on in four");
        }
        assert!((180..320).contains(&on), "{on} of 1000 begin on");
        let key = Key::root(1, 0);
        let mut walk = modulation.start(key, Time(0));
        assert_eq!(modulation.advance(&mut walk, key, Time(0), second, Time(1)), Time::NEVER);
    }
}
