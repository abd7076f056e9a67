//! The lessons, played through by clicks on the page, with a wrong prediction in each.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::Check;
use super::hands::{self, ACTS, FORM};
use crate::browser::{Page, View};

/// How long one step may take a reader who plays at 64 times, or at the step's speed if that is higher.
const LONGEST_STEP: Duration = Duration::from_secs(100);

/// What a reader does by hand at a step of a lesson.
type Hand = (u64, fn(&Page) -> Result<()>);

/// Checks of the lessons.
pub const CHECKS: &[Check] = &[
    Check {
        name: "follow_a_transaction_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| {
            const HANDS: &[Hand] = &[(1, pay_ben), (5, cut_and_pay)];
            play(page, "Follow a transaction", HANDS)
        },
    },
    Check {
        name: "a_hundred_coffees_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| {
            const HANDS: &[Hand] = &[(1, open_channel)];
            play(page, "A hundred coffees, two transactions", HANDS)
        },
    },
    Check {
        name: "catch_a_lying_sequencer_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| {
            const HANDS: &[Hand] = &[(1, transfer_above)];
            play(page, "Catch a lying sequencer", HANDS)
        },
    },
    Check {
        name: "what_a_node_checks_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| {
            const HANDS: &[Hand] = &[(1, |page| pay(page, "Mallory", "5"))];
            play(page, "What a node checks", HANDS)
        },
    },
    Check {
        name: "vote_with_your_stake_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| {
            const HANDS: &[Hand] = &[(1, |page| pay(page, "Ana", "60"))];
            play(page, "Vote with your stake", HANDS)
        },
    },
    Check {
        name: "slashed_is_played_to_its_end",
        view: View::LAPTOP,
        link: "",
        run: |page| {
            const HANDS: &[Hand] = &[(4, propose_twice)];
            play(page, "Slashed", HANDS)
        },
    },
    Check {
        name: "a_lesson_goes_on_after_a_reload_and_is_left",
        view: View::LAPTOP,
        link: "#lesson=follow-a-transaction",
        run: reloads_and_leaves,
    },
    Check {
        name: "a_phone_shows_a_lesson_that_a_link_opens",
        view: View::PHONE,
        link: "#lesson=follow-a-transaction",
        run: |page| {
            page.wait(
                "the lesson's first step is in sight",
                "(() => {
                    const place = document.querySelector('.lesson-card')?.getBoundingClientRect();
                    return place && place.height > 40 && place.top < innerHeight - 60;
                })()",
            )?;
            Ok(())
        },
    },
];

const CARD: &str = ".lesson-card";
const STEP: &str = "Number(/\\d+/.exec(document.querySelector('.lesson-card h2')?.innerText)?.[0])";
const ASKS: &str = "document.querySelector('.lesson-card [role=radio]:not([disabled])') !== null";
const CAN_GO_ON: &str = "[...document.querySelectorAll('.lesson-card footer button')]
    .some((one) => one.innerText === 'Next' || one.innerText === 'Once more')";
const IS_AT_END: &str = "[...document.querySelectorAll('.lesson-card footer button')]
    .some((one) => one.innerText === 'Once more')";

/// Opens a lesson from the dialog and plays it, by hand where there is a hand for a step.
fn play(page: &Page, title: &str, hands_on: &[Hand]) -> Result<()> {
    page.click("button", "slow")?;
    page.click("button", "Lessons")?;
    // The first list holds the lessons; a world may have the same name.
    page.click_in("dialog .tiles", "button", title)?;
    hands::await_words(page, CARD, "to do")?;
    let mut wrong = 0;
    for wanted in 1..20 {
        let step = page.eval(STEP)?.as_u64().context("no step")?;
        ensure!(step == wanted, "step {step} instead of {wanted}");
        let outcome = play_step(page, step, hands_on, wrong == 0);
        wrong += u32::from(!outcome.with_context(|| format!("at step {step}"))?);
        if page.eval(IS_AT_END)? == true {
            ensure!(
                wrong > 0 && step > 5,
                "{step} steps, {wrong} wrong predictions"
            );
            return page.click_in(CARD, "button", "Continue in the sandbox");
        }
        page.click_in(CARD, "button", "Next")?;
        page.wait("the next step", &format!("{STEP} === {}", step + 1))?;
    }
    bail!("no end: {}", page.text(CARD)?)
}

/// Plays one step until it lets the reader go on. Whether nothing was predicted wrongly.
fn play_step(page: &Page, step: u64, hands_on: &[Hand], first: bool) -> Result<bool> {
    let asks = page.eval(ASKS)? == true;
    match hands_on.iter().find(|(number, _)| *number == step) {
        _ if asks => predict(page, first)?,
        Some((_, act)) => act(page)?,
        None => press_the_button(page)?,
    }
    run_to_its_end(page)?;
    if !asks {
        return Ok(true);
    }
    hands::await_words(page, ".lesson-card .reply", ".")?;
    Ok(page.count(".answer.chosen.right")? == 1)
}

/// Presses the card's button that reaches the goal, if there is one.
fn press_the_button(page: &Page) -> Result<()> {
    const BUTTON: &str = ".lesson-card > button.wide";
    let there = format!("document.querySelector('{BUTTON}') !== null");
    let soon = Duration::from_secs(1);
    if page.wait_for("a button appears", soon, &there).is_ok() {
        page.click_selector(BUTTON)?;
        // It is gone while its acts are under way; where none waits for anything, that is too short to be seen, and the
        // step's goal tells.
        drop(page.wait_for("its acts are under way", soon, &format!("!({there})")));
    }
    Ok(())
}

/// Plays on until the step lets the reader go on. Its acts may set another speed meanwhile.
fn run_to_its_end(page: &Page) -> Result<()> {
    let start = Instant::now();
    while page.eval(CAN_GO_ON)? == false {
        ensure!(
            start.elapsed() < LONGEST_STEP,
            "no end: {}",
            page.text(CARD)?
        );
        run_on(page)?;
        let soon = Duration::from_secs(3);
        drop(page.wait_for("the lesson goes on", soon, CAN_GO_ON));
    }
    Ok(())
}

/// Lets time run, at 64 times if the step asks for no higher speed. Most steps set it going themselves, a moment later.
fn run_on(page: &Page) -> Result<()> {
    const RUNS: &str = "document.querySelector('.play.on') !== null";
    const SLOWER: &str = "Number(document.querySelector('select.speed').value) < 6";
    let by_itself = page.wait_for("time runs by itself", Duration::from_secs(1), RUNS);
    if by_itself.is_err() && page.eval(CAN_GO_ON)? == false {
        page.click("button", "Play")?;
    }
    match page.eval(SLOWER)? == true {
        true => page.press("7"),
        false => Ok(()),
    }
}

/// Predicts: the first answer, or the last; then the page does what the step asks for.
fn predict(page: &Page, first: bool) -> Result<()> {
    let place = if first { "first" } else { "last" };
    page.click_selector(&format!("{CARD} [role=radio]:{place}-of-type"))?;
    page.wait(
        "it is chosen",
        "document.querySelector('.answer.chosen') !== null",
    )?;
    page.click_in(CARD, "button", "Run it and see")
}

/// Ana pays Ben on Layer 1.
fn pay_ben(page: &Page) -> Result<()> {
    pay(page, "Ana", "3.2")
}

/// Somebody pays Ben on Layer 1.
fn pay(page: &Page, who: &str, amount: &str) -> Result<()> {
    hands::choose(page, ".people", who)?;
    hands::open_act(page, "Pay")?;
    page.choose(ACTS, "to", "Ben")?;
    page.fill(ACTS, "amount", amount)?;
    hands::submit(page)?;
    hands::let_go(page)
}

/// Espoo makes two blocks for each of its slots.
fn propose_twice(page: &Page) -> Result<()> {
    hands::choose(page, ".network", "Espoo")?;
    hands::do_act(page, "Cheat: two blocks a slot")?;
    hands::let_go(page)
}

fn cut_and_pay(page: &Page) -> Result<()> {
    hands::choose_link(page, "Bern – Cusco")?;
    hands::do_act(page, "Cut")?;
    page.wait(
        "the link is cut",
        "document.querySelector('.link.cut') !== null",
    )?;
    hands::let_go(page)?;
    pay_ben(page)
}

fn open_channel(page: &Page) -> Result<()> {
    hands::open_form(page, "Channel")?;
    page.fill(FORM, "first deposit", "400")?;
    page.fill(FORM, "second deposit", "0")?;
    hands::submit(page)
}

fn transfer_above(page: &Page) -> Result<()> {
    page.click_selector("[data-anchor=rollup-1]")?;
    hands::open_act(page, "Transfer")?;
    page.choose(ACTS, "from", "Ana")?;
    page.choose(ACTS, "to", "Ben")?;
    page.fill(ACTS, "amount", "3.2")?;
    hands::submit(page)?;
    hands::let_go(page)
}

fn reloads_and_leaves(page: &mut Page) -> Result<()> {
    hands::await_words(page, CARD, "Ana wants to pay Ben")?;
    pay_ben(page)?;
    hands::await_words(page, ".lesson-card .goal", "done")?;
    page.click_in(CARD, "button", "Next")?;
    let second = format!("{STEP} === 2");
    page.wait("the second step", &second)?;
    page.reload()?;
    super::await_life(page)?;
    page.wait("the second step again", &second)?;
    page.click_in(CARD, "button", "Leave the lesson")?;
    page.wait("the lesson is left", &format!("!({second})"))?;
    hands::await_words(page, ".people", "Ana")
}
