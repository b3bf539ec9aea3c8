//! Bytes on a gateway's link: what a received frame becomes when it is forwarded, and what the gateway sends
//! while nothing is received (DEFINITIONS D17).
//!
//! Counted from the network layer upwards (IPv4); what the access line adds below is part of its rate.

use crate::model::gateway::ForwardingSpec;
use crate::units::Span;

/// IPv4 (RFC 791) and UDP (RFC 768) headers.
const UDP_IP: u64 = 20 + 8;
/// IPv4 and TCP (RFC 9293) headers, without options.
const TCP_IP: u64 = 20 + 20;
/// Header, content type and authentication tag of a TLS 1.3 record (RFC 8446, section 5.2).
const TLS_RECORD: u64 = 5 + 1 + 16;

/// Version, token, identifier and gateway EUI before the JSON object of PUSH_DATA, and the whole of PULL_DATA
/// (Semtech, packet_forwarder `PROTOCOL.TXT`, sections 3.2 and 5.2).
const SEMTECH_HEADER: u64 = 12;
/// One frame as `PROTOCOL.TXT`, section 4, shows it, without the digits of `size` and without its data.
const RXPK: &str = concat!(
    r#"{"rxpk":[{"time":"2013-03-31T16:21:17.528002Z","tmst":3512348611,"chan":2,"rfch":0,"freq":868.100000,"#,
    r#""stat":1,"modu":"LORA","datr":"SF7BW125","codr":"4/5","lsnr":-5.1,"rssi":-105,"size":,"data":""}]}"#
);
/// A status report as section 4 shows it.
const STAT: &str = concat!(
    r#"{"stat":{"time":"2014-01-12 08:59:28 GMT","lati":46.24000,"long":3.25230,"alti":145,"rxnb":20,"rxok":20,"#,
    r#""rxfw":20,"ackr":100.0,"dwnb":2,"txnb":2}}"#
);

/// A downlink as section 6 shows it, without the digits of `size` and without its data.
const TXPK: &str = concat!(
    r#"{"txpk":{"imme":false,"tmst":3512348611,"freq":868.100000,"rfch":0,"powe":14,"modu":"LORA","#,
    r#""datr":"SF11BW125","codr":"4/6","ipol":true,"size":,"data":""}}"#
);
/// Version, token and identifier before the JSON object of PULL_RESP (section 5.4).
const SEMTECH_RESPONSE: u64 = 4;

/// Topic of ChirpStack's gateways.
const TOPIC: &str = "eu868/gateway/0016c001ff10a235/event/up";
/// Type and flags, remaining length (two bytes from 128 B on) and topic length of PUBLISH at quality of
/// service 0 (MQTT 3.1.1, section 3.3).
const PUBLISH: u64 = 1 + 2 + 2;
/// Transmission and reception data beside the frame in ChirpStack's `UplinkFrame` (`gw.proto`, version 4):
/// 20 B of `tx_info`; of `rx_info` 18 B gateway, 6 B uplink id, 14 B time, 16 B RSSI and SNR, 7 B channel,
/// chain and CRC, 6 B context, 56 B region names, 2 B length.
const UPLINK_METADATA: u64 = 20 + 18 + 6 + 14 + 16 + 7 + 6 + 56 + 2;
/// ChirpStack's `GatewayStats` with counts for eight channels and six data rates, in round numbers.
const GATEWAY_STATS: u64 = 300;

/// Something a gateway sends at regular intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Background {
    /// Size on the link, bytes.
    pub bytes: u64,
    /// Time between two.
    pub every: Span,
}

/// Keep-alive and status at the intervals of packet_forwarder's `global_conf.json`: 10 s and 30 s.
const SEMTECH_BACKGROUND: [Background; 2] = [
    Background { bytes: UDP_IP + SEMTECH_HEADER, every: Span::from_secs(10) },
    Background { bytes: UDP_IP + SEMTECH_HEADER + STAT.len() as u64, every: Span::from_secs(30) },
];
/// Statistics and PINGREQ at the 30 s of ChirpStack's gateway bridge.
const MQTT_BACKGROUND: [Background; 2] = [
    Background { bytes: TCP_IP + TLS_RECORD + PUBLISH + 41 + GATEWAY_STATS, every: Span::from_secs(30) },
    Background { bytes: TCP_IP + TLS_RECORD + 2, every: Span::from_secs(30) },
];

impl ForwardingSpec {
    /// Bytes on the link for a frame with a PHY payload of this many bytes, each frame in a packet of its own.
    pub fn packet_bytes(&self, phy_bytes: u64) -> u64 {
        match self {
            ForwardingSpec::SemtechUdp => semtech_bytes(phy_bytes),
            ForwardingSpec::MqttTls => mqtt_bytes(phy_bytes),
            ForwardingSpec::Bytes(more) => phy_bytes + more.0,
        }
    }

    /// Bytes on the link for a frame with a PHY payload of this many bytes that a gateway is to send. What is said beside the frame
    /// differs little from what is said of a received one, so over MQTT and by `bytes` it counts as much.
    pub fn response_bytes(&self, phy_bytes: u64) -> u64 {
        match self {
            ForwardingSpec::SemtechUdp => {
                let digits = 1 + u64::from(phy_bytes >= 10) + u64::from(phy_bytes >= 100);
                UDP_IP + SEMTECH_RESPONSE + TXPK.len() as u64 + digits + 4 * phy_bytes.div_ceil(3)
            }
            ForwardingSpec::MqttTls | ForwardingSpec::Bytes(_) => self.packet_bytes(phy_bytes),
        }
    }

    /// What the gateway sends towards the platform whether or not it receives frames.
    pub fn background(&self) -> &'static [Background] {
        match self {
            ForwardingSpec::SemtechUdp => &SEMTECH_BACKGROUND,
            ForwardingSpec::MqttTls => &MQTT_BACKGROUND,
            ForwardingSpec::Bytes(_) => &[],
        }
    }

    /// The same as a constant load, bytes per second.
    pub fn background_bytes_per_s(&self) -> f64 {
        self.background().iter().map(|b| b.bytes as f64 / b.every.as_secs_f64()).sum()
    }
}

/// Headers, the JSON object, the digits of its size and the frame in base64 with padding (RFC 4648).
fn semtech_bytes(phy_bytes: u64) -> u64 {
    let digits = 1 + u64::from(phy_bytes >= 10) + u64::from(phy_bytes >= 100);
    UDP_IP + SEMTECH_HEADER + RXPK.len() as u64 + digits + 4 * phy_bytes.div_ceil(3)
}

/// Headers, TLS record, PUBLISH with its topic, and the frame as a Protobuf field beside its metadata.
fn mqtt_bytes(phy_bytes: u64) -> u64 {
    let field = 2 + u64::from(phy_bytes >= 128);
    TCP_IP + TLS_RECORD + PUBLISH + TOPIC.len() as u64 + UPLINK_METADATA + field + phy_bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Bytes;

    /// The data of the example in `PROTOCOL.TXT` (a frame of 32 B) in this table's object.
    #[test]
    fn semtech_packet_is_header_and_json() {
        let data = "-DS4CGaDCdG+48eJNM3Vai-zDpsR71Pn9CPA9uCON84=";
        let json = RXPK
            .replace(r#""size":"#, r#""size":32"#)
            .replace(r#""data":"""#, &format!(r#""data":"{data}""#));
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
        assert_eq!(ForwardingSpec::SemtechUdp.packet_bytes(32), 28 + 12 + json.len() as u64);
        assert!(serde_json::from_str::<serde_json::Value>(STAT).is_ok());
    }

    #[test]
    fn a_meter_reading_weighs_three_hundred_bytes_on_the_link() {
        assert_eq!(ForwardingSpec::SemtechUdp.packet_bytes(33), 28 + 12 + 199 + 2 + 44);
        assert_eq!(ForwardingSpec::MqttTls.packet_bytes(33), 40 + 22 + 5 + 39 + 145 + 2 + 33);
    }

    #[test]
    fn grows_with_the_frame_and_never_carries_less() {
        for spec in [ForwardingSpec::SemtechUdp, ForwardingSpec::MqttTls, ForwardingSpec::Bytes(Bytes(7))] {
            let sizes: Vec<u64> = (0..=255).map(|phy| spec.packet_bytes(phy)).collect();
            assert!(sizes.windows(2).all(|pair| pair[0] <= pair[1]), "{spec:?}");
            assert!(sizes.iter().zip(0..).all(|(&size, phy)| size >= phy), "{spec:?}");
        }
        assert_eq!(ForwardingSpec::Bytes(Bytes(7)).packet_bytes(33), 40);
    }

    #[test]
    fn an_idle_gateway_sends_a_few_bytes_per_second() {
        let semtech = ForwardingSpec::SemtechUdp.background_bytes_per_s();
        assert!((semtech - (4.0 + (40 + STAT.len()) as f64 / 30.0)).abs() < 1e-12);
        assert!((9.0..12.0).contains(&semtech), "{semtech}");
        assert_eq!(ForwardingSpec::Bytes(Bytes(7)).background_bytes_per_s(), 0.0);
    }
}
