//! Time by hand: pause, step, seek, slow, the past and its branches, undo, reload.

use anyhow::{Context, Result, ensure};

use super::Check;
use super::hands::{self, FORM};
use crate::browser::{Page, Place, View};

/// A quiet world at its start.
const SANDBOX: &str = "#scenario=sandbox&autoplay=0";

/// Checks of time.
pub const CHECKS: &[Check] = &[
    Check {
        name: "time_pauses_and_plays_by_button_and_key",
        view: View::LAPTOP,
        link: "#scenario=sandbox",
        run: pauses,
    },
    Check {
        name: "one_event_forward_and_back",
        view: View::LAPTOP,
        link: SANDBOX,
        run: steps,
    },
    Check {
        name: "the_timeline_is_dragged_and_walked",
        view: View::LAPTOP,
        link: "#scenario=first-minute&autoplay=0",
        run: seeks,
    },
    Check {
        name: "time_slows_down_by_itself_unless_told_not_to",
        view: View::LAPTOP,
        link: "#scenario=first-minute&start=14m15s",
        run: slows_down,
    },
    Check {
        name: "an_act_in_the_past_begins_a_branch",
        view: View::LAPTOP,
        link: SANDBOX,
        run: branches,
    },
    Check {
        name: "taking_an_act_in_the_past_back_brings_the_course_back_that_it_left",
        view: View::LAPTOP,
        link: SANDBOX,
        run: comes_back,
    },
    Check {
        name: "the_last_command_is_undone_by_key",
        view: View::LAPTOP,
        link: SANDBOX,
        run: undoes,
    },
    Check {
        name: "a_reload_keeps_the_world",
        view: View::LAPTOP,
        link: SANDBOX,
        run: survives_a_reload,
    },
];

/// The clock's words.
const CLOCK: &str = "document.querySelector('.clock time').innerText";

fn clock(page: &Page) -> Result<String> {
    Ok(page.eval(CLOCK)?.as_str().context("no clock")?.to_owned())
}

fn await_clock(page: &Page, wanted: &str) -> Result<()> {
    page.wait(
        &format!("the clock says {wanted}"),
        &format!("{CLOCK} === '{wanted}'"),
    )
    .map(drop)
}

fn await_other_clock(page: &Page, than: &str) -> Result<()> {
    page.wait(
        &format!("the clock leaves {than}"),
        &format!("{CLOCK} !== '{than}'"),
    )
    .map(drop)
}

fn pauses(page: &mut Page) -> Result<()> {
    await_other_clock(page, &clock(page)?)?;
    page.click("button", "Pause")?;
    page.wait(
        "it says that it stands",
        "document.querySelector('.play button').ariaLabel === 'Play'",
    )?;
    // What the engine has played is still shown to its end; then nothing moves any more.
    let still = format!(
        "new Promise((done) => {{ const before = {CLOCK};
        setTimeout(() => done({CLOCK} === before), 400); }})"
    );
    page.wait("time stands still", &still)?;
    let before = clock(page)?;
    page.eval("document.activeElement.blur()")?;
    page.press("Space")?;
    await_other_clock(page, &before)
}

fn steps(page: &mut Page) -> Result<()> {
    let start = clock(page)?;
    page.click("button", "One event forward")?;
    await_other_clock(page, &start)?;
    let first = clock(page)?;
    let mut last = first.clone();
    // Several events may happen in one moment.
    for _ in 0..40 {
        page.press(".")?;
        page.eval("new Promise((done) => setTimeout(done, 60))")?;
        last = clock(page)?;
        if last != first {
            break;
        }
    }
    ensure!(last > first, "events lead from {first} to {last}");
    for _ in 0..40 {
        page.click("button", "One event back")?;
        page.eval("new Promise((done) => setTimeout(done, 60))")?;
        if clock(page)? == first {
            return Ok(());
        }
    }
    ensure!(
        false,
        "no way back from {last} to {first}, but to {}",
        clock(page)?
    );
    Ok(())
}

fn seeks(page: &mut Page) -> Result<()> {
    ensure!(clock(page)? == "00:12:00.000", "starts at {}", clock(page)?);
    let blocks = "document.querySelectorAll('.tree .block').length";
    let before = page.eval(blocks)?.as_u64();
    let track = page.place(".timeline .track")?;
    let left = Place {
        x: track.x - 300.0,
        y: track.y,
    };
    page.drag(track, left)?;
    let early = format!("{CLOCK} > '00:02:00' && {CLOCK} < '00:06:00'");
    page.wait("the world is at an early moment", &early)?;
    let after = page.eval(blocks)?.as_u64();
    ensure!(
        after < before,
        "{after:?} blocks at {}, {before:?} later",
        clock(page)?
    );
    page.press("Home")?;
    await_clock(page, "00:00:00.000")?;
    hands::press_on_timeline(page, "End")?;
    await_clock(page, "00:12:00.000")?;
    page.wait(
        "the blocks are back",
        &format!("{blocks} === {}", before.unwrap_or_default()),
    )
    .map(drop)
}

fn slows_down(page: &mut Page) -> Result<()> {
    page.wait(
        "it slows down and says why",
        &hands::says(".slowed", "slow for:"),
    )?;
    page.click("button", "slow")?;
    page.wait(
        "it runs on at once",
        "document.querySelector('.slowed') === null",
    )?;
    let off = "document.querySelector('.slow').ariaPressed === 'false'";
    page.wait("the switch is off", off)?;
    page.press("7")?;
    let later = format!("{CLOCK} > '00:18:00'");
    page.wait("four more minutes pass", &later)?;
    ensure!(page.count(".slowed")? == 0, "slowed though told not to");
    Ok(())
}

fn create(page: &Page, name: &str) -> Result<()> {
    hands::open_form(page, "Account")?;
    page.fill(FORM, "name", name)?;
    hands::submit(page)?;
    hands::await_words(page, ".people", name)
}

fn branches(page: &mut Page) -> Result<()> {
    hands::press_on_timeline(page, "Shift+ArrowRight")?;
    create(page, "Zoe")?;
    hands::press_on_timeline(page, "ArrowLeft")?;
    page.wait(
        "Zoe is not there yet",
        "!document.querySelector('.people').innerText.includes('Zoe')",
    )?;
    create(page, "Eve")?;
    hands::await_words(page, ".notices", "a new branch begins here")?;
    hands::open_tab(page, "Script")?;
    hands::await_words(page, ".script .branches", "this course")?;
    let other = "[...document.querySelectorAll('.branches .chip')]
        .find((one) => one.innerText.includes('1 command'))?.innerText ?? ''";
    let other = page.wait("the other course is kept", other)?;
    page.click_in(".branches", "button", other.as_str().unwrap_or_default())?;
    hands::await_words(page, ".script ol", "Zoe")?;
    hands::await_words(page, ".people", "Zoe")?;
    ensure!(
        !page.text(".people")?.contains("Eve"),
        "two courses at once"
    );
    Ok(())
}

fn comes_back(page: &mut Page) -> Result<()> {
    hands::press_on_timeline(page, "Shift+ArrowRight")?;
    create(page, "Zoe")?;
    hands::press_on_timeline(page, "Shift+ArrowRight")?;
    hands::press_on_timeline(page, "Home")?;
    create(page, "Eve")?;
    page.click_in(".rail", "button", "Undo")?;
    page.wait(
        "Eve is gone",
        "!document.querySelector('.people').innerText.includes('Eve')",
    )?;
    await_clock(page, "00:00:00.000")?;
    hands::press_on_timeline(page, "End")?;
    await_clock(page, "00:01:00.000")?;
    hands::await_words(page, ".people", "Zoe")
}

fn undoes(page: &mut Page) -> Result<()> {
    create(page, "Zoe")?;
    page.eval("document.activeElement.blur()")?;
    page.press("Control+z")?;
    page.wait(
        "Zoe is gone",
        "!document.querySelector('.people').innerText.includes('Zoe')",
    )?;
    ensure!(
        page.count(".rail .undo")? == 0,
        "there is nothing more to undo"
    );
    Ok(())
}

fn survives_a_reload(page: &mut Page) -> Result<()> {
    hands::press_on_timeline(page, "Shift+ArrowRight")?;
    create(page, "Zoe")?;
    let before = clock(page)?;
    page.reload()?;
    super::await_life(page)?;
    hands::await_words(page, ".people", "Zoe")?;
    await_clock(page, &before)
}
