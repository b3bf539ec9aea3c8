//! Messages that wait in their devices for a session: a list for each device, linked through the messages' slots, so that a device without
//! any costs little.

const NONE: u32 = u32::MAX;

/// All devices' lists.
#[derive(Debug)]
pub(super) struct Waiting {
    /// By device: its eldest, its newest, and how many.
    lists: Vec<(u32, u32, u32)>,
    /// By slot: the next one.
    next: Vec<u32>,
}

impl Waiting {
    /// Nobody waits.
    pub fn new(devices: usize) -> Waiting {
        Waiting { lists: vec![(NONE, NONE, 0); devices], next: Vec::new() }
    }

    /// How many wait in a device.
    pub fn len(&self, device: usize) -> u32 {
        self.lists[device].2
    }

    /// One more, the newest.
    pub fn push(&mut self, device: usize, slot: u32) {
        if self.next.len() <= slot as usize {
            self.next.resize(slot as usize + 1, NONE);
        }
        self.next[slot as usize] = NONE;
        let (eldest, newest, count) = &mut self.lists[device];
        match *count {
            0 => *eldest = slot,
            _ => self.next[*newest as usize] = slot,
        }
        (*newest, *count) = (slot, *count + 1);
    }

    /// The eldest waits no more.
    pub fn pop(&mut self, device: usize) -> Option<u32> {
        let (eldest, _, count) = &mut self.lists[device];
        let slot = *eldest;
        *count = count.checked_sub(1)?;
        *eldest = self.next[slot as usize];
        Some(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_come_first_out_and_devices_apart() {
        let mut waiting = Waiting::new(2);
        [7, 3, 9].into_iter().for_each(|slot| waiting.push(0, slot));
        waiting.push(1, 1);
        assert_eq!((waiting.len(0), waiting.len(1)), (3, 1));
        assert_eq!([waiting.pop(0), waiting.pop(0)], [Some(7), Some(3)]);
        waiting.push(0, 7);
        assert_eq!([waiting.pop(0), waiting.pop(0), waiting.pop(0)], [Some(9), Some(7), None]);
        assert_eq!(waiting.pop(1), Some(1));
    }
}
