//! Partitions of a stage.

use crate::model::station::{DEFAULT_PARTITIONS, PARTITIONS};

/// What they divide, how, and what that does.
pub fn text() -> String {
    WHAT.replace("{least}", &PARTITIONS.start().to_string())
        .replace("{most}", &PARTITIONS.end().to_string())
        .replace("{default}", &DEFAULT_PARTITIONS.0.to_string())
}

const WHAT: &str = "\
A stage of the platform, or a consumer, can divide its work as a partitioned log does by the key of its records:

  [platform]
  ingest = { service = \"2 ms\", partitions = 8 }

That is eight queues, each with all that is written of the stage: its `servers`, its `waiting_room`, its token buckets, its
outages. `partitions` is {least} to {most}, and {default} if left out. What a device sends always comes to the same partition; which
one, the seed draws once for all replications. So with few devices some partitions get far more than others, and the busiest
decides: one queue with as many servers in all does better.

platform.ingest    all of them together: the row of a stage in results.json and elements.csv, and the worst of them where an
                   objective is asked of it
platform.ingest:3  the third, which objectives, incidents and `iotcap failures --elements` may name

Not for `connect`, nor beside `again` and `onward`, nor for the stage whose queue `admission` watches.
";
