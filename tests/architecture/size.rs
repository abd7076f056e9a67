//! Rooms stay small: files, functions, lists of parameters; and each says what it is for.

use proc_macro2::Delimiter;

use crate::source::{SourceFile, Token};

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 50;
const MOST_PARAMETERS: usize = 5;

/// Where a good reason wins: a file, or a file and a function in it, and the reason.
const EXCEPTIONS: [(&str, &str); 2] = [
    (
        "web/app/src/icon.rs path",
        "a table: one line for each icon",
    ),
    (
        "src/scene/inspect/transfer.rs transfer",
        "one page of the inspector, section by section; to be split",
    ),
];

/// A function as the checks see it.
struct Function {
    name: String,
    line: usize,
    lines: usize,
    parameters: usize,
}

/// Files that don't begin by saying what they are responsible for.
pub fn without_a_purpose(file: &SourceFile) -> Vec<String> {
    let told = file.text.trim_start().starts_with("//! ");
    if told {
        Vec::new()
    } else {
        vec!["says not what it is responsible for".to_owned()]
    }
}

/// A file beyond the limit.
pub fn long_file(file: &SourceFile) -> Vec<String> {
    if is_excepted(&file.path) {
        Vec::new()
    } else {
        told_length(file)
    }
}

fn told_length(file: &SourceFile) -> Vec<String> {
    let lines = file.text.lines().count();
    if lines > LONGEST_FILE {
        vec![format!("has {lines} lines")]
    } else {
        Vec::new()
    }
}

/// Functions beyond the limit.
pub fn long_functions(file: &SourceFile) -> Vec<String> {
    let long = functions(file)
        .into_iter()
        .filter(|function| function.lines > LONGEST_FUNCTION);
    let long = long.filter(|function| !is_excepted(&format!("{} {}", file.path, function.name)));
    long.map(|f| format!("line {}: {} has {} lines", f.line, f.name, f.lines))
        .collect()
}

/// Functions with more parameters than one can keep apart; `self` is none.
pub fn many_parameters(file: &SourceFile) -> Vec<String> {
    let many = functions(file)
        .into_iter()
        .filter(|f| f.parameters > MOST_PARAMETERS);
    let many = many.filter(|function| !is_excepted(&format!("{} {}", file.path, function.name)));
    many.map(|f| {
        format!(
            "line {}: {} has {} parameters",
            f.line, f.name, f.parameters
        )
    })
    .collect()
}

/// Exceptions for what is no longer too large, or no longer there.
pub fn needless_exceptions(files: &[SourceFile]) -> Vec<String> {
    let needed = |place: &str| {
        files
            .iter()
            .any(|file| match place.strip_prefix(&file.path) {
                Some("") => !told_length(file).is_empty(),
                Some(name) => functions(file).iter().any(|function| {
                    let large = function.lines > LONGEST_FUNCTION;
                    name.trim() == function.name && (large || function.parameters > MOST_PARAMETERS)
                }),
                None => false,
            })
    };
    let needless = EXCEPTIONS.iter().filter(|(place, _)| !needed(place));
    needless.map(|(place, _)| (*place).to_owned()).collect()
}

fn is_excepted(place: &str) -> bool {
    EXCEPTIONS
        .iter()
        .any(|(excepted, reason)| *excepted == place && !reason.is_empty())
}

fn functions(file: &SourceFile) -> Vec<Function> {
    let mut found = Vec::new();
    collect(&file.all_tokens(), &mut found);
    found
}

fn collect(tokens: &[Token], found: &mut Vec<Function>) {
    for (at, token) in tokens.iter().enumerate() {
        if token.text == "fn" {
            found.extend(function(&tokens[at..]));
        }
        if let Some((_, inner, _)) = &token.group {
            collect(inner, found);
        }
    }
}

/// The function that starts here; `None` for a type such as `fn(u8)` and for one without a body.
fn function(tokens: &[Token]) -> Option<Function> {
    let name = tokens.get(1).filter(|name| name.group.is_none())?;
    let group = |token: &Token, wanted: Delimiter| match &token.group {
        Some((delimiter, inner, end)) if *delimiter == wanted => Some((inner.clone(), *end)),
        _ => None,
    };
    let until_end = tokens.iter().take_while(|token| token.text != ";");
    let mut rest = until_end.skip(2);
    let list = rest.find_map(|token| group(token, Delimiter::Parenthesis))?;
    let (_, end) = rest.find_map(|token| group(token, Delimiter::Brace))?;
    let line = tokens[0].line;
    let parameters = count_parameters(&list.0);
    Some(Function {
        name: name.text.clone(),
        line,
        lines: end - line + 1,
        parameters,
    })
}

/// Commas at the top level separate, but not those between `<` and `>`.
fn count_parameters(list: &[Token]) -> usize {
    let (mut depth, mut count, mut is_open) = (0_i32, 0, false);
    for (at, token) in list.iter().enumerate() {
        let is_arrow = at > 0 && list[at - 1].text == "-";
        match token.text.as_str() {
            "<" => depth += 1,
            ">" if !is_arrow => depth -= 1,
            "," if depth == 0 => is_open = false,
            _ if !is_open => (count, is_open) = (count + 1, true),
            _ => {}
        }
    }
    let first: Vec<&str> = list
        .iter()
        .map(|token| token.text.as_str())
        .take(5)
        .collect();
    let of_self = first
        .iter()
        .take_while(|word| **word != ",")
        .any(|word| *word == "self");
    count - usize::from(of_self)
}

#[cfg(test)]
fn sample(text: &str) -> SourceFile {
    SourceFile::parse("src/ledger/gas.rs", text)
}

#[test]
fn a_long_function_is_found_in_its_impl() {
    let body = "let x = 1;\n".repeat(60);
    let bad = format!("impl A {{ fn short() {{}}\n fn long() {{\n{body}}} }}");
    assert_eq!(long_functions(&sample(&bad)), ["line 2: long has 62 lines"]);
    assert!(
        long_functions(&sample(
            "trait A { fn none(&self); } type F = fn(u8) -> u8;"
        ))
        .is_empty()
    );
}

#[test]
fn many_parameters_are_found_and_self_is_none() {
    let bad =
        "fn f(a: u8, b: Vec<(u8, u8)>, c: BTreeMap<u8, u8>, d: &dyn Fn(u8) -> u8, e: u8, g: u8) {}";
    assert_eq!(
        many_parameters(&sample(bad)),
        ["line 1: f has 6 parameters"]
    );
    let good = "fn f(&'a mut self, a: u8, b: BTreeMap<u8, u8>, c: u8, d: u8, e: u8,) {}";
    assert!(many_parameters(&sample(good)).is_empty());
}

#[test]
fn a_long_file_and_one_without_purpose_are_found() {
    assert_eq!(long_file(&sample(&"// a\n".repeat(401))).len(), 1);
    assert!(long_file(&sample(&"// a\n".repeat(400))).is_empty());
    assert_eq!(without_a_purpose(&sample("use std::fmt;")).len(), 1);
    assert!(without_a_purpose(&sample("//! Gas.\nuse std::fmt;")).is_empty());
}
