//! The optimistic rollup by hand: start, deposit, transfer, batch, window, withdrawal, and a lie.

use anyhow::{Result, ensure};

use super::Check;
use super::hands::{self, ACTS, FORM};
use crate::browser::{Page, View};

/// Four nodes, three people with 100 coins each, standing still at the start.
const SANDBOX: &str = "#scenario=sandbox&autoplay=0";
/// A rollup with deposits, a sequencer and a verifier.
const ROLLUP: &str = "#scenario=lying-sequencer&autoplay=0";

const ROOM: &str = "[data-anchor=rollup-1]";
const BATCHES: &str = ".batches";

/// Checks of the rollup.
pub const CHECKS: &[Check] = &[
    Check {
        name: "a_rollup_is_started_and_takes_a_deposit",
        view: View::LAPTOP,
        link: SANDBOX,
        run: starts,
    },
    Check {
        name: "a_transfer_goes_into_a_batch_whose_bytes_go_to_layer_1",
        view: View::LAPTOP,
        link: ROLLUP,
        run: batches,
    },
    Check {
        name: "a_withdrawal_waits_out_the_window_and_is_paid",
        view: View::LAPTOP,
        link: ROLLUP,
        run: withdraws,
    },
    Check {
        name: "a_false_root_is_caught_by_the_verifier",
        view: View::LAPTOP,
        link: ROLLUP,
        run: lies_and_is_caught,
    },
];

fn choose_rollup(page: &Page) -> Result<()> {
    page.click_selector(ROOM)?;
    let chosen = format!("document.querySelector('{ROOM}').ariaPressed === 'true'");
    page.wait("the rollup is chosen", &chosen).map(drop)
}

fn starts(page: &mut Page) -> Result<()> {
    hands::open_form(page, "Optimistic")?;
    page.choose(FORM, "sequencer", "Cai")?;
    page.choose(FORM, "verifier", "Ben")?;
    page.fill(FORM, "challenge window", "6")?;
    hands::submit(page)?;
    hands::go_on_until(
        page,
        "the contracts are on Layer 1",
        &hands::says(".border", "Rollup contract"),
    )?;
    choose_rollup(page)?;
    hands::open_act(page, "Deposit")?;
    page.choose(ACTS, "from", "Ana")?;
    page.fill(ACTS, "amount", "25")?;
    hands::submit(page)?;
    hands::await_words(page, ".border .crossing.waits", "deposit")?;
    hands::go_on_until(
        page,
        "Ana has 25 on the rollup",
        &hands::says(".inspector .fields", "25.00"),
    )?;
    hands::await_words(page, ".border", "locks 25.00")
}

/// Submits a batch by hand and finds the transfer's bytes in a transaction of Layer 1.
fn batches(page: &mut Page) -> Result<()> {
    choose_rollup(page)?;
    hands::do_act(page, "Batch by hand")?;
    hands::open_act(page, "Transfer")?;
    page.choose(ACTS, "from", "Ana")?;
    page.choose(ACTS, "to", "Cai")?;
    page.fill(ACTS, "amount", "2")?;
    hands::submit(page)?;
    hands::go_on_slowly_until(
        page,
        "the sequencer promised it",
        "document.querySelectorAll('.squares .promised').length > 0",
    )?;
    hands::do_act(page, "Submit batch")?;
    hands::go_on_slowly_until(
        page,
        "the batch goes down to Layer 1",
        &hands::says(".border .crossing", "batch"),
    )?;
    hands::go_on_until(
        page,
        "the verifier has derived the batch from Layer 1, and the window runs",
        "[...document.querySelectorAll('.batch')].some((one) => /#1/.test(one.innerText)
            && / left/.test(one.innerText))",
    )?;
    hands::choose(page, BATCHES, "Batch #1")?;
    page.wait(
        "its bytes are shown",
        "document.querySelector('.inspector .dump') !== null",
    )?;
    let bytes = page.count(".inspector .dump .byte")?;
    ensure!(
        bytes > 60,
        "a batch with a signature in it has {bytes} bytes"
    );
    page.click_in(".inspector", "button", "Transaction ")?;
    hands::await_words(page, ".inspector h3", "Call: batch")?;
    hands::await_words(page, ".inspector", "calldata")
}

fn withdraws(page: &mut Page) -> Result<()> {
    choose_rollup(page)?;
    hands::open_act(page, "Withdraw")?;
    page.choose(ACTS, "from", "Ben")?;
    page.fill(ACTS, "amount", "4")?;
    hands::submit(page)?;
    hands::go_on_until(
        page,
        "the window over the burn runs",
        &hands::says(".exits", "window to #"),
    )?;
    hands::go_on_until(page, "the bridge has paid", &hands::says(".exits", "paid"))
}

fn lies_and_is_caught(page: &mut Page) -> Result<()> {
    choose_rollup(page)?;
    hands::open_act(page, "False root")?;
    hands::submit(page)?;
    hands::go_on_until(
        page,
        "the verifier challenges",
        &hands::says(".border .crossing", "challenge"),
    )?;
    hands::await_words(page, ".rollup-side.sequencer", "lies")?;
    hands::go_on_until(
        page,
        "Layer 1 deleted the claim",
        &hands::says(".batch", "re-executed: false"),
    )?;
    hands::open_tab(page, "In words")?;
    hands::await_words(page, ".twin", "the bond is lost")
}
