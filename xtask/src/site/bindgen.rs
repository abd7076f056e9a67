//! Generates the JavaScript glue of a Wasm file.
//!
//! The generator is a library of exactly the version that the page links, so nothing has to be
//! installed and the two can't disagree.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::linking;

/// The version of the generator, and of `wasm-bindgen` in the page.
pub const VERSION: &str = "0.2.130";

/// Where the glue is to run.
pub enum Host {
    /// A page or a module worker.
    Browser,
    /// Pages of others: with the types for TypeScript.
    Others,
    /// Node.
    Node,
}

/// Writes `NAME.js` and `NAME_bg.wasm` into a folder.
pub fn bind(wasm: &Path, name: &str, folder: &Path, host: Host) -> Result<()> {
    let mut generator = Bindgen::new();
    match host {
        Host::Browser | Host::Others => generator.web(true)?.omit_default_module_path(false),
        Host::Node => generator.nodejs(true)?,
    };
    generator
        .input_path(wasm)
        .out_name(name)
        .typescript(matches!(host, Host::Others))
        .remove_producers_section(true)
        .demangle(false)
        .generate(folder)
        .with_context(|| format!("cannot generate the JavaScript glue of {name}"))?;
    without_linking(&folder.join(format!("{name}_bg.wasm")))
}

/// Takes what the linker tells out of a file.
pub fn without_linking(bound: &Path) -> Result<()> {
    let clean = linking::without(&fs::read(bound)?)?;
    Ok(fs::write(bound, clean)?)
}

#[cfg(test)]
mod tests {
    use super::VERSION;

    #[test]
    fn the_version_is_the_one_of_the_lock_file() {
        let lock = include_str!("../../../Cargo.lock");
        for name in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
            let entry = format!("name = \"{name}\"\nversion = \"{VERSION}\"\n");
            assert!(lock.replace('\r', "").contains(&entry), "{name}");
        }
    }
}
