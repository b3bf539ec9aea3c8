//! Batteries, storage and costs of ordinary scenarios, against what is worked out by hand.

use iotcap::experiment::results::Results;

use crate::small::results;

fn near(found: Option<f64>, exact: f64) {
    let found = found.expect("a figure");
    assert!((found - exact).abs() <= 1e-8 * exact.abs(), "{found} for {exact}");
}

/// One device alone on the air, an hourly message of 10 B at one spreading factor, for two days.
fn sensor(sf: u8, battery: &str) -> Results {
    results(&sensor_text(sf, battery))
}

fn sensor_text(sf: u8, battery: &str) -> String {
    format!(
        r#"
title = "A sensor"
[study]
duration = "2 d"
warm_up = "0 s"
replications = 2
[radio.lora]
technology = "lorawan"
region = "EU868"
propagation = {{ model = "log-distance", reference = {{ distance = "1 m", loss = "7.7 dB" }}, exponent = 3.76 }}
[devices.sensor]
count = 1
radio = "lora"
place = {{ points = [{{ x = "10 m", y = "0 m" }}] }}
spreading_factor = {{ fixed = {sf} }}
message = {{ every = "1 h", size = "10 B" }}
battery = {{ capacity = "2400 mAh", {battery} }}
[gateways.roof]
radio = "lora"
"#
    )
}

#[test]
fn a_battery_lasts_as_its_data_sheet_says() {
    for (sf, charge, years) in
        [(7, 1.9661312, 133.805149), (10, 12.1655296, 56.1113901), (12, 48.6621184, 18.2313663)]
    {
        let energy =
            sensor(sf, r#"self_discharge = "0 %""#).classes["sensor"].energy.clone().expect("a battery");
        near(energy.charge_per_transmission_mc.value, charge);
        near(energy.uncapped_years.value, years);
        near(energy.transmissions_per_day.value, 24.0);
        near(energy.life_years.p50.value, 15.0);
        near(energy.at_shelf_life.value, 1.0);
    }
}

#[test]
fn self_discharge_and_shelf_life_shorten_a_life() {
    let life = |battery: &str| sensor(12, battery).classes["sensor"].energy.clone().expect("a battery");
    let lossy = life(r#"self_discharge = "3 %", shelf_life = "30 y""#);
    near(lossy.life_years.mean.value, 1.0 / (1.0 / 18.2313663 + 0.03));
    near(Some(lossy.spent_on.values().sum()), 1.0);
    near(life(r#"shelf_life = "5 y""#).life_years.p5.value, 5.0);
}

/// 61.696 ms at 29 mA, then what is received at 10.8 mA: 12 B at SF7 without CRC take 40.25 symbols of 1.024 ms, and no second
/// window opens; at SF12 30.25 symbols of 32.768 ms, after a first window of eight symbols in vain.
#[test]
fn an_answer_is_received_for_all_its_time_on_air() {
    const SENT_MC: f64 = 29.0 * 0.061696;
    let confirmed = |platform: &str| {
        let text =
            sensor_text(7, r#"self_discharge = "0 %""#).replace("count = 1", "count = 1\nconfirmed = true");
        results(&(text + platform)).classes["sensor"].energy.clone().expect("a battery")
    };
    let first = confirmed("");
    near(first.charge_per_transmission_mc.value, SENT_MC + 10.8 * 0.041216);
    near(first.transmissions_per_day.value, 24.0);
    // the first window is over when the platform knows of the message
    let second = confirmed("[platform]\ndeduplication = { window = \"1500 ms\" }\n");
    near(second.charge_per_transmission_mc.value, SENT_MC + 10.8 * (0.008192 + 0.991232));
    assert!(second.uncapped_years.value < first.uncapped_years.value);
}

/// Sensors that say 32 B a second each (FIELD: 13.8 GB a day, 5.0 TB a year).
fn plant(parts: &str) -> Results {
    results(&format!(
        r#"
title = "A plant"
[study]
duration = "20 s"
warm_up = "0 s"
replications = 2
[radio.wire]
technology = "ideal"
[devices.sensors]
count = 5000
radio = "wire"
message = {{ every = "1 s", size = "32 B" }}
[gateways.hall]
radio = "wire"
link = "wan"
forwarding = {{ bytes = "0 B" }}
[links.wan]
to = "platform"
rate = "100 Mbit/s"
{parts}"#
    ))
}

#[test]
fn five_thousand_sensors_fill_what_arithmetic_says() {
    let results = plant(
        r#"
[storage.hot]
capacity = "300 GB"
retention = "30 d"
backup = { window = "1 h", rate = "100 MB/s" }
[storage.cold]
compression = 4
replicas = 2
index_factor = 1.5
"#,
    );
    let storage = results.storage.expect("tiers");
    near(storage.bytes_per_day.value, 13.824e9);
    near(storage.bytes_per_year.value, 5.045_76e12);
    let (hot, cold) = (&storage.tiers["hot"], &storage.tiers["cold"]);
    near(hot.after["12 months"].value, 30.0 * 13.824e9);
    // whole days: the 22nd is the first on which more than 300 GB are there
    near(hot.full.as_ref().and_then(|full| full.months.value), 22.0 / (365.25 / 12.0));
    near(hot.backup.as_ref().and_then(|b| b.takes_s["36 months"].value), 30.0 * 13.824e9 / 1e8);
    // an hour at 100 MB/s is 360 GB: 27 days
    let outgrown = hot.backup.as_ref().and_then(|backup| backup.outgrown.as_ref());
    near(outgrown.and_then(|full| full.months.value), 27.0 / (365.25 / 12.0));
    // three years are 1096 days, of which the last 30 are hot
    near(cold.after["36 months"].value, 1066.0 * 13.824e9 * 1.5 * 2.0 / 4.0);
    assert!(cold.full.is_none() && cold.retention_d.is_none());
    assert_eq!(hot.bytes.len(), 37);
}

#[test]
fn storage_follows_growth() {
    let growing = "[storage.all]\ncapacity = '40 TB'\n[growth]\nstart = '2027-01'\nuntil = '2031-12'\n\
        devices.sensors = { table = [{ at = '2027-02', count = 10000 }] }\n";
    let storage = plant(growing).storage.expect("a tier");
    assert_eq!((storage.begins.as_deref(), storage.months), (Some("2027-01"), 60));
    // January's mean of a line from 5000 to 10000 over its 31 days, left ends
    let january: f64 = (0..31).map(|day| 1.0 + f64::from(day) / 31.0).sum();
    let found = storage.tiers["all"].bytes[1] / 13.824e9;
    assert!((found - january).abs() < 0.01, "{found} for {january}: whole devices only");
    // then two of them a day
    let full = storage.tiers["all"].full.clone().expect("it is full within the plan");
    let days = 31.0 + (40e12 / 13.824e9 - january) / 2.0;
    assert_eq!(full.date.as_deref(), Some("2030-12-26"), "{days} days");
}

#[test]
fn costs_are_prices_times_what_is_used() {
    let results = plant(
        r#"
[storage.all]
[costs]
write_off = "10 months"
devices.sensors = { cost = "2 EUR", per_month = "0.10 EUR" }
gateways.hall = { per_month = "7 EUR" }
links.wan = { per_gb = "0.5 EUR" }
platform = { per_month = "100 EUR", per_million_messages = "0.01 EUR" }
storage.all = { per_gb_month = "0.02 EUR" }
"#,
    );
    let cost = results.cost.expect("prices");
    let month_s = 365.25 / 12.0 * 86_400.0;
    let line = |of: &str, key: &str| {
        let found = cost.lines.iter().find(|line| line.of == of && line.key == key);
        found.and_then(|line| line.per_month.value)
    };
    near(line("devices.sensors", "cost"), 1000.0);
    near(line("devices.sensors", "per_month"), 500.0);
    near(line("gateways.hall", "per_month"), 7.0);
    near(line("platform", "per_million_messages"), 0.01 * 5e3 * month_s / 1e6);
    // 365 days of 13.824 GB
    near(line("storage.all", "per_gb_month"), 0.02 * 365.0 * 13.824);
    let carried = line("links.wan", "per_gb").expect("a sum") / 0.5 * 1e9 / month_s / 5000.0;
    assert!((carried - 32.0).abs() < 0.01, "{carried} B a message");
    let sum: f64 = cost.lines.iter().filter_map(|line| line.per_month.value).sum();
    near(cost.per_month.value, sum);
    near(cost.per_delivered_message.value, sum / (5e3 * month_s));
    near(Some(cost.kinds.values().filter_map(|kind| kind.value).sum()), sum);
}

/// Ten meters say 20 B every 10 s, which makes 1 message and 1 acknowledgement a second.
#[test]
fn a_link_bills_both_directions() {
    let text = r#"
title = "A line"
[study]
duration = "1000 s"
warm_up = "0 s"
replications = 2
[radio.wire]
technology = "ideal"
[devices.meters]
count = 10
radio = "wire"
message = { every = "10 s", size = "20 B" }
session = { protocol = "mqtt-tls", qos = 1 }
[gateways.desk]
radio = "wire"
link = "line"
forwarding = { bytes = "0 B" }
[links.line]
to = "platform"
rate = "100 Mbit/s"
rate_down = "1 Mbit/s"
[costs]
links.line = { per_gb = "0.5 EUR" }
"#;
    let cost = results(text).cost.expect("prices");
    let month_s = 365.25 / 12.0 * 86_400.0;
    let carried = cost.lines[0].per_month.value.expect("a sum") / 0.5 * 1e9 / month_s;
    // a PUBACK with its headers and its TLS record
    let exact = 20.0 + 73.0;
    assert!((carried - exact).abs() < 0.002 * exact, "{carried} B a second for {exact}");
}

/// Three gateways with a box each: its price once over ten months, and its upkeep.
#[test]
fn every_site_of_a_group_has_its_price() {
    let results = plant(
        r#"
[gateways.floor]
count = 3
radio = "wire"
site = "box"
[sites.box]
per = "gateway"
to = "wan"
[costs]
write_off = "10 months"
sites.box = { cost = "400 EUR", per_month = "15 EUR" }
"#,
    );
    let cost = results.cost.expect("prices");
    near(cost.per_month.value, 3.0 * (400.0 / 10.0 + 15.0));
    near(cost.kinds["sites"].value, 165.0);
    assert_eq!((cost.lines[1].of.as_str(), cost.lines[1].unit.as_str()), ("sites.box", "sites"));
}

#[test]
fn nothing_is_said_where_nothing_is_asked() {
    let results = plant("");
    assert!(results.storage.is_none() && results.cost.is_none());
    let text = serde_json::to_string(&results).expect("JSON");
    for key in ["\"storage\"", "\"cost\"", "\"energy\""] {
        assert!(!text.contains(key), "{key}");
    }
}
