//! The least that a simulator of these uplinks must do, by hand: draw the arrivals, sort them, start and end a
//! reception at every gateway in reach, count collisions by the ALOHA rule. No links, no platform, no latencies.
//!
//! It shares with the engine the keys of its luck alone, so both must count the same frames.

use std::collections::VecDeque;

use iotcap::chance::{Key, Purpose};

/// Channels of the plan.
const CHANNELS: u32 = 8;
/// Spreading factors 7 to 12.
const SFS: usize = 6;
/// Bits of a channel in a packed arrival.
const CHANNEL_BITS: u32 = 3;
/// Devices looked at for each arrival of a window, and the fewest arrivals worth one.
const DEVICES_PER_ARRIVAL: u64 = 10;
const LEAST_ARRIVALS: u64 = 4096;
/// Arrivals whose devices are read together, so that their cache misses overlap.
const BATCH: usize = 16;

/// A device: where its list of gateways begins, how long it is, and its spreading factor less 7.
#[derive(Clone, Copy, Debug, Default)]
pub struct Device {
    pub first: u32,
    pub len: u16,
    pub sf: u8,
}

/// What there is, in arrays of its own.
#[derive(Debug)]
pub struct Field {
    /// Stream of the class of devices.
    pub luck: Key,
    pub devices: Vec<Device>,
    /// Twice the gateway, plus one where the frame is above the gateway's sensitivity.
    pub reach: Vec<u16>,
    pub gateways: usize,
    /// By spreading factor, ns.
    pub airtime: [u64; SFS],
    pub period: u64,
    /// Devices speak in [0, end), receptions count if they end in it, ns.
    pub end: u64,
}

/// What engine and floor must agree on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Frames sent.
    pub frames: u64,
    /// Receptions of frames above sensitivity that ended in time.
    pub receptions: u64,
    /// Of these, collided.
    pub collided: u64,
    /// Frames that at least one gateway heard.
    pub heard: u64,
}

/// Frames of one spreading factor in one channel at one gateway. Two that overlap break each other, so at most
/// one of those on the air is whole.
#[derive(Clone, Copy, Default)]
struct Cell {
    on_air: u32,
    /// Number of the whole frame, from 1; 0 if there is none.
    whole: u32,
}

#[derive(Clone, Copy)]
struct Flight {
    end: u64,
    first: u32,
    len: u16,
    channel: u8,
    number: u32,
    device: u32,
}

/// Who is told what became of the frames.
pub trait Sink {
    /// A device speaks.
    fn born(&mut self, device: u32, at: u64);
    /// A gateway has received a frame whole.
    fn copy(&mut self, gateway: usize, at: u64);
    /// All gateways have been told of; the frame was on the air in [born, end).
    fn heard(&mut self, device: u32, number: u32, born: u64, end: u64);
    /// No gateway received it.
    fn unheard(&mut self, born: u64);
}

/// The bare floor tells nobody.
impl Sink for () {
    fn born(&mut self, _: u32, _: u64) {}
    fn copy(&mut self, _: usize, _: u64) {}
    fn heard(&mut self, _: u32, _: u32, _: u64, _: u64) {}
    fn unheard(&mut self, _: u64) {}
}

/// Simulates the field.
pub fn run(field: &Field, sink: &mut impl Sink) -> Sums {
    let mut air = Air {
        sink,
        field,
        cells: vec![Cell::default(); field.gateways * SFS * CHANNELS as usize],
        flights: Default::default(),
        due: [u64::MAX; SFS],
        next_end: u64::MAX,
        sums: Sums::default(),
    };
    let mut source = Source::new(field);
    let mask = (1 << source.device_bits) - 1;
    let mut rows = [Device::default(); BATCH];
    while source.generate() {
        for batch in source.sorted.chunks(BATCH) {
            for (row, arrival) in rows.iter_mut().zip(batch) {
                *row = field.devices[(arrival & mask) as usize];
            }
            for row in &rows[..batch.len()] {
                std::hint::black_box(field.reach.get(row.first as usize).copied());
            }
            for (arrival, row) in batch.iter().zip(&rows) {
                let above = arrival >> source.device_bits;
                air.start(
                    source.from + (above >> CHANNEL_BITS),
                    (arrival & mask) as u32,
                    row,
                    (above % u64::from(CHANNELS)) as u8,
                );
            }
        }
    }
    air.end_until(u64::MAX - 1);
    air.sums
}

struct Air<'a, S> {
    sink: &'a mut S,
    field: &'a Field,
    /// By gateway, spreading factor and channel.
    cells: Vec<Cell>,
    /// By spreading factor: equal airtimes end in the order in which they begin.
    flights: [VecDeque<Flight>; SFS],
    /// When the first of each ends.
    due: [u64; SFS],
    next_end: u64,
    sums: Sums,
}

impl<S: Sink> Air<'_, S> {
    #[inline]
    fn start(&mut self, now: u64, device: u32, row: &Device, channel: u8) {
        self.end_until(now);
        self.sums.frames += 1;
        self.sink.born(device, now);
        let (sf, number) = (row.sf as usize, self.sums.frames as u32);
        let end = now + self.field.airtime[sf];
        let place = sf * CHANNELS as usize + channel as usize;
        for entry in &self.field.reach[row.first as usize..][..row.len as usize] {
            let cell = &mut self.cells[(entry >> 1) as usize * SFS * CHANNELS as usize + place];
            cell.whole = if cell.on_air == 0 { number } else { 0 };
            cell.on_air += 1;
        }
        self.flights[sf].push_back(Flight { end, first: row.first, len: row.len, channel, number, device });
        self.due[sf] = self.due[sf].min(end);
        self.next_end = self.next_end.min(end);
    }

    /// Ends what ends until `now`, which ends before anything begins.
    #[inline]
    fn end_until(&mut self, now: u64) {
        while self.next_end <= now {
            let sf = self.due.iter().position(|due| *due == self.next_end).expect("the first of them");
            let flight = self.flights[sf].pop_front().expect("a frame that ends");
            self.due[sf] = self.flights[sf].front().map_or(u64::MAX, |flight| flight.end);
            self.next_end = self.due.into_iter().fold(u64::MAX, u64::min);
            self.end(sf, flight);
        }
    }

    fn end(&mut self, sf: usize, flight: Flight) {
        let in_time = u64::from(flight.end < self.field.end);
        let place = sf * CHANNELS as usize + flight.channel as usize;
        let mut copies = 0;
        for entry in &self.field.reach[flight.first as usize..][..flight.len as usize] {
            let cell = &mut self.cells[(entry >> 1) as usize * SFS * CHANNELS as usize + place];
            let audible = u64::from(entry & 1);
            let whole = u64::from(cell.whole == flight.number);
            cell.on_air -= 1;
            copies += whole & audible;
            if whole & audible == 1 {
                self.sink.copy((entry >> 1) as usize, flight.end);
            }
            self.sums.receptions += audible & in_time;
            self.sums.collided += audible & in_time & (whole ^ 1);
        }
        self.sums.heard += u64::from(copies > 0);
        let born = flight.end - self.field.airtime[sf];
        match copies {
            0 => self.sink.unheard(born),
            _ => self.sink.heard(flight.device, flight.number, born, flight.end),
        }
    }
}

/// Arrivals, a window at a time, packed to sort as integers: offset in the window, channel, device.
struct Source<'a> {
    field: &'a Field,
    channel: Key,
    /// By device: its next message's birth and number.
    next: Vec<u64>,
    n: Vec<u32>,
    device_bits: u32,
    width: u64,
    /// The window is [from, to).
    from: u64,
    to: u64,
    drawn: Vec<u64>,
    sorted: Vec<u64>,
}

impl<'a> Source<'a> {
    fn new(field: &'a Field) -> Source<'a> {
        let devices = field.devices.len() as u64;
        let phase = field.luck.purpose(Purpose::Phase);
        let first = |device| (phase.uniform(device) * field.period as f64) as u64;
        let wanted = (devices / DEVICES_PER_ARRIVAL).max(LEAST_ARRIVALS);
        Source {
            field,
            channel: field.luck.purpose(Purpose::Channel),
            next: (0..devices).map(first).collect(),
            n: vec![0; devices as usize],
            device_bits: u64::BITS - devices.leading_zeros(),
            width: (u128::from(field.period) * u128::from(wanted) / u128::from(devices)) as u64,
            from: 0,
            to: 0,
            drawn: Vec::new(),
            sorted: Vec::new(),
        }
    }

    /// Draws and sorts the next window; false if there is none.
    fn generate(&mut self) -> bool {
        if self.to >= self.field.end {
            return false;
        }
        (self.from, self.to) = (self.to, (self.to + self.width).min(self.field.end));
        self.drawn.clear();
        for (device, (next, n)) in self.next.iter_mut().zip(&mut self.n).enumerate() {
            while *next < self.to {
                let channel = self.channel.index(device as u64).below(u64::from(*n), CHANNELS);
                let above = (*next - self.from) << CHANNEL_BITS | u64::from(channel);
                self.drawn.push(above << self.device_bits | device as u64);
                *next += self.field.period;
                *n += 1;
            }
        }
        self.sort();
        true
    }

    /// Scatters to buckets of about four by the top bits, then shifts each into its place among its neighbours.
    fn sort(&mut self) {
        let low = self.device_bits + CHANNEL_BITS;
        let width = self.to - self.from;
        let bucket_bits = (self.drawn.len() / 4).max(1).ilog2();
        let shift = (u64::BITS - width.leading_zeros()).saturating_sub(bucket_bits);
        let bucket = |arrival: u64| (arrival >> low >> shift) as usize;
        let mut starts = vec![0u32; (width >> shift) as usize + 2];
        self.drawn.iter().for_each(|&arrival| starts[bucket(arrival) + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        self.sorted.resize(self.drawn.len(), 0);
        for &arrival in &self.drawn {
            let start = &mut starts[bucket(arrival)];
            self.sorted[*start as usize] = arrival;
            *start += 1;
        }
        for end in 1..self.sorted.len() {
            let arrival = self.sorted[end];
            let mut at = end;
            while at > 0 && self.sorted[at - 1] > arrival {
                self.sorted[at] = self.sorted[at - 1];
                at -= 1;
            }
            self.sorted[at] = arrival;
        }
    }
}
