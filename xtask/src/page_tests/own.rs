//! The tests of the tests: on a page with known faults the driver notices each of them, so that
//! silence on the real page means something.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::browser::{Browser, Page, Place, Theme, View};
use crate::report::Report;
use crate::serve::server::{Reload, Server};

type OwnCheck = (&'static str, fn(&Page) -> Result<()>);

const CHECKS: [OwnCheck; 6] = [
    ("faults_of_page_and_worker_are_noticed", faults_are_noticed),
    ("axe_notices_a_picture_without_text", axe_notices),
    ("a_click_finds_by_role_and_name", clicks),
    ("a_covered_button_cannot_be_clicked", covered),
    ("keys_text_and_drags_arrive", keys_and_drags),
    ("views_and_frames_are_entered", views_and_frames),
];

/// Runs them.
pub fn run(browser: &mut Browser, root: &Path, filter: &str, report: &mut Report) -> Result<()> {
    let server = Server::start(&root.join("xtask/fixtures"), 0, Reload::Off)?;
    let site = server.address();
    let chosen = |(name, _): &(&str, _)| super::is_chosen(name, filter);
    for (name, check) in CHECKS.into_iter().filter(chosen) {
        let start = Instant::now();
        let page = browser.open(&[&site], &site, View::LAPTOP);
        let outcome = page.and_then(|page| check(&page));
        report.add(&format!("driver::{name}"), start.elapsed(), outcome);
    }
    Ok(())
}

fn faults_are_noticed(page: &Page) -> Result<()> {
    thread::sleep(Duration::from_millis(300));
    let complaints = page.take_complaints()?.join("\n");
    for wanted in ["a warning of the page", "an error of the worker"] {
        ensure!(
            complaints.contains(wanted),
            "not noticed: {wanted}; only {complaints}"
        );
    }
    let foreign = page.take_foreign_requests();
    ensure!(
        foreign.iter().any(|to| to.contains("bilayer.invalid")),
        "not noticed: {foreign:?}"
    );
    Ok(())
}

fn axe_notices(page: &Page) -> Result<()> {
    let violations = page.accessibility_violations()?;
    ensure!(
        violations.iter().any(|rule| rule.starts_with("image-alt")),
        "{violations:?}"
    );
    Ok(())
}

fn clicks(page: &Page) -> Result<()> {
    page.click("button", "Count")?;
    page.click_selector("#count")?;
    ensure!(
        page.text("#count")? == "2",
        "two clicks give {}",
        page.text("#count")?
    );
    ensure!(
        page.click("button", "Nobody").is_err(),
        "clicked what is not there"
    );
    ensure!(
        page.click_starting("button", "Twin").is_err(),
        "clicked one of two"
    );
    page.click_starting("button", "Twin t")
}

fn covered(page: &Page) -> Result<()> {
    ensure!(
        page.click("button", "Covered").is_err(),
        "a covered button was clicked"
    );
    Ok(())
}

fn keys_and_drags(page: &Page) -> Result<()> {
    page.click_selector("#field")?;
    page.press("Shift+Tab")?;
    ensure!(
        page.focus()? == "button \"Twin two\"",
        "the focus is on {}",
        page.focus()?
    );
    page.press("Tab")?;
    page.type_text("ab")?;
    page.press("ArrowLeft")?;
    ensure!(
        page.eval("document.title")? == "ArrowLeft",
        "the key didn't arrive"
    );
    ensure!(page.eval("field.value")? == "ab", "the text didn't arrive");
    let from = page.place("#track")?;
    page.drag(
        from,
        Place {
            x: from.x + 40.0,
            y: from.y,
        },
    )?;
    ensure!(
        page.count("#track[data-moved]")? == 1,
        "the drag didn't arrive"
    );
    Ok(())
}

fn views_and_frames(page: &Page) -> Result<()> {
    page.look(View::PHONE.themed(Theme::Dark).calm())?;
    let dark = "matchMedia('(prefers-color-scheme: dark) and (prefers-reduced-motion)').matches";
    ensure!(page.eval(dark)? == true, "theme and motion didn't arrive");
    ensure!(
        page.eval("innerWidth")? == 390,
        "the page is {} wide",
        page.eval("innerWidth")?
    );
    page.enter_frame("iframe")?;
    page.wait(
        "the frame's text",
        "document.getElementById('inner')?.innerText === 'inside'",
    )?;
    page.leave_frame()?;
    ensure!(page.count("main")? == 1, "not back on the page");
    Ok(())
}
