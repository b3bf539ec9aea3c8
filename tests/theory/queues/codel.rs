//! CoDel's schedule of drops at an overloaded link (RFC 8289).

use iotcap::engine::recorder::Recorder;
use iotcap::model::cause::Cause;
use iotcap::network::ids::ElementId;
use iotcap::units::Time;

use crate::ledger::{network, record};
use crate::oracle::rows;

/// When a packet was dropped.
struct Drops(Vec<Time>);

impl Recorder for Drops {
    fn dropped(&mut self, _: ElementId, at: Time, cause: Cause) {
        assert_eq!(cause, Cause::BufferOverflow);
        self.0.push(at);
    }
}

/// 1100 packets come each millisecond and 1000 can go, one each microsecond: a drop is late by no more than that.
#[test]
fn drops_follow_the_schedule() {
    let network = network(
        r#"
title = "Too many packets"
[study]
duration = "1 s"
warm_up = "0 s"
[radio.wire]
technology = "ideal"
[devices.many]
count = 1100
radio = "wire"
message = { every = "1 ms", phase = "aligned", size = "100 B" }
[gateways.door]
radio = "wire"
link = "line"
[links.line]
to = "platform"
rate = "800 Mbit/s"
drop = "codel"
"#,
    );
    let drops = record(&network, 1, |_| Drops(Vec::new())).remove(0).0;
    let table = rows("codel_drop_schedule");
    assert!(drops.len() > table.len(), "{} drops", drops.len());
    for (row, at) in table.iter().zip(&drops) {
        let due = row.number("ms_after_first_drop(sustained sojourn>target, starting count=1)");
        let late_us = (*at - drops[0]).as_secs_f64() * 1e6 - due * 1e3;
        assert!((-0.001..=1.001).contains(&late_us), "drop {}: {late_us} us late", row.text("drop_number"));
    }
}
