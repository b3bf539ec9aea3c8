//! Which gateways a device's signal reaches, and how strongly: one flat table, drawn once per layout.
//!
//! The strongest gateway comes first, so those that can decode a frame are a prefix of the list.

/// Received power is counted in units of 10^-18 mW, so that sums are exact and do not depend on their order.
pub const UNITS_PER_MW: f64 = 1e18;

/// A level in dBm as a power in units of 10^-18 mW.
pub fn power_units(dbm: f64) -> f64 {
    libm::exp10(dbm / 10.0) * UNITS_PER_MW
}

/// A power in units of 10^-18 mW as a level in dBm; minus infinity for none.
pub fn level_dbm(units: f64) -> f64 {
    10.0 * libm::log10(units / UNITS_PER_MW)
}

/// One gateway in reach of a device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Mean received power, units of 10^-18 mW.
    pub power: f32,
    /// The gateway, numbered within its radio.
    pub gateway: u32,
}

/// A device's part of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    first: u32,
    len: u16,
    /// Spreading factor, or whatever else the technology calls a data rate.
    pub data_rate: u8,
    /// At least one gateway decodes the device when it is alone on the air.
    pub covered: bool,
}

/// The table of one radio.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    rows: Vec<Row>,
    entries: Vec<Entry>,
}

impl Reach {
    /// An empty table with room for `devices`.
    pub fn with_capacity(devices: usize) -> Reach {
        Reach { rows: Vec::with_capacity(devices), entries: Vec::new() }
    }

    /// Adds the next device.
    pub fn push(&mut self, data_rate: u8, covered: bool, entries: &[Entry]) {
        let row = Row { first: self.entries.len() as u32, len: entries.len() as u16, data_rate, covered };
        self.rows.push(row);
        self.entries.extend_from_slice(entries);
    }

    /// A device's row.
    #[inline]
    pub fn row(&self, device: u32) -> Row {
        self.rows[device as usize]
    }

    /// A row's gateways, strongest first.
    #[inline]
    pub fn entries(&self, row: Row) -> &[Entry] {
        &self.entries[row.first as usize..row.first as usize + row.len as usize]
    }

    /// Reads the devices' rows, then the ends of their lists, so that they are in the cache when they are wanted:
    /// the reads of a batch overlap, and a million devices do not fit any cache.
    #[inline]
    pub fn fetch(&self, devices: &[u32]) {
        for &device in devices {
            std::hint::black_box(self.rows[device as usize].first);
        }
        for &device in devices {
            if let [first, .., last] = self.entries(self.row(device)) {
                std::hint::black_box((first.gateway, last.gateway));
            }
        }
    }

    /// Mean number of gateways in reach of a device.
    pub fn mean_len(&self) -> f64 {
        self.entries.len() as f64 / self.rows.len().max(1) as f64
    }

    /// Size of the table.
    pub fn bytes(&self) -> usize {
        std::mem::size_of_val(&self.rows[..]) + std::mem::size_of_val(&self.entries[..])
    }
}
