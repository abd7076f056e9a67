//! What hands do with a pointer elsewhere, by the keyboard alone: choosing, cutting, cheating, a rollup's acts.

use anyhow::Result;

use super::Check;
use super::hands;
use crate::browser::{Page, View};

/// Checks without a pointer.
pub const CHECKS: &[Check] = &[
    Check {
        name: "a_link_is_cut_and_mended_by_keyboard",
        view: View::LAPTOP,
        link: "#scenario=sandbox&autoplay=0",
        run: cuts_and_mends,
    },
    Check {
        name: "who_cheats_by_keyboard_is_caught",
        view: View::LAPTOP,
        link: "#scenario=first-minute&autoplay=0",
        run: cheats,
    },
    Check {
        name: "a_withdrawal_is_made_by_keyboard",
        view: View::LAPTOP,
        link: "#scenario=lying-sequencer&autoplay=0",
        run: withdraws,
    },
    Check {
        name: "a_transfer_is_batched_by_keyboard",
        view: View::LAPTOP,
        link: "#scenario=lying-sequencer&autoplay=0",
        run: batches,
    },
    Check {
        name: "a_false_root_is_ordered_by_keyboard_and_caught",
        view: View::LAPTOP,
        link: "#scenario=lying-sequencer&autoplay=0",
        run: lies,
    },
];

/// Leads the focus to something and presses it.
fn press(page: &Page, wanted: &str) -> Result<()> {
    hands::tab_to(page, wanted)?;
    page.press("Enter")
}

/// Chooses a figure of the stage, whose acts then stand beside it.
fn choose(page: &Page, wanted: &str) -> Result<()> {
    press(page, wanted)?;
    let there = "document.querySelector('.acts') !== null";
    page.wait("the acts appear", there).map(drop)
}

/// Opens the form of an act and leads the focus to its button.
fn fill(page: &Page, act: &str, fields: &[(&str, &str)]) -> Result<()> {
    press(page, act)?;
    let open = format!("document.querySelector('{}') !== null", hands::FORM);
    page.wait("the form opens", &open)?;
    for (field, value) in fields {
        hands::tab_to(page, field)?;
        page.type_text(value)?;
    }
    press(page, act)?;
    page.wait("the form closes", &format!("!({open})"))
        .map(drop)
}

fn cuts_and_mends(page: &mut Page) -> Result<()> {
    choose(page, "button \"Link North – East")?;
    press(page, "button \"Cut\"")?;
    let cut = "document.querySelector('.link.selected.cut') !== null";
    page.wait("the link is cut", cut)?;
    press(page, "button \"Mend\"")?;
    page.wait("the link is whole", &format!("!({cut})"))?;
    hands::let_go(page)
}

fn cheats(page: &mut Page) -> Result<()> {
    choose(page, "button \"state ")?;
    fill(page, "button \"Cheat: old state\"", &[])?;
    let caught = hands::says("[data-anchor=channel-1]", "caught");
    hands::go_on_until(page, "the newer state overrides the old one", &caught)
}

fn withdraws(page: &mut Page) -> Result<()> {
    choose(page, "button \"Rollup 1\"")?;
    fill(page, "button \"Withdraw\"", &[("textbox \"amount", "4")])?;
    let paid = hands::says(".exits", "paid");
    hands::go_on_until(page, "the bridge has paid", &paid)
}

fn batches(page: &mut Page) -> Result<()> {
    choose(page, "button \"Rollup 1\"")?;
    press(page, "button \"Batch by hand\"")?;
    fill(page, "button \"Transfer\"", &[("textbox \"amount", "2")])?;
    let promised = "document.querySelectorAll('.squares .promised').length > 0";
    hands::go_on_slowly_until(page, "the sequencer promised it", promised)?;
    press(page, "button \"Submit batch\"")?;
    let batch = hands::says(".border .crossing", "batch");
    hands::go_on_slowly_until(page, "the batch goes down to Layer 1", &batch)
}

fn lies(page: &mut Page) -> Result<()> {
    choose(page, "button \"Rollup 1\"")?;
    fill(page, "button \"False root\"", &[])?;
    let deleted = hands::says(".batch", "re-executed: false");
    hands::go_on_until(page, "Layer 1 deleted the claim", &deleted)
}
