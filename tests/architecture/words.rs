//! Words that may not stand in the core.

use crate::source::{SourceFile, Token};

/// The one place of the core where floats may be: where things are drawn, not what happens.
const LAYOUT: &str = "src/scene/layout";

/// Words for what a world must not depend on: clocks, threads, entropy, files, the process.
const OUTSIDE: [&str; 21] = [
    "Instant",
    "OsRng",
    "RandomState",
    "SystemTime",
    "UNIX_EPOCH",
    "available_parallelism",
    "dbg",
    "eprintln",
    "from_entropy",
    "from_os_rng",
    "getrandom",
    "js_sys",
    "mpsc",
    "println",
    "stdin",
    "stdout",
    "thread",
    "thread_local",
    "thread_rng",
    "wasm_bindgen",
    "web_sys",
];

/// Modules of `std` that lead outside.
const OUTSIDE_MODULES: [&str; 5] = ["env", "fs", "net", "process", "time"];

/// Types and literals with a fraction.
pub fn floats(file: &SourceFile) -> Vec<String> {
    if file.path.starts_with(LAYOUT) {
        return Vec::new();
    }
    let types = found(file, |token| matches!(token.text.as_str(), "f32" | "f64"));
    let flat = file.flat();
    // In `pair.0.1` what looks like a number is two fields.
    let numbers = flat
        .windows(2)
        .filter(|pair| pair[0].text != "." && is_float(&pair[1].text));
    let numbers = numbers.map(|pair| format!("line {} has {}", pair[1].line, pair[1].text));
    types.into_iter().chain(numbers).collect()
}

fn is_float(text: &str) -> bool {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit());
    let is_decimal = is_number && !text.starts_with("0x") && !text.starts_with("0b");
    is_decimal && (text.contains('.') || text.ends_with("f32") || text.ends_with("f64"))
}

/// Clocks, threads, entropy, files, the process, the browser.
pub fn outside(file: &SourceFile) -> Vec<String> {
    let mut offenses = found(file, |token| OUTSIDE.contains(&token.text.as_str()));
    let flat = file.flat();
    for window in flat.windows(4) {
        let [first, colon, _, name] = window else {
            continue;
        };
        let module = OUTSIDE_MODULES.contains(&name.text.as_str());
        if module && colon.text == ":" && matches!(first.text.as_str(), "std" | "core") {
            offenses.push(format!("line {} has std::{}", name.line, name.text));
        }
    }
    offenses
}

/// Collections whose order differs from run to run.
pub fn random_order(file: &SourceFile) -> Vec<String> {
    found(file, |token| {
        matches!(token.text.as_str(), "HashMap" | "HashSet" | "hash_map")
    })
}

fn found(file: &SourceFile, is_bad: impl Fn(&Token) -> bool) -> Vec<String> {
    let flat = file.flat();
    let bad = flat.iter().filter(|token| is_bad(token));
    bad.map(|token| format!("line {} has {}", token.line, token.text))
        .collect()
}

#[cfg(test)]
fn sample(text: &str) -> SourceFile {
    SourceFile::parse("src/ledger/gas.rs", text)
}

#[test]
fn floats_are_found_and_integers_are_not() {
    for text in [
        "fn f(x: f64) {}",
        "const A: u8 = 1.5 as u8;",
        "let x = 2f32;",
        "g!(0.1);",
    ] {
        assert!(!floats(&sample(text)).is_empty(), "{text}");
    }
    for text in [
        "let x = 0xf32;",
        "// 1.5 f64",
        "let t = \"f64\";",
        "for i in 0..10 {}",
        "x.0.1",
    ] {
        assert_eq!(floats(&sample(text)), Vec::<String>::new(), "{text}");
    }
    let layout = SourceFile::parse("src/scene/layout/tree.rs", "fn f(x: f64) {}");
    assert!(floats(&layout).is_empty());
}

#[test]
fn what_is_outside_is_found() {
    for text in [
        "use std::time::Duration;",
        "let now = Instant::now();",
        "std::thread::spawn(f);",
        "rand::thread_rng();",
        "std::fs::read(path);",
        "use web_sys::Window;",
    ] {
        assert!(!outside(&sample(text)).is_empty(), "{text}");
    }
    assert!(outside(&sample("use crate::base::time::Time; use std::sync::Arc;")).is_empty());
}

#[test]
fn collections_of_random_order_are_found() {
    assert_eq!(
        random_order(&sample("use std::collections::{BTreeMap, HashMap};")).len(),
        1
    );
    assert!(random_order(&sample("use std::collections::BTreeSet;")).is_empty());
}
