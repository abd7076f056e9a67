//! What kind of file a text is: told by the first field that only one kind has, even if the rest is broken.

use std::fmt;

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A world; also what is none of the others.
    Scenario,
    /// A run with its commands.
    Run,
    /// A lesson.
    Lesson,
}

/// The kind of a file.
pub fn kind(text: &str) -> FileKind {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_str(text);
    // Where it is broken, the reader of its kind tells.
    let _ = json.deserialize_map(Fields(&mut found));
    found.unwrap_or(FileKind::Scenario)
}

struct Fields<'a>(&'a mut Option<FileKind>);

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(field) = map.next_key::<String>()? {
            *self.0 = match field.as_str() {
                "lesson" => Some(FileKind::Lesson),
                "run" => Some(FileKind::Run),
                "setup" => Some(FileKind::Scenario),
                _ => None,
            };
            if self.0.is_some() {
                break;
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_told_even_by_a_file_that_is_broken_further_on() {
        assert_eq!(kind(r#"{"lesson": 1, "id": "#), FileKind::Lesson);
        assert_eq!(kind(r#"{"version": 1, "run": ["#), FileKind::Run);
        assert_eq!(
            kind(r#"{"version": 1, "setup": {"lesson": 1}}"#),
            FileKind::Scenario
        );
        for none in ["", "null", "[1]", "{\"a\":{\"run\":1}}", "{"] {
            assert_eq!(kind(none), FileKind::Scenario, "{none:?}");
        }
    }
}
