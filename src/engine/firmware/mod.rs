//! Firmware campaigns: wave by wave an image goes down in fragments, to all at once or one by one, by the gateways that the
//! devices of the wave hear best, as fast as these may send. What it is made of is in [`crate::network::firmware`], what a
//! gateway does for it in [`frames`].

mod frames;
mod stations;

use stations::Station;

use super::Run;
use super::event::{Event, Kind};
use super::recorder::{Pushed, Recorder};
use crate::chance::Key;
use crate::model::incident::firmware::{Delivery, surplus};
use crate::model::radio::{Listener, Missed};
use crate::network::Network;
use crate::network::firmware::Firmware;
use crate::network::incidents::{Incident, Strikes};
use crate::network::layout::Layout;
use crate::units::Time;

/// The events that begin a wave and a fragment belong to no station.
const NEXT_WAVE: u32 = u32::MAX;
const NEXT_FRAGMENT: u32 = u32::MAX - 1;

/// Every campaign of a run.
#[derive(Debug)]
pub struct Campaigns<'a> {
    layout: &'a Layout,
    all: Vec<Campaign<'a>>,
}

/// One campaign.
#[derive(Debug)]
struct Campaign<'a> {
    /// Its number among the incidents.
    number: u16,
    plan: &'a Firmware,
    from: Time,
    /// No fragment begins after this.
    until: Time,
    luck: Key,
    members: Vec<Member>,
    /// Members by wave, the last wave first.
    waves: Vec<Vec<u32>>,
    /// Those of the wave that is served who hear a gateway.
    wave: Vec<u32>,
    /// How many hear none.
    unheard: u32,
    stations: Vec<Station>,
    /// Multicast: the fragment that is sent.
    fragment: u32,
    /// When that began.
    began: Time,
    /// Stations that are not through: with the fragment, or with their devices.
    busy: usize,
}

/// A device that is to get the image.
#[derive(Clone, Copy, Debug)]
struct Member {
    listener: Listener,
    /// Fragments that it has.
    received: u32,
    /// Fragments of the image's own that it missed.
    missed: u32,
    /// Multicast: why it has missed the fragment that is sent; none if it has it.
    fared: Option<Missed>,
    complete: bool,
}

impl<'a> Campaigns<'a> {
    /// Of one replication; none if there is no campaign.
    pub fn new(network: &'a Network, layout: &'a Layout, replication: u64) -> Option<Box<Campaigns<'a>>> {
        let campaign = |(number, incident): (usize, &'a Incident)| {
            let Strikes::Firmware(plan) = &incident.strikes else { return None };
            let [from, until] = incident.span(network, replication);
            let luck = incident.luck(network, replication);
            Some(Campaign::new(number as u16, plan, [from, until], luck, network))
        };
        let all: Vec<Campaign> = network.incidents.happening().filter_map(campaign).collect();
        (!all.is_empty()).then(|| Box::new(Campaigns { layout, all }))
    }
}

impl<'a> Campaign<'a> {
    fn new(
        number: u16,
        plan: &'a Firmware,
        [from, until]: [Time; 2],
        luck: Key,
        network: &Network,
    ) -> Campaign<'a> {
        let of_class = |&class: &u32| {
            let (first, count) =
                (network.classes[class as usize].first.0, network.classes[class as usize].count);
            (0..count).map(move |index| Listener { class, device: first + index, index })
        };
        let member = |listener| Member { listener, received: 0, missed: 0, fared: None, complete: false };
        let members: Vec<Member> = plan.classes.iter().flat_map(of_class).map(member).collect();
        Campaign {
            waves: waves(&members, plan.waves as usize, luck.index(0)),
            number,
            plan,
            from,
            until,
            luck: luck.index(1),
            members,
            wave: Vec::new(),
            unheard: 0,
            stations: Vec::new(),
            fragment: 0,
            began: from,
            busy: 0,
        }
    }

    /// How many fragments a device must have.
    fn needs(&self, member: &Member) -> u32 {
        match self.plan.delivery {
            Delivery::Unicast => self.plan.fragments,
            Delivery::Multicast => {
                let luck = self.luck.index(u64::from(member.listener.device)).uniform(0);
                self.plan.fragments + surplus(member.missed, luck)
            }
        }
    }

    /// A device received a fragment; whether it has the image now.
    fn receive(&mut self, member: u32) -> bool {
        self.members[member as usize].received += 1;
        let member_now = self.members[member as usize];
        // the rank of what it lacks is known only when the image's own fragments are through
        let own_are_through = member_now.received + member_now.missed >= self.plan.fragments;
        let complete = own_are_through && member_now.received >= self.needs(&member_now);
        self.members[member as usize].complete = complete;
        complete
    }

    /// The event that begins the next wave or fragment of what is campaign `number`.
    fn next(&self, what: u32, at: Time, number: u32) -> Event {
        Event::new(at, Kind::Firmware, self.luck.draw(0), what, number)
    }

    /// Luck of a frame.
    fn luck_of(&self, station: &Station) -> Key {
        self.luck.index(1 << 32 | u64::from(station.gateway)).index(u64::from(station.spent))
    }
}

/// Cuts a fleet into parts of equal size, by chance; the last one first.
fn waves(members: &[Member], waves: usize, luck: Key) -> Vec<Vec<u32>> {
    let mut by_luck: Vec<(u64, u32)> =
        (0..).zip(members).map(|(at, member)| (luck.draw(u64::from(member.listener.device)), at)).collect();
    by_luck.sort_unstable();
    let size = by_luck.len().div_ceil(waves.max(1)).max(1);
    let mut all: Vec<Vec<u32>> =
        by_luck.chunks(size).map(|part| part.iter().map(|(_, at)| *at).collect()).collect();
    all.iter_mut().for_each(|wave| wave.sort_unstable());
    all.reverse();
    all
}

impl<R: Recorder> Run<'_, R> {
    /// Campaigns begin with their first wave.
    pub(super) fn start_firmware(&mut self) {
        let Some(campaigns) = &self.campaigns else { return };
        for (at, campaign) in (0..).zip(&campaigns.all) {
            self.agenda.push(self.now, campaign.next(NEXT_WAVE, campaign.from.max(self.now), at));
        }
    }

    /// A wave begins, or a station goes on.
    #[cold]
    pub(super) fn go_on_with_firmware(&mut self, station: u32, campaign: u32) {
        let Some(mut campaigns) = self.campaigns.take() else { return };
        let layout = campaigns.layout;
        if let Some(one) = campaigns.all.get_mut(campaign as usize) {
            match station {
                NEXT_WAVE => self.begin_wave(one, campaign, layout),
                NEXT_FRAGMENT => self.begin_fragment(one, campaign),
                station => self.go_on_at(one, campaign, station),
            }
        }
        self.campaigns = Some(campaigns);
    }

    fn begin_wave(&mut self, campaign: &mut Campaign, number: u32, layout: &Layout) {
        let Some(wave) = campaign.waves.pop() else {
            return self.recorder.firmware(campaign.number, self.now, Pushed::Ends);
        };
        if self.now >= campaign.until {
            return;
        }
        let all = wave.len();
        campaign.wave = wave;
        campaign.stations = self.stations(campaign, layout);
        campaign.unheard = (all - campaign.wave.len()) as u32;
        campaign.busy = campaign.stations.len();
        let turns = campaign.stations.iter().map(|station| station.turn + 1).max().unwrap_or(0);
        self.recorder.firmware(campaign.number, self.now, Pushed::Begins(turns));
        match campaign.plan.delivery {
            Delivery::Multicast => {
                campaign.fragment = 0;
                self.begin_fragment(campaign, number);
            }
            Delivery::Unicast => {
                let missed = Pushed::Missed(Missed::OutOfRange, campaign.unheard * campaign.plan.fragments);
                self.recorder.firmware(campaign.number, self.now, missed);
                self.begin_devices(campaign, number);
            }
        }
    }

    /// A wave is through; the next one begins at once.
    fn end_wave(&mut self, campaign: &Campaign, number: u32) {
        self.agenda.push(self.now, campaign.next(NEXT_WAVE, self.now, number));
    }
}
