//! Syntax errors in the user's words: what a TOML parser stumbles over is most often a decimal comma, a missing
//! quote or a name with a space, each of which it meets several times. One slip, one complaint.

use std::collections::BTreeMap;
use std::ops::Range;

use super::diagnose::truth;
use super::schema::is_count;
use crate::units::written::{grouped, in_thousands, meanings};

/// Something that is no TOML: which bytes, what is wrong, what would be right.
#[derive(Debug, PartialEq)]
pub(crate) struct Slip {
    pub span: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

/// What the parser stumbled over, in the file's order.
pub(crate) fn slips(text: &str, errors: &[toml::de::Error]) -> Vec<Slip> {
    let mut lines: BTreeMap<usize, Vec<Slip>> = BTreeMap::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let slip = Slip { span, message: error.message().to_string(), help: None };
        lines.entry(start).or_default().push(slip);
    }
    lines.into_iter().flat_map(|(start, slips)| of_line(text, start, slips)).collect()
}

/// One line's slips: where the line as a whole tells what was meant, that stands for all of them.
fn of_line(text: &str, start: usize, slips: Vec<Slip>) -> Vec<Slip> {
    let line = text[start..].lines().next().unwrap_or("");
    let whole = header(line).or_else(|| key(line, &slips)).or_else(|| commas(line));
    match whole {
        Some(slip) => vec![Slip { span: start + slip.span.start..start + slip.span.end, ..slip }],
        None => {
            let mut slips: Vec<_> = slips.into_iter().map(|slip| value(text, slip)).collect();
            slips.sort_by_key(|slip| slip.span.start);
            // what follows within a value that was told already is its echo
            slips.dedup_by(|next, first| next.span.start < first.span.end);
            slips
        }
    }
}

fn is_bare(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn in_quotes(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

/// `[gateways.rooftop.member.Water tower]`: only members may have such names, in quotes.
fn header(line: &str) -> Option<Slip> {
    let inside = line.trim_start().strip_prefix('[').filter(|rest| !rest.starts_with('['))?;
    let inside = &inside[..inside.find(']')?];
    if inside.contains(['"', '\'']) {
        return None;
    }
    let parts: Vec<&str> = inside.split('.').map(str::trim).collect();
    let (at, odd) = parts.iter().enumerate().find(|(_, part)| !part.is_empty() && !is_bare(part))?;
    let of_member = at == 3 && parts[2] == "member";
    let well = if of_member { in_quotes(odd) } else { plain_name(odd) };
    let written: Vec<&str> =
        parts.iter().enumerate().map(|(n, part)| if n == at { well.as_str() } else { *part }).collect();
    let written = format!("write [{}]", written.join("."));
    let begin = odd.as_ptr() as usize - line.as_ptr() as usize;
    let (message, help) = match of_member {
        true => (format!("the name `{odd}` needs quotes"), written),
        false => (
            format!("`{odd}` cannot be a name"),
            format!("names are letters (a–z, A–Z), digits, `-` and `_`: {written}"),
        ),
    };
    Some(Slip { span: begin..begin + odd.len(), message, help: Some(help) })
}

/// A name as near to the one written as names can be: `Zähler Nord` is `Zaehler-Nord`.
pub(crate) fn plain_name(name: &str) -> String {
    let letters = name.trim().chars().map(|c| match c {
        'ä' => "ae".into(),
        'ö' => "oe".into(),
        'ü' => "ue".into(),
        'Ä' => "Ae".into(),
        'Ö' => "Oe".into(),
        'Ü' => "Ue".into(),
        'ß' => "ss".into(),
        c if c.is_ascii_alphanumeric() || c == '_' => c.to_string(),
        _ => "-".to_string(),
    });
    letters.collect()
}

/// `Water tower = 5`.
fn key(line: &str, slips: &[Slip]) -> Option<Slip> {
    let said = |slip: &Slip| {
        ["key with no value", "invalid unquoted key"].iter().any(|m| slip.message.starts_with(m))
    };
    let (key, _) = line.split_once('=').filter(|_| slips.iter().any(said))?;
    let key = key.trim();
    if key.is_empty()
        || key.contains(['"', '\'', '{', '['])
        || key.split('.').all(|part| is_bare(part.trim()))
    {
        return None;
    }
    let begin = key.as_ptr() as usize - line.as_ptr() as usize;
    Some(Slip {
        span: begin..begin + key.len(),
        message: format!("`{key}` cannot be a key"),
        help: Some("a key is one word, such as `height`; the name of a member stands in quotes".to_string()),
    })
}

/// Every number with a comma to the right of an `=`.
fn commas(line: &str) -> Option<Slip> {
    let (mut spans, mut well, mut fractions) = (Vec::new(), Vec::new(), false);
    for at in outside_text(line, '=') {
        let begin = line.len() - line[at + 1..].trim_start().len();
        let number = |c: char| c.is_ascii_digit() || [',', '.', '-', '+'].contains(&c);
        let end = line[begin..].find(|c| !number(c)).map_or(line.len(), |end| begin + end);
        let end = begin + line[begin..end].trim_end_matches([',', '.']).len();
        let written = &line[begin..end];
        if !written.contains(',') || meanings(written).is_empty() {
            continue;
        }
        let unit = line[end..].split([',', '}', ']', '#', '=']).next().unwrap_or("").trim();
        let key = line[..at].trim_end().rsplit([' ', '{', ',', '\t']).next().unwrap_or("");
        let thousands = grouped(written).filter(|_| unit.is_empty() && is_count(key));
        fractions |= thousands.is_none();
        well.push(match thousands {
            Some(whole) => format!("{key} = {whole} or {}", in_thousands(&whole)),
            None => of_meanings(key, written, unit),
        });
        spans.push(begin..end);
    }
    let span = spans.first()?.clone();
    let (first, well) = (&line[span.clone()], well.join(", "));
    let (message, help) = match fractions {
        true => (
            format!("`{first}` has a comma as its decimal sign"),
            format!("the decimal sign is a point: write {well}"),
        ),
        false => (format!("`{first}` is not a whole number"), format!("write {well}")),
    };
    Some(Slip { span, message, help: Some(help) })
}

/// A number as each of what it may mean.
fn of_meanings(key: &str, written: &str, unit: &str) -> String {
    let well = meanings(written).into_iter().map(|number| match unit {
        "" => format!("{key} = {number}"),
        unit => format!("{key} = \"{number} {unit}\""),
    });
    well.collect::<Vec<_>>().join(" or ")
}

/// Where a sign stands in a line, but not in text or a comment.
fn outside_text(line: &str, sign: char) -> Vec<usize> {
    let (mut quote, mut found) = (None, Vec::new());
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') => break,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, c) if c == sign => found.push(at),
            _ => (),
        }
    }
    found
}

/// A value that is none: a word, a number for people, text without its quotes.
fn value(text: &str, slip: Slip) -> Slip {
    let is = |messages: &[&str]| messages.iter().any(|message| slip.message.starts_with(message));
    if !is(&["string values must be quoted", "invalid boolean", "invalid float", "invalid integer"]) {
        let message = slip.message.trim_end_matches(", expected nothing").to_string();
        return Slip { message, ..slip };
    }
    let span = whole_value(text, slip.span.clone());
    let written = text[span.clone()].trim();
    match meant(written) {
        Some((message, help)) => Slip { span, message, help: Some(help) },
        None => slip,
    }
}

/// The span of a value of which the parser marked a part.
fn whole_value(text: &str, span: Range<usize>) -> Range<usize> {
    let inside = |c: char| c.is_ascii_digit() || c == '.';
    let begin = text[..span.start].trim_end_matches(inside).len();
    let rest = &text[span.start..];
    let end = match rest.starts_with(['<', '>']) {
        true => span.start + rest.find(['\n', ',', '}', ']', '#']).unwrap_or(rest.len()),
        false => span.end,
    };
    begin..begin + text[begin..end].trim_end().len()
}

fn meant(written: &str) -> Option<(String, String)> {
    const CURLY: [char; 8] = ['„', '“', '”', '«', '»', '‚', '‘', '’'];
    let digits: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let spaced = digits.len() < written.len() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if written.is_empty() {
        Some(("there is nothing to the right of `=`".into(), "give a value, or leave the key out".into()))
    } else if let Some(truth) = truth(written) {
        Some((format!("`{written}` is neither true nor false"), format!("write {truth}")))
    } else if let Some(whole) = spaced.then_some(digits).or_else(|| grouped(written)) {
        let help = format!("write {whole} or {}", in_thousands(&whole));
        Some((format!("`{written}` is not a number here"), help))
    } else if written.starts_with(CURLY) {
        let inner = written.trim_matches(CURLY);
        Some(("these are not the quotes that text needs".into(), format!("write {}", in_quotes(inner))))
    } else if written.contains(['"', '\'', '\n']) {
        None
    } else {
        Some((format!("`{written}` needs quotes"), format!("write {}", in_quotes(written))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a text, `message; help` each.
    fn said(text: &str) -> Vec<String> {
        let (_, errors) = toml::de::DeTable::parse_recoverable(text);
        let sentence = |slip: Slip| format!("{}; {}", slip.message, slip.help.unwrap_or_default());
        slips(text, &errors).into_iter().map(sentence).collect()
    }

    #[test]
    fn decimal_commas_are_one_complaint_a_line() {
        let point = "the decimal sign is a point: write";
        assert_eq!(
            said("at = { lat = 49,19, lon = -16,61 }"),
            [format!("`49,19` has a comma as its decimal sign; {point} lat = 49.19, lon = -16.61")]
        );
        assert_eq!(
            said("r = 1,5 km"),
            [format!("`1,5` has a comma as its decimal sign; {point} r = \"1.5 km\"")]
        );
        assert_eq!(said("count = 1,000"), ["`1,000` is not a whole number; write count = 1000 or 1_000"]);
        assert_eq!(
            said("exponent = 1,000"),
            [format!("`1,000` has a comma as its decimal sign; {point} exponent = 1.000 or exponent = 1000")]
        );
    }

    #[test]
    fn words_and_numbers_without_quotes_are_told_apart() {
        assert_eq!(said("off = yes"), ["`yes` is neither true nor false; write true"]);
        assert_eq!(said("off = False"), ["`False` is neither true nor false; write false"]);
        assert_eq!(said("count = 8 000"), ["`8 000` is not a number here; write 8000 or 8_000"]);
        assert_eq!(
            said("count = 8.000.000"),
            ["`8.000.000` is not a number here; write 8000000 or 8_000_000"]
        );
        assert_eq!(said("every = 1 h"), ["`1 h` needs quotes; write \"1 h\""]);
        assert_eq!(said("limit = >= 98 %"), ["`>= 98 %` needs quotes; write \">= 98 %\""]);
        assert_eq!(said("title = „Netz“"), ["these are not the quotes that text needs; write \"Netz\""]);
        assert_eq!(
            said("a = { b = 1 h, c = lora }"),
            ["`1 h` needs quotes; write \"1 h\"", "`lora` needs quotes; write \"lora\""]
        );
    }

    #[test]
    fn names_with_spaces_are_quoted_where_they_may_be() {
        assert_eq!(
            said("[gateways.roof.member.Water tower]"),
            ["the name `Water tower` needs quotes; write [gateways.roof.member.\"Water tower\"]"]
        );
        let names = "names are letters (a–z, A–Z), digits, `-` and `_`: write";
        assert_eq!(
            said("[devices.Zähler Nord]"),
            [format!("`Zähler Nord` cannot be a name; {names} [devices.Zaehler-Nord]")]
        );
    }
}
