//! The lessons, played through by clicks on the page.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use super::Check;
use super::hands::{self, ACTS};
use crate::browser::{Page, View};

/// How long one step may take a reader who plays at the highest speed.
const LONGEST_STEP: Duration = Duration::from_secs(60);

/// Checks of the lessons.
pub const CHECKS: &[Check] = &[
    Check {
        name: "follow_a_transaction_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| play(page, "Follow a transaction", Some(pays_ben)),
    },
    Check {
        name: "a_hundred_coffees_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| play(page, "A hundred coffees, two transactions", None),
    },
    Check {
        name: "catch_a_lying_sequencer_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| play(page, "Catch a lying sequencer", None),
    },
    Check {
        name: "a_lesson_goes_on_after_a_reload_and_is_left",
        view: View::LAPTOP,
        link: "#lesson=a-hundred-coffees",
        run: reloads_and_leaves,
    },
];

const CARD: &str = ".lesson-card";

/// What the reader can do next, by what the card shows.
const NEXT: &str = "(() => {
    const card = document.querySelector('.lesson-card');
    if (!card) return '';
    const open = [...card.querySelectorAll('[role=radio]:not([disabled])')];
    const has = (words) => [...card.querySelectorAll('footer button')]
        .some((one) => one.innerText === words);
    if (has('Once more')) return 'end';
    if (open.length > 0) return 'predict';
    if (has('Next')) return 'next';
    return card.querySelector(':scope > button.wide') ? 'act' : '';
})()";

const STEP: &str = "document.querySelector('.lesson-card h2')?.innerText ?? ''";

/// Opens a lesson from the dialog and plays it; the first step by hand if there is a hand for it.
fn play(page: &Page, title: &str, first: Option<fn(&Page) -> Result<()>>) -> Result<()> {
    page.click("button", "slow")?;
    page.click("button", "Lessons")?;
    // The first list holds the lessons; a world may have the same name.
    page.click_in("dialog .tiles", "button", title)?;
    hands::await_words(page, CARD, "to do")?;
    if let Some(first) = first {
        first(page)?;
        hands::await_words(page, ".lesson-card .goal", "done")?;
    }
    let (mut wrong, mut steps) = (0, 0);
    for _ in 0..60 {
        page.press("7")?;
        let next = page.wait_for("the lesson goes on", LONGEST_STEP, NEXT)?;
        match next.as_str().context("no next")? {
            "end" => {
                ensure!(
                    wrong > 0 && steps > 3,
                    "{steps} steps, {wrong} wrong predictions"
                );
                return page.click_in(CARD, "button", "Continue in the sandbox");
            }
            "predict" => wrong += u32::from(!predict(page, wrong == 0)?),
            "next" => {
                steps += 1;
                let before = page.eval(STEP)?;
                page.click_in(CARD, "button", "Next")?;
                page.wait("the next step", &format!("{STEP} !== {before}"))?;
            }
            _ => show_me(page)?,
        }
    }
    bail!("no end: {}", page.text(CARD)?)
}

/// Does what reaches the goal, by the card's button, and waits until it is reached.
fn show_me(page: &Page) -> Result<()> {
    page.click_selector(&format!("{CARD} > button.wide"))?;
    page.press("7")?;
    page.wait_for(
        "the step's goal is met",
        LONGEST_STEP,
        "document.querySelector('.lesson-card .goal.met') !== null
            || document.querySelector('.lesson-card > button.wide') !== null",
    )
    .map(drop)
}

/// Predicts: the first answer, or the last. Whether it came true.
fn predict(page: &Page, first: bool) -> Result<bool> {
    let place = if first { "first" } else { "last" };
    page.click_selector(&format!("{CARD} [role=radio]:{place}-of-type"))?;
    page.wait(
        "it is chosen",
        "document.querySelector('.answer.chosen') !== null",
    )?;
    page.click_in(CARD, "button", "Run it and see")?;
    page.wait(
        "the run begins, or the answer is there",
        "document.querySelector('.lesson-card .reply') !== null
            || document.querySelector('.lesson-card [role=radio]:not([disabled])') !== null",
    )?;
    page.press("7")?;
    if page.count(&format!("{CARD} > button.wide"))? > 0 {
        show_me(page)?;
    }
    page.wait_for(
        "the run has shown what happens",
        LONGEST_STEP,
        "document.querySelector('.lesson-card .reply') !== null",
    )?;
    ensure!(
        page.text(".lesson-card .reply")?.len() > 40,
        "a reply says why"
    );
    Ok(page.count(".answer.chosen.right")? == 1)
}

/// The first step of "Follow a transaction": Ana pays Ben, by hand.
fn pays_ben(page: &Page) -> Result<()> {
    hands::choose(page, ".people", "Ana")?;
    hands::open_act(page, "Pay")?;
    page.choose(ACTS, "to", "Ben")?;
    page.fill(ACTS, "amount", "3.2")?;
    hands::submit(page)?;
    hands::let_go(page)
}

fn reloads_and_leaves(page: &mut Page) -> Result<()> {
    hands::await_words(page, CARD, "Ana wants to pay Ben")?;
    page.click_selector(&format!("{CARD} > button.wide"))?;
    page.press("7")?;
    hands::await_words(page, ".lesson-card .goal", "done")?;
    page.click_in(CARD, "button", "Next")?;
    let second = format!("{STEP}.toLowerCase().includes('step 2 of')");
    page.wait("the second step", &second)?;
    page.reload()?;
    super::await_life(page)?;
    page.wait("the second step again", &second)?;
    page.click_in(CARD, "button", "Leave the lesson")?;
    page.wait("the lesson is left", &format!("!{second}"))?;
    hands::await_words(page, "section.room", "both signed")
}
