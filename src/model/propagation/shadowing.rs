//! Log-normal shadowing: one draw per link, normal in dB.

use crate::chance::Key;

/// Draws beyond this many standard deviations are clipped, so that reach stays bounded; one in 16 000 is.
/// A link whose path loss is beyond reach by more than this many deviations need not be drawn.
pub const CLIP_DEVIATIONS: f64 = 4.0;

/// Shadowing, dB, of the link with this key: draw `n` of a normal law of mean 0 and this deviation, clipped.
/// A loss where positive.
#[inline]
pub fn shadowing_db(key: Key, n: u64, deviation_db: f64) -> f64 {
    deviation_db * key.normal(n).clamp(-CLIP_DEVIATIONS, CLIP_DEVIATIONS)
}
