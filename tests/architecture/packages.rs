//! Which crates come with a package, and which lints hold for it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::source;

/// The start of the names of crates that only work in a browser.
const OF_THE_BROWSER: [&str; 6] = [
    "gloo",
    "js-sys",
    "wasm-bindgen",
    "web-sys",
    "yew",
    "console_",
];

/// Crates of the browser among all that a package is built from for Wasm.
pub fn of_the_browser(package: &str) -> Vec<String> {
    let output = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args([
            "tree",
            "--package",
            package,
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args([
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--offline",
            "--locked",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).expect("names are text");
    assert!(tree.starts_with(package), "the tree begins with its root");
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let of_the_browser = |name: &&str| OF_THE_BROWSER.iter().any(|start| name.starts_with(start));
    names.filter(of_the_browser).map(str::to_owned).collect()
}

/// Packages whose manifest doesn't take the workspace's lints, which forbid unsafe code.
pub fn without_common_lints() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = |folder: &str| root.join(folder.trim_end_matches("src")).join("Cargo.toml");
    let folders = source::ALL.iter().filter(|folder| **folder != "tests");
    let own = folders.filter(|folder| {
        let text = fs::read_to_string(manifest(folder)).expect("a manifest beside each `src`");
        !takes_common_lints(&text)
    });
    own.map(|folder| (*folder).to_owned()).collect()
}

fn takes_common_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().skip_while(|line| *line != "[lints]");
    lines.nth(1).is_some_and(|line| line == "workspace = true")
}

#[test]
fn a_manifest_with_its_own_lints_is_found() {
    assert!(takes_common_lints(
        "[package]\n\n[lints]\nworkspace = true\n"
    ));
    assert!(!takes_common_lints(
        "[lints.rust]\nunsafe_code = \"allow\"\n"
    ));
}

#[test]
fn crates_of_the_browser_are_found_under_the_page() {
    assert!(
        of_the_browser("bilayer-app")
            .iter()
            .any(|name| name == "web-sys")
    );
}
