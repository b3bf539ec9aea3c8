//! A quota at work: a message passes only if every limit has room for it, and then counts against all of them.

use super::{Bound, Limit, QuotaPlan};
use crate::units::{NS_PER_S, Time};

const DAY_NS: u64 = 86_400 * NS_PER_S;

/// All limits that messages are held to.
#[derive(Clone, Debug)]
pub struct Quota {
    meters: Vec<Meter>,
    /// It meters attempts to connect, not messages.
    pub connects: bool,
    said: Vec<Metering>,
}

/// One limit, and what was used of it.
#[derive(Clone, Debug)]
struct Meter {
    /// Its number among the plan's.
    number: u16,
    limit: Limit,
    used: Used,
}

#[derive(Clone, Debug)]
enum Used {
    /// A generic cell rate algorithm (ITU-T I.371, annex A) for all, or for each device: when its bucket is full again.
    Full { at: Vec<Time>, each_ns: f64, depth_ns: u64 },
    /// Counted since the midnight of a day.
    Day { day: u64, count: u64, most: u64 },
    /// Nothing is kept.
    Size(u64),
}

/// What one limit said of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metering {
    /// Its number among the plan's.
    pub limit: u16,
    /// What the message counts for.
    pub counts: u64,
    /// It has no room for it.
    pub trips: bool,
}

impl Quota {
    /// Full buckets; `devices` is how many there may be.
    pub fn new(plan: &QuotaPlan, connects: bool, devices: usize) -> Quota {
        let meter = |(number, limit): (usize, &Limit)| {
            let used = match limit.bound {
                Bound::Rate { per_s, depth } => Used::Full {
                    at: vec![Time(0); if limit.each { devices } else { 1 }],
                    each_ns: NS_PER_S as f64 / per_s,
                    depth_ns: libm::rint(depth / per_s * NS_PER_S as f64) as u64,
                },
                Bound::Day(most) => Used::Day { day: 0, count: 0, most },
                Bound::Size(most) => Used::Size(most),
                Bound::Most(_) => return None,
            };
            Some(Meter { number: number as u16, limit: limit.clone(), used })
        };
        let held = |limit: &Limit| if connects { limit.meters_connects() } else { limit.meters_messages() };
        let all = plan.limits.iter().enumerate().filter(|(_, limit)| held(limit));
        Quota { meters: all.filter_map(meter).collect(), connects, said: Vec::new() }
    }

    /// What each limit says of a message of so many bytes, which passes if none trips. Calls come in order of time.
    pub fn meter(&mut self, now: Time, device: u32, bytes: u64) -> &[Metering] {
        self.said.clear();
        for meter in &self.meters {
            let counts = meter.limit.counts(bytes);
            let trips = !meter.has_room(now, device, counts);
            self.said.push(Metering { limit: meter.number, counts, trips });
        }
        if self.said.iter().all(|one| !one.trips) {
            self.meters.iter_mut().for_each(|meter| meter.take(now, device, meter.limit.counts(bytes)));
        }
        &self.said
    }
}

/// The bucket of a device, or that of all.
fn slot(at: &[Time], device: u32) -> usize {
    (device as usize).min(at.len() - 1)
}

impl Meter {
    fn has_room(&self, now: Time, device: u32, counts: u64) -> bool {
        match &self.used {
            Used::Full { at, each_ns, depth_ns } => {
                let full = at[slot(at, device)].max(now);
                (full.0 - now.0).saturating_add(time_of(*each_ns, counts)) <= *depth_ns
            }
            Used::Day { day, count, most } => {
                let used = if now.0 / DAY_NS == *day { *count } else { 0 };
                used.saturating_add(counts) <= *most
            }
            Used::Size(most) => counts <= *most,
        }
    }

    fn take(&mut self, now: Time, device: u32, counts: u64) {
        match &mut self.used {
            Used::Full { at, each_ns, .. } => {
                let slot = slot(at, device);
                at[slot] = Time(at[slot].max(now).0.saturating_add(time_of(*each_ns, counts)));
            }
            Used::Day { day, count, .. } => {
                let today = now.0 / DAY_NS;
                if today != *day {
                    (*day, *count) = (today, 0);
                }
                *count += counts;
            }
            Used::Size(_) => {}
        }
    }
}

/// Time in which so many tokens flow in, ns.
fn time_of(each_ns: f64, counts: u64) -> u64 {
    libm::rint(each_ns * counts as f64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::quota::{LimitSpec, QuotaSpec};

    fn quota(limits: &str, devices: usize) -> Quota {
        let spec: QuotaSpec = toml::from_str(limits).unwrap_or_else(|error| panic!("{error}"));
        assert!(spec.limits.iter().all(|limit: &LimitSpec| !limit.name.is_empty()));
        Quota::new(&QuotaPlan::new(&spec), false, devices)
    }

    fn passed(quota: &mut Quota, at_s: f64, device: u32, bytes: u64) -> bool {
        quota.meter(Time((at_s * 1e9) as u64), device, bytes).iter().all(|one| !one.trips)
    }

    #[test]
    fn a_rate_lets_a_seconds_worth_through_at_once() {
        let mut quota = quota("limits = [{ name = 'a', of = 'messages', rate = '3 /s' }]", 9);
        assert_eq!((0..9).filter(|device| passed(&mut quota, 1.0, *device, 10)).count(), 3);
        assert!(!passed(&mut quota, 1.3, 0, 10) && passed(&mut quota, 1.34, 0, 10));
    }

    #[test]
    fn each_device_has_a_bucket_of_its_own() {
        let mut quota = quota("limits = [{ name = 'a', of = 'messages', rate = '1 /s', each = true }]", 2);
        let all =
            [(1.0, 0), (1.0, 1), (1.1, 0), (2.1, 0)].map(|(at, device)| passed(&mut quota, at, device, 1));
        assert_eq!(all, [true, true, false, true]);
    }

    #[test]
    fn a_day_begins_at_midnight_and_large_messages_count_for_more() {
        let day = "limits = [{ name = 'a', of = 'messages', per_day = 3, meter = '4 KiB' }]";
        let mut quota = quota(day, 1);
        let all = [(10.0, 4097), (20.0, 1), (30.0, 1), (86_401.0, 12_288)];
        assert_eq!(all.map(|(at, bytes)| passed(&mut quota, at, 0, bytes)), [true, true, false, true]);
    }

    #[test]
    fn what_one_limit_refuses_counts_against_none() {
        let both = "limits = [{ name = 'a', of = 'messages', per_day = 1 }, { name = 'b', of = 'size', size = '9 B' }]";
        let mut quota = quota(both, 1);
        assert_eq!(
            quota.meter(Time(5), 0, 10).iter().map(|one| one.trips).collect::<Vec<_>>(),
            [false, true]
        );
        assert!(passed(&mut quota, 1.0, 0, 9) && !passed(&mut quota, 2.0, 0, 9));
    }
}
