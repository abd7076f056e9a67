//! The states that are pictured, and how a person gets to each.

use anyhow::{Context, Result, bail};

use crate::browser::Page;
use crate::page_tests::hands;

/// A state of the page.
pub struct State {
    /// What it is called.
    pub name: &'static str,
    /// What follows the page's address.
    pub link: &'static str,
    /// What is done to the world first, on a laptop; the others open its run by a link.
    pub prepare: Option<fn(&Page) -> Result<()>>,
    /// What is done in each size: what is chosen and opened.
    pub reach: fn(&Page) -> Result<()>,
}

const LOST: &str = ".block.side, .block.orphaned";
const DISPUTED: &str = ".edge-label.alarm";

/// All states.
pub const STATES: &[State] = &[
    State {
        name: "first-visit",
        link: "",
        prepare: None,
        reach: a_moment_later,
    },
    State {
        name: "fork",
        link: "#scenario=first-minute&autoplay=0",
        prepare: Some(|page| {
            let forked = format!("document.querySelector('{LOST}') !== null");
            hands::go_on_slowly_until(page, "a block lost", &forked)
        }),
        reach: |page| {
            close_notices(page)?;
            choose(page, LOST)
        },
    },
    State {
        name: "channel-dispute",
        link: "#scenario=first-minute&autoplay=0&start=14m15s",
        prepare: Some(|page| {
            let disputed = format!("document.querySelector('{DISPUTED}') !== null");
            hands::go_on_slowly_until(page, "a channel is in dispute", &disputed)
        }),
        reach: |page| {
            close_notices(page)?;
            choose(page, DISPUTED)
        },
    },
    State {
        name: "fraud-proof",
        link: "#scenario=lying-sequencer&autoplay=0",
        prepare: Some(let_sam_lie),
        reach: |page| {
            close_notices(page)?;
            choose(page, ".batch.disputed, .batch.deleted")
        },
    },
    State {
        name: "merkle-path",
        link: "#scenario=first-minute&autoplay=0&start=13m",
        prepare: None,
        reach: merkle_path,
    },
    State {
        name: "lesson",
        link: "#lesson=follow-a-transaction",
        prepare: None,
        reach: lesson,
    },
    State {
        name: "private-chain",
        link: "#lesson=fifty-one-percent",
        prepare: Some(take_a_payment_back),
        reach: |page| {
            close_notices(page)?;
            choose(page, LOST)
        },
    },
    State {
        name: "stake",
        link: "#scenario=proof-of-stake&autoplay=0&start=4m",
        prepare: None,
        reach: |page| read(page, "Consensus"),
    },
    State {
        name: "slashed",
        link: "#scenario=proof-of-stake&autoplay=0&start=2m",
        prepare: Some(|page| {
            hands::choose(page, ".network", "Cadiz")?;
            hands::do_act(page, "Cheat: vote twice")?;
            hands::let_go(page)?;
            until_told(page, "slashed")
        }),
        reach: the_marked,
    },
    State {
        name: "finality-stalled",
        link: "#scenario=proof-of-stake&autoplay=0&start=2m",
        prepare: Some(|page| {
            for node in ["Aarhus", "Cadiz", "Espoo"] {
                hands::choose(page, ".network", node)?;
                hands::do_act(page, "Do nothing")?;
                hands::let_go(page)?;
            }
            (0..60).try_for_each(|_| hands::press_on_timeline(page, "ArrowRight"))
        }),
        reach: |page| read(page, "Consensus"),
    },
    State {
        name: "delegated",
        link: "#scenario=delegated&autoplay=0&start=4m",
        prepare: None,
        reach: |page| read(page, "Producers"),
    },
    State {
        name: "votes",
        link: "#scenario=proof-of-stake&autoplay=0&start=1m2s60ms",
        prepare: None,
        reach: close_notices,
    },
    State {
        name: "deposit",
        link: "#scenario=proof-of-stake&autoplay=0&start=1m",
        prepare: Some(|page| {
            hands::choose(page, ".people", "Ana")?;
            hands::open_act(page, "Deposit for a validator")?;
            hands::submit(page)?;
            let pending = hands::says(".inspector", "pending, with 32.00");
            hands::go_on_until(page, "the validator is registered", &pending)
        }),
        reach: |page| {
            close_notices(page)?;
            hands::choose(page, ".people", "Ana")?;
            raise(page, "Inspect", ".right")
        },
    },
    State {
        name: "censored",
        link: "#scenario=censored-proof&autoplay=0&start=2m30s",
        prepare: None,
        reach: |page| read(page, "Producers"),
    },
    State {
        name: "attack-outcome",
        link: "#scenario=shortened-dispute&autoplay=0&start=1h40m",
        prepare: None,
        reach: |page| {
            raise(page, "Lesson, add", ".rail")?;
            page.click("button", "Attacks to play")?;
            hands::await_words(page, "dialog .outcome", "Mallory +35.00")
        },
    },
    State {
        name: "produced-twice",
        link: "#scenario=delegated&autoplay=0&start=30s",
        prepare: Some(|page| {
            hands::choose(page, ".network", "Delhi")?;
            hands::do_act(page, "Cheat: two blocks a slot")?;
            hands::let_go(page)?;
            until_told(page, "signed twice")
        }),
        reach: the_marked,
    },
    State {
        name: "fee-market",
        link: "#scenario=fee-market&autoplay=0&start=20m",
        prepare: None,
        reach: |page| read(page, "Market"),
    },
    State {
        name: "ledger",
        link: "#scenario=first-minute&autoplay=0&start=13m",
        prepare: None,
        reach: |page| read(page, "Ledger"),
    },
    State {
        name: "script",
        link: "#scenario=first-minute&autoplay=0&start=13m",
        prepare: None,
        reach: |page| read(page, "Script"),
    },
    State {
        name: "attacks",
        link: "#scenario=first-minute&autoplay=0&start=13m",
        prepare: None,
        reach: |page| {
            raise(page, "Lesson, add", ".rail")?;
            page.click("button", "Attacks to play")?;
            hands::await_words(page, "dialog h2", "Break something")
        },
    },
    State {
        name: "faults",
        link: "#scenario=sandbox&autoplay=0",
        prepare: Some(split_and_delay),
        reach: |page| {
            close_notices(page)?;
            choose(page, ".network [aria-label^=North]")
        },
    },
    State {
        name: "comparison",
        link: "#scenario=sandbox&autoplay=0",
        prepare: None,
        reach: |page| {
            raise(page, "Timeline", ".lower")?;
            hands::open_tab(page, "Consensus")?;
            page.click("button", "Compare under another consensus")?;
            hands::await_words(page, "dialog", "Who may propose a block?")
        },
    },
];

/// The world that greets a visitor, a few messages later.
fn a_moment_later(page: &Page) -> Result<()> {
    let later = "document.querySelector('.clock time').innerText > '00:12:18'";
    page.wait("some seconds pass", later)?;
    page.press("Space")?;
    page.wait(
        "time stands still",
        "document.querySelector('.play.on') === null",
    )
    .map(drop)
}

/// Two halves that hear nothing of each other, and a link that delays.
fn split_and_delay(page: &Page) -> Result<()> {
    hands::open_form(page, "Split the network")?;
    hands::submit(page)?;
    hands::choose_link(page, "North – East")?;
    hands::open_act(page, "Delay messages")?;
    hands::submit(page)
}

/// Chooses a figure on the stage.
fn choose(page: &Page, figure: &str) -> Result<()> {
    page.click_selector(figure)?;
    page.wait(
        "the inspector shows it",
        "document.querySelector('.inspector h3') !== null",
    )
    .map(drop)
}

fn let_sam_lie(page: &Page) -> Result<()> {
    choose(page, "[data-anchor=rollup-1]")?;
    hands::open_act(page, "False root")?;
    hands::submit(page)?;
    hands::let_go(page)?;
    hands::go_on_slowly_until(
        page,
        "Vera's challenge is on its way",
        &hands::says(".border .crossing", "challenge"),
    )
}

/// Mallory pays, mines in secret and pays twice, until the branch with the payment is left.
fn take_a_payment_back(page: &Page) -> Result<()> {
    hands::choose(page, ".network", "Quito")?;
    hands::open_act(page, "Cheat: mine in secret")?;
    hands::submit(page)?;
    hands::let_go(page)?;
    hands::choose(page, ".people", "Mallory")?;
    hands::open_act(page, "Cheat: pay twice")?;
    hands::submit(page)?;
    hands::let_go(page)?;
    let left = "document.querySelectorAll('.block.orphaned').length > 1";
    hands::go_on_until(page, "blocks are left", left)
}

/// Opens a tab under the stage, which is a sheet where panels are sheets.
fn read(page: &Page, tab: &str) -> Result<()> {
    close_notices(page)?;
    raise(page, "Timeline", ".lower")?;
    hands::open_tab(page, tab)
}

/// Goes on until the tab of the consensus marks somebody so, and back to the timeline.
fn until_told(page: &Page, mark: &str) -> Result<()> {
    for _ in 0..60 {
        (0..4).try_for_each(|_| hands::press_on_timeline(page, "ArrowRight"))?;
        hands::open_tab(page, "Consensus")?;
        let told = page.eval(&hands::says(".consensus .tag", mark))? == true;
        hands::open_tab(page, "Timeline")?;
        if told {
            return Ok(());
        }
    }
    bail!("nobody is marked {mark:?}")
}

/// The tab of the consensus, at the first who is marked for what it did.
fn the_marked(page: &Page) -> Result<()> {
    read(page, "Consensus")?;
    let marked = "document.querySelector('.consensus .tag.alarm')";
    page.wait("somebody is marked", &format!("{marked} !== null"))?;
    page.eval(&format!(
        "{marked}.scrollIntoView({{ block: 'center', behavior: 'instant' }})"
    ))
    .map(drop)
}

fn close_notices(page: &Page) -> Result<()> {
    loop {
        let open = page.count(".notices button")?;
        if open == 0 {
            return Ok(());
        }
        page.click_selector(".notices button")?;
        let fewer = format!("document.querySelectorAll('.notices button').length < {open}");
        page.wait("the notice closes", &fewer)?;
    }
}

/// Raises a sheet where panels are sheets.
fn raise(page: &Page, button: &str, panel: &str) -> Result<()> {
    let narrow = "getComputedStyle(document.querySelector('.sheet-bar')).display !== 'none'";
    if page.eval(narrow)? == true {
        page.click_in(".sheet-bar", "button", button)?;
        let raised = format!("document.querySelector('{panel}').classList.contains('raised')");
        page.wait("the sheet rises", &raised)?;
        let still = format!("document.querySelector('{panel}').getAnimations().length === 0");
        page.wait("the sheet stands still", &still)?;
    }
    Ok(())
}

/// A transaction in a block, with its path to the root.
fn merkle_path(page: &Page) -> Result<()> {
    choose(page, "[data-anchor=tree] .block:has(.bar)")?;
    raise(page, "Inspect", ".right")?;
    let transaction = "[...document.querySelectorAll('.inspector .objects button')]
        .find((one) => one.innerText.startsWith('Transaction '))";
    page.wait(
        "its transactions are listed",
        &format!("{transaction} !== undefined"),
    )?;
    page.eval(&format!("{transaction}.click()"))?;
    hands::await_words(page, ".inspector", "the path leads to the root")?;
    let title = "[...document.querySelectorAll('.inspector h4')]
        .find((one) => /merkle root/i.test(one.innerText))";
    page.eval(&format!(
        "{title}.scrollIntoView({{ block: 'start', behavior: 'instant' }})"
    ))
    .context("no Merkle path")
    .map(drop)
}

/// A question, and an answer chosen: the first step of its lesson is done by hand.
fn lesson(page: &Page) -> Result<()> {
    hands::choose(page, ".people", "Ana")?;
    hands::open_act(page, "Pay")?;
    hands::submit(page)?;
    hands::let_go(page)?;
    raise(page, "Lesson, add", ".rail")?;
    hands::await_words(page, ".lesson-card .goal", "done")?;
    page.click_in(".lesson-card", "button", "Next")?;
    let asked = "document.querySelectorAll('.prediction .answer').length > 1";
    page.wait("the question", asked)?;
    page.click_selector(".prediction .answer:last-of-type")?;
    let chosen = "document.querySelector('.answer.chosen') !== null";
    page.wait("an answer is chosen", chosen).map(drop)
}
