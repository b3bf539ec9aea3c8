//! Currents, charges and energies of devices that live on batteries: `"29 mA"`, `"2400 mAh"`, `"550 mJ"`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::parse::{UnitError, UnitTable, parse};
use super::{Quantity, QuantityVisitor, number, write_scaled};

quantity!(
    /// Amperes.
    Current(f64), "current", example "29 mA", range 0.0, 1e3, "0 A to 1000 A",
    usual &["mA", "uA"], from |v| v, base |q| q.0,
    units &[("A", 1.0), ("mA", 1e-3), ("uA", 1e-6), ("µA", 1e-6), ("nA", 1e-9)]
);
quantity!(
    /// Volts.
    Voltage(f64), "voltage", example "3.6 V", range 1e-3, 1e3, "1 mV to 1000 V",
    usual &["V"], from |v| v, base |q| q.0,
    units &[("V", 1.0), ("mV", 1e-3)]
);
quantity!(
    /// Joules.
    Energy(f64), "energy", example "550 mJ", range 0.0, 1e12, "0 J to 1 000 000 MJ",
    usual &["mJ", "J"], from |v| v, base |q| q.0,
    units &[("J", 1.0), ("mJ", 1e-3), ("uJ", 1e-6), ("µJ", 1e-6), ("kJ", 1e3), ("MJ", 1e6), ("Wh", 3600.0), ("mWh", 3.6)]
);
quantity!(
    /// Coulombs: ampere-seconds.
    Charge(f64), "charge", example "2400 mAh", range 1e-3, 1e12, "more than 0 mAh",
    usual &["mAh"], from |v| v, base |q| q.0,
    units &[("mAh", 3.6), ("Ah", 3600.0), ("C", 1.0), ("mC", 1e-3)]
);

impl fmt::Display for Current {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        scaled(f, self.0, &[("nA", 1e-9), ("uA", 1e-6), ("mA", 1e-3), ("A", 1.0)])
    }
}
impl fmt::Display for Voltage {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_scaled(f, self.0, &[("V", 1.0)])
    }
}
impl fmt::Display for Energy {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        scaled(f, self.0, &[("mJ", 1e-3), ("J", 1.0), ("kJ", 1e3)])
    }
}
impl fmt::Display for Charge {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        scaled(f, self.0, &[("mC", 1e-3), ("mAh", 3.6)])
    }
}

/// As [`write_scaled`], with the last digits of a division by a fraction rounded away.
fn scaled(f: &mut fmt::Formatter, value: f64, units: &[(&str, f64)]) -> fmt::Result {
    let least = |(_, factor): &&(&str, f64)| libm::fabs(value) >= *factor * (1.0 - 1e-12);
    let (name, factor) = units.iter().rev().find(least).unwrap_or(&units[0]);
    write!(f, "{} {name}", number(libm::rint(value / factor * 1e9) / 1e9))
}

/// What a battery holds: a charge, or an energy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Capacity {
    /// A charge, which is an energy at the battery's voltage.
    Charge(Charge),
    /// An energy.
    Energy(Energy),
}

impl Capacity {
    /// Joules, at this voltage.
    pub fn joules(self, voltage: Voltage) -> f64 {
        match self {
            Capacity::Charge(charge) => charge.0 * voltage.0,
            Capacity::Energy(energy) => energy.0,
        }
    }
}

impl FromStr for Capacity {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let energy = ["J", "Wh", "j", "wh"].iter().any(|unit| text.trim_end().ends_with(unit));
        let read =
            if energy { text.parse().map(Capacity::Energy) } else { text.parse().map(Capacity::Charge) };
        read.map_err(|error| match error {
            UnitError::NoUnit { text, .. } => {
                let example = format!("\"{} mAh\"", text.trim());
                UnitError::NoUnit { text, example }
            }
            other => other,
        })
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Capacity::Charge(charge) => charge.fmt(f),
            Capacity::Energy(energy) => scaled(f, energy.0, &[("J", 1.0), ("Wh", 3600.0)]),
        }
    }
}

struct Written;

impl de::Visitor<'_> for Written {
    type Value = Capacity;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a battery's capacity such as \"2400 mAh\" or \"5 Wh\"")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Capacity, E> {
        text.parse().map_err(E::custom)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Capacity, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Capacity, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Capacity, E> {
        number(value).parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Capacity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

impl Serialize for Capacity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for Capacity {
    fn schema_name() -> Cow<'static, str> {
        "Capacity".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "What a battery holds, as a charge or an energy, for example \"2400 mAh\" or \"5 Wh\".",
            "examples": ["2400 mAh", "5 Wh"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_is_an_energy_at_a_voltage() {
        let joules = |text: &str| text.parse::<Capacity>().map(|held| held.joules(Voltage(3.6)));
        assert_eq!(joules("2400 mAh"), Ok(31_104.0));
        assert_eq!(joules("2.4 Ah"), Ok(31_104.0));
        assert_eq!(joules("5 Wh"), Ok(18_000.0));
        assert!(joules("2400").unwrap_err().to_string().contains("write for example \"2400 mAh\""));
        assert!("0 mAh".parse::<Capacity>().is_err());
    }

    #[test]
    fn what_is_written_is_read() {
        for text in ["29 mA", "1.5 uA", "600 nA"] {
            assert_eq!(text.parse::<Current>().map(|read| read.to_string()), Ok(text.to_string()));
        }
        for text in ["2400 mAh", "5 Wh"] {
            assert_eq!(text.parse::<Capacity>().map(|read| read.to_string()), Ok(text.to_string()));
        }
        assert_eq!("550 mJ".parse::<Energy>().map(|read| read.to_string()), Ok("550 mJ".into()));
    }
}
