//! `cargo xtask screenshots`: pictures of named states of the page, in three sizes and both
//! themes.

mod states;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::browser::{Browser, Page, Theme, View};
use crate::command_line::ScreenshotOptions;
use crate::page_tests::await_life;
use crate::project::Project;
use crate::serve::server::{Reload, Server};
use crate::site::{self, Mode};
use crate::tools::{self, npm, system};
use states::{STATES, State};

const SIZES: [View; 3] = [View::LAPTOP, View::PHONE, View::LARGE];
const THEMES: [(Theme, &str); 2] = [(Theme::Light, "light"), (Theme::Dark, "dark")];

/// Takes the pictures of all states whose name contains the filter.
pub fn run(options: &ScreenshotOptions) -> Result<()> {
    let project = Project::find()?;
    let tools = system::ensure_for_browser()?;
    let site = site_to_picture(&project, options)?;
    let mut browser = Browser::start(&tools, &npm::axe(&project)?, &project.scratch("profiles"))?;
    let folder = project.target.join("screenshots");
    fs::create_dir_all(&folder)?;
    let server = Server::start(&site, 0, Reload::Off)?;
    let chosen = |state: &&State| state.name.contains(&options.filter);
    for state in STATES.iter().filter(chosen) {
        picture(&mut browser, &server.address(), state, &folder)
            .with_context(|| format!("the state {}", state.name))?;
    }
    Ok(())
}

fn site_to_picture(project: &Project, options: &ScreenshotOptions) -> Result<PathBuf> {
    if let Some(site) = &options.site {
        return Ok(site.clone());
    }
    tools::ensure_wasm_target()?;
    let site = project.scratch("pictured-site");
    let mode = if options.development {
        Mode::Development
    } else {
        Mode::Release
    };
    site::build(project, mode, &site)?;
    Ok(site)
}

/// All pictures of one state.
fn picture(browser: &mut Browser, address: &str, state: &State, folder: &Path) -> Result<()> {
    let link = match state.prepare {
        None => state.link.to_owned(),
        Some(prepare) => prepared(browser, address, state.link, prepare)?,
    };
    for size in SIZES {
        for (theme, theme_name) in THEMES {
            let view = size.themed(theme);
            let page = browser.open(&[address], &format!("{address}{link}"), view)?;
            await_life(&page)?;
            (state.reach)(&page)?;
            let name = format!(
                "{}-{}x{}-{theme_name}.png",
                state.name, size.width, size.height
            );
            let file = folder.join(name);
            fs::write(&file, page.screenshot()?)?;
            println!("{}", file.display());
        }
    }
    Ok(())
}

/// What a person does to a world, once, as the link to it: all pictures show the same run.
fn prepared(
    browser: &mut Browser,
    address: &str,
    link: &str,
    prepare: fn(&Page) -> Result<()>,
) -> Result<String> {
    let page = browser.open(&[address], &format!("{address}{link}"), View::LAPTOP)?;
    await_life(&page)?;
    prepare(&page)?;
    page.click("button", "Share")?;
    let shared = page.wait(
        "the link",
        "document.querySelector('.share input')?.value ?? ''",
    )?;
    let shared = shared.as_str().context("no link")?;
    let (_, fragment) = shared.split_once('#').context("the link names no run")?;
    Ok(format!("#{fragment}"))
}
