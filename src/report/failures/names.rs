//! What rows are called: without the kind of element where that tells them apart as well, and by number where names are
//! long enough to be cut.

use std::collections::BTreeSet;

use super::super::format::element;
use crate::experiment::failures::results::Failures;

/// A site is named by one of its gateways.
const SITE: &str = "site@";
/// Longer names may be cut.
const LONG: usize = 28;
/// Between two that fail together.
const AND: &str = " + ";

/// One a failure, in the order of the ranking; all different even if they are cut.
pub fn of(failures: &Failures) -> Vec<String> {
    let names = whole(failures);
    if names.iter().all(|name| name.chars().count() <= LONG) {
        return names;
    }
    (1..).zip(names).map(|(rank, name)| format!("{rank}\u{a0} {name}")).collect()
}

fn whole(failures: &Failures) -> Vec<String> {
    let names = || failures.failures.iter().map(|failed| failed.name.as_str());
    let short: Vec<String> = names().map(short).collect();
    let different = short.iter().collect::<BTreeSet<_>>().len() == short.len();
    if different { short } else { names().map(str::to_string).collect() }
}

/// "roof:1 + site@mast:2" of gateways.roof:1 + site@gateways.mast:2.
fn short(name: &str) -> String {
    let one = |part: &str| match part.strip_prefix(SITE) {
        Some(gateway) => format!("{SITE}{}", element(gateway)),
        None => element(part).to_string(),
    };
    name.split(AND).map(one).collect::<Vec<_>>().join(AND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::failures::results::Failed;

    fn names(of: &[&str]) -> Vec<String> {
        let failed = |name: &&str| Failed { name: name.to_string(), ..Failed::default() };
        super::of(&Failures { failures: of.iter().map(failed).collect(), ..Failures::default() })
    }

    #[test]
    fn kinds_are_left_out_of_both_unless_they_tell_two_apart() {
        let pairs = ["gateways.roof:1 + site@gateways.mast:2", "links.lte@roof:1 + platform.ingest"];
        assert_eq!(names(&pairs), ["roof:1 + site@mast:2", "lte@roof:1 + platform.ingest"]);
        let long = ["gateways.rooftop:BRN-G01 + links.lte@rooftop:BRN-G02", "gateways.a:1"];
        assert_eq!(names(&long), ["1\u{a0} rooftop:BRN-G01 + lte@rooftop:BRN-G02", "2\u{a0} a:1"]);
        assert_eq!(names(&["gateways.a:1", "links.a:1"]), ["gateways.a:1", "links.a:1"]);
    }
}
