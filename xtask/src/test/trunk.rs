//! The build by Trunk gives the same page.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::browser::{Browser, View};
use crate::page_tests;
use crate::project::{Project, cargo};
use crate::report::Report;
use crate::serve::server::{Reload, Server};
use crate::site::{compile, generator_program};
use crate::tools::{self, optimizer::Optimizer};

/// The newest that the oldest supported Rust compiles.
const VERSION: &str = "0.21.14";

/// Gets Trunk if it is missing, builds with it, and opens the result.
pub fn run(project: &Project, browser: &mut Browser, report: &mut Report) -> Result<()> {
    ensure_trunk()?;
    let start = Instant::now();
    let site = project.scratch("trunk");
    let built = build(project, &site);
    let is_built = built.is_ok();
    report.add("trunk build --release", start.elapsed(), built);
    if is_built {
        let start = Instant::now();
        report.add(
            "the page that Trunk built starts",
            start.elapsed(),
            opens(browser, &site),
        );
    }
    Ok(())
}

fn ensure_trunk() -> Result<()> {
    if tools::locate("trunk").is_some() {
        return Ok(());
    }
    println!("Trunk not found. Installing by cargo (some minutes): trunk {VERSION}");
    // It only copies files and calls others, so it is built to be ready soon, not to be fast.
    let status = cargo()
        .args(["install", "trunk", "--locked", "--version", VERSION])
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .status()?;
    ensure!(
        status.success(),
        "install it by: cargo install trunk --locked --version {VERSION}"
    );
    Ok(())
}

fn build(project: &Project, site: &Path) -> Result<()> {
    let mut command = Command::new("trunk");
    command
        .current_dir(&project.root)
        .args(["build", "--release", "--dist"])
        .arg(site);
    let generator = project.scratch("trunk-tools");
    generator_program::install(&generator)?;
    let mut folders = vec![generator];
    if let Some(Optimizer::Npm { folder, .. }) = Optimizer::find(project)? {
        folders.push(folder);
    }
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    command.env("PATH", env::join_paths(folders)?);
    // As our own build, so that what that compiled serves here too: half of the time.
    command.env(compile::FLAGS_VARIABLE, compile::FLAGS);
    // Some systems set NO_COLOR=1, which this Trunk takes for a wrong value.
    command.env_remove("NO_COLOR");
    ensure!(
        command.status().context("cannot run trunk")?.success(),
        "trunk build fails"
    );
    Ok(())
}

fn opens(browser: &mut Browser, site: &Path) -> Result<()> {
    let server = Server::start(site, 0, Reload::Off)?;
    let address = server.address();
    let page = browser.open(&[&address], &address, View::LAPTOP)?;
    page_tests::await_life(&page)?;
    page_tests::nothing_to_complain(&page)
}
