//! What a run of any world writes can be read again, and a page be drawn of it.

use iotcap::experiment::results::Results;
use iotcap::report;
use proptest::prelude::*;

use crate::small;
use crate::world::{self, Dice};

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_run_writes_can_be_read_again(throws in prop::collection::vec(any::<u16>(), 230)) {
        // two repetitions make the widest intervals
        let text = world::scenario(&mut Dice::new(&throws)).replace("replications = 1", "replications = 2");
        let results = small::results(&text);
        let written = serde_json::to_string(&results).expect("JSON");
        let read: Results = serde_json::from_str(&written).expect("results");
        let sound = report::sound(&read);
        prop_assert!(sound.is_ok(), "{sound:?}\n{text}");
    }
}
