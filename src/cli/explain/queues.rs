//! `iotcap explain disciplines`: who is served next at links and stations, what stands before their queues, and what
//! each was checked against.

use super::super::table::{Side::Left, Table};

/// What, how it is written, what it does and its source.
const ROWS: &[(&str, &str, &str)] = &[
    ("discipline = \"fifo\"", "first come, first served; the default", "M/M/c/K, M/G/1, M/D/1/K"),
    ("discipline = \"priority\"", "higher priority goes first, nobody is interrupted", "Cobham 1954"),
    (
        "discipline = \"preemptive-priority\"",
        "higher priority interrupts, the lower resumes",
        "Cobham, resume",
    ),
    ("discipline = \"processor-sharing\"", "all are served at once, each a share", "M/G/1-PS: insensitive"),
    ("discipline = \"weighted-fair\"", "classes share by weight", "Golestani 1994 (SCFQ)"),
    ("batch = { size, wait }", "a server takes several together", "Bailey 1954, Neuts 1967"),
    ("again = \"20 %\"", "served jobs come back", "Jackson 1957"),
    ("onward = { STAGE = \"10 %\" }", "served jobs go to another stage, or to the \"end\"", "Jackson 1957"),
    ("buffer, buffer_packets, waiting_room", "room for those who wait; the rest is lost", "M/D/1/K, M/M/c/K"),
    ("drop = \"codel\"", "drops at the head while waits stand above a target", "RFC 8289"),
    ("drop = { red = { min, max } }", "drops on arrival by the average queue", "Floyd, Jacobson 1993"),
    ("shaper = { rate, depth }", "the head of the queue waits for tokens", "ITU-T I.371 (GCRA)"),
    ("policer = { rate, depth }", "what finds too few tokens is lost (throttled)", "M/D/1/K turned round"),
    ("outages = { up, down }", "links and stations go down and come up", "M/M/1 with breakdowns"),
];

/// The topic.
pub fn text() -> String {
    let mut table =
        Table::new(&[("written", Left), ("what it does", Left), ("source, or checked against", Left)]);
    for (written, does, source) in ROWS {
        table.row(vec![written.to_string(), does.to_string(), source.to_string()]);
    }
    format!(
        "Who is served next at links.NAME, gateways.NAME.processing and platform.STAGE, and what stands before their queues.\n\n\
         {}\n\
         First come, first served with a known rate is foretold: an arrival knows when it will be served, which costs no event.\n\
         Shapers, policers and random early detection keep that. The other disciplines, CoDel, batches and outages are live:\n\
         each service ends by an event. A link takes discipline, drop, shaper, policer, outages and buffers; a station all but\n\
         drop and buffers. `iotcap explain scenario-language` has every key.\n",
        table.text()
    )
}
