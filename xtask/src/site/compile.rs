//! Compiles one package of the page to Wasm with Cargo.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Mode;
use super::template::Binary;
use crate::project::{Project, cargo};
use crate::tools::WASM_TARGET;

/// Compiles a binary and returns where Cargo put its Wasm file.
pub fn compile(project: &Project, mode: Mode, binary: &Binary) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Development => "dev",
        Mode::Release => &binary.release_profile,
    };
    let mut child = cargo()
        .current_dir(&project.root)
        .args([
            "build",
            "--target",
            WASM_TARGET,
            "--message-format=json-render-diagnostics",
        ])
        .args(["--profile", profile, "--manifest-path", &binary.manifest])
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let mut wasm = None;
    for line in BufReader::new(child.stdout.take().context("cargo has no output")?).lines() {
        wasm = wasm_artifact(&serde_json::from_str(&line?)?).or(wasm);
    }
    ensure!(child.wait()?.success(), "{} does not compile", binary.name);
    match wasm {
        Some(path) => Ok(path),
        None => bail!("{} has no Wasm binary", binary.manifest),
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
