//! Sentences of the results with signs of print and in the page's words.

use super::format::plainly;

/// A minus as wide as the plus, µs, ≤, repetitions.
pub fn printed(text: &str) -> String {
    // what stands at the beginning is a word like the others
    let mut parts = plainly(&format!(" {text}"))
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
    parts.concat().split_off(1)
}

/// With a capital letter, as a sentence begins; a name that begins it ("readings-arrive") is left as the file writes it.
pub fn capital(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    if first.contains(['-', '.', '_']) {
        return text.to_string();
    }
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{capital, printed};

    #[test]
    fn sentences_begin_with_a_capital_and_names_stay() {
        assert_eq!(capital("each fails for 1 h"), "Each fails for 1 h");
        assert_eq!(capital("readings-arrive is missed"), "readings-arrive is missed");
        assert_eq!(capital("links.lte binds"), "links.lte binds");
        assert_eq!(capital(""), "");
    }

    #[test]
    fn units_are_printed_and_words_are_left_alone() {
        assert_eq!(printed("mean -737 us (-2 %)"), "mean \u{2212}737 µs (\u{2212}2 %)");
        assert_eq!(printed("+737 ± 683 us"), "+737 ± 683 µs");
        assert_eq!(printed("-2 %"), "\u{2212}2 %");
        assert_eq!(printed(""), "");
        assert_eq!(printed("they are used in turn"), "they are used in turn");
        assert_eq!(printed("4 replications"), "4 repetitions");
        assert_eq!(printed("p95 <= 10 s"), "p95 ≤\u{a0}10 s");
    }
}
