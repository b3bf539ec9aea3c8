//! Scenarios to begin with (`iotcap init`): commented, and accepted as they stand.

/// A scenario to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// The scenario file.
    pub text: &'static str,
    /// Files it names, by name and text.
    pub files: &'static [(&'static str, &'static str)],
}

/// All of them, the simplest first.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "first",
        about: "water meters, one LoRaWAN gateway, a cellular link",
        text: include_str!("templates/first.toml"),
        files: &[],
    },
    Template {
        name: "city",
        about: "several classes of devices, your own gateways from a CSV file",
        text: include_str!("templates/city.toml"),
        files: &[("gateways.csv", include_str!("templates/gateways.csv"))],
    },
    Template {
        name: "queue",
        about: "wired sensors, one link, a platform: for sizing servers",
        text: include_str!("templates/queue.toml"),
        files: &[],
    },
    Template {
        name: "quota",
        about: "sensors on a rented platform: a form for the limits of a contract",
        text: include_str!("templates/quota.toml"),
        files: &[],
    },
];

/// The template of this name.
pub fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::load;

    #[test]
    fn all_are_accepted_without_a_warning() {
        let folder = tempfile::tempdir().unwrap();
        for template in TEMPLATES {
            let path = folder.path().join("scenario.toml");
            std::fs::write(&path, template.text).unwrap();
            for (name, text) in template.files {
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            let loaded = load(&path, &[]).unwrap_or_else(|found| panic!("{}: {found}", template.name));
            assert_eq!(loaded.warnings, Vec::<String>::new(), "{}", template.name);
        }
    }
}
