//! From a path in a JSON text to its line and column.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Line and column, counted from 1, at which the value of `path` begins, or the innermost part
/// of the path that is there.
pub(super) fn locate(text: &str, path: &str) -> Option<(u32, u32)> {
    let segments: Vec<&str> = path
        .split(['.', '['])
        .map(|segment| segment.trim_end_matches(']'))
        .collect();
    (0..=segments.len()).rev().find_map(|length| {
        let mut json = serde_json::Deserializer::from_str(text);
        let mut arrived = false;
        let seek = Seek {
            rest: &segments[..length],
            arrived: &mut arrived,
        };
        let error = seek.deserialize(&mut json).err()?;
        arrived.then(|| value_after(text, error.line(), error.column()))
    })
}

/// The place of the first byte after this one that is neither space nor a separator.
fn value_after(text: &str, line: usize, column: usize) -> (u32, u32) {
    let (mut line, mut column) = (line.max(1), column);
    let ahead = text
        .split_inclusive('\n')
        .skip(line - 1)
        .flat_map(str::bytes)
        .skip(column);
    for byte in ahead {
        column += 1;
        match byte {
            b'\n' => (line, column) = (line + 1, 0),
            b' ' | b'\t' | b'\r' => {}
            _ => break,
        }
    }
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (small(line), small(column))
}

/// Walks down a path and stops with an error, whose position is the answer.
struct Seek<'a> {
    rest: &'a [&'a str],
    arrived: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.rest.is_empty() {
            *self.arrived = true;
            return Err(D::Error::custom("here"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == self.rest[0] {
                return map.next_value_seed(Seek {
                    rest: &self.rest[1..],
                    arrived: self.arrived,
                });
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let index: usize = self.rest[0].parse().map_err(A::Error::custom)?;
        for _ in 0..index {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        let rest = &self.rest[1..];
        let arrived = self.arrived;
        list.next_element_seed(Seek { rest, arrived }).map(|_| ())
    }
}
