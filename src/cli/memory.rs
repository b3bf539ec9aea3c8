//! Memory that this process can still have: the least of what the machine has free, what its control groups allow
//! (a container's limit) and what its own limits leave (`ulimit -v`). From `/proc` and `/sys`, where they are.

use std::fs;
use std::path::Path;

use super::machine::kilobytes;

/// Bytes that can be had; `None` where nothing says so.
pub fn available_bytes() -> Option<u64> {
    available(Path::new("/"))
}

fn available(root: &Path) -> Option<u64> {
    let said = [free(root), own_limits(root), control_groups(root)];
    said.into_iter().flatten().min()
}

/// Addresses kept back where they are limited, bytes: an estimate counts the memory in use, a limit on addresses also
/// what is only set aside (stacks of threads, the allocator's arenas, files mapped).
const SET_ASIDE: u64 = 256 << 20;

/// Without swapping.
fn free(root: &Path) -> Option<u64> {
    kilobytes(&fs::read_to_string(root.join("proc/meminfo")).ok()?, "MemAvailable")
}

/// What resource limits leave above what the process holds already (getrlimit(2): RLIMIT_AS, RLIMIT_DATA).
fn own_limits(root: &Path) -> Option<u64> {
    let limits = fs::read_to_string(root.join("proc/self/limits")).ok()?;
    let status = fs::read_to_string(root.join("proc/self/status")).unwrap_or_default();
    let left = |(limit, held): (&str, &str)| {
        let held = kilobytes(&status, held).unwrap_or(0) + SET_ASIDE;
        Some(soft_limit(&limits, limit)?.saturating_sub(held))
    };
    [("Max address space", "VmSize"), ("Max data size", "VmData")].into_iter().filter_map(left).min()
}

/// The first column after the name, in bytes; "unlimited" is none.
fn soft_limit(limits: &str, name: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What the control group and each above it leave. A container often sees its own group as the topmost.
fn control_groups(root: &Path) -> Option<u64> {
    let groups = fs::read_to_string(root.join("proc/self/cgroup")).ok()?;
    groups.lines().filter_map(|line| control_group(root, line)).min()
}

/// A line such as `0::/user.slice/session` (version 2) or `4:memory:/docker/…` (version 1).
fn control_group(root: &Path, line: &str) -> Option<u64> {
    let mut parts = line.splitn(3, ':').skip(1);
    let (controllers, path) = (parts.next()?, parts.next()?);
    let (top, files) = match controllers {
        "" => ("sys/fs/cgroup", ["memory.max", "memory.current", "inactive_file"]),
        list if list.split(',').any(|name| name == "memory") => {
            let files = ["memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"];
            ("sys/fs/cgroup/memory", files)
        }
        _ => return None,
    };
    let inside = Path::new(path.trim_start_matches('/'));
    inside.ancestors().filter_map(|group| left(&root.join(top).join(group), files)).min()
}

/// The limit less what is in use; cached files do not count, they give way.
fn left(group: &Path, [limit, used, cached]: [&str; 3]) -> Option<u64> {
    let read = |name: &str| fs::read_to_string(group.join(name)).ok();
    let number = |name: &str| read(name)?.trim().parse::<u64>().ok();
    let limit = number(limit)?;
    let stat = read("memory.stat").unwrap_or_default();
    let line = stat.lines().find_map(|line| line.strip_prefix(cached)?.strip_prefix(' '));
    let cached = line.and_then(|number| number.trim().parse().ok()).unwrap_or(0);
    Some(limit.saturating_sub(number(used).unwrap_or(0).saturating_sub(cached)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root with these files in it.
    fn root(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    const MEMINFO: (&str, &str) = ("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:  8000 kB\n");

    #[test]
    fn without_limits_it_is_what_the_machine_has_free() {
        let limits = "Limit  Soft Limit  Hard Limit  Units\nMax address space  unlimited  unlimited  bytes\n";
        let root = root(&[
            MEMINFO,
            ("proc/self/limits", limits),
            ("proc/self/cgroup", "0::/\n"),
            ("sys/fs/cgroup/memory.max", "max\n"),
        ]);
        assert_eq!(available(root.path()), Some(8_192_000));
        assert_eq!(available(&root.path().join("nothing")), None);
    }

    #[test]
    fn a_limit_on_addresses_counts_less_what_is_held() {
        let limits =
            "Max data size  unlimited  unlimited  bytes\nMax address space  273000000  unlimited  bytes\n";
        let status = ("proc/self/status", "VmSize:\t 1000 kB\n");
        let root = root(&[MEMINFO, ("proc/self/limits", limits), status]);
        assert_eq!(available(root.path()), Some(273_000_000 - 1_024_000 - (256 << 20)));
    }

    #[test]
    fn the_tightest_group_above_counts_and_cached_files_do_not() {
        let root = root(&[
            MEMINFO,
            ("proc/self/cgroup", "0::/a/b\n"),
            ("sys/fs/cgroup/a/b/memory.max", "max\n"),
            ("sys/fs/cgroup/a/memory.max", "5000000\n"),
            ("sys/fs/cgroup/a/memory.current", "4000000\n"),
            ("sys/fs/cgroup/a/memory.stat", "anon 3000000\ninactive_file 900000\n"),
        ]);
        assert_eq!(available(root.path()), Some(1_900_000));
    }

    #[test]
    fn a_container_of_version_1_sees_its_own_group_at_the_top() {
        let root = root(&[
            MEMINFO,
            ("proc/self/cgroup", "5:cpu:/docker/x\n4:memory:/docker/x\n0::/docker/x\n"),
            ("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n"),
            ("sys/fs/cgroup/memory/memory.usage_in_bytes", "500000\n"),
        ]);
        assert_eq!(available(root.path()), Some(1_500_000));
    }
}
