//! Names by pattern: `*` for any letters, `?` for one.

/// Whether the whole name fits.
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // reached[i]: the pattern so far fits the first i letters
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for sign in pattern {
        let mut next = vec![false; name.len() + 1];
        for at in 0..=name.len() {
            next[at] = match sign {
                '*' => reached[at] || at > 0 && next[at - 1],
                '?' => at > 0 && reached[at - 1],
                letter => at > 0 && reached[at - 1] && name[at - 1] == letter,
            };
        }
        reached = next;
    }
    reached[name.len()]
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks_stand_for_letters() {
        for pattern in ["queues/markov", "queues/*", "*mark*", "queues/mark?v", "*", "**v"] {
            assert!(matches(pattern, "queues/markov"), "{pattern}");
        }
        for pattern in ["queues", "queues/?", "markov", "", "*k"] {
            assert!(!matches(pattern, "queues/markov"), "{pattern}");
        }
    }
}
