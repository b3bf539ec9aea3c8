//! Data plans of links: so many bytes a month at a price, and what becomes of those beyond. A plan counts every byte
//! that a link sends, either way, in its own months, which begin with the study.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{BitRate, Bytes, Money, Span, Time};

/// What a link's data cost (`links.NAME.plan`), each member of a group by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSpec {
    /// Bytes that the price covers in each period; unlimited if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Bytes>,
    /// The period; a month if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Period>,
    /// Price of a period; nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Bytes of the cap that are used up when the study starts; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Bytes>,
    /// What becomes of data beyond the cap; they pass for nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Over>,
}

/// How often a plan begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// 24 h.
    Day,
    /// 7 d.
    Week,
    /// 30.4375 d: a twelfth of a year of 365.25 d.
    Month,
}

/// What becomes of data beyond the cap.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The link lets nothing through until the next period: what comes is lost (throttled), kept in a store, or takes the
    /// backup.
    Block,
    /// The link sends at this rate until the next period.
    Throttle(BitRate),
    /// Every gigabyte (10^9 B) beyond costs so much.
    PricePerGb(Money),
}

/// Period of a plan, if left out.
pub const DEFAULT_PERIOD: Period = Period::Month;
/// Bytes of a gigabyte, by which data are sold.
pub const GIGABYTE: f64 = 1e9;

impl Period {
    /// How long it is.
    pub const fn span(self) -> Span {
        const HOUR_S: u64 = 3600;
        match self {
            Period::Day => Span::from_secs(24 * HOUR_S),
            Period::Week => Span::from_secs(7 * 24 * HOUR_S),
            Period::Month => Span::from_secs(365 * 2 * HOUR_S + HOUR_S / 2),
        }
    }
}

impl PlanSpec {
    /// How often it begins anew.
    pub fn period(&self) -> Period {
        self.per.unwrap_or(DEFAULT_PERIOD)
    }

    /// What a month of so many bytes costs, in units of the currency of its prices; none if it has no price.
    pub fn cost_per_month(&self, bytes_per_month: f64) -> Option<f64> {
        let periods = Period::Month.span().as_secs_f64() / self.period().span().as_secs_f64();
        let per_gb = match self.over {
            Some(Over::PricePerGb(price)) => Some(price.value()),
            _ => None,
        };
        let beyond = self.cap.map_or(0.0, |cap| libm::fmax(bytes_per_month / periods - cap.0 as f64, 0.0));
        let flat = self.price.map(Money::value);
        flat.or(per_gb)?;
        Some(periods * (flat.unwrap_or(0.0) + beyond / GIGABYTE * per_gb.unwrap_or(0.0)))
    }
}

/// What a plan has counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Meter {
    cap: Option<u64>,
    over: Option<Over>,
    period: Span,
    ends: Time,
    counted: u64,
}

impl Meter {
    /// With its first period from `start`.
    pub fn new(plan: &PlanSpec, start: Time) -> Meter {
        let period = plan.period().span();
        let used = plan.used.map_or(0, |used| used.0);
        Meter { cap: plan.cap.map(|cap| cap.0), over: plan.over, period, ends: start + period, counted: used }
    }

    /// Counts bytes that were sent.
    pub fn count(&mut self, now: Time, bytes: u64) {
        self.begin_anew(now);
        self.counted = self.counted.saturating_add(bytes);
    }

    /// Begins the period in which `now` lies, if that is another.
    pub fn begin_anew(&mut self, now: Time) {
        while self.ends <= now {
            self.ends = self.ends + self.period;
            self.counted = 0;
        }
    }

    /// What holds beyond the cap, if that is where it is; the byte that fills the cap is the last within.
    pub fn over(&self) -> Option<Over> {
        self.over.filter(|_| self.cap.is_some_and(|cap| self.counted >= cap))
    }

    /// When the period ends.
    pub fn ends(&self) -> Time {
        self.ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> PlanSpec {
        toml::from_str(text).expect("a plan")
    }

    #[test]
    fn a_month_is_a_twelfth_of_a_julian_year() {
        assert_eq!(Period::Month.span().0 * 12, Period::Day.span().0 * 1461 / 4);
    }

    #[test]
    fn counts_from_what_is_used_and_begins_anew() {
        let plan =
            plan("cap = \"1 kB\"\nper = \"day\"\nused = \"900 B\"\nover = { throttle = \"64 kbit/s\" }");
        let mut meter = Meter::new(&plan, Time(5));
        meter.count(Time(7), 99);
        assert_eq!(meter.over(), None);
        meter.count(Time(8), 1);
        assert_eq!(meter.over(), Some(Over::Throttle(BitRate(64e3))));
        let next = meter.ends();
        assert_eq!(next, Time(5) + Period::Day.span());
        meter.begin_anew(next);
        assert_eq!((meter.over(), meter.ends()), (None, next + Period::Day.span()));
    }

    #[test]
    fn costs_of_a_month() {
        let cost = |text: &str, bytes| plan(text).cost_per_month(bytes);
        assert_eq!(cost("cap = \"10 GB\"\nprice = \"5 EUR\"\nover = \"block\"", 12e9), Some(5.0));
        let paid = "cap = \"10 GB\"\nprice = \"5 EUR\"\nover = { price_per_gb = \"2 EUR\" }";
        assert_eq!([cost(paid, 9e9), cost(paid, 12e9)], [Some(5.0), Some(9.0)]);
        assert_eq!(cost("cap = \"0 B\"\nover = { price_per_gb = \"2 EUR\" }", 3e9), Some(6.0));
        assert_eq!(cost("price = \"1 EUR\"\nper = \"day\"", 1.0), Some(30.4375));
        assert_eq!(cost("cap = \"1 GB\"", 1.0), None);
    }
}
