//! `[growth]`: when the load of the file stands, how the classes grow from there, and how long an order takes. It says
//! how many devices there will be at a time; what that does to the network is for others to find.

pub mod date;
pub mod law;
pub(crate) mod stand_in;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::date::{Date, position};
use self::law::Law;
use super::Scenario;
use crate::units::Span;

/// Growth of the devices, and lead times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrowthSpec {
    /// When the load of the file stands: a month ("2027-01", its first day) or a day ("2027-01-15").
    pub start: Date,
    /// How far is looked: a month (to its end) or a day.
    pub until: Date,
    /// Time from order to service, by kind of element; what is left out has no order date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_times: Option<LeadTimes>,
    /// The law by which each class grows; classes not named stay as they are.
    pub devices: IndexMap<String, Law>,
}

/// Time from order to service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadTimes {
    /// A gateway, its demodulators and its processing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateways: Option<Span>,
    /// A link, or more rate of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Span>,
    /// A stage of the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Span>,
    /// Channels, coverage: what a radio lacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radio: Option<Span>,
}

impl LeadTimes {
    /// Of the kind to which an element belongs, by its name (`links.lte@rooftop:7`): the kind's key, and its time if given.
    pub fn of(&self, element: &str) -> Option<(&'static str, Option<Span>)> {
        match element.split('.').next()? {
            "gateways" | "processing" => Some(("gateways", self.gateways)),
            "links" => Some(("links", self.links)),
            "platform" => Some(("platform", self.platform)),
            "radio" => Some(("radio", self.radio)),
            _ => None,
        }
    }
}

impl GrowthSpec {
    /// Months from the start to the end of the horizon.
    pub fn months(&self) -> f64 {
        self.at(self.until.after())
    }

    /// Months from the start to the beginning of a day (since 1970-01-01).
    pub fn at(&self, day: i64) -> f64 {
        position(day) - position(self.start.first())
    }

    /// How many devices each class named has so many months after the start, with the path that says so
    /// (`devices.meters.count`), in the order of `[growth.devices]`.
    pub fn counts(&self, scenario: &Scenario, months: f64) -> Vec<(String, u64)> {
        let count = |(name, law): (&String, &Law)| {
            let exact = law.count(scenario.devices.get(name)?.count.0 as f64, self.start.first(), months);
            Some((format!("devices.{name}.count"), libm::round(libm::fmax(exact, 0.0)) as u64))
        };
        self.devices.iter().filter_map(count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    const TEXT: &str = "title = 'a'\n[radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\n\
        [devices.m]\ncount = 5000\nradio = 'w'\nmessage = { every = '1 h', size = '20 B' }\n\
        [devices.a]\ncount = 7\nradio = 'w'\nmessage = { every = '1 h', size = '20 B' }\n\
        [growth]\nstart = '2027-01-15'\nuntil = '2031-12'\nlead_times = { links = '120 d' }\ndevices.m = { linear = 300 }\n";

    #[test]
    fn counts_are_whole_and_of_those_that_grow() {
        let scenario = load::given(TEXT, &[], &[]).unwrap_or_else(|wrong| panic!("{wrong}")).scenario;
        let growth = scenario.growth.as_ref().unwrap();
        assert_eq!(growth.counts(&scenario, 0.0), [("devices.m.count".to_string(), 5000)]);
        assert_eq!(growth.counts(&scenario, 1.499)[0].1, 5450);
        assert!((growth.months() - (60.0 - 14.0 / 31.0)).abs() < 1e-9);
        assert_eq!(growth.at("2027-03-15".parse::<Date>().unwrap().first()), 2.0);
    }

    #[test]
    fn an_element_has_the_lead_time_of_its_kind() {
        let lead = LeadTimes { links: Some(Span::from_secs(86_400)), ..LeadTimes::default() };
        assert_eq!(lead.of("links.lte@roof:7"), Some(("links", Some(Span::from_secs(86_400)))));
        assert_eq!(lead.of("processing.roof"), Some(("gateways", None)));
        assert_eq!(lead.of("devices.m"), None);
    }
}
