//! Control work: what loads radios, links and stations like a message and is none (DEFINITIONS D1), so that nobody is told of its birth
//! or end but the part that sent it. Knows neither what it is for nor what it is answered with.

use crate::engine::Run;
use crate::engine::message::{Fate, Open};
use crate::engine::recorder::{Message, Recorder};
use crate::model::radio::{Access, Frame};
use crate::network::ids::{ClassId, DeviceId};
use crate::network::ways::Way;
use crate::units::Time;

/// Whose an open slot is, in the low half of the byte, 0 for a message's own; its [`Way`] in the two bits above; then whether its device
/// repeats it until it is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Errand(u8);

/// Who sends control work and is called back at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Sender {
    /// Nobody wants to know.
    #[cfg(test)]
    Nobody = 1,
    /// A device's session.
    Session = 2,
    /// An edge site: many messages in one packet.
    Site = 3,
    /// A device that asks to join.
    Join = 4,
    /// Whoever makes devices connect that are in his hands.
    Intruder = 5,
    /// Nobody wants to know of a copy for a consumer.
    Copy = 6,
}

/// How control work ended, at an instant that may lie ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It reached the end of its way.
    Reached,
    /// Its last copy was dropped.
    Lost(Fate),
    /// The run was over.
    Drained,
}

impl Errand {
    /// A message on the plain way.
    pub const MESSAGE: Errand = Errand(0);
    const WAY: u32 = 4;
    const ACKNOWLEDGED: u8 = 1 << 6;

    /// Control work of a sender.
    pub const fn control(sender: Sender, way: Way) -> Errand {
        Errand(sender as u8 | (way as u8) << Self::WAY)
    }

    /// A message on a way.
    pub const fn message(way: Way) -> Errand {
        Errand((way as u8) << Self::WAY)
    }

    /// The same of a message that its device repeats until it is acknowledged.
    pub const fn acknowledged(self) -> Errand {
        Errand(self.0 | Self::ACKNOWLEDGED)
    }

    /// Whether its device repeats it until it is acknowledged.
    #[inline]
    pub const fn is_acknowledged(self) -> bool {
        self.0 & Self::ACKNOWLEDGED != 0
    }

    /// Who sends it, 0 for a message's own device.
    #[inline]
    const fn sender(self) -> u8 {
        self.0 & ((1 << Self::WAY) - 1)
    }

    /// Whether it is no message.
    #[inline]
    pub const fn is_control(self) -> bool {
        self.sender() != 0
    }

    /// Whether it asks to join.
    #[inline]
    pub const fn is_join(self) -> bool {
        self.sender() == Sender::Join as u8
    }

    /// Whether it is a packet that an edge site has made of messages.
    #[inline]
    pub const fn is_packet(self) -> bool {
        self.sender() == Sender::Site as u8
    }

    /// Whether its bytes are those of the packet on a link, to which forwarding adds none: what a handshake takes is told so.
    #[inline]
    pub const fn is_packet_on_link(self) -> bool {
        self.sender() == Sender::Session as u8 || self.sender() == Sender::Intruder as u8
    }

    /// Whether it goes the plain way.
    #[inline]
    pub const fn is_plain(self) -> bool {
        self.0 < 1 << Self::WAY
    }

    fn way(self) -> Way {
        Way::SPECIAL.into_iter().find(|way| *way as u8 == self.0 >> Self::WAY & 3).unwrap_or_default()
    }
}

impl<R: Recorder> Run<'_, R> {
    /// A device sends control work by its radio; `n` numbers it among the device's messages for its luck, so it should be none of theirs.
    /// Its end calls the sender back.
    pub(super) fn send_control_work(
        &mut self,
        errand: Errand,
        class: usize,
        index: u32,
        n: u32,
        payload: u32,
    ) {
        let slot = self.open_slot(errand, class, index, n, payload);
        self.transmit(slot);
    }

    /// A slot for a message or control work of a device.
    #[inline(always)]
    pub(super) fn open_slot(
        &mut self,
        errand: Errand,
        class: usize,
        index: u32,
        n: u32,
        payload: u32,
    ) -> u32 {
        let device = DeviceId(self.classes[class].first + index);
        let message = Message { class: ClassId(class as u32), device, birth: self.now };
        let slot = self.messages.take();
        let open = &mut self.messages[slot];
        *open = Open {
            message,
            order: self.luck.order(class, index, n),
            index,
            n,
            payload,
            copies: 1,
            passed: 0,
            air_start: self.now,
            attempts: 0,
            furthest: None,
            lost_at: self.now,
            folded: false,
            closed: false,
            errand,
            epoch: open.epoch.wrapping_add(1),
        };
        slot
    }

    /// Hands a slot to its device's radio.
    #[inline(always)]
    pub(super) fn transmit(&mut self, slot: u32) {
        self.transmit_as(slot, false);
    }

    /// The same of a message or of a join-request.
    #[inline(always)]
    pub(super) fn transmit_as(&mut self, slot: u32, joins: bool) {
        let Open { message, index, n, payload, attempts, .. } = self.messages[slot];
        let radio = self.classes[message.class.index()].radio as usize;
        self.heard.clear();
        let frame = Frame {
            message: slot,
            class: message.class.0,
            device: message.device.0,
            index,
            n,
            payload,
            attempt: attempts,
            joins,
        };
        let step = self.radios[radio].send(self.now, frame, &mut self.heard);
        self.follow(slot, radio, step);
    }

    /// Where a copy that goes a special way stands first, having come in by this gateway of its radio.
    #[cold]
    pub(super) fn first_hop(&self, errand: Errand, radio: usize, gateway: u32) -> u32 {
        let gateway = self.network.radios[radio].gateways[gateway as usize] as usize;
        let special = self.network.ways.of(errand.way());
        special.map_or(self.network.gateways[gateway].first_hop, |way| way.first[gateway])
    }

    /// Where it stands behind the folding.
    #[cold]
    pub(super) fn behind_fold(&self, errand: Errand, plain: u32) -> u32 {
        self.network.ways.of(errand.way()).map_or(plain, |way| way.behind_fold)
    }

    /// Control work is over at `at`. Whoever is called back may put events into the agenda but send nothing at once: other copies of the
    /// frame may be half on their way.
    #[cold]
    pub(super) fn end_errand(&mut self, slot: u32, at: Time, ending: Ending) {
        self.messages[slot].closed = true;
        let sender = self.messages[slot].errand.sender();
        if sender == Sender::Session as u8 {
            self.end_trip(slot, at, ending);
        }
        if sender == Sender::Site as u8 {
            self.end_packet(slot, at, ending);
        }
        if sender == Sender::Intruder as u8 {
            self.end_wild_connect(slot, at, ending);
        }
        if sender == Sender::Join as u8 {
            self.end_join(slot, at, ending);
        }
        #[cfg(test)]
        self.ended.push((slot, at, ending));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Run;
    use crate::model::cause::{Cause, DueTo};
    use crate::network::Network;
    use crate::network::ids::ElementId;
    use crate::network::layout::Layout;
    use crate::units::Span;

    #[derive(Default)]
    struct Told {
        /// Born, delivered, lost, in flight.
        messages: [u32; 4],
        frames: [u32; 2],
        arrived: Vec<ElementId>,
        dropped: Vec<ElementId>,
    }

    impl Recorder for Told {
        fn born(&mut self, _: Message) {
            self.messages[0] += 1;
        }
        fn transmitted(&mut self, _: Message, _: ElementId, _: Time, _: Span) {
            self.frames[0] += 1;
        }
        fn control(&mut self, _: ClassId, _: ElementId, _: Time, _: Span) {
            self.frames[1] += 1;
        }
        fn arrived(&mut self, element: ElementId, _: Time, _: Span) {
            self.arrived.push(element);
        }
        fn dropped(&mut self, element: ElementId, _: Time, _: Cause, _: Option<DueTo>) {
            self.dropped.push(element);
        }
        fn delivered(
            &mut self,
            _: Message,
            _: Time,
            _: &[crate::engine::Part],
            _: u32,
            _: Option<ElementId>,
        ) {
            self.messages[1] += 1;
        }
        fn lost(&mut self, _: Message, _: Time, _: Cause, _: ElementId) {
            self.messages[2] += 1;
        }
        fn in_flight(&mut self, _: Message) {
            self.messages[3] += 1;
        }
    }

    /// Ten messages 10 s apart, each with control work sent beside it; how each piece of control work ended, and arrivals and drops
    /// by element.
    #[allow(clippy::type_complexity, reason = "three things of one run")]
    fn run(parts: &str, way: Way) -> (Told, Vec<(Time, Ending)>, impl Fn(&Told, &str) -> [usize; 2] + use<>) {
        let text = format!(
            "title = 'x'\nstudy = {{ duration = '100 s', warm_up = '0 s', replications = 1 }}\n\
             radio.wire = {{ technology = 'ideal' }}\n\
             devices.d = {{ count = 1, radio = 'wire', message = {{ every = '10 s', phase = 'aligned', size = '100 B' }} }}\n\
             gateways.desk = {{ radio = 'wire', link = 'line' }}\n{parts}"
        );
        let network = Network::build_with(&toml::from_str(&text).expect("a scenario"), &Way::SPECIAL);
        let layout = Layout::draw(&network, 0);
        let mut told = Told::default();
        let mut run = Run::new(&network, &layout, 0, network.clock, &mut told);
        let mut coming = run.next_birth();
        while let Some((source, arrival)) = coming {
            while run.agenda.due() <= arrival.time {
                run.now = run.agenda.due();
                run.happen();
            }
            run.now = arrival.time;
            run.birth(source, arrival);
            run.send_control_work(Errand::control(Sender::Nobody, way), 0, 0, 1 << 31 | arrival.n, 100);
            coming = run.next_birth().filter(|(_, next)| next.time < network.clock.to);
        }
        while run.agenda.due() <= network.clock.until {
            run.now = run.agenda.due();
            run.happen();
        }
        run.leave_open();
        let (born, open) = (run.born, run.open_in_window);
        assert!(run.messages.iter().all(|open| open.closed || !open.errand.is_control()));
        let ended = run.ended.iter().map(|(_, at, ending)| (*at, *ending)).collect();
        assert_eq!((born, open), (10, u64::from(told.messages[3])), "control work is neither born nor open");
        let of = move |told: &Told, name: &str| {
            let at = network.elements.iter().position(|element| element.name == name).expect(name);
            [&told.arrived, &told.dropped].map(|all| all.iter().filter(|of| of.index() == at).count())
        };
        (told, ended, of)
    }

    /// A packet of 100 B takes 1 s of the line.
    const STAGES: &str = "links.line = { to = 'platform', rate = '800 bit/s' }\n\
        platform.connect = { service = '2 s' }\nplatform.ingest = { service = '1 s' }\n";

    #[test]
    fn control_work_loads_what_it_crosses_and_ends_once_where_it_should() {
        // a radio that makes copies stands by, or none
        let loss =
            "model = 'log-distance', exponent = 3.76, reference = { distance = '1 m', loss = '7.7 dB' }";
        let lora = format!("technology = 'lorawan', region = 'EU868', propagation = {{ {loss} }}");
        let beside = format!("{STAGES}radio.lora = {{ {lora} }}\n");
        for (way, parts) in
            [Way::ToConnect, Way::ToFold].into_iter().flat_map(|way| [(way, STAGES), (way, &beside)])
        {
            let (told, ended, of) = run(parts, way);
            assert_eq!((told.messages, told.frames), ([10, 10, 0, 0], [10, 10]));
            let to_connect = way == Way::ToConnect;
            assert_eq!(of(&told, "links.line"), [20, 0]);
            assert_eq!(of(&told, "platform.connect"), [if to_connect { 20 } else { 10 }, 0]);
            assert_eq!(of(&told, "platform.ingest"), [10, 0]);
            // it follows its message over the line (2 s), passes the folding by, then waits behind it for its turn at connect
            let takes = 2 + if to_connect { 3 } else { 0 };
            let expected = (0..10).map(|n| (Time((10 * n + takes) * 1_000_000_000), Ending::Reached));
            assert_eq!(ended, expected.collect::<Vec<_>>(), "{way:?}");
        }
    }

    #[test]
    fn control_work_that_is_dropped_or_left_over_is_nobodys_message() {
        let full = STAGES.replace("rate = '800 bit/s'", "rate = '800 bit/s', buffer_packets = 0");
        let (told, ended, of) = run(&full, Way::PastConnect);
        assert_eq!((told.messages, told.frames), ([10, 10, 0, 0], [10, 10]));
        assert_eq!((of(&told, "links.line"), of(&told, "platform.ingest")), ([20, 10], [10, 0]));
        assert_eq!(ended.len(), 10);
        assert!(ended.iter().all(|(_, ending)| {
            matches!(ending, Ending::Lost(fate) if fate.cause == Cause::BufferOverflow)
        }));
        // a live stage works off 1 of 20 within the window and its drain of ten minutes
        let slow = STAGES.replace("service = '2 s'", "service = '600 s', discipline = 'priority'");
        let (told, ended, _) = run(&slow, Way::ToConnect);
        assert_eq!(told.messages, [10, 1, 0, 9]);
        assert_eq!(ended, vec![(Time(700_000_000_000), Ending::Drained); 10]);
    }
}
