//! Metres per second.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::parse::{UnitError, UnitTable, parse};
use super::{Quantity, QuantityVisitor, write_scaled};

quantity!(
    /// Metres per second.
    Speed(f64), "speed", example "3 km/s", range 1e-3, 299_792_458.0, "1 mm/s to the speed of light",
    usual &["km/s", "m/s"], from |v| v, base |q| q.0,
    units &[("m/s", 1.0), ("km/s", 1e3), ("km/h", 1.0 / 3.6)]
);

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_scaled(f, self.0, &[("m/s", 1.0), ("km/s", 1e3)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        assert_eq!("3 km/s".parse::<Speed>().map(|read| read.to_string()), Ok("3 km/s".into()));
        assert_eq!("36 km/h".parse(), Ok(Speed(10.0)));
        for wrong in ["3", "0 m/s", "-3 m/s", "400000 km/s", "NaN m/s", "3 km"] {
            assert!(wrong.parse::<Speed>().is_err(), "{wrong}");
        }
    }
}
