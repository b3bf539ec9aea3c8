//! Sentences of the results with signs of print and in the page's words.

use super::format::plainly;

/// A minus as wide as the plus, µs, ≤, repetitions.
pub fn printed(text: &str) -> String {
    let mut parts = plainly(text)
        .replace(" -", " \u{2212}")
        .replace("(-", "(\u{2212}")
        .replace("<= ", "≤\u{a0}")
        .replace(">= ", "≥\u{a0}")
        .split(" us")
        .map(str::to_string)
        .collect::<Vec<_>>();
    for part in parts.iter_mut().skip(1) {
        let unit = !part.starts_with(char::is_alphanumeric);
        part.insert_str(0, if unit { " µs" } else { " us" });
    }
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn units_are_printed_and_words_are_left_alone() {
        assert_eq!(printed("mean -737 us (-2 %)"), "mean \u{2212}737 µs (\u{2212}2 %)");
        assert_eq!(printed("+737 ± 683 us"), "+737 ± 683 µs");
        assert_eq!(printed("they are used in turn"), "they are used in turn");
        assert_eq!(printed("4 replications"), "4 repetitions");
        assert_eq!(printed("p95 <= 10 s"), "p95 ≤\u{a0}10 s");
    }
}
