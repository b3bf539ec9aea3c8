//! Places so far apart that someone mistyped: a gateway without devices, or devices without a gateway, farther off
//! than any terrestrial radio carries; mostly latitude and longitude in each other's column.

use std::collections::BTreeSet;

use super::layout::gateway_spots;
use super::places::{Places, Projection, Spot};
use super::{Class, Gateway, Network, RadioNetwork, RadioPlan};
use crate::chance::Key;
use crate::model::place::Position;
use crate::units::noun;

/// Farther than a mast sees (100 m above ground: 36 km to the horizon), with room for a sample's gaps, m.
const FAR_M: f64 = 100e3;
/// Drawn places of a class that are looked at; written ones all are.
const SAMPLE: usize = 2_000;
/// Gateways named one by one.
const MOST_NAMED: usize = 3;

/// What is suspicious, a sentence each.
pub fn warnings(network: &Network) -> Vec<String> {
    let radios = network.radios.iter().enumerate();
    let waves = radios.filter(|(_, radio)| matches!(radio.plan, RadioPlan::Lorawan(_)));
    waves.flat_map(|(at, radio)| Ground::of(network, at, radio).warnings()).collect()
}

/// Who stands where on one radio.
struct Ground<'a> {
    projection: Projection,
    gateways: Vec<(&'a Gateway, &'a str, Spot)>,
    classes: Vec<(&'a Class, Vec<Spot>)>,
}

impl<'a> Ground<'a> {
    fn of(network: &'a Network, radio_at: usize, radio: &RadioNetwork) -> Ground<'a> {
        let (projection, root) = (Projection::of(&network.scenario), Key::root(network.seed, 0));
        let spots = gateway_spots(network, projection, root);
        let gateway = |&at: &u32| {
            let gateway = &network.gateways[at as usize];
            (gateway, network.elements[gateway.element.index()].name.as_str(), spots[at as usize])
        };
        let class = |class: &'a Class| (class, class_spots(network, class, projection, root));
        let mine = network.classes.iter().filter(|class| {
            class.radio as usize == radio_at && class.count > 0 && class.taken_from.is_none()
        });
        Ground {
            projection,
            gateways: radio.gateways.iter().map(gateway).collect(),
            classes: mine.map(class).collect(),
        }
    }

    fn warnings(&self) -> Vec<String> {
        let masts = Cells::of(self.gateways.iter().map(|(.., spot)| spot));
        let devices = Cells::of(self.classes.iter().flat_map(|(_, spots)| spots));
        if masts.0.is_empty() || devices.0.is_empty() {
            return Vec::new();
        }
        let lonely: Vec<_> = self.gateways.iter().filter(|(.., spot)| !devices.near(*spot)).collect();
        let named = lonely.iter().take(MOST_NAMED).map(|(gateway, name, spot)| {
            let distance = km(self.classes.iter().flat_map(|(_, spots)| spots), *spot);
            let swapped =
                gateway.position.and_then(swapped).is_some_and(|p| devices.near(self.projection.spot(p)));
            format!("{name} stands {distance} from the nearest device of its radio; {}", hint(swapped))
        });
        let mut warnings: Vec<String> = named.collect();
        if lonely.len() > MOST_NAMED {
            let more = lonely.len() - MOST_NAMED;
            let stand = noun(more as u64, "gateway stands", "gateways stand");
            warnings
                .push(format!("{more} further {stand} more than 100 km from any device of the same radio"));
        }
        warnings.extend(self.classes.iter().filter_map(|(class, spots)| self.remote(class, spots, &masts)));
        warnings
    }

    /// Devices of a class that stand far from every gateway.
    fn remote(&self, class: &Class, spots: &[Spot], masts: &Cells) -> Option<String> {
        let far: Vec<&Spot> = spots.iter().filter(|spot| !masts.near(**spot)).collect();
        let first = far.first()?;
        let distance = km(self.gateways.iter().map(|(.., spot)| spot), **first);
        let swapped = self.projection.degrees(**first).and_then(swapped);
        let swapped = swapped.is_some_and(|position| masts.near(self.projection.spot(position)));
        let share = 100.0 * far.len() as f64 / spots.len() as f64;
        let who = match far.len() == spots.len() {
            true => "all devices stand".to_string(),
            false => format!("{share:.2} % of the devices stand"),
        };
        Some(format!("devices.{}: {who} far from every gateway ({distance}); {}", class.name, hint(swapped)))
    }
}

fn class_spots(network: &Network, class: &Class, projection: Projection, root: Key) -> Vec<Spot> {
    let table = format!("devices.{}", class.name);
    let spec = network.scenario.devices[&class.name].place.as_ref();
    let places = Places::new(&network.scenario, &table, spec, class.count as usize, projection, root);
    let written = network.scenario.places.get(&table).map_or(0, Vec::len);
    let looked_at = (class.count as usize).min(written.max(SAMPLE));
    (0..looked_at).map(|index| places.spot(index)).collect()
}

fn swapped(position: Position) -> Option<Position> {
    match position {
        Position::Degrees { lat, lon } if lon.abs() <= 90.0 => Some(Position::Degrees { lat: lon, lon: lat }),
        _ => None,
    }
}

fn hint(swapped: bool) -> &'static str {
    match swapped {
        true => "with latitude and longitude swapped it would be near: are they in each other's place?",
        false => "is its place right?",
    }
}

/// The distance to the nearest of them.
fn km<'s>(spots: impl Iterator<Item = &'s Spot>, to: Spot) -> String {
    let nearest = spots.map(|spot| libm::hypot(spot.x - to.x, spot.y - to.y)).fold(f64::MAX, f64::min);
    format!("{:.0} km", nearest / 1e3)
}

/// Which squares of [`FAR_M`] are taken, so that each place is looked at once and not against every other.
struct Cells(BTreeSet<(i64, i64)>);

impl Cells {
    fn of<'s>(spots: impl Iterator<Item = &'s Spot>) -> Cells {
        Cells(spots.map(|spot| cell(*spot)).collect())
    }

    /// Someone is in the same square or in one beside it.
    fn near(&self, spot: Spot) -> bool {
        let (x, y) = cell(spot);
        (x - 1..=x + 1).any(|x| (y - 1..=y + 1).any(|y| self.0.contains(&(x, y))))
    }
}

fn cell(spot: Spot) -> (i64, i64) {
    (libm::floor(spot.x / FAR_M) as i64, libm::floor(spot.y / FAR_M) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::places::points;

    const TOWN: &str = r#"
        title = "A town"
        [radio.lora]
        technology = "lorawan"
        region = "EU868"
        propagation = { model = "free-space" }
        [devices.meters]
        count = 100
        radio = "lora"
        place = { disc = { radius = "6 km", center = { lat = CENTER } } }
        [gateways.roof]
        radio = "lora"
        place = { points = [{ lat = 49.2, lon = 16.6 }, { lat = GATEWAY }] }
    "#;

    fn town(center: &str, gateway: &str) -> Vec<String> {
        let text = TOWN.replace("CENTER", center).replace("GATEWAY", gateway);
        let mut scenario: Scenario = toml::from_str(&text).unwrap();
        let Some(crate::model::place::PlaceSpec::Points(written)) = &scenario.gateways["roof"].place else {
            panic!("points")
        };
        scenario.places.insert("gateways.roof".into(), points(written));
        warnings(&Network::build(&scenario))
    }

    #[test]
    fn a_town_is_not_suspicious() {
        assert!(town("49.19, lon = 16.61", "49.1, lon = 16.7").is_empty());
    }

    #[test]
    fn a_swapped_gateway_is_found() {
        let found = town("49.19, lon = 16.61", "16.6, lon = 49.2");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("gateways.roof:2 stands"), "{found:?}");
        assert!(found[0].contains("swapped"), "{found:?}");
    }

    #[test]
    fn a_swapped_centre_is_found() {
        let found = town("16.61, lon = 49.19", "49.1, lon = 16.7");
        assert!(
            found.iter().any(|text| text.starts_with("devices.meters: all devices stand far")),
            "{found:?}"
        );
        assert!(found.last().unwrap().contains("swapped"), "{found:?}");
    }

    #[test]
    fn a_gateway_that_is_merely_far_is_asked_for() {
        let found = town("49.19, lon = 16.61", "52.5, lon = 13.4");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with("is its place right?"), "{found:?}");
    }
}
