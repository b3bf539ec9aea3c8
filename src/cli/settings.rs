//! `--set path=value` and its short forms, shared by every command that loads a scenario.

use std::num::NonZeroU64;

/// One value put in place of what the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Path in the scenario (`devices.meters.count`).
    pub path: String,
    /// The value as written: TOML, or a bare string.
    pub value: String,
}

/// Options that change the scenario.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Put a value in place of the file's, such as devices.meters.count=20000 (repeatable)
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = parse)]
    set: Vec<Setting>,
    /// Replications, instead of those of [study]
    #[arg(long, value_name = "N")]
    replications: Option<NonZeroU64>,
    /// Seed of all luck, instead of that of [study]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Args {
    /// All settings, in the order in which they apply.
    pub fn settings(&self) -> Vec<Setting> {
        let study = |key: &str, value: String| Setting { path: format!("study.{key}"), value };
        let mut settings = self.set.clone();
        settings.extend(self.replications.map(|n| study("replications", n.to_string())));
        settings.extend(self.seed.map(|n| study("seed", n.to_string())));
        settings
    }
}

fn parse(text: &str) -> Result<Setting, String> {
    let (path, value) = text.split_once('=').ok_or("write PATH=VALUE, such as devices.meters.count=20000")?;
    let path = path.trim().to_string();
    if path.is_empty() {
        return Err("there is no path before the `=`".to_string());
    }
    Ok(Setting { path, value: value.trim().to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_an_equals_sign() {
        let setting = parse("devices.a.message = { every = \"1 h\" }").unwrap();
        assert_eq!(setting.path, "devices.a.message");
        assert_eq!(setting.value, "{ every = \"1 h\" }");
    }

    #[test]
    fn a_setting_without_path_or_sign_is_refused() {
        assert!(parse("count").is_err());
        assert!(parse("=3").is_err());
    }

    #[test]
    fn short_forms_come_last() {
        let args = Args { set: vec![parse("study.seed=1").unwrap()], seed: Some(2), ..Args::default() };
        let values: Vec<_> = args.settings().into_iter().map(|s| s.value).collect();
        assert_eq!(values, ["1", "2"]);
    }
}
