//! Rules of `[options.NAME]`. Whether a change gives a valid scenario is told by laying it on: the loader does that.

use super::Check;
use crate::scenario::complaint::path;
use crate::scenario::diagnose::{list, suggest};
use crate::scenario::options::{CHANGED, CHANGES_NOTHING, OptionSpec};

impl Check<'_> {
    pub(super) fn options(&mut self) {
        self.one_currency();
        for (name, spec) in &self.scenario.options {
            if spec
                .title
                .as_ref()
                .is_some_and(|title| title.trim().is_empty() || title.contains(char::is_control))
            {
                self.wrong(
                    path(&["options", name, "title"]),
                    "a title is one line, without control characters",
                    "",
                );
            }
            self.named(name, "excludes", &spec.excludes);
            self.named(name, "requires", &spec.requires);
            self.change(name, spec);
            self.can_be_bought(name);
        }
    }

    /// Sums in different currencies cannot be added.
    fn one_currency(&mut self) {
        let mut first: Option<(String, &str)> = None;
        for (name, spec) in &self.scenario.options {
            for (key, money) in [("cost", &spec.cost), ("per_month", &spec.per_month)] {
                let Some(money) = money else { continue };
                let code = money.currency.code();
                match &first {
                    None => first = Some((format!("options.{name}.{key}"), code)),
                    Some((at, other)) if *other != code => {
                        let message = format!("this is in {code}, {at} in {other}");
                        self.wrong(path(&["options", name, key]), message, "write all sums in one currency");
                    }
                    Some(_) => (),
                }
            }
        }
    }

    /// Names of other options.
    fn named(&mut self, of: &str, key: &str, names: &[String]) {
        let scenario = self.scenario;
        let mut known: Vec<&str> =
            scenario.options.keys().map(String::as_str).filter(|name| *name != of).collect();
        known.extend(self.broken.iter().filter_map(|path| path.strip_prefix("options.")));
        for (at, name) in names.iter().enumerate() {
            let here = path(&["options", of, key, &at.to_string()]);
            if name == of {
                let help = match known[..] {
                    [] => format!("it is the only one: leave `{key}` out"),
                    _ => format!("leave it out, or name another: {}", list(&known)),
                };
                self.wrong(here, format!("an option cannot name itself in `{key}`"), help);
            } else if known.is_empty() {
                let help = format!("it is the only one: leave `{key}` out");
                self.wrong(here, format!("there is no option `{name}` beside `{of}`"), help);
            } else if !known.contains(&name.as_str()) {
                self.wrong(here, format!("there is no option `{name}`"), suggest(name, &known, "options"));
            }
        }
    }

    /// Something changes, and it is part of the network.
    fn change(&mut self, name: &str, spec: &OptionSpec) {
        let at = ["options", name, "change"];
        if spec.change.0.is_empty() {
            self.wrong_key(path(&at), CHANGES_NOTHING.0, CHANGES_NOTHING.1);
        }
        for key in spec.change.0.keys().filter(|key| !CHANGED.contains(&key.as_str())) {
            let known = ["study", "title", "intent", "extends", "options", "objectives", "sweep", "growth"];
            let (message, help) = match known.contains(&key.as_str()) {
                true => (
                    format!("an option cannot change `{key}`"),
                    format!("all sets of options are asked the same; they change {}", CHANGED.join(", ")),
                ),
                false => (format!("unknown key `{key}`"), suggest(key, &CHANGED, "keys here")),
            };
            self.wrong_key(path(&[&at[..], &[key]].concat()), message, help);
        }
    }

    /// What it requires does not shut it out.
    fn can_be_bought(&mut self, name: &str) {
        let mut all = vec![name];
        let mut at = 0;
        while at < all.len() {
            let spec = self.scenario.options.get(all[at]);
            for required in spec.iter().flat_map(|spec| &spec.requires) {
                if !all.contains(&required.as_str()) {
                    all.push(required);
                }
            }
            at += 1;
        }
        let shuts = |one: &&str| {
            let spec = self.scenario.options.get(*one);
            spec.into_iter()
                .flat_map(|spec| &spec.excludes)
                .find(|other| *other != one && all.contains(&other.as_str()))
        };
        let clash = all.iter().find_map(|one| Some((one.to_string(), shuts(one)?.clone())));
        if let Some((one, other)) = clash {
            let message = format!(
                "this option can never be bought: what it requires contains `{one}`, which excludes `{other}`"
            );
            self.wrong_key(path(&["options", name]), message, "");
        }
    }
}
