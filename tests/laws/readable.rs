//! What a run of any world writes can be read again, and a page be drawn of it.

use iotcap::experiment::results::Results;
use iotcap::report;

use crate::small;
use crate::world;

/// The same worlds each time: whether a figure at the edge of an interval can be read is no matter of luck.
#[test]
fn what_a_run_writes_can_be_read_again() {
    for (number, world) in world::fixed(7).take(30).enumerate() {
        // two repetitions make the widest intervals
        let text = world.replace("replications = 1", "replications = 2");
        let results = small::results(&text);
        let written = serde_json::to_string(&results).expect("JSON");
        let read: Results = serde_json::from_str(&written).expect("results");
        let sound = report::sound(&read);
        assert!(sound.is_ok(), "world {number}: {sound:?}\n{text}");
    }
}
