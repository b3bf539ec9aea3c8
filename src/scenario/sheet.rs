//! CSV files as people's spreadsheets write them: comma, semicolon or tab, decimal comma, byte order mark,
//! headers in any case. Knows rows and columns, not what they mean.

use csv::StringRecord;

use super::diagnose::Problem;
use crate::units::noun;

/// Rows that a file may have.
const ROWS: usize = 5_000_000;
/// Problems of one file after which reading it stops.
pub(crate) const PROBLEMS: usize = 50;

/// A file's text with its separator and header found.
pub(crate) struct Sheet<'a> {
    name: &'a str,
    rank: usize,
    text: &'a str,
    separator: u8,
    /// Header cells in their plain form.
    pub headers: Vec<String>,
    /// The same as written.
    pub written: Vec<String>,
}

/// One row: its cells, its number among the rows (from 1), and where it begins.
pub(crate) struct Row {
    pub cells: StringRecord,
    pub number: usize,
    byte: usize,
}

impl Row {
    /// The cell in a column, nothing if blank.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).filter(|cell| !cell.is_empty())
    }

    /// Cells up to the last that is not blank.
    fn width(&self) -> usize {
        (0..self.cells.len()).rfind(|at| self.cell(*at).is_some()).map_or(0, |last| last + 1)
    }
}

/// `Antenna-Height (m)` is `antenna_height`.
pub(crate) fn plain(header: &str) -> String {
    let cut = header.find(['(', '[']).filter(|at| *at > 0).unwrap_or(header.len());
    header[..cut].trim().to_lowercase().replace([' ', '-'], "_")
}

impl<'a> Sheet<'a> {
    /// Finds the separator whose header has most columns that are `known`.
    pub fn open(
        name: &'a str,
        rank: usize,
        text: &'a str,
        known: impl Fn(&str) -> bool,
    ) -> Result<Self, Problem> {
        let mut best: Option<(usize, Sheet)> = None;
        for separator in [b',', b';', b'\t'] {
            let mut reader =
                csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
            let Ok(headers) = reader.headers() else { continue };
            let written: Vec<_> = headers.iter().map(|header| header.trim().to_string()).collect();
            let headers: Vec<_> = headers.iter().map(plain).collect();
            let found = headers.iter().filter(|header| known(header)).count();
            if best.as_ref().is_none_or(|(most, _)| found > *most) {
                best = Some((found, Sheet { name, rank, text, separator, headers, written }));
            }
        }
        match best {
            Some((_, sheet)) if !text.trim().is_empty() => sheet.closed(),
            _ => Err(Problem::of_file(name, rank, "the file is empty", None)),
        }
    }

    /// A quote that is never closed makes one cell of the rest of the file.
    fn closed(self) -> Result<Self, Problem> {
        let Some(at) = unclosed(self.text, self.separator) else { return Ok(self) };
        let message = "this quote is never closed: all that follows would be one cell";
        let help = Some("close it, or leave it out".to_string());
        Err(Problem::at(self.name, self.rank, self.text, at..at + 1, message, help))
    }

    /// A second column of the same name as column `first`: which of them is meant, nobody can tell.
    pub fn repeated(&self, first: usize) -> Option<Problem> {
        let same = |at: &usize| self.headers[*at] == self.headers[first];
        let second = (first + 1..self.headers.len()).find(same)?;
        let place = |at: usize| format!("`{}` (column {})", self.written[at], at + 1);
        let message = format!("{} and {} are one and the same column", place(first), place(second));
        let line = self.text.lines().next().unwrap_or("");
        let span = field(line, self.separator, second);
        let help = Some("delete one of them, or give it another name".to_string());
        Some(Problem::at_line(self.name, self.rank, 1, line, span, message, help))
    }

    /// All rows that are not blank, none of them wider than the header.
    pub fn rows(&self, problems: &mut Vec<Problem>) -> Vec<Row> {
        let mut rows = self.rows_of_any_width(problems);
        if let Some(problem) = self.too_wide(&rows) {
            problems.push(problem);
            rows.clear();
        }
        rows
    }

    /// All rows that are not blank.
    pub fn rows_of_any_width(&self, problems: &mut Vec<Problem>) -> Vec<Row> {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(self.separator).flexible(true).trim(csv::Trim::All);
        let mut rows = Vec::new();
        for cells in builder.from_reader(self.text.as_bytes()).into_records().filter_map(Result::ok) {
            if cells.iter().all(str::is_empty) {
                continue;
            }
            let byte = cells.position().map_or(0, |at| at.byte() as usize);
            rows.push(Row { number: rows.len() + 1, byte, cells });
            if rows.len() > ROWS {
                problems.push(Problem::of_file(self.name, self.rank, format!("more than {ROWS} rows"), None));
                break;
            }
        }
        if rows.is_empty() {
            problems.push(self.header_problem("there are no rows below the header", None));
        }
        rows
    }

    /// Rows wider than the header have a separator within a cell: from there on each value is another column's.
    pub fn is_wide(&self, row: &Row) -> bool {
        row.width() > self.headers.len()
    }

    /// What is wrong with rows that are too wide.
    pub fn too_wide<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> Option<Problem> {
        let mut wide = rows.into_iter().filter(|row| self.is_wide(row));
        let (first, others) = (wide.next()?, wide.count());
        let message = format!("this row has {} cells, the header {}", first.width(), self.headers.len());
        let message = match others {
            0 => message,
            others => {
                format!("{message}; {others} more {} too many", noun(others as u64, "row has", "rows have"))
            }
        };
        let help = match self.separator {
            b',' => {
                "where numbers have decimal commas, separate cells by semicolons; or write 49.19, not 49,19"
            }
            _ => "a cell that has the separator in it needs quotes",
        };
        Some(self.problem(first, self.headers.len(), message, Some(help.to_string())))
    }

    /// A cell as a finite number; a comma may be the decimal sign.
    pub fn number(&self, row: &Row, column: usize) -> Result<Option<f64>, Problem> {
        let Some(cell) = row.cell(column) else { return Ok(None) };
        let written = if cell.contains('.') { cell.to_string() } else { cell.replacen(',', ".", 1) };
        match written.replace('\u{2212}', "-").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.problem(row, column, format!("`{cell}` is not a number"), None)),
        }
    }

    /// A problem with a cell.
    pub fn problem(
        &self,
        row: &Row,
        column: usize,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Problem {
        // where lines end in CR LF the reader takes up a row before the LF
        let rest = self.text[row.byte.min(self.text.len())..].trim_start_matches(['\r', '\n']);
        let number = self.text[..self.text.len() - rest.len()].matches('\n').count() + 1;
        let line = rest.lines().next().unwrap_or("");
        let span = field(line, self.separator, column);
        Problem::at_line(self.name, self.rank, number, line, span, message, help)
    }

    /// A problem with the header.
    pub fn header_problem(&self, message: impl Into<String>, help: Option<String>) -> Problem {
        let line = self.text.lines().next().unwrap_or("");
        Problem::at_line(self.name, self.rank, 1, line, 0..line.len(), message, help)
    }
}

/// Where a quote opens a cell that is not closed by the end. As csv reads: a quote opens at a cell's beginning alone,
/// and two of them inside are one.
fn unclosed(text: &str, separator: u8) -> Option<usize> {
    let (mut opened, mut begins) = (None, true);
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match (byte, opened) {
            (b'"', Some(_)) => {
                if bytes.next_if(|(_, next)| *next == b'"').is_none() {
                    opened = None;
                }
            }
            (_, Some(_)) => {}
            (b'"', None) if begins => (opened, begins) = (Some(at), false),
            _ => begins = byte == separator || byte == b'\n' || byte == b'\r',
        }
    }
    opened
}

/// The bytes of field number `column` in a line, without the spaces about it.
fn field(line: &str, separator: u8, column: usize) -> std::ops::Range<usize> {
    let (mut quoted, mut number, mut start) = (false, 0, 0);
    let mut end = line.len();
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            byte if byte == separator && !quoted && number == column => {
                end = at;
                break;
            }
            byte if byte == separator && !quoted => {
                number += 1;
                start = at + 1;
            }
            _ => (),
        }
    }
    if number < column {
        return 0..line.len();
    }
    let text = &line[start..end];
    let blank = text.len() - text.trim_start().len();
    start + blank..start + text.trim_end().len().max(blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_for_cells_and_decimals_is_one_complaint() {
        let text = "id,lat,lon\nA,49,2256,16,5781\nB,49,1951,16,6068\nC,49,16,\n";
        let sheet = Sheet::open("a.csv", 0, text, |header| header == "lat").ok().unwrap();
        let mut problems = Vec::new();
        assert!(sheet.rows(&mut problems).is_empty());
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].message, "this row has 5 cells, the header 3; 1 more row has too many");
        assert_eq!(problems[0].position, Some((2, 11)));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_found_where_it_opens() {
        for (text, at) in [
            ("a,b\n1,\"x\n2,y\n", Some(6)),
            ("a,b\n1,\"x\"\n2,y\"\n", None),
            ("a,b\n\"1 \"\"\",5\" sensor\n", None),
            ("a,b\n\"1\"\"\n", Some(4)),
            ("\"a", Some(0)),
        ] {
            assert_eq!(unclosed(text, b','), at, "{text}");
        }
        let found = Sheet::open("a.csv", 0, "a,b\n1,\"x\n2,y\n", |_| true).err().unwrap();
        assert_eq!(found.position, Some((2, 3)));
    }

    #[test]
    fn reads_what_a_spreadsheet_writes() {
        let text = "Id;Latitude;Height (m)\r\n\"a;b\";49,5;15\r\n;;\r\nc;1,2,3;\r\n";
        let sheet = Sheet::open("a.csv", 0, text, |header| header == "latitude").ok().unwrap();
        assert_eq!(sheet.headers, ["id", "latitude", "height"]);
        let mut problems = Vec::new();
        let rows = sheet.rows(&mut problems);
        assert_eq!((rows.len(), problems.len()), (2, 0));
        assert_eq!(sheet.number(&rows[0], 1), Ok(Some(49.5)));
        assert_eq!(sheet.number(&rows[1], 2), Ok(None));
        assert_eq!(sheet.number(&rows[1], 1).unwrap_err().position, Some((4, 3)));
    }
}
