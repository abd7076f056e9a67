//! The core in Wasm without a page: the package `web/probe`, run by Node.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{bindgen, compile, optimize};
use crate::project::Project;
use crate::tools::{optimizer::Optimizer, system};

const PACKAGE: &str = "bilayer-probe";
/// As `index.html` says of the worker.
const PROFILE: &str = "page";
const LEVEL: &str = "z";

/// The probe, compiled as the worker is.
pub struct Probe {
    folder: PathBuf,
    node: PathBuf,
}

impl Probe {
    /// Builds it.
    pub fn build(project: &Project) -> Result<Self> {
        let folder = project.scratch("probe");
        fs::create_dir_all(&folder)?;
        let wasm = compile::compile(project, PROFILE, &[PACKAGE])?;
        bindgen::bind(&wasm[0], "probe", &folder, bindgen::Host::Node)?;
        if let Some(optimizer) = Optimizer::find(project)? {
            optimize::optimize(&optimizer, &folder.join("probe_bg.wasm"), LEVEL)?;
        }
        Ok(Self {
            folder,
            node: system::node().context("Node not found")?,
        })
    }

    /// What a script prints that knows the probe as `probe`.
    pub fn run(&self, script: &str) -> Result<String> {
        let script = format!("const probe = require('./probe.js');\n{script}");
        let output = Command::new(&self.node)
            .args(["-e", &script])
            .current_dir(&self.folder)
            .output()
            .context("cannot run Node")?;
        let told = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the probe fails: {told}");
        Ok(String::from_utf8(output.stdout)?)
    }
}
