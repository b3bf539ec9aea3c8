//! What it costs to connect: round trips and bytes by protocol, headers included, certificates being the greater part. The
//! round trips are the standards'; of the bytes only the messages' order is, so those are given as assumptions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Bytes, Count};

/// What a device and the platform exchange to connect.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handshake {
    /// Round trips, one after the other.
    pub round_trips: Count,
    /// Bytes from the device in all of them together, on a link.
    pub bytes_up: Bytes,
    /// Bytes to the device.
    pub bytes_down: Bytes,
}

/// Protocols by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// TCP alone.
    Tcp,
    /// TLS 1.3 over TCP.
    Tls,
    /// MQTT over TCP.
    Mqtt,
    /// MQTT over TLS 1.3.
    MqttTls,
    /// MQTT over TLS 1.2.
    #[serde(rename = "mqtt-tls-1.2")]
    MqttTls12,
    /// CoAP over DTLS 1.3.
    CoapDtls,
    /// CoAP over DTLS 1.2.
    #[serde(rename = "coap-dtls-1.2")]
    CoapDtls12,
}

/// A part of a handshake: round trips, bytes up, bytes down, and where they come from.
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// Round trips, bytes up, bytes down.
    pub costs: [u64; 3],
    /// Standard and clause; and, of bytes, what they assume.
    pub source: &'static str,
}

/// SYN, SYN-ACK and ACK, 40 B each of IPv4 and TCP headers.
const TCP: Stage = Stage {
    name: "TCP",
    costs: [1, 80, 40],
    source: "RFC 9293, 3.5, figure 6; headers of 40 B without options",
};
/// Mutual authentication by X.509.
const TLS_1_3: Stage = Stage {
    name: "TLS 1.3",
    costs: [1, 1_560, 2_574],
    source: "RFC 8446, 2, figure 1; bytes: 440 up and 454 down as with raw public keys \
             (draft-ietf-iotops-security-protocol-comparison-09, figure 1), certificates of 1 kB up and 2 kB down, 3 packets each way",
};
const TLS_1_2: Stage = Stage {
    name: "TLS 1.2",
    costs: [2, 1_560, 2_574],
    source: "RFC 5246, 7.3, figure 1; bytes as of TLS 1.3",
};
/// With a cookie, which a server under load asks for.
const DTLS_1_3: Stage = Stage {
    name: "DTLS 1.3",
    costs: [2, 709, 510],
    source: "RFC 9147, 5.1 and figure 6, with a cookie; bytes: draft-ietf-iotops-security-protocol-comparison-09, figure 1 \
             (raw public keys: 185, 454, 255), the first flight twice, headers of 28 B",
};
const DTLS_1_2: Stage = Stage {
    name: "DTLS 1.2",
    costs: [3, 709, 538],
    source: "RFC 6347, 4.2.4, figure 1, with a cookie; bytes as of DTLS 1.3",
};
/// CONNECT with a client identifier of 23 B, and CONNACK.
const MQTT: Stage = Stage {
    name: "MQTT CONNECT",
    costs: [1, 77, 44],
    source: "OASIS MQTT 3.1.1, 3.1 and 3.2 (MQTT 5.0 alike without properties); headers of 40 B",
};
/// What a TLS record adds to a packet: 5 B header, 8 B explicit nonce, 16 B tag.
const TLS_RECORD: Stage =
    Stage { name: "TLS record", costs: [0, 29, 29], source: "RFC 5246, 6.2.3.3, with AES-GCM (RFC 5288)" };

impl Protocol {
    /// Every protocol.
    pub const ALL: [Protocol; 7] = [
        Protocol::Tcp,
        Protocol::Tls,
        Protocol::Mqtt,
        Protocol::MqttTls,
        Protocol::MqttTls12,
        Protocol::CoapDtls,
        Protocol::CoapDtls12,
    ];

    /// What connecting is made of.
    pub fn stages(self) -> &'static [Stage] {
        match self {
            Protocol::Tcp => &[TCP],
            Protocol::Tls => &[TCP, TLS_1_3],
            Protocol::Mqtt => &[TCP, MQTT],
            Protocol::MqttTls => &[TCP, TLS_1_3, MQTT, TLS_RECORD],
            Protocol::MqttTls12 => &[TCP, TLS_1_2, MQTT, TLS_RECORD],
            Protocol::CoapDtls => &[DTLS_1_3],
            Protocol::CoapDtls12 => &[DTLS_1_2],
        }
    }

    /// Its handshake: the sum of its stages.
    pub fn handshake(self) -> Handshake {
        let sum = |at: usize| self.stages().iter().map(|stage| stage.costs[at]).sum();
        Handshake { round_trips: Count(sum(0)), bytes_up: Bytes(sum(1)), bytes_down: Bytes(sum(2)) }
    }

    /// A packet that carries next to nothing, such as a keep-alive or an acknowledgement: 4 B with its headers (MQTT's PUBACK, 3.4;
    /// CoAP's empty message, RFC 7252, 4.1).
    pub fn small(self) -> Bytes {
        match self {
            Protocol::Tcp | Protocol::Mqtt => Bytes(44),
            Protocol::Tls | Protocol::MqttTls | Protocol::MqttTls12 => Bytes(44 + 29),
            Protocol::CoapDtls | Protocol::CoapDtls12 => Bytes(32 + 29),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_takes_the_round_trips_of_its_standards() {
        let trips = Protocol::ALL.map(|protocol| protocol.handshake().round_trips.0);
        assert_eq!(trips, [1, 2, 2, 3, 4, 2, 3]);
        let mqtt = Protocol::MqttTls.handshake();
        assert_eq!((mqtt.bytes_up.0, mqtt.bytes_down.0), (80 + 1560 + 77 + 29, 40 + 2574 + 44 + 29));
        assert!(
            Protocol::ALL.iter().flat_map(|protocol| protocol.stages()).all(|stage| !stage.source.is_empty())
        );
    }
}
