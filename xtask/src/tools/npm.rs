//! Packages of npm, at the versions and hashes of the committed lock file, fetched into the
//! target folder: axe-core for tests, and Binaryen where the system's is missing or too old.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::system;
use crate::project::Project;

/// The file of axe-core.
pub fn axe(project: &Project) -> Result<PathBuf> {
    Ok(fetched(project)?.join("axe-core/axe.min.js"))
}

/// The folder of Binaryen's programs, and of its `wasm-opt` as a file for Node.
pub fn binaryen(project: &Project) -> Result<(PathBuf, PathBuf)> {
    let modules = fetched(project)?;
    Ok((modules.join(".bin"), modules.join("binaryen/bin/wasm-opt")))
}

/// The folder `node_modules`, filled if it isn't what the lock file says.
fn fetched(project: &Project) -> Result<PathBuf> {
    let source = project.root.join("xtask/npm");
    let folder = project.scratch("npm");
    let modules = folder.join("node_modules");
    if is_current(&source, &modules)? {
        return Ok(modules);
    }
    println!("Fetching axe-core and Binaryen by npm.");
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(source.join(name), folder.join(name))?;
    }
    let status = Command::new(system::npm().context("npm not found")?)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    ensure!(
        status.success(),
        "npm could not fetch axe-core and Binaryen"
    );
    fs::copy(source.join("package-lock.json"), modules.join("fetched-by"))?;
    Ok(modules)
}

/// The lock file is copied beside the packages last, so a fetch that was cut off is done again.
fn is_current(source: &Path, modules: &Path) -> Result<bool> {
    let wanted = fs::read(source.join("package-lock.json")).context("xtask/npm")?;
    Ok(fs::read(modules.join("fetched-by")).is_ok_and(|fetched| fetched == wanted))
}
