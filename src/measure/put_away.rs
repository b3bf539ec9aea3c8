//! Histograms and waterfalls as they are put away: only the rows that hold anything, each with its distance from
//! the one before, so that small integers stay small.

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::histogram::{BUCKETS, Histogram, Scale};
use super::waterfall::Waterfall;

/// The most parts that a waterfall may have; a network has some dozens.
const MOST_PARTS: usize = 1 << 16;

impl<const OCTAVE: usize> Serialize for Histogram<OCTAVE> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.iter().count()))?;
        let mut last = 0;
        for (bucket, count) in self.iter() {
            rows.serialize_element(&(bucket - last, count))?;
            last = bucket;
        }
        rows.end()
    }
}

impl<'de, const OCTAVE: usize> Deserialize<'de> for Histogram<OCTAVE> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Histogram<OCTAVE>, D::Error> {
        deserializer.deserialize_seq(Rows::<OCTAVE>).map(|rows: Vec<(usize, u64)>| {
            let mut histogram = Histogram::default();
            rows.into_iter().for_each(|(bucket, count)| histogram.add_bucket(bucket, count));
            histogram
        })
    }
}

/// Reads rows of a distance and something, and gives them their buckets.
struct Rows<const OCTAVE: usize>;

impl<'de, const OCTAVE: usize> Visitor<'de> for Rows<OCTAVE> {
    type Value = Vec<(usize, u64)>;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "buckets and counts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Self::Value, A::Error> {
        let (mut found, mut last) = (Vec::new(), 0);
        while let Some((distance, count)) = rows.next_element::<(usize, u64)>()? {
            last = below(last, distance, Scale::<OCTAVE>::BUCKETS)?;
            found.push((last, count));
        }
        Ok(found)
    }
}

/// The next bucket.
fn below<E: Error>(last: usize, distance: usize, buckets: usize) -> Result<usize, E> {
    let bucket = last.checked_add(distance).filter(|bucket| *bucket < buckets);
    bucket.ok_or_else(|| E::custom("there is no such bucket"))
}

impl Serialize for Waterfall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (mut rows, mut last) = (Vec::new(), 0);
        for (bucket, row) in self.rows() {
            rows.push((bucket - last, row));
            last = bucket;
        }
        (self.stride(), rows).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Waterfall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Waterfall, D::Error> {
        let (stride, rows) = <(usize, Vec<(usize, Vec<u64>)>)>::deserialize(deserializer)?;
        let mut waterfall = Waterfall::with_stride(stride);
        let mut last = 0;
        for (distance, row) in rows {
            last = below(last, distance, BUCKETS)?;
            if row.len() != stride || stride > MOST_PARTS {
                return Err(D::Error::custom("a row of another length"));
            }
            waterfall.put(last, &row);
        }
        Ok(waterfall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::recorder::Part;
    use crate::measure::histogram;
    use crate::network::ids::ElementId;
    use crate::units::Span;

    #[test]
    fn what_is_put_away_comes_back_equal() {
        let (mut counts, mut sums): (Histogram, Waterfall) = (Histogram::default(), Waterfall::new(2));
        for n in 1..500u64 {
            let ns = n * n * n * 1009;
            let part = |row, span| Part { row, element: ElementId(0), span: Span(span) };
            counts.add(ns);
            sums.add(histogram::index(ns), &[part(0, ns / 3), part(1, ns - ns / 3)]);
        }
        let bytes = postcard::to_allocvec(&(&counts, &sums)).unwrap();
        assert_eq!(postcard::from_bytes::<(Histogram, Waterfall)>(&bytes).unwrap(), (counts, sums));
        let nothing = postcard::to_allocvec(&(Histogram::<64>::default(), Waterfall::new(3))).unwrap();
        let (none, empty): (Histogram, Waterfall) = postcard::from_bytes(&nothing).unwrap();
        assert_eq!((none, empty), (Histogram::default(), Waterfall::new(3)));
    }

    #[test]
    fn buckets_and_rows_that_cannot_be_are_refused() {
        let beyond = postcard::to_allocvec(&vec![(BUCKETS, 1u64)]).unwrap();
        assert!(postcard::from_bytes::<Histogram>(&beyond).is_err());
        let short = postcard::to_allocvec(&(3usize, vec![(1usize, vec![1u64, 2])])).unwrap();
        assert!(postcard::from_bytes::<Waterfall>(&short).is_err());
    }
}
