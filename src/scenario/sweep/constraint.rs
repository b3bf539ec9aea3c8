//! Conditions between the values of a point: `devices.a.count <= devices.b.count`, `links.lte.rate > 1 Mbit/s`.

use super::{Amount, Factor};

const SIGNS: [&str; 6] = ["<=", ">=", "!=", "==", "<", ">"];

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    text: String,
    left: Side,
    sign: &'static str,
    right: Side,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Side {
    /// A factor, by its number.
    Factor(usize),
    /// A value as written.
    Value(String),
}

impl Constraint {
    pub fn parse(text: &str, factors: &[Factor]) -> Result<Constraint, String> {
        let sign = SIGNS.into_iter().find(|sign| text.contains(sign));
        let sign = sign.ok_or_else(|| {
            format!("`{text}` compares nothing; write for example \"devices.a.count <= devices.b.count\"")
        })?;
        let (left, right) = text.split_once(sign).unwrap_or((text, ""));
        let side = |written: &str| {
            let written = written.trim().trim_matches(['"', '\'']);
            let factor = factors.iter().position(|factor| factor.path == written).map(Side::Factor);
            factor
                .or_else(|| Amount::parse(written).map(|_| Side::Value(written.to_string())))
                .ok_or_else(|| format!("`{text}`: `{written}` is neither a path that is varied nor a number"))
        };
        Ok(Constraint { text: text.to_string(), left: side(left)?, sign, right: side(right)? })
    }

    /// Whether it holds at a point.
    pub fn holds(&self, factors: &[Factor], point: &[usize]) -> Result<bool, String> {
        let written = |side: &Side| match side {
            Side::Factor(at) => factors[*at].values[point[*at]].clone(),
            Side::Value(text) => text.clone(),
        };
        let (left, right) = (written(&self.left), written(&self.right));
        let amounts = Amount::parse(&left).zip(Amount::parse(&right));
        let Some((a, b)) = amounts.filter(|(a, b)| a.unit == b.unit) else {
            return Err(format!(
                "`{}`: `{left}` and `{right}` cannot be compared; write numbers in one unit",
                self.text
            ));
        };
        Ok(match self.sign {
            "<=" => a.number <= b.number,
            ">=" => a.number >= b.number,
            "<" => a.number < b.number,
            ">" => a.number > b.number,
            "==" => a.number == b.number,
            _ => a.number != b.number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_unit_are_compared() {
        let factors = [Factor::parse("a", "1 h,3 h").unwrap(), Factor::parse("b", "2 h,90 min").unwrap()];
        let holds = |text: &str, point: &[usize]| Constraint::parse(text, &factors)?.holds(&factors, point);
        assert_eq!(holds("a < b", &[0, 0]), Ok(true));
        assert_eq!(holds("a < b", &[1, 0]), Ok(false));
        assert_eq!(holds("a >= 3 h", &[1, 0]), Ok(true));
        assert!(holds("a < b", &[0, 1]).unwrap_err().contains("one unit"));
        assert!(holds("a ~ b", &[0, 0]).unwrap_err().contains("compares nothing"));
        assert!(holds("a < x", &[0, 0]).unwrap_err().contains("neither"));
    }
}
