//! "Break something": the attacks that can be played, each opened from its card.

use anyhow::{Result, ensure};

use super::Check;
use super::access::axe;
use super::hands;
use crate::browser::{Page, Theme, View};

const SANDBOX: &str = "#scenario=sandbox&autoplay=0";

/// Checks of the attacks.
pub const CHECKS: &[Check] = &[
    Check {
        name: "an_attack_is_chosen_by_keyboard_and_its_world_is_played",
        view: View::LAPTOP,
        link: SANDBOX,
        run: plays_by_keyboard,
    },
    Check {
        name: "the_attacks_are_read_on_a_phone_in_the_dark",
        view: View::PHONE.themed(Theme::Dark),
        link: SANDBOX,
        run: reads_on_a_phone,
    },
    Check {
        name: "what_an_attack_achieved_is_told_in_coins",
        view: View::LAPTOP,
        link: "#scenario=censored-proof&autoplay=0&start=4m",
        run: tells_the_coins,
    },
];

const CLOSED: &str = "document.querySelector('dialog') === null";

fn plays_by_keyboard(page: &mut Page) -> Result<()> {
    hands::tab_to(page, "button \"Attacks to play\"")?;
    page.press("Enter")?;
    hands::await_words(page, "dialog h2", "Break something")?;
    axe(page)?;
    for told in ["60 %", "35.0", "24 of 64 validators", "Lesson: 51 %"] {
        hands::await_words(page, "dialog", told)?;
    }
    ensure!(
        page.count(".network [aria-label^=West]")? == 1,
        "the sandbox is below"
    );
    hands::tab_to(page, "button \"Play: The proof that no block took\"")?;
    page.press("Enter")?;
    page.wait("the dialog closes", CLOSED)?;
    page.wait(
        "the cartel's producers are the nodes",
        "document.querySelectorAll('.network .node').length === 7
            && document.querySelector('.network').innerText.includes('Genoa')",
    )?;
    hands::await_words(page, ".people", "Vera")
}

fn reads_on_a_phone(page: &mut Page) -> Result<()> {
    page.click_in(".sheet-bar", "button", "Lesson, add")?;
    page.wait(
        "the rail rises",
        "document.querySelector('.rail.raised') !== null",
    )?;
    page.click("button", "Attacks to play")?;
    hands::await_words(page, "dialog h2", "Break something")?;
    axe(page)?;
    let fits = "[document.documentElement, document.querySelector('.dialog-body')]
        .every((one) => one.scrollWidth <= one.clientWidth)";
    page.wait("nothing scrolls sideways", fits)?;
    page.press("Escape")?;
    page.wait("the dialog closes", CLOSED).map(drop)
}

/// The rail and the dialog tell it, and what it is about is chosen from there.
fn tells_the_coins(page: &mut Page) -> Result<()> {
    let card = ".rail .outcome";
    hands::await_words(page, card, "that nobody paid in")?;
    hands::await_words(page, card, "Mallory +50.00")?;
    page.click("button", "Attacks to play")?;
    hands::await_words(page, "dialog .outcome", "Mallory +50.00")?;
    axe(page)?;
    page.press("Escape")?;
    page.wait("the dialog closes", CLOSED)?;
    page.click_selector(&format!("{card} li:first-child button"))?;
    hands::await_words(page, ".inspector h3", "Rollup 1")
}
