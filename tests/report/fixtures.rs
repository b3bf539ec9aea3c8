//! Synthetic results: one ordinary study and the ugly ones that a report must survive. The figures are made
//! up but hang together: messages balance, ratios follow from counts, series add up to their totals.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use iotcap::experiment::analysis::{Achieved, Precision, WarmUpFound};
use iotcap::experiment::results::{
    Assumption, Balance, Bottleneck, ClassResult, ClassSeries, Conservation, ElementResult, ElementSeries,
    Estimate, Latency, Load, Map, MapBin, MapGateway, ObjectiveResult, Results, SCHEMA, ScenarioInfo,
    Verdict, Waiting, WaterfallRow,
};
use iotcap::experiment::samples::{ClassSamples, LatencySamples, SoFar};
use iotcap::experiment::theory::Theory;

/// A class as the fixtures want it.
struct Wish {
    name: &'static str,
    devices: u64,
    per_bin: u64,
    lost: &'static [(&'static str, &'static str, f64)],
    median_s: f64,
    spread: f64,
}

const WISHES: [Wish; 3] = [
    Wish {
        name: "meters",
        devices: 42_000,
        per_bin: 1500,
        lost: &[
            ("collision", "radio.lora", 0.012),
            ("out_of_range", "radio.lora", 0.004),
            ("buffer_overflow", "links.lte@rooftop:7", 0.006),
        ],
        median_s: 0.6,
        spread: 0.34,
    },
    Wish {
        name: "alarms",
        devices: 5200,
        per_bin: 90,
        lost: &[("interference", "radio.lora", 0.003), ("collision", "radio.lora", 0.004)],
        median_s: 0.14,
        spread: 0.24,
    },
    Wish {
        name: "firmware",
        devices: 1000,
        per_bin: 40,
        lost: &[("throttled", "platform.ingest", 0.02), ("expired", "links.lte@rooftop:7", 0.01)],
        median_s: 2.2,
        spread: 0.36,
    },
];

/// The day's shape at hour `h`: a sharp morning peak, a broad evening one.
fn day(h: f64) -> f64 {
    let bump = |at: f64, width: f64| (-(h - at) * (h - at) / (2.0 * width * width)).exp();
    0.35 + 0.25 * bump(9.0, 3.0) + 0.3 * bump(19.0, 2.4) + 0.9 * bump(6.3, 0.4)
}

/// A reproducible wobble between −1 and 1.
fn wobble(n: usize) -> f64 {
    let x = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (((x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as f64 / (1 << 24) as f64).mul_add(2.0, -1.0)
}

fn around(value: f64, half: f64) -> Estimate {
    Estimate { value: Some(value), ci: Some([value - half, value + half]) }
}

fn share(value: f64, half: f64) -> Estimate {
    Estimate { value: Some(value), ci: Some([(value - half).max(0.0), (value + half).min(1.0)]) }
}

/// Logistic in log10 of time, about log-normal.
fn cdf(wish: &Wish) -> Vec<[f64; 2]> {
    let points = (1..400).map(|i| f64::from(i) / 400.0).chain([0.999, 0.9995, 1.0]);
    points
        .map(|p: f64| {
            let odds = (p.min(0.9999) / (1.0 - p.min(0.9999))).log10() * std::f64::consts::LN_10 / 1.702;
            [wish.median_s * 10f64.powf(wish.spread * odds), p]
        })
        .collect()
}

fn at_share(cdf: &[[f64; 2]], share: f64) -> f64 {
    cdf.iter().find(|p| p[1] >= share).map_or(0.0, |p| p[0])
}

fn class(wish: &Wish, bins: usize, bin_s: f64) -> ClassResult {
    let mut series = ClassSeries::default();
    let mut lost: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for bin in 0..bins {
        let h = bin as f64 * bin_s / 3600.0;
        let born = (wish.per_bin as f64 * 10.0 * day(h % 24.0) * (1.0 + 0.05 * wobble(bin))) as u64;
        let mut gone = 0;
        for (cause, element, share) in wish.lost {
            let n = (born as f64 * share * day(h % 24.0) * (1.3 + 0.3 * wobble(bin * 7))) as u64;
            series.lost.entry((*cause).into()).or_insert_with(|| vec![0; bins])[bin] = n;
            *lost.entry((*cause).into()).or_default().entry((*element).into()).or_default() += n;
            gone += n;
        }
        let ratio = 1.0 - gone as f64 / born.max(1) as f64;
        series.offered.push(born);
        series.delivered.push(born - gone);
        series.delivery_ratio_ci.push(Some([ratio - 0.006, (ratio + 0.006).min(1.0)]));
        series.p50.push(Some(wish.median_s));
        series.p95.push(Some(wish.median_s * 4.0));
        series.p99.push(Some(wish.median_s * 9.0));
    }
    let (offered, delivered) = (series.offered.iter().sum(), series.delivered.iter().sum());
    let latency_cdf = cdf(wish);
    let quantile = |q: f64| around(at_share(&latency_cdf, q), 0.03 * at_share(&latency_cdf, q));
    ClassResult {
        devices: wish.devices,
        offered,
        delivered,
        delivery_ratio: share(delivered as f64 / offered as f64, 0.002),
        attempts: around(1.1, 0.01),
        copies: around(2.4, 0.1),
        latency_s: Latency {
            mean: quantile(0.6),
            p50: quantile(0.5),
            p95: quantile(0.95),
            p99: quantile(0.99),
            p999: quantile(0.999),
        },
        latency_cdf,
        lost,
        out_of_coverage: share(0.012, 0.001),
        waterfall: waterfall(wish.median_s),
        series,
        ..ClassResult::default()
    }
}

fn waterfall(median_s: f64) -> Vec<WaterfallRow> {
    let parts = [
        ("access", "radio.lora", 0.2, 0.9),
        ("airtime", "radio.lora", 0.37, 0.42),
        ("service", "gateways.rooftop", 0.002, 0.002),
        ("waiting", "links.lte", 0.15, 1.4),
        ("transmission", "links.lte", 0.03, 0.035),
        ("propagation", "links.lte", 0.035, 0.035),
        ("de-duplication", "platform.deduplication", 0.2, 0.2),
        ("waiting", "platform.ingest", 0.0001, 0.004),
        ("service", "platform.ingest", 0.002, 0.002),
        ("service", "storage.timeseries", 0.004, 0.004),
    ];
    let row = |(part, element, all, p95): (&str, &str, f64, f64)| WaterfallRow {
        part: part.into(),
        element: element.into(),
        all: around(all * median_s, 0.01 * all),
        p95: around(p95 * median_s, 0.05 * p95),
    };
    parts.into_iter().map(row).collect()
}

fn element(kind: &str, group: Option<&str>, level: f64, bins: usize, bin_s: f64) -> ElementResult {
    let load: Vec<f64> = (0..bins)
        .map(|bin| level * day(bin as f64 * bin_s / 3600.0 % 24.0) * (1.0 + 0.04 * wobble(bin * 3)))
        .collect();
    let peak = load.iter().copied().fold(0.0, f64::max);
    let mean = load.iter().sum::<f64>() / bins as f64;
    let below = |limit: f64, value: f64, half: f64| {
        let value = value.min(limit);
        Estimate { value: Some(value), ci: Some([value - half, (value + half).min(limit)]) }
    };
    let figures = |limit: f64| Load {
        mean: below(limit, mean, 0.01),
        busy_hour: below(limit, peak * 0.9, 0.02),
        p95: below(limit, peak * 0.97, 0.02),
        peak: below(limit, peak, 0.03),
    };
    let radio = kind == "radio";
    ElementResult {
        kind: kind.into(),
        group: group.map(Into::into),
        members: 1,
        capacity: (!radio).then(|| "2 Mbit/s".into()),
        capacity_value: (!radio).then_some(2000.0),
        unit: if radio { "Erlang".into() } else { "kbit/s".into() },
        offered_messages: 1_000_000,
        offered_load: figures(9.0),
        utilisation: if radio { Load::default() } else { figures(1.0) },
        busy_hour_start: Some("05:50".into()),
        dropped: 1234,
        waiting_s: Waiting { mean: around(0.1, 0.01), p95: around(1.2, 0.1) },
        series: ElementSeries {
            offered_load_ci: load.iter().map(|v| Some([v * 0.93, v * 1.07])).collect(),
            utilisation: if radio { vec![] } else { load.iter().map(|v| v.min(1.0)).collect() },
            dropped: vec![3; bins],
            offered_load: load,
        },
        ..ElementResult::default()
    }
}

fn elements(gateways: usize, bins: usize, bin_s: f64) -> IndexMap<String, ElementResult> {
    let mut all = IndexMap::new();
    all.insert("radio.lora".to_string(), element("radio", None, 0.18, bins, bin_s));
    let group = ElementResult { members: gateways as u64, ..element("gateway", None, 0.3, bins, bin_s) };
    all.insert("gateways.rooftop".to_string(), group);
    for id in 1..=gateways {
        let level = 0.2 + 0.2 * (1.0 + wobble(id));
        all.insert(
            format!("gateways.rooftop:{id}"),
            element("gateway", Some("gateways.rooftop"), level, bins, bin_s),
        );
    }
    let group = ElementResult { members: gateways as u64, ..element("link", None, 0.4, bins, bin_s) };
    all.insert("links.lte".to_string(), group);
    for id in 1..=gateways {
        let level = if id == 7 || gateways < 7 { 0.85 } else { 0.3 + 0.2 * (1.0 + wobble(id * 5)) };
        all.insert(format!("links.lte@rooftop:{id}"), element("link", Some("links.lte"), level, bins, bin_s));
    }
    all.insert("platform.ingest".to_string(), element("station", None, 0.5, bins, bin_s));
    all
}

fn map(gateways: usize) -> Map {
    let mut map = Map { bin_m: 400.0, ..Map::default() };
    for column in -16..=16 {
        for row in -16..=16 {
            let (x_m, y_m) = (f64::from(column) * 400.0, f64::from(row) * 400.0);
            let far = (x_m * x_m + y_m * y_m).sqrt() / 6400.0;
            if far <= 1.0 {
                let ratio =
                    (1.03 - 0.5 * far.powi(6) + 0.02 * wobble((column * 40 + row + 900) as usize)).min(1.0);
                let ratio = if column > 12 && row > 4 { 0.0 } else { ratio };
                map.bins.push(MapBin { x_m, y_m, devices: 14.0, delivery_ratio: Some(ratio) });
            }
        }
    }
    for id in 0..gateways {
        let (x_m, y_m) = (5000.0 * wobble(id * 2), 5000.0 * wobble(id * 2 + 1));
        let element = format!("gateways.rooftop:{}", id + 1);
        map.gateways.push(MapGateway {
            element,
            x_m,
            y_m,
            off: id == 3,
            received: (id as u64 * 7919) % 90_000,
        });
    }
    map
}

fn objective(
    name: &str,
    of: &str,
    metric: &str,
    limit: (&str, f64),
    value: (f64, f64),
    verdict: Verdict,
) -> ObjectiveResult {
    ObjectiveResult {
        name: name.into(),
        of: of.into(),
        metric: metric.into(),
        limit: limit.0.into(),
        limit_value: limit.1,
        value: Some(value.0),
        ci: Some([value.0 - value.1, value.0 + value.1]),
        n: 10,
        verdict,
        reason: match verdict {
            Verdict::Met => "the interval is clear of the limit".into(),
            Verdict::AtRisk => {
                "the limit lies inside the interval; about 25 more replications would tell".into()
            }
            _ => "the interval is wholly beyond the limit".into(),
        },
        ..ObjectiveResult::default()
    }
}

fn objectives() -> Vec<ObjectiveResult> {
    let mut lte = objective(
        "lte-has-room",
        "links.lte",
        "utilisation_busy_hour",
        ("<= 70 %", 0.7),
        (0.974, 0.02),
        Verdict::Missed,
    );
    lte.member = Some("links.lte@rooftop:7".into());
    vec![
        objective(
            "readings-arrive",
            "devices.meters",
            "delivery_ratio",
            (">= 98 %", 0.98),
            (0.9838, 0.002),
            Verdict::Met,
        ),
        objective(
            "readings-in-time",
            "devices.meters",
            "latency_p95",
            ("<= 10 s", 10.0),
            (3.1, 0.2),
            Verdict::Met,
        ),
        objective(
            "alarms-arrive",
            "devices.alarms",
            "delivery_ratio",
            (">= 99.5 %", 0.995),
            (0.9949, 0.001),
            Verdict::AtRisk,
        ),
        objective(
            "alarms-in-time",
            "devices.alarms",
            "latency_p99",
            ("<= 1 s", 1.0),
            (0.61, 0.02),
            Verdict::Met,
        ),
        objective(
            "firmware-in-time",
            "devices.firmware",
            "latency_p95",
            ("<= 8 s", 8.0),
            (9.4, 0.4),
            Verdict::Missed,
        ),
        lte,
    ]
}

fn balance(classes: &IndexMap<String, ClassResult>) -> Conservation {
    let of = |class: &ClassResult| Balance {
        offered: class.offered,
        delivered: class.delivered,
        lost: class.lost.values().flat_map(|by| by.values()).sum(),
        in_flight: class.in_flight,
        balanced: true,
    };
    let classes: IndexMap<String, Balance> =
        classes.iter().map(|(name, class)| (name.clone(), of(class))).collect();
    let sum = |part: fn(&Balance) -> u64| classes.values().map(part).sum();
    let total = Balance {
        offered: sum(|b| b.offered),
        delivered: sum(|b| b.delivered),
        lost: sum(|b| b.lost),
        in_flight: sum(|b| b.in_flight),
        balanced: true,
    };
    Conservation { total, classes }
}

fn assumptions() -> Vec<Assumption> {
    let rows = [
        ("radio.lora.propagation", "log-distance, exponent 3.76, 7.7 dB at 1 m"),
        ("radio.lora.spreading_factor", "lowest that closes the link with 3 dB to spare"),
        ("radio.lora.capture", "6 dB in the same spreading factor"),
        ("radio.lora.shadowing", "none"),
        ("gateways.rooftop.demodulators", "8"),
        ("platform.deduplication.window", "200 ms"),
        ("links.lte.forwarding", "Semtech UDP"),
        ("study.drain.traffic", "continues"),
        ("devices.meters.power", "14 dBm"),
        ("devices.alarms.power", "14 dBm"),
        ("devices.firmware.power", "14 dBm"),
    ];
    rows.map(|(path, value)| Assumption { path: path.into(), value: value.into(), source: "a source".into() })
        .to_vec()
}

/// A day of three classes over 12 gateways, one link overloaded in the morning.
pub fn ordinary() -> Results {
    study(12, 288, 300.0)
}

fn study(gateways: usize, bins: usize, bin_s: f64) -> Results {
    let mut classes: IndexMap<_, _> =
        WISHES.iter().map(|w| (w.name.to_string(), class(w, bins, bin_s))).collect();
    classes["alarms"].deadline_s = Some(10.0);
    Results {
        schema: SCHEMA,
        model_version: "1.0".into(),
        scenario: ScenarioInfo {
            title: "Smart meters, alarms and firmware of a city of 120 000".into(),
            name: "utrecht-phase2".into(),
            hash: "9f31c0d2a4b7e86655aa0011223344556677889900aabbccddeeff0011223344".into(),
            seed: 42,
            replications: 10,
            start: "Mon 00:00".into(),
            simulated_s: bins as f64 * bin_s,
            bin_s,
            drain_s: 8640.0,
            layout: "redrawn".into(),
            devices: 48_200,
            gateways: gateways as u64,
            ..ScenarioInfo::default()
        },
        assumptions: assumptions(),
        verdict: Verdict::Missed,
        objectives: objectives(),
        conservation: balance(&classes),
        classes,
        elements: elements(gateways, bins, bin_s),
        map: map(gateways),
        bottleneck: Some(Bottleneck {
            element: if gateways < 7 { "links.lte@rooftop:1".into() } else { "links.lte@rooftop:7".into() },
            binding: true,
            objective: Some("lte-has-room".into()),
            metric: "utilisation_busy_hour".into(),
            value: Some(0.974),
            limit: Some(0.7),
        }),
        ..Results::default()
    }
}

/// The same with all that says how far to trust it: an hour cut as warm-up, one precision not reached, theory.
pub fn settled() -> Results {
    let mut results = ordinary();
    results.scenario.warm_up_s = 3600.0;
    results.scenario.start = "Mon 01:00".into();
    let runs = results.scenario.replications;
    for (name, class) in &results.classes {
        let (each, lost) = (class.offered / runs, (class.offered - class.delivered) / runs);
        let lost = |n: u64| (lost as f64 * (1.0 + 0.2 * wobble(n as usize))) as u64;
        let slow = |n: u64| Some(class.latency_s.p95.value.unwrap() * (1.0 + 0.03 * wobble(n as usize + 40)));
        let own: Vec<Option<f64>> = (0..runs).map(slow).collect();
        let so_far = |n: usize| Some(own[..n].iter().flatten().sum::<f64>() / n as f64);
        let so_far = SoFar { p95: (1..=own.len()).map(so_far).collect(), ..SoFar::default() };
        let own = ClassSamples {
            offered: vec![each; runs as usize],
            delivered: (0..runs).map(|n| each - lost(n)).collect(),
            arrived: vec![each; runs as usize],
            latency_s: LatencySamples { p95: own, so_far, ..LatencySamples::default() },
            ..ClassSamples::default()
        };
        results.samples.classes.insert(name.clone(), own);
    }
    let achieved = |class: &String, metric: &str, half: f64, asked: f64, replications| Achieved {
        of: format!("devices.{class}"),
        metric: metric.into(),
        half_width: Some(half),
        asked: Some(asked),
        relative_error: None,
        replications,
    };
    let both = |class: &String| {
        [
            achieved(class, "delivery_ratio", 0.0006, 0.01, None),
            achieved(class, "latency_p95", 0.019, 0.014, Some(19)),
        ]
    };
    let figures = results.classes.keys().flat_map(both).collect();
    results.analysis.precision = Precision { asked: Some(0.01), reached: Some(false), figures };
    let mean = |bin: usize| Some(0.7 - 0.5 * (-(bin as f64) / 5.0).exp() + 0.03 * wobble(bin));
    results.analysis.warm_up = WarmUpFound {
        method: "MSER-5".into(),
        cut_s: 3600.0,
        too_short: false,
        unsettled: vec![],
        reason: "the first 12 bins (1 h): MSER-5 on the mean latency of devices.meters by bin, pooled over replications"
            .into(),
        pilot_latency_s: [("meters".to_string(), (0..300).map(mean).collect())].into_iter().collect(),
    };
    let row = |model: &str, value: f64, agrees| Theory {
        element: "platform.ingest".into(),
        measure: "waiting_mean".into(),
        model: model.into(),
        source: "A. K. Erlang 1917".into(),
        value,
        simulated: around(0.004, 0.0001),
        agrees: Some(agrees),
        ..Theory::default()
    };
    results.theory = vec![row("M/M/4", 0.00402, true), row("M/M/1", 0.05, false)];
    results
}

/// The radio binds: no capacity line, the delivery ratio instead.
pub fn radio_binds() -> Results {
    let mut results = ordinary();
    results.bottleneck = Some(Bottleneck {
        element: "radio.lora".into(),
        binding: true,
        objective: Some("alarms-arrive".into()),
        metric: "delivery_ratio".into(),
        value: Some(0.9949),
        limit: Some(0.995),
    });
    results.objectives.retain(|o| o.verdict != Verdict::Missed);
    results.verdict = Verdict::AtRisk;
    results
}

/// Nothing is lost.
pub fn no_losses() -> Results {
    let mut results = ordinary();
    for class in results.classes.values_mut() {
        class.lost.clear();
        class.series.lost.clear();
        class.series.delivered = class.series.offered.clone();
        class.series.delivery_ratio_ci = class.series.offered.iter().map(|_| Some([0.9999, 1.0])).collect();
        class.delivered = class.offered;
        class.delivery_ratio =
            Estimate { value: Some(1.0), ci: Some([1.0 - 3.0 / class.offered as f64, 1.0]) };
    }
    results.objectives.truncate(2);
    results.objectives[0].value = Some(1.0);
    results.objectives[0].ci = Some([0.999_98, 1.0]);
    results.verdict = Verdict::Met;
    results.bottleneck = results.bottleneck.map(|b| Bottleneck {
        binding: false,
        objective: None,
        metric: "offered_load".into(),
        value: Some(0.41),
        limit: Some(0.8),
        ..b
    });
    results.conservation = balance(&results.classes);
    results
}

/// Everything is lost.
pub fn everything_lost() -> Results {
    let mut results = radio_binds();
    for class in results.classes.values_mut() {
        let all = BTreeMap::from([("radio.lora".to_string(), class.offered)]);
        class.lost = BTreeMap::from([("out_of_range".to_string(), all)]);
        class.series.lost = BTreeMap::from([("out_of_range".to_string(), class.series.offered.clone())]);
        class.series.delivered.fill(0);
        class.series.delivery_ratio_ci.fill(Some([0.0, 0.001]));
        class.delivered = 0;
        class.delivery_ratio = Estimate { value: Some(0.0), ci: Some([0.0, 0.000_02]) };
        class.latency_cdf.clear();
        class.latency_s = Latency::default();
        class.waterfall.iter_mut().for_each(|row| (row.all, row.p95) = Default::default());
    }
    for objective in &mut results.objectives {
        objective.verdict = Verdict::Missed;
        objective.value = (objective.metric == "delivery_ratio").then_some(0.0);
        objective.ci = objective.value.map(|_| [0.0, 0.000_02]);
    }
    results.map.bins.iter_mut().for_each(|bin| bin.delivery_ratio = Some(0.0));
    results.verdict = Verdict::Missed;
    results.warnings = vec!["latency of devices.meters is null: no message arrived".into()];
    results.conservation = balance(&results.classes);
    results
}

/// One device that speaks once an hour, one gateway.
pub fn one_device() -> Results {
    let mut results = study(1, 24, 3600.0);
    results.classes.truncate(1);
    let class = &mut results.classes[0];
    class.devices = 1;
    (class.offered, class.delivered) = (240, 240);
    class.series.offered.fill(10);
    class.series.delivered.fill(10);
    class.series.delivery_ratio_ci.fill(None);
    class.series.lost.clear();
    class.lost.clear();
    class.delivery_ratio = Estimate { value: Some(1.0), ci: Some([0.985, 1.0]) };
    class.latency_cdf = vec![[0.0567, 1.0]];
    class.latency_s.p95 = around(0.0567, 0.0);
    results.objectives.truncate(2);
    results.objectives.iter_mut().for_each(|o| o.verdict = Verdict::Met);
    results.verdict = Verdict::Met;
    results.scenario.devices = 1;
    results.map.bins.truncate(1);
    results.conservation = balance(&results.classes);
    results
}

/// 300 gateways with a link each, over a week.
pub fn many_gateways() -> Results {
    study(300, 168, 3600.0)
}

/// Names and titles that are long, accented, or not in the font at all.
pub fn long_names() -> Results {
    let mut results = ordinary();
    results.scenario.title =
        "Wärmemengenzähler und Fernüberwachung der Straßenbeleuchtung für Großräschen, Łódź, Kroměříž und Обнинск: zweite Ausbaustufe mit Reservekapazität".into();
    results.scenario.name =
        "waermemengenzaehler-und-strassenbeleuchtung-grossraeschen-ausbaustufe-zwei".into();
    results.scenario.base = Some("waermemengenzaehler-grundausbau.toml".into());
    results.scenario.changes =
        vec!["devices.meters.count: 14000 -> 42000".into(), "links.lte.rate: 1 Mbit/s -> 2 Mbit/s".into()];
    let rename = |name: &str| format!("{name}-der-Wärmemengenzähler-in-Großräschen-Süd-und-Обнинск");
    results.classes = results.classes.into_iter().map(|(name, class)| (rename(&name), class)).collect();
    for objective in &mut results.objectives {
        objective.name = rename(&objective.name);
        if let Some(name) = objective.of.strip_prefix("devices.") {
            objective.of = format!("devices.{}", rename(name));
        }
    }
    results.elements = results
        .elements
        .into_iter()
        .map(|(name, e)| (name.replace("rooftop", "dachstandort-straßenbeleuchtung-süd"), e))
        .collect();
    let bottleneck = results.bottleneck.as_mut().expect("the ordinary study has one");
    bottleneck.element = bottleneck.element.replace("rooftop", "dachstandort-straßenbeleuchtung-süd");
    bottleneck.objective = Some(rename("lte-has-room"));
    results.assumptions.iter_mut().for_each(|a| a.value = format!("{0}, {0}, {0}", a.value));
    results.warnings = (1..6)
        .map(|n| format!("place file row {n}00 is outside the area and its device hears no gateway"))
        .collect();
    results.conservation = balance(&results.classes);
    results
}

/// One replication: no interval anywhere, every objective at risk.
pub fn one_replication() -> Results {
    let mut results = ordinary();
    results.scenario.replications = 1;
    let bare = |estimate: &mut Estimate| estimate.ci = None;
    for class in results.classes.values_mut() {
        class.series.delivery_ratio_ci.fill(None);
        bare(&mut class.delivery_ratio);
        bare(&mut class.out_of_coverage);
    }
    for element in results.elements.values_mut() {
        element.series.offered_load_ci.fill(None);
        bare(&mut element.offered_load.busy_hour);
        bare(&mut element.utilisation.busy_hour);
    }
    for objective in &mut results.objectives {
        (objective.ci, objective.n, objective.verdict) = (None, 1, Verdict::AtRisk);
        objective.reason = "one replication gives no interval".into();
    }
    results.verdict = Verdict::AtRisk;
    results
}

/// Devices that never speak.
pub fn nothing_offered() -> Results {
    let mut results = ordinary();
    let silent = ClassResult {
        devices: 10,
        series: ClassSeries { offered: vec![0; 288], delivered: vec![0; 288], ..ClassSeries::default() },
        ..ClassResult::default()
    };
    results.classes = IndexMap::from([("silent".to_string(), silent)]);
    results.objectives = vec![objective(
        "heard",
        "devices.silent",
        "delivery_ratio",
        (">= 98 %", 0.98),
        (0.0, 0.0),
        Verdict::AtRisk,
    )];
    results.objectives[0].value = None;
    results.objectives[0].ci = None;
    results.verdict = Verdict::AtRisk;
    results.bottleneck = None;
    for element in results.elements.values_mut() {
        element.series.offered_load.fill(0.0);
        element.series.utilisation.fill(0.0);
        element.series.offered_load_ci.fill(Some([0.0, 0.0]));
        element.offered_load = Load::default();
        element.utilisation = Load::default();
    }
    results.map.bins.iter_mut().for_each(|bin| bin.delivery_ratio = None);
    results.conservation = balance(&results.classes);
    results
}

/// A study of one minute in one bin.
pub fn single_bin() -> Results {
    let mut results = study(2, 1, 60.0);
    results.scenario.start = "Tue 09:00".into();
    results
}

/// No objectives: figures, but no verdict.
pub fn no_objectives() -> Results {
    let mut results = ordinary();
    results.objectives.clear();
    results.verdict = Verdict::None;
    results.bottleneck = results.bottleneck.map(|b| Bottleneck {
        binding: false,
        objective: None,
        metric: "offered_load".into(),
        limit: Some(0.8),
        ..b
    });
    results
}

/// Twelve classes, one of them foreign, with an objective or two each and every cause of loss.
pub fn twelve_classes() -> Results {
    let mut results = ordinary();
    let pattern: Vec<ClassResult> = results.classes.values().cloned().collect();
    results.classes.clear();
    results.objectives.clear();
    for n in 0..12 {
        let name = [
            "meters",
            "alarms",
            "firmware",
            "trackers",
            "parking",
            "lighting",
            "waste",
            "noise",
            "air",
            "valves",
            "lifts",
            "neighbours",
        ][n];
        let mut class = pattern[n % 3].clone();
        class.foreign = n == 11;
        class.latency_cdf.iter_mut().for_each(|p| p[0] *= 1.0 + n as f64 * 0.4);
        for row in iotcap::model::cause::CAUSES {
            let some = class.series.offered.iter().map(|offered| offered / 400).collect::<Vec<_>>();
            class.lost.insert(row.name.into(), BTreeMap::from([("radio.lora".into(), some.iter().sum())]));
            class.series.lost.insert(row.name.into(), some);
        }
        if n < 11 {
            let verdict = [Verdict::Met, Verdict::AtRisk, Verdict::Missed][n % 3];
            let of = format!("devices.{name}");
            results.objectives.push(objective(
                &format!("{name}-arrive"),
                &of,
                "delivery_ratio",
                (">= 98 %", 0.98),
                (0.983, 0.002),
                verdict,
            ));
            results.objectives.push(objective(
                &format!("{name}-in-time"),
                &of,
                "latency_p95",
                ("<= 9 s", 9.0),
                (3.2, 0.2),
                Verdict::Met,
            ));
        }
        results.classes.insert(name.into(), class);
    }
    results.conservation = balance(&results.classes);
    results
}

/// Every fixture by name.
pub fn all() -> Vec<(&'static str, Results)> {
    vec![
        ("ordinary", ordinary()),
        ("settled", settled()),
        ("radio_binds", radio_binds()),
        ("no_losses", no_losses()),
        ("everything_lost", everything_lost()),
        ("one_device", one_device()),
        ("many_gateways", many_gateways()),
        ("long_names", long_names()),
        ("one_replication", one_replication()),
        ("nothing_offered", nothing_offered()),
        ("single_bin", single_bin()),
        ("no_objectives", no_objectives()),
        ("twelve_classes", twelve_classes()),
        ("empty", Results::default()),
    ]
}
