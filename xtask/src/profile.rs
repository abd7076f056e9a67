//! `cargo xtask profile`: notes which functions the start of the page does not call.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::browser::{Browser, Theme, View};
use crate::page_tests::await_life;
use crate::project::Project;
use crate::serve::server::{Reload, Server};
use crate::site::{self, Mode, divide::trace::Calls};
use crate::tools::{self, npm, system};

/// The starts that are watched.
const STARTS: [(View, &str); 6] = [
    (View::LAPTOP, ""),
    (View::LAPTOP.themed(Theme::Dark), ""),
    (View::LAPTOP.calm(), ""),
    (View::PHONE, ""),
    (View::LARGE, ""),
    (View::LAPTOP, "#view=embed"),
];

/// For how long after the world is alive.
const PLAY: Duration = Duration::from_millis(0);

/// Starts the page in several ways and writes the list.
pub fn run() -> Result<()> {
    let project = Project::find()?;
    tools::ensure_wasm_target()?;
    let tools = system::ensure_for_browser()?;
    let site = project.scratch("traced-site");
    site::build(&project, Mode::Traced, &site)?;
    let mut calls = Calls::of(&site)?;
    let mut browser = Browser::start(&tools, &npm::axe(&project)?, &project.scratch("profiles"))?;
    let server = Server::start(&site, 0, Reload::Off)?;
    let address = server.address();
    for (view, link) in STARTS {
        let page = browser.open(&[&address], &format!("{address}{link}"), view)?;
        await_life(&page)?;
        thread::sleep(PLAY);
        calls.add(&page)?;
    }
    calls.never().write(&project)
}
