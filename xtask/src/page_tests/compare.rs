//! The same world under another consensus: played beside the run, told in one table, opened from its column.

use anyhow::{Result, ensure};

use super::Check;
use super::access::axe;
use super::hands;
use crate::browser::{Page, Theme, View};

const SANDBOX: &str = "#scenario=sandbox&autoplay=0";

/// Checks of the comparison.
pub const CHECKS: &[Check] = &[
    Check {
        name: "a_world_is_compared_under_another_consensus_and_opened_there",
        view: View::LAPTOP,
        link: SANDBOX,
        run: compares,
    },
    Check {
        name: "the_comparison_is_read_on_a_phone_in_the_dark",
        view: View::PHONE.themed(Theme::Dark),
        link: SANDBOX,
        run: reads_on_a_phone,
    },
];

/// The table, as lists of what stands in each row.
const ROWS: &str = "[...document.querySelectorAll('table.compared tr')].map((row) => [...row.children].map((one) => one.innerText.trim()))";

fn begin(page: &Page) -> Result<()> {
    page.click("button", "Compare under another consensus")?;
    page.wait(
        "the table is there",
        "document.querySelector('table.compared') !== null",
    )
    .map(drop)
}

fn row(page: &Page, name: &str) -> Result<Vec<String>> {
    let found = page.eval(&format!("{ROWS}.find((row) => row[0] === '{name}')"))?;
    Ok(serde_json::from_value(found)?)
}

fn number(told: &str) -> u64 {
    let digits: String = told.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn compares(page: &mut Page) -> Result<()> {
    hands::open_tab(page, "Consensus")?;
    begin(page)?;
    axe(page)?;
    let heads = row(page, "")?.join(" ");
    for family in [
        "Proof of work",
        "Proof of Stake",
        "Delegated Proof of Stake",
    ] {
        ensure!(heads.contains(family), "no {family}: {heads}");
    }
    let blocks = row(page, "blocks of the chain")?;
    let blocks: Vec<u64> = blocks[1..].iter().map(|one| number(one)).collect();
    ensure!(
        blocks[0] > 3 && blocks[1] > 80 && blocks[2] > 100,
        "ten minutes have other blocks: {blocks:?}"
    );
    let between = row(page, "from block to block, on average")?;
    ensure!(between[2].starts_with('6'), "a slot has 6 s: {between:?}");
    let hashes = row(page, "hashes computed in all")?;
    ensure!(
        hashes[2..] == ["–", "–"],
        "only work is searched: {hashes:?}"
    );
    ensure!(
        page.count(".network .node")? == 4,
        "the sandbox is below, as it was"
    );
    page.click("button", "Open this world under Delegated Proof of Stake")?;
    hands::await_words(
        page,
        ".notices",
        "The same setup runs under another consensus",
    )?;
    page.wait(
        "the dialog closes",
        "document.querySelector('dialog') === null",
    )?;
    hands::await_words(page, ".tabs", "Producers")?;
    page.click("button", "Back to the run before")?;
    page.wait(
        "work is done again",
        "!document.querySelector('.tabs').innerText.includes('Producers')",
    )
    .map(drop)
}

fn reads_on_a_phone(page: &mut Page) -> Result<()> {
    page.click_in(".sheet-bar", "button", "Timeline")?;
    hands::open_tab(page, "Consensus")?;
    begin(page)?;
    axe(page)?;
    let fits = "[document.documentElement, document.querySelector('.dialog-body')]
        .every((one) => one.scrollWidth <= one.clientWidth)";
    page.wait("nothing scrolls sideways", fits)?;
    page.press("Escape")?;
    page.wait(
        "the dialog closes",
        "document.querySelector('dialog') === null",
    )
    .map(drop)
}
