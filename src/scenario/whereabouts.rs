//! From a position in a JSON text to the path of the value that is there.
//!
//! The reader of JSON says only where it stopped. Tracking the path while reading would compile
//! every type's reader a second time, which made up an eighth of the page's worker.

/// Something that is open at a position.
enum Open {
    /// An object, and the key that was read last.
    Object(Option<String>),
    /// A list, and the index of the element that is being read.
    List(usize),
}

/// The path, such as `setup.links[3].a`, of what an error of the reader is about.
pub(super) fn path_of(text: &str, error: &serde_json::Error) -> String {
    let before = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let end = before.map(str::len).sum::<usize>() + error.column();
    let read = &text.as_bytes()[..end.min(text.len())];
    // Of a value that its own type refuses, the reader hears only when it is done with what holds
    // it; there it also notices what is missing.
    let is_missing = error.to_string().starts_with("missing field");
    match read.split_last() {
        Some((b'}' | b']', inner)) if error.is_data() && !is_missing => path_after(inner),
        _ => path_after(read),
    }
}

/// The path of what was read last.
fn path_after(bytes: &[u8]) -> String {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => open.push(Open::Object(None)),
            b'[' => open.push(Open::List(0)),
            b'}' | b']' => drop(open.pop()),
            b',' => go_on(open.last_mut()),
            b'"' => {
                let start = at;
                at = after_string(bytes, at);
                if let Some(Open::Object(key @ None)) = open.last_mut() {
                    let word = bytes.get(start..at.saturating_sub(1)).unwrap_or_default();
                    *key = Some(String::from_utf8_lossy(word).into_owned());
                }
            }
            _ => {}
        }
    }
    join(&open)
}

fn go_on(innermost: Option<&mut Open>) {
    match innermost {
        Some(Open::Object(key)) => *key = None,
        Some(Open::List(index)) => *index += 1,
        None => {}
    }
}

/// The index after a string's closing quote.
fn after_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn join(open: &[Open]) -> String {
    let mut path = String::new();
    for part in open {
        match part {
            Open::Object(Some(key)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Open::Object(None) => {}
            Open::List(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::path_after;

    #[test]
    fn the_path_is_that_of_what_was_read_last() {
        for (text, path) in [
            ("", ""),
            ("{", ""),
            (r#"{ "a""#, "a"),
            (r#"{ "a": [1"#, "a[0]"),
            (r#"{ "a": [1, "x","#, "a[2]"),
            (r#"{ "a": [1, {"b, \" c": "]}""#, r#"a[1].b, \" c"#),
            (r#"{ "a": [1, {"b": "]}" }"#, "a[1]"),
            (r#"{ "a": [1, {"b": 2}]"#, "a"),
            (r#"{ "a": [1], "d": {"e": {}"#, "d.e"),
            (r#"{ "a": [1], "d": {"e": {}, "f": 2"#, "d.f"),
            (r#"{ "a": [1] }"#, ""),
        ] {
            assert_eq!(path_after(text.as_bytes()), path, "{text}");
        }
    }
}
