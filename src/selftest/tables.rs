//! The tables of exact answers, which stand readable in `tests/oracles`, and their rows.

use std::collections::BTreeMap;

macro_rules! tables {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../tests/oracles/", $name, ".csv")))),*]
    };
}

/// Every table by its name, as CSV.
pub const TABLES: &[(&str, &str)] = tables![
    "aloha_finite",
    "aloha_infinite",
    "availability",
    "capacity_search",
    "codel_drop_schedule",
    "energy_cellular_battery",
    "energy_lora_battery",
    "fluid_outage_backlog",
    "fluid_reconnect_storm",
    "link_budget_mcl",
    "lora_capture_disc_nofading",
    "lora_capture_disc_rayleigh",
    "lora_demod_paths_erlangB",
    "lora_duty_cycle",
    "lora_lorasim_der",
    "lora_range_magrin",
    "lora_rayleigh_noise_outage_H1",
    "lora_ring_cell",
    "lora_time_on_air",
    "lora_us915_dwell",
    "mc_lora_capture_check",
    "propagation_pathloss",
    "queues_batch",
    "queues_breakdown",
    "queues_engset",
    "queues_gim1",
    "queues_jackson",
    "queues_markov",
    "queues_md1k_tokenbucket",
    "queues_mg1",
    "queues_mmpp_m1",
    "queues_periodic_sumDiD1",
    "queues_priority",
    "red_probability",
    "shadowing_coverage",
    "stats_ar1_batch_means",
    "stats_crn_variance",
    "stats_kn_constants",
    "stats_mm1_asymptotic_variance",
    "stats_mser5_expected",
    "stats_mser5_series",
    "stats_ocba",
    "stats_pba_vector",
    "stats_proportion_ci",
    "stats_quantile_order_ci",
    "stats_relative_precision",
    "stats_t_quantiles",
    "traffic_beta34",
    "traffic_mar_imt2020",
];

/// One row, by column name.
#[derive(Clone, Debug)]
pub struct Row {
    table: &'static str,
    cells: BTreeMap<String, String>,
}

impl Row {
    /// The cell of this column, as written.
    ///
    /// # Panics
    /// If the table has no such column: tables and those who read them are made together.
    pub fn text(&self, column: &str) -> &str {
        self.cells.get(column).unwrap_or_else(|| panic!("{}: no column {column}", self.table))
    }

    /// The cell of this column, if it is a number.
    pub fn maybe(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }

    /// The cell of this column, which is a number.
    ///
    /// # Panics
    /// If it is none.
    pub fn number(&self, column: &str) -> f64 {
        self.maybe(column).unwrap_or_else(|| panic!("{}, {column}: {}", self.table, self.text(column)))
    }
}

/// All rows of a table.
///
/// # Panics
/// If there is no such table.
pub fn rows(name: &str) -> Vec<Row> {
    let found = TABLES.iter().find(|(table, _)| *table == name);
    let (table, csv) = found.unwrap_or_else(|| panic!("no table {name}"));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let row = |cells: Result<_, csv::Error>| Row {
        table,
        cells: cells.unwrap_or_else(|error| panic!("{table}: {error}")),
    };
    reader.deserialize().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_rows_of_named_cells() {
        for (name, csv) in TABLES {
            let lines = csv.lines().filter(|line| !line.is_empty()).count();
            assert_eq!(rows(name).len(), lines - 1, "{name}");
        }
        assert_eq!(rows("queues_markov")[1].number("Wq_mean_s"), 4.0);
        assert_eq!(rows("queues_markov")[0].maybe("capacity_K"), Some(f64::INFINITY));
    }
}
