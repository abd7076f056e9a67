//! What the page does in a real browser: a table of checks and the loop that runs them.
//!
//! Each check gets a fresh browser with the page open and alive. After it, the runner demands by
//! itself that neither page nor worker wrote a warning or an error to the console, and that
//! nobody but the page's own server was asked for anything.

mod access;
mod attacks;
mod channel;
mod compare;
mod embed;
mod faults;
pub mod hands;
pub mod hosting;
mod inspector;
mod keyboard;
mod layer1;
mod lessons;
mod links;
mod looks;
pub mod own;
mod rollup;
mod session;
mod stake;
mod start;
mod time;
mod wallet;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::browser::{Browser, Page, View};
use crate::report::Report;
use crate::serve::server::{Reload, Server};

/// One check of the page.
pub struct Check {
    /// What holds, as a sentence without spaces.
    pub name: &'static str,
    /// How the page is looked at.
    pub view: View,
    /// What follows the page's address, such as `#view=embed`.
    pub link: &'static str,
    /// The check itself.
    pub run: fn(&mut Page) -> Result<()>,
}

/// All checks, one list a file.
const CHECKS: &[(&str, &[Check])] = &[
    ("start", start::CHECKS),
    ("access", access::CHECKS),
    ("attacks", attacks::CHECKS),
    ("compare", compare::CHECKS),
    ("faults", faults::CHECKS),
    ("session", session::CHECKS),
    ("stake", stake::CHECKS),
    ("layer1", layer1::CHECKS),
    ("wallet", wallet::CHECKS),
    ("channel", channel::CHECKS),
    ("rollup", rollup::CHECKS),
    ("keyboard", keyboard::CHECKS),
    ("time", time::CHECKS),
    ("links", links::CHECKS),
    ("inspector", inspector::CHECKS),
    ("lessons", lessons::CHECKS),
    ("looks", looks::CHECKS),
    ("embed", embed::CHECKS),
];

/// How long a page may take to come alive here, where other work may load the machine; the bar
/// for a quiet one is in `cargo xtask bench`.
const LONGEST_START: Duration = Duration::from_secs(5);

/// Runs the checks whose name contains `filter` on the site in a folder.
pub fn run(
    browser: &mut Browser,
    site: &Path,
    failures: &Path,
    filter: &str,
    report: &mut Report,
) -> Result<()> {
    let server = Server::start(site, 0, Reload::Off)?;
    let all = CHECKS
        .iter()
        .flat_map(|(file, checks)| checks.iter().map(move |check| (*file, check)));
    for (file, check) in all {
        let name = format!("page::{file}::{}", check.name);
        if is_chosen(&name, filter) {
            let start = Instant::now();
            let outcome = run_one(browser, &server.address(), check, failures);
            report.add(&name, start.elapsed(), outcome);
        }
    }
    Ok(())
}

/// Whether a name contains one of the filter's words, which commas divide.
fn is_chosen(name: &str, filter: &str) -> bool {
    filter.split(',').any(|word| name.contains(word))
}

fn run_one(browser: &mut Browser, site: &str, check: &Check, failures: &Path) -> Result<()> {
    let mut page = browser.open(&[site], &format!("{site}{}", check.link), check.view)?;
    let outcome = await_life(&page)
        .and_then(|()| (check.run)(&mut page))
        .and_then(|()| nothing_to_complain(&page));
    if outcome.is_err() {
        keep_picture(&page, &failures.join(format!("{}.png", check.name)));
    }
    outcome
}

/// Resolves after two frames.
const DRAWN: &str =
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

/// Waits until the page has drawn a world that came from the worker.
pub fn await_life(page: &Page) -> Result<()> {
    await_life_for(page, LONGEST_START)
}

/// As [`await_life`], with another patience.
pub fn await_life_for(page: &Page, longest: Duration) -> Result<()> {
    let alive = "performance.getEntriesByName('world-alive').length > 0";
    let outcome = page.wait_for("the page marks that its world is alive", longest, alive);
    match outcome {
        // The mark is set when the scene is there; two frames later it is on the screen.
        Ok(_) => page.eval(DRAWN).map(drop),
        Err(error) => Err(error.context(format!("console: {:?}", page.take_complaints()?))),
    }
}

/// Demands that the console is clean and nobody else was asked.
pub fn nothing_to_complain(page: &Page) -> Result<()> {
    let complaints = page.take_complaints()?;
    ensure!(
        complaints.is_empty(),
        "the console has:\n    {}",
        complaints.join("\n    ")
    );
    let foreign = page.take_foreign_requests();
    ensure!(
        foreign.is_empty(),
        "asked for outside of the site: {foreign:?}"
    );
    Ok(())
}

/// A picture helps to understand a failure; that it could not be taken is no further one.
fn keep_picture(page: &Page, file: &Path) {
    if let Ok(picture) = page.screenshot()
        && fs::create_dir_all(file.parent().unwrap_or(file)).is_ok()
        && fs::write(file, picture).is_ok()
    {
        println!("    picture: {}", file.display());
    }
}
