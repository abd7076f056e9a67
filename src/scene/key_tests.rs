//! Every key that the scene tells has its sentence on the page, and so has every refusal.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sentences() -> BTreeSet<String> {
    let file =
        fs::read_to_string(root().join("web/app/src/text/en.txt")).expect("the page's texts");
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, _)| key.trim().to_owned())
        .collect()
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs")
            && !path.to_string_lossy().contains("tests")
        {
            files.push((path.clone(), fs::read_to_string(&path).expect("text")));
        }
    }
    files
}

/// String literals that look like keys: lowercase words joined by `-`, parts by `.`.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    let literals = source.split('"').skip(1).step_by(2);
    literals.filter(|word| {
        let parts: Vec<&str> = word.split('.').collect();
        let is_word = |part: &&str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        parts.len() > 1 && parts.iter().all(is_word)
    })
}

fn missing(used: impl IntoIterator<Item = String>) -> Vec<String> {
    let sentences = sentences();
    used.into_iter()
        .filter(|key| !sentences.contains(key))
        .collect()
}

#[test]
fn every_key_of_the_scene_has_its_sentence() {
    let files = sources(&root().join("src/scene"));
    let mut used = BTreeSet::new();
    for (path, source) in &files {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        // Kinds of letters, and the refusals that offers name, are told with a prefix.
        if name == "letter.rs" || path.to_string_lossy().contains("/model/") {
            continue;
        }
        let in_offers = path.to_string_lossy().contains("/offers/");
        let own = keys(source).filter(|key| !in_offers || key.starts_with("act."));
        used.extend(own.map(str::to_owned));
    }
    assert!(used.len() > 300, "{} keys", used.len());
    assert_eq!(missing(used), Vec::<String>::new());
}

#[test]
fn every_refusal_has_its_sentence() {
    let mut used = BTreeSet::new();
    for folder in ["simulation", "actor", "layer2", "scene/offers"] {
        for (_, source) in sources(&root().join("src").join(folder)) {
            for after in source.split("Refusal::new(").skip(1) {
                used.extend(
                    after
                        .trim_start()
                        .strip_prefix('"')
                        .and_then(|rest| rest.split('"').next())
                        .map(str::to_owned),
                );
            }
        }
    }
    for file in ["layer2/rollup/contract", "ledger", "chain"] {
        for (_, source) in sources(&root().join("src").join(file)) {
            let told = keys(&source).filter(|key| !key.ends_with(".rs"));
            used.extend(told.map(str::to_owned));
        }
    }
    // The setup's own refusals are told with their place in the file, by the terminal and where a file is opened.
    used.retain(|key| !key.starts_with("setup.") && !key.is_empty());
    assert!(used.len() > 80, "{} refusals", used.len());
    assert_eq!(
        missing(used.into_iter().map(|key| format!("refusal.{key}"))),
        Vec::<String>::new()
    );
}

#[test]
fn every_parameter_of_an_offer_has_its_name() {
    let session = super::layer2_tests::session();
    let offers = super::offers::all(&session);
    let names = offers.iter().flat_map(|offer| &offer.parameters);
    let names: BTreeSet<String> = names
        .map(|parameter| format!("parameter.{}", parameter.name))
        .collect();
    assert_eq!(missing(names), Vec::<String>::new());
}
