//! What an incident did to the sessions that devices keep: how few had one, and when they were back.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::results::RECOVERED;
use super::words::span;
use crate::experiment::pool::Pool;

/// Sessions on the day of an incident, against those of the undisturbed one, all replications together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionsLost {
    /// The smallest share of them at a bin's end.
    pub least: f64,
    /// From its end until a bin ends, and the next, with [`RECOVERED`] of them; left out where none does before the next
    /// incident begins or the window ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_s: Option<f64>,
}

/// Devices of these classes with a session at the end of each bin, all replications together.
fn held(pool: &Pool, classes: &[usize]) -> Vec<i64> {
    let mut sum = vec![0; pool.bins().count()];
    let of_class = |class: &usize| pool.class(*class).filter_map(|sample| sample.session.as_ref());
    for session in classes.iter().flat_map(of_class) {
        sum.iter_mut().zip(session.held()).for_each(|(sum, held)| *sum += held);
    }
    sum
}

/// Of an incident in these bins that had ended in all replications in the bin `last`, so long after the window's begin; none where no
/// hundredth of the sessions was lost.
pub fn lost(
    [with, calm]: [&Pool; 2],
    classes: &[usize],
    bins: Range<usize>,
    (last, until_s): (usize, f64),
) -> Option<SessionsLost> {
    let [held, usual] = [with, calm].map(|pool| held(pool, classes));
    let share = |bin: usize| if usual[bin] > 0 { held[bin] as f64 / usual[bin] as f64 } else { 1.0 };
    let least = bins.clone().map(share).fold(1.0, libm::fmin);
    let stays = |bin: usize| (bin..(bin + 2).min(bins.end)).all(|bin| share(bin) >= RECOVERED);
    let width_s = with.bins().width().as_secs_f64();
    // they are known at a bin's end
    let after_s = |bin: usize| libm::fmax((bin + 1) as f64 * width_s - until_s, 0.0);
    let back_s = (last..bins.end).find(|bin| stays(*bin)).map(after_s);
    (least < RECOVERED).then_some(SessionsLost { least, back_s })
}

impl SessionsLost {
    /// "1.2 % of the sessions are left, 99 % of them are back 10 min after its end".
    pub fn text(&self) -> String {
        let left = libm::rint(self.least * 1e3) / 10.0;
        match self.back_s {
            Some(seconds) if seconds > 0.0 => {
                format!(
                    "{left} % of the sessions are left, 99 % of them are back {} after its end",
                    span(seconds)
                )
            }
            Some(_) => format!("{left} % of the sessions are left, 99 % of them are back at its end"),
            None => format!(
                "{left} % of the sessions are left, and 99 % of them are not back within what is counted"
            ),
        }
    }
}
