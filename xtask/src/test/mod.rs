//! `cargo xtask test`: everything that must hold before a change is delivered.

mod api;
mod cargo_steps;
mod goldens;
mod trunk;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use crate::browser::Browser;
use crate::command_line::{Part, TestOptions};
use crate::page_tests;
use crate::project::Project;
use crate::report::Report;
use crate::site::{self, Mode};
use crate::size;
use crate::tools::{self, npm, system};

/// Runs all tests and prints one total at the end.
pub fn run(options: &TestOptions) -> Result<()> {
    let project = Project::find()?;
    let mut report = Report::default();
    tools::ensure_wasm_target()?;
    let runs = |part: Part| options.only.is_none_or(|only| only == part);
    let browser = options.browser && runs(Part::Page);
    if browser {
        system::ensure_for_browser()?;
    } else {
        system::ensure_without_browser()?;
        report.leave_out("all tests of the page in Chromium");
    }
    if options.only.is_none() {
        cargo_steps::run(&project, &mut report)?;
    } else {
        report.leave_out("format, lints and the tests of the workspace");
    }
    if runs(Part::Wasm) {
        api::run(&project, &mut report)?;
        goldens::run(&project, &mut report)?;
    } else {
        report.leave_out("golden fingerprints in Wasm, and the JavaScript API");
    }
    if browser {
        in_browser(&project, options, &mut report)?;
    }
    report.conclude()
}

fn in_browser(project: &Project, options: &TestOptions, report: &mut Report) -> Result<()> {
    let tools = system::ensure_for_browser()?;
    let mut browser = Browser::start(&tools, &npm::axe(project)?, &project.scratch("profiles"))?;
    page_tests::own::run(&mut browser, &project.root, &options.filter, report)?;
    let failures = project.scratch("failures");

    if let Some(site) = site_to_test(project, options, report) {
        page_tests::run(&mut browser, &site, &failures, &options.filter, report)?;
        let around = project.scratch("host-page");
        page_tests::hosting::run(&mut browser, &site, &around, &options.filter, report)?;
    }
    if options.trunk {
        trunk::run(project, &mut browser, report)?;
    } else {
        report.leave_out("the build by Trunk (--with-trunk runs it)");
    }
    Ok(())
}

/// The folder of a built page; `None` if it doesn't build.
fn site_to_test(project: &Project, options: &TestOptions, report: &mut Report) -> Option<PathBuf> {
    if let Some(site) = &options.site {
        return Some(site.clone());
    }
    let mode = if options.development {
        Mode::Development
    } else {
        Mode::Release
    };
    let site = project.scratch("tested-site");
    let start = Instant::now();
    let built = site::build(project, mode, &site);
    let is_built = built.is_ok();
    report.add("the page builds", start.elapsed(), built);
    if is_built && !options.development {
        let start = Instant::now();
        let light = size::check(&site);
        report.add("the first load stays light", start.elapsed(), light);
    }
    is_built.then_some(site)
}
