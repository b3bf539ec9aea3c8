//! A family: what is compared, of which tables, and the function that makes cases of their rows.

use super::case::Cases;

/// Cases that are judged together.
#[derive(Clone, Copy)]
pub struct Family {
    /// As `--only` names it, such as "queues/markov".
    pub name: &'static str,
    /// What is compared with what, in a line.
    pub about: &'static str,
    /// The tables in `tests/oracles` that it takes its answers from.
    pub tables: &'static [&'static str],
    /// Makes its cases.
    pub cases: fn(&mut Cases),
}

impl Family {
    /// Its cases.
    pub fn cases(&self) -> Cases {
        let mut cases = Cases::default();
        (self.cases)(&mut cases);
        cases
    }
}
