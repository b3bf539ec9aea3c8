//! Which of several systems is best, and where a limit is crossed, from figures with noise: ranking and selection, and
//! a search by noisy answers. Procedures only; they know neither systems nor replications.

pub mod bisection;
pub mod crossing;
pub mod kim_nelson;
pub mod ocba;
