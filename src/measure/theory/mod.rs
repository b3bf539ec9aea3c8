//! Closed forms: what theory says where a part of a network is one that theory covers. Rates are per second, times
//! in seconds, loads in Erlang. Nothing here knows a network; who may be compared with what is
//! [`crate::experiment::theory`]'s business.

pub mod aloha;
pub mod length;
pub mod queues;
pub mod rooms;
