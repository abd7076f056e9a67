//! Compiles one package of the page to Wasm with Cargo.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::project::{Project, cargo};
use crate::tools::WASM_TARGET;

/// Compiles the package of a manifest and returns where Cargo put its Wasm file.
pub fn compile(project: &Project, profile: &str, manifest: &str) -> Result<PathBuf> {
    let mut child = cargo()
        .current_dir(&project.root)
        .args([
            "build",
            "--target",
            WASM_TARGET,
            "--message-format=json-render-diagnostics",
        ])
        .args(["--profile", profile, "--manifest-path", manifest])
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let mut wasm = None;
    for line in BufReader::new(child.stdout.take().context("cargo has no output")?).lines() {
        wasm = wasm_artifact(&serde_json::from_str(&line?)?).or(wasm);
    }
    ensure!(child.wait()?.success(), "{manifest} does not compile");
    match wasm {
        Some(path) => Ok(path),
        None => bail!("{manifest} gives no Wasm file"),
    }
}

fn wasm_artifact(message: &Value) -> Option<PathBuf> {
    if message["reason"] != "compiler-artifact" {
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
