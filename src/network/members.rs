//! The gateways of a group: rows of a place file or written points, or as many as the count says, each with
//! what the file or `member` tables say differs at it (DEFINITIONS D12, D18).

use super::Gateway;
use super::ids::ElementId;
use super::routes::NO_HOP;
use crate::chance::{Key, Purpose};
use crate::model::gateway::{self, GatewayMember, GatewaySpec};
use crate::model::live::OutagePlan;
use crate::model::place::{PlaceRow, Position};
use crate::scenario::places::position;

/// Which rows of a file serve `count` places: in turn if there are fewer rows, the first after a keyed
/// shuffle if there are more (D18).
pub fn rows_for(count: usize, rows: usize, luck: Key) -> Vec<u32> {
    if rows <= count {
        return (0..count).map(|at| (at % rows.max(1)) as u32).collect();
    }
    let mut order: Vec<u32> = (0..rows as u32).collect();
    order.sort_by_key(|&row| (luck.draw(u64::from(row)), row));
    order.truncate(count);
    order
}

/// The gateways of one group, elements and hops not yet known.
pub fn gateways(name: &str, spec: &GatewaySpec, rows: Option<&[PlaceRow]>, seed: u64) -> Vec<Gateway> {
    let count = spec.count.map(|count| count.0 as usize);
    match rows {
        Some(rows) if !rows.is_empty() => {
            let count = count.unwrap_or(rows.len());
            let luck = Key::root(seed, 0).named(&format!("gateways.{name}")).purpose(Purpose::Rows);
            let chosen = if count == rows.len() {
                (0..count as u32).collect()
            } else {
                rows_for(count, rows.len(), luck)
            };
            let repeated = count > rows.len();
            let member = |(index, row): (usize, u32)| {
                let row = &rows[row as usize];
                let id = if repeated { (index + 1).to_string() } else { row.id.clone() };
                gateway(name, spec, index, id, Some(row))
            };
            chosen.into_iter().enumerate().map(member).collect()
        }
        _ => (0..count.unwrap_or(1)).map(|at| gateway(name, spec, at, (at + 1).to_string(), None)).collect(),
    }
}

fn gateway(name: &str, spec: &GatewaySpec, index: usize, id: String, row: Option<&PlaceRow>) -> Gateway {
    let none = GatewayMember::default();
    let member = spec.member.get(&id).unwrap_or(&none);
    let height = member.height.or(spec.height).unwrap_or(gateway::DEFAULT_HEIGHT).0;
    let gain = member.antenna_gain.or(spec.antenna_gain).unwrap_or_default().0;
    let cable = member.cable_loss.or(spec.cable_loss).unwrap_or_default().0;
    let from_row = |written: bool, column: Option<f64>, value: f64| match column {
        Some(column) if !written => column,
        _ => value,
    };
    let place = member.at.as_ref().and_then(position).or(row.map(|row| row.position));
    let at_origin = spec.place.is_none().then_some(Position::Metres { x: 0.0, y: 0.0 });
    Gateway {
        element: ElementId(0),
        group: name.to_string(),
        position: place.or(at_origin),
        index: index as u32,
        height_m: from_row(member.height.is_some(), row.and_then(|row| row.height_m), height),
        gain_db: from_row(member.antenna_gain.is_some(), row.and_then(|row| row.antenna_gain_db), gain)
            - from_row(member.cable_loss.is_some(), row.and_then(|row| row.cable_loss_db), cable),
        off: member.off.unwrap_or_else(|| row.is_some_and(|row| row.off)),
        outages: member.outages.as_ref().or(spec.outages.as_ref()).map(OutagePlan::new),
        forwarding: spec.forwarding.clone(),
        link: member
            .link
            .clone()
            .or_else(|| row.and_then(|row| row.link.clone()))
            .or_else(|| spec.link.clone()),
        site: spec.site.clone(),
        makes_copies: false,
        first_hop: NO_HOP,
        id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d18_fewer_rows_are_used_in_turn_and_more_are_a_keyed_choice() {
        let luck = Key::root(1, 0);
        assert_eq!(rows_for(5, 2, luck), [0, 1, 0, 1, 0]);
        let chosen = rows_for(3, 100, luck);
        assert_eq!(chosen, rows_for(3, 100, luck));
        assert_eq!(
            &rows_for(5, 100, luck)[..3],
            &chosen[..],
            "a larger count keeps the rows of a smaller one"
        );
        assert_ne!(chosen, rows_for(3, 100, Key::root(2, 0)));
    }
}
