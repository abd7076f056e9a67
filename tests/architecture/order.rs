//! Who may import whom.

use crate::source::{SourceFile, Token};

/// The core's modules; each may import only those to its left. As this is one line and not a
/// graph, there can be no cycle.
const ORDER: [&str; 15] = [
    "base",
    "event",
    "command",
    "ledger",
    "chain",
    "consensus",
    "network",
    "actor",
    "layer2",
    "simulation",
    "scenario",
    "lesson",
    "rule",
    "experiment",
    "scene",
];

/// What the page may know of the core: values, commands and pictures, never the world.
const FOR_THE_PAGE: [&str; 6] = ["base", "event", "command", "scenario", "lesson", "scene"];

/// A path in a source, with the line where it stands: `crate::a::b` is `["a", "b"]`.
type Found = (Vec<String>, usize);

fn place(module: &str) -> Option<usize> {
    ORDER.iter().position(|name| *name == module)
}

/// Paths of this crate that lead to a module further right.
pub fn imports_to_the_right(file: &SourceFile) -> Vec<String> {
    let module = file.module();
    let Some(own) = module.first().and_then(|name| place(name)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (path, line) in paths_from(file, "crate")
        .into_iter()
        .chain(paths_upwards(file))
    {
        if let Some(target) = path
            .first()
            .and_then(|name| place(name))
            .filter(|at| *at > own)
        {
            found.push(format!(
                "line {line} imports {} from {}",
                ORDER[target], ORDER[own]
            ));
        }
    }
    found
}

/// Modules that the order doesn't name.
pub fn without_a_place(file: &SourceFile) -> Vec<String> {
    match file.module().first() {
        Some(name) if place(name).is_none() => vec![format!("{name} is not in the order")],
        _ => Vec::new(),
    }
}

/// Imports of another system's folder in `layer2`; only `common` is shared.
pub fn siblings(file: &SourceFile) -> Vec<String> {
    let module = file.module();
    let [first, own, ..] = module.as_slice() else {
        return Vec::new();
    };
    if *first != "layer2" {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (path, line) in paths_from(file, "crate")
        .into_iter()
        .chain(paths_upwards(file))
    {
        if let [first, other, ..] = path.as_slice()
            && first == "layer2"
            && is_folder(other)
            && other != own
        {
            found.push(format!("line {line} imports {other} from {own}"));
        }
    }
    found
}

/// Names of folders are in lower case; what `layer2` itself exports may be types.
fn is_folder(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name != "common"
}

/// Imports of the core by the page beyond what it may know.
pub fn page_imports(file: &SourceFile) -> Vec<String> {
    let paths = paths_from(file, "bilayer").into_iter();
    let bad = paths.filter(|(path, _)| {
        path.first()
            .is_some_and(|name| !FOR_THE_PAGE.contains(&name.as_str()))
    });
    bad.map(|(path, line)| format!("line {line} imports {}", path.join("::")))
        .collect()
}

/// All paths that start with a name such as `crate`, lists in braces taken apart.
fn paths_from(file: &SourceFile, start: &str) -> Vec<Found> {
    let mut found = Vec::new();
    walk(&file.tokens(), &mut |tokens, at| {
        if tokens[at].text == start && is_path(tokens, at + 1) {
            follow(tokens, at + 3, &[], &mut found);
        }
    });
    found
}

/// All paths that start with `super`, resolved from the file's own module.
fn paths_upwards(file: &SourceFile) -> Vec<Found> {
    let module: Vec<String> = file.module().into_iter().map(str::to_owned).collect();
    let mut found = Vec::new();
    walk(&file.tokens(), &mut |tokens, at| {
        let continues = at >= 3 && tokens[at - 3].text == "super" && is_path(tokens, at - 2);
        if tokens[at].text != "super" || continues {
            return;
        }
        let (mut at, mut depth) = (at, module.len());
        while tokens.get(at).is_some_and(|token| token.text == "super") && is_path(tokens, at + 1) {
            at += 3;
            depth = depth.saturating_sub(1);
        }
        follow(tokens, at, &module[..depth], &mut found);
    });
    found
}

fn is_path(tokens: &[Token], at: usize) -> bool {
    let colon = |at: usize| tokens.get(at).is_some_and(|token| token.text == ":");
    colon(at) && colon(at + 1)
}

/// Reads names joined by `::` from `at`, and what braces after them add.
fn follow(tokens: &[Token], at: usize, before: &[String], found: &mut Vec<Found>) {
    let Some(token) = tokens.get(at) else { return };
    if let Some((_, inner, _)) = &token.group {
        let heads = (0..inner.len()).filter(|&at| at == 0 || inner[at - 1].text == ",");
        heads.for_each(|head| follow(inner, head, before, found));
        return;
    }
    let path = [before, std::slice::from_ref(&token.text)].concat();
    if is_path(tokens, at + 1) {
        follow(tokens, at + 3, &path, found);
    } else {
        found.push((path, token.line));
    }
}

fn walk(tokens: &[Token], visit: &mut impl FnMut(&[Token], usize)) {
    for (at, token) in tokens.iter().enumerate() {
        visit(tokens, at);
        if let Some((_, inner, _)) = &token.group {
            walk(inner, visit);
        }
    }
}

#[test]
fn a_bad_import_is_found_in_each_of_its_forms() {
    for text in [
        "use crate::actor::Node;",
        "use crate::{base::Digest, scene::{Scene, Other}};",
        "fn f() { crate::simulation::run(); }",
        "fn f() { assert_eq!(crate::simulation::NAME, 1); }",
        "use super::super::network::Link;",
        "use super::super::{base::Digest, network::Link};",
    ] {
        let file = SourceFile::parse("src/ledger/gas.rs", text);
        assert!(!imports_to_the_right(&file).is_empty(), "{text}");
    }
}

#[test]
fn good_imports_are_not_found() {
    for text in [
        "use crate::base::Digest; use crate::ledger::gas;",
        "use super::account; use super::super::base::Digest;",
        "// use crate::scene::Scene;\nconst TEXT: &str = \"crate::scene\";",
        "pub(crate) fn f() {}",
    ] {
        let file = SourceFile::parse("src/ledger/gas.rs", text);
        assert_eq!(imports_to_the_right(&file), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn systems_that_know_each_other_are_found() {
    let bad = SourceFile::parse(
        "src/layer2/channel/party.rs",
        "use crate::layer2::rollup::Batch;",
    );
    assert_eq!(siblings(&bad).len(), 1);
    let up = SourceFile::parse(
        "src/layer2/channel/party.rs",
        "use super::super::rollup::Batch;",
    );
    assert_eq!(siblings(&up).len(), 1);
    let good = "use crate::layer2::{System, common::Deadline}; use super::contract::State;";
    assert!(siblings(&SourceFile::parse("src/layer2/channel/party.rs", good)).is_empty());
}

#[test]
fn a_page_that_reads_the_world_is_found() {
    let bad = SourceFile::parse(
        "web/app/src/x.rs",
        "use bilayer::{scene::Scene, simulation::World};",
    );
    assert_eq!(page_imports(&bad).len(), 1);
}

#[test]
fn a_module_without_a_place_is_found() {
    assert_eq!(
        without_a_place(&SourceFile::parse("src/magic/mod.rs", "")).len(),
        1
    );
    assert!(without_a_place(&SourceFile::parse("src/base/time.rs", "")).is_empty());
}
