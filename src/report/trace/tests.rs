//! What a timeline shows of diaries made by hand.

use super::figure::Timeline;
use super::timeline;
use crate::experiment::results::ScenarioInfo;
use crate::experiment::trace::diary::{
    Contest, Copy, Diary, End, Interferer, Reception, Stretch, Trace, Transmission,
};
use crate::model::radio::lorawan::Capture;

/// A message of 100 ms on the air that waited so long for it, with these verdicts, and how it ended.
fn diary(wait_s: f64, receptions: Vec<Reception>, end: End) -> Diary {
    let sent = Transmission {
        radio: "radio.lora".into(),
        from_s: wait_s,
        airtime_s: 0.1,
        data_rate: Some("SF8".into()),
        frequency_mhz: Some(868.1),
        frame_bytes: Some(33),
        least_dbm: Some(-140.0),
        receptions,
    };
    Diary {
        device: "meters:17".into(),
        place: None,
        message: 1,
        born: "Mon 00:00:00.000".into(),
        birth_s: 0.0,
        payload_bytes: 20,
        deadline_s: None,
        end,
        transmissions: vec![sent],
        copies: Vec::new(),
    }
}

fn reception(gateway: u32, lost: Option<&'static str>, contest: Option<Contest>) -> Reception {
    Reception {
        gateway: format!("gateways.roof:{gateway}"),
        lost,
        power_dbm: Some(-120.0),
        margin_db: Some(if lost == Some("out_of_range") { -3.0 } else { 3.0 }),
        demodulators: Some(8),
        contest,
    }
}

fn broken() -> Contest {
    let other = |device: &str, from_s| Interferer {
        device: device.into(),
        data_rate: "SF8".into(),
        power_dbm: -118.0,
        from_s,
        to_s: from_s + 0.1,
        together_s: 0.05,
    };
    let others = vec![other("alarms:1", -0.05), other("meters:2", 0.05)];
    Contest {
        rule: Capture::EnergyWeighted,
        ratio_db: -2.0,
        needed_db: Some(6.0),
        short_db: Some(8.0),
        others,
    }
}

fn lost(cause: &'static str, after_s: f64) -> End {
    let element = Some("gateways.roof:1".into());
    End { fate: "lost", cause: Some(cause), element, after_s: Some(after_s), note: None }
}

fn timeline(diary: Diary) -> Timeline {
    let trace = Trace {
        scenario: ScenarioInfo::default(),
        replication: 1,
        classes: vec!["alarms".into(), "meters".into()],
        headline: String::new(),
        offered: 1,
        fates: Vec::new(),
        matching: 1,
        examined: 1,
        levels: Vec::new(),
        interfering_classes: Vec::new(),
        interfering_devices: Vec::new(),
        messages: Vec::new(),
    };
    timeline::of(&trace, &diary)
}

fn labels(line: &Timeline) -> Vec<&str> {
    line.lanes.iter().map(|lane| lane.label.as_str()).collect()
}

#[test]
fn those_who_interfered_stand_under_their_gateway_in_the_colours_of_their_classes() {
    let receptions =
        vec![reception(1, Some("collision"), Some(broken())), reception(2, Some("out_of_range"), None)];
    let line = timeline(diary(0.0, receptions, lost("collision", 0.1)));
    assert_eq!(labels(&line), ["roof:1", "alarms:1 SF8", "meters:2 SF8", "roof:2"]);
    assert_eq!(line.lanes[0].note, "\u{2212}120 dBm · collision, 8 dB short");
    assert_eq!(line.lanes[3].note, "\u{2212}120 dBm · below sensitivity by 3 dB");
    assert_ne!(line.lanes[1].bars[0].color, line.lanes[2].bars[0].color);
    // as much of the others' frames as half a frame before and after
    assert!((line.x.from + 0.05).abs() < 1e-9 && line.x.to >= 0.15, "{:?}", line.x);
}

#[test]
fn a_short_wait_is_a_lane_and_a_long_one_is_left_out_and_said() {
    let short = timeline(diary(0.05, vec![reception(1, None, None)], lost("no_demodulator", 0.15)));
    assert_eq!(labels(&short)[0], "in the device");
    assert_eq!((short.x.from, short.lanes[0].bars[0].to), (0.0, 0.05));
    let long = timeline(diary(60.0, vec![reception(1, None, None)], lost("no_demodulator", 60.1)));
    assert_eq!(labels(&long), ["roof:1"]);
    assert!(long.x.from > 59.0 && long.note.contains("waits 60.000 s to send, not drawn"), "{}", long.note);
}

#[test]
fn gateways_beyond_the_fifth_are_counted() {
    let far = |gateway| reception(gateway, Some("out_of_range"), None);
    let line = timeline(diary(0.0, (1..=7).map(far).collect(), lost("out_of_range", 0.1)));
    assert_eq!(line.lanes.len(), 6);
    assert_eq!(line.lanes[5].label, "and 2\u{a0}more gateways, below sensitivity");
}

#[test]
fn hops_of_one_element_share_a_lane_and_other_copies_have_one_each() {
    let end = End { fate: "delivered", cause: None, element: None, after_s: Some(0.4), note: None };
    let mut diary = diary(0.0, vec![reception(1, None, None), reception(2, None, None)], end);
    let stretch = |part, element: &str, from_s, span_s| Stretch {
        part,
        element: element.into(),
        from_s,
        span_s,
        down: Vec::new(),
    };
    let way = vec![
        stretch("airtime", "radio.lora", 0.0, 0.1),
        stretch("waiting", "links.lte", 0.1, 0.2),
        stretch("transmission", "links.lte", 0.3, 0.05),
        stretch("service", "platform.ingest", 0.35, 0.05),
    ];
    let copy = |gateway: &str, fate, end_s, way| Copy {
        gateway: Some(gateway.into()),
        fate,
        end_s,
        cause: None,
        element: None,
        due_to: None,
        room: None,
        way,
    };
    diary.copies.push(copy("gateways.roof:1", "delivered", 0.4, way.clone()));
    diary.copies.push(copy("gateways.roof:2", "duplicate", 0.35, way[..3].to_vec()));
    let line = timeline(diary);
    assert_eq!(labels(&line), ["roof:1", "roof:2", "links.lte", "platform.ingest", "copy of roof:2"]);
    assert_eq!(line.lanes[2].note, "waiting 200 ms, transmission 50 ms");
    assert_eq!((line.word.as_str(), line.end), ("delivered", Some(0.4)));
}
