//! Tools outside Cargo that a build needs: is each there, and how does one get it.

pub mod npm;
pub mod optimizer;
pub mod system;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The target triple of everything that runs in the browser.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that Rust's standard library for Wasm is there; gets it by rustup if not.
pub fn ensure_wasm_target() -> Result<()> {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = sysroot.context("cannot run rustc")?.stdout;
    let sysroot = String::from_utf8(sysroot)?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET)
        .join("lib")
        .is_dir()
    {
        return Ok(());
    }
    println!("Installing the Wasm target: rustup target add {WASM_TARGET}");
    let status = Command::new("rustup")
        .args(["target", "add", WASM_TARGET])
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => bail!("the Wasm target is missing; install it by: rustup target add {WASM_TARGET}"),
    }
}

/// The file of a program on the path, or of a path itself.
pub fn locate(program: &str) -> Option<PathBuf> {
    let plain = Path::new(program);
    if plain.is_absolute() {
        return plain.is_file().then(|| plain.to_owned());
    }
    let folders = env::var_os("PATH")?;
    let named = |folder: PathBuf| {
        let file = folder.join(program);
        let with_ending = folder.join(format!("{program}{}", env::consts::EXE_SUFFIX));
        [with_ending, file].into_iter().find(|file| file.is_file())
    };
    env::split_paths(&folders).find_map(named)
}

/// Opens an address in the system's browser; tells if that can't be done.
pub fn open_browser(address: &str) {
    let mut command = if cfg!(target_os = "windows") {
        let mut command = Command::new("explorer");
        command.arg(address);
        command
    } else {
        let opener = if cfg!(target_os = "macos") {
            "open"
        } else {
            "xdg-open"
        };
        let mut command = Command::new(opener);
        command.arg(address);
        command
    };
    if command.stdin(Stdio::null()).spawn().is_err() {
        println!("No program to open a browser was found; open the address by hand.");
    }
}
