//! What a person's hands do again and again: time, choosing an object, filling in an act.

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::browser::{Page, Place};

/// The form that an act opened.
pub const FORM: &str = ".offer-form";
/// The acts beside the chosen object.
pub const ACTS: &str = ".acts";

const TRACK: &str = "document.querySelector('.timeline .track')";
const AT: &str = "Number(document.querySelector('.timeline .track').ariaValueNow)";

/// The moment that the page shows, in whole simulated seconds.
pub fn moment(page: &Page) -> Result<f64> {
    page.eval(AT)?.as_f64().context("no moment")
}

/// Goes on by arrow keys on the timeline, half a minute a press, until something holds.
pub fn go_on_until(page: &Page, what: &str, holds: &str) -> Result<()> {
    advance(page, ("Shift+ArrowRight", 160), what, holds)
}

/// Goes on by arrow keys on the timeline, five seconds a press, until something holds.
pub fn go_on_slowly_until(page: &Page, what: &str, holds: &str) -> Result<()> {
    advance(page, ("ArrowRight", 120), what, holds)
}

fn advance(page: &Page, (keys, most): (&str, usize), what: &str, holds: &str) -> Result<()> {
    for _ in 0..most {
        if page.eval(holds)? == true {
            return Ok(());
        }
        press_on_timeline(page, keys)?;
    }
    bail!(
        "{most} presses of {keys} on, at {} s, in vain: {what}",
        moment(page)?
    )
}

/// Presses a key on the timeline and waits until the page shows another moment.
pub fn press_on_timeline(page: &Page, keys: &str) -> Result<()> {
    page.eval(&format!("{TRACK}.focus()"))?;
    let before = moment(page)?;
    page.press(keys)?;
    page.wait("the timeline moves", &format!("{AT} !== {before}"))
        .map(drop)
}

/// Opens the form of an act in the rail.
pub fn open_form(page: &Page, act: &str) -> Result<()> {
    page.click_in(".rail", "button", act)?;
    await_form(page)
}

/// Opens the form of an act beside the chosen object.
pub fn open_act(page: &Page, act: &str) -> Result<()> {
    await_act(page, act)?;
    page.click_in(acts(page)?, "button", act)?;
    await_form(page)
}

/// Does an act beside the chosen object that asks for nothing.
pub fn do_act(page: &Page, act: &str) -> Result<()> {
    await_act(page, act)?;
    page.click_in(acts(page)?, "button", act)
}

/// Where the chosen object's acts are: on a phone in the inspector's sheet, if that is up.
fn acts(page: &Page) -> Result<&'static str> {
    let in_sheet = page.eval("document.querySelector('.right.raised') !== null")? == true;
    Ok(if in_sheet { ".inspector-acts" } else { ACTS })
}

fn await_act(page: &Page, act: &str) -> Result<()> {
    let there = format!(
        "document.querySelector('{ACTS}')?.innerText.includes({}) ?? false",
        json!(act)
    );
    page.wait(&format!("the act {act:?} is offered"), &there)?;
    let still = "document.querySelector('.right')?.getAnimations().length === 0";
    page.wait("the sheet stands still", still).map(drop)
}

fn await_form(page: &Page) -> Result<()> {
    let there = format!("document.querySelector('{FORM}') !== null");
    page.wait("the act's form opens", &there).map(drop)
}

/// Presses the button of the open form and waits until it has closed.
pub fn submit(page: &Page) -> Result<()> {
    page.click_selector(&format!("{FORM} button[type=submit]"))?;
    let gone = format!("document.querySelector('{FORM}') === null");
    page.wait("the form closes", &gone).map(drop)
}

/// Clicks a figure on the stage by its name, and waits until the inspector shows it.
pub fn choose(page: &Page, room: &str, name: &str) -> Result<()> {
    page.click_in(room, "button", name)
        .with_context(|| format!("at {} s", moment(page).unwrap_or(-1.0)))?;
    let chosen = format!("document.querySelector('{room} [aria-pressed=true]') !== null");
    page.wait(&format!("{name:?} is chosen"), &chosen)?;
    page.wait(
        "the inspector shows it",
        "document.querySelector('.inspector h3') !== null",
    )
    .map(drop)
}

/// Lets go of what is chosen. Where a sheet is up, the first press lowers it.
pub fn let_go(page: &Page) -> Result<()> {
    let raised = "document.querySelector('.raised') !== null";
    if page.eval(raised)? == true {
        page.press("Escape")?;
        page.wait("the sheet is lowered", &format!("!({raised})"))?;
    }
    page.press("Escape")?;
    page.wait(
        "nothing is chosen",
        "document.querySelector('.inspector') === null",
    )
    .map(drop)
}

/// A place on a link where nothing lies over it: nodes and other links cross it.
const FREE_PLACE: &str = "
    const link = [...document.querySelectorAll('.network .link')]
        .find((one) => one.ariaLabel.startsWith(arguments[0]));
    const line = link.querySelector('.hit'), turn = line.getScreenCTM();
    const end = (n) => new DOMPoint(line['x' + n].baseVal.value, line['y' + n].baseVal.value)
        .matrixTransform(turn);
    const [a, b] = [end(1), end(2)];
    for (let part = 0.2; part < 0.85; part += 0.05) {
        const x = a.x + (b.x - a.x) * part, y = a.y + (b.y - a.y) * part;
        if (link.contains(document.elementFromPoint(x, y))) return { x, y };
    }
    return null;";

/// Clicks a link, named by its ends as the page names it: \"North – East\".
pub fn choose_link(page: &Page, ends: &str) -> Result<()> {
    let place = page.call(FREE_PLACE, &json!([format!("Link {ends},")]))?;
    let at = |key: &str| place[key].as_f64().context("no free place on the link");
    page.click_at(Place {
        x: at("x")?,
        y: at("y")?,
    })?;
    let chosen = "document.querySelector('.network .link[aria-pressed=true]')?.ariaLabel ?? ''";
    page.wait(
        "the link is chosen",
        &format!("({chosen}).startsWith({})", json!(format!("Link {ends}"))),
    )
    .map(drop)
}

/// Opens a tab below the stage.
pub fn open_tab(page: &Page, name: &str) -> Result<()> {
    page.click("tab", name)?;
    let open = "document.querySelector('[role=tab][aria-selected=true]')?.innerText ?? ''";
    page.wait("the tab opens", &format!("{open} === {}", json!(name)))
        .map(drop)
}

/// Whether a part of the page says something, as an expression for waiting. Styles write some
/// words in capitals.
pub fn says(selector: &str, words: &str) -> String {
    format!(
        "[...document.querySelectorAll({})]
            .some((one) => one.innerText.toLowerCase().includes({}))",
        json!(selector),
        json!(words.to_lowercase())
    )
}

/// Waits until a part of the page says something.
pub fn await_words(page: &Page, selector: &str, words: &str) -> Result<()> {
    let outcome = page.wait(
        &format!("{selector} says {words:?}"),
        &says(selector, words),
    );
    match outcome {
        Ok(_) => Ok(()),
        Err(error) => {
            let said = page.text(selector).unwrap_or_else(|_| "nothing".to_owned());
            Err(error.context(format!("{selector} says {said:?}")))
        }
    }
}

/// Presses Tab until the focus is on something, as a person without a pointer does.
pub fn tab_to(page: &Page, wanted: &str) -> Result<()> {
    const LONGEST_WAY: usize = 160;
    for _ in 0..LONGEST_WAY {
        page.press("Tab")?;
        if page.focus()?.starts_with(wanted) {
            return Ok(());
        }
    }
    bail!("{LONGEST_WAY} presses of Tab don't reach {wanted}")
}
