//! Which points a sweep asks for: values of paths, crossed or paired, and which combinations are left out. It does
//! not know what a path means: each point is laid on the scenario as `--set` would.

mod constraint;
mod range;
mod spec;

use std::collections::BTreeSet;

use constraint::Constraint;
pub use range::Amount;
pub use spec::{SweepSpec, Values};

/// Points that a sweep may have.
pub const MOST_POINTS: usize = 10_000;

/// A path and the values it takes, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Such as `devices.meters.count`.
    pub path: String,
    /// In the order asked for.
    pub values: Vec<String>,
}

/// The points of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// What is varied.
    pub factors: Vec<Factor>,
    /// First values go together, second values go together, …, where a grid would take each with each.
    pub zipped: bool,
    /// Of each point, which value of each factor; the last factor changes fastest.
    pub points: Vec<Vec<usize>>,
    /// Combinations that a condition leaves out.
    pub left_out: usize,
}

impl Factor {
    /// Of a path, and a list or range as written: `1000,2000`, `1000..5000 step 1000`, `1 s..100 s log 5`.
    pub fn parse(path: &str, values: &str) -> Result<Factor, String> {
        Ok(Factor { path: path.trim().to_string(), values: range::values(values)? })
    }
}

impl Design {
    /// Crosses or pairs the factors, and keeps the points for which all conditions hold.
    pub fn new(factors: Vec<Factor>, zipped: bool, conditions: &[String]) -> Result<Design, String> {
        distinct(&factors)?;
        let all = if zipped { paired(&factors)? } else { crossed(&factors)? };
        let conditions =
            conditions.iter().map(|text| Constraint::parse(text, &factors)).collect::<Result<Vec<_>, _>>()?;
        let asked = all.len();
        let mut points = Vec::new();
        for point in all {
            let mut holds = true;
            for condition in &conditions {
                holds &= condition.holds(&factors, &point)?;
            }
            points.extend(holds.then_some(point));
        }
        if points.is_empty() {
            return Err("no point is left: the conditions exclude all of them".to_string());
        }
        Ok(Design { zipped, left_out: asked - points.len(), points, factors })
    }

    /// What is set at a point, as `path=value`.
    pub fn settings(&self, point: &[usize]) -> Vec<String> {
        let set = |(factor, at): (&Factor, &usize)| format!("{}={}", factor.path, factor.values[*at]);
        self.factors.iter().zip(point).map(set).collect()
    }
}

fn distinct(factors: &[Factor]) -> Result<(), String> {
    if factors.is_empty() {
        return Err("there is nothing to vary".to_string());
    }
    let mut seen = BTreeSet::new();
    for factor in factors {
        if !seen.insert(&factor.path) {
            return Err(format!("`{}` is varied twice", factor.path));
        }
        let different: BTreeSet<&String> = factor.values.iter().collect();
        if different.len() < factor.values.len() {
            return Err(format!("`{}` takes a value twice", factor.path));
        }
    }
    Ok(())
}

fn paired(factors: &[Factor]) -> Result<Vec<Vec<usize>>, String> {
    let lengths: BTreeSet<usize> = factors.iter().map(|factor| factor.values.len()).collect();
    if lengths.len() > 1 {
        let counts: Vec<String> =
            factors.iter().map(|factor| format!("{} of {}", factor.values.len(), factor.path)).collect();
        return Err(format!("zipped factors need equally many values: {}", counts.join(", ")));
    }
    Ok((0..factors[0].values.len()).map(|at| vec![at; factors.len()]).collect())
}

fn crossed(factors: &[Factor]) -> Result<Vec<Vec<usize>>, String> {
    let count = factors.iter().try_fold(1usize, |all, factor| all.checked_mul(factor.values.len()));
    if count.is_none_or(|count| count > MOST_POINTS) {
        return Err(format!("a sweep may have {MOST_POINTS} points, this grid has more"));
    }
    let mut points = vec![Vec::new()];
    for factor in factors {
        let longer = |point: &Vec<usize>| {
            let point = point.clone();
            (0..factor.values.len()).map(move |at| [&point[..], &[at]].concat())
        };
        points = points.iter().flat_map(longer).collect();
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(lists: &[(&str, &str)]) -> Vec<Factor> {
        lists.iter().map(|(path, values)| Factor::parse(path, values).unwrap()).collect()
    }

    #[test]
    fn a_grid_takes_each_with_each_and_a_zip_pairs() {
        let two = factors(&[("a", "1,2"), ("b", "x,y,z")]);
        let grid = Design::new(two.clone(), false, &[]).unwrap();
        assert_eq!(grid.points, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!(grid.settings(&grid.points[5]), ["a=2", "b=z"]);
        assert!(Design::new(two, true, &[]).unwrap_err().contains("2 of a, 3 of b"));
        let paired = Design::new(factors(&[("a", "1,2"), ("b", "x,y")]), true, &[]).unwrap();
        assert_eq!(paired.points, [[0, 0], [1, 1]]);
    }

    #[test]
    fn conditions_leave_points_out() {
        let two = factors(&[("a", "1,2,3"), ("b", "1,2,3")]);
        let design = Design::new(two.clone(), false, &["a <= b".into(), "b != 3".into()]).unwrap();
        assert_eq!((design.points.len(), design.left_out), (3, 6));
        assert!(Design::new(two.clone(), false, &["a > 5".into()]).unwrap_err().contains("exclude all"));
        assert!(Design::new(two, false, &["c > 5".into()]).unwrap_err().contains("`c`"));
    }

    #[test]
    fn nothing_twice_and_not_too_much() {
        assert!(Design::new(factors(&[("a", "1"), ("a", "2")]), false, &[]).is_err());
        assert!(Design::new(factors(&[("a", "1,1")]), false, &[]).is_err());
        let three = factors(&[("a", "1..100 step 1"), ("b", "1..100 step 1"), ("c", "1,2")]);
        assert!(Design::new(three, false, &[]).unwrap_err().contains("10000"));
    }
}
