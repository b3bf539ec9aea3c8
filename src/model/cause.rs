//! Why a message was lost: one table, from which results, help and charts take names and words.

/// The one reason for which a message (or one copy of it) went no further (DEFINITIONS D8).
///
/// The order is that in which the radio tests are made; a later test means the copy got further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Cause {
    /// The device itself was down.
    DeviceDown,
    /// A newer reading replaced it in the device before it was sent.
    Superseded,
    /// The device had no session, and no room to keep it until it had.
    NoSession,
    /// The payload does not fit the data rate.
    TooLong,
    /// The gateway was off.
    GatewayDown,
    /// Below every gateway's sensitivity.
    OutOfRange,
    /// The gateway was transmitting.
    GatewayBusyTransmitting,
    /// All demodulators were taken.
    NoDemodulator,
    /// Another frame in the same channel and spreading factor (or slot) was too strong.
    Collision,
    /// Other frames in the channel, of other spreading factors, or a jammer were too strong.
    Interference,
    /// The link lost it at random.
    LinkLoss,
    /// The link was down.
    LinkDown,
    /// The station that served it went down.
    StationDown,
    /// A waiting room or buffer was full.
    BufferOverflow,
    /// A token bucket or quota refused it.
    Throttled,
    /// Admission control refused it.
    Overload,
    /// It arrived after its deadline, or a store had kept it too long.
    Expired,
}

/// One row of the cause table.
pub struct CauseInfo {
    /// The cause.
    pub cause: Cause,
    /// Name in results, snake case.
    pub name: &'static str,
    /// Words on charts.
    pub label: &'static str,
    /// What it means, for `explain`.
    pub meaning: &'static str,
}

macro_rules! causes {
    ($($cause:ident $name:literal $label:literal $meaning:literal;)*) => {
        /// Every cause, in the order of [`Cause`].
        pub const CAUSES: &[CauseInfo] = &[$(CauseInfo { cause: Cause::$cause, name: $name, label: $label, meaning: $meaning }),*];
    };
}

causes! {
    DeviceDown "device_down" "device down" "the device was down when the message was due";
    Superseded "superseded" "superseded" "a newer reading replaced it in the device before it could be sent (duty cycle, the one before still on air, or no session)";
    NoSession "no_session" "not connected" "the device had no session, and no room to keep it until it had";
    TooLong "too_long" "too long" "the payload is above the limit of the device's data rate (LoRaWAN RP002, N)";
    GatewayDown "gateway_down" "gateway down" "the gateway that would have heard it was off, or in an outage";
    OutOfRange "out_of_range" "out of range" "below the sensitivity of every gateway; filed under the radio";
    GatewayBusyTransmitting "gateway_busy_transmitting" "gateway transmitting" "the gateway was sending a downlink";
    NoDemodulator "no_demodulator" "no demodulator" "all demodulators of the gateway were taken when the frame began";
    Collision "collision" "collision" "a frame in the same channel and spreading factor was too strong";
    Interference "interference" "interference" "frames of other spreading factors in the channel, or a jammer, were too strong";
    LinkLoss "link_loss" "link loss" "the link lost it at random";
    LinkDown "link_down" "link down" "the link went down while it was being sent";
    StationDown "station_down" "station down" "the station went down while it was being served";
    BufferOverflow "buffer_overflow" "buffer full" "a buffer or waiting room was full, or its management (CoDel, RED) kept it short";
    Throttled "throttled" "throttled" "a token bucket or quota refused it";
    Overload "overload" "overload" "admission control refused it";
    Expired "expired" "expired (late)" "it arrived after its deadline (filed where it waited longest), or a store had kept it too long";
}

impl Cause {
    /// How many causes there are.
    pub const COUNT: usize = CAUSES.len();

    /// This cause's row of the table.
    pub fn info(self) -> &'static CauseInfo {
        &CAUSES[self as usize]
    }
}

/// What stood behind a drop for which its cause has no word of its own. The cause says what the copy met, and is what
/// messages are counted by; this says what to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DueTo {
    /// The element was down.
    Outage,
    /// Controlled delay (RFC 8289) kept the queue short.
    Codel,
    /// Random early detection (Floyd and Jacobson 1993) kept its average short.
    Red,
}

impl DueTo {
    /// Each with its name in results.
    pub const ALL: [(DueTo, &'static str); 3] =
        [(DueTo::Outage, "outage"), (DueTo::Codel, "codel"), (DueTo::Red, "red")];

    /// Its name in results.
    pub fn name(self) -> &'static str {
        DueTo::ALL[self as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_stands_in_the_order_of_the_enum() {
        for (at, row) in CAUSES.iter().enumerate() {
            assert_eq!(row.cause as usize, at, "{}", row.name);
        }
        assert!((0..).zip(DueTo::ALL).all(|(at, (due_to, _))| due_to as usize == at));
    }
}
