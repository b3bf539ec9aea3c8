//! The least that a whole run of this scenario must do beyond the floor: carry each copy over its gateway's link,
//! fold the copies, serve the message by the platform, and count what the results need: latencies and their parts
//! by bucket, bins of classes and elements, waits, devices. By hand, for this one scenario; no rooms, no losses
//! after the radio, no order of arrivals from different gateways.

use iotcap::chance::{Key, Purpose};
use iotcap::measure::histogram::{BUCKETS, index};

use super::floor::Sink;

/// The platform's servers, and their mean service, ns.
const SERVERS: usize = 4;
const SERVICE: f64 = 2e6;
/// A packet of 200 B at 2 Mbit/s, and the link's delay, ns.
const SENDING: u64 = 800_000;
const DELAY: u64 = 35_000_000;
/// De-duplication of the network server, ns.
const WINDOW: u64 = 200_000_000;
/// Count, airtime, wait at the link, sending, delay, de-duplication and wait at the platform, service.
const PARTS: usize = 7;
/// Bins of the window.
const BINS: usize = 300;

/// One element's counts in a bin.
#[derive(Clone, Copy, Default)]
struct ElementBin {
    arrived: u64,
    work: u64,
    busy: u64,
}

/// State and counts of the chain.
pub struct Chain {
    luck: Key,
    bin: u64,
    links: Vec<Link>,
    servers: [u64; SERVERS],
    /// Of the copies of the frame at hand: when the first arrives, what it waited, how many.
    first: u64,
    first_wait: u64,
    copies: u64,
    /// Offered, delivered, sum of latencies, copies, lost.
    class_bins: Vec<[u64; 5]>,
    latency_bins: Vec<u32>,
    waterfall: Vec<[u64; PARTS]>,
    station_bins: Vec<ElementBin>,
    link_bins: Vec<ElementBin>,
    station_waits: Vec<u32>,
    link_waits: Vec<u32>,
    devices: Vec<[u32; 2]>,
    /// Messages that came through: as many as the floor heard.
    pub delivered: u64,
}

#[derive(Clone, Copy, Default)]
struct Link {
    free: u64,
    waited: u64,
    served: u64,
}

impl Chain {
    pub fn new(luck: Key, devices: usize, gateways: usize, end: u64) -> Chain {
        let bins = BINS + 1;
        Chain {
            luck: luck.purpose(Purpose::Service),
            bin: end.div_ceil(BINS as u64),
            links: vec![Link::default(); gateways],
            servers: [0; SERVERS],
            first: u64::MAX,
            first_wait: 0,
            copies: 0,
            class_bins: vec![[0; 5]; bins],
            latency_bins: vec![0; bins * BUCKETS],
            waterfall: vec![[0; PARTS]; BUCKETS],
            station_bins: vec![ElementBin::default(); bins],
            link_bins: vec![ElementBin::default(); bins * gateways],
            station_waits: vec![0; BUCKETS],
            link_waits: vec![0; BUCKETS],
            devices: vec![[0; 2]; devices],
            delivered: 0,
        }
    }

    fn bin(&self, at: u64) -> usize {
        ((at / self.bin) as usize).min(self.class_bins.len() - 1)
    }
}

impl Sink for Chain {
    #[inline]
    fn born(&mut self, device: u32, at: u64) {
        let bin = self.bin(at);
        self.class_bins[bin][0] += 1;
        self.devices[device as usize][0] += 1;
    }

    #[inline]
    fn copy(&mut self, gateway: usize, at: u64) {
        let bin = self.bin(at);
        let link = &mut self.links[gateway];
        let start = link.free.max(at);
        let wait = start - at;
        link.free = start + SENDING;
        link.waited += wait;
        link.served += 1;
        let row = &mut self.link_bins[bin * self.links.len() + gateway];
        row.arrived += 1;
        row.work += SENDING;
        row.busy += SENDING;
        self.link_waits[index(wait)] += 1;
        let arrives = start + SENDING + DELAY;
        if arrives < self.first {
            (self.first, self.first_wait) = (arrives, wait);
        }
        self.copies += 1;
    }

    #[inline]
    fn heard(&mut self, device: u32, number: u32, born: u64, end: u64) {
        let at = self.first + WINDOW;
        let service = (self.luck.index(u64::from(device)).exponential(u64::from(number)) * SERVICE) as u64;
        let server = (0..SERVERS).min_by_key(|&server| self.servers[server]).expect("a server");
        let start = self.servers[server].max(at);
        let done = start + service;
        self.servers[server] = done;
        let bin = self.bin(at);
        let row = &mut self.station_bins[bin];
        row.arrived += 1;
        row.work += service;
        row.busy += service;
        self.station_waits[index(start - at)] += 1;
        let latency = done - born;
        let bucket = index(latency);
        let parts = [1, end - born, self.first_wait, SENDING, DELAY, start - at + WINDOW, service];
        self.waterfall[bucket].iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        let bin = self.bin(born);
        self.latency_bins[bin * BUCKETS + bucket] += 1;
        self.class_bins[bin][1] += 1;
        self.class_bins[bin][2] += latency;
        self.class_bins[bin][3] += self.copies;
        self.devices[device as usize][1] += 1;
        self.delivered += 1;
        (self.first, self.first_wait, self.copies) = (u64::MAX, 0, 0);
    }

    #[inline]
    fn unheard(&mut self, born: u64) {
        let bin = self.bin(born);
        self.class_bins[bin][4] += 1;
    }
}
