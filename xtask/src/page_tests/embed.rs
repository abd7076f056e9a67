//! The embedded view: the stage and one control bar.

use anyhow::{Result, ensure};

use super::Check;
use super::access::axe;
use super::hands;
use crate::browser::{Page, View};

/// Checks of the embedded view.
pub const CHECKS: &[Check] = &[
    Check {
        name: "the_embedded_view_is_the_stage_and_one_bar",
        view: View::LAPTOP,
        link: "#view=embed&scenario=first-minute&rooms=channel,layer1&theme=dark&autoplay=0",
        run: is_stage_and_bar,
    },
    Check {
        name: "the_embedded_bar_plays_steps_and_seeks",
        view: View::PHONE,
        link: "#view=embed&scenario=sandbox&autoplay=0",
        run: plays,
    },
];

const CLOCK: &str = "document.querySelector('.embed-bar time').innerText";

fn is_stage_and_bar(page: &mut Page) -> Result<()> {
    for absent in [
        ".head",
        ".rail",
        ".right",
        ".lower",
        ".sys-rollup.room",
        ".contract.sys-rollup",
    ] {
        ensure!(page.count(absent)? == 0, "{absent} is shown");
    }
    hands::await_words(page, ".stage", "Payment channels")?;
    ensure!(page.count(".embed-bar")? == 1, "no control bar");
    ensure!(
        page.eval("document.documentElement.dataset.theme")? == "dark",
        "not dark"
    );
    let full = page.eval("document.querySelector('.embed-bar a').href.split('#')[1]")?;
    let full = full.as_str().unwrap_or_default();
    ensure!(
        full.contains("scenario=first-minute") && !full.contains("embed"),
        "the full page is at {full:?}"
    );
    let high = "document.documentElement.scrollHeight - innerHeight";
    ensure!(page.eval(high)? == 0, "the view is higher than its frame");
    axe(page)
}

fn plays(page: &mut Page) -> Result<()> {
    page.click("button", "One event forward")?;
    page.click("button", "Play")?;
    page.wait("time passes", &format!("{CLOCK} > '00:05'"))?;
    page.click("button", "Pause")?;
    page.eval("document.querySelector('.embed-bar input').focus()")?;
    page.press("Home")?;
    page.wait(
        "it is at the start",
        &format!("{CLOCK}.startsWith('00:00')"),
    )
    .map(drop)
}
