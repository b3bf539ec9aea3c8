//! Rules of `[radio.NAME]`.

use super::Check;
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::LorawanSpec;
use crate::model::radio::lorawan::downlink::DownlinkSpec;
use crate::model::radio::lorawan::region::{self, Region};
use crate::scenario::complaint::{below, path};
use crate::scenario::diagnose::suggest;

impl Check<'_> {
    pub(super) fn radios(&mut self) {
        for (name, radio) in &self.scenario.radio {
            match radio {
                RadioSpec::Ideal(_) => (),
                RadioSpec::Lorawan(spec) => self.lorawan(name, spec),
            }
            let used = self.scenario.devices.values().any(|class| class.radio == *name);
            let broken = self.broken.iter().any(|path| path.starts_with("devices."));
            if !used && !broken {
                self.warn(format!("radio.{name} is used by no class of devices"));
            }
        }
    }

    fn lorawan(&mut self, name: &str, spec: &LorawanSpec) {
        let at = |key| path(&["radio", name, key]);
        let plan = Region::find(&spec.region);
        if plan.is_none() {
            let known: Vec<&str> = region::names().collect();
            let message = format!("`{}` is not a region", spec.region);
            self.wrong(at("region"), message, suggest(&spec.region, &known, "regions"));
        }
        if let Some(channels) = spec.channels {
            let most = plan.map_or(96, |plan| plan.channels.len());
            let range = format!("1 to {most}, the number of the plan's 125 kHz channels");
            self.within(at("channels"), channels.0 as f64, 1.0, most as f64, &range);
        }
        if let Some(rate) = spec.coding_rate {
            self.within(at("coding_rate"), rate.into(), 1.0, 4.0, "1 (4/5), 2 (4/6), 3 (4/7) or 4 (4/8)");
        }
        if let Some(overhead) = spec.overhead {
            self.within(at("overhead"), overhead.0 as f64, 0.0, 255.0, "0 B to 255 B");
        }
        if let Some(adr) = &spec.adr {
            let margin = adr.margin.map_or(0.0, |margin| margin.0);
            self.within(below(&at("adr"), &["margin"]), margin, 0.0, 60.0, "0 dB to 60 dB");
            let history = adr.history.map_or(1.0, |history| history.0 as f64);
            self.within(below(&at("adr"), &["history"]), history, 1.0, 100.0, "1 to 100 messages");
        }
        if let Some(downlink) = &spec.downlink {
            self.downlink(&path(&["radio", name, "downlink"]), downlink);
        }
        self.propagation(name, &spec.propagation);
    }

    fn downlink(&mut self, at: &[String], spec: &DownlinkSpec) {
        if let Some(delay) = spec.rx1_delay {
            let range = "1 s to 15 s (TS001, RXTimingSetupReq)";
            self.within(below(at, &["rx1_delay"]), delay.as_secs_f64(), 1.0, 15.0, range);
        }
        if let Some(factor) = spec.rx2_spreading_factor {
            self.within(below(at, &["rx2_spreading_factor"]), factor.into(), 7.0, 12.0, "7 to 12");
        }
        for (key, power) in [("power", spec.power), ("rx2_power", spec.rx2_power)] {
            if let Some(power) = power {
                self.within(below(at, &[key]), power.0, -30.0, 60.0, "-30 dBm to 60 dBm");
            }
        }
        if let Some(size) = spec.acknowledgement {
            self.within(below(at, &["acknowledgement"]), size.0 as f64, 1.0, 255.0, "1 B to 255 B");
        }
    }
}
