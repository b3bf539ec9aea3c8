//! Why a transmission was heard or not: the levels behind the verdicts, gateway by gateway, for whoever follows
//! single messages. An ordinary run never asks.

use crate::model::cause::Cause;
use crate::units::{Span, Time};

/// A transmission that ends now.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Spreading factor or other data rate.
    pub data_rate: u8,
    /// Centre of its channel, Hz.
    pub frequency_hz: u64,
    /// Its bytes on the air, MAC bytes included.
    pub bytes: u32,
    /// Gateways at which it comes in weaker than this are not listed, dBm.
    pub least_dbm: f64,
    /// Every gateway it reaches, strongest mean first.
    pub verdicts: Vec<Verdict>,
}

/// The verdict of one gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The gateway (the radio's own numbering).
    pub gateway: u32,
    /// Received power, dBm.
    pub power_dbm: f64,
    /// The least power at which it hears this data rate, dBm.
    pub sensitivity_dbm: f64,
    /// Its demodulators.
    pub demodulators: u32,
    /// Why it was not passed on; `None` if it was.
    pub lost: Option<Cause>,
    /// Against those it had to prevail over; `None` if it was alone or not demodulated.
    pub contest: Option<Contest>,
}

/// A frame against all others of one data rate that overlapped it: those that broke it, else those nearest to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// Signal to interference, dB, as the capture rule adds it up.
    pub ratio_db: f64,
    /// Signal to interference that is needed, dB; infinite where no power is enough.
    pub needed_db: f64,
    /// The others, those that contribute most first.
    pub others: Vec<Interferer>,
}

/// Handle of no message: a jammer's.
pub const JAMMER: u32 = u32::MAX;

/// A frame that overlapped another, or a jammer: of its noise, the frames that would do the same harm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interferer {
    /// The engine's handle of its message when it began; reused since if that message has ended.
    pub message: u32,
    /// When it began.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// Its spreading factor or other data rate.
    pub data_rate: u8,
    /// Received power, dBm.
    pub power_dbm: f64,
    /// For how long both were on the air.
    pub together: Span,
}
