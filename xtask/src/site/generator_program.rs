//! The binding generator as a program of its own, for Trunk: called as `wasm-bindgen`, xtask
//! answers as that program does. So Trunk needs neither a download nor minutes of compiling.
//!
//! What the linker tells of its file is left out, as in our own build.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;
use wasm_bindgen_cli_support::Bindgen;

/// The program's name, without an ending.
pub const NAME: &str = "wasm-bindgen";

/// Whether this process was called as the generator.
pub fn is_called() -> bool {
    let program = env::args_os().next().map(PathBuf::from);
    program.is_some_and(|program| program.file_stem().is_some_and(|stem| stem == NAME))
}

/// Puts the program into a folder.
pub fn install(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let program = folder.join(format!("{NAME}{}", env::consts::EXE_SUFFIX));
    fs::copy(env::current_exe()?, program).context("cannot copy xtask")?;
    Ok(())
}

/// Does what the program does with the options that Trunk gives.
pub fn run() -> Result<()> {
    let mut generator = Bindgen::new();
    generator.omit_default_module_path(false);
    let mut folder = PathBuf::new();
    let mut name = String::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("version") => {
                println!("{NAME} {}", super::bindgen::VERSION);
                return Ok(());
            }
            Long("target") => {
                ensure!(
                    parser.value()? == "web",
                    "only the target `web` is known here"
                );
                generator.web(true)?;
            }
            Long("out-dir") => folder = parser.value()?.into(),
            Long("out-name") => name = parser.value()?.string()?,
            Long("no-typescript") => {
                generator.typescript(false);
            }
            Value(wasm) => {
                generator.input_path(wasm);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    generator.out_name(&name).generate(&folder)?;
    super::bindgen::without_linking(&folder.join(format!("{name}_bg.wasm")))
}
