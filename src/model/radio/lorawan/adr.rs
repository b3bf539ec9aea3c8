//! Adaptive data rate: the network's side, which asks for the fastest rate and least power that leave a margin, and the
//! device's, which steps back when it hears nothing for long.
//!
//! Sources: Semtech, "LoRaWAN: simple rate adaptation recommended algorithm", 2016, as in The Things Network and ns-3
//! lorawan's `AdrComponent`; TS001-1.0.4, clause 4.3.1.1, for the device's back-off.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LorawanSpec;
use super::region::Region;
use super::sensitivity::required_snr_db;
use crate::units::{Count, Decibel};

/// What a scenario may say of adaptive data rate (`radio.NAME.adr`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdrSpec {
    /// Kept above the signal-to-noise ratio that a data rate needs; 10 dB if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<Decibel>,
    /// So many messages are heard before the network asks for a change; 20 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<Count>,
}

/// Margin, if left out (The Things Network's and ns-3 lorawan's).
pub const DEFAULT_MARGIN: Decibel = Decibel(10.0);
/// Messages before a change, if left out (the algorithm's own).
pub const DEFAULT_HISTORY: Count = Count(20);
/// One step of rate or power, dB.
const STEP_DB: f64 = 3.0;
/// The least power, dBm (EU868, TXPower 7 at 16 dBm EIRP).
const LEAST_DBM: f64 = 2.0;
/// Messages without an answer after which a device asks for one (TS001-1.0.4, ADR_ACK_LIMIT).
const ACK_LIMIT: u16 = 64;
/// Further ones after which it steps back (ADR_ACK_DELAY).
const ACK_DELAY: u16 = 32;
/// A request by the network, LinkADRReq, and the device's answer, LinkADRAns, as frame options, bytes (clause 5.2).
pub const REQUEST_BYTES: u32 = 5;

/// Adaptive data rate as the file fixes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Kept above what is needed, dB.
    pub margin_db: f64,
    /// Messages before a change.
    pub history: u8,
    /// The fastest data rate of the plan.
    pub least_sf: u8,
    /// The slowest.
    pub most_sf: u8,
}

impl Plan {
    /// Of a validated spec.
    pub fn new(spec: &LorawanSpec, region: &Region) -> Plan {
        let said = spec.adr.clone().unwrap_or_default();
        let (least_sf, most_sf) = region.spreading_factors();
        Plan {
            margin_db: said.margin.unwrap_or(DEFAULT_MARGIN).0,
            history: said.history.unwrap_or(DEFAULT_HISTORY).0.clamp(1, 100) as u8,
            least_sf,
            most_sf,
        }
    }
}

/// How a device sends: its rate, and how far below its full power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Spreading factor.
    pub sf: u8,
    /// Steps of 3 dB below full power.
    pub down: u8,
}

impl Setting {
    /// Of full power, linear.
    #[inline]
    pub fn gain(self) -> f32 {
        if self.down == 0 { 1.0 } else { self.lower() }
    }

    #[cold]
    fn lower(self) -> f32 {
        libm::exp10(-STEP_DB * f64::from(self.down) / 10.0) as f32
    }
}

/// A device and what the network remembers of it.
#[derive(Clone, Copy, Debug)]
pub struct Device {
    /// How it sends.
    pub setting: Setting,
    /// Messages since it last heard an answer.
    silent: u16,
    /// Messages heard at this setting, at the most those of the history.
    heard: u8,
    /// The best signal-to-noise ratio among the last of them, by the quarter of the history, dB.
    best: [f32; QUARTERS],
}

/// The maximum of a sliding history is kept in parts, so that a device costs tens of bytes.
const QUARTERS: usize = 4;
const NOTHING: f32 = f32::NEG_INFINITY;

impl Device {
    /// At full power, not heard yet.
    pub fn new(sf: u8) -> Device {
        Device { setting: Setting { sf, down: 0 }, silent: 0, heard: 0, best: [NOTHING; QUARTERS] }
    }

    /// The network heard a message.
    pub fn note(&mut self, plan: &Plan, snr_db: f64) {
        let quarter = usize::from(plan.history.max(4) / 4);
        let at = usize::from(self.heard) / quarter % QUARTERS;
        if usize::from(self.heard).is_multiple_of(quarter) {
            self.best[at] = NOTHING;
        }
        self.best[at] = self.best[at].max(snr_db as f32);
        // counts on from the last full round, so that old quarters give way
        self.heard = if self.heard == u8::MAX { plan.history } else { self.heard + 1 };
    }

    /// What the network would have the device change, if anything.
    pub fn wanted(&self, plan: &Plan, full_dbm: f64) -> Option<Setting> {
        if self.heard < plan.history {
            return None;
        }
        let best = self.best.iter().copied().fold(NOTHING, f32::max);
        let margin = f64::from(best) - required_snr_db(self.setting.sf) - plan.margin_db;
        let wanted = adapt(plan, self.setting, libm::floor(margin / STEP_DB) as i32, full_dbm);
        Some(wanted).filter(|wanted| *wanted != self.setting)
    }

    /// A message was sent: one that goes long unanswered steps back.
    pub fn sent(&mut self, plan: &Plan) {
        self.silent = self.silent.saturating_add(1);
        let over = self.silent.saturating_sub(ACK_LIMIT);
        if over > 0 && over.is_multiple_of(ACK_DELAY) {
            let Setting { sf, down } = self.setting;
            let slower = if down > 0 { sf } else { (sf + 1).min(plan.most_sf) };
            self.change(Setting { sf: slower, down: 0 });
        }
    }

    /// Whether the device asks for an answer, whatever it says.
    pub fn asks(&self) -> bool {
        self.silent >= ACK_LIMIT
    }

    /// An answer came, perhaps with a change.
    pub fn answered(&mut self, change: Option<Setting>) {
        self.silent = 0;
        if let Some(setting) = change {
            self.change(setting);
        }
    }

    fn change(&mut self, setting: Setting) {
        if setting != self.setting {
            (self.setting, self.heard, self.best) = (setting, 0, [NOTHING; QUARTERS]);
        }
    }
}

/// Spends steps on rate, then on power; lacking ones are taken back from power.
fn adapt(plan: &Plan, from: Setting, mut steps: i32, full_dbm: f64) -> Setting {
    let least_power = libm::floor((full_dbm - LEAST_DBM).max(0.0) / STEP_DB) as u8;
    let Setting { mut sf, mut down } = from;
    while steps > 0 && sf > plan.least_sf {
        (sf, steps) = (sf - 1, steps - 1);
    }
    while steps > 0 && down < least_power {
        (down, steps) = (down + 1, steps - 1);
    }
    while steps < 0 && down > 0 {
        (down, steps) = (down - 1, steps + 1);
    }
    Setting { sf, down }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan { margin_db: 10.0, history: 20, least_sf: 7, most_sf: 12 };

    fn heard(sf: u8, snr_db: f64) -> Device {
        let mut device = Device::new(sf);
        (0..20).for_each(|_| device.note(&PLAN, snr_db));
        device
    }

    #[test]
    fn a_strong_device_goes_to_the_fastest_rate_then_down_in_power() {
        // SF12 needs -20 dB: at +5 dB 15 dB are to spare, five steps
        assert_eq!(heard(12, 5.0).wanted(&PLAN, 14.0), Some(Setting { sf: 7, down: 0 }));
        assert_eq!(heard(12, 12.0).wanted(&PLAN, 14.0), Some(Setting { sf: 7, down: 2 }));
        // 14 dBm less four steps are 2 dBm, and no less
        assert_eq!(heard(12, 60.0).wanted(&PLAN, 14.0), Some(Setting { sf: 7, down: 4 }));
        assert_eq!(heard(12, -9.0).wanted(&PLAN, 14.0), None);
    }

    #[test]
    fn a_weak_device_gets_its_power_back_but_no_slower_rate() {
        let mut device = heard(7, 2.5);
        device.answered(Some(Setting { sf: 7, down: 3 }));
        assert_eq!(device.wanted(&PLAN, 14.0), None, "the history begins anew");
        (0..20).for_each(|_| device.note(&PLAN, -1.0));
        assert_eq!(device.wanted(&PLAN, 14.0), Some(Setting { sf: 7, down: 1 }));
    }

    #[test]
    fn who_hears_nothing_asks_and_steps_back() {
        let mut device = Device::new(8);
        device.answered(Some(Setting { sf: 8, down: 2 }));
        let steps: Vec<(u16, Setting)> = (1..=200)
            .filter_map(|n| {
                let before = device.setting;
                device.sent(&PLAN);
                (device.setting != before).then_some((n, device.setting))
            })
            .collect();
        let at = |n, sf| (n, Setting { sf, down: 0 });
        assert_eq!(steps, [at(96, 8), at(128, 9), at(160, 10), at(192, 11)]);
        assert!(device.asks());
    }

    #[test]
    fn the_best_of_a_sliding_history_counts() {
        let mut device = heard(12, 5.0);
        (0..40).for_each(|_| device.note(&PLAN, -25.0));
        assert_eq!(device.wanted(&PLAN, 14.0), None, "what was heard long ago is forgotten");
    }
}
