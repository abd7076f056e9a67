//! Source files of the workspace as tokens, and where a path in one leads.

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Every folder that holds sources of ours.
pub const ALL: [&str; 9] = [
    "src",
    "tests",
    "cli/src",
    "web/app/src",
    "web/worker/src",
    "web/api/src",
    "web/protocol/src",
    "web/probe/src",
    "xtask/src",
];

/// One source file.
pub struct SourceFile {
    /// The path from the workspace's root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    tokens: TokenStream,
}

/// One token, with the line it stands on. A group's tokens follow it.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token's text; for a group, its opening bracket.
    pub text: String,
    /// The line, from 1.
    pub line: usize,
    /// For a group, its content and last line.
    pub group: Option<(Delimiter, Vec<Token>, usize)>,
}

impl SourceFile {
    /// A file from its text.
    pub fn parse(path: &str, text: &str) -> Self {
        let tokens = text
            .parse()
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            tokens,
        }
    }

    /// The tokens, nested as the brackets are, without what is compiled for tests only.
    pub fn tokens(&self) -> Vec<Token> {
        without_tests(nest(self.tokens.clone()))
    }

    /// All tokens, those for tests too.
    pub fn all_tokens(&self) -> Vec<Token> {
        nest(self.tokens.clone())
    }

    /// Those of [`SourceFile::tokens`], all groups opened, in their order.
    pub fn flat(&self) -> Vec<Token> {
        let mut flat = Vec::new();
        flatten(&self.tokens(), &mut flat);
        flat
    }

    /// Whether the file is compiled for tests only.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.ends_with("tests.rs")
            || self.path.contains("/tests/")
    }

    /// The names of the modules that lead to this file, below its crate's `src`.
    pub fn module(&self) -> Vec<&str> {
        let inside = self
            .path
            .split_once("src/")
            .map_or(self.path.as_str(), |parts| parts.1);
        let inside = inside.trim_end_matches(".rs").trim_end_matches("/mod");
        inside
            .split('/')
            .filter(|name| !matches!(*name, "lib" | "main" | "mod"))
            .collect()
    }

    /// An offense with the place where it was found.
    pub fn tell(&self, offense: &str) -> String {
        format!("{}: {offense}", self.path)
    }
}

/// The files of the core, without its tests.
pub fn core_files() -> Vec<SourceFile> {
    let mut files = workspace_files(&["src"]);
    files.retain(|file| !file.is_test());
    files
}

/// The files below some folders of the workspace.
pub fn workspace_files(folders: &[&str]) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in folders {
        collect(root, &root.join(folder), &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let inside = path.strip_prefix(root).expect("below the root");
            let inside = inside.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).expect("a readable source");
            files.push(SourceFile::parse(&inside, &text));
        }
    }
}

fn nest(stream: TokenStream) -> Vec<Token> {
    stream.into_iter().map(token).collect()
}

fn token(tree: TokenTree) -> Token {
    let line = tree.span().start().line;
    match tree {
        TokenTree::Group(group) => {
            let text = match group.delimiter() {
                Delimiter::Parenthesis => "(",
                Delimiter::Brace => "{",
                Delimiter::Bracket => "[",
                Delimiter::None => "",
            };
            let content = (
                group.delimiter(),
                nest(group.stream()),
                group.span().end().line,
            );
            Token {
                text: text.to_owned(),
                line,
                group: Some(content),
            }
        }
        other => Token {
            text: other.to_string(),
            line,
            group: None,
        },
    }
}

fn flatten(tokens: &[Token], flat: &mut Vec<Token>) {
    for token in tokens {
        flat.push(token.clone());
        if let Some((_, inner, _)) = &token.group {
            flatten(inner, flat);
        }
    }
}

/// Leaves out each item behind `#[cfg(test)]`.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut skipping = false;
    for mut token in tokens {
        if skipping {
            skipping = !(token.text == ";" || token.text == "{");
            continue;
        }
        if is_test_attribute(&token) {
            kept.pop();
            skipping = true;
            continue;
        }
        if let Some((_, inner, _)) = &mut token.group {
            *inner = without_tests(std::mem::take(inner));
        }
        kept.push(token);
    }
    kept
}

fn is_test_attribute(token: &Token) -> bool {
    let Some((Delimiter::Bracket, inner, _)) = &token.group else {
        return false;
    };
    let mut flat = Vec::new();
    flatten(inner, &mut flat);
    let words: Vec<&str> = flat.iter().map(|token| token.text.as_str()).collect();
    words == ["cfg", "(", "test"]
}

#[test]
fn what_is_compiled_for_tests_only_is_left_out() {
    let text = "fn a() {} #[cfg(test)] mod tests { fn f() -> f64 { 0.5 } } fn b() {}";
    let file = SourceFile::parse("src/x.rs", text);
    let words: Vec<String> = file.flat().into_iter().map(|token| token.text).collect();
    assert!(words.contains(&"b".to_owned()) && !words.contains(&"f64".to_owned()));
}

#[test]
fn a_path_tells_its_modules() {
    let module = |path| SourceFile::parse(path, "").module().join("::");
    assert_eq!(module("src/chain/mod.rs"), "chain");
    assert_eq!(module("src/chain/header/work.rs"), "chain::header::work");
    assert_eq!(module("src/lib.rs"), "");
}
