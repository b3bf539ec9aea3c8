//! Rules of token buckets and of random early detection: what is compared counts the same thing, and stands before a
//! queue that is foretold.

use super::Check;
use crate::model::bucket::BucketSpec;
use crate::model::link::LinkSpec;
use crate::model::live::{Discipline, DropSpec};
use crate::model::station::StationSpec;
use crate::scenario::complaint::below;
use crate::units::{Amount, Bound, Flow, Span, noun};

impl Check<'_> {
    pub(super) fn buckets_of_link(&mut self, at: &[String], link: &LinkSpec) {
        self.bucket(at, "shaper", link.shaper);
        self.bucket(at, "policer", link.policer);
        self.foretold(at, link);
    }

    pub(super) fn buckets_of_station(&mut self, at: &[String], station: &StationSpec) {
        self.bucket(at, "shaper", station.shaper);
        self.bucket(at, "policer", station.policer);
        let in_order = station.discipline.is_none_or(|discipline| discipline == Discipline::Fifo);
        if station.shaper.is_some() && (!in_order || station.outages.is_some() || station.batch.is_some()) {
            let message = "a shaper holds the head of one queue, first come, first served one by one, that is never down";
            self.wrong_key(
                below(at, &["shaper"]),
                message,
                "shape on a link before the station, or write a `policer`",
            );
        }
    }

    /// Batches are made of one queue, and of more than one job.
    pub(super) fn batch(&mut self, at: &[String], station: &StationSpec) {
        let Some(batch) = &station.batch else { return };
        self.within(below(at, &["batch", "size"]), batch.size.0 as f64, 1.0, 1e6, "1 to 1000000");
        if station.discipline.is_some_and(|discipline| discipline != Discipline::Fifo) {
            let message = "batches are taken from one queue, first come, first served";
            self.wrong_key(below(at, &["batch"]), message, "leave `discipline` or `batch` out");
        }
        let waits = batch.wait.is_some_and(|wait| wait > Span::ZERO);
        if let Some(room) =
            station.waiting_room.and_then(Bound::limit).filter(|room| waits && room.0 + 1 < batch.size.0)
        {
            let path = at.join(".");
            let fill = noun(room.0, "place to wait never fills", "places to wait never fill");
            self.warn(format!(
                "{path}: {} {fill} a batch of {}: each begins only when its eldest has waited",
                room.0, batch.size.0
            ));
        }
    }

    /// Random early detection: thresholds in order and of one kind, before one queue that is foretold.
    pub(super) fn early(&mut self, at: &[String], link: &LinkSpec) {
        let Some(red) = link.drop.as_ref().and_then(DropSpec::red) else { return };
        let of = |key: &str| below(at, &["drop", "red", key]);
        if red.min.is_bytes() != red.max.is_bytes() {
            let message = format!("`min` is {} and `max` is {}", red.min, red.max);
            self.wrong(of("max"), message, "write both in bytes, or both as a count of packets");
        } else if red.max.value() <= red.min.value() {
            let message = format!("`max` ({}) must be greater than `min` ({})", red.max, red.min);
            self.wrong(of("max"), message, "three times `min` is usual");
        }
        if let Some(weight) = red.weight
            && !(weight > 0.0 && weight <= 1.0)
        {
            self.wrong(
                of("weight"),
                format!("{weight} is out of range"),
                "it must be more than 0, at most 1",
            );
        }
        if link.discipline.is_some_and(|discipline| discipline != Discipline::Fifo) {
            let help = "leave `discipline` out, or drop by \"tail\"";
            self.wrong(below(at, &["drop"]), "RED keeps one queue, first come, first served", help);
        }
    }

    /// What holds the head of a queue, or looks at its length, knows when each packet will be sent: neither goes
    /// with what decides later.
    pub(super) fn foretold(&mut self, at: &[String], link: &LinkSpec) {
        let red = link.drop.as_ref().is_some_and(|drop| drop.red().is_some());
        let down = link.outages.is_some() || link.member.values().any(|member| member.outages.is_some());
        let later = match link.drop.as_ref().and_then(DropSpec::codel) {
            _ if down => "outages",
            Some(_) => "drop",
            None if link.discipline.is_some_and(|discipline| discipline != Discipline::Fifo) => "discipline",
            None => return,
        };
        if link.shaper.is_some() {
            let message = format!("a shaper does not go with `{later}` on one link");
            self.wrong_key(below(at, &["shaper"]), message, "shape on a link of its own before this one");
        }
        if red && down {
            let message = "RED does not go with `outages` on one link";
            self.wrong(below(at, &["drop"]), message, "drop by \"tail\" or \"codel\"");
        }
    }

    pub(super) fn bucket(&mut self, at: &[String], key: &str, bucket: Option<BucketSpec>) {
        let Some(BucketSpec { rate, depth }) = bucket else { return };
        let at = below(at, &[key, "depth"]);
        if depth.value() == 0 {
            self.wrong(
                at,
                "nothing passes a bucket that holds nothing",
                "write for example \"16 kB\", or 20 for messages",
            );
        } else if rate.is_bytes() != depth.is_bytes() {
            let help = match (rate, depth) {
                (Flow::Bits(_), _) => {
                    "write the depth in bytes, for example \"16 kB\", or the rate in messages, \"50 /s\""
                }
                (_, Amount::Bytes(_)) => {
                    "write the depth in messages, for example 20, or the rate in bits, \"64 kbit/s\""
                }
                _ => "",
            };
            self.wrong(at, format!("the bucket fills by {rate} and holds {depth}"), help);
        }
    }
}
