//! Met, at risk or missed (DEFINITIONS D15), with the reason in a sentence.

use super::results::Verdict;
use crate::measure::interval::{Figure, Note};
use crate::measure::metrics::Unit;
use crate::scenario::objective::Side;
use crate::units::noun;

/// Above so many it does not help to name them.
const MOST_REPLICATIONS: f64 = 10_000.0;

/// What is asked of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// Which side is good.
    pub side: Side,
    /// Where it lies, in base units.
    pub value: f64,
    /// Unit of both.
    pub unit: Unit,
    /// "Met, tight" if the value is nearer than this: of shares in points, of times relative to the limit.
    pub margin: Option<f64>,
}

/// A verdict and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Verdict.
    pub verdict: Verdict,
    /// Met, but nearer than the margin.
    pub tight: bool,
    /// In a sentence.
    pub reason: String,
}

/// Judges a figure of `replications` replications.
pub fn judge(figure: &Figure, limit: &Limit, replications: u64) -> Judgement {
    let risk = |reason| Judgement { verdict: Verdict::AtRisk, tight: false, reason };
    let (value, [low, high]) = match (figure.value, figure.ci) {
        (None, Some([low, _])) if low.is_infinite() && limit.side == Side::AtMost => {
            let reason = "it did not come to that in any replication".to_string();
            return Judgement { verdict: Verdict::Missed, tight: false, reason };
        }
        (None, _) if figure.note == Note::Nothing || figure.note == Note::Plain => {
            return risk("nothing was observed to judge by".to_string());
        }
        (None, _) => return risk(no_interval(figure.note, replications)),
        (Some(_), None) => return risk(no_interval(figure.note, replications)),
        (Some(value), Some(ci)) => (value, ci),
    };
    let (meets, misses) = match limit.side {
        Side::AtMost => (high <= limit.value, low > limit.value),
        Side::AtLeast => (low >= limit.value, high < limit.value),
    };
    let write = |end: f64| match end.is_finite() {
        true => limit.unit.write_beside(end, limit.value),
        false => "never".to_string(),
    };
    let interval = format!("95 % interval {} to {}", write(low), write(high));
    let basis = basis(figure.note);
    if meets {
        let tight = limit.is_near(value);
        let clear =
            if tight { "is clear of the limit, but within the margin" } else { "is clear of the limit" };
        return Judgement { verdict: Verdict::Met, tight, reason: format!("{interval} {clear}{basis}") };
    }
    if misses {
        let reason = format!("{interval} is wholly beyond the limit{basis}");
        return Judgement { verdict: Verdict::Missed, tight: false, reason };
    }
    let more = more(value, (high - low) / 2.0, limit.value, replications);
    risk(format!("the limit lies inside the {interval}; {more}{basis}"))
}

impl Limit {
    /// Whether a figure's value lies on the bad side.
    pub fn is_passed(&self, figure: &Figure) -> bool {
        figure.value.is_some_and(|value| match self.side {
            Side::AtMost => value > self.value,
            Side::AtLeast => value < self.value,
        })
    }

    fn is_near(&self, value: f64) -> bool {
        let scale = if self.unit == Unit::Share { 1.0 } else { libm::fabs(self.value) };
        self.margin.is_some_and(|margin| libm::fabs(value - self.value) < margin * scale)
    }
}

fn no_interval(note: Note, replications: u64) -> String {
    match note {
        Note::TooFew { observations, replications: would_do } => {
            let was = noun(replications, "was", "were");
            format!(
                "too few observations to judge by; {observations} would do, as in {would_do} {}, {replications} {was} \
                 run",
                noun(would_do, "replication", "replications")
            )
        }
        _ if replications > 1 => {
            format!("no interval: too few of the {replications} replications observed it")
        }
        _ => "one replication gives no interval".to_string(),
    }
}

fn basis(note: Note) -> String {
    match note {
        Note::RuleOfThree { trials } => format!(" (no event in {trials}; 3/n, if losses are independent)"),
        _ => String::new(),
    }
}

/// The half-width falls with the square root of the number of replications.
fn more(value: f64, half: f64, limit: f64, replications: u64) -> String {
    let ratio = half / libm::fabs(value - limit);
    let more = libm::ceil(replications as f64 * (ratio * ratio - 1.0));
    match more {
        more if more.is_nan() || more > MOST_REPLICATIONS => {
            "more than 10000 further replications would be needed to tell".to_string()
        }
        more => {
            let more = more.max(1.0) as u64;
            format!("about {more} more {} would tell", noun(more, "replication", "replications"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(side: Side, value: f64) -> Limit {
        Limit { side, value, unit: Unit::Share, margin: Some(0.02) }
    }

    fn figure(value: f64, low: f64, high: f64) -> Figure {
        Figure { value: Some(value), ci: Some([low, high]), note: Note::Plain }
    }

    fn verdict(figure: &Figure, side: Side, at: f64) -> Verdict {
        judge(figure, &limit(side, at), 10).verdict
    }

    #[test]
    fn d15_met_is_clear_and_missed_is_beyond() {
        let figure = figure(0.5, 0.4, 0.6);
        let at_least = [0.3, 0.4, 0.5, 0.6, 0.7].map(|at| verdict(&figure, Side::AtLeast, at));
        use Verdict::{AtRisk, Met, Missed};
        assert_eq!(at_least, [Met, Met, AtRisk, AtRisk, Missed]);
        let at_most = [0.3, 0.4, 0.5, 0.6, 0.7].map(|at| verdict(&figure, Side::AtMost, at));
        assert_eq!(at_most, [Missed, AtRisk, AtRisk, Met, Met]);
    }

    #[test]
    fn what_never_comes_is_missed() {
        let never = Figure { value: None, ci: Some([f64::INFINITY; 2]), note: Note::Plain };
        assert_eq!(verdict(&never, Side::AtMost, 60.0), Verdict::Missed);
        let some = Figure { value: Some(70.0), ci: Some([65.0, f64::INFINITY]), note: Note::Plain };
        assert_eq!(verdict(&some, Side::AtMost, 60.0), Verdict::Missed);
        assert_eq!(verdict(&some, Side::AtMost, 68.0), Verdict::AtRisk);
        assert!(judge(&some, &limit(Side::AtMost, 60.0), 10).reason.contains("to never"));
    }

    #[test]
    fn an_interval_beyond_the_limit_reads_so() {
        let judgement = judge(&figure(0.975, 0.96, 0.9896), &limit(Side::AtLeast, 0.99), 10);
        assert_eq!(judgement.reason, "95 % interval 96 % to 98.96 % is wholly beyond the limit");
        let near = judge(&figure(0.975, 0.96, 0.98996), &limit(Side::AtLeast, 0.99), 10);
        assert_eq!(near.reason, "95 % interval 96 % to 98.996 % is wholly beyond the limit");
    }

    #[test]
    fn three_replications_are_not_called_one() {
        let three = judge(&Figure::single(0.99), &limit(Side::AtLeast, 0.5), 3);
        assert_eq!(three.reason, "no interval: too few of the 3 replications observed it");
    }

    #[test]
    fn d15_at_risk_says_how_many_more_would_tell() {
        let judgement = judge(&figure(0.97, 0.95, 0.99), &limit(Side::AtLeast, 0.98), 10);
        assert_eq!(
            judgement.reason,
            "the limit lies inside the 95 % interval 95 % to 99 %; about 30 more replications would tell"
        );
        let on_it = judge(&figure(0.98, 0.97, 0.99), &limit(Side::AtLeast, 0.98), 10);
        assert!(on_it.reason.contains("more than 10000"), "{}", on_it.reason);
    }

    #[test]
    fn d15_met_and_tight() {
        let far = judge(&figure(0.9, 0.89, 0.91), &limit(Side::AtLeast, 0.8), 10);
        let near = judge(&figure(0.81, 0.805, 0.815), &limit(Side::AtLeast, 0.8), 10);
        assert_eq!((far.tight, near.tight), (false, true));
        let seconds = Limit { unit: Unit::Seconds, ..limit(Side::AtMost, 100.0) };
        assert!(judge(&figure(98.5, 98.0, 99.0), &seconds, 10).tight, "2 % of 100 s");
    }

    #[test]
    fn d15_without_interval_it_is_at_risk() {
        let one = judge(&Figure::single(0.99), &limit(Side::AtLeast, 0.5), 1);
        assert_eq!(
            (one.verdict, one.reason.as_str()),
            (Verdict::AtRisk, "one replication gives no interval")
        );
        let none = judge(&Figure::default(), &limit(Side::AtLeast, 0.5), 10);
        assert_eq!(none.reason, "nothing was observed to judge by");
        let note = Note::TooFew { observations: 73, replications: 12 };
        let few = Figure { value: None, ci: None, note };
        let reason = judge(&few, &limit(Side::AtMost, 5.0), 3).reason;
        assert!(reason.contains("73 would do, as in 12 replications, 3 were run"), "{reason}");
    }

    #[test]
    fn d15_a_bound_without_events_names_its_basis() {
        let figure = Figure { note: Note::RuleOfThree { trials: 300 }, ..figure(1.0, 0.99, 1.0) };
        let judgement = judge(&figure, &limit(Side::AtLeast, 0.98), 10);
        assert_eq!(judgement.verdict, Verdict::Met);
        assert!(judgement.reason.ends_with("(no event in 300; 3/n, if losses are independent)"));
    }
}
