//! Which tables of exact answers are compared, by whom; and which are not, and why.

use super::families::FAMILIES;

/// Tables whose figures are compared by other tests of the program, or by nobody.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("stats_crn_variance", "the variance of paired differences: experiment::compare, its own tests"),
    ("capacity_search", "loads at which objectives break: selftest::capacity, `selftest --coverage`"),
];

/// Families that take answers from a table.
pub fn families_of(table: &str) -> Vec<&'static str> {
    let of = FAMILIES.iter().filter(|family| family.tables.contains(&table));
    of.map(|family| family.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selftest::tables::TABLES;

    /// A table that nobody reads proves nothing.
    #[test]
    fn every_table_is_compared_or_named_with_a_reason() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut tables: Vec<String> = files
            .filter(|file| file.extension().is_some_and(|ending| ending == "csv"))
            .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        tables.sort();
        let elsewhere = |table: &str| ELSEWHERE.iter().any(|(name, _)| *name == table);
        let lost: Vec<&String> =
            tables.iter().filter(|table| families_of(table).is_empty() && !elsewhere(table)).collect();
        assert!(lost.is_empty(), "neither in a family nor named: {lost:?}");
        let known: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
        let inside = |table: &&String| !elsewhere(table) && !known.contains(&table.as_str());
        assert_eq!(tables.iter().find(inside), None, "a table of a family that is not inside the program");
    }

    #[test]
    fn families_have_names_and_tables_of_their_own() {
        let mut names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FAMILIES.len());
        for family in FAMILIES {
            for table in family.tables {
                assert!(TABLES.iter().any(|(name, _)| name == table), "{}: {table}", family.name);
            }
        }
    }
}
