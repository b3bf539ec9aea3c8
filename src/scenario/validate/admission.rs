//! Rules of what is refused before the platform's stages, and at gateways and sites.

use super::Check;
use crate::model::bucket::BucketSpec;
use crate::model::platform::{AdmissionSpec, PerDeviceSpec, PlatformSpec, QuarantineSpec};
use crate::scenario::complaint::{below, path};
use crate::units::Span;

impl Check<'_> {
    pub(super) fn admission(&mut self) {
        for (name, gateway) in &self.scenario.gateways {
            self.per_device(&path(&["gateways", name]), "per_device", gateway.per_device.as_ref());
        }
        for (name, site) in &self.scenario.sites {
            let at = path(&["sites", name]);
            self.per_device(&at, "per_device", site.per_device.as_ref());
            let namesake = self.scenario.gateways.get(name).is_some_and(|of| of.per_device.is_some());
            if namesake && site.per_device.is_some() {
                let message = format!("gateways.{name} limits its devices, too");
                let help = "give the site another name, so that their results stand apart";
                self.wrong_key(below(&at, &["per_device"]), message, help);
            }
        }
        let Some(platform) = &self.scenario.platform else { return };
        let at = path(&["platform"]);
        self.per_device(&at, "per_device", platform.per_device.as_ref());
        self.per_device(&at, "connects_per_device", platform.connects_per_device.as_ref());
        let nobody =
            self.scenario.devices.values().all(|class| class.session.is_none() && class.join.is_none());
        if platform.connects_per_device.is_some() && nobody && self.broken.is_empty() {
            let message = "no class keeps a session or joins: nobody connects";
            self.wrong_key(
                below(&at, &["connects_per_device"]),
                message,
                "give a class a `session` or a `join`",
            );
        }
        if let Some(admission) = &platform.admission {
            self.refuses(&below(&at, &["admission"]), admission);
        }
    }

    fn per_device(&mut self, at: &[String], key: &str, limit: Option<&PerDeviceSpec>) {
        let Some(limit) = limit else { return };
        self.bucket(at, key, Some(BucketSpec { rate: limit.rate, depth: limit.depth }));
        if let Some(quarantine) = &limit.quarantine {
            self.quarantine(&below(at, &[key, "quarantine"]), quarantine);
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
        let consumes = |platform: &PlatformSpec| platform.consumers.contains_key(&admission.stage);
        if self.scenario.platform.as_ref().is_some_and(consumes) {
            let help = "name a stage: what it says is asked before the first of them";
            self.wrong(below(at, &["stage"]), "this is a consumer, behind the last stage", help);
        }
        self.stage(below(at, &["stage"]), &admission.stage);
        let here = below(at, &["waiting"]);
        self.within(here, admission.waiting.0 as f64, 1.0, 1e9, "1 to 1000000000 messages");
        let stage = self.scenario.platform.iter().flat_map(|platform| platform.stages());
        let written = admission.stage.split(':').next();
        let stage: Vec<_> = stage.filter(|(name, _)| Some(*name) == written).collect();
        if stage.iter().any(|(_, stage)| stage.queues() > 1) {
            let help = "name a stage with one queue";
            self.wrong(
                below(at, &["stage"]),
                "of a stage with partitions no one queue says how many wait",
                help,
            );
        }
        let shaped = stage.into_iter().any(|(_, stage)| stage.shaper.is_some());
        if shaped {
            let help = "shape on a link before it, or write a `policer`";
            self.wrong(below(at, &["stage"]), "a stage with a shaper cannot say how many wait", help);
        }
    }
}
