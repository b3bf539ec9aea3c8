//! A stream of draws in the shape the `rand` family of crates wants.

use std::convert::Infallible;

use rand::TryRng;

use super::Key;

/// The draws of a key, one after the other: for methods that need several, such as rejection. It lives for
/// one variate; the next variate has a key of its own.
#[derive(Clone, Debug)]
pub struct Stream {
    key: Key,
    next: u64,
}

impl Stream {
    /// All draws of this key.
    pub const fn new(key: Key) -> Stream {
        Stream { key, next: 0 }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let bits = self.key.draw(self.next);
        self.next += 1;
        Ok(bits)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let bits = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&bits[..chunk.len()]);
        }
        Ok(())
    }
}
