//! `iotcap explain files`: what each file of results holds.

use super::super::table::{Side::Left, Table};

const FILES: [(&str, &str); 29] = [
    ("review.png", "the page; charts/*.png are its charts, larger and with all that did not fit"),
    (
        "results.json",
        "every figure with its interval, and what each replication had by itself; the same bytes for any --jobs",
    ),
    ("timeseries.csv", "by bin of the window: offered, delivered, lost, latency, load"),
    ("latency.csv", "each class's distribution of latencies"),
    ("losses.csv", "lost messages by class, cause and element"),
    ("elements.csv", "loads, drops and waiting times of every element"),
    ("devices.csv", "with --devices: one row per device, all of it in one layout"),
    ("comparison.png", "of compare: the page; docs/compare.md says how to read it"),
    ("comparison.json", "of compare: every difference with its interval, and what differs in the files"),
    ("sensitivity.png", "of sensitivity: the page; docs/sensitivity.md says how to read it"),
    (
        "sensitivity.json",
        "of sensitivity: what each assumption does to each answer, and every sample of all together",
    ),
    ("sensitivity.csv", "of sensitivity: each assumption alone, as a table"),
    ("failures.png", "of failures: the page; docs/failures.md says how to read it"),
    ("failures.json", "of failures: what each costs, the worst first, paired with the same hour without it"),
    ("failures.csv", "of failures: the same as a table"),
    ("capacity.png", "of capacity: the page; docs/capacity.md says how to read it"),
    ("capacity.json", "of capacity: where objectives break, every load tried, what a wider element brings"),
    ("forecast.png", "of forecast: the page; docs/forecast.md says how to read it"),
    ("forecast.csv", "of forecast: one row an objective, with month, interval, element and order date"),
    ("forecast.json", "of forecast: the same, devices over the months, every day simulated"),
    ("sweep.png", "of sweep: the page; docs/sweep.md says how to read it"),
    ("sweep.csv", "of sweep: one row a point and measure, with value, interval and verdict"),
    ("sweep.json", "of sweep: the same, and what was varied"),
    ("options.png", "of options: the page; docs/options.md says how to read it"),
    ("options.csv", "of options: one row a set that was tried, with its price, verdict and measures"),
    ("options.json", "of options: the same, what is on offer, and which set is the answer"),
    ("trace.png", "of trace: timelines of the first messages; docs/trace.md says how to read them"),
    ("trace.json", "of trace: what became of all that were asked for, and the diaries shown"),
    ("manifest.json", "version, command, date, time and memory: all that may differ between equal runs"),
];

const DEVICES: &str = "\
devices.csv answers which devices get through and which never do. Place, data rate, gateways in reach, offered and
delivered are of one and the same layout; the column `replications` says over how many the counts are summed.

study.layout = \"redrawn\" (the default): the first replication alone. Each replication draws shadowing, and places that
are not written, anew, so a device's number means another place and other gateways in each of them; sums over all would
belong to none. Its shares are one draw's: the page's are means over all, with an interval.

study.layout = \"fixed\": all replications, which then share one layout. Choose it to list the meters of one draw with more
than one day's evidence. Where places come from a file they are real; the shadowing at them is still a draw, so the list
says how many are lost and what kind of place they have, not for certain which.
";

/// The topic.
pub fn text() -> String {
    let mut table = Table::new(&[("file", Left), ("holds", Left)]);
    for (file, holds) in FILES {
        table.row(vec![file.to_string(), holds.to_string()]);
    }
    format!("{}\n{DEVICES}", table.text())
}
