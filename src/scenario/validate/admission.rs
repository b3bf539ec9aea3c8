//! Rules of what the platform refuses before its stages.

use super::Check;
use crate::model::bucket::BucketSpec;
use crate::model::platform::{AdmissionSpec, QuarantineSpec};
use crate::scenario::complaint::{below, path};
use crate::units::Span;

impl Check<'_> {
    pub(super) fn admission(&mut self) {
        let Some(platform) = &self.scenario.platform else { return };
        let at = path(&["platform"]);
        if let Some(limit) = &platform.per_device {
            self.bucket(&at, "per_device", Some(BucketSpec { rate: limit.rate, depth: limit.depth }));
            if let Some(quarantine) = &limit.quarantine {
                self.quarantine(&below(&at, &["per_device", "quarantine"]), quarantine);
            }
        }
        if let Some(admission) = &platform.admission {
            self.refuses(&below(&at, &["admission"]), admission);
        }
    }

    fn quarantine(&mut self, at: &[String], quarantine: &QuarantineSpec) {
        let after = quarantine.after.0 as f64;
        self.within(below(at, &["after"]), after, 1.0, 1e9, "1 to 1000000000 refused messages");
        for (key, span) in [("within", quarantine.within), ("lasts", quarantine.lasts)] {
            if span == Span::ZERO {
                let help = "a time here is more than zero";
                self.wrong(below(at, &[key]), "0 s is not possible here", help);
            }
        }
    }

    fn refuses(&mut self, at: &[String], admission: &AdmissionSpec) {
        self.stage(below(at, &["stage"]), &admission.stage);
        let here = below(at, &["waiting"]);
        self.within(here, admission.waiting.0 as f64, 1.0, 1e9, "1 to 1000000000 messages");
        let stage = self.scenario.platform.iter().flat_map(|platform| platform.stages());
        let shaped = stage.into_iter().any(|(name, stage)| name == admission.stage && stage.shaper.is_some());
        if shaped {
            let help = "shape on a link before it, or write a `policer`";
            self.wrong(below(at, &["stage"]), "a stage with a shaper cannot say how many wait", help);
        }
    }
}
