//! The page where others put it: under a sub-path, behind a strict policy, in frames.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::{await_life, nothing_to_complain};
use crate::browser::{Browser, View};
use crate::report::Report;
use crate::serve::server::{Reload, Server};

/// Only files of the site itself, and no code but in files; Wasm has to be allowed by name.
const STRICT_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
    connect-src 'self'; worker-src 'self'";

type HostingCheck = (&'static str, fn(&mut Browser, &Path, &Path) -> Result<()>);

const CHECKS: [HostingCheck; 6] = [
    (
        "comes_alive_with_the_first_load_alone",
        with_the_first_load_alone,
    ),
    ("starts_under_a_sub_path", under_a_sub_path),
    ("starts_behind_a_strict_policy", behind_a_strict_policy),
    ("starts_in_a_sandboxed_frame", |browser, site, scratch| {
        in_a_frame(browser, site, scratch, "allow-scripts allow-same-origin")
    }),
    (
        "starts_in_a_frame_without_an_origin",
        |browser, site, scratch| in_a_frame(browser, site, scratch, "allow-scripts"),
    ),
    (
        "lets_the_page_around_its_frame_scroll",
        lets_the_page_around_scroll,
    ),
];

/// Runs them on the site in a folder. `scratch` is a folder for the pages around it.
pub fn run(
    browser: &mut Browser,
    site: &Path,
    scratch: &Path,
    filter: &str,
    report: &mut Report,
) -> Result<()> {
    let chosen = |(name, _): &(&str, _)| super::is_chosen(name, filter);
    for (name, check) in CHECKS.into_iter().filter(chosen) {
        let start = Instant::now();
        let outcome = check(browser, site, scratch);
        report.add(&format!("page::{name}"), start.elapsed(), outcome);
    }
    Ok(())
}

fn under_a_sub_path(browser: &mut Browser, site: &Path, _: &Path) -> Result<()> {
    // The site's folder, seen from the folder above it.
    let above = site.parent().map_or_else(PathBuf::new, Path::to_owned);
    let name = site
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let server = Server::start(&above, 0, Reload::Off)?;
    let address = server.address();
    let page = browser.open(&[&address], &format!("{address}{name}/"), View::LAPTOP)?;
    await_life(&page)?;
    nothing_to_complain(&page)
}

fn behind_a_strict_policy(browser: &mut Browser, site: &Path, _: &Path) -> Result<()> {
    let policy = [("Content-Security-Policy", STRICT_POLICY)];
    let server = Server::start_with(site, 0, Reload::Off, &policy)?;
    let address = server.address();
    let page = browser.open(&[&address], &address, View::LAPTOP)?;
    await_life(&page)?;
    nothing_to_complain(&page)
}

/// What is loaded later isn't there at all, and nothing before the world is alive asks for it.
fn with_the_first_load_alone(browser: &mut Browser, site: &Path, scratch: &Path) -> Result<()> {
    let alone = scratch.join("first-load-alone");
    fs::create_dir_all(&alone)?;
    for entry in fs::read_dir(site)? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default();
        if file.is_file() && !name.to_string_lossy().contains("_later.") {
            fs::copy(&file, alone.join(name))?;
        }
    }
    let server = Server::start(&alone, 0, Reload::Off)?;
    let address = server.address();
    for view in [View::LAPTOP, View::PHONE] {
        let page = browser.open(&[&address], &address, view)?;
        await_life(&page)?;
    }
    Ok(())
}

/// What makes a page higher than the screen.
const MORE: &str = "<p style=\"height: 3000px\">More of the page</p>";

/// The wheel turns over the frame, and the page around it moves.
fn lets_the_page_around_scroll(browser: &mut Browser, site: &Path, scratch: &Path) -> Result<()> {
    let server = Server::start(site, 0, Reload::Off)?;
    let inner = server.address();
    let host = host_page(scratch, &inner, "allow-scripts allow-same-origin", MORE)?;
    let outer = host.address();
    let page = browser.open(&[&outer, &inner], &outer, View::LAPTOP)?;
    page.enter_frame("iframe")?;
    await_life(&page)?;
    page.leave_frame()?;
    let wheel = json!({ "type": "mouseWheel", "x": 400, "y": 300, "deltaX": 0, "deltaY": 400 });
    page.devtools("Input.dispatchMouseEvent", &wheel)?;
    page.wait("the page around has scrolled", "scrollY > 100")?;
    nothing_to_complain(&page)
}

/// A page with the embedded view in a frame, and more below it.
fn host_page(scratch: &Path, inner: &str, sandbox: &str, more: &str) -> Result<Server> {
    fs::create_dir_all(scratch)?;
    let host = format!(
        "<!doctype html><html lang=en><title>Host</title><link rel=icon href=\"data:,\">\
         <iframe title=Bilayer sandbox=\"{sandbox}\" src=\"{inner}#view=embed\" \
         width=800 height=600></iframe>{more}"
    );
    fs::write(scratch.join("index.html"), host)?;
    Server::start(scratch, 0, Reload::Off)
}

fn in_a_frame(browser: &mut Browser, site: &Path, scratch: &Path, sandbox: &str) -> Result<()> {
    let server = Server::start(site, 0, Reload::Off)?;
    let inner = server.address();
    let host = host_page(scratch, &inner, sandbox, "")?;
    let outer = host.address();
    let page = browser.open(&[&outer, &inner], &outer, View::LAPTOP)?;
    page.enter_frame("iframe")?;
    await_life(&page)?;
    page.leave_frame()?;
    nothing_to_complain(&page)
}
