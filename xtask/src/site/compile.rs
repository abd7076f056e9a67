//! Compiles packages of the page to Wasm with Cargo.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::{Project, cargo};
use crate::tools::WASM_TARGET;

/// Flags for a file that is to be divided: each instance of a generic function has a name of its
/// own, so that one can be told from another; and the file tells where it refers to data and
/// functions.
pub const FLAGS: &str = "-Csymbol-mangling-version=v0 -Clink-arg=--emit-relocs";
/// Where Cargo reads them.
pub const FLAGS_VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Compiles packages, in one call so that what they share is compiled once and the rest side by
/// side, and returns where Cargo put the Wasm file of each.
pub fn compile(project: &Project, profile: &str, packages: &[&str]) -> Result<Vec<PathBuf>> {
    let mut child = cargo()
        .current_dir(&project.root)
        .args([
            "build",
            "--target",
            WASM_TARGET,
            "--message-format=json-render-diagnostics",
        ])
        .args(["--profile", profile])
        .envs(flags(profile))
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let mut messages: Vec<Value> = Vec::new();
    for line in BufReader::new(child.stdout.take().context("cargo has no output")?).lines() {
        messages.push(serde_json::from_str(&line?)?);
    }
    ensure!(
        child.wait()?.success(),
        "{} does not compile",
        packages.join(", ")
    );
    let wasm_file = |package: &&str| {
        let found = messages
            .iter()
            .find_map(|message| wasm_artifact(message, package));
        found.with_context(|| format!("{package} gives no Wasm file"))
    };
    packages.iter().map(wasm_file).collect()
}

/// What is not meant to be divided is built sooner without them.
fn flags(profile: &str) -> Option<(&'static str, &'static str)> {
    (profile == "page").then_some((FLAGS_VARIABLE, FLAGS))
}

fn wasm_artifact(message: &Value, package: &str) -> Option<PathBuf> {
    let target = message["target"]["name"].as_str()?;
    if message["reason"] != "compiler-artifact" || target.replace('_', "-") != package {
        return None;
    }
    let files = message["filenames"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str);
    files
        .map(PathBuf::from)
        .find(|path| path.extension().is_some_and(|end| end == "wasm"))
}
