//! smoke
use iotcap::engine::{Progress, recorder::*, run};
use iotcap::model::cause::Cause;
use iotcap::network::{Network, ids::*, layout::Layout};
use iotcap::units::*;
#[derive(Default)]
struct Count {
    born: u64,
    tx: u64,
    delivered: u64,
    lost: std::collections::BTreeMap<String, u64>,
    flight: u64,
    lat: u128,
    bad: u64,
    dup: u64,
    rx: u64,
}
impl Recorder for Count {
    fn born(&mut self, _: Message) {
        self.born += 1
    }
    fn transmitted(&mut self, _: Message, _: ElementId, _: Time, _: Span) {
        self.tx += 1
    }
    fn received(&mut self, _: Reception, _: Time, _: Time) {
        self.rx += 1
    }
    fn duplicate(&mut self, _: ElementId, _: Time) {
        self.dup += 1
    }
    fn delivered(&mut self, m: Message, at: Time, parts: &[Part], _c: u32, _l: Option<ElementId>) {
        self.delivered += 1;
        let l = at - m.birth;
        self.lat += l.0 as u128;
        if parts.iter().map(|p| p.span.0).sum::<u64>() != l.0 {
            self.bad += 1
        }
    }
    fn lost(&mut self, _: Message, _: Time, c: Cause, e: ElementId) {
        *self.lost.entry(format!("{} {}", c.info().name, e.0)).or_default() += 1
    }
    fn in_flight(&mut self, _: Message) {
        self.flight += 1
    }
}
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let reps: u64 = std::env::args().nth(2).map_or(1, |r| r.parse().unwrap());
    let scenario: iotcap::scenario::Scenario =
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let network = Network::build(&scenario);
    let mut ratios = vec![];
    for rep in 0..reps {
        let t0 = std::time::Instant::now();
        let layout = Layout::draw(&network, rep);
        let t1 = t0.elapsed();
        let mut c = Count::default();
        let t0 = std::time::Instant::now();
        let o = run(&network, &layout, rep, network.clock, &mut c, &Progress::default());
        let el = t0.elapsed();
        if rep == 0 {
            println!(
                "layout {t1:?} reach {:.2} run {el:?} {:.0} ns/msg {o:?}\nborn {} tx {} rx {} delivered {} dup {} flight {} bad {} mean {:.6}\n{:?}",
                layout.reach[0].mean_len(),
                el.as_nanos() as f64 / o.messages as f64,
                c.born,
                c.tx,
                c.rx,
                c.delivered,
                c.dup,
                c.flight,
                c.bad,
                c.lat as f64 / 1e9 / c.delivered.max(1) as f64,
                c.lost
            );
        }
        ratios.push(c.delivered as f64 / c.born as f64);
    }
    let m = ratios.iter().sum::<f64>() / reps as f64;
    println!(
        "mean ratio {m:.4} se {:.4}",
        (ratios.iter().map(|r| (r - m) * (r - m)).sum::<f64>()
            / (reps as f64 * (reps as f64 - 1.0).max(1.0)))
        .sqrt()
    );
}
