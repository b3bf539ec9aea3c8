//! The event queue against std's binary heap in the hold model (pop one, push one a random while later; Jones,
//! "An empirical comparison of priority-queue implementations", CACM 29(4), 1986), and the window sort against
//! a plain sort. `cargo bench --bench queue` prints the ratios as it goes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use iotcap::chance::{Key, Purpose};
use iotcap::engine::arrivals::{Arrival, sort_window};
use iotcap::engine::calendar::Calendar;
use iotcap::engine::event::{Event, Kind};
use iotcap::units::{Span, Time};

const LUCK: Key = Key::root(1, 0);

trait Queue: Default {
    fn put(&mut self, event: Event);
    fn take(&mut self) -> Option<Event>;
}

impl Queue for Calendar {
    fn put(&mut self, event: Event) {
        self.push(event);
    }
    fn take(&mut self) -> Option<Event> {
        self.pop()
    }
}

impl Queue for BinaryHeap<Reverse<Event>> {
    fn put(&mut self, event: Event) {
        self.push(Reverse(event));
    }
    fn take(&mut self) -> Option<Event> {
        self.pop().map(|Reverse(event)| event)
    }
}

/// A queue in hold, with increments looked up rather than drawn so that their cost does not blur the queue's.
struct Hold<'a, Q> {
    queue: Q,
    increments: &'a [u64],
    count: u64,
}

impl<'a, Q: Queue> Hold<'a, Q> {
    /// A queue of `pending` events that has forgotten how it was filled.
    fn new(pending: u32, increments: &'a [u64]) -> Self {
        let mut hold = Hold { queue: Q::default(), increments, count: 0 };
        (0..pending).for_each(|slot| hold.push(Time(0), slot));
        (0..pending.max(10_000)).for_each(|_| hold.step());
        hold
    }

    fn push(&mut self, now: Time, slot: u32) {
        self.count += 1;
        let hash = LUCK.draw(self.count);
        let increment = Span(self.increments[hash as usize % self.increments.len()]);
        self.queue.put(Event::new(now + increment, Kind::Wake, hash, slot, 0));
    }

    fn step(&mut self) {
        if let Some(event) = self.queue.take() {
            self.push(event.time, event.slot);
        }
    }

    /// Benches the hold and answers its mean ns.
    fn bench(mut self, criterion: &mut Criterion, name: &str) -> f64 {
        mean_ns(criterion, name, 1, |times| timed(|| (0..times).for_each(|_| self.step())))
    }
}

/// Benches `run`, which answers the time of so many repetitions of `items` items; the mean ns an item, since
/// the calendar pays for many events at once.
fn mean_ns(c: &mut Criterion, name: &str, items: u32, mut run: impl FnMut(u64) -> Duration) -> f64 {
    let (mut total, mut count) = (Duration::ZERO, 0);
    c.bench_function(name, |bencher| {
        bencher.iter_custom(|times| {
            let took = run(times);
            total += took;
            count += times * u64::from(items);
            took
        });
    });
    total.as_secs_f64() * 1e9 / count as f64
}

/// Increments of mean around a second; of milliseconds or hours; and of whole minutes, with massive ties.
fn increments() -> [(&'static str, Vec<u64>); 3] {
    let table = |of: fn(u64) -> f64| (0..1 << 14).map(|n| Span::from_secs_f64(of(n)).0).collect();
    [
        ("exponential", table(|n| LUCK.exponential(n))),
        ("bimodal", table(|n| LUCK.exponential(n) * if n % 2 == 0 { 5e-3 } else { 3600.0 })),
        ("clustered", table(|n| 60.0 * f64::from(1 + LUCK.below(n, 10)))),
    ]
}

fn hold(criterion: &mut Criterion) {
    for (law, increments) in increments() {
        for pending in [10, 100, 1_000, 10_000, 100_000, 1_000_000] {
            let name = |queue| format!("hold/{law}/{pending}/{queue}");
            let heap = Hold::<BinaryHeap<_>>::new(pending, &increments).bench(criterion, &name("heap"));
            let calendar = Hold::<Calendar>::new(pending, &increments).bench(criterion, &name("calendar"));
            println!(
                "RATIO {law} {pending}: heap {heap:.1} ns, calendar {calendar:.1} ns, {:.2}",
                heap / calendar
            );
        }
    }
}

fn window(criterion: &mut Criterion) {
    for count in [1_000, 10_000, 100_000, 1_000_000] {
        let (width, key) = (Span::from_secs(360), LUCK.purpose(Purpose::Order));
        let birth = |i: u32| Time((LUCK.uniform(u64::from(i)) * width.0 as f64) as u64);
        let arrivals: Vec<_> = (0..count).map(|i| Arrival { time: birth(i), index: i, n: 0 }).collect();
        let mut bench = |name: &str, sort: &mut dyn FnMut(&mut Vec<Arrival>)| {
            let mut work = Vec::new();
            mean_ns(criterion, &format!("window/{count}/{name}"), count, |times| {
                (0..times)
                    .map(|_| {
                        work.clone_from(&arrivals);
                        timed(|| sort(black_box(&mut work)))
                    })
                    .sum()
            })
        };
        let plain = bench("plain", &mut |work| work.sort_unstable_by_key(|arrival| arrival.time));
        let mut scratch = Vec::new();
        let buckets = bench("buckets", &mut |work| sort_window(work, &mut scratch, Time(0), width, key));
        println!(
            "RATIO window {count}: plain {plain:.1} ns, buckets {buckets:.1} ns, {:.2}",
            plain / buckets
        );
    }
}

fn timed(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}

criterion_group! {
    name = queue;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(500));
    targets = hold, window
}
criterion_main!(queue);
