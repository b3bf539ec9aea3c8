//! The command line: one file a command. stdout carries data, stderr progress and messages; a command
//! answers with its exit [`status`] or with the [`status::Failure`] that ended it.

mod beside;
pub mod bug;
mod capacity;
mod catalogue;
mod check;
mod compare;
mod completions;
mod devices;
mod earlier;
mod errand;
mod explain;
mod failures;
mod forecast;
mod glob;
mod import;
mod init;
mod interrupt;
mod limits;
mod machine;
mod manifest;
mod memory;
mod options;
mod outputs;
mod pipeline;
mod progress;
mod report;
mod run;
mod say;
mod schema;
mod selftest;
mod sensitivity;
mod settings;
pub mod status;
mod store;
mod summary;
mod sweep;
mod table;
mod target;
mod trace;
mod words;

use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};

use status::{Failure, Status};

/// Will this IoT network carry this load, what breaks first, and what should we change?
#[derive(Debug, Parser)]
#[command(name = "iotcap", version, arg_required_else_help = true, after_help = status::HELP)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate scenarios and write their capacity reviews
    Run(run::Args),
    /// Validate scenarios; say what load to expect and what a run would cost
    Check(check::Args),
    /// Compare scenarios or finished runs on the same luck: what differs, and whether it shows
    Compare(compare::Args),
    /// How much more the network carries: the load at which the first objective breaks, and what breaks it
    Capacity(capacity::Args),
    /// When objectives are missed as the devices grow by [growth], and when to order
    Forecast(forecast::Args),
    /// The cheapest of the priced changes in [options] that keep all objectives for a time
    Options(options::Args),
    /// What each single failure costs (N-1): gateways, links, sites and servers fail in turn in the busy hour
    Failures(failures::Args),
    /// What assumptions given as ranges do to an answer: each alone, and all together
    Sensitivity(sensitivity::Args),
    /// Vary values of a scenario and see how its measures change, each point on the same luck
    Sweep(sweep::Args),
    /// List, prune or verify the replications that sweeps keep
    Store(store::Args),
    /// Follow single messages: what became of them, who interfered, by how many decibels, which buffer was full
    Trace(trace::Args),
    /// Redraw the review of a finished run without simulating
    Report(report::Args),
    /// Begin a new scenario from a template; never overwrites
    Init(init::Args),
    /// Read other people's recordings: what is in them, and the lines for a scenario
    Import(import::Args),
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Explain what a figure, a cause or a default means
    Explain(explain::Args),
    /// Hold the simulator against what is known: theory, standards, peers
    Selftest(selftest::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
}

/// Runs the command and says why if it fails.
pub fn dispatch(cli: Cli) -> Status {
    let answer = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Capacity(args) => capacity::run(&args),
        Command::Forecast(args) => forecast::run(&args),
        Command::Options(args) => options::run(&args),
        Command::Failures(args) => failures::run(&args),
        Command::Sensitivity(args) => sensitivity::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        Command::Store(args) => store::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Schema => schema::run(),
        Command::Explain(args) => explain::run(&args),
        Command::Selftest(args) => selftest::run(&args),
        Command::Completions(args) => completions::run(&args),
    };
    answer.unwrap_or_else(|failure| {
        say::failure(&failure);
        failure.status()
    })
}

/// Prints what the parser has to say: help and version, which are data, on stdout, wrong use on stderr.
pub fn usage(answer: &clap::Error) -> Status {
    let printed = answer.print();
    if answer.use_stderr() {
        let odd = answer.get(ContextKind::InvalidArg).filter(|_| answer.kind() == ErrorKind::UnknownArgument);
        if matches!(odd, Some(ContextValue::String(file)) if file.ends_with(".toml")) {
            say::note("it takes one scenario at a time; run, check and compare take several");
        }
        return Status::BadUse;
    }
    match say::written(printed.and_then(|()| io::stdout().flush())) {
        Ok(()) => Status::Met,
        Err(failure) => {
            say::failure(&failure);
            failure.status()
        }
    }
}

/// The answer of a command, or why there is none.
type Answer = Result<Status, Failure>;
