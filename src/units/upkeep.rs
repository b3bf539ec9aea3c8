//! Years of a device's life, and bytes per second as backup systems give them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::parse::{UnitError, UnitTable, parse};
use super::{Quantity, QuantityVisitor, number, write_scaled};

quantity!(
    /// Years of 365.25 days.
    Years(f64), "number of years", example "15 y", range 1e-3, 1e3, "more than 0, at most 1000 years",
    usual &["y", "d"], from |v| v, base |q| q.0,
    units &[("y", 1.0), ("years", 1.0), ("year", 1.0), ("months", 1.0 / 12.0), ("d", 1.0 / 365.25)]
);
quantity!(
    /// Bytes per second.
    ByteRate(f64), "rate of copying", example "200 MB/s", range 1.0, 1e15, "1 B/s to 1000 TB/s",
    usual &["MB/s"], from |v| v, base |q| q.0,
    units &[("B/s", 1.0), ("kB/s", 1e3), ("MB/s", 1e6), ("GB/s", 1e9), ("TB/h", 1e12 / 3600.0),
            ("Mbit/s", 1.25e5), ("Gbit/s", 1.25e8)]
);

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} y", number(libm::rint(self.0 * 1e6) / 1e6))
    }
}
impl fmt::Display for ByteRate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_scaled(f, self.0, &[("B/s", 1.0), ("kB/s", 1e3), ("MB/s", 1e6), ("GB/s", 1e9)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        assert_eq!("15 y".parse::<Years>().map(|read| read.to_string()), Ok("15 y".into()));
        assert_eq!("18 months".parse(), Ok(Years(1.5)));
        assert_eq!("200 MB/s".parse::<ByteRate>().map(|read| read.to_string()), Ok("200 MB/s".into()));
        assert_eq!("1 Gbit/s".parse(), Ok(ByteRate(1.25e8)));
    }
}
