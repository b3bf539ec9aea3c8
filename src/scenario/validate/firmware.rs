//! Rules of `incidents.NAME.firmware`: to classes of one LoRaWAN radio, in fragments that fit a frame and can be numbered.

use super::Check;
use crate::model::incident::firmware::{
    Delivery, FRAGMENT_HEADER, FirmwareSpec, Frames, MOST_FRAGMENTS, MOST_WAVES,
};
use crate::model::radio::lorawan::plan::{Plan, REACH_MARGIN_DB};
use crate::model::radio::{RadioSpec, lorawan};
use crate::scenario::complaint::below;
use crate::units::{Bytes, Count};

/// Rounds of a unicast campaign, at most.
const MOST_ROUNDS: u64 = 100;

impl Check<'_> {
    pub(super) fn firmware(&mut self, at: &[String], firmware: &FirmwareSpec) {
        self.classes_struck(at, &firmware.of.0, false);
        if firmware.image == Bytes(0) {
            self.wrong(
                below(at, &["image"]),
                "an image of 0 B is none",
                "write for example image = \"60 kB\"",
            );
        }
        self.counted(at, "waves", firmware.waves, MOST_WAVES);
        self.counted(at, "rounds", firmware.rounds, MOST_ROUNDS);
        self.idle(at, "redundancy", firmware.redundancy.is_some(), firmware, Delivery::Multicast);
        self.idle(at, "rounds", firmware.rounds.is_some(), firmware, Delivery::Unicast);
        if let Some(radio) = self.one_radio(at, firmware) {
            self.fragment(at, firmware, &radio);
        }
    }

    fn counted(&mut self, at: &[String], key: &str, count: Option<Count>, most: u64) {
        if count.is_some_and(|count| !(1..=most).contains(&count.0)) {
            let message = format!("from 1 to {most} {key} are possible");
            self.wrong(below(at, &[key]), message, "");
        }
    }

    /// A key that belongs to the other delivery: whoever tries both need not rewrite the campaign.
    fn idle(&mut self, at: &[String], key: &str, said: bool, spec: &FirmwareSpec, delivery: Delivery) {
        if said && spec.delivery.unwrap_or_default() != delivery {
            let word = if delivery == Delivery::Multicast { "multicast" } else { "unicast" };
            self.warn(format!("{}.{key} changes nothing: it belongs to {word} delivery", at.join(".")));
        }
    }

    /// The radio of all classes, if it is one and LoRaWAN.
    fn one_radio(&mut self, at: &[String], firmware: &FirmwareSpec) -> Option<lorawan::LorawanSpec> {
        let mut first: Option<&String> = None;
        for (number, name) in firmware.of.iter().enumerate() {
            let class = self.scenario.devices.get(name.strip_prefix("devices.")?)?;
            let here = self.item(at, &firmware.of.0, number);
            if class.foreign == Some(true) {
                self.wrong(here, format!("{name} are other people's devices"), "name classes of your own");
                return None;
            }
            if first.is_some_and(|first| *first != class.radio) {
                let help = "write an incident for each radio";
                self.wrong(here, "a campaign goes by one radio, and these have two", help);
                return None;
            }
            first = Some(&class.radio);
            match self.scenario.radio.get(&class.radio) {
                Some(RadioSpec::Lorawan(_)) => (),
                Some(RadioSpec::Ideal(_)) => {
                    let help = "a campaign over an ideal radio is not modelled: write its load as a class of its own";
                    self.wrong(here, "firmware is sent by LoRaWAN gateways alone", help);
                    return None;
                }
                None => return None,
            }
        }
        match self.scenario.radio.get(first?) {
            Some(RadioSpec::Lorawan(spec)) => Some(spec.clone()),
            _ => None,
        }
    }

    fn fragment(&mut self, at: &[String], firmware: &FirmwareSpec, radio: &lorawan::LorawanSpec) {
        let Some(plan) = Plan::new(radio, REACH_MARGIN_DB) else { return };
        let Frames { rate, most } = Frames::new(&plan, firmware);
        let Some(most) = most.filter(|most| *most > 0) else {
            let message = format!("the region knows no frames at spreading factor {rate}");
            return self.wrong(
                below(at, &["spreading_factor"]),
                message,
                "write one of 7 to 12 that it allows",
            );
        };
        let fragment = firmware.fragment.unwrap_or(Bytes(most.into()));
        if !(1..=u64::from(most)).contains(&fragment.0) {
            let message = format!("a frame at SF{rate} holds 1 B to {most} B of an image");
            let help = format!("{FRAGMENT_HEADER} B of the payload say which fragment it is");
            return self.wrong(below(at, &["fragment"]), message, help);
        }
        let [own, coded] = firmware.fragments(fragment.0 as u32);
        if own + coded > MOST_FRAGMENTS {
            let message =
                format!("this makes {} fragments; their numbers end at {MOST_FRAGMENTS}", own + coded);
            self.wrong(below(at, &["image"]), message, "larger fragments, or less of an image");
        }
    }
}
