//! Numbers as people write them: grouped by spaces or `_`, which is read; or with decimal commas and signs between
//! thousands, which is not, as `1,000` is one in one country and a thousand in another.

/// A quantity's text, cut.
#[derive(Debug, PartialEq)]
pub struct Written {
    /// The number, ready to be parsed.
    pub number: String,
    /// What follows it.
    pub unit: String,
    /// What the number may mean, each written as it should be, if its signs leave that open.
    pub meanings: Vec<String>,
}

/// Splits `"250 kbit/s"` into number and unit; `_`, and spaces or thin spaces between digits, are allowed.
pub fn read(text: &str) -> Written {
    let text = text.trim();
    let (number, end) = leading_number(text);
    let written = |meanings, end: usize| Written {
        number: number.clone(),
        unit: text[end..].trim().to_string(),
        meanings,
    };
    let punctuated = punctuated(text);
    match meanings(&text[..punctuated]) {
        found if found.is_empty() => written(found, end),
        found => written(found, punctuated),
    }
}

/// The number that a text begins with, without the signs that group it, and where it ends.
fn leading_number(text: &str) -> (String, usize) {
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
    (number, end)
}

/// Signs that stand between the digits of a number, of which only the point is read.
const BETWEEN: [char; 4] = [',', '.', '\'', '\u{2019}'];

/// Where digits end that may have commas, points and apostrophes between them.
fn punctuated(text: &str) -> usize {
    let inside = |c: char| c.is_ascii_digit() || BETWEEN.contains(&c);
    let sign = usize::from(text.starts_with(['-', '+']));
    let end = text[sign..].find(|c| !inside(c)).map_or(text.len(), |at| sign + at);
    text[..end].trim_end_matches(BETWEEN).len()
}

/// What a number with a comma, an apostrophe or several points may mean; nothing if it is plain, or no number at all.
pub fn meanings(text: &str) -> Vec<String> {
    let points = text.matches('.').count();
    if points < 2 && !text.contains([',', '\'', '\u{2019}']) {
        return Vec::new();
    }
    let mut found = Vec::from_iter(with_fraction(text));
    found.extend(grouped(text));
    found
}

/// Read with its last comma or point as the decimal sign.
fn with_fraction(text: &str) -> Option<String> {
    let (whole, fraction) = text.rsplit_once([',', '.'])?;
    let decimal = text[whole.len()..].chars().next()?;
    let is_digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = whole.trim_start_matches(['-', '+']);
    let plain = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let whole = if plain { whole.to_string() } else { grouped(whole)? };
    (is_digits && !text[..text.len() - fraction.len() - 1].contains(decimal))
        .then(|| format!("{whole}.{fraction}"))
}

/// Read with its signs between thousands: all the same, three digits after each.
pub fn grouped(text: &str) -> Option<String> {
    let unsigned = text.trim_start_matches(['-', '+']);
    let sign = unsigned.chars().find(|c| BETWEEN.contains(c))?;
    let mut groups = unsigned.split(sign);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().filter(|group| (1..=3).contains(&group.len()) && is_digits(group))?;
    let three = groups.all(|group| group.len() == 3 && is_digits(group));
    (three && !first.starts_with('0')).then(|| text.replace(sign, ""))
}

/// The digits of a whole number with `_` between thousands.
pub fn in_thousands(digits: &str) -> String {
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_apostrophes_mean_what_they_may() {
        let of = |text: &str| meanings(text);
        assert_eq!(of("6,5"), ["6.5"]);
        assert_eq!(of("-0,25"), ["-0.25"]);
        assert_eq!(of("1,000"), ["1.000", "1000"]);
        assert_eq!(of("1.000,5"), ["1000.5"]);
        assert_eq!(of("1,500.25"), ["1500.25"]);
        assert_eq!(of("1.500.000"), ["1500000"]);
        assert_eq!(of("8'000"), ["8000"]);
        assert_eq!(of("0,123"), ["0.123"]);
        assert!(of("6.5").is_empty() && of("1,2,3").is_empty() && of(",5").is_empty());
    }

    #[test]
    fn a_number_ends_where_its_unit_begins() {
        let cut = |text| (read(text).number, read(text).unit);
        assert_eq!(cut("20 000 B"), ("20000".into(), "B".into()));
        assert_eq!(cut("1e3 s"), ("1e3".into(), "s".into()));
        let comma = read("6,5 km");
        assert_eq!((comma.unit.as_str(), &comma.meanings[..]), ("km", &["6.5".to_string()][..]));
        assert!(read("64, roughly").meanings.is_empty());
    }
}
