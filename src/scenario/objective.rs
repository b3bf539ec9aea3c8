//! What is asked of the network (`objectives.NAME`).

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::units::{Quantity, Share, Span, UnitError, number};

/// One objective: what it is asked of, and exactly one limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveSpec {
    /// `devices.NAME`, `gateways.NAME`, `processing.NAME`, `links.NAME`, `platform.STAGE`, or one member (`links.lte@rooftop:7`).
    pub of: String,
    /// Adds "met, tight" to the verdict when the limit is nearer than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<Share>,
    /// Delivered over offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_ratio: Option<Limit<Share>>,
    /// Mean latency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_mean: Option<Limit<Span>>,
    /// Median latency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_p50: Option<Limit<Span>>,
    /// 95 % of delivered messages are faster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_p95: Option<Limit<Span>>,
    /// 99 % of delivered messages are faster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_p99: Option<Limit<Span>>,
    /// Share of devices with less than half of their messages delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices_below_50: Option<Limit<Share>>,
    /// Share of devices with less than 90 % of their messages delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices_below_90: Option<Limit<Share>>,
    /// Share of devices with less than 98 % of their messages delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices_below_98: Option<Limit<Share>>,
    /// Share of the messages that their devices know to have arrived (confirmed messages).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Limit<Share>>,
    /// Share of the devices that have the image of a firmware campaign (`incidents.NAME.firmware`) in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Limit<Share>>,
    /// 95 % of the devices that lost their session have one again after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnect_p95: Option<Limit<Span>>,
    /// 99 % of the devices that lost their session have one again after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnect_p99: Option<Limit<Span>>,
    /// Utilisation over the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilisation_mean: Option<Limit<Share>>,
    /// Utilisation in the busy hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilisation_busy_hour: Option<Limit<Share>>,
    /// 95th percentile of the busy hour's bins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilisation_p95: Option<Limit<Share>>,
    /// Greatest bin of the mean over replications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilisation_peak: Option<Limit<Share>>,
    /// Mean time waiting at the element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_mean: Option<Limit<Span>>,
    /// 95 % of those served waited less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_p95: Option<Limit<Span>>,
    /// Share of those served that waited at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_share: Option<Limit<Share>>,
    /// Share of what came that found no room, no demodulator or the element down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_share: Option<Limit<Share>>,
}

/// Which side of the limit is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `<=`: at most.
    AtMost,
    /// `>=`: at least.
    AtLeast,
}

/// A limit such as `"<= 10 s"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit<Q> {
    /// Which side is good.
    pub side: Side,
    /// Where it lies.
    pub value: Q,
}

impl<Q: Quantity> FromStr for Limit<Q> {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (side, rest) = match (text.strip_prefix("<="), text.strip_prefix(">=")) {
            (Some(rest), _) => (Side::AtMost, rest),
            (_, Some(rest)) => (Side::AtLeast, rest),
            _ => return Err(without_side::<Q>(text)),
        };
        let sign = &text[..2];
        let value = rest.trim().parse().map_err(|e: UnitError| with_sign(&e.to_string(), sign))?;
        Ok(Limit { side, value })
    }
}

/// What a quantity's complaint would have in quotes, with the limit's sign before it.
fn with_sign(message: &str, sign: &str) -> String {
    let (what, help) = message.split_once("; ").unwrap_or((message, ""));
    let quoted = |(at, part): (usize, &str)| match at % 2 {
        0 => part.to_string(),
        _ => format!("\"{sign} {part}\""),
    };
    let help: String = help.split('"').enumerate().map(quoted).collect();
    if help.is_empty() { what.to_string() } else { format!("{what}; {help}") }
}

/// A limit with another sign or none: the same with each sign, its quantity written well if it is none yet.
fn without_side<Q: Quantity>(text: &str) -> String {
    let rest = text.trim_start_matches(['<', '>', '=', '≤', '≥', ' ']);
    let value = match rest.parse::<Q>() {
        Ok(_) => rest.to_string(),
        Err(UnitError::NoUnit { example, .. }) => example.split('"').nth(1).unwrap_or(Q::EXAMPLE).to_string(),
        Err(_) => Q::EXAMPLE.to_string(),
    };
    let (most, least) = (format!("\"<= {value}\""), format!("\">= {value}\""));
    let help = match text.trim_end_matches(rest).trim() {
        "<" | "≤" | "=<" => format!("write {most}"),
        ">" | "≥" | "=>" => format!("write {least}"),
        _ => format!("write {least} (at least) or {most} (at most)"),
    };
    format!("`{text}` says no side; {help}")
}

impl<Q: Quantity> fmt::Display for Limit<Q> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let sign = if self.side == Side::AtMost { "<=" } else { ">=" };
        write!(f, "{sign} {}", self.value)
    }
}

impl<'de, Q: Quantity> Deserialize<'de> for Limit<Q> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LimitVisitor<Q>(PhantomData<Q>);
        impl<Q: Quantity> de::Visitor<'_> for LimitVisitor<Q> {
            type Value = Limit<Q>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a limit such as \"<= {}\"", Q::EXAMPLE)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                self.visit_str(&value.to_string())
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
                self.visit_str(&number(value))
            }
        }
        deserializer.deserialize_any(LimitVisitor(PhantomData))
    }
}

impl<Q: Quantity> Serialize for Limit<Q> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<Q: Quantity> JsonSchema for Limit<Q> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Limit on a {}", Q::WHAT).into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^ *(<=|>=)", "examples": [format!("<= {}", Q::EXAMPLE)] })
    }
}

/// Busy-hour load at which an element without an objective is called full (DEFINITIONS D14).
pub const DEFAULT_PLANNING_LIMIT: Share = Share(0.8);
/// Of a gateway's duty cycle: plan below this share (judgement: half a year's growth still fits).
pub const DUTY_CYCLE_PLANNING_LIMIT: Share = Share(0.7);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_without_a_side_is_shown_with_both() {
        let help = |wrong: String| wrong.split_once("; ").unwrap().1.to_string();
        let share = |text: &str| help(text.parse::<Limit<Share>>().unwrap_err());
        assert_eq!(share("98 %"), "write \">= 98 %\" (at least) or \"<= 98 %\" (at most)");
        assert_eq!(share("0.98"), share("98 %"));
        assert_eq!(share("> 98 %"), "write \">= 98 %\"");
        assert_eq!(share("<70%"), "write \"<= 70%\"");
        assert_eq!(share(">= 0.98"), "write for example \">= 98 %\"");
        assert_eq!(share("<= 0,5 %"), "the decimal sign is a point: write \"<= 0.5 %\"");
        assert_eq!(help("≤ 10 s".parse::<Limit<Span>>().unwrap_err()), "write \"<= 10 s\"");
    }
}
