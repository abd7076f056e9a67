//! `cargo xtask profile`: notes which functions the start of the page does not call.

use std::hint;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::browser::{Browser, Theme, View};
use crate::page_tests::await_life_for;
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

/// How long a slowed page may take.
const LONGEST_START: Duration = Duration::from_secs(120);
/// For how long after the world is alive.
const PLAY: Duration = Duration::from_millis(400);

/// How many times slower the page's thread is made, and by how many busy threads beside it the
/// worker: a slow start tells its progress, and a fast one doesn't.
const SPEEDS: [(u32, usize); 2] = [(1, 0), (6, 6)];

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
        for (slower, busy) in SPEEDS {
            let page = browser.blank(&[&address], view)?;
            page.devtools("Emulation.setCPUThrottlingRate", &json!({ "rate": slower }))?;
            beside(busy, || -> Result<()> {
                page.go(&format!("{address}{link}"))?;
                await_life_for(&page, LONGEST_START)?;
                thread::sleep(PLAY);
                calls.add(&page)
            })?;
        }
    }
    calls.never().write(&project)
}

/// Does something while other threads are busy.
fn beside<T>(busy: usize, work: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..busy {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        let outcome = work();
        done.store(true, Ordering::Relaxed);
        outcome
    })
}
