//! `devices.csv`: one row per device, written on request. Where a device stands, whom it reaches and what became of
//! its messages are of one and the same layout: where each replication draws its own, the first one's.

use super::pipeline::guarded;
use crate::experiment::facts::DeviceRow;

/// Name of the file.
pub const FILE: &str = "devices.csv";

const HEADINGS: [&str; 11] = [
    "class",
    "device",
    "place",
    "x_m",
    "y_m",
    "data_rate",
    "gateways_in_reach",
    "replications",
    "offered",
    "delivered",
    "delivery_ratio",
];

/// The table. `replications` says how many the counts are summed over: all if the layout is fixed, else the first.
pub fn csv(rows: &[DeviceRow]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(HEADINGS)?;
    for row in rows {
        out.write_record(cells(row).iter().map(|cell| guarded(cell).into_owned()))?;
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A device that offered nothing has no ratio.
fn cells(row: &DeviceRow) -> [String; 11] {
    let ratio = (row.offered > 0).then(|| row.delivered as f64 / row.offered as f64);
    [
        row.class.clone(),
        row.device.to_string(),
        row.place.clone(),
        format!("{:.1}", row.x_m),
        format!("{:.1}", row.y_m),
        row.data_rate.clone(),
        row.gateways.to_string(),
        row.replications.to_string(),
        row.offered.to_string(),
        row.delivered.to_string(),
        ratio.map_or(String::new(), |ratio| format!("{ratio:.6}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_device_has_no_ratio() {
        let row = DeviceRow {
            class: "meters".into(),
            device: 1,
            data_rate: "SF7".into(),
            replications: 1,
            ..DeviceRow::default()
        };
        let text = String::from_utf8(csv(&[row]).unwrap()).unwrap();
        assert!(text.ends_with("meters,1,,0.0,0.0,SF7,0,1,0,0,\n"), "{text}");
    }

    #[test]
    fn a_place_named_like_a_formula_is_none_and_negative_metres_are_numbers() {
        let row = DeviceRow { place: "=1+1".into(), x_m: -3.0, ..DeviceRow::default() };
        let text = String::from_utf8(csv(&[row]).unwrap()).unwrap();
        assert!(text.contains(",'=1+1,-3.0,"), "{text}");
    }
}
