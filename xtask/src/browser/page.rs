//! One open page: look, wait, ask, complain.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use super::recorder::Recorder;
use super::view::View;
use super::wire::Session;

const LONGEST_WAIT: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(50);

/// A page in a browser of its own, which ends when this is dropped.
pub struct Page {
    pub(super) session: Option<Session>,
    recorder: Recorder,
    profile: PathBuf,
    pub(super) axe: PathBuf,
}

impl Page {
    pub(super) fn new(
        session: Session,
        recorder: Recorder,
        profile: PathBuf,
        axe: PathBuf,
        view: View,
    ) -> Result<Self> {
        let page = Self {
            session: Some(session),
            recorder,
            profile,
            axe,
        };
        page.look(view)?;
        Ok(page)
    }

    pub(super) fn session(&self) -> &Session {
        self.session
            .as_ref()
            .expect("a page has a session until it is dropped")
    }

    /// Goes to an address and returns when it has loaded.
    pub fn go(&self, address: &str) -> Result<()> {
        self.session()
            .post("url", &json!({ "url": address }))
            .map(drop)
    }

    /// Loads the page again; storage stays.
    pub fn reload(&self) -> Result<()> {
        self.session().post("refresh", &json!({})).map(drop)
    }

    /// Changes size, theme and motion.
    pub fn look(&self, view: View) -> Result<()> {
        self.devtools("Emulation.setDeviceMetricsOverride", &view.metrics())?;
        self.devtools("Emulation.setEmulatedMedia", &view.media())
            .map(drop)
    }

    /// Sends a command of Chromium's DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.session().devtools(command, parameters)
    }

    /// The value of a JavaScript expression; a promise is awaited.
    pub fn eval(&self, expression: &str) -> Result<Value> {
        self.call(&format!("return await ({expression});"), &json!([]))
    }

    /// Runs the body of an `async` function; `arguments` are its arguments.
    pub fn call(&self, body: &str, arguments: &Value) -> Result<Value> {
        let script = format!("return (async function() {{ {body} }}).apply(null, arguments);");
        self.session().post(
            "execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// Waits until an expression is truthy, and returns it; `what` names it in the error.
    pub fn wait(&self, what: &str, expression: &str) -> Result<Value> {
        self.wait_for(what, LONGEST_WAIT, expression)
    }

    /// As [`Page::wait`], with another patience.
    pub fn wait_for(&self, what: &str, longest: Duration, expression: &str) -> Result<Value> {
        let start = Instant::now();
        loop {
            let value = self.eval(expression)?;
            if truthy(&value) {
                return Ok(value);
            }
            if start.elapsed() > longest {
                bail!("waited {longest:?} in vain: {what}");
            }
            thread::sleep(PAUSE);
        }
    }

    /// The text that a reader sees below a CSS selector; an error if there is no such element.
    pub fn text(&self, selector: &str) -> Result<String> {
        let text = self.call(
            "return document.querySelector(arguments[0])?.innerText ?? null;",
            &json!([selector]),
        )?;
        Ok(text
            .as_str()
            .with_context(|| format!("no element {selector}"))?
            .to_owned())
    }

    /// How many elements a CSS selector finds.
    pub fn count(&self, selector: &str) -> Result<u64> {
        let found = "return document.querySelectorAll(arguments[0]).length;";
        self.call(found, &json!([selector]))?
            .as_u64()
            .context("no number")
    }

    /// A picture of the viewport, as PNG.
    pub fn screenshot(&self) -> Result<Vec<u8>> {
        let parameters = json!({ "format": "png", "captureBeyondViewport": false });
        let answer = self.devtools("Page.captureScreenshot", &parameters)?;
        let picture = answer["data"].as_str().context("no picture")?;
        Ok(BASE64_STANDARD.decode(picture)?)
    }

    /// Takes what the page and its workers wrote to the console since the last call: warnings
    /// and errors, the browser's own about them included.
    pub fn take_complaints(&self) -> Result<Vec<String>> {
        let entries = self
            .session()
            .post("se/log", &json!({ "type": "browser" }))?;
        let entries = entries.as_array().context("no log")?.iter();
        let bad = entries.filter(|entry| entry["level"] == "WARNING" || entry["level"] == "SEVERE");
        Ok(bad
            .map(|entry| format!("{}: {}", entry["level"], entry["message"]))
            .collect())
    }

    /// Takes the addresses outside of the page's own site that were asked for since the last
    /// call, by the page or a worker.
    pub fn take_foreign_requests(&self) -> Vec<String> {
        self.recorder.take()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.session = None;
        drop(fs::remove_dir_all(&self.profile));
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
