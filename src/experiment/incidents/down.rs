//! What an outage takes down, in words: whole groups by their names, for partitions and members are not what a reader
//! asked to be down.

use crate::network::ids::ElementId;
use crate::network::{ElementKind, Network};
use crate::units::noun;

/// So many are all named, of more only as many as leave room for a count.
const MOST: usize = 3;
const FIRST: usize = 2;

/// "links.wan down"; "platform.connect, platform.ingest and 3 more stages down".
pub fn what(network: &Network, elements: &[ElementId]) -> String {
    let groups = groups(network, elements);
    let names: Vec<String> =
        groups.iter().flat_map(|(group, members)| named(network, *group, members)).collect();
    if names.len() <= MOST {
        return format!("{} down", names.join(", "));
    }
    let more = (names.len() - FIRST) as u64;
    let kind = |(group, _): &(usize, Vec<ElementId>)| network.groups[*group].kind;
    let first = groups.first().map(kind);
    let [one, many] = match first.filter(|first| groups.iter().all(|group| kind(group) == *first)) {
        Some(ElementKind::Gateway) => ["gateway", "gateways"],
        Some(ElementKind::Link) => ["link", "links"],
        Some(ElementKind::Station) => ["stage", "stages"],
        _ => ["element", "elements"],
    };
    format!("{} and {more} more {} down", names[..FIRST].join(", "), noun(more, one, many))
}

/// The elements by group, in their order.
fn groups(network: &Network, elements: &[ElementId]) -> Vec<(usize, Vec<ElementId>)> {
    let mut groups: Vec<(usize, Vec<ElementId>)> = Vec::new();
    for element in elements {
        let group = network.elements[element.index()].group.index();
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, members)) => members.push(*element),
            None => groups.push((group, vec![*element])),
        }
    }
    groups
}

/// A group as a whole, else those of its members.
fn named(network: &Network, group: usize, members: &[ElementId]) -> Vec<String> {
    let group = &network.groups[group];
    let name = |element: &ElementId| network.elements[element.index()].name.clone();
    match members.len() == group.len as usize {
        true => vec![group.name.clone()],
        false => members.iter().map(name).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::fixture;

    fn down(elements: &[u32]) -> String {
        let elements: Vec<ElementId> = elements.iter().map(|at| ElementId(*at)).collect();
        what(&fixture::network(), &elements)
    }

    #[test]
    fn whole_groups_are_named_and_parts_of_them_by_member() {
        assert_eq!(down(&[3, 4]), "links.lte down");
        assert_eq!(down(&[4]), "links.lte@roof:2 down");
        assert_eq!(down(&[1, 2, 3, 4, 5]), "gateways.roof, links.lte, platform.ingest down");
    }

    #[test]
    fn of_many_the_first_are_named_and_the_others_counted() {
        let mut network = fixture::network();
        for (at, group) in network.groups.iter_mut().enumerate().skip(1) {
            group.kind = ElementKind::Station;
            group.len = if at == 3 { 1 } else { 9 };
        }
        let told = what(&network, &[1, 2, 3, 4, 5].map(ElementId));
        assert_eq!(told, "gateways.roof:1, gateways.roof:2 and 3 more stages down");
    }
}
