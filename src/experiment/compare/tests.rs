//! The statistics of a comparison, on figures made by hand.
