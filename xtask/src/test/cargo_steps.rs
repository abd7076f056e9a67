//! The tests that Cargo runs: format, lints, and all tests of the workspace.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::project::{Project, cargo};
use crate::report::Report;
use crate::tools::WASM_TARGET;

/// Packages that are linted for the browser as well, as the code there differs.
const FOR_THE_BROWSER: [&str; 4] = [
    "bilayer-app",
    "bilayer-worker",
    "bilayer-api",
    "bilayer-probe",
];

/// Runs them all, also after a failure.
pub fn run(project: &Project, report: &mut Report) -> Result<()> {
    step(project, report, "format", &["fmt", "--all", "--check"]);
    let lint = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    step(project, report, "lints", &lint);
    let mut lint_wasm = vec!["clippy", "--target", WASM_TARGET];
    lint_wasm.extend(FOR_THE_BROWSER.iter().flat_map(|name| ["--package", name]));
    lint_wasm.extend(["--", "-D", "warnings"]);
    step(project, report, "lints for the browser", &lint_wasm);
    workspace_tests(project, report)
}

fn step(project: &Project, report: &mut Report, name: &str, arguments: &[&str]) {
    let start = Instant::now();
    let status = cargo().current_dir(&project.root).args(arguments).status();
    let outcome = status.context("cannot run cargo").and_then(|status| {
        ensure!(status.success(), "cargo {} fails", arguments.join(" "));
        Ok(())
    });
    report.add(name, start.elapsed(), outcome);
}

/// Runs `cargo test`, passes its output on and counts what it says.
fn workspace_tests(project: &Project, report: &mut Report) -> Result<()> {
    let mut command: Command = cargo();
    command
        .current_dir(&project.root)
        .args(["test", "--workspace", "--no-fail-fast"]);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let mut counts = Counts::default();
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        println!("{line}");
        counts.read(&line);
    }
    if !child.wait()?.success() && counts.failures.is_empty() {
        counts.failures.push("cargo test --workspace".to_owned());
    }
    report.add_counts(counts.passed, counts.failures);
    Ok(())
}

/// What the test harness printed.
#[derive(Default)]
struct Counts {
    passed: usize,
    failures: Vec<String>,
}

impl Counts {
    fn read(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test ") else {
            return;
        };
        if let Some(result) = rest.strip_prefix("result: ") {
            let passed = result
                .split(". ")
                .nth(1)
                .and_then(|counts| counts.split(' ').next());
            self.passed += passed.and_then(|count| count.parse().ok()).unwrap_or(0);
        } else if let Some(name) = rest.strip_suffix(" ... FAILED") {
            self.failures.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_over_test_binaries() {
        let mut counts = Counts::default();
        for line in [
            "test a::b ... ok",
            "test a::c ... FAILED",
            "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            counts.read(line);
        }
        assert_eq!(counts.passed, 15);
        assert_eq!(counts.failures, ["a::c"]);
    }
}
