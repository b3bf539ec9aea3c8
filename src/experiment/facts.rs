//! What a study leaves beside its results: its cost, which differs from run to run, and rows per device.

/// Beside the results. The cost goes to `manifest.json`, never to `results.json`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunFacts {
    /// CPU seconds inside the engine, summed over runs (thread time).
    pub engine_cpu_s: f64,
    /// Messages generated over all runs, warm-up and drain included.
    pub messages: u64,
    /// One row per device, if asked for.
    pub devices: Vec<DeviceRow>,
}

/// One device, for `devices.csv`. A drawn place belongs to one replication, so the counts beside it do, too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeviceRow {
    /// Its class, without "devices.".
    pub class: String,
    /// Its number in the class, from 1.
    pub device: u64,
    /// Its place's id where a file or points give places, else empty.
    pub place: String,
    /// East of the origin in the first replication, m.
    pub x_m: f64,
    /// North of the origin in the first replication, m.
    pub y_m: f64,
    /// Spreading factor or other data rate in the first replication; empty where the radio has none.
    pub data_rate: String,
    /// Gateways that hear it when it is alone on the air, first replication.
    pub gateways: u32,
    /// Replications that its counts are summed over: those that have this place and these gateways in reach.
    pub replications: u64,
    /// Messages born in their windows.
    pub offered: u64,
    /// Of these, delivered.
    pub delivered: u64,
}
