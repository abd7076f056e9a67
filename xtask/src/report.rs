//! Counts what passed, what failed and what was left out, and says it at the end.

use std::time::Duration;

use anyhow::{Result, bail};

/// The outcome of a run of tests.
#[derive(Default)]
pub struct Report {
    passed: usize,
    failures: Vec<String>,
    left_out: Vec<String>,
}

impl Report {
    /// Adds one outcome and prints it.
    pub fn add(&mut self, name: &str, took: Duration, outcome: Result<()>) {
        let seconds = took.as_secs_f32();
        match outcome {
            Ok(()) => {
                println!("test {name} ... ok ({seconds:.1} s)");
                self.passed += 1;
            }
            Err(error) => {
                println!("test {name} ... FAILED ({seconds:.1} s)\n    {error:#}");
                self.failures.push(name.to_owned());
            }
        }
    }

    /// Adds the counts of tests that another program ran and printed.
    pub fn add_counts(&mut self, passed: usize, failures: Vec<String>) {
        self.passed += passed;
        self.failures.extend(failures);
    }

    /// Notes something that was not run, with the reason.
    pub fn leave_out(&mut self, what: &str) {
        self.left_out.push(what.to_owned());
    }

    /// Prints the end of the report; an error if anything failed.
    pub fn conclude(self) -> Result<()> {
        println!();
        for what in &self.left_out {
            println!("left out: {what}");
        }
        for name in &self.failures {
            println!("failed: {name}");
        }
        println!("{} passed, {} failed", self.passed, self.failures.len());
        if self.failures.is_empty() {
            Ok(())
        } else {
            bail!("tests failed")
        }
    }
}
