//! Finds a `wasm-opt` that understands what Rust's compiler writes today.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::{npm, system};
use crate::project::Project;

/// The first version that knows `table.fill`. Debian 12 ships 108, which refuses the page.
const OLDEST: u32 = 117;

/// Where `wasm-opt` comes from.
pub enum Optimizer {
    /// A program on the path is recent enough.
    System(PathBuf),
    /// The one of npm, as a script that Node runs, and the folder where it stands as a program.
    Npm { script: PathBuf, folder: PathBuf },
}

impl Optimizer {
    /// The system's, or npm's where there is npm; `None` where there is neither.
    pub fn find(project: &Project) -> Result<Option<Self>> {
        if let Some(program) = system::wasm_opt().filter(|program| version(program) >= OLDEST) {
            return Ok(Some(Self::System(program)));
        }
        if system::npm().is_none() || system::node().is_none() {
            return Ok(None);
        }
        let (folder, script) = npm::binaryen(project)?;
        Ok(Some(Self::Npm { script, folder }))
    }

    /// A command that runs it.
    pub fn command(&self) -> Command {
        match self {
            Self::System(program) => Command::new(program),
            Self::Npm { script, .. } => {
                let mut command = Command::new(system::node().unwrap_or_else(|| "node".into()));
                command.arg(script);
                command
            }
        }
    }
}

/// The number in `wasm-opt version 132 (version_132)`; 0 if there is none.
fn version(program: &PathBuf) -> u32 {
    let Ok(output) = Command::new(program).arg("--version").output() else {
        return 0;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split_whitespace()
        .find_map(|word| word.parse().ok())
        .unwrap_or(0)
}
