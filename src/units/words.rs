//! Numbers and nouns in sentences.

/// A number as a sentence has it: in full where that is short, else with an exponent (`1e308`).
pub fn number(value: f64) -> String {
    let size = libm::fabs(value);
    let short = size == 0.0 || (1e-6..1e15).contains(&size) || !value.is_finite();
    if short { value.to_string() } else { format!("{value:e}") }
}

/// The noun that goes with a count: `one` of one, `many` of any other.
pub fn noun(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_short() {
        let written = [0.0, -3.5, 1e8, 1e308, 5e-324, f64::NAN].map(number);
        assert_eq!(written, ["0", "-3.5", "100000000", "1e308", "5e-324", "NaN"]);
    }

    #[test]
    fn only_one_is_singular() {
        assert_eq!([0, 1, 2].map(|count| noun(count, "class", "classes")), ["classes", "class", "classes"]);
    }
}
