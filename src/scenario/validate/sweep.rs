//! Rules of `[sweep]`. Whether a path exists and its values fit is told when the points are made: each of them is
//! laid on the scenario and examined as a whole; but that a number of things has no fraction is plain from its path.

use super::Check;
use crate::scenario::complaint::path;
use crate::scenario::ranges::counted;
use crate::scenario::schema;
use crate::scenario::sweep::{Amount, Factor};

impl Check<'_> {
    pub(super) fn sweep(&mut self) {
        let Some(sweep) = &self.scenario.sweep else { return };
        match sweep.factors() {
            Err((at, why)) => {
                let at = sweep.place_of(&at);
                self.wrong(at, why, "");
            }
            Ok(factors) => {
                for factor in &factors {
                    if let Some(parted) = parted(factor) {
                        let message =
                            format!("{} would be {parted}, which is not a whole number", factor.path);
                        self.wrong(
                            sweep.place_of(&factor.path),
                            message,
                            "give whole numbers, and a whole step",
                        );
                    }
                }
                if let Err(why) = sweep.design() {
                    self.wrong_key(path(&["sweep"]), why, "");
                }
            }
        }
    }
}

/// The first value with a fraction where only whole numbers may stand.
fn parted(factor: &Factor) -> Option<&str> {
    let is_parted = |value: &&String| Amount::parse(value).is_some_and(|amount| !counted(amount).is_whole());
    let words: Vec<&str> = factor.path.split('.').collect();
    let whole = schema::is_whole(&words);
    factor.values.iter().find(|value| whole && is_parted(value)).map(String::as_str)
}
