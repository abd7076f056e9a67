//! Accounts and transfers: from a wallet into mempools, a block and confirmations.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Check;
use super::hands::{self, ACTS, FORM};
use crate::browser::{Page, View};

/// Four nodes in a ring, three people with 100 coins each, standing still at the start.
const SANDBOX: &str = "#scenario=sandbox&autoplay=0";

/// Checks of accounts and transfers.
pub const CHECKS: &[Check] = &[
    Check {
        name: "an_account_is_created_and_paid",
        view: View::LAPTOP,
        link: SANDBOX,
        run: creates_an_account,
    },
    Check {
        name: "a_transfer_is_followed_from_wallet_to_confirmations",
        view: View::LAPTOP,
        link: SANDBOX,
        run: follows_a_transfer,
    },
    Check {
        name: "a_transfer_is_made_by_keyboard",
        view: View::LAPTOP,
        link: SANDBOX,
        run: pays_by_keyboard,
    },
    Check {
        name: "a_form_sends_what_it_shows",
        view: View::LAPTOP,
        link: SANDBOX,
        run: sends_what_it_shows,
    },
    Check {
        name: "an_amount_that_nobody_has_cannot_be_sent",
        view: View::LAPTOP,
        link: SANDBOX,
        run: refuses_too_much,
    },
];

fn creates_an_account(page: &mut Page) -> Result<()> {
    hands::open_form(page, "Account")?;
    page.fill(FORM, "name", "Zoe")?;
    page.choose(FORM, "talks to node", "South")?;
    hands::submit(page)?;
    hands::await_words(page, ".people", "Zoe")?;
    hands::open_form(page, "Transfer")?;
    page.choose(FORM, "from", "Ben")?;
    page.choose(FORM, "to", "Zoe")?;
    page.fill(FORM, "amount", "7.5")?;
    hands::submit(page)?;
    let paid = r"[...document.querySelectorAll('.people button')]
        .some((one) => /Zoe\s*7\.50/.test(one.innerText))";
    hands::go_on_until(page, "the new account has 7.50", paid)
}

/// Ana pays Ben; the transfer waits in mempools, comes into a block and is buried.
fn follows_a_transfer(page: &mut Page) -> Result<()> {
    hands::open_form(page, "Transfer")?;
    page.choose(FORM, "from", "Ana")?;
    page.choose(FORM, "to", "Ben")?;
    page.fill(FORM, "amount", "3.2")?;
    hands::submit(page)?;
    hands::await_words(page, ".people", "1 pending")?;
    hands::go_on_slowly_until(
        page,
        "the transfer waits in the mempool that is shown",
        "document.querySelectorAll('.mempool .waiting').length === 1",
    )?;
    hands::choose(page, ".mempool", "Waits in the mempool: signed by Ana")?;
    hands::await_words(page, ".inspector h3", "Transfer")?;
    for words in ["Ana", "Ben", "3.20", "verifies"] {
        hands::await_words(page, ".inspector", words)?;
    }
    hands::go_on_until(
        page,
        "the way tells that it is in a block at all four nodes",
        &in_a_block_at(4),
    )?;
    ensure!(
        times(page, "in the mempool")? == times(page, "in a block")?
            && times(page, "in a block")? == 4,
        "each node tells its own time: {}",
        page.text(".way")?
    );
    hands::go_on_until(
        page,
        "six confirmations",
        "[...document.querySelectorAll('.way .stage-row:not(.to-come)')]
            .some((row) => row.innerText.includes('deep'))",
    )?;
    hands::await_words(page, ".people", "96.79")
}

fn in_a_block_at(nodes: u32) -> String {
    format!(
        "[...document.querySelectorAll('.way .stage-row:not(.to-come)')]
            .filter((row) => row.innerText.includes('in a block')).length === {nodes}"
    )
}

/// How many different times the way gives to a stage.
fn times(page: &Page, stage: &str) -> Result<u64> {
    let count = "return new Set([...document.querySelectorAll('.way .stage-row')]
        .filter((row) => row.innerText.includes(arguments[0]))
        .map((row) => row.lastElementChild.innerText)).size;";
    page.call(count, &json!([stage]))?
        .as_u64()
        .context("no count")
}

fn pays_by_keyboard(page: &mut Page) -> Result<()> {
    hands::tab_to(page, "button \"Ana")?;
    page.press("Enter")?;
    page.wait(
        "the acts appear",
        "document.querySelector('.acts') !== null",
    )?;
    hands::tab_to(page, "button \"Pay\"")?;
    page.press("Enter")?;
    hands::tab_to(page, "textbox \"amount")?;
    page.type_text("12")?;
    page.press("Enter")?;
    hands::await_words(page, ".people", "1 pending")?;
    let paid = r"[...document.querySelectorAll('.people button')]
        .some((one) => /Ben\s*112\.00/.test(one.innerText))";
    hands::go_on_until(page, "Ben has 112", paid)
}

/// Submits a form as it opens: the lists in it show what is sent.
fn sends_what_it_shows(page: &mut Page) -> Result<()> {
    hands::open_form(page, "Transfer")?;
    let shown = "[...document.querySelectorAll('.offer-form select')]
        .map((one) => one.selectedOptions[0].text).join(' → ')";
    let shown = page.eval(shown)?.as_str().unwrap_or_default().to_owned();
    hands::submit(page)?;
    hands::open_tab(page, "Script")?;
    hands::await_words(page, ".script", &shown)
}

/// The form says the range and doesn't send what is out of it.
fn refuses_too_much(page: &mut Page) -> Result<()> {
    hands::choose(page, ".people", "Ana")?;
    hands::open_act(page, "Pay")?;
    page.fill(ACTS, "amount", "1000")?;
    hands::await_words(page, ".acts .field.invalid", "from ")?;
    let disabled = "document.querySelector('.acts .offer-form button[type=submit]').disabled";
    ensure!(page.eval(disabled)? == true, "it can be sent");
    Ok(())
}
