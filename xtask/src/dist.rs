//! `cargo xtask dist`: the static site.

use anyhow::Result;

use crate::project::Project;
use crate::site::{self, Mode};
use crate::tools;

/// Builds the site into `dist/`.
pub fn run() -> Result<()> {
    let project = Project::find()?;
    tools::ensure_wasm_target()?;
    let folder = project.root.join("dist");
    site::build(&project, Mode::Release, &folder)?;
    site::build_api(&project, &folder)?;
    println!(
        "The site is in {}; any static host can serve it.",
        folder.display()
    );
    Ok(())
}
