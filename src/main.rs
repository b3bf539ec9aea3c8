//! The `iotcap` command: parse, dispatch, exit status.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use iotcap::cli::{self, Cli, status::Status};

fn main() -> ExitCode {
    cli::bug::own_up();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return cli::usage(&answer).into(),
    };
    catch_unwind(AssertUnwindSafe(|| cli::dispatch(cli))).unwrap_or(Status::Internal).into()
}
