//! Places at which the scenario was simulated, loads or days: each keeps its replications, and more are added when a figure is to
//! be known better; nothing is simulated twice. All places share the seed, so that replication i meets the same luck
//! at each (common random numbers), and devices that are there at both do the same.

use super::axis::Axis;
use super::reading::readings;
use crate::experiment::campaign::{Campaign, Point, Wanted};
use crate::experiment::pool::Pool;
use crate::experiment::study::StudyError;
use crate::experiment::warm_up;
use crate::measure::selection::crossing::Reading;
use crate::network::Network;
use crate::scenario::Scenario;

/// How the scenario is had with settings.
pub type Load<'a> = dyn Fn(&[String]) -> Result<Scenario, String> + 'a;
/// Whether so many replications of a scenario may be run, else why not.
pub type Permit<'a> = dyn Fn(&Network, u64) -> Result<(), String> + 'a;
/// What is changed beyond the growth.
pub type Change = Box<dyn Fn(&mut Scenario)>;
/// Its words, for whoever lists a store, and what it does.
pub type Altered = (String, Change);

/// Why there is no place.
#[derive(Debug)]
pub enum Stop {
    /// The simulation stopped or broke a promise.
    Study(StudyError),
    /// Load, memory or time beyond what is allowed, or a value the scenario does not take; in a sentence.
    Beyond(String),
}

impl From<StudyError> for Stop {
    fn from(error: StudyError) -> Stop {
        Stop::Study(error)
    }
}

/// What all places share.
pub struct Bench<'a> {
    /// Simulates replications, or has them from a store.
    pub campaign: &'a Campaign<'a>,
    /// Along which it goes.
    pub axis: &'a dyn Axis,
    /// The scenario with settings laid on.
    pub load: &'a Load<'a>,
    /// Cost allowed.
    pub permit: &'a Permit<'a>,
}

/// One of them.
pub struct Place {
    /// Where on the axis.
    pub x: f64,
    /// The scenario here.
    pub point: Point,
    /// Made concrete.
    pub network: Network,
    /// Its replications.
    pub pool: Pool,
    /// Each objective's curve here.
    pub readings: Vec<Reading>,
    /// Messages offered here, over all replications.
    pub messages: u64,
}

/// All so far, in ascending order.
pub struct Places<'a> {
    bench: &'a Bench<'a>,
    change: Option<Altered>,
    /// The places.
    pub all: Vec<Place>,
    /// Bins cut from the front as warm-up; the same everywhere, so that curves have no step.
    cut: Option<u64>,
    /// Messages offered, those of places that were given up included.
    pub spent: u64,
}

impl<'a> Places<'a> {
    /// None yet; `change` is made to the scenario at each.
    pub fn new(bench: &'a Bench<'a>, change: Option<Altered>, cut: Option<u64>) -> Places<'a> {
        Places { bench, change, all: Vec::new(), cut, spent: 0 }
    }

    /// Bins cut as warm-up.
    pub fn cut(&self) -> Option<u64> {
        self.cut
    }

    /// Along which it goes.
    pub fn axis(&self) -> &dyn Axis {
        self.bench.axis
    }

    /// Where a place near `x` would be, values being whole.
    pub fn snap(&self, x: f64) -> f64 {
        self.bench.axis.snap(x)
    }

    /// The place at `x` (or the nearest whole value) with at least so many replications; answers where it is.
    pub fn look(&mut self, x: f64, replications: u64) -> Result<f64, Stop> {
        let x = self.snap(x);
        let at = match self.all.binary_search_by(|place| place.x.total_cmp(&x)) {
            Ok(at) => at,
            Err(at) => {
                let place = self.place(x)?;
                self.all.insert(at, place);
                at
            }
        };
        let extended = self.extend(at, replications);
        // what may not be simulated even once is no place: it would have nothing to read
        if extended.is_err() && self.all[at].pool.replications() == 0 {
            self.all.remove(at);
        }
        extended.map(|()| x)
    }

    /// The place found at `x`.
    pub fn at(&self, x: f64) -> Option<&Place> {
        self.all.iter().find(|place| place.x == x)
    }

    /// Gives up every place whose warm-up would be another, and cuts so many bins from now on.
    pub fn cut_at_least(&mut self, bins: u64) -> bool {
        let more = bins > self.cut.unwrap_or(0);
        if more {
            self.cut = Some(bins);
            self.all.clear();
        }
        more
    }

    fn place(&self, x: f64) -> Result<Place, Stop> {
        let mut settings = self.bench.axis.settings(x);
        let mut scenario = (self.bench.load)(&settings).map_err(Stop::Beyond)?;
        if let Some((words, change)) = &self.change {
            change(&mut scenario);
            settings.push(words.clone());
        }
        let network = Network::build(&scenario);
        let point = Point::new(settings, scenario);
        Ok(Place { x, point, network, pool: Pool::default(), readings: Vec::new(), messages: 0 })
    }

    fn extend(&mut self, at: usize, replications: u64) -> Result<(), Stop> {
        let Bench { campaign, permit, .. } = *self.bench;
        let Place { x, point, network, pool, readings: known, messages } = &mut self.all[at];
        let done = pool.replications();
        if done >= replications {
            return Ok(());
        }
        permit(network, replications - done).map_err(Stop::Beyond)?;
        let clock = Some(network.clock.cut(self.cut.unwrap_or(0)));
        let wanted = Wanted { point, clock, pool: std::mem::take(pool), until: replications };
        let mut pools = campaign.pools(vec![wanted])?;
        *pool = pools.pop().unwrap_or_default();
        let offered = pool.samples.iter().flat_map(|sample| &sample.classes).map(|class| class.offered).sum();
        self.spent += offered - *messages;
        *messages = offered;
        *known = readings(&point.scenario, network, pool, usize::MAX, *x);
        Ok(())
    }

    /// Tells whoever watches that so many looks or the like are to come at the most after the next.
    pub fn expect(&self, most: u64, what: [&'static str; 2]) {
        self.bench.campaign.expect(most, what);
    }

    /// The warm-up that this place asks for, bins.
    pub fn warm_up(&self, x: f64) -> u64 {
        let cut = |place: &Place| warm_up::decide(&place.point.scenario, &place.network, &place.pool);
        self.at(x).and_then(cut).map_or(0, |found| found.bins as u64)
    }

    /// Readings over the first replications alone.
    pub fn readings(&mut self, x: f64, first: usize) -> Vec<Reading> {
        let place = self.all.iter_mut().find(|place| place.x == x);
        place.map_or(Vec::new(), |Place { point, network, pool, .. }| {
            readings(&point.scenario, network, pool, first, x)
        })
    }
}
