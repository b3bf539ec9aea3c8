//! Bad days for any scenario (`--with NAME`): overlays that name no class or element, so that they fit every base.

/// An overlay of the library.
#[derive(Clone, Copy, Debug)]
pub struct Overlay {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// What it lays on a scenario.
    pub text: &'static str,
}

/// All of them.
pub const OVERLAYS: &[Overlay] = &[
    Overlay {
        name: "power-cut",
        about: "no power anywhere for 30 min, devices come back over 5 min",
        text: include_str!("library/power-cut.toml"),
    },
    Overlay {
        name: "compromised-fleet",
        about: "1 % of every class floods with a message a second for 1 h",
        text: include_str!("library/compromised-fleet.toml"),
    },
    Overlay {
        name: "platform-restart",
        about: "all stages of the platform are down for 5 min and lose what they work on",
        text: include_str!("library/platform-restart.toml"),
    },
    Overlay {
        name: "alarm-storm",
        about: "every device sends one message more within 10 s",
        text: include_str!("library/alarm-storm.toml"),
    },
];

/// The overlay of this name.
pub fn find(name: &str) -> Option<&'static Overlay> {
    OVERLAYS.iter().find(|overlay| overlay.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::load;

    #[test]
    fn all_fit_every_shipped_scenario_that_has_what_they_strike() {
        for name in ["first", "mm1", "brno-tripled", "metering", "factory", "vehicles", "building"] {
            let file = format!("scenarios/{name}.toml");
            let file = file.as_str();
            for overlay in OVERLAYS {
                let with = [format!("--with {}", overlay.name)];
                let loaded = load(std::path::Path::new(file), &with)
                    .unwrap_or_else(|found| panic!("{file} with {}: {found}", overlay.name));
                assert_eq!(loaded.scenario.incidents.len(), 1);
            }
        }
    }
}
