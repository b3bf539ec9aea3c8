//! Firmware campaigns: times and counts that arithmetic gives, and what they cost telemetry.

use iotcap::experiment::incidents::firmware::FirmwareResult;
use iotcap::experiment::results::Results;
use iotcap::model::radio::lorawan::DEFAULT_DEVICE_SENSITIVITY;
use iotcap::model::radio::lorawan::airtime::Bandwidth;
use iotcap::model::radio::lorawan::sensitivity::sensitivity_dbm;
use iotcap::network::Network;
use iotcap::network::incidents::Strikes;

use crate::small::{close, results};

/// 20 devices round one gateway, all near, and an image to them from the study's begin on.
fn scenario(study: &str, message: &str, incident: &str) -> String {
    format!(
        "title = 'x'\n[study]\nwarm_up = '0 s'\n{study}\n\
         [radio.lora]\ntechnology = 'lorawan'\nregion = 'EU868'\nduty_cycle = false\nisolation = 'aloha'\n\
         [radio.lora.propagation]\nmodel = 'log-distance'\nexponent = 3.76\nreference = {{ distance = '1 m', loss = '7.7 dB' }}\n\
         [devices.meters]\ncount = 20\nradio = 'lora'\nplace = {{ disc = {{ radius = '300 m' }} }}\n{message}\n\
         [gateways.roof]\nradio = 'lora'\nplace = {{ points = [{{ x = '0 m', y = '0 m' }}] }}\nlink = 'line'\n\
         [links.line]\nto = 'platform'\nrate = '1 Gbit/s'\n\
         [platform]\n\
         [incidents.update]\nat = '0 s'\n{incident}\n"
    )
}

/// One run of ten minutes with next to no messages.
fn campaign(incident: &str) -> Results {
    results(&scenario("duration = '10 min'\nreplications = 1", SELDOM, incident))
}

const SELDOM: &str = "message = { every = '30 d', size = '10 B' }";

fn firmware(results: &Results) -> &FirmwareResult {
    results.incidents[0].firmware.as_ref().expect("it is a campaign")
}

fn update(lasts: &str, more: &str) -> String {
    format!(
        "lasts = '{lasts}'\nfirmware = {{ of = 'devices.meters', image = '1000 B', spreading_factor = 9{more} }}"
    )
}

/// 128 B at SF9 without CRC: 12.25 + 8 + 5 x ceil((1024 - 36 + 28) / 36) = 165.25 symbols of 4.096 ms.
const AIRTIME_S: f64 = 165.25 * 4.096e-3;
/// A gateway may be on the air a tenth of the time there.
const INTERVAL_S: f64 = 10.0 * AIRTIME_S;

#[test]
fn multicast_takes_as_long_as_the_duty_cycle_asks() {
    let results = campaign(&update("9 min", ", redundancy = '0 %'"));
    let firmware = firmware(&results);
    // 1000 B in fragments of 112 B
    assert_eq!((firmware.fragments, firmware.coded, firmware.fragment_bytes), (9, 0, 112));
    close(firmware.frames.value, 9.0);
    close(Some(firmware.airtime_s), AIRTIME_S);
    close(firmware.complete.value, 1.0);
    // the links down add the time of a packet at 1 Gbit/s
    let all_s = firmware.all_s.value.expect("all have it");
    assert!((0.0..1e-3).contains(&(all_s - 8.0 * INTERVAL_S - AIRTIME_S)), "{all_s}");
    assert_eq!((firmware.offered, firmware.missed.len()), (9 * 20, 0));
    close(firmware.received.value, 1.0);
    let gateway = results.elements["gateways.roof"].down.as_ref().expect("it sent");
    assert_eq!(gateway.messages, 9);
}

/// Nothing being missed, the coded fragments of the last wave are spare: the image is there with the ninth of its own.
#[test]
fn at_the_least_it_takes_what_the_image_takes_without_spare_fragments() {
    for waves in [1_u32, 2] {
        let incident = update("9 min", &format!(", redundancy = '50 %', waves = {waves}"));
        let text = scenario("duration = '10 min'\nreplications = 1", SELDOM, &incident);
        let network = Network::build(&crate::small::scenario(&text));
        let Strikes::Firmware(campaign) = &network.incidents.all[0].strikes else { panic!("a campaign") };
        assert_eq!((campaign.fragments, campaign.coded), (9, 5));
        let before = f64::from(waves - 1) * 14.0 * INTERVAL_S;
        close(Some(campaign.least(1).as_secs_f64()), before + 8.0 * INTERVAL_S + AIRTIME_S);
        close(Some(campaign.until_sent(1).as_secs_f64()), before + 13.0 * INTERVAL_S + AIRTIME_S);
        let results = results(&text);
        let all_s = firmware(&results).all_s.value.expect("all have it");
        assert!((0.0..1e-3).contains(&(all_s - campaign.least(1).as_secs_f64())), "{all_s}");
    }
}

#[test]
fn unicast_takes_as_long_for_every_device() {
    let incident = update("9 min", ", delivery = 'unicast'");
    let results = campaign(&incident);
    let firmware = firmware(&results);
    // 9 fragments a device, 6.77 s each: 9 min are enough for 8 devices, and nothing begins after them
    let frames = libm::ceil(540.0 / INTERVAL_S);
    close(firmware.frames.value, frames);
    close(firmware.complete.value, libm::floor(frames / 9.0) / 20.0);
    assert_eq!((firmware.t95_s.value, firmware.all_s.value), (None, None));
}

#[test]
fn nothing_begins_after_the_window_and_a_part_of_an_image_is_none() {
    let results = campaign(&update("30 s", ""));
    let firmware = firmware(&results);
    close(firmware.frames.value, libm::ceil(30.0 / INTERVAL_S));
    close(firmware.complete.value, 0.0);
    close(firmware.received.value, 1.0);
}

#[test]
fn waves_follow_each_other() {
    let incident = update("9 min", ", redundancy = '0 %', waves = 2");
    let results = campaign(&incident);
    let firmware = firmware(&results);
    let half = 8.0 * INTERVAL_S + AIRTIME_S;
    let at = |s: f64| (s / results.scenario.bin_s) as usize;
    let share = |s: f64| firmware.complete_series[at(s)];
    close(Some(share(half - 10.0)), 0.0);
    close(Some(share(half + results.scenario.bin_s)), 0.5);
    // the second wave's first fragment keeps the off time of the first one's last
    let all_s = firmware.all_s.value.expect("all have it");
    assert!((0.0..1e-3).contains(&(all_s - 17.0 * INTERVAL_S - AIRTIME_S)), "{all_s}");
    close(firmware.complete.value, 1.0);
}

/// Each packet on a lossy link down has luck of its own: of 99, half come to the gateway.
#[test]
fn a_lossy_link_down_takes_its_share_of_the_fragments() {
    let text = scenario("duration = '25 min'\nreplications = 1", SELDOM, &update("25 min", ""))
        .replace("1000 B", "10 kB")
        .replace("rate = '1 Gbit/s'", "rate = '1 Gbit/s'\nloss = '50 %'");
    let results = results(&text);
    let firmware = firmware(&results);
    let frames = firmware.frames.value.expect("one run");
    assert!((frames - 49.5).abs() < 4.0 * libm::sqrt(99.0 * 0.25), "{frames}");
    let not_sent = firmware.missed.get("not_sent").copied().unwrap_or(0);
    assert_eq!((firmware.offered, not_sent), (99 * 20, (99 - frames as u64) * 20));
}

#[test]
fn a_slower_pace_is_kept() {
    let incident = update("9 min", ", redundancy = '0 %', pace = '20 s'");
    let results = campaign(&incident);
    let all_s = firmware(&results).all_s.value.expect("all have it");
    assert!((0.0..1e-3).contains(&(all_s - 160.0 - AIRTIME_S)), "{all_s}");
}

/// A frame up overlaps one down as often as their lengths together fill of the interval between those: then the gateway
/// hears nothing of it. 23 B at SF7 take 61.7 ms.
#[test]
fn telemetry_pays_while_gateways_send() {
    let message = "spreading_factor = { fixed = 7 }\nmessage = { poisson = '10 s', size = '10 B' }";
    let incident = "lasts = '10 min'\n\
                    firmware = { of = 'devices.meters', image = '20 kB', spreading_factor = 9 }";
    let study = "duration = '10 min'\nreplications = 20";
    let results = results(&scenario(study, message, incident));
    let incident = &results.incidents[0];
    let lost = incident.collateral.change.value.expect("messages were sent");
    let up_s = 61.696e-3;
    let expected = -(AIRTIME_S + up_s) / INTERVAL_S;
    // without the campaign some are lost to collisions, too: of these none is lost twice
    let scale = incident.collateral.undisturbed.value.expect("messages were sent");
    let [low, high] = incident.collateral.change.ci.expect("20 replications");
    let error = (high - low) / 2.0;
    assert!((lost - expected * scale).abs() < 1.5 * error, "{lost} {expected} {error}");
    assert!(error < 0.004, "{error}");
}

/// In Rayleigh fading a frame of mean power P is received as often as exp(-S / P), S being the sensitivity. Who misses m of the
/// image's n fragments and has c of the coded ones solves m random equations over GF(2) with c of them:
/// the product of 1 - 2^(i - c), i from 0 to m - 1 (Kolchin, Random Graphs, 1999, theorem 3.2.1).
#[test]
fn fading_and_redundancy_are_theory() {
    let margin_db = 10.0;
    let least = sensitivity_dbm(DEFAULT_DEVICE_SENSITIVITY, 9, Bandwidth::Khz125);
    let loss_db = 27.0 - least - margin_db;
    let distance_m = libm::exp10((loss_db - 7.7) / 37.6);
    let study = "duration = '25 min'\nreplications = 20";
    let text = scenario(study, SELDOM, &update("25 min", ", redundancy = '10 %'"))
        .replace("1000 B", "10 kB")
        .replace("count = 20", "count = 200")
        .replace(
            "{ disc = { radius = '300 m' } }",
            &format!("{{ points = [{{ x = '{distance_m} m', y = '0 m' }}] }}"),
        )
        .replace("exponent = 3.76", "exponent = 3.76\nfading = 'rayleigh'");
    let results = results(&text);
    let firmware = firmware(&results);
    assert_eq!((firmware.fragments, firmware.coded), (90, 9));
    let p = libm::exp(-libm::exp10(-margin_db / 10.0));
    let due = 20.0 * 200.0 * 99.0;
    let missed: u64 = firmware.missed.values().sum();
    let received = firmware.received.value.expect("fragments were sent");
    assert_eq!(firmware.offered as f64, due);
    close(Some(received), 1.0 - missed as f64 / due);
    let error = libm::sqrt(p * (1.0 - p) / due);
    assert!((received - p).abs() < 4.0 * error, "{received} {p} {error}");
    let complete: f64 = (0..=9).map(|m| binomial(90, m, 1.0 - p) * solved(m, p)).sum();
    let share = firmware.complete.value.expect("there are devices");
    let error = libm::sqrt(complete * (1.0 - complete) / 4000.0);
    assert!(
        (0.1..0.9).contains(&complete) && (share - complete).abs() < 4.0 * error,
        "{share} {complete} {error}"
    );
}

/// With how many of nine coded fragments, each received with probability `p`, `m` unknowns are solved.
fn solved(m: u32, p: f64) -> f64 {
    let rank = |c: u32| (0..m).map(|i| 1.0 - libm::exp2(f64::from(i) - f64::from(c))).product::<f64>();
    (m..=9).map(|c| binomial(9, c, p) * rank(c)).sum()
}

fn binomial(n: u32, k: u32, p: f64) -> f64 {
    let choose = (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product::<f64>();
    choose * libm::pow(p, f64::from(k)) * libm::pow(1.0 - p, f64::from(n - k))
}
