//! `iotcap completions`: a completion script from the same table that parses the options.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::status::Status;
use super::{Answer, Cli, say};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &Args) -> Answer {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "iotcap", &mut script);
    say::data(&String::from_utf8_lossy(&script))?;
    Ok(Status::Met)
}
