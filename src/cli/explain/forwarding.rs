//! What a frame weighs on a gateway's link, reckoned by the formulas that the simulator uses.

use crate::cli::table::{Side::Left, Side::Right, Table};
use crate::model::forwarding::Background;
use crate::model::gateway::ForwardingSpec;
use crate::units::Bytes;

/// PHY payloads shown: a meter's reading, and the longest of EU868 at SF12 and SF7.
const PHY_BYTES: [u64; 3] = [33, 64, 255];

/// Each way of forwarding, with what it adds.
pub fn text() -> String {
    let mut table = Table::new(&[
        ("forwarding", Left),
        ("frame of 33 B", Right),
        ("64 B", Right),
        ("255 B", Right),
        ("by itself, B/s", Right),
        ("packets by itself", Left),
    ]);
    let forty = ForwardingSpec::Bytes(Bytes(40));
    let all = [
        ("\"semtech-udp\"", ForwardingSpec::SemtechUdp),
        ("\"mqtt-tls\"", ForwardingSpec::MqttTls),
        ("{ bytes = \"40 B\" }", forty),
    ];
    for (name, spec) in all {
        let mut row = vec![name.to_string()];
        row.extend(PHY_BYTES.map(|phy| format!("{} B", spec.packet_bytes(phy))));
        row.push(format!("{:.1}", spec.background_bytes_per_s()));
        let packets =
            spec.background().iter().map(|Background { bytes, every }| format!("{bytes} B every {every}"));
        row.push(packets.collect::<Vec<_>>().join(", "));
        table.row(row);
    }
    let more = ForwardingSpec::MqttTls.packet_bytes(PHY_BYTES[0]) - PHY_BYTES[0];
    format!("{}\n{}", table.text(), WHAT.replace("{more}", &more.to_string()))
}

const WHAT: &str = "\
`gateways.NAME.forwarding` says how a received frame is packed for the gateway's link. The frame is the radio's: payload and
what the technology adds (LoRaWAN 13 B). Bytes are counted from IPv4 upwards; what the access line adds is part of its rate.

semtech-udp  IPv4, UDP, 12 B of header and a JSON object with the frame in base64: four bytes for three (packet_forwarder)
mqtt-tls     IPv4, TCP, a TLS 1.3 record, an MQTT PUBLISH with its topic and what is said beside the frame in Protobuf
             (ChirpStack): {more} B on top of a frame, one more from 128 B on
bytes        so many on top of the frame, and nothing by itself

Each frame goes in a packet of its own; acknowledgements of TCP are left out. Keep-alive and status packets load the links,
too. On an ideal radio the payload alone is sent unless `forwarding` is written.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_the_docs_have_the_numbers_of_the_model() {
        let (page, docs) = (text(), include_str!("../../../docs/scenario-language.md"));
        for spec in [ForwardingSpec::SemtechUdp, ForwardingSpec::MqttTls] {
            let bytes = spec.packet_bytes(PHY_BYTES[0]);
            assert!(page.contains(&format!("{bytes} B")), "{page}");
            let said = format!("a frame of {} B is {bytes} B", PHY_BYTES[0]);
            assert!(docs.contains(&said), "docs/scenario-language.md lacks: {said}");
            let idle = format!("{:.0} B/s a gateway", spec.background_bytes_per_s());
            assert!(docs.contains(&idle), "docs/scenario-language.md lacks: {idle}");
        }
        let more = [127, 128].map(|phy| ForwardingSpec::MqttTls.packet_bytes(phy) - phy);
        assert_eq!(more[1], more[0] + 1);
    }
}
