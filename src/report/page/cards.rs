//! Which figures the page shows where: above load, objectives and map, below latency, time, losses and elements; a figure
//! of several plots gets the height of both rows at the right.

use super::super::charts::{
    firmware, heat, incidents, latency, load, losses, map, objectives, own_classes, reconnection, waterfall,
};
use super::super::draw::{self, Canvas, Drawn, Frame};
use super::super::figure::Figure;
use super::GAP;
use crate::experiment::results::Results;

/// Objectives that need no wide table.
const FEW: usize = 2;
/// Share of the height that the upper row takes.
const UPPER: f64 = 0.47;
/// Share of the width that a figure at the right of both rows takes.
const TALL: f64 = 0.26;

type Row = Vec<(f64, Figure)>;

/// Both rows; `elements` are named in the heat map.
pub fn draw(canvas: &Canvas, frame: Frame, results: &Results, elements: usize) -> Drawn {
    let tall = tall(results);
    let wide = if tall.is_some() { TALL * frame.w + GAP } else { 0.0 };
    let left = Frame { w: frame.w - wide, ..frame };
    let height = libm::round((left.h - GAP) * UPPER);
    draw::cards(canvas, Frame { h: height, ..left }, GAP, &upper(results))?;
    draw::cards(canvas, left.cut(0.0, height + GAP, 0.0, 0.0), GAP, &lower(results, elements))?;
    match tall {
        Some(figure) => draw::cards(canvas, frame.cut(left.w + GAP, 0.0, 0.0, 0.0), GAP, &[(1.0, figure)]),
        None => Ok(()),
    }
}

/// How devices come back: three plots over the same time.
fn tall(results: &Results) -> Option<Figure> {
    reconnection::tells(results).then(|| reconnection::figure(results))
}

/// Load, objectives, map. Where nothing is asked the verdict has said so, and where the devices stand in a few
/// squares for no fault of the places a map says nothing.
fn upper(results: &Results) -> Row {
    let silent = own_classes(results).all(|(_, _, class)| class.offered == 0);
    let covered = own_classes(results).any(|(_, _, class)| class.out_of_coverage.value.is_some());
    let load = if silent && covered { objectives::by_class(results) } else { load::figure(results) };
    let happened = results.incident_timeline.as_ref().map(|_| {
        let campaigns_only = results.incidents.iter().all(|one| one.firmware.is_some());
        if campaigns_only { firmware::figure(results) } else { incidents::short(results) }
    });
    let few = results.objectives.len() <= FEW;
    match (happened, results.objectives.is_empty(), map::tells(results)) {
        (Some(happened), ..) if reconnection::tells(results) => {
            vec![(0.9, happened), (1.1, objectives::short(results))]
        }
        (None, ..) if reconnection::tells(results) => vec![(0.9, load), (1.1, objectives::short(results))],
        (Some(happened), true, _) => vec![(1.0, load), (1.2, happened)],
        (Some(happened), false, _) => vec![(0.76, load), (0.94, happened), (1.1, objectives::short(results))],
        (None, true, true) => vec![(1.3, load), (1.0, map::small(results))],
        (None, _, false) => vec![(1.12, load), (1.0, objectives::short(results))],
        (None, false, true) if few => {
            vec![(1.0, load), (1.0, objectives::short(results)), (0.7, map::small(results))]
        }
        (None, false, true) => {
            vec![(0.84, load), (1.16, objectives::short(results)), (0.62, map::small(results))]
        }
    }
}

/// Latency, time, losses, elements; beside a figure of both rows without the elements, or where nothing was lost without
/// the losses, which the tiles have said.
fn lower(results: &Results, elements: usize) -> Row {
    let mut row = vec![(0.96, latency::figure(results)), (1.24, waterfall::figure(results))];
    let narrow = reconnection::tells(results);
    let lost = own_classes(results).any(|(_, _, class)| class.lost_total() > 0);
    if lost || !narrow {
        row.push((0.96, losses::figure(results)));
    }
    if !lost || !narrow {
        row.push((1.0, heat::worst(results, elements)));
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::{ClassResult, Estimate};
    use crate::experiment::sessions::SessionResult;

    fn titles(row: Row) -> Vec<String> {
        row.into_iter().map(|(_, figure)| figure.title).collect()
    }

    #[test]
    fn devices_that_come_back_have_the_height_of_the_page() {
        let attempts = Estimate { value: Some(9.0), ci: None };
        let session = SessionResult { attempts, ..SessionResult::default() };
        let class = ClassResult { session: Some(session), offered: 10, ..ClassResult::default() };
        let mut results =
            Results { classes: [("meters".into(), class)].into_iter().collect(), ..Results::default() };
        assert!(tall(&results).is_some());
        let (above, below) = (titles(upper(&results)), titles(lower(&results, 8)));
        assert!(!above.contains(&reconnection::figure(&results).title), "once on the page: {above:?}");
        let losses = losses::figure(&results).title;
        assert!(!below.contains(&losses), "nothing is lost: {below:?}");
        results.classes["meters"].lost =
            [("overload".to_string(), [("platform".to_string(), 3)].into())].into();
        assert!(titles(lower(&results, 8)).contains(&losses));
        results.classes["meters"].session = None;
        assert!(tall(&results).is_none());
        assert_eq!(lower(&results, 8).len(), 4);
    }
}
