//! From `"250 kbit/s"` to a number in the base unit, or to what is wrong with it and how it would be right.

/// What is wrong with a written quantity, and how it would be right.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UnitError {
    /// A number without a unit.
    #[error("`{text}` has no unit; write for example \"{example}\"")]
    NoUnit {
        /// What was written.
        text: String,
        /// The same number written well.
        example: String,
    },
    /// A unit this quantity does not know.
    #[error("`{unit}` is not a unit of {what}; known are {known}")]
    UnknownUnit {
        /// The unit as written.
        unit: String,
        /// The quantity wanted.
        what: &'static str,
        /// Its units.
        known: String,
    },
    /// No number in front.
    #[error("`{text}` is not a {what}; write for example \"{example}\"")]
    NotANumber {
        /// What was written.
        text: String,
        /// The quantity wanted.
        what: &'static str,
        /// A well written one.
        example: &'static str,
    },
    /// A number outside what the quantity can hold.
    #[error("`{text}` is out of range for a {what} ({range})")]
    OutOfRange {
        /// What was written.
        text: String,
        /// The quantity wanted.
        what: &'static str,
        /// The allowed range.
        range: &'static str,
    },
}

/// The units of one quantity: how it is called, an example, and factor to its base unit.
pub(super) struct UnitTable {
    /// How the quantity is called.
    pub what: &'static str,
    /// A well written one.
    pub example: &'static str,
    /// The allowed range in words.
    pub range: &'static str,
    /// Least value in the base unit.
    pub low: f64,
    /// Greatest value in the base unit.
    pub high: f64,
    /// Unit names with their factors.
    pub units: &'static [(&'static str, f64)],
}

/// Splits `"250 kbit/s"` into number and unit; `_`, and spaces or thin spaces between digits, are allowed.
fn split_number(text: &str) -> (String, String) {
    let text = text.trim();
    let mut number = String::new();
    let mut rest = text.char_indices().peekable();
    let mut end = 0;
    while let Some((at, c)) = rest.next() {
        let next_is_digit = rest.peek().is_some_and(|(_, n)| n.is_ascii_digit());
        let in_exponent = number.ends_with(['e', 'E']);
        let keep = match c {
            '0'..='9' | '.' => true,
            '+' | '-' | '\u{2212}' => number.is_empty() || in_exponent,
            'e' | 'E' => {
                !number.is_empty()
                    && !number.contains(['e', 'E'])
                    && (next_is_digit || text[at + 1..].starts_with(['-', '+']))
            }
            '_' | ' ' | '\u{202f}' | '\u{a0}' => {
                if number.is_empty() || !next_is_digit {
                    break;
                }
                end = at + c.len_utf8();
                continue;
            }
            _ => false,
        };
        if !keep {
            break;
        }
        number.push(if c == '\u{2212}' { '-' } else { c });
        end = at + c.len_utf8();
    }
    (number, text[end..].trim().to_string())
}

/// The bare number with the unit that its size suggests: the usual one, or the base unit where the number is so
/// large that no one would write it in the usual one; and 0.98 is the share that programs write for 98 %.
fn with_unit(number: &str, value: f64, table: &UnitTable) -> String {
    let usual = table.example.split_once(' ').map_or("", |(_, unit)| unit);
    let base = table.units.iter().find(|(_, factor)| *factor == 1.0).map_or(usual, |(unit, _)| unit);
    match value.abs() {
        size if usual == "%" && size < 1.0 => format!("{} %", libm::rint(value * 1e6) / 1e4),
        size if size < 1000.0 => format!("{number} {usual}"),
        _ => format!("{number} {base}"),
    }
}

/// Reads a number with its unit into the base unit.
pub(super) fn parse(text: &str, table: &UnitTable) -> Result<f64, UnitError> {
    let (number, unit) = split_number(text);
    let value: f64 = number.parse().map_err(|_| UnitError::NotANumber {
        text: text.to_string(),
        what: table.what,
        example: table.example,
    })?;
    if unit.is_empty() && table.units.iter().all(|(name, _)| !name.is_empty()) {
        return Err(UnitError::NoUnit { text: text.to_string(), example: with_unit(&number, value, table) });
    }
    let Some((_, factor)) = table.units.iter().find(|(name, _)| *name == unit) else {
        let known: Vec<_> = table.units.iter().map(|(name, _)| *name).filter(|n| !n.is_empty()).collect();
        return Err(UnitError::UnknownUnit { unit, what: table.what, known: known.join(", ") });
    };
    let value = value * factor;
    if !value.is_finite() || value < table.low || value > table.high {
        return Err(UnitError::OutOfRange { text: text.to_string(), what: table.what, range: table.range });
    }
    Ok(value)
}
