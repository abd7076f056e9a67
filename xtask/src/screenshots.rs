//! `cargo xtask screenshots`: pictures of named states of the page, in three sizes and both
//! themes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::browser::{Browser, Page, Theme, View};
use crate::page_tests::await_life;
use crate::project::Project;
use crate::serve::server::{Reload, Server};
use crate::site::{self, Mode};
use crate::tools::{self, npm, system};

/// A state of the page, and how a person gets there.
struct State {
    name: &'static str,
    link: &'static str,
    reach: fn(&Page) -> Result<()>,
}

const STATES: &[State] = &[State {
    name: "first-visit",
    link: "",
    reach: |_| Ok(()),
}];

const SIZES: [View; 3] = [View::LAPTOP, View::PHONE, View::LARGE];
const THEMES: [(Theme, &str); 2] = [(Theme::Light, "light"), (Theme::Dark, "dark")];

/// Takes the pictures of all states whose name contains `filter`.
pub fn run(filter: &str, development: bool) -> Result<()> {
    let project = Project::find()?;
    tools::ensure_wasm_target()?;
    let tools = system::ensure_for_browser()?;
    let site = project.scratch("pictured-site");
    site::build(
        &project,
        if development {
            Mode::Development
        } else {
            Mode::Release
        },
        &site,
    )?;
    let mut browser = Browser::start(&tools, &npm::axe(&project)?, &project.scratch("profiles"))?;
    let folder = project.target.join("screenshots");
    fs::create_dir_all(&folder)?;
    let server = Server::start(&site, 0, Reload::Off)?;
    for state in STATES.iter().filter(|state| state.name.contains(filter)) {
        for size in SIZES {
            for (theme, theme_name) in THEMES {
                let file = format!(
                    "{}-{}x{}-{theme_name}.png",
                    state.name, size.width, size.height
                );
                let picture = take(&mut browser, &server.address(), state, size.themed(theme));
                fs::write(folder.join(&file), picture.with_context(|| file.clone())?)?;
                println!("{}", Path::new(&folder).join(&file).display());
            }
        }
    }
    Ok(())
}

fn take(browser: &mut Browser, address: &str, state: &State, view: View) -> Result<Vec<u8>> {
    let page = browser.open(&[address], &format!("{address}{}", state.link), view)?;
    await_life(&page)?;
    (state.reach)(&page)?;
    page.screenshot()
}
