//! How soon the page shows what was asked: a moment of the past hour, a command.
//!
//! Measured inside the page, from the event that a press gives to the start of the first frame
//! after the one that shows the answer: worker, scene, Yew, style and layout are in it.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::browser::{Browser, View};
use crate::page_tests::hands;
use crate::rows::{Bar, Row};

/// The demo, an hour after its start.
const AN_HOUR: &str = "#scenario=first-minute&autoplay=0&start=60m";

/// Presses the timeline at twenty places, one after the other, over all that was played.
const SEEKS: &str = "(async () => {
    const track = document.querySelector('.timeline .track'), took = [];
    const clock = () => document.querySelector('.clock time').innerText;
    const box = track.getBoundingClientRect();
    const played = document.querySelector('.timeline .horizon').getBoundingClientRect();
    const wide = played.left - box.left;
    for (let index = 0; index < 20; index++) {
        const x = box.left + wide * ((index * 0.618034 + 0.3) % 1);
        const at = { clientX: x, clientY: box.top + 20, bubbles: true, pointerId: 1, isPrimary: true };
        const before = clock(), start = performance.now();
        track.dispatchEvent(new PointerEvent('pointerdown', at));
        track.dispatchEvent(new PointerEvent('pointerup', at));
        await shown(() => clock() !== before);
        took.push(performance.now() - start);
    }
    return took;
})()";

/// Creates twenty accounts with the form as it opens.
const COMMANDS: &str = "(async () => {
    const took = [], people = () => document.querySelectorAll('.people button').length;
    const press = [...document.querySelectorAll('.rail .offer-button')]
        .find((one) => one.innerText.trim() === 'Account');
    for (let index = 0; index < 20; index++) {
        press.click();
        await shown(() => document.querySelector('.offer-form') !== null);
        const before = people(), start = performance.now();
        document.querySelector('.offer-form button[type=submit]').click();
        await shown(() => people() > before);
        took.push(performance.now() - start);
    }
    return took;
})()";

/// Resolves at the first frame at whose start something holds.
const SHOWN: &str = "window.shown = (holds) => new Promise((done) => {
    const look = () => holds() ? done() : requestAnimationFrame(look);
    requestAnimationFrame(look);
})";

/// The rows of seeking and commanding.
pub fn measure(browser: &mut Browser, address: &str) -> Result<Vec<Row>> {
    let page = browser.open(&[address], &format!("{address}{AN_HOUR}"), View::LAPTOP)?;
    let there = "document.querySelector('.clock time')?.innerText >= '01:00:00'";
    page.wait_for("an hour is played", Duration::from_secs(120), there)?;
    page.eval(&format!("({SHOWN}) && true"))?;
    let times = |script: &str| -> Result<Vec<f64>> {
        let took = page.eval(script)?;
        let took = took.as_array().context("no times")?.iter();
        let mut took: Vec<f64> = took.filter_map(serde_json::Value::as_f64).collect();
        took.sort_by(f64::total_cmp);
        Ok(took)
    };
    let seeks = times(SEEKS)?;
    hands::press_on_timeline(&page, "End")?;
    let commands = times(COMMANDS)?;
    let row = |name: &str, value: Option<&f64>, bar| {
        Row::new(name, value.copied().unwrap_or(f64::NAN), "ms", bar)
    };
    Ok(vec![
        row(
            "seek within an hour, median of 20",
            seeks.get(seeks.len() / 2),
            Bar::None,
        ),
        row(
            "seek within an hour, slowest of 20",
            seeks.last(),
            Bar::AtMost(100.0),
        ),
        row(
            "command to picture, median of 20",
            commands.get(commands.len() / 2),
            Bar::None,
        ),
        row(
            "command to picture, slowest of 20",
            commands.last(),
            Bar::AtMost(50.0),
        ),
    ])
}
