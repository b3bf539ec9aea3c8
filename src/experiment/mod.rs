//! Many runs of one scenario, gathered into one [`results::Results`].

pub mod results;
