//! Live elements by hand: a few jobs, and what becomes of each.

use super::*;
use crate::units::Count;

fn plan(discipline: Discipline, servers: u32, room: Room) -> LivePlan {
    LivePlan {
        discipline,
        servers,
        room,
        codel: None,
        batch: None,
        outages: None,
        scaling: None,
        down: Cause::LinkDown,
        pace: None,
        watched: false,
    }
}

fn outages(text: &str) -> Option<OutagePlan> {
    Some(OutagePlan::new(&toml::from_str(text).expect("outages")))
}

fn job(handle: u64, work: u64) -> Job {
    Job { handle, class: 0, priority: 0, weight: 1.0, work: Span(work), bytes: 10 }
}

/// Offers jobs at their times and wakes when asked to: who is gone, when and why, and busy time in all.
struct Drive {
    live: Live,
    gone: Vec<(u64, u64, Option<Cause>)>,
    full: Vec<u64>,
    busy: u64,
}

impl Drive {
    fn through(plan: &LivePlan, jobs: &[(u64, Job)]) -> Drive {
        let live = Live::new(plan, Key::root(1, 0), Time(0), Time(0));
        let mut drive = Drive { live, gone: Vec::new(), full: Vec::new(), busy: 0 };
        let mut next = None;
        for (at, job) in jobs {
            while let Some(wake) = next.filter(|wake: &Time| wake.0 <= *at) {
                next = drive.call(wake, None);
            }
            next = drive.call(Time(*at), Some(*job));
        }
        while let Some(wake) = next {
            next = drive.call(wake, None);
        }
        drive
    }

    fn call(&mut self, now: Time, job: Option<Job>) -> Option<Time> {
        let mut gone = Vec::new();
        let change = match job {
            Some(job) => self.live.offer(now, job, &mut gone),
            None => self.live.wake(now, &mut gone),
        };
        self.gone.extend(gone.iter().map(|one| (one.handle, now.0, one.dropped)));
        self.full.extend(job.filter(|_| change.full).map(|job| job.handle));
        self.busy += change.busy.map_or(0, |(since, servers)| (now - since).0 * u64::from(servers));
        assert!(self.live.is_due(change.epoch));
        change.next
    }

    fn done(&self) -> Vec<(u64, u64)> {
        self.gone.iter().filter(|one| one.2.is_none()).map(|one| (one.0, one.1)).collect()
    }
}

fn of_class(handle: u64, class: u32, work: u64, priority: u8, weight: f64) -> Job {
    Job { class, priority, weight, ..job(handle, work) }
}

#[test]
fn higher_priority_interrupts_and_the_lower_resumes() {
    let plan = plan(Discipline::PreemptivePriority, 1, Room::UNLIMITED);
    let drive = Drive::through(&plan, &[(0, job(1, 10)), (4, of_class(2, 0, 3, 1, 1.0))]);
    assert_eq!(drive.done(), [(2, 7), (1, 13)], "6 left of 10 at 7");
    assert_eq!(drive.busy, 13);
}

#[test]
fn higher_priority_goes_first_but_interrupts_nobody() {
    let plan = plan(Discipline::Priority, 1, Room::UNLIMITED);
    let jobs = [(0, job(1, 10)), (1, job(2, 10)), (4, of_class(3, 0, 3, 1, 1.0))];
    assert_eq!(Drive::through(&plan, &jobs).done(), [(1, 10), (3, 13), (2, 23)]);
}

#[test]
fn equal_priority_keeps_the_order_of_arrival() {
    for discipline in [Discipline::PreemptivePriority, Discipline::Priority, Discipline::Fifo] {
        let plan = plan(discipline, 1, Room::new(Some(1), None));
        let drive =
            Drive::through(&plan, &[(0, job(1, 10)), (1, job(2, 10)), (2, job(3, 1)), (10, job(4, 1))]);
        assert_eq!(drive.full, [3]);
        assert_eq!(drive.done(), [(1, 10), (2, 20), (4, 21)], "the first has gone when the fourth comes");
    }
}

#[test]
fn live_first_come_first_served_is_the_foretold_one() {
    use crate::model::link::Passage;
    use crate::model::station::fifo::Fifo;
    let jobs: Vec<(u64, Job)> =
        (0..500).map(|n: u64| (n * 15 + n % 5 * 3, job(n, n * n * 31 % 40))).collect();
    for (servers, room) in [(1, None), (3, Some(0)), (2, Some(4))] {
        let mut fifo = Fifo::new(servers, room);
        let mut foretold = Vec::new();
        for (at, job) in &jobs {
            if let Passage::Served { end, .. } = fifo.offer(Time(*at), job.work) {
                foretold.push((job.handle, end.0));
            }
        }
        let mut live = Drive::through(&plan(Discipline::Fifo, servers, Room::new(room, None)), &jobs).done();
        live.sort_unstable();
        assert_eq!(live, foretold, "{servers} servers, {room:?}");
    }
}

#[test]
fn who_shares_is_slowed_by_who_is_there() {
    let shared = plan(Discipline::ProcessorSharing, 1, Room::UNLIMITED);
    let drive = Drive::through(&shared, &[(0, job(1, 10)), (4, job(2, 3)), (5, job(3, 100))]);
    // 4 alone, 0.5 in the fifth; then a third each: 2 needs 2.5 more, 7.5 later; 1 needs 3 more, 6 later
    assert_eq!(drive.done(), [(2, 13), (1, 19), (3, 113)]);
    assert_eq!(drive.busy, 113);
    let two = plan(Discipline::ProcessorSharing, 2, Room::UNLIMITED);
    let drive = Drive::through(&two, &[(0, job(1, 10)), (0, job(2, 10)), (0, job(3, 4))]);
    assert_eq!(drive.done(), [(3, 6), (1, 12), (2, 12)], "two thirds each, then one each");
    assert_eq!(drive.busy, 24);
}

#[test]
fn room_is_for_those_who_wait() {
    let jobs: Vec<(u64, Job)> = (0..6).map(|n| (n, job(n, 100))).collect();
    for discipline in [Discipline::Fifo, Discipline::PreemptivePriority, Discipline::ProcessorSharing] {
        let full = |room| Drive::through(&plan(discipline, 1, room), &jobs).full;
        assert_eq!(full(Room::new(Some(2), None)), [3, 4, 5], "{discipline:?}");
        let bytes = if discipline == Discipline::ProcessorSharing { 35 } else { 25 };
        assert_eq!(full(Room::new(None, Some(bytes))), [3, 4, 5], "{discipline:?}");
    }
}

#[test]
fn an_outage_stops_the_work_and_spoils_none() {
    let jobs = [(0, job(1, 10)), (2, job(2, 10)), (8, job(3, 10))];
    for discipline in [Discipline::Fifo, Discipline::PreemptivePriority, Discipline::Priority] {
        let plan = LivePlan {
            outages: outages("at = \"5 ns\"\nfor = \"7 ns\""),
            ..plan(discipline, 1, Room::UNLIMITED)
        };
        let drive = Drive::through(&plan, &jobs);
        assert_eq!(drive.done(), [(1, 17), (2, 27), (3, 37)], "{discipline:?}");
        assert_eq!(drive.busy, 30, "an outage is no work");
    }
}

#[test]
fn an_outage_may_lose_who_is_in_service_and_nobody_else() {
    let plan = |discipline| LivePlan {
        outages: outages("at = \"5 ns\"\nfor = \"7 ns\"\njobs = \"lost\""),
        ..plan(discipline, 1, Room::UNLIMITED)
    };
    let jobs = [(0, job(1, 10)), (2, job(2, 10)), (8, job(3, 10))];
    for discipline in [Discipline::Fifo, Discipline::PreemptivePriority] {
        let drive = Drive::through(&plan(discipline), &jobs);
        assert_eq!(drive.gone, [(1, 5, Some(Cause::LinkDown)), (2, 22, None), (3, 32, None)]);
        assert_eq!(drive.busy, 25, "the lost one's work until then was work");
    }
    let shared = Drive::through(&plan(Discipline::ProcessorSharing), &jobs);
    let lost = Some(Cause::LinkDown);
    assert_eq!(shared.gone, [(1, 5, lost), (2, 5, lost), (3, 22, None)], "all were in service");
}

#[test]
fn while_it_is_down_newcomers_need_room() {
    let plan = LivePlan {
        outages: outages("at = \"5 ns\"\nfor = \"7 ns\""),
        ..plan(Discipline::Fifo, 1, Room::new(Some(1), None))
    };
    let drive = Drive::through(&plan, &[(6, job(1, 10)), (7, job(2, 10)), (13, job(3, 1))]);
    assert_eq!(drive.full, [2]);
    assert_eq!(drive.done(), [(1, 22), (3, 23)]);
}

#[test]
fn outages_pass_whether_or_not_anyone_is_there() {
    let plan = LivePlan {
        outages: outages("up = \"10 ns\"\ndown = \"5 ns\""),
        ..plan(Discipline::Fifo, 1, Room::UNLIMITED)
    };
    // down over [10, 15), [25, 30), …, [100, 105), [115, 120)
    let drive = Drive::through(&plan, &[(102, job(1, 4)), (124, job(2, 7)), (124, job(3, 14))]);
    assert_eq!(drive.done(), [(1, 109), (2, 131 + 5), (3, 155)]);
}

#[test]
fn classes_share_a_busy_server_by_weight() {
    let plan = plan(Discipline::WeightedFair, 1, Room::UNLIMITED);
    let mut jobs = vec![(0, job(0, 1))];
    jobs.extend((1..=90).map(|n| (0, of_class(n, (n % 2) as u32, 10, 0, [3.0, 1.0][(n % 2) as usize]))));
    let drive = Drive::through(&plan, &jobs);
    let first: Vec<u64> = drive.done().iter().skip(1).take(40).map(|(handle, _)| handle % 2).collect();
    assert_eq!(first.iter().filter(|class| **class == 0).count(), 30, "three of four: {first:?}");
}

#[test]
fn who_sends_little_is_kept_from_who_sends_much() {
    let plan = plan(Discipline::WeightedFair, 1, Room::UNLIMITED);
    let mut jobs: Vec<(u64, Job)> = (0..100).map(|n| (0, of_class(n, 0, 10, 0, 1.0))).collect();
    jobs.extend((0..10).map(|n| (5 + n * 40, of_class(1000 + n, 1, 10, 0, 1.0))));
    let late = Drive::through(&plan, &jobs);
    let stays = late.done().into_iter().filter(|(handle, _)| *handle >= 1000);
    let longest = stays.map(|(handle, at)| at - (5 + (handle - 1000) * 40)).max();
    // Golestani's bound: its own work at its rate, and one job of the other class
    assert!(longest <= Some(20 + 10), "{longest:?}");
}

#[test]
fn several_may_go_in_one_call() {
    let plan = plan(Discipline::ProcessorSharing, 1, Room::UNLIMITED);
    let mut live = Live::new(&plan, Key::root(1, 0), Time(0), Time(0));
    let mut gone = Vec::new();
    live.offer(Time(0), job(1, 10), &mut gone);
    let stale = live.offer(Time(0), job(2, 10), &mut gone);
    let change = live.offer(Time(0), job(3, 30), &mut gone);
    assert!(!live.is_due(stale.epoch) && gone.is_empty());
    assert_eq!(change.next, Some(Time(30)));
    live.wake(Time(30), &mut gone);
    assert_eq!(gone.iter().map(|one| one.handle).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(live.uncredited(), Some((Time(30), 1)));
}

fn batches(servers: u32, size: u64, wait: u64, room: Room) -> LivePlan {
    let batch = BulkSpec { size: Count(size), wait: Some(Span(wait)) };
    LivePlan { batch: Some(batch), ..plan(Discipline::Fifo, servers, room) }
}

#[test]
fn a_batch_begins_when_it_is_full_or_the_eldest_has_waited() {
    let jobs = [(0, job(1, 10)), (2, job(2, 99)), (4, job(3, 7)), (5, job(4, 99)), (6, job(5, 99))];
    let drive = Drive::through(&batches(1, 3, 20, Room::UNLIMITED), &jobs);
    // full at 4, served for the eldest's 10 until 14; the next two are taken when the first of them has waited to 25
    assert_eq!(drive.done(), [(1, 14), (2, 14), (3, 14), (4, 124), (5, 124)]);
    assert_eq!(drive.busy, 10 + 99);
    let at_once = Drive::through(&batches(1, 3, 0, Room::UNLIMITED), &jobs);
    assert_eq!(at_once.done(), [(1, 10), (2, 109), (3, 109), (4, 109), (5, 208)]);
}

#[test]
fn a_batch_that_forms_takes_room() {
    let jobs = [(0, job(1, 10)), (1, job(2, 10)), (2, job(3, 10)), (3, job(4, 10))];
    let two = Room::new(Some(2), None);
    let drive = Drive::through(&batches(1, 3, 100, two), &jobs);
    assert_eq!(
        drive.done(),
        [(1, 12), (2, 12), (3, 12), (4, 113)],
        "the third begins the service and needs none"
    );
    let drive = Drive::through(&batches(1, 4, 100, two), &jobs);
    assert_eq!((drive.full, drive.gone.len()), (vec![3, 4], 2));
}

#[test]
fn an_outage_stops_a_batch_and_its_patience_goes_on() {
    let down =
        LivePlan { outages: outages("at = \"5 ns\"\nfor = \"50 ns\""), ..batches(1, 2, 20, Room::UNLIMITED) };
    let drive = Drive::through(&down, &[(0, job(1, 10)), (1, job(2, 10)), (2, job(3, 10))]);
    assert_eq!(drive.done(), [(1, 61), (2, 61), (3, 71)], "4 of 10 done when it went down");
}

#[test]
fn with_a_server_down_the_others_go_on_and_the_interrupted_job_resumes() {
    let once = |more: &str| {
        let law = format!("at = \"5 ns\"\nfor = \"10 ns\"\nservers = 1\n{more}");
        LivePlan { outages: outages(&law), ..plan(Discipline::Fifo, 2, Room::UNLIMITED) }
    };
    // one would end at 8, the other at 10: it stands still from 5 until a server is free at 8
    let jobs = [(0, job(1, 8)), (0, job(2, 10)), (1, job(3, 4))];
    let drive = Drive::through(&once(""), &jobs);
    assert_eq!(drive.done(), [(1, 8), (2, 13), (3, 17)]);
    assert_eq!(drive.busy, 8 + 10 + 4);
    // from 15 on two servers work again: the fourth need not wait for the third
    let more = [(0, job(1, 8)), (0, job(2, 10)), (1, job(3, 4)), (2, job(4, 4))];
    assert_eq!(Drive::through(&once(""), &more).done(), [(1, 8), (2, 13), (3, 17), (4, 19)]);
    let lost = Drive::through(&once("jobs = \"lost\""), &jobs);
    assert_eq!(lost.gone, [(2, 5, Some(Cause::LinkDown)), (1, 8, None), (3, 12, None)]);
    let share = once("").outages.map(|plan| plan.leaves(2));
    assert_eq!(share, Some(1.0), "one outage is none in the long run");
}

#[test]
fn who_watches_is_told_of_an_outage_though_nobody_is_there() {
    let plan = LivePlan {
        outages: outages("at = \"5 ns\"\nfor = \"7 ns\""),
        watched: true,
        ..plan(Discipline::Fifo, 1, Room::UNLIMITED)
    };
    let mut live = Live::new(&plan, Key::root(1, 0), Time(0), Time(0));
    let mut wake = |at: u64| (live.wake(Time(at), &mut Vec::new()).next, live.is_up());
    assert_eq!(wake(0), (Some(Time(5)), true));
    assert_eq!(wake(5), (Some(Time(12)), false));
    assert_eq!(wake(12), (None, true));
}

#[test]
fn an_outage_far_ahead_is_asked_for_once_though_jobs_come_and_go() {
    let plan = LivePlan {
        outages: outages("at = \"1 s\"\nfor = \"7 ns\""),
        watched: true,
        ..plan(Discipline::Fifo, 1, Room::UNLIMITED)
    };
    let mut live = Live::new(&plan, Key::root(1, 0), Time(0), Time(0));
    let mut asked = Vec::new();
    for at in 0..100 {
        let offered = live.offer(Time(at * 10), job(at, 5), &mut Vec::new());
        let left = live.wake(Time(at * 10 + 5), &mut Vec::new());
        asked.extend(
            [offered, left]
                .into_iter()
                .filter(|change| change.is_new)
                .map(|change| (change.next, change.epoch)),
        );
    }
    let outage = Some(Time(1_000_000_000));
    let of_outage: Vec<u32> = asked.iter().filter(|(at, _)| *at == outage).map(|(_, epoch)| *epoch).collect();
    assert_eq!((asked.len(), of_outage.len()), (101, 1));
    assert!(live.is_due(of_outage[0]), "that one wake still counts");
}

#[test]
fn who_is_turned_out_leaves_by_his_turn_with_no_work_done() {
    let jobs = |live: &mut Live| {
        for (handle, priority) in [(1, 0), (2, 0), (3, 9)] {
            live.offer(Time(0), Job { priority, ..job(handle, 10) }, &mut Vec::new());
        }
    };
    let turned_out = |plan: &LivePlan| {
        let mut live = Live::new(plan, Key::root(1, 0), Time(0), Time(0));
        jobs(&mut live);
        let mut gone = Vec::new();
        let change = live.evacuate(Time(4), &mut gone);
        assert_eq!((change.busy, change.next), (Some((Time(0), 1)), None));
        assert!(gone.iter().all(|one| one.dropped.is_none()) && live.has_room(u64::MAX));
        gone.iter().map(|one| one.handle).collect::<Vec<_>>()
    };
    let plan = |discipline| plan(discipline, 1, Room::new(Some(2), None));
    assert_eq!(turned_out(&plan(Discipline::Fifo)), [1, 2, 3]);
    assert_eq!(turned_out(&plan(Discipline::Priority)), [1, 3, 2]);
    assert_eq!(turned_out(&plan(Discipline::PreemptivePriority)), [3, 1, 2]);
    let pace = Some(PacePlan { own: 8, trace: None, up: 1.0 });
    assert_eq!(turned_out(&LivePlan { pace, ..plan(Discipline::Priority) }), [1, 3, 2]);
}
