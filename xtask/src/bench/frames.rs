//! How smoothly the page runs a crowded world.
//!
//! All is measured inside the page, by a script that is there before its own. The work of a frame
//! is the time from the start of its callbacks to the first task after its painting (scripts,
//! Yew, style, layout, painting of the canvas), and the handling of the worker's messages since
//! the frame before. What other threads do (engine, raster, compositor) is not in it. Intervals
//! are those between frames; long tasks are the browser's own `longtask` entries. Messages in
//! flight are counted by what is painted, in a pass of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::crowd::{CROWDS, Crowd};
use crate::browser::{Browser, Page, View};
use crate::page_tests::await_life;
use crate::rows::{Bar, Row};

/// How long it is measured.
const MEASURED: Duration = Duration::from_secs(12);

/// How long it is profiled.
const PROFILED: Duration = Duration::from_secs(6);

const PROBE: &str = "
    window.probe = { frames: [], tasks: [], heard: 0, on: false };
    const now = () => performance.now();
    const set = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
    Object.defineProperty(Worker.prototype, 'onmessage', { ...set, set(listen) {
        set.set.call(this, listen && function (event) {
            const start = now();
            listen.call(this, event);
            queueMicrotask(() => { probe.heard += now() - start; });
        });
    } });
    const after = new MessageChannel();
    let begun = 0;
    after.port1.onmessage = () => {
        if (probe.on) probe.frames.push([begun, now() - begun + probe.heard]);
        probe.heard = 0;
    };
    (function frame() {
        begun = now();
        after.port2.postMessage(0);
        requestAnimationFrame(frame);
    })();
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (probe.on) probe.tasks.push(one.duration);
    }).observe({ type: 'longtask' });";

const PAINTED: &str = "new Promise((done) => {
    const of = CanvasRenderingContext2D.prototype, counts = [];
    let count = 0;
    for (const name of ['drawImage', 'fillRect']) {
        const plain = of[name];
        of[name] = function (...all) { count += 1; return plain.apply(this, all); };
    }
    const clear = of.clearRect;
    of.clearRect = function (...all) { counts.push(count); count = 0; return clear.apply(this, all); };
    setTimeout(() => done(counts.slice(1).sort((a, b) => a - b)[counts.length >> 1] ?? 0), 3000);
})";

/// The rows of each crowded world at 8 times its speed; the profile is of the first.
pub fn measure(browser: &mut Browser, address: &str, profile: Option<&Path>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (place, crowd) in CROWDS.iter().enumerate() {
        let profile = profile.filter(|_| place == 0);
        rows.extend(measure_one(browser, address, crowd, profile)?);
    }
    Ok(rows)
}

fn measure_one(
    browser: &mut Browser,
    address: &str,
    crowd: &Crowd,
    profile: Option<&Path>,
) -> Result<Vec<Row>> {
    let page = crowded(browser, address, crowd)?;
    let busy = busy(&page)?;
    let probe = format!(
        "new Promise((done) => {{ probe.on = true; setTimeout(() => done(probe), {}); }})",
        MEASURED.as_millis()
    );
    let probe = page.eval(&probe)?;
    let busy = self::busy(&page)? - busy;
    let numbers = |value: &serde_json::Value| value.as_f64().unwrap_or_default();
    let frames = probe["frames"].as_array().context("no frames")?;
    let starts: Vec<f64> = frames.iter().map(|frame| numbers(&frame[0])).collect();
    let work: Vec<f64> = frames.iter().map(|frame| numbers(&frame[1])).collect();
    let tasks = probe["tasks"].as_array().context("no tasks")?;
    let longest = tasks.iter().map(numbers).fold(0.0, f64::max);
    let intervals: Vec<f64> = starts.windows(2).map(|two| two[1] - two[0]).collect();
    let late = intervals.iter().filter(|one| **one > 25.0).count();
    let late = 100.0 * late as f64 / intervals.len().max(1) as f64;
    if let Some(file) = profile {
        write_profile(&page, file)?;
    }
    let mean = 1_000.0 * busy / work.len().max(1) as f64;
    let flying = page.eval(PAINTED)?.as_f64().context("no count")?;
    let figures = [flying, mean, percentile(work, 0.95), late, longest];
    Ok(rows(crowd.name, figures))
}

fn rows(crowd: &str, [flying, mean, work, late, longest]: [f64; 5]) -> Vec<Row> {
    let row =
        |what: &str, value, unit, bar| Row::new(&format!("{crowd}: {what}"), value, unit, bar);
    vec![
        row("messages in flight", flying, "painted", Bar::None),
        row("processor time a frame, mean", mean, "ms", Bar::None),
        row("work a frame, p95", work, "ms", Bar::AtMost(8.0)),
        row("intervals over 25 ms", late, "%", Bar::AtMost(1.0)),
        row(
            "longest long task",
            longest,
            "ms (0: none)",
            Bar::AtMost(50.0),
        ),
    ]
}

/// Processor time that the page's thread took since it began, in seconds.
fn busy(page: &Page) -> Result<f64> {
    page.devtools(
        "Performance.enable",
        &json!({ "timeDomain": "threadTicks" }),
    )?;
    let metrics = page.devtools("Performance.getMetrics", &json!({}))?;
    let mut metrics = metrics["metrics"].as_array().context("no metrics")?.iter();
    let tasks = metrics.find(|metric| metric["name"] == "TaskDuration");
    let tasks = tasks.and_then(|metric| metric["value"].as_f64());
    tasks.context("no time of tasks")
}

/// What the page's thread does for some seconds, sampled.
fn write_profile(page: &Page, file: &Path) -> Result<()> {
    page.devtools("Profiler.enable", &json!({}))?;
    page.devtools("Profiler.setSamplingInterval", &json!({ "interval": 200 }))?;
    page.devtools("Profiler.start", &json!({}))?;
    std::thread::sleep(PROFILED);
    let profile = page.devtools("Profiler.stop", &json!({}))?;
    Ok(fs::write(file, profile["profile"].to_string())?)
}

/// A page that plays a crowded world at 8 times its speed.
fn crowded(browser: &mut Browser, address: &str, crowd: &Crowd) -> Result<Page> {
    let page = browser.blank(&[address], View::LAPTOP)?;
    page.devtools("Page.enable", &json!({}))?;
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({ "source": PROBE }),
    )?;
    page.go(&format!("{address}#scenario=sandbox&autoplay=0&speed=8"))?;
    await_life(&page)?;
    page.click("button", "slow")?;
    let file = file(crowd)?;
    page.click("button", "Lessons")?;
    page.wait(
        "the dialog",
        "document.querySelector('.library input[type=file]') !== null",
    )?;
    page.choose_file(".library input[type=file]", &file)?;
    let nodes = crowd.nodes;
    let there = format!("document.querySelectorAll('.network .node').length === {nodes}");
    page.wait_for("the crowd is there", Duration::from_secs(60), &there)?;
    page.wait("time runs", "document.querySelector('.play.on') !== null")?;
    fs::remove_file(file)?;
    Ok(page)
}

fn file(crowd: &Crowd) -> Result<PathBuf> {
    let file = std::env::temp_dir().join(format!("bilayer-crowd-{}.json", std::process::id()));
    fs::write(&file, (crowd.scenario)().to_string())?;
    Ok(file)
}

fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let index = (last as f64 * share).ceil() as usize;
    values.get(index).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_so_many_do_not_exceed() {
        let values: Vec<f64> = (1..=100).map(f64::from).rev().collect();
        assert!((percentile(values, 0.95) - 96.0).abs() < f64::EPSILON);
        assert!(percentile(Vec::new(), 0.95).is_nan());
    }
}
