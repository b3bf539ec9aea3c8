//! Rules of `[sweep]`. Whether a path exists and its values fit is told when the points are made: each of them is
//! laid on the scenario and examined as a whole.

use super::Check;
use crate::scenario::complaint::path;

impl Check<'_> {
    pub(super) fn sweep(&mut self) {
        let Some(sweep) = &self.scenario.sweep else { return };
        match sweep.factors() {
            Err((at, why)) => {
                let at = sweep.place_of(&at);
                self.wrong(at, why, "");
            }
            Ok(_) => {
                if let Err(why) = sweep.design() {
                    self.wrong_key(path(&["sweep"]), why, "");
                }
            }
        }
    }
}
