//! `iotcap explain growth`: the laws by which a class may grow, and what a forecast makes of them.

use super::super::table::{Side::Left, Table};
use crate::scenario::growth::law::FORMS;

/// The topic.
pub fn text() -> String {
    let mut table = Table::new(&[("law", Left), ("for example", Left), ("meaning", Left)]);
    for form in FORMS {
        table.row(vec![form.key.to_string(), form.example.to_string(), form.meaning.to_string()]);
    }
    format!("{HEAD}\n{}\n{FOOT}", table.text())
}

const HEAD: &str = "\
[growth] says when the load of the file stands (`start`), how far is looked (`until`), how each class grows from there (one law a
class in [growth.devices]; the others stay) and how long an order takes (`lead_times`). `iotcap forecast FILE` answers with the
month in which each objective is first missed.
";

const FOOT: &str = "\
How a forecast is read:

  month         a calendar month counts as one, however long: 300 a month are 300 in February
  at, from      a month means its first day; `to` and `until` mean its last
  interval      95 %, of what luck does to the answer; the law itself is taken as certain
  order by      the early end of the interval less the lead time of the element behind it; without a lead time there is none
  months left   from `start`, never from today
";
