//! Which of the scenario's objectives are asked for: those that nothing keeps need not hide what the others allow.

use super::places::Load;
use crate::scenario::Scenario;
use crate::scenario::diagnose::nearest;

/// Objectives that count.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Chosen {
    /// All of the file.
    #[default]
    All,
    /// These alone, by name.
    Only(Vec<String>),
    /// All but these.
    Without(Vec<String>),
}

impl Chosen {
    /// Why none or not those can be asked for, if so, in a sentence.
    pub fn refusal(&self, scenario: &Scenario) -> Option<String> {
        let known = || scenario.objectives.keys().map(String::as_str);
        if known().next().is_none() {
            let none =
                "the scenario has no objectives, so nothing can break; say in [objectives] what must hold";
            return Some(none.to_string());
        }
        let (Chosen::Only(names) | Chosen::Without(names)) = self else { return None };
        if let Some(name) = names.iter().find(|name| !known().any(|known| known == **name)) {
            let help = match nearest(name, known()) {
                Some(meant) => format!("did you mean {meant}?"),
                None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
            };
            return Some(format!("the scenario has no objective {name}; {help}"));
        }
        let left = known().any(|name| self.counts(name));
        (!left).then(|| "no objective is left, so nothing can break".to_string())
    }

    /// Whether an objective counts.
    pub fn counts(&self, name: &str) -> bool {
        match self {
            Chosen::All => true,
            Chosen::Only(names) => names.iter().any(|one| one == name),
            Chosen::Without(names) => !names.iter().any(|one| one == name),
        }
    }

    /// The scenario with those alone.
    pub fn of(&self, mut scenario: Scenario) -> Scenario {
        scenario.objectives.retain(|name, _| self.counts(name));
        scenario
    }

    /// Loads as `load` does, with those alone.
    pub fn loading<'a>(&'a self, load: &'a Load<'a>) -> impl Fn(&[String]) -> Result<Scenario, String> + 'a {
        move |settings| Ok(self.of(load(settings)?))
    }

    /// Objectives that do not count, in the file's order.
    pub fn left_out(&self, scenario: &Scenario) -> Vec<String> {
        scenario.objectives.keys().filter(|name| !self.counts(name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    const TEXT: &str = "title = 'a'\n[radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\n[devices.m]\n\
        count = 5\nradio = 'w'\nmessage = { every = '1 min', size = '20 B' }\n[objectives]\n\
        arrive = { of = 'devices.m', delivery_ratio = '>= 9 %' }\nin-time = { of = 'devices.m', latency_p95 = '<= 9 s' }\n";

    #[test]
    fn names_are_known_and_something_is_left() {
        let scenario = load::given(TEXT, &[], &[]).unwrap().scenario;
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let says = |chosen: Chosen| chosen.refusal(&scenario).unwrap_or_default();
        assert_eq!(says(Chosen::All), "");
        assert!(says(Chosen::Only(names(&["arive"]))).contains("did you mean arrive?"));
        assert!(says(Chosen::Without(names(&["quite-another"]))).contains("there are arrive, in-time"));
        assert!(says(Chosen::Without(names(&["arrive", "in-time"]))).contains("no objective is left"));
        let only = Chosen::Only(names(&["in-time"]));
        assert_eq!((says(only.clone()), only.left_out(&scenario)), (String::new(), names(&["arrive"])));
        assert_eq!(only.of(scenario).objectives.len(), 1);
    }
}
