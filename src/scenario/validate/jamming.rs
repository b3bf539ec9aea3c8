//! Rules of `incidents.NAME.jamming`: a medium that can be disturbed, channels that it has.

use super::Check;
use crate::model::incident::JammingSpec;
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::LorawanSpec;
use crate::model::radio::lorawan::region::Region;
use crate::scenario::complaint::below;
use crate::units::Frequency;

impl Check<'_> {
    pub(super) fn jamming(&mut self, at: &[String], jamming: &JammingSpec) {
        self.jammed_radio(at, jamming);
        self.jammed_channels(at, jamming);
        self.point(below(at, &["place"]), &jamming.place);
        self.within(below(at, &["power"]), jamming.power.0, -50.0, 90.0, "-50 dBm to 90 dBm");
        if let Some(height) = jamming.height {
            self.within(below(at, &["height"]), height.0, 0.1, 1e4, "0.1 m to 10 km");
        }
        if let Some(factor) = jamming.spreading_factor {
            self.within(below(at, &["spreading_factor"]), factor.into(), 7.0, 12.0, "7 to 12");
        }
    }

    fn jammed_radio(&mut self, at: &[String], jamming: &JammingSpec) {
        let help = "jamming is of a LoRaWAN radio; what an ideal one loses is its `loss`, and an `outage` stops its gateways";
        let here = below(at, &["radio"]);
        match &jamming.radio {
            Some(name) => {
                let known = self.refers(here.clone(), "radio", "radio", name);
                if known && matches!(self.scenario.radio.get(name), Some(RadioSpec::Ideal(_))) {
                    self.wrong(here, format!("radio.{name} is ideal: it has no medium to jam"), help);
                }
            }
            None => {
                let all = &self.scenario.radio;
                if !all.is_empty() && all.values().all(|radio| matches!(radio, RadioSpec::Ideal(_))) {
                    self.wrong_key(at.to_vec(), "there is no radio with a medium to jam", help);
                }
            }
        }
    }

    fn jammed_channels(&mut self, at: &[String], jamming: &JammingSpec) {
        let Some(channels) = &jamming.channels else { return };
        let here = below(at, &["channels"]);
        if channels.is_empty() {
            return self.wrong(here, "there are no channels", "write for example channels = [\"868.1 MHz\"]");
        }
        self.named_once(at, "channels", channels);
        let mine = |name: &String| jamming.radio.as_ref().is_none_or(|of| of == name);
        let radios = self.scenario.radio.iter().filter(|(name, _)| mine(name));
        let known: Vec<u64> = radios.flat_map(|(_, radio)| frequencies(radio)).collect();
        for (number, channel) in channels.iter().enumerate() {
            if !known.is_empty() && !known.iter().any(|hz| *hz as f64 == channel.0) {
                let first: Vec<String> =
                    known.iter().take(8).map(|hz| Frequency(*hz as f64).to_string()).collect();
                let more = if known.len() > first.len() { ", …" } else { "" };
                let help = format!("channels: {}{more}", first.join(", "));
                let at = below(&here, &[&number.to_string()]);
                self.wrong(at, format!("no channel in use has its centre at {channel}"), help);
            }
        }
    }
}

fn frequencies(radio: &RadioSpec) -> Vec<u64> {
    let RadioSpec::Lorawan(LorawanSpec { region, channels, .. }) = radio else { return Vec::new() };
    let used = channels.map_or(usize::MAX, |count| count.0 as usize);
    let all = Region::find(region).map(|region| region.channels).unwrap_or_default();
    all.iter().take(used).map(|channel| channel.frequency_hz).collect()
}
