//! Looks and words: themes, terms, sheets, less motion, widths with everything open, no network.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Check;
use super::access::axe;
use super::hands::{self, FORM};
use crate::browser::{Page, Theme, View};

const WORLD: &str = "#scenario=first-minute&start=13m&autoplay=0";

/// Checks of looks and words.
pub const CHECKS: &[Check] = &[
    Check {
        name: "the_theme_is_switched_and_kept",
        view: View::LAPTOP,
        link: WORLD,
        run: switches_theme,
    },
    Check {
        name: "a_term_is_explained_where_it_stands",
        view: View::LAPTOP,
        link: WORLD,
        run: explains_a_term,
    },
    Check {
        name: "the_glossary_finds_a_term",
        view: View::LAPTOP,
        link: WORLD,
        run: finds_in_glossary,
    },
    Check {
        name: "a_formula_of_the_glossary_is_computed",
        view: View::LAPTOP,
        link: WORLD,
        run: computes_a_formula,
    },
    Check {
        name: "each_system_says_what_is_real",
        view: View::LAPTOP,
        link: WORLD,
        run: says_what_is_real,
    },
    Check {
        name: "nothing_moves_by_itself_with_less_motion",
        view: View::LAPTOP.calm(),
        link: "#scenario=first-minute&start=13m",
        run: keeps_calm,
    },
    Check {
        name: "a_phone_inspects_what_is_chosen_beside_a_sheet",
        view: View::PHONE,
        link: "#scenario=first-minute&autoplay=0",
        run: inspects_beside_a_sheet,
    },
    Check {
        name: "a_phone_shows_both_layers_on_its_first_screen",
        view: View::PHONE,
        link: "#scenario=first-minute&autoplay=0",
        run: shows_both_strata,
    },
    Check {
        name: "a_phone_shows_its_sheets_one_at_a_time",
        view: View::PHONE,
        link: WORLD,
        run: raises_sheets,
    },
    Check {
        name: "the_narrowest_screen_shows_everything_without_scrolling_sideways",
        view: View::NARROW,
        link: WORLD,
        run: raises_sheets,
    },
    Check {
        name: "axe_finds_nothing_with_everything_open",
        view: View::LAPTOP.themed(Theme::Dark),
        link: WORLD,
        run: everything_open,
    },
    Check {
        name: "the_world_runs_and_acts_without_a_network",
        view: View::LAPTOP,
        link: "#scenario=sandbox",
        run: runs_offline,
    },
];

fn background(page: &Page) -> Result<String> {
    let color = page.eval("getComputedStyle(document.body).backgroundColor")?;
    Ok(color.as_str().context("no color")?.to_owned())
}

fn switches_theme(page: &mut Page) -> Result<()> {
    let light = background(page)?;
    page.click("button", "Theme: light")?;
    page.click("button", "Theme: dark")?;
    page.wait(
        "the page is dark",
        "document.documentElement.dataset.theme === 'dark'",
    )?;
    let dark = background(page)?;
    ensure!(light != dark, "both themes have the background {dark}");
    axe(page)?;
    page.reload()?;
    super::await_life(page)?;
    page.wait(
        "it is dark again",
        "document.documentElement.dataset.theme === 'dark'",
    )?;
    ensure!(background(page)? == dark, "another dark than before");
    Ok(())
}

fn explains_a_term(page: &mut Page) -> Result<()> {
    hands::tab_to(page, "button \"mempool")?;
    hands::await_words(page, "#tip", "no block holds yet")?;
    let below = "(() => {
        const [tip, term] = ['#tip', '.term:focus']
            .map((one) => document.querySelector(one).getBoundingClientRect());
        return tip.top >= term.bottom && tip.top - term.bottom < 20 && tip.bottom < innerHeight;
    })()";
    ensure!(
        page.eval(below)? == true,
        "the definition is not below its term"
    );
    page.press("Escape")?;
    page.wait("it closes", "document.getElementById('tip').hidden")?;
    page.click_in(".chain-foot", "button", "As ")?;
    hands::await_words(page, "#tip", "branches that lost")
}

fn finds_in_glossary(page: &mut Page) -> Result<()> {
    page.click("button", "Glossary")?;
    hands::await_words(page, "dialog", "Payment channel")?;
    let all = page.count(".term-card")?;
    ensure!(all >= 60, "{all} cards");
    axe(page)?;
    page.click_selector("dialog input[type=search]")?;
    page.type_text("bond")?;
    let fewer = format!("document.querySelectorAll('.term-card').length < {all}");
    page.wait("only what fits stays", &fewer)?;
    hands::await_words(page, ".term-card", "Bond")?;
    hands::await_words(page, "dialog .tag", "works here")?;
    // The first Escape empties a search field, as everywhere; the next one closes.
    page.press("Escape")?;
    page.wait(
        "all are back",
        &format!("document.querySelectorAll('.term-card').length === {all}"),
    )?;
    page.press("Escape")?;
    page.wait(
        "the dialog closes",
        "document.querySelector('dialog') === null",
    )
    .map(drop)
}

fn computes_a_formula(page: &mut Page) -> Result<()> {
    page.click("button", "Glossary")?;
    page.wait("formulas", "document.querySelector('.calculator') !== null")?;
    page.click_selector("dialog input[type=search]")?;
    page.type_text("halving")?;
    page.wait(
        "one term",
        "document.querySelectorAll('.term-card').length === 1",
    )?;
    page.click_selector(".calculator summary")?;
    page.click_selector(".calculator input")?;
    page.press("Enter")?;
    hands::await_words(page, ".calculator", "312500000")?;
    hands::await_words(page, ".calculator", "GetBlockSubsidy")?;
    axe(page)?;
    page.fill(".calculator", "height", "-1")?;
    page.click("button", "Compute")?;
    hands::await_words(page, ".calculator", "height must be a whole number from 0")
}

fn says_what_is_real(page: &mut Page) -> Result<()> {
    page.press("?")?;
    hands::await_words(page, "dialog", "play or pause")?;
    page.click_in("dialog", "button", "What is real here")?;
    hands::await_words(page, "dialog h2", "What is real here")?;
    for words in ["Proof of Work", "Payment channel", "Optimistic rollup"] {
        hands::await_words(page, "dialog", words)?;
    }
    page.click_in("dialog", "button", "Close")?;
    page.wait(
        "the dialog closes",
        "document.querySelector('dialog') === null",
    )
    .map(drop)
}

fn keeps_calm(page: &mut Page) -> Result<()> {
    let moment = hands::moment(page)?;
    page.press("6")?;
    let later = format!(
        "Number(document.querySelector('.timeline .track').ariaValueNow) > {}",
        moment + 60.0
    );
    page.wait("a minute of the world passes", &later)?;
    let moving = "document.getAnimations().filter((one) => one.playState === 'running'
        && one.effect.getTiming().duration > 1).length";
    ensure!(
        page.eval(moving)? == 0,
        "{} animations run",
        page.eval(moving)?
    );
    Ok(())
}

fn fits(page: &Page, what: &str) -> Result<()> {
    let sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    let sideways = page.eval(sideways)?.as_f64().context("no width")?;
    ensure!(sideways <= 0.0, "{what}: {sideways} pixels too wide");
    Ok(())
}

fn raises_sheets(page: &mut Page) -> Result<()> {
    for (button, panel) in [
        ("Lesson, add", ".rail"),
        ("Inspect", ".right"),
        ("Timeline", ".lower"),
    ] {
        page.click_in(".sheet-bar", "button", button)?;
        let raised = format!("document.querySelector('{panel}').classList.contains('raised')");
        page.wait(&format!("{button} rises"), &raised)?;
        ensure!(page.count(".raised")? == 1, "one sheet at a time");
        fits(page, button)?;
        axe(page)?;
    }
    const DOWN: &str = "document.querySelector('.raised') === null";
    page.click_in(".sheet-bar", "button", "Timeline")?;
    page.wait("it goes down", DOWN)?;
    page.click_in(".sheet-bar", "button", "Lesson, add")?;
    page.wait("it rises", &format!("!({DOWN})"))?;
    page.press("Escape")?;
    page.wait("Escape lowers it", DOWN).map(drop)
}

/// What is chosen beside a sheet takes its place, and stays in sight.
fn inspects_beside_a_sheet(page: &mut Page) -> Result<()> {
    page.click_in(".sheet-bar", "button", "Lesson, add")?;
    let raised = |panel: &str| format!("document.querySelector('{panel}.raised') !== null");
    page.wait("the rail rises", &raised(".rail"))?;
    page.click_selector(".network .node")?;
    page.wait("the inspector takes its place", &raised(".right"))?;
    let apart =
        "(({ bottom, top }) => top >= document.querySelector('#stage').getBoundingClientRect().top
        && bottom <= document.querySelector('.right').getBoundingClientRect().top)
        (document.querySelector('.node.selected').getBoundingClientRect())";
    page.wait("the node is in sight above it", apart).map(drop)
}

/// Both strata begin on the first screen, above the timeline.
fn shows_both_strata(page: &mut Page) -> Result<()> {
    let seen = "document.querySelector('.network').getBoundingClientRect().bottom
        <= document.querySelector('.lower').getBoundingClientRect().top";
    page.wait("the network is on the first screen", seen)
        .map(drop)
}

fn everything_open(page: &mut Page) -> Result<()> {
    hands::choose(page, ".people", "Ana")?;
    hands::open_act(page, "Pay")?;
    hands::open_form(page, "Channel")?;
    axe(page)?;
    for tab in ["Sequence", "Ledger", "Script", "In words"] {
        hands::open_tab(page, tab)?;
        axe(page)?;
    }
    page.look(View::LARGE)?;
    fits(page, "3840 pixels")
}

fn runs_offline(page: &mut Page) -> Result<()> {
    let offline = json!({
        "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0,
    });
    page.devtools("Network.enable", &json!({}))?;
    page.devtools("Network.emulateNetworkConditions", &offline)?;
    let online = page.eval("navigator.onLine")?;
    ensure!(online == false, "the network is still there");
    page.press("7")?;
    hands::open_form(page, "Transfer")?;
    page.choose(FORM, "to", "Cai")?;
    page.fill(FORM, "amount", "5")?;
    hands::submit(page)?;
    let paid = r"[...document.querySelectorAll('.people button')]
        .some((one) => /Cai\s*105\.00/.test(one.innerText))";
    page.wait("the transfer is mined", paid)?;
    page.click("button", "Lessons")?;
    page.click_in("dialog .tiles", "button", "A hundred coffees")?;
    hands::await_words(page, ".lesson-card", "Ana wants to pay Ben")
}
