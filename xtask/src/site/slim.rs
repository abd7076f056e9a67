//! Makes texts smaller: no comments, no indentation, and short names between the glue and its Wasm file.

use std::collections::BTreeMap;

use anyhow::Result;
use walrus::Module;

/// How names begin that the glue's generator or the compiler made up.
const MADE_UP: [&str; 4] = ["__wbg_", "__wbindgen_", "wasm_bindgen__", "_R"];

/// A script or a style sheet without comments and indentation. A comment is understood where it
/// begins a line.
pub fn text(source: &str) -> String {
    let mut slim = String::new();
    let mut in_comment = false;
    for line in source.lines().map(str::trim) {
        let begins = !in_comment && line.starts_with("/*");
        let comment = in_comment || begins;
        in_comment = comment && !line.ends_with("*/");
        if !comment && !line.is_empty() && !line.starts_with("//") {
            slim.push_str(line);
            slim.push('\n');
        }
    }
    slim
}

/// A style sheet's text without the blanks that separate nothing.
pub fn style(source: &str) -> String {
    let narrow = [
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
        (";}", "}"),
    ];
    let slim = text(source).replace('\n', "");
    narrow
        .iter()
        .fold(slim, |slim, (wide, narrow)| slim.replace(wide, narrow))
}

/// A Wasm file and its glue with short names for what they import from each other.
pub fn names(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut module = Module::from_buffer(wasm)?;
    let mut short = BTreeMap::new();
    let mut shorten = |name: &mut String| {
        if MADE_UP.iter().any(|start| name.starts_with(start)) {
            let fresh = format!("${:x}", short.len());
            *name = short.entry(name.clone()).or_insert(fresh).clone();
        }
    };
    module
        .imports
        .iter_mut()
        .for_each(|import| shorten(&mut import.name));
    module
        .exports
        .iter_mut()
        .for_each(|export| shorten(&mut export.name));
    let of_a_name = |one: char| one.is_ascii_alphanumeric() || one == '_' || one == '$';
    let mut slim = String::new();
    let mut rest = glue;
    while let Some(start) = rest.find(of_a_name) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|one| !of_a_name(one)).unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        slim.push_str(before);
        slim.push_str(short.get(name).map_or(name, String::as_str));
        rest = after;
    }
    slim.push_str(rest);
    Ok((module.emit_wasm(), slim))
}

#[cfg(test)]
mod tests {
    use super::{style, text};

    #[test]
    fn a_style_sheet_keeps_the_blanks_that_separate() {
        let source = "/* Told. */\n.a .b:not(.c) { margin: 0 1px; width: calc(1px + 2px); }\n@media (min-width: 1px) {\n  .d { color: red; }\n}\n";
        assert_eq!(
            style(source),
            ".a .b:not(.c){margin:0 1px;width:calc(1px + 2px)}@media (min-width:1px){.d{color:red}}"
        );
    }

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let source = "/**\n * Told.\n */\nf() {\n    // One.\n    g('//'); /* kept */\n\n}\n";
        assert_eq!(text(source), "f() {\ng('//'); /* kept */\n}\n");
    }
}
