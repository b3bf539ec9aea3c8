//! Many runs of one scenario, gathered into one [`results::Results`].

pub mod facts;
pub mod progress;
pub mod results;
