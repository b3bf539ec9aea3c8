//! Lists and ranges of values: `1000,2000`, `1000..5000 step 1000`, `10 s..1000 s log 5`. Numbers keep the unit they
//! are written in; what the unit means is for the path to say.

use super::MOST_POINTS;
use crate::units::written::{self, Written};

/// A number and what is written behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number.
    pub number: f64,
    /// The unit as written; may be empty.
    pub unit: String,
}

impl Amount {
    /// `None` if it does not begin with a number.
    pub fn parse(text: &str) -> Option<Amount> {
        let Written { number, unit, meanings } = written::read(text);
        let number: f64 = number.parse().ok().filter(|_| meanings.is_empty())?;
        number.is_finite().then_some(Amount { number, unit })
    }

    /// As a scenario would have it.
    pub fn write(&self) -> String {
        let number = rounded(self.number, 12);
        if self.unit.is_empty() { format!("{number}") } else { format!("{number} {}", self.unit) }
    }
}

/// To so many significant digits.
fn rounded(value: f64, digits: usize) -> f64 {
    // through text: a product with a power of ten would bring back the digits that are to go
    format!("{:.*e}", digits - 1, value).parse().unwrap_or(value)
}

/// All values, as a scenario would have them.
pub fn values(text: &str) -> Result<Vec<String>, String> {
    let values = match text.split_once("..") {
        Some((low, rest)) => range(text, low, rest)?,
        None => list(text),
    };
    if values.is_empty() || values.iter().any(String::is_empty) {
        return Err(format!("`{text}`: a value is missing; {HELP}"));
    }
    Ok(values)
}

const HELP: &str = "write a list (1000,2000,5000), a range (1000..5000 step 1000) or one of even ratios (1000..100000 log 5)";

/// At commas that stand in no quotes and no brackets.
fn list(text: &str) -> Vec<String> {
    let (mut items, mut depth, mut quote) = (vec![String::new()], 0i32, None);
    for c in text.chars() {
        match (quote, c) {
            (None, ',') if depth == 0 => {
                items.push(String::new());
                continue;
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth -= 1,
            _ => (),
        }
        if let Some(item) = items.last_mut() {
            item.push(c);
        }
    }
    items.iter().map(|item| item.trim().to_string()).collect()
}

fn range(text: &str, low: &str, rest: &str) -> Result<Vec<String>, String> {
    let wrong = |why: &str| format!("`{text}`: {why}; {HELP}");
    let words: Vec<&str> = rest.split_whitespace().collect();
    let at = words.iter().position(|word| matches!(*word, "step" | "log"));
    let at = at.ok_or_else(|| wrong("a range ends in `step SIZE` or `log COUNT`"))?;
    let high = Amount::parse(&words[..at].join(" ")).ok_or_else(|| wrong("the upper end is no number"))?;
    let mut low = Amount::parse(low).ok_or_else(|| wrong("the lower end is no number"))?;
    if low.unit.is_empty() {
        low.unit.clone_from(&high.unit);
    }
    if low.unit != high.unit {
        return Err(wrong("both ends must be written in one unit"));
    }
    if low.number >= high.number {
        return Err(wrong("the lower end comes first"));
    }
    let by = words[at + 1..].join(" ");
    let numbers = match words[at] {
        "step" => stepped(&low, &high, &by).map_err(|why| wrong(&why))?,
        _ => by_ratio(&low, &high, &by).map_err(|why| wrong(&why))?,
    };
    Ok(numbers.into_iter().map(|number| Amount { number, unit: low.unit.clone() }.write()).collect())
}

fn stepped(low: &Amount, high: &Amount, by: &str) -> Result<Vec<f64>, String> {
    let step = Amount::parse(by).filter(|step| step.number > 0.0).ok_or("the step is no number above 0")?;
    if !step.unit.is_empty() && step.unit != low.unit {
        return Err("the step must be in the unit of the ends".to_string());
    }
    let count = libm::floor((high.number - low.number) / step.number + 1e-9);
    if count >= MOST_POINTS as f64 {
        return Err(format!("more than {MOST_POINTS} values"));
    }
    Ok((0..=count as u64).map(|n| low.number + n as f64 * step.number).collect())
}

/// So many values, each the same multiple of the one before; in between to four digits, whole if both ends are.
fn by_ratio(low: &Amount, high: &Amount, by: &str) -> Result<Vec<f64>, String> {
    let count: usize = by.parse().map_err(|_| "`log` is followed by how many values there are to be")?;
    if !(2..=MOST_POINTS).contains(&count) {
        return Err(format!("`log` takes 2 to {MOST_POINTS} values"));
    }
    if low.number <= 0.0 {
        return Err("ratios need ends above 0".to_string());
    }
    let whole = [low, high].iter().all(|end| libm::floor(end.number) == end.number) && low.unit.is_empty();
    let value = |n: usize| match n {
        0 => low.number,
        n if n == count - 1 => high.number,
        n => {
            let part = n as f64 / (count - 1) as f64;
            let value = rounded(low.number * libm::pow(high.number / low.number, part), 4);
            if whole { libm::round(value) } else { value }
        }
    };
    Ok((0..count).map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_what_is_in_quotes_and_brackets() {
        assert_eq!(values("1000, 2000,5000").unwrap(), ["1000", "2000", "5000"]);
        assert_eq!(values("1 h,30 min").unwrap(), ["1 h", "30 min"]);
        assert_eq!(values("{ min = 1, max = 2 },[1, 2]").unwrap(), ["{ min = 1, max = 2 }", "[1, 2]"]);
        assert_eq!(values("\"a,b\",c").unwrap(), ["\"a,b\"", "c"]);
        assert!(values("1,,2").is_err() && values("").is_err());
    }

    #[test]
    fn ranges_include_both_ends_and_add_no_digits() {
        assert_eq!(values("1000..3000 step 1000").unwrap(), ["1000", "2000", "3000"]);
        assert_eq!(values("0.1..0.5 step 0.1").unwrap(), ["0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(values("1..6 h step 2 h").unwrap(), ["1 h", "3 h", "5 h"]);
        assert_eq!(values("10 000..20_000 step 5 000").unwrap(), ["10000", "15000", "20000"]);
        assert_eq!(values("-90 dBm..-80 dBm step 5").unwrap(), ["-90 dBm", "-85 dBm", "-80 dBm"]);
    }

    #[test]
    fn ratios_are_even_and_ends_are_kept() {
        assert_eq!(values("1000..100000 log 5").unwrap(), ["1000", "3162", "10000", "31620", "100000"]);
        assert_eq!(values("1 s..100 s log 3").unwrap(), ["1 s", "10 s", "100 s"]);
    }

    #[test]
    fn what_is_wrong_with_a_range_is_said() {
        let why = [
            ("1..5", "step SIZE"),
            ("5..1 step 1", "lower end comes first"),
            ("1 h..5 min step 1", "one unit"),
            ("x..5 step 1", "lower end is no number"),
            ("1..5 step 0", "above 0"),
            ("0..5 log 3", "above 0"),
            ("1..5 log 1", "2 to"),
        ];
        for (text, part) in why {
            let error = values(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
