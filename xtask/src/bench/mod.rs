//! `cargo xtask bench`: the figures that the project promises, measured here and now.

mod crowd;
mod frames;
mod moves;
mod page;
mod wasm;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::browser::Browser;
use crate::command_line::BenchOptions;
use crate::project::{Project, cargo};
use crate::rows::{self, Row};
use crate::site::{self, Mode};
use crate::tools::{self, npm, system};

/// The core's own benches, each an example that prints rows.
const NATIVE: [&str; 3] = ["bench_native", "bench_simblock", "bench_gasper"];

/// Measures natively and in Chromium, and prints all rows.
pub fn run(options: &BenchOptions) -> Result<()> {
    let project = Project::find()?;
    let mut rows = Vec::new();
    if !options.only_page {
        for example in NATIVE {
            rows.extend(native(&project, example)?);
        }
        let in_wasm = wasm::measure(&project, &rows)?;
        rows.extend(in_wasm);
    }
    if options.browser {
        rows.extend(in_browser(&project, options)?);
    }
    rows::print(&rows, options.json);
    Ok(())
}

/// The rows that a bench of the core prints.
fn native(project: &Project, example: &str) -> Result<Vec<Row>> {
    let mut child = cargo()
        .current_dir(&project.root)
        .args(["run", "--quiet", "--release", "--example", example])
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let output = BufReader::new(child.stdout.take().context("no output")?);
    let mut rows = Vec::new();
    for line in output.lines() {
        rows.extend(Row::parse(&line?));
    }
    ensure!(child.wait()?.success(), "{example} fails");
    Ok(rows)
}

fn in_browser(project: &Project, options: &BenchOptions) -> Result<Vec<Row>> {
    let tools = system::ensure_for_browser()?;
    let site = match &options.site {
        Some(site) => site.clone(),
        None => built(project)?,
    };
    let mut browser = Browser::start(&tools, &npm::axe(project)?, &project.scratch("profiles"))?;
    page::measure(&mut browser, &site, options.profile.as_deref())
}

fn built(project: &Project) -> Result<PathBuf> {
    tools::ensure_wasm_target()?;
    let site = project.scratch("measured-site");
    site::build(project, Mode::Release, &site)?;
    Ok(site)
}
