//! Byte strings with the meaning of their parts.

use crate::scene::model::{Bytes, BytesPart, Section, Text};

/// Most bytes shown of one object.
pub(super) const SHOWN: usize = 4_096;

/// The parts of an encoding, one after the other.
#[derive(Default)]
pub(crate) struct Parts {
    at: u32,
    parts: Vec<BytesPart>,
}

impl Parts {
    pub(crate) fn starting_at(at: u32) -> Self {
        Self {
            at,
            parts: Vec::new(),
        }
    }

    /// The next `length` bytes are this.
    pub(crate) fn then(mut self, name: &'static str, length: usize) -> Self {
        let length = length as u32;
        if length > 0 {
            self.parts.push(BytesPart {
                start: self.at,
                length,
                name: Text::key(name),
            });
            self.at += length;
        }
        self
    }

    /// The next bytes are what these parts say.
    pub(crate) fn then_all(mut self, more: Self) -> Self {
        self.at = more.at;
        self.parts.extend(more.parts);
        self
    }

    pub(crate) fn at(&self) -> u32 {
        self.at
    }

    pub(crate) fn list(self) -> Vec<BytesPart> {
        self.parts
    }
}

/// A section of real bytes.
pub(super) fn section(name: &'static str, bytes: &[u8], parts: Parts, tamperable: bool) -> Section {
    let shown = bytes.len().min(SHOWN);
    let mut parts = parts.list();
    parts.retain(|part| (part.start as usize) < shown);
    if let Some(last) = parts.last_mut() {
        last.length = last.length.min(shown as u32 - last.start);
    }
    Section::Bytes(Bytes {
        name: Text::key(name),
        bytes: bytes[..shown].to_vec(),
        total: bytes.len() as u64,
        parts,
        tamperable,
    })
}
