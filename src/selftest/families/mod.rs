//! All families, in the order of the report. A new one is a file with its `FAMILY` and a line here.

use super::family::Family;

mod aloha;
pub mod cell;
mod energy;
pub mod formulas;
mod lora;
pub mod peers;
pub mod queues;
mod traffic;

/// Every family.
pub const FAMILIES: &[Family] = &[
    queues::identities::FAMILY,
    queues::markov::FAMILY,
    queues::mg1::FAMILY,
    queues::gim1::FAMILY,
    queues::batch::FAMILY,
    queues::mmpp::FAMILY,
    queues::periodic::FAMILY,
    queues::engset::FAMILY,
    queues::priority::PREEMPTIVE,
    queues::priority::PRIORITY,
    queues::disciplines::SHARING,
    queues::disciplines::ANY,
    queues::disciplines::FAIR,
    queues::disciplines::ISOLATION,
    queues::outages::BREAKDOWNS,
    queues::outages::AVAILABILITY,
    queues::outages::FLUID,
    queues::codel::FAMILY,
    queues::jackson::FAMILY,
    queues::jackson::FEEDBACK,
    queues::bulk::FAMILY,
    queues::bucket::POLICERS,
    queues::bucket::SHAPERS,
    queues::red::FAMILY,
    queues::links::ONE_LINK,
    queues::links::BYTE_BUFFER,
    queues::links::IN_A_ROW,
    traffic::beta::FAMILY,
    traffic::storm::FAMILY,
    traffic::mar::FAMILY,
    energy::batteries::FAMILY,
    aloha::reference_cell::FAMILY,
    aloha::finite::FAMILY,
    aloha::infinite::FAMILY,
    lora::capture::NO_CAPTURE,
    lora::capture::PAIRWISE,
    lora::capture::RAYLEIGH,
    lora::capture::MONTE_CARLO,
    lora::lorasim::NO_CAPTURE,
    lora::lorasim::CAPTURE,
    lora::lorasim::GAPS,
    lora::demodulators::FAMILY,
    lora::ring_cell::NO_CAPTURE,
    lora::ring_cell::CAPTURE,
    lora::shadowing::FAMILY,
    lora::fading::FAMILY,
    peers::ns3::FAMILY,
    peers::ns3::BY_SPREADING_FACTOR,
    formulas::airtime::FAMILY,
    formulas::regulation::DUTY_CYCLE,
    formulas::regulation::DWELL_TIME,
    formulas::path_loss::FAMILY,
    formulas::range::RANGE,
    formulas::range::COUPLING_LOSS,
    formulas::statistics::STUDENT,
    formulas::statistics::PROPORTION,
    formulas::statistics::QUANTILE,
    formulas::statistics::WARM_UP,
    formulas::procedures::PRECISION,
    formulas::procedures::BATCHES,
    formulas::procedures::KIM_NELSON,
    formulas::procedures::OCBA,
    formulas::procedures::BISECTION,
    formulas::queueing::MARKOV,
    formulas::queueing::MG1,
    formulas::queueing::MD1K,
    formulas::queueing::ERLANG_B,
    formulas::queueing::ALOHA,
    formulas::queueing::LENGTH,
];

/// The family of this name.
pub fn find(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
}
