//! Closed forms: what theory says where a part of a network is one that theory covers. Rates are per second, times
//! in seconds, loads in Erlang. Nothing here knows a network; who may be compared with what is
//! [`crate::experiment::theory`]'s business.

pub mod aloha;
pub mod length;
pub mod queues;
pub mod rooms;

/// Rows of a table of exact answers.
#[cfg(test)]
pub(crate) fn rows(csv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    csv.lines().skip(1).map(cells)
}

/// Commas within quotes part no cells.
#[cfg(test)]
fn cells(line: &str) -> Vec<&str> {
    let mut quoted = false;
    let parts = |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    line.split(parts).collect()
}

/// Of a table's cell.
#[cfg(test)]
pub(crate) fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell} is no number"))
}
