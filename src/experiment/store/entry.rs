//! One stored replication as bytes: a mark, its key, its counts (postcard, then LZ4, since most bins of most causes
//! are zero), and a checksum over all of it. The sample is not kept: it is made of the counts.

use sha2::{Digest, Sha256};

use crate::measure::tally::Counts;

/// What every entry begins with; the last byte is the version of this layout.
const MARK: &[u8; 8] = b"iotcap\0\x01";
const KEY: usize = 32;
const CHECK: usize = 16;
/// LZ4 makes of a byte at most so many.
const MOST_GROWTH: usize = 255;

/// Why bytes are no entry of this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// It does not begin or end as an entry does.
    #[error("torn, or no entry at all")]
    Torn,
    /// The checksum is another.
    #[error("its checksum does not fit")]
    Checksum,
    /// It is whole, but of another replication.
    #[error("it is of another replication")]
    Foreign,
    /// It does not decode.
    #[error("it cannot be read")]
    Unreadable,
}

/// Bytes of these counts.
pub fn seal(counts: &Counts, key: &[u8; KEY]) -> Vec<u8> {
    let plain = postcard::to_allocvec(counts).unwrap_or_default();
    let mut bytes = MARK.to_vec();
    bytes.extend_from_slice(key);
    bytes.extend(lz4_flex::compress_prepend_size(&plain));
    let check = check(&bytes);
    bytes.extend_from_slice(&check);
    bytes
}

/// The counts in these bytes, if they are those of the key.
pub fn open(bytes: &[u8], key: &[u8; KEY]) -> Result<Counts, Damage> {
    let (found, packed) = whole(bytes)?;
    if found != key {
        return Err(Damage::Foreign);
    }
    let (size, block) = packed.split_first_chunk::<4>().ok_or(Damage::Torn)?;
    let size = u32::from_le_bytes(*size) as usize;
    if size > block.len().saturating_mul(MOST_GROWTH) {
        return Err(Damage::Unreadable);
    }
    let plain = lz4_flex::decompress(block, size).map_err(|_| Damage::Unreadable)?;
    postcard::from_bytes(&plain).map_err(|_| Damage::Unreadable)
}

/// The key and the packed counts of bytes whose checksum fits.
pub fn whole(bytes: &[u8]) -> Result<(&[u8], &[u8]), Damage> {
    let rest = bytes.strip_prefix(MARK).ok_or(Damage::Torn)?;
    if rest.len() < KEY + CHECK {
        return Err(Damage::Torn);
    }
    let (sealed, found) = bytes.split_at(bytes.len() - CHECK);
    if check(sealed) != found {
        return Err(Damage::Checksum);
    }
    Ok(rest[..rest.len() - CHECK].split_at(KEY))
}

/// The first half of SHA-256: against luck, not against malice.
fn check(bytes: &[u8]) -> [u8; CHECK] {
    let whole: [u8; 32] = Sha256::digest(bytes).into();
    let mut half = [0; CHECK];
    half.copy_from_slice(&whole[..CHECK]);
    half
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::fixture::{self, clock, deliver, message, network};
    use crate::units::Span;

    fn counts() -> Counts {
        fixture::counts(|tally| {
            for n in 0..200 {
                deliver(tally, message(n % 4, 1000.0 + f64::from(n) / 4.0), Span(1_000_000 + u64::from(n)));
            }
        })
    }

    #[test]
    fn an_entry_comes_back_as_it_was() {
        let bytes = seal(&counts(), &[7; 32]);
        assert_eq!(open(&bytes, &[7; 32]).unwrap(), counts());
        assert!(counts().fit(&network(), clock()));
    }

    #[test]
    fn every_single_wrong_byte_is_told() {
        let bytes = seal(&counts(), &[7; 32]);
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x10;
            assert!(open(&wrong, &[7; 32]).is_err(), "byte {at}");
        }
    }

    #[test]
    fn torn_foreign_and_forged_entries_are_told() {
        let bytes = seal(&counts(), &[7; 32]);
        for length in 0..bytes.len() {
            assert!(open(&bytes[..length], &[7; 32]).is_err(), "{length} bytes of it");
        }
        assert_eq!(open(&bytes, &[8; 32]), Err(Damage::Foreign));
        let mut forged = bytes[..bytes.len() - CHECK].to_vec();
        forged[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
        let check = check(&forged);
        forged.extend_from_slice(&check);
        assert_eq!(open(&forged, &[7; 32]), Err(Damage::Unreadable));
    }
}
