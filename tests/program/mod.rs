//! The program in a folder, and what it said.

use std::path::Path;
use std::process::{Command, Output};

pub fn iotcap(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
    command.args(args).current_dir(folder).env_remove("CLICOLOR_FORCE").output().expect("iotcap starts")
}

pub fn status(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{}", err(output)))
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
