//! The parts of a network. Each part keeps its spec (what a scenario may say of it), its state and its
//! step functions together; time is handed in. No part knows the event queue, the clock or a file.

pub mod bucket;
pub mod cause;
pub mod data_plan;
pub mod distribution;
pub mod energy;
pub mod forwarding;
pub mod gateway;
pub mod incident;
pub mod link;
pub mod link_trace;
pub mod live;
pub mod place;
pub mod platform;
pub mod propagation;
pub mod quota;
pub mod radio;
pub mod red;
pub mod session;
pub mod site;
pub mod station;
pub mod store;
pub mod traffic;
