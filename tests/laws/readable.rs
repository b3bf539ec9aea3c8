//! What a run of any world writes can be read again, and a page be drawn of it.

use iotcap::experiment::results::Results;
use iotcap::report;

use crate::small;
use crate::world::{self, Dice};

/// The same worlds each time: whether a figure at the edge of an interval can be read is no matter of luck.
#[test]
fn what_a_run_writes_can_be_read_again() {
    let mut key = 7u64;
    let mut throw = || {
        key = key.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (key >> 40) as u16
    };
    for world in 0..30 {
        let throws: Vec<u16> = (0..230).map(|_| throw()).collect();
        // two repetitions make the widest intervals
        let text = world::scenario(&mut Dice::new(&throws)).replace("replications = 1", "replications = 2");
        let results = small::results(&text);
        let written = serde_json::to_string(&results).expect("JSON");
        let read: Results = serde_json::from_str(&written).expect("results");
        let sound = report::sound(&read);
        assert!(sound.is_ok(), "world {world}: {sound:?}\n{text}");
    }
}
