//! Programs that tests need and the system's package manager has: Chromium, its driver, Node.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

/// Where the programs are.
pub struct Tools {
    /// Chromium, or a browser built from it.
    pub chromium: PathBuf,
    /// The driver of the same version.
    pub chromedriver: PathBuf,
}

/// A program, under the names that systems give it, and its package for each manager.
struct Program {
    variable: &'static str,
    names: &'static [&'static str],
    packages: [&'static str; MANAGERS.len()],
}

struct Manager {
    program: &'static str,
    install: &'static [&'static str],
    refresh: Option<&'static [&'static str]>,
    as_root: bool,
}

const MANAGERS: [Manager; 6] = [
    Manager {
        program: "apt-get",
        install: &["install", "-y"],
        refresh: Some(&["update"]),
        as_root: true,
    },
    Manager {
        program: "dnf",
        install: &["install", "-y"],
        refresh: None,
        as_root: true,
    },
    Manager {
        program: "pacman",
        install: &["-S", "--noconfirm"],
        refresh: None,
        as_root: true,
    },
    Manager {
        program: "apk",
        install: &["add"],
        refresh: None,
        as_root: true,
    },
    Manager {
        program: "brew",
        install: &["install"],
        refresh: None,
        as_root: false,
    },
    Manager {
        program: "choco",
        install: &["install", "-y"],
        refresh: None,
        as_root: false,
    },
];

const CHROMIUM: Program = Program {
    variable: "CHROMIUM",
    names: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    ],
    packages: [
        "chromium",
        "chromium",
        "chromium",
        "chromium",
        "google-chrome",
        "googlechrome",
    ],
};

const CHROMEDRIVER: Program = Program {
    variable: "CHROMEDRIVER",
    names: &["chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    packages: [
        "chromium-driver",
        "chromedriver",
        "chromium",
        "chromium-chromedriver",
        "chromedriver",
        "chromedriver",
    ],
};

const NODE: Program = Program {
    variable: "NODE",
    names: &["node", "nodejs"],
    packages: ["nodejs", "nodejs", "nodejs", "nodejs", "node", "nodejs"],
};

const NPM: Program = Program {
    variable: "NPM",
    names: &["npm", "npm.cmd"],
    packages: ["npm", "npm", "npm", "npm", "node", "nodejs"],
};

const WASM_OPT: Program = Program {
    variable: "WASM_OPT",
    names: &["wasm-opt"],
    packages: ["binaryen"; MANAGERS.len()],
};

const WITH_BROWSER: [&Program; 4] = [&CHROMIUM, &CHROMEDRIVER, &NODE, &NPM];
const WITHOUT_BROWSER: [&Program; 1] = [&NODE];

impl Program {
    /// An environment variable wins; then the first of the names that is there.
    fn find(&self) -> Option<PathBuf> {
        if let Some(path) = std::env::var_os(self.variable) {
            return Some(path.into());
        }
        self.names.iter().find_map(|name| super::locate(name))
    }
}

/// The program Node, where it is.
pub fn node() -> Option<PathBuf> {
    NODE.find()
}

/// The program npm, where it is.
pub fn npm() -> Option<PathBuf> {
    NPM.find()
}

/// Binaryen's optimizer, where it is.
pub fn wasm_opt() -> Option<PathBuf> {
    WASM_OPT.find()
}

/// Makes sure that all programs are there; installs what is missing and says so first.
pub fn ensure_for_browser() -> Result<Tools> {
    ensure(&WITH_BROWSER)?;
    match (CHROMIUM.find(), CHROMEDRIVER.find()) {
        (Some(chromium), Some(chromedriver)) => Ok(Tools {
            chromium,
            chromedriver,
        }),
        _ => bail!("Chromium or chromedriver isn't found after it was installed"),
    }
}

/// As [`ensure_for_browser`], for what runs without one.
pub fn ensure_without_browser() -> Result<()> {
    ensure(&WITHOUT_BROWSER)
}

fn ensure(programs: &[&Program]) -> Result<()> {
    let missing: Vec<_> = programs
        .iter()
        .filter(|program| program.find().is_none())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|program| program.names[0]).collect();
    let names = names.join(", ");
    let Some(index) = MANAGERS
        .iter()
        .position(|manager| super::locate(manager.program).is_some())
    else {
        bail!("{names} not found, and no known package manager; install them and try again");
    };
    let mut packages: Vec<_> = missing
        .iter()
        .map(|program| program.packages[index])
        .collect();
    packages.dedup();
    install(&MANAGERS[index], &packages, &names)
}

fn install(manager: &Manager, packages: &[&str], names: &str) -> Result<()> {
    let command = |words: &[&str]| [&[manager.program], words].concat().join(" ");
    let wanted = command(&[manager.install, packages].concat());
    let Some(prefix) = right_to_install(manager) else {
        bail!("{names} not found; install by:\n  sudo {wanted}\nor run with --no-browser");
    };
    println!("{names} not found. Installing by: {prefix}{wanted}");
    if let Some(refresh) = manager.refresh {
        // An out-of-date list may do; if it does not, the installation below tells.
        run(&format!("{prefix}{}", command(refresh)));
    }
    if run(&format!("{prefix}{wanted}")) {
        return Ok(());
    }
    bail!("that failed; install by hand:\n  {wanted}\nor run with --no-browser")
}

/// The words before a command that give the right to install, without asking for a password.
fn right_to_install(manager: &Manager) -> Option<&'static str> {
    let succeeds = |words: &[&str]| {
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
    };
    if !manager.as_root {
        return Some("");
    }
    let id = succeeds(&["id", "-u"]).ok()?;
    if String::from_utf8_lossy(&id.stdout).trim() == "0" {
        return Some("");
    }
    succeeds(&["sudo", "-n", "true"])
        .is_ok_and(|tried| tried.status.success())
        .then_some("sudo ")
}

fn run(line: &str) -> bool {
    let words: Vec<_> = line.split(' ').collect();
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null());
    command
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
