//! Payment channels by hand: open, pay, close together, by force, by an old state.

use anyhow::{Result, ensure};

use super::Check;
use super::hands::{self, ACTS, FORM};
use crate::browser::{Page, View};

/// Four nodes, Ana with 400 coins, Ben and Mallory with 100 each, and no channel.
const COFFEES: &str = "#scenario=coffees&autoplay=0";
/// Two open channels with payments in them.
const FIRST_MINUTE: &str = "#scenario=first-minute&autoplay=0";

const EDGE: &str = "[data-anchor=channel-1]";

/// Checks of channels.
pub const CHECKS: &[Check] = &[
    Check {
        name: "a_channel_is_opened_used_and_closed_together",
        view: View::LAPTOP,
        link: COFFEES,
        run: whole_life,
    },
    Check {
        name: "a_channel_is_opened_and_used_by_keyboard",
        view: View::LAPTOP,
        link: COFFEES,
        run: by_keyboard,
    },
    Check {
        name: "a_channel_is_closed_by_force",
        view: View::LAPTOP,
        link: FIRST_MINUTE,
        run: by_force,
    },
    Check {
        name: "who_closes_by_an_old_state_is_caught",
        view: View::LAPTOP,
        link: FIRST_MINUTE,
        run: cheats_and_is_caught,
    },
];

fn whole_life(page: &mut Page) -> Result<()> {
    hands::open_form(page, "Channel")?;
    page.choose(FORM, "from", "Ana")?;
    page.choose(FORM, "to", "Ben")?;
    page.fill(FORM, "first deposit", "60")?;
    page.fill(FORM, "second deposit", "40")?;
    hands::submit(page)?;
    hands::go_on_until(
        page,
        "the channel is open",
        &hands::says(EDGE, "state 0, both signed"),
    )?;
    hands::await_words(page, ".border", "locks 100.00")?;
    pay(page, "Ana", "15")?;
    hands::go_on_slowly_until(page, "Ana paid", &hands::says(EDGE, "state 1, both signed"))?;
    hands::await_words(page, ".channel-graph", "45.00")?;
    hands::await_words(page, ".channel-graph", "55.00")?;
    pay(page, "Ben", "5")?;
    hands::go_on_slowly_until(page, "Ben paid", &hands::says(EDGE, "state 2, both signed"))?;
    hands::await_words(page, ".channel-graph", "50.00")?;
    hands::await_words(page, "section.room", "2 payments · 2 on Layer 1")?;
    choose_channel(page)?;
    hands::open_act(page, "Close together")?;
    hands::submit(page)?;
    hands::go_on_until(page, "it is paid out", &hands::says(EDGE, "closed in #"))?;
    hands::await_words(page, "section.room", "2 payments · 3 on Layer 1")
}

fn choose_channel(page: &Page) -> Result<()> {
    page.click_selector(EDGE)?;
    let chosen = format!("document.querySelector('{EDGE}').ariaPressed === 'true'");
    page.wait("the channel is chosen", &chosen).map(drop)
}

/// Pays in channel 1 and lets go of it.
fn pay(page: &Page, from: &str, amount: &str) -> Result<()> {
    choose_channel(page)?;
    hands::open_act(page, "Pay")?;
    page.choose(ACTS, "from", from)?;
    page.fill(ACTS, "amount", amount)?;
    hands::submit(page)?;
    hands::let_go(page)
}

fn by_keyboard(page: &mut Page) -> Result<()> {
    hands::tab_to(page, "button \"Channel\"")?;
    page.press("Enter")?;
    hands::tab_to(page, "textbox \"first deposit")?;
    page.type_text("30")?;
    page.press("Enter")?;
    hands::go_on_until(
        page,
        "the channel is open",
        &hands::says(EDGE, "state 0, both signed"),
    )?;
    hands::tab_to(page, "button \"state 0, both signed\"")?;
    page.press("Enter")?;
    page.wait(
        "the acts appear",
        "document.querySelector('.acts') !== null",
    )?;
    hands::tab_to(page, "button \"Pay\"")?;
    page.press("Enter")?;
    hands::tab_to(page, "textbox \"amount")?;
    page.type_text("3.2")?;
    page.press("Enter")?;
    hands::go_on_slowly_until(page, "paid", &hands::says(EDGE, "state 1, both signed"))
}

/// Closed by one party alone, a channel waits out its dispute period before it pays.
fn by_force(page: &mut Page) -> Result<()> {
    choose_channel(page)?;
    hands::open_act(page, "Close by force")?;
    hands::submit(page)?;
    hands::go_on_until(
        page,
        "the dispute period runs",
        &hands::says(EDGE, "until #"),
    )?;
    hands::await_words(page, ".border", "forced close")?;
    let caught = page.eval(&hands::says(EDGE, "caught"))?;
    ensure!(caught == false, "nobody cheated");
    hands::go_on_until(
        page,
        "it is paid out",
        &hands::says(".inspector .state", "closed and paid out"),
    )
}

/// Mallory's channel is number 2; the world's own script would let her cheat only later.
fn cheats_and_is_caught(page: &mut Page) -> Result<()> {
    choose_channel(page)?;
    hands::open_act(page, "Cheat: old state")?;
    hands::submit(page)?;
    hands::go_on_until(
        page,
        "the newer state overrides the old one",
        &hands::says(EDGE, "caught"),
    )?;
    hands::await_words(page, ".channel-graph", "cheats")?;
    hands::go_on_until(
        page,
        "it is paid out",
        &hands::says(".inspector .state", "closed and paid out"),
    )?;
    hands::await_words(page, ".inspector", "penalty paid")
}
