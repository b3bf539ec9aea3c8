//! Devices by name: "meters:17" is the seventeenth of its class as in devices.csv, or those at the place of that id.

use crate::model::place::PlaceSpec;
use crate::network::ids::DeviceId;
use crate::network::{Class, Network};
use crate::scenario::diagnose::{nearest, suggest};

/// The numbers, over all classes, of the devices that a name means; why there are none, in a sentence.
pub fn devices(text: &str, network: &Network) -> Result<Vec<u32>, String> {
    let plain = text.strip_prefix("devices.").unwrap_or(text);
    let (name, id) = plain.split_once(':').unwrap_or((plain, ""));
    let Some(class) = network.classes.iter().find(|class| class.name == name) else {
        let known: Vec<&str> = network.classes.iter().map(|class| class.name.as_str()).collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) if !id.is_empty() => format!("did you mean `{near}:{id}`?"),
            _ => suggest(name, &known, "classes"),
        };
        return Err(format!("there is no class `{name}` for device `{text}`; {help}"));
    };
    let number = id.parse::<u32>().ok().filter(|number| (1..=class.count).contains(number));
    if let Some(number) = number {
        return Ok(vec![class.first.0 + number - 1]);
    }
    let places = places(network, class);
    let there = (class.first.0..).zip(&places).filter(|(_, place)| place.as_str() == id && !id.is_empty());
    let there: Vec<u32> = there.map(|(device, _)| device).collect();
    if there.is_empty() { Err(no_device(text, id, class, &places)) } else { Ok(there) }
}

fn no_device(text: &str, id: &str, class: &Class, places: &[String]) -> String {
    let mut known: Vec<&str> = places.iter().map(String::as_str).collect();
    known.sort_unstable();
    known.dedup();
    let near = nearest(id, known).filter(|_| id.parse::<u32>().is_err());
    let help = match near {
        Some(place) => format!("did you mean `{}:{place}`?", class.name),
        None => {
            let (name, last) = (&class.name, class.count);
            let places = if places.is_empty() { "" } else { ", and each by the id of its place" };
            let all = if last == 1 { "only".into() } else { format!("{name}:1 to") };
            format!("devices.{name} has {all} {name}:{last}{places}")
        }
    };
    format!("there is no device `{text}`; {help}")
}

/// Ids of a class's places, device by device; none unless a file names them.
pub fn places(network: &Network, class: &Class) -> Vec<String> {
    let place = network.class_spec(class).place.as_ref();
    if matches!(place, Some(PlaceSpec::File(_))) { network.place_ids(class) } else { Vec::new() }
}

/// "meters:17".
pub fn device(network: &Network, device: DeviceId) -> String {
    let at = network.classes.partition_point(|class| class.first <= device) - 1;
    let class = &network.classes[at];
    format!("{}:{}", class.name, device.0 - class.first.0 + 1)
}

/// The class of a device, as an index.
pub fn class_of(network: &Network, device: DeviceId) -> usize {
    network.classes.partition_point(|class| class.first <= device) - 1
}
