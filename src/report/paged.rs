//! What has a page of its own, one row a kind: how it is drawn, and whether it can be after it was read from a file.

use super::{
    Rendered, ReportError, comparison, failures, forecast, options, sensitivity, sweep, trace, validation,
};
use crate::experiment::capacity::results::Capacity;
use crate::experiment::compare::comparison::Comparison;
use crate::experiment::failures::results::Failures;
use crate::experiment::forecast::results::Forecast;
use crate::experiment::options::results::Options;
use crate::experiment::sensitivity::results::Sensitivity;
use crate::experiment::sweep::Sweep;
use crate::experiment::trace::diary::Trace;
use crate::selftest::Validation;

/// Finished work with a page.
pub trait Paged {
    /// The page, and the tables beside it.
    ///
    /// # Errors
    /// A picture or a table could not be made.
    fn render(&self) -> Result<Rendered, ReportError>;

    /// Why it cannot be drawn, with the place; what is never read from a file always can.
    ///
    /// # Errors
    /// The first fault.
    fn sound(&self) -> Result<(), String> {
        Ok(())
    }
}

macro_rules! paged {
    ($($kind:ty: $render:path $(, $sound:path)?;)*) => {$(
        impl Paged for $kind {
            fn render(&self) -> Result<Rendered, ReportError> {
                $render(self)
            }
            $(fn sound(&self) -> Result<(), String> {
                $sound(self)
            })?
        }
    )*};
}

paged! {
    Comparison: comparison::render, comparison::sound;
    Sweep: sweep::render, sweep::sound;
    Capacity: super::capacity::render;
    Forecast: forecast::render, forecast::sound;
    Failures: failures::render, failures::sound;
    Sensitivity: sensitivity::render, sensitivity::sound;
    Options: options::render, options::sound;
    Validation: validation::render;
    Trace: trace::render;
}
