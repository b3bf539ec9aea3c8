//! Sets tried one after the other, the cheapest first, until one keeps all objectives. The replications of a set share the
//! threads; which sets are tried does not depend on how many threads there are.

use super::judge::{beyond, judge};
use super::order::{Offers, Set};
use super::results::{Judged, Options, Tried};
use super::timeline::Timeline;
use super::{Means, Question};
use crate::experiment::campaign::Point;
use crate::experiment::question::{Asked, Unanswered};
use crate::experiment::results::Verdict;

/// A search under way.
pub struct Search<'a> {
    offers: &'a Offers,
    question: &'a Question,
    timeline: &'a Timeline,
    means: &'a Means<'a>,
    /// In order of cost.
    tried: Vec<Tried>,
    answer: Option<usize>,
    front: Vec<usize>,
    /// Objectives of which nothing is observed in the scenario as it stands, once somebody had to know.
    aside: Option<Vec<String>>,
    studies: u64,
    spared: u64,
}

impl<'a> Search<'a> {
    /// Nothing tried yet.
    pub fn new(
        offers: &'a Offers,
        question: &'a Question,
        timeline: &'a Timeline,
        means: &'a Means<'a>,
    ) -> Search<'a> {
        let (tried, front) = (Vec::new(), Vec::new());
        Search {
            offers,
            question,
            timeline,
            means,
            tried,
            answer: None,
            front,
            aside: None,
            studies: 0,
            spared: 0,
        }
    }

    /// Tries the sets in this order, but for those that are known not to hold.
    pub fn run(&mut self, sets: &[Set], lost: &[Set]) -> Result<(), Unanswered> {
        let mut longest = None;
        for (at, set) in sets.iter().enumerate() {
            self.means.campaign.expect((sets.len() - at - 1) as u64, ["set", "sets"]);
            if lost.iter().any(|lost| set.within(lost)) {
                self.spared += 1;
                continue;
            }
            let tried = match self.timeline.grows() && !self.question.monotone {
                true => self.lasting(set, longest)?,
                false => self.until(set, self.question.months)?,
            };
            let at = self.tried.len();
            if tried.lasts > longest {
                longest = tried.lasts;
                self.front.push(at);
            }
            let keeps = tried.keeps() && tried.month == self.question.months;
            self.tried.push(tried);
            if keeps {
                self.answer = Some(at);
                return Ok(());
            }
        }
        Ok(())
    }

    /// A set at the loads that decide the first so many months: the first at which it fails, else the last.
    fn until(&mut self, set: &Set, months: u64) -> Result<Tried, Unanswered> {
        let mut last = Tried::default();
        for month in self.timeline.decisive(months) {
            last = self.look(set, month)?;
            if !last.keeps() {
                break;
            }
        }
        Ok(last)
    }

    /// The verdict on a set over all months asked for.
    pub fn whole(&mut self, set: &Set) -> Result<Verdict, Unanswered> {
        self.until(set, self.question.months).map(|tried| tried.verdict)
    }

    /// For how long a set keeps all objectives, if for longer than the cheaper ones: the month after theirs is looked at
    /// first, as most sets fail there. Every month is judged by the same rule on the same replications, so that sets between
    /// which a month makes no difference last equally long.
    fn lasting(&mut self, set: &Set, longest: Option<u64>) -> Result<Tried, Unanswered> {
        let first = longest.map_or(0, |longest| longest + 1);
        let early = self.until(set, first)?;
        if !early.keeps() {
            return Ok(early);
        }
        if first == self.question.months {
            return Ok(Tried { lasts: Some(first), ..early });
        }
        let whole = self.until(set, self.question.months)?;
        if whole.keeps() {
            return Ok(Tried { lasts: Some(self.question.months), ..whole });
        }
        let (mut holds, mut fails) = (first, self.question.months);
        while fails - holds > 1 {
            let middle = holds + (fails - holds) / 2;
            if self.until(set, middle)?.keeps() { holds = middle } else { fails = middle }
        }
        Ok(Tried { lasts: Some(holds), ..whole })
    }

    /// A set at the load of a month.
    fn look(&mut self, set: &Set, month: u64) -> Result<Tried, Unanswered> {
        let mut tried = self.study(set, month)?;
        if tried.objectives.iter().any(Judged::is_unobserved) {
            let aside = match self.aside.take() {
                Some(aside) => aside,
                None if set.members().is_empty() && month == 0 => unobserved(&tried)?,
                None => unobserved(&self.study(&Set::default(), 0)?)?,
            };
            tried.set_aside(&aside);
            self.aside = Some(aside);
        }
        Ok(tried)
    }

    fn study(&mut self, set: &Set, month: u64) -> Result<Tried, Unanswered> {
        let names = self.offers.names_of(set);
        let scenario = (self.means.load)(&names, month).map_err(Unanswered::Asked)?;
        let mut said: Vec<String> = names.iter().map(|name| format!("options.{name}")).collect();
        if self.timeline.grows() {
            said.push(format!("month {month}"));
        }
        let point = Point::new(said, scenario);
        (self.means.permit)(&point).map_err(Unanswered::Asked)?;
        let points = [point];
        let judged = self.means.campaign.verdicts(&points, |finished| judge(&finished))?;
        self.studies += 1;
        let tried = judged.into_iter().next().unwrap_or_default();
        let sum = |of: fn(&crate::scenario::options::OptionSpec) -> Option<crate::units::Money>| {
            let all = set.members().iter().filter_map(|at| of(&self.question.options[*at]));
            all.map(|money| money.thousandths).sum::<i64>() as f64 / 1e3
        };
        Ok(Tried {
            options: names,
            cost: sum(|spec| spec.cost),
            per_month: sum(|spec| spec.per_month),
            total: self.offers.cost(set) as f64 / 1e3,
            month,
            ..tried
        })
    }

    /// What was found.
    pub fn hand_over(self, options: &mut Options) {
        options.best = nearest(&self.tried, &options.objectives).filter(|_| self.answer.is_none());
        options.answer = self.answer;
        options.method.simulated = self.tried.len() as u64;
        options.method.spared = self.spared;
        options.method.studies = self.studies;
        options.front = self.front;
        options.not_judged = self.aside.unwrap_or_default();
        options.sets = self.tried;
    }
}

/// Objectives of the scenario as it stands that no set can be judged by.
fn unobserved(bare: &Tried) -> Result<Vec<String>, Unanswered> {
    let names: Vec<String> =
        bare.objectives.iter().filter(|one| one.is_unobserved()).map(|one| one.name.clone()).collect();
    if names.len() == bare.objectives.len() {
        let why =
            "nothing is observed that any objective could be judged by; simulate longer, or more devices";
        return Err(Unanswered::Asked(why.to_string()));
    }
    Ok(names)
}

/// The set that lasts longest, misses the fewest objectives, is the nearest to them, and costs least. A set is left as soon as
/// one objective is clearly missed, one after three replications, another after ten: what the others are is told by their
/// values there, not by how many of their intervals are clear of a limit by then.
fn nearest(tried: &[Tried], asked: &[Asked]) -> Option<usize> {
    let over = |one: &Tried| -> Vec<f64> {
        let over = |(judged, asked): (&Judged, &Asked)| {
            // what has no value and is missed is as far as can be
            let without = judged.breaks().then_some(f64::MAX);
            judged.value.map(|value| beyond(value, &asked.limit, asked.limit_value)).or(without)
        };
        one.objectives.iter().zip(asked).filter_map(over).filter(|over| *over > 0.0).collect()
    };
    let far = |one: &Tried| over(one).into_iter().fold(0.0, libm::fmax);
    let missed = |one: &Tried| (std::cmp::Reverse(one.lasts), over(one).len());
    (0..tried.len()).min_by(|a, b| {
        let (a, b) = (&tried[*a], &tried[*b]);
        missed(a)
            .cmp(&missed(b))
            .then(far(a).total_cmp(&far(b)))
            .then(a.broken().count().cmp(&b.broken().count()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: f64 = 0.7;

    /// Two objectives of at most 70 %.
    fn tried(replications: u64, of: [(f64, Verdict); 2]) -> Tried {
        let judged = |(value, verdict)| Judged { value: Some(value), verdict, ..Judged::default() };
        Tried {
            replications,
            objectives: of.map(judged).to_vec(),
            verdict: Verdict::Missed,
            ..Tried::default()
        }
    }

    #[test]
    fn when_a_set_was_left_does_not_make_it_nearer() {
        use Verdict::{AtRisk, Met, Missed};
        let one = Asked { limit: "<= 70 %".into(), limit_value: MOST, ..Asked::default() };
        let asked = [one.clone(), one];
        // left early: nothing is known yet of the second objective, which is as well as that of the other set
        let early = tried(3, [(0.8, Missed), (0.6, AtRisk)]);
        let late = tried(10, [(0.9, Missed), (0.6, Met)]);
        assert_eq!(nearest(&[late.clone(), early.clone()], &asked), Some(1));
        // left early: the second objective is missed as that of the other set, where luck leaves no doubt of it
        let early = tried(3, [(0.9, Missed), (0.8, AtRisk)]);
        let late = tried(10, [(0.8, Missed), (0.8, Missed)]);
        assert_eq!(nearest(&[early, late], &asked), Some(1));
        // at risk alone is nearer than missed
        let open = tried(30, [(0.69, AtRisk), (0.5, Met)]);
        assert_eq!(nearest(&[tried(3, [(0.71, Missed), (0.5, Met)]), open], &asked), Some(1));
    }
}
