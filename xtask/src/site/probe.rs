//! The core in Wasm without a page: the packages `web/probe` and `web/api`, run by Node.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{bindgen, compile, optimize};
use crate::project::Project;
use crate::tools::{optimizer::Optimizer, system};

/// As `index.html` says of the worker.
const PROFILE: &str = "page";
const LEVEL: &str = "z";
/// With the page, as alone they would ask for other features of what all share, and compile the
/// core once more each; and so the three are linked side by side.
const TOGETHER: [&str; 3] = ["bilayer-app", "bilayer-api", "bilayer-probe"];

/// A package of the core, bound for Node.
pub struct Probe {
    name: &'static str,
    folder: PathBuf,
    node: PathBuf,
}

impl Probe {
    /// Builds the probe as the worker is built.
    pub fn build(project: &Project) -> Result<Self> {
        let probe = Self::bind(project, "probe")?;
        if let Some(optimizer) = Optimizer::find(project)? {
            optimize::optimize(&optimizer, &probe.folder.join("probe_bg.wasm"), LEVEL)?;
        }
        Ok(probe)
    }

    /// Builds the API without the optimizer. In the page's profile, as the core is compiled in it anyway.
    pub fn build_api(project: &Project) -> Result<Self> {
        Self::bind(project, "api")
    }

    fn bind(project: &Project, name: &'static str) -> Result<Self> {
        let folder = project.scratch(name);
        fs::create_dir_all(&folder)?;
        let wasm = compile::compile(project, PROFILE, &TOGETHER)?;
        let own = TOGETHER.iter().position(|package| package.ends_with(name));
        let own = own.context("no such package")?;
        bindgen::bind(&wasm[own], name, &folder, bindgen::Host::Node)?;
        Ok(Self {
            name,
            folder,
            node: system::node().context("Node not found")?,
        })
    }

    /// What a script prints that knows the package by its name.
    pub fn run(&self, script: &str) -> Result<String> {
        let name = self.name;
        let script = format!("const {name} = require('./{name}.js');\n{script}");
        let output = Command::new(&self.node)
            .args(["-e", &script])
            .current_dir(&self.folder)
            .output()
            .context("cannot run Node")?;
        let told = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the script fails: {told}");
        Ok(String::from_utf8(output.stdout)?)
    }
}
