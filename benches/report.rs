//! From results.json to the review, charts and tables, and reading the file itself, on a shortened shipped
//! scenario. One thread draws, so that the figures do not depend on how many others there are.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use iotcap::experiment::assemble::Provenance;
use iotcap::experiment::progress::Progress;
use iotcap::experiment::results::{Results, ScenarioInfo};
use iotcap::experiment::simulate::simulate;
use iotcap::report;
use iotcap::scenario::load::load;

/// The results of six hours of Brno, as they stand on disk.
fn json() -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/brno.toml");
    let settings = ["study.duration=6 h", "study.replications=2"].map(String::from);
    let loaded = load(&file, &settings).expect("a scenario without fault");
    let info = ScenarioInfo { title: loaded.scenario.title.clone(), ..ScenarioInfo::default() };
    let provenance = Provenance { info, assumptions: Vec::new() };
    let (results, _) =
        simulate(&loaded.scenario, provenance, 1, false, &Progress::default()).expect("a run that ends");
    serde_json::to_vec(&results).expect("results are JSON")
}

fn report(criterion: &mut Criterion) {
    let json = json();
    let read = || -> Results { serde_json::from_slice(black_box(&json)).expect("what was written") };
    criterion.bench_function("report/read results.json", |bencher| bencher.iter(read));
    let results = read();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    criterion.bench_function("report/tables", |bencher| {
        bencher.iter(|| report::tables::files(&results).expect("tables"));
    });
    criterion.bench_function("report/review, charts and tables", |bencher| {
        bencher.iter(|| one.install(|| report::files(&results)).expect("a report"));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(3));
    targets = report
}
criterion_main!(benches);
