//! Place files: which columns mean what, and rows checked one by one. Points written in the scenario
//! become the same rows.

use std::collections::HashMap;

use super::diagnose::{Problem, list, nearest};
use super::sheet::{PROBLEMS, Row, Sheet};
use crate::model::place::{PlaceRow, PointSpec, Position};
use crate::units;

/// Farthest from the origin, m: half way round the earth, what a wrong unit or a projection's easting passes.
pub(crate) const FARTHEST_M: f64 = 20_000_000.0;

/// The columns, by the names that spreadsheets give them; earlier names win.
const COLUMNS: [(Column, &[&str]); 11] = [
    (
        Column::Id,
        &[
            "id",
            "gw_id",
            "gateway_id",
            "device_id",
            "dev_eui",
            "deveui",
            "gw_eui",
            "pos_id",
            "node_id",
            "site_id",
            "eui",
            "gateway",
            "device",
            "name",
            "gateway_name",
            "device_name",
            "site_name",
            "site",
            "standort",
            "bezeichnung",
            "kennung",
        ],
    ),
    (Column::Lat, &["lat", "latitude", "lat_deg", "breite", "breitengrad"]),
    (Column::Lon, &["lon", "lng", "long", "longitude", "lon_deg", "länge", "längengrad"]),
    (Column::X, &["x", "x_m"]),
    (Column::Y, &["y", "y_m"]),
    (
        Column::Height,
        &[
            "height",
            "height_m",
            "antenna_height",
            "antenna_height_m",
            "mast_height",
            "mast_height_m",
            "height_above_ground",
            "height_above_ground_m",
            "height_agl",
            "height_agl_m",
            "höhe",
            "höhe_m",
            "höhe_über_grund",
            "höhe_über_grund_m",
            "höhe_ü._grund",
            "antennenhöhe",
            "antennenhöhe_m",
            "masthöhe",
            "masthöhe_m",
            "hoehe",
            "hoehe_m",
            "hoehe_ueber_grund",
            "hoehe_ueber_grund_m",
        ],
    ),
    (Column::Gain, &["gain", "gain_db", "gain_dbi", "antenna_gain", "antenna_gain_db", "antenna_gain_dbi"]),
    (Column::CableLoss, &["cable_loss", "cable_loss_db"]),
    (Column::TxPower, &["tx_power", "tx_power_dbm"]),
    (Column::Link, &["link"]),
    (Column::Off, &["off"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Id,
    Lat,
    Lon,
    X,
    Y,
    Height,
    Gain,
    CableLoss,
    TxPower,
    Link,
    Off,
}

/// A place file being read.
struct PlaceSheet<'a> {
    sheet: Sheet<'a>,
    columns: HashMap<Column, usize>,
    links: &'a [&'a str],
    problems: Vec<Problem>,
}

/// What a place file says.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub rows: Vec<PlaceRow>,
    /// On columns that look like a known one that is not there.
    pub warnings: Vec<String>,
    /// Which other columns are not used: lists from spreadsheets have many.
    pub note: Option<String>,
    /// That rows are named by number although one of those columns may hold their names. Of gateways it matters.
    pub nameless: Option<String>,
}

/// The rows of a place file and what is to be said of its columns. `links` are the names its `link` column may use.
pub(crate) fn read(name: &str, rank: usize, text: &str, links: &[&str]) -> Result<Places, Vec<Problem>> {
    let known = |header: &str| COLUMNS.iter().any(|(_, names)| names.contains(&header));
    let sheet = Sheet::open(name, rank, text, known).map_err(|problem| vec![problem])?;
    let columns = find_columns(&sheet);
    let repeated = COLUMNS.iter().filter_map(|(column, _)| sheet.repeated(*columns.get(column)?)).collect();
    let misspelled = misspelled(&sheet, &columns);
    let note = unused(&sheet, &columns, &misspelled).map(|columns| format!("{name}: not used: {columns}"));
    let named = columns.contains_key(&Column::Id) || note.is_none();
    let nameless = (!named).then(|| {
        format!("{name}: no column is known as the gateways' names, so they are 1, 2, …; `name` would be")
    });
    let mut places = PlaceSheet { sheet, columns, links, problems: repeated };
    let rows = places.read();
    if !places.problems.is_empty() {
        return Err(places.problems);
    }
    let warnings = misspelled.into_iter().map(|(_, warning)| format!("{name}: {warning}")).collect();
    Ok(Places { rows, warnings, note, nameless })
}

/// The columns that are used: where degrees are given, metres are not.
fn find_columns(sheet: &Sheet) -> HashMap<Column, usize> {
    let find =
        |names: &[&str]| names.iter().find_map(|name| sheet.headers.iter().position(|header| header == name));
    let mut columns: HashMap<_, _> =
        COLUMNS.iter().filter_map(|(column, names)| Some((*column, find(names)?))).collect();
    if columns.contains_key(&Column::Lat) && columns.contains_key(&Column::Lon) {
        columns.retain(|column, _| !matches!(column, Column::X | Column::Y));
    }
    columns
}

/// Headers that look like a known one that is not there, by their place, with a warning.
fn misspelled(sheet: &Sheet, columns: &HashMap<Column, usize>) -> Vec<(usize, String)> {
    let absent = || COLUMNS.iter().filter(|(column, _)| !columns.contains_key(column));
    let names: Vec<&str> =
        absent().flat_map(|(_, names)| names.iter().copied()).filter(|name| name.len() > 3).collect();
    let warning = |(at, header): (usize, &String)| {
        let meant = nearest(header, names.iter().copied())?;
        Some((at, format!("column `{header}` is not used; `{meant}` would be")))
    };
    sheet.headers.iter().enumerate().filter(|(_, header)| header.len() > 3).filter_map(warning).collect()
}

/// The other columns that nothing is read from, as written.
fn unused(sheet: &Sheet, columns: &HashMap<Column, usize>, misspelled: &[(usize, String)]) -> Option<String> {
    let told =
        |at: usize| columns.values().any(|used| *used == at) || misspelled.iter().any(|(m, _)| *m == at);
    let left = (0..sheet.headers.len()).filter(|at| !sheet.written[*at].is_empty() && !told(*at));
    let names: Vec<_> = left.map(|at| sheet.written[at].as_str()).collect();
    (!names.is_empty()).then(|| list(&names))
}

impl PlaceSheet<'_> {
    fn read(&mut self) -> Vec<PlaceRow> {
        let has = |column| self.columns.contains_key(&column);
        if !(has(Column::Lat) && has(Column::Lon) || has(Column::X) && has(Column::Y)) {
            let help = format!("columns found: {}", self.sheet.headers.join(", "));
            let message = "there is no position: columns `lat` and `lon`, or `x` and `y`, are needed";
            self.problems.push(self.sheet.header_problem(message, Some(help)));
            return Vec::new();
        }
        let rows = self.sheet.rows(&mut self.problems);
        let mut places = Vec::with_capacity(rows.len());
        let mut seen = HashMap::with_capacity(rows.len());
        for row in rows {
            places.extend(self.place(&row, &mut seen));
            if self.problems.len() >= PROBLEMS {
                break;
            }
        }
        places
    }

    fn place(&mut self, row: &Row, seen: &mut HashMap<String, usize>) -> Option<PlaceRow> {
        let id = self.id(row, seen);
        let position = self.position(row);
        let height_m = self.number(row, Column::Height, -500.0, 20_000.0, "height, m");
        let antenna_gain_db = self.number(row, Column::Gain, -100.0, 100.0, "antenna gain, dBi");
        let cable_loss_db = self.number(row, Column::CableLoss, 0.0, 200.0, "cable loss, dB");
        let tx_power_dbm = self.number(row, Column::TxPower, -100.0, 100.0, "power, dBm");
        let (link, off) = (self.link(row), self.off(row));
        Some(PlaceRow {
            id,
            position: position?,
            height_m,
            antenna_gain_db,
            cable_loss_db,
            tx_power_dbm,
            link,
            off,
        })
    }

    fn cell<'r>(&self, row: &'r Row, column: Column) -> Option<&'r str> {
        row.cell(*self.columns.get(&column)?)
    }

    fn wrong(&mut self, row: &Row, column: Column, message: String, help: Option<&str>) {
        let at = self.columns.get(&column).copied().unwrap_or(0);
        self.problems.push(self.sheet.problem(row, at, message, help.map(str::to_string)));
    }

    /// A blank id is the row's number.
    fn id(&mut self, row: &Row, seen: &mut HashMap<String, usize>) -> String {
        let id = self.cell(row, Column::Id).map_or_else(|| row.number.to_string(), str::to_string);
        if id.contains(char::is_control) {
            self.wrong(
                row,
                Column::Id,
                "an id is one line, without tabs and control characters".into(),
                None,
            );
        }
        if let Some(first) = seen.insert(id.clone(), row.number) {
            self.wrong(
                row,
                Column::Id,
                format!("the id `{id}` is taken by row {first}"),
                Some("ids must differ; blank ones are 1, 2, …"),
            );
        }
        id
    }

    fn position(&mut self, row: &Row) -> Option<Position> {
        if self.columns.contains_key(&Column::Lat) && self.columns.contains_key(&Column::Lon) {
            let (lat, lon) = (self.needed(row, Column::Lat), self.needed(row, Column::Lon));
            return self.degrees(row, lat?, lon?);
        }
        let (x, y) = (self.needed(row, Column::X), self.needed(row, Column::Y));
        let (x, y) = (x?, y?);
        for (column, metres) in [(Column::X, x), (Column::Y, y)] {
            if metres.abs() > FARTHEST_M {
                let message = format!("{} m is more than 20 000 km from the origin", units::number(metres));
                self.wrong(row, column, message, Some("x and y are metres from the origin"));
                return None;
            }
        }
        Some(Position::Metres { x, y })
    }

    fn degrees(&mut self, row: &Row, lat: f64, lon: f64) -> Option<Position> {
        let swapped =
            (lat.abs() <= 180.0 && lon.abs() <= 90.0).then_some("latitude and longitude look swapped");
        let range = swapped.unwrap_or("latitude is -90 to 90 degrees, longitude -180 to 180");
        if lat.abs() > 90.0 {
            self.wrong(row, Column::Lat, format!("{} is not a latitude", units::number(lat)), Some(range));
            return None;
        }
        if lon.abs() > 180.0 {
            self.wrong(
                row,
                Column::Lon,
                format!("{} is not a longitude", units::number(lon)),
                Some("longitude is -180 to 180 degrees"),
            );
            return None;
        }
        Some(Position::Degrees { lat, lon })
    }

    fn needed(&mut self, row: &Row, column: Column) -> Option<f64> {
        let at = *self.columns.get(&column)?;
        match self.sheet.number(row, at) {
            Ok(Some(number)) => return Some(number),
            Ok(None) => self.wrong(row, column, "this row has no position".into(), None),
            Err(problem) => self.problems.push(problem),
        }
        None
    }

    fn number(&mut self, row: &Row, column: Column, low: f64, high: f64, what: &str) -> Option<f64> {
        let at = *self.columns.get(&column)?;
        match self.sheet.number(row, at) {
            Ok(Some(number)) if !(low..=high).contains(&number) => {
                let number = units::number(number);
                self.wrong(row, column, format!("{number} is out of range ({what}: {low} to {high})"), None);
                None
            }
            Ok(number) => number,
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    fn link(&mut self, row: &Row) -> Option<String> {
        let link = self.cell(row, Column::Link)?.to_string();
        if !self.links.contains(&link.as_str()) {
            let help = super::diagnose::suggest(&link, self.links, "links");
            self.wrong(row, Column::Link, format!("there is no link `{link}`"), Some(&help));
        }
        Some(link)
    }

    fn off(&mut self, row: &Row) -> bool {
        let Some(word) = self.cell(row, Column::Off) else { return false };
        match word.to_lowercase().as_str() {
            "true" | "yes" | "1" => return true,
            "false" | "no" | "0" => (),
            _ => self.wrong(row, Column::Off, format!("`{word}` is neither true nor false"), None),
        }
        false
    }
}

/// The numbers of one column, for an empirical distribution.
pub(crate) fn column(name: &str, rank: usize, text: &str, column: &str) -> Result<Vec<f64>, Vec<Problem>> {
    let wanted = super::sheet::plain(column);
    let sheet = Sheet::open(name, rank, text, |header| header == wanted).map_err(|problem| vec![problem])?;
    let Some(at) = sheet.headers.iter().position(|header| *header == wanted) else {
        let headers: Vec<_> = sheet.headers.iter().map(String::as_str).collect();
        let help = super::diagnose::suggest(&wanted, &headers, "columns");
        return Err(vec![sheet.header_problem(format!("there is no column `{column}`"), Some(help))]);
    };
    let (mut values, mut problems) = (Vec::new(), Vec::from_iter(sheet.repeated(at)));
    for row in sheet.rows(&mut problems) {
        match sheet.number(&row, at) {
            Ok(Some(value)) if value >= 0.0 => values.push(value),
            Ok(Some(value)) => {
                problems.push(sheet.problem(&row, at, format!("{} is negative", units::number(value)), None))
            }
            Ok(None) => (),
            Err(problem) => problems.push(problem),
        }
        if problems.len() >= PROBLEMS {
            break;
        }
    }
    if values.is_empty() && problems.is_empty() {
        problems.push(sheet.header_problem(format!("column `{column}` has no values"), None));
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

/// Points written in the scenario as rows; those without a position were complained about.
pub(crate) fn points(points: &[PointSpec]) -> Vec<PlaceRow> {
    let row = |(at, point): (usize, &PointSpec)| {
        Some(PlaceRow {
            id: (at + 1).to_string(),
            position: position(point)?,
            height_m: None,
            antenna_gain_db: None,
            cable_loss_db: None,
            tx_power_dbm: None,
            link: None,
            off: false,
        })
    };
    points.iter().enumerate().filter_map(row).collect()
}

/// A point's position, if it has one.
pub fn position(point: &PointSpec) -> Option<Position> {
    match (point.x, point.y, point.lat, point.lon) {
        (Some(x), Some(y), None, None) => Some(Position::Metres { x: x.0, y: y.0 }),
        (None, None, Some(lat), Some(lon)) => Some(Position::Degrees { lat, lon }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_spreadsheet_with_decimal_commas() {
        let text = "Name;Latitude;Longitude;Antenna-Height (m);Link;Off\r\nTown hall;49,2;16,6;15,5;lte;no\r\n;49,3;16,7;;;yes\r\n";
        let Places { rows, warnings, note, .. } = read("a.csv", 0, text, &["lte"]).unwrap();
        assert!(warnings.is_empty() && note.is_none());
        assert_eq!((rows[0].id.as_str(), rows[1].id.as_str()), ("Town hall", "2"));
        assert_eq!(rows[0].position, Position::Degrees { lat: 49.2, lon: 16.6 });
        assert_eq!((rows[0].height_m, rows[1].off), (Some(15.5), true));
    }

    #[test]
    fn warns_of_a_column_that_looks_misspelled_and_notes_the_others() {
        let places = read("a.csv", 0, "x,y,heigth,Colour (RAL),,Owner\n1,2,3,red,,me\n", &[]).unwrap();
        assert_eq!(places.warnings, ["a.csv: column `heigth` is not used; `height` would be"]);
        assert_eq!(places.note.as_deref(), Some("a.csv: not used: Colour (RAL), Owner"));
    }

    #[test]
    fn metres_beside_degrees_and_a_second_name_are_noted_as_not_used() {
        let places = read("a.csv", 0, "id,name,lat,lon,x,y\n1,a,49,16,0,0\n", &[]).unwrap();
        assert_eq!(places.note.as_deref(), Some("a.csv: not used: name, x, y"));
    }

    #[test]
    fn refuses_two_columns_of_one_name() {
        let found = read("a.csv", 0, "x,y,Height (m),height\n1,2,3,4\n", &[]).unwrap_err();
        let wrong = "`Height (m)` (column 3) and `height` (column 4) are one and the same column";
        assert_eq!((found[0].message.as_str(), found[0].position), (wrong, Some((1, 16))));
        assert!(read("a.csv", 0, "x,y,remark,remark\n1,2,3,4\n", &[]).is_ok(), "nobody reads them");
    }

    #[test]
    fn refuses_control_characters_in_ids_and_places_beyond_the_earth() {
        let found = read("a.csv", 0, "id,x,y\n\"a\tb\",0,0\nc,1e300,0\n", &[]).unwrap_err();
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[1].message, "1e300 m is more than 20 000 km from the origin");
    }

    #[test]
    fn reads_a_column_of_values() {
        assert_eq!(column("a.csv", 0, "t\tSize\n1\t20\n2\t30,5\n", "size"), Ok(vec![20.0, 30.5]));
        assert!(column("a.csv", 0, "size\n-1\n", "size").is_err());
        assert!(column("a.csv", 0, "size,Size (B)\n1,2\n", "size").is_err(), "which of the two?");
    }
}
