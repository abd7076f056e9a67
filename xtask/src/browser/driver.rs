//! Starts the driver, and browsers with fresh profiles through it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::page::Page;
use super::recorder::Recorder;
use super::view::View;
use super::wire::Session;
use crate::tools::system::Tools;

/// What Chromium needs to run without a display and to keep to itself.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
];

/// A running driver that opens pages of one site, each in a browser of its own.
pub struct Browser {
    driver: Child,
    _output: BufReader<ChildStdout>,
    address: String,
    chromium: PathBuf,
    profiles: PathBuf,
    axe: PathBuf,
    opened: u32,
}

impl Browser {
    /// Starts the driver. `scratch` is a folder for profiles.
    pub fn start(tools: &Tools, axe: &Path, scratch: &Path) -> Result<Self> {
        let mut driver = Command::new(&tools.chromedriver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run chromedriver")?;
        let mut output = BufReader::new(driver.stdout.take().context("no output")?);
        let port = match announced_port(&mut output) {
            Ok(port) => port,
            Err(error) => {
                driver.kill().ok();
                return Err(error);
            }
        };
        Ok(Self {
            driver,
            _output: output,
            address: format!("http://127.0.0.1:{port}"),
            chromium: tools.chromium.clone(),
            profiles: scratch.to_owned(),
            axe: axe.to_owned(),
            opened: 0,
        })
    }

    /// Opens an address in a fresh browser. `sites` are the addresses of the servers that it may
    /// ask.
    pub fn open(&mut self, sites: &[&str], address: &str, view: View) -> Result<Page> {
        let page = self.blank(sites, view)?;
        page.go(address)?;
        Ok(page)
    }

    /// A fresh browser that has not opened anything yet.
    pub fn blank(&mut self, sites: &[&str], view: View) -> Result<Page> {
        self.opened += 1;
        let profile = self
            .profiles
            .join(format!("{}-{}", std::process::id(), self.opened));
        fs::create_dir_all(&profile)?;
        let recorder = Recorder::start()?;
        let capabilities = self.capabilities(sites, &profile, &recorder, view);
        let session = Session::start(&self.address, &capabilities)?;
        Page::new(session, recorder, profile, self.axe.clone(), view)
    }

    fn capabilities(
        &self,
        sites: &[&str],
        profile: &Path,
        recorder: &Recorder,
        view: View,
    ) -> Value {
        let hosts = sites
            .iter()
            .map(|site| site.trim_start_matches("http://").trim_end_matches('/'));
        let own = hosts.collect::<Vec<_>>().join(";");
        let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", profile.display()));
        flags.push(format!("--window-size={},{}", view.width, view.height));
        flags.push(format!(
            "--proxy-server=http://127.0.0.1:{}",
            recorder.port()
        ));
        flags.push(format!("--proxy-bypass-list=<-loopback>;{own}"));
        json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "binary": self.chromium, "args": flags },
            "timeouts": { "script": 60_000, "pageLoad": 60_000 },
        })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

fn announced_port(output: &mut impl BufRead) -> Result<u16> {
    for line in output.lines() {
        let line = line?;
        if let Some(port) = line.split("successfully on port ").nth(1) {
            return Ok(port.trim_end_matches('.').parse()?);
        }
    }
    bail!("chromedriver did not start")
}
