//! The WebDriver protocol: one session, its commands, and Chromium's DevTools through it.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

const LONGEST_CALL: Duration = Duration::from_secs(60);

/// A WebDriver session. It ends when dropped.
pub struct Session {
    address: String,
}

impl Session {
    /// Starts a browser with these capabilities.
    pub fn start(driver: &str, capabilities: &Value) -> Result<Self> {
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let answer = send(minreq::post(format!("{driver}/session")), Some(&body))?;
        let id = answer["sessionId"]
            .as_str()
            .context("the driver gave no session")?;
        Ok(Self {
            address: format!("{driver}/session/{id}"),
        })
    }

    /// Sends a command such as `url` or `actions`.
    pub fn post(&self, command: &str, body: &Value) -> Result<Value> {
        send(
            minreq::post(format!("{}/{command}", self.address)),
            Some(body),
        )
        .with_context(|| format!("WebDriver: {command}"))
    }

    /// Sends a command of Chromium's DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("goog/cdp/execute", &body)
            .with_context(|| format!("DevTools: {command}"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The driver is ended as well, so a browser that doesn't answer here doesn't stay.
        drop(send(minreq::delete(&self.address), None));
    }
}

fn send(request: minreq::Request, body: Option<&Value>) -> Result<Value> {
    let request = request.with_timeout(LONGEST_CALL.as_secs());
    let request = match body {
        Some(body) => request
            .with_header("Content-Type", "application/json")
            .with_body(body.to_string()),
        None => request,
    };
    let response = request.send()?;
    let mut answer: Value = serde_json::from_slice(response.as_bytes())?;
    let value = answer["value"].take();
    if response.status_code == 200 {
        return Ok(value);
    }
    let message = value["message"].as_str().unwrap_or("no message");
    let lines: Vec<_> = message
        .lines()
        .take_while(|line| !line.starts_with('#'))
        .collect();
    bail!("{}", lines.join(" "))
}
