//! What a person feels of the page: how soon it is there, and how smoothly it runs.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::{frames, moves};
use crate::browser::{Browser, Page, View};
use crate::page_tests::await_life;
use crate::rows::{Bar, Row};
use crate::serve::server::{Reload, Server};

const PAINT: &str = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
const ALIVE: &str = "performance.getEntriesByName('world-alive')[0]?.startTime ?? null";

/// Starts that are measured; the median counts.
const STARTS: usize = 5;

/// Measures the site in a folder.
pub fn measure(browser: &mut Browser, site: &Path, profile: Option<&Path>) -> Result<Vec<Row>> {
    let server = Server::start(site, 0, Reload::Off)?;
    let address = server.address();
    let (paint, alive) = starts(browser, &address, 1)?;
    let (_, slow) = starts(browser, &address, 4)?;
    let mut rows = vec![
        Row::new("first paint", paint, "ms", Bar::AtMost(500.0)),
        Row::new("world alive", alive, "ms", Bar::AtMost(1_000.0)),
        Row::new(
            "world alive, CPU 4 times slower",
            slow,
            "ms",
            Bar::AtMost(3_000.0),
        ),
    ];
    rows.extend(frames::measure(browser, &address, profile)?);
    rows.extend(moves::measure(browser, &address)?);
    Ok(rows)
}

/// The median first paint and life of some first visits, in milliseconds.
fn starts(browser: &mut Browser, address: &str, slower: u32) -> Result<(f64, f64)> {
    let mut paints = Vec::new();
    let mut lives = Vec::new();
    for _ in 0..STARTS {
        let page = browser.blank(&[address], View::LAPTOP)?;
        page.devtools("Emulation.setCPUThrottlingRate", &json!({ "rate": slower }))?;
        page.go(address)?;
        await_life(&page)?;
        paints.push(milliseconds(&page, "first paint", PAINT)?);
        lives.push(milliseconds(&page, "life", ALIVE)?);
    }
    Ok((median(paints), median(lives)))
}

fn milliseconds(page: &Page, what: &str, expression: &str) -> Result<f64> {
    page.wait(what, expression)?.as_f64().context("no time")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
