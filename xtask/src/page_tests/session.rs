//! What is kept of a session, and ways through its time.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::Check;
use crate::browser::{Page, View};

pub const CHECKS: &[Check] = &[
    Check {
        name: "a_duplicated_tab_keeps_a_run_of_its_own",
        view: View::LAPTOP,
        link: "",
        run: duplicates,
    },
    Check {
        name: "a_full_storage_is_told",
        view: View::LAPTOP,
        link: "#scenario=sandbox",
        run: tells_of_a_full_storage,
    },
    Check {
        name: "an_undo_while_playing_stands_still_before_the_command",
        view: View::LAPTOP,
        link: "#scenario=sandbox",
        run: undoes_while_playing,
    },
    Check {
        name: "a_key_runs_to_the_next_deadline",
        view: View::LAPTOP,
        link: "#scenario=sandbox",
        run: runs_to_the_deadline,
    },
    Check {
        name: "the_script_is_edited_as_a_text_and_taken_back",
        view: View::LAPTOP,
        link: "#scenario=sandbox",
        run: edits_the_script,
    },
];

const RUNS: &str =
    "Object.keys(localStorage).filter(key => key.startsWith('bilayer/run/')).sort().join()";

/// A frame of the same site in the same tab has the session's storage of the page around it, as a duplicated tab has.
fn duplicates(page: &mut Page) -> Result<()> {
    page.wait("a saved run", &format!("{RUNS} !== ''"))?;
    let first = page.eval(RUNS)?;
    page.reload()?;
    page.wait(
        "the world again",
        "performance.getEntriesByName('world-alive').length > 0",
    )?;
    ensure!(page.eval(RUNS)? == first, "a reload keeps the tab's id");
    page.eval(
        "(() => { const frame = document.createElement('iframe'); frame.src = location.href;
            frame.title = 'copy'; document.body.append(frame); return true; })()",
    )?;
    page.wait("two runs", &format!("{RUNS}.split(',').length === 2"))?;
    let both = page.eval(RUNS)?;
    let (both, first) = (both.as_str().unwrap_or(""), first.as_str().unwrap_or("-"));
    ensure!(both.contains(first), "the first run is still there: {both}");
    page.eval("(() => { document.querySelector('iframe').remove(); return true; })()")?;
    Ok(())
}

/// Other pages of the site took all there is.
fn tells_of_a_full_storage(page: &mut Page) -> Result<()> {
    page.wait("a saved run", &format!("{RUNS} !== ''"))?;
    page.eval(
        "(() => { for (let size = 1 << 22, index = 0; size >= 1; index++) {
            try { localStorage.setItem('fill' + index, 'x'.repeat(size)); } catch { size >>= 1; }
        } return true; })()",
    )?;
    open_channel(page)?;
    page.wait(
        "the notice",
        "document.querySelector('.notice.alarm')?.textContent.includes('storage is full')",
    )?;
    Ok(())
}

const CLOCK: &str = "document.querySelector('.clock time').textContent";

/// Opens a channel between the first two people, and gives the clock at that moment.
fn open_channel(page: &mut Page) -> Result<Value> {
    page.wait("time", &format!("{CLOCK} > '00:00:03'"))?;
    page.click("button", "Pause")?;
    page.click("button", "Channel")?;
    page.click_selector(".offer-form button[type=submit]")?;
    page.wait("something to undo", "!!document.querySelector('.undo')")?;
    page.eval(CLOCK)
}

fn undoes_while_playing(page: &mut Page) -> Result<()> {
    let before = open_channel(page)?;
    page.click("button", "Play")?;
    page.wait("time runs", &format!("{CLOCK} > {before}"))?;
    page.press("Control+z")?;
    page.wait("the place before", &format!("{CLOCK} === {before}"))?;
    page.find("button", |name| name == "Play")?;
    page.wait(
        "a second",
        "new Promise(done => setTimeout(() => done(true), 1000))",
    )?;
    ensure!(page.eval(CLOCK)? == before, "it stands still");
    ensure!(page.count(".undo")? == 0, "nothing is left to undo");
    Ok(())
}

fn runs_to_the_deadline(page: &mut Page) -> Result<()> {
    const WAITS: &str = "document.querySelector('.to-deadline').getAttribute('aria-disabled')";
    ensure!(
        page.eval(WAITS)? == "true",
        "nothing waits in the beginning"
    );
    page.find("button", |name| name.contains("nothing waits"))?;
    open_channel(page)?;
    page.press("7")?;
    page.click("button", "Play")?;
    let longest = Duration::from_secs(40);
    page.wait_for(
        "the funding in a block",
        longest,
        &format!("{WAITS} === 'false'"),
    )?;
    page.press("d")?;
    page.wait_for(
        "the channel confirmed",
        longest,
        &format!("{WAITS} === 'true'"),
    )?;
    page.find("button", |name| name == "Play")?;
    Ok(())
}

const TEXT: &str = "document.querySelector('.script-text textarea').value";

fn edits_the_script(page: &mut Page) -> Result<()> {
    open_channel(page)?;
    let wait_for_text = |page: &mut Page| {
        page.click("tab", "Script")?;
        page.click("button", "Edit as text")?;
        page.wait(
            "the text",
            "!!document.querySelector('.script-text textarea')",
        )
    };
    wait_for_text(page)?;
    ensure!(
        page.eval(&format!("{TEXT}.includes('deposit')"))? == true,
        "the command is there"
    );
    let replace = "(from, to) => { const area = document.querySelector('.script-text textarea');
        area.value = area.value.replace(from, to);
        area.dispatchEvent(new InputEvent('input', { bubbles: true })); return true; }";
    page.eval(&format!("({replace})('\"Ben\"', '\"Nobody\"')"))?;
    page.click("button", "Run this")?;
    page.wait(
        "the fault",
        "document.querySelector('.script-text [role=alert]')?.textContent.includes('script[0]')",
    )?;
    super::access::axe(page)?;
    page.click("tab", "Ledger")?;
    page.click("tab", "Script")?;
    ensure!(
        page.eval(&format!("{TEXT}.includes('Nobody')"))? == true,
        "the text is kept"
    );
    page.eval(&format!("({replace})(/\\{{\"at\".*/, '')"))?;
    page.click("button", "Run this")?;
    page.wait(
        "the run without the command",
        "!document.querySelector('.undo')",
    )?;
    page.click("button", "Back to the run before")?;
    page.wait("the run before", "!!document.querySelector('.undo')")?;
    Ok(())
}
