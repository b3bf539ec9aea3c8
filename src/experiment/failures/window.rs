//! When everything fails: the hour around the peak of offered load if there is one, else the middle of the study; and
//! the clock by which only the messages born then are counted, whatever happened before.

use super::results::WindowInfo;
use crate::experiment::pool::Pool;
use crate::measure::busy_hour::clock_time;
use crate::network::clock::bin_width;
use crate::network::{Clock, Network};
use crate::scenario::clock::WEEKDAYS;
use crate::units::{NS_PER_S, Span};

const HOUR: Span = Span::from_secs(3600);
/// A peak stands out by this much over the mean, and by so many standard deviations of a Poisson count.
const STANDS_OUT: f64 = 1.05;
const DEVIATIONS: f64 = 4.0;

/// What is asked of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wish {
    /// After the study's start.
    pub from: Option<Span>,
    /// How long.
    pub lasts: Option<Span>,
    /// The whole study.
    pub whole: bool,
}

/// When everything fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// After the study's start.
    pub from: Span,
    /// How long.
    pub lasts: Span,
    found: Found,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Peak,
    Middle,
    Given,
    Whole,
}

impl Window {
    /// As wished, else found in what a pool without a failure offers bin by bin.
    ///
    /// # Errors
    /// What is wished does not lie in the study, in a sentence.
    pub fn find(wish: Wish, network: &Network, pool: &Pool) -> Result<Window, String> {
        let duration = network.clock.to - network.clock.from;
        if wish.whole {
            return Ok(Window { from: Span::ZERO, lasts: duration, found: Found::Whole });
        }
        let lasts = wish.lasts.unwrap_or_else(|| HOUR.min(Span((duration.0 / 3).max(1))));
        if lasts == Span::ZERO {
            return Err("a failure of 0 s is none; say how long it lasts, such as --for \"1 h\"".to_string());
        }
        if lasts > duration {
            return Err(format!("a failure of {lasts} does not fit into a study of {duration}"));
        }
        if let Some(from) = wish.from {
            let inside = from + lasts <= duration;
            let window = Window { from, lasts, found: Found::Given };
            return inside.then_some(window).ok_or_else(|| {
                format!("a failure from {from} for {lasts} does not lie in a study of {duration}")
            });
        }
        let peak = peak(&offered(network, pool), network.clock.bin, lasts);
        let middle = Span((duration.0 - lasts.0) / 2);
        Ok(match peak {
            Some(from) => Window { from: from.min(Span(duration.0 - lasts.0)), lasts, found: Found::Peak },
            None => Window { from: middle, lasts, found: Found::Middle },
        })
    }

    /// Counts the messages born in the window; all before it happens as in the study, and what they wait for after it.
    pub fn clock(&self, network: &Network) -> Clock {
        let from = network.clock.from + self.from;
        Clock { from, to: from + self.lasts, bin: bin_width(self.lasts), ..network.clock }
    }

    /// As results say it.
    pub fn info(&self, network: &Network) -> WindowInfo {
        let at = network.clock.from + self.from;
        let day = WEEKDAYS[(at.0 / NS_PER_S / 86_400 % 7) as usize];
        let hour = if self.lasts == HOUR { "hour".to_string() } else { self.lasts.to_string() };
        let (found, words) = match self.found {
            Found::Peak => ("peak", format!("the busy {hour}")),
            Found::Middle => ("middle", format!("the middle {hour}")),
            Found::Given => ("given", format!("the {hour}")),
            Found::Whole => ("whole", "the whole study".to_string()),
        };
        WindowInfo {
            from_s: self.from.as_secs_f64(),
            lasts_s: self.lasts.as_secs_f64(),
            starts: format!("{day} {}", clock_time(at)),
            found: found.to_string(),
            words,
        }
    }
}

/// Messages born by bin, over all replications and all classes of ours.
fn offered(network: &Network, pool: &Pool) -> Vec<f64> {
    let mut sums = vec![0.0; pool.bins().count()];
    for (at, _) in network.classes.iter().enumerate().filter(|(_, class)| !class.foreign) {
        for sample in pool.class(at) {
            sums.iter_mut().zip(&sample.bins).for_each(|(sum, [born, _])| *sum += f64::from(*born));
        }
    }
    sums
}

/// Where the bins that span `lasts` offer most; none if that is no more than chance.
fn peak(offered: &[f64], bin: Span, lasts: Span) -> Option<Span> {
    let length = (lasts.0.div_ceil(bin.0) as usize).clamp(1, offered.len().max(1));
    let mut best = (0, 0.0);
    for (from, bins) in offered.windows(length).enumerate() {
        let sum: f64 = bins.iter().sum();
        best = if sum > best.1 { (from, sum) } else { best };
    }
    let mean = offered.iter().sum::<f64>() / offered.len().max(1) as f64 * length as f64;
    let stands_out = best.1 > STANDS_OUT * mean && best.1 > mean + DEVIATIONS * libm::sqrt(mean);
    stands_out.then_some(Span(best.0 as u64 * bin.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_where_most_is_offered_and_none_where_chance_would_do() {
        let (bin, hour) = (Span::from_secs(900), HOUR);
        let mut load = vec![100.0; 40];
        assert_eq!(peak(&load, bin, hour), None);
        load[17] = 115.0;
        assert_eq!(peak(&load, bin, hour), None, "15 more of 400 are chance");
        load[20] = 400.0;
        load[21] = 300.0;
        assert_eq!(peak(&load, bin, hour), Some(Span::from_secs(900 * 18)));
        assert_eq!(peak(&[], bin, hour), None);
    }
}
