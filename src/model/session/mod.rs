//! A connection session of an IP device: what connecting, keeping alive and acknowledging cost, what waits while there is
//! none, and how a device comes back ([`backoff`]). It knows bytes and round trips, not what they carry.

pub mod backoff;
mod forms;
pub mod protocol;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Count, Span};
pub use backoff::{Backoff, BackoffSpec, Reconnect};
pub use forms::{Begins, ProtocolSpec};
pub use protocol::{Handshake, Protocol};

/// A connection session (`devices.NAME.session`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionSpec {
    /// What connecting costs: a protocol by its name, or its round trips and bytes; "mqtt-tls" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolSpec>,
    /// A device that has said nothing for so long sends a packet to keep the session; none is sent if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_alive: Option<Span>,
    /// Quality of service: 0 sends each message once, 1 has each acknowledged and repeats it until it is; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qos: Option<u8>,
    /// With `qos = 1`: how long a device waits for an acknowledgement before it repeats the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_timeout: Option<Span>,
    /// With `qos = 1`: how often it repeats a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<Count>,
    /// An attempt to connect that has not succeeded after so long has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_timeout: Option<Span>,
    /// Messages that wait in a device without a session, the newest of them; 1 if left out, 0 loses them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Count>,
    /// Whether devices are connected at the study's start ("connected"), or connect for the first time spread over a span
    /// from then on; connected if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Begins>,
    /// How a device comes back after its session broke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnect: Option<Reconnect>,
    /// Times of that, if they are not the policy's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<BackoffSpec>,
}

/// The protocol, if left out.
pub const DEFAULT_PROTOCOL: Protocol = Protocol::MqttTls;
/// The policy, if left out: capped, and with the jitter that the AWS Architecture Blog found best.
pub const DEFAULT_RECONNECT: Reconnect = Reconnect::FullJitter;
/// How long a device waits for the answer to its attempt, if left out: Eclipse Paho's MQTT clients (`connectionTimeout`).
pub const DEFAULT_CONNECT_TIMEOUT: Span = Span::from_secs(30);
/// How long a device waits for an acknowledgement, if left out: our choice, well above CoAP's 2 to 3 s (RFC 7252, 4.8.2), since what
/// waits behind a queue is not lost.
pub const DEFAULT_ACK_TIMEOUT: Span = Span::from_secs(20);
/// Repetitions, if left out: CoAP's MAX_RETRANSMIT (RFC 7252, 4.8).
pub const DEFAULT_RETRIES: Count = Count(4);
/// Messages that wait in a device, if left out: the latest reading.
pub const DEFAULT_QUEUE: Count = Count(1);
/// A session of which nothing was heard for so many keep-alives is closed by the server (MQTT 3.1.1, 3.1.2.10).
pub const MISSED_KEEP_ALIVES: f64 = 1.5;

/// What a session is to those who simulate it: every choice made.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// What connecting costs.
    pub handshake: Handshake,
    /// Bytes of a keep-alive and of an acknowledgement on a link.
    pub small: Bytes,
    /// Idle time before a keep-alive.
    pub keep_alive: Option<Span>,
    /// How long an acknowledgement is waited for, and how often a message is repeated; none with QoS 0.
    pub acknowledged: Option<(Span, u32)>,
    /// An attempt fails after this.
    pub connect_timeout: Span,
    /// Messages that wait without a session.
    pub queue: u32,
    /// Devices first connect over this span; `None` if they are connected from the start.
    pub ramp: Option<Span>,
    /// How a device comes back.
    pub backoff: Backoff,
    /// By which name.
    pub reconnect: Reconnect,
}

impl From<&SessionSpec> for Session {
    fn from(spec: &SessionSpec) -> Session {
        let protocol = spec.protocol.clone().unwrap_or(ProtocolSpec::Named(DEFAULT_PROTOCOL));
        let (handshake, small) = match protocol {
            ProtocolSpec::Named(name) => (name.handshake(), name.small()),
            ProtocolSpec::Custom(handshake) => (handshake, DEFAULT_PROTOCOL.small()),
        };
        let patience = spec.ack_timeout.unwrap_or(DEFAULT_ACK_TIMEOUT);
        let retries = spec.retries.unwrap_or(DEFAULT_RETRIES).0 as u32;
        let reconnect = spec.reconnect.unwrap_or(DEFAULT_RECONNECT);
        Session {
            handshake,
            small,
            keep_alive: spec.keep_alive,
            acknowledged: (spec.qos == Some(1)).then_some((patience, retries)),
            connect_timeout: spec.connect_timeout.unwrap_or(DEFAULT_CONNECT_TIMEOUT),
            queue: spec.queue.unwrap_or(DEFAULT_QUEUE).0 as u32,
            ramp: spec.begins.as_ref().and_then(Begins::over),
            backoff: reconnect.backoff(spec.backoff.as_ref()),
            reconnect,
        }
    }
}
