//! The machine underneath: memory, cores and names, from `/proc` where there is one. Never in results.

use std::fs;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use serde::Serialize;

/// What two runs should have in common before their times are compared. No host name, no user.
#[derive(Debug, Serialize)]
pub struct Machine {
    /// Operating system.
    pub os: &'static str,
    /// Instruction set.
    pub arch: &'static str,
    /// Cores the process may use.
    pub cores: usize,
    /// Processor model, where known.
    pub cpu: Option<String>,
}

/// This machine.
pub fn this() -> Machine {
    Machine { os: std::env::consts::OS, arch: std::env::consts::ARCH, cores: cores(), cpu: cpu_model() }
}

/// Cores the process may use.
pub fn cores() -> usize {
    available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Most memory this process has held, bytes; `None` without `/proc`.
pub fn peak_rss_bytes() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM")
}

fn cpu_model() -> Option<String> {
    field(&fs::read_to_string("/proc/cpuinfo").ok()?, "model name").map(str::to_string)
}

/// A line such as `VmHWM:     1234 kB` (proc(5): kB means 1024 bytes).
pub fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let number = field(text, name)?.strip_suffix("kB")?.trim();
    number.parse::<u64>().ok()?.checked_mul(1024)
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, v)| v.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_lines_of_proc() {
        let status = "Name:\tiotcap\nVmPeak:\t  99 kB\nVmHWM:\t    2048 kB\n";
        assert_eq!(kilobytes(status, "VmHWM"), Some(2_097_152));
        assert_eq!(kilobytes(status, "VmSwap"), None);
        assert_eq!(field("model name\t: Some CPU @ 2 GHz\n", "model name"), Some("Some CPU @ 2 GHz"));
    }
}
