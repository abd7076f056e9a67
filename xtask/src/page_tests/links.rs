//! A run as a link and as a file: shared, opened, broken.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use super::Check;
use super::hands::{self, FORM};
use crate::browser::{Page, View};

/// A quiet world at its start.
const SANDBOX: &str = "#scenario=sandbox&autoplay=0";
const MATCHED: &str = "the same world to the bit, by its fingerprint";

/// Checks of links and files.
pub const CHECKS: &[Check] = &[
    Check {
        name: "a_shared_link_opens_the_same_world",
        view: View::LAPTOP,
        link: SANDBOX,
        run: shares,
    },
    Check {
        name: "a_hostile_link_is_told_and_the_world_stays",
        view: View::LAPTOP,
        link: SANDBOX,
        run: refuses_links,
    },
    Check {
        name: "an_address_that_says_nothing_is_told",
        view: View::LAPTOP,
        link: "#garbage",
        run: |page| hands::await_words(page, ".notices", "names no world, lesson or run"),
    },
    Check {
        name: "a_run_is_saved_as_a_file_and_opened_again",
        view: View::LAPTOP,
        link: SANDBOX,
        run: saves_and_opens,
    },
    Check {
        name: "a_broken_file_is_told_with_its_place",
        view: View::LAPTOP,
        link: SANDBOX,
        run: refuses_files,
    },
];

/// A world with an act of its own.
fn with_zoe(page: &Page) -> Result<()> {
    hands::press_on_timeline(page, "Shift+ArrowRight")?;
    hands::open_form(page, "Account")?;
    page.fill(FORM, "name", "Zoe")?;
    hands::submit(page)?;
    hands::await_words(page, ".people", "Zoe")?;
    hands::press_on_timeline(page, "Shift+ArrowRight")
}

fn shares(page: &mut Page) -> Result<()> {
    with_zoe(page)?;
    page.click("button", "Share")?;
    hands::await_words(page, ".share", "characters.")?;
    let link = page.eval("document.querySelector('.share input').value")?;
    let link = link.as_str().context("no link")?.to_owned();
    ensure!(
        link.len() <= 2_000,
        "the link has {} characters",
        link.len()
    );
    page.eval("sessionStorage.clear() ?? localStorage.clear()")?;
    page.go("about:blank")?;
    page.go(&link)?;
    super::await_life(page)?;
    hands::await_words(page, ".notices", MATCHED)?;
    hands::await_words(page, ".people", "Zoe")?;
    ensure!(
        hands::moment(page)? == 60.0,
        "it opens at {} s",
        hands::moment(page)?
    );
    Ok(())
}

/// Each is told in words, and what was there is still there.
fn refuses_links(page: &mut Page) -> Result<()> {
    const HOSTILE: [(&str, &str); 4] = [
        ("run=AAAA", "the link is of version 0"),
        ("run=AdLNVIwBOwDE_wEAB3Nh", "the link is damaged"),
        ("run=%3Cscript%3E", "the link is damaged"),
        ("scenario=nowhere", "there is no world called nowhere"),
    ];
    with_zoe(page)?;
    for (link, says) in HOSTILE {
        page.call("location.hash = arguments[0];", &json!([link]))?;
        hands::await_words(page, ".notices", says)?;
        hands::await_words(page, ".notices", "Everything is as it was.")?;
        hands::await_words(page, ".people", "Zoe")?;
        ensure!(hands::moment(page)? == 60.0, "after {link}");
    }
    Ok(())
}

/// A folder for this check's files, empty.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("bilayer-{}-{name}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn saves_and_opens(page: &mut Page) -> Result<()> {
    let folder = folder("saved")?;
    let allow = json!({ "behavior": "allow", "downloadPath": folder });
    page.devtools("Browser.setDownloadBehavior", &allow)?;
    with_zoe(page)?;
    page.click("button", "Export")?;
    let file = saved(&folder)?;
    page.call("location.hash = 'scenario=coffees&autoplay=0';", &json!([]))?;
    hands::await_words(page, ".people", "Mallory")?;
    open(page, &file)?;
    hands::await_words(page, ".notices", MATCHED)?;
    hands::await_words(page, ".people", "Zoe")?;
    fs::remove_dir_all(folder)?;
    Ok(())
}

/// The finished download in a folder.
fn saved(folder: &Path) -> Result<PathBuf> {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(10) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                return Ok(path);
            }
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("no file was saved")
}

/// Opens a file by the dialog of lessons and worlds.
fn open(page: &Page, file: &Path) -> Result<()> {
    page.click("button", "Lessons")?;
    page.wait(
        "the dialog opens",
        "document.querySelector('.library input[type=file]') !== null",
    )?;
    page.choose_file(".library input[type=file]", file)?;
    page.wait(
        "the dialog closes",
        "document.querySelector('dialog') === null",
    )
    .map(drop)
}

fn refuses_files(page: &mut Page) -> Result<()> {
    with_zoe(page)?;
    let folder = folder("broken")?;
    let broken = [
        ("cut.json", "{ \"version\": 1, ", "this is no JSON"),
        ("other.json", "{ \"version\": 7 }", "version 7"),
        (
            "field.json",
            include_str!("../../../scenarios/sandbox.json"),
            "setup.nodes[0]",
        ),
    ];
    for (name, text, says) in broken {
        let file = folder.join(name);
        fs::write(
            &file,
            text.replace("\"hash_rate\": 40", "\"hash_rate\": \"forty\""),
        )?;
        open(page, &file)?;
        hands::await_words(page, ".notices", says)?;
        hands::await_words(page, ".people", "Zoe")?;
    }
    fs::remove_dir_all(folder)?;
    Ok(())
}
