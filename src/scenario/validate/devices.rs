//! Rules of `[devices.NAME]`.

use super::{Check, MAX_DEVICES};
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::SpreadingFactorSpec;
use crate::model::radio::lorawan::region::Region;
use crate::scenario::class::ClassSpec;
use crate::scenario::complaint::{below, path};
use crate::units::Span;

impl Check<'_> {
    pub(super) fn devices(&mut self) {
        if self.names("devices").is_empty() && !self.broken.contains("devices") {
            self.wrong_key(
                path(&["devices"]),
                "there are no devices",
                "add a table such as [devices.meters]",
            );
        }
        let mut total = 0_u64;
        for (name, class) in &self.scenario.devices {
            total = total.saturating_add(class.count.0);
            self.class(name, class);
            if class.count.0 == 0 {
                self.warn(format!("devices.{name}: count is 0, so the class is empty and offers nothing"));
            }
            if total > MAX_DEVICES {
                let message = format!("{total} devices up to here; at most {MAX_DEVICES} are possible");
                self.wrong(path(&["devices", name, "count"]), message, "");
                break;
            }
        }
    }

    fn class(&mut self, name: &str, class: &ClassSpec) {
        let at = path(&["devices", name]);
        if self.refers(below(&at, &["radio"]), "radio", "radio", &class.radio) {
            self.class_on_radio(name, class);
        }
        if let Some(place) = &class.place {
            self.place(&below(&at, &["place"]), place);
            self.rows_for_count("devices", name, class.count.0);
        }
        match &class.message {
            Some(message) => self.message(name, message),
            None => self.warn(format!("devices.{name} sends nothing: only its coverage is looked at")),
        }
        if class.deadline == Some(Span::ZERO) {
            self.wrong(
                below(&at, &["deadline"]),
                "nothing arrives within 0 s",
                "leave `deadline` out if there is none",
            );
        }
        self.session(name, class);
        self.join(name, class);
        self.antenna(&at, class.height, class.cable_loss);
        self.battery(name, class);
        if let Some(loss) = class.indoor.as_ref().and_then(|indoor| indoor.loss.as_ref()) {
            self.distribution(&below(&at, &["indoor", "loss"]), loss);
        }
        if let Some(factor) = &class.spreading_factor {
            self.spreading_factor(&below(&at, &["spreading_factor"]), factor);
            self.factors_of_plan(name, class, factor);
        }
    }

    fn class_on_radio(&mut self, name: &str, class: &ClassSpec) {
        let at = |key| path(&["devices", name, key]);
        match self.scenario.radio.get(&class.radio) {
            Some(RadioSpec::Lorawan(_)) => {
                let heard = self.scenario.gateways.values().any(|group| group.radio == class.radio);
                if !heard && !self.broken.iter().any(|path| path.starts_with("gateways")) {
                    let message = format!("no gateway listens to the radio `{}`", class.radio);
                    self.wrong(
                        at("radio"),
                        message,
                        format!("a group of gateways needs radio = \"{}\"", class.radio),
                    );
                }
                if class.gateway.is_some() {
                    let message = "LoRaWAN devices are heard by every gateway in reach";
                    self.wrong_key(at("gateway"), message, "`gateway` goes with an ideal radio");
                }
                self.repeats(name, class);
            }
            Some(RadioSpec::Ideal(_)) => {
                self.wired(name, class);
                self.without_effect(name, class);
            }
            None => (),
        }
    }

    /// The gateway group of a class on an ideal radio.
    fn wired(&mut self, name: &str, class: &ClassSpec) {
        let Some(gateway) = &class.gateway else { return };
        let at = path(&["devices", name, "gateway"]);
        if self.refers(at.clone(), "gateways", "group of gateways", gateway)
            && let Some(group) = self.scenario.gateways.get(gateway)
            && group.radio != class.radio
        {
            let message =
                format!("gateways.{gateway} listens to `{}`, not to `{}`", group.radio, class.radio);
            self.wrong(at, message, "");
        }
    }

    /// How often a LoRaWAN message is sent, and whether it is answered.
    fn repeats(&mut self, name: &str, class: &ClassSpec) {
        let at = |key| path(&["devices", name, key]);
        if let Some(transmissions) = class.transmissions {
            let range = "1 to 15 (TS001, NbTrans)";
            self.within(at("transmissions"), transmissions.0 as f64, 1.0, 15.0, range);
        }
        let answered = [("confirmed", class.confirmed), ("adr", class.adr)];
        for (key, _) in
            answered.into_iter().filter(|(_, on)| *on == Some(true) && class.foreign == Some(true))
        {
            let message = "other people's devices are answered by their own network";
            self.wrong_key(at(key), message, format!("leave `{key}` out; their airtime counts all the same"));
        }
    }

    /// Keys that only a radio with waves looks at.
    fn without_effect(&mut self, name: &str, class: &ClassSpec) {
        let given = [
            ("tx_power", class.tx_power.is_some()),
            ("antenna_gain", class.antenna_gain.is_some()),
            ("cable_loss", class.cable_loss.is_some()),
            ("indoor", class.indoor.is_some()),
            ("spreading_factor", class.spreading_factor.is_some()),
            ("confirmed", class.confirmed == Some(true)),
            ("adr", class.adr == Some(true)),
            ("transmissions", class.transmissions.is_some()),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            self.warn(format!("devices.{name}.{key} changes nothing on an ideal radio"));
        }
    }

    fn spreading_factor(&mut self, at: &[String], factor: &SpreadingFactorSpec) {
        match factor {
            SpreadingFactorSpec::LinkBudget(_) => (),
            SpreadingFactorSpec::Fixed(factor) => {
                self.within(below(at, &["fixed"]), (*factor).into(), 7.0, 12.0, "7 to 12");
            }
            SpreadingFactorSpec::Shares(shares) => {
                let at = below(at, &["shares"]);
                let sum: f64 = shares.iter().map(|share| share.0).sum();
                if shares.len() != 6 {
                    let message = format!("{} shares, where there are six spreading factors", shares.len());
                    self.wrong(at, message, "give one share each for SF7 to SF12");
                } else if (sum - 1.0).abs() > 1e-6 {
                    let message =
                        format!("the shares add up to {} %, not 100 %", libm::rint(sum * 1e6) / 1e4);
                    self.wrong(at, message, "");
                }
            }
        }
    }

    /// A spreading factor that the region's plan does not have could not be sent.
    fn factors_of_plan(&mut self, name: &str, class: &ClassSpec, factor: &SpreadingFactorSpec) {
        let Some(RadioSpec::Lorawan(radio)) = self.scenario.radio.get(&class.radio) else { return };
        let Some(plan) = Region::find(&radio.region) else { return };
        let used: Vec<u8> = match factor {
            SpreadingFactorSpec::LinkBudget(_) => Vec::new(),
            SpreadingFactorSpec::Fixed(factor) => vec![*factor],
            SpreadingFactorSpec::Shares(shares) => {
                (7..).zip(shares).filter(|(_, s)| s.0 > 0.0).map(|(f, _)| f).collect()
            }
        };
        let lacks = |factor: &u8| !plan.data_rates.iter().any(|rate| rate.spreading_factor == *factor);
        if let Some(factor) = used.into_iter().filter(|factor| (7..=12).contains(factor)).find(lacks) {
            let message = format!("{} has no spreading factor {factor}", plan.name);
            self.wrong(
                path(&["devices", name, "spreading_factor"]),
                message,
                "`iotcap explain regions` lists the plans",
            );
        }
    }
}
