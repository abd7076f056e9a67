//! The list of functions that the start of the page does not call, by hashes of their names.
//!
//! A function that the list does not know counts as called: so a list that is a little old makes
//! the first file larger, and nothing else.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};

use crate::project::{Project, fnv1a};

/// Where the list is, seen from the workspace's root.
const FILE: &str = "web/later.txt";
const BITS: u32 = 40;

/// The list.
pub struct List(BTreeSet<u64>);

impl List {
    /// Reads the list.
    pub fn read(project: &Project) -> Result<Self> {
        let text = fs::read_to_string(project.root.join(FILE)).context(FILE)?;
        let hashes = text.split_whitespace();
        let hashes = hashes.map(|hash| u64::from_str_radix(hash, 16));
        Ok(Self(hashes.collect::<Result<_, _>>().context(FILE)?))
    }

    /// A list of names.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self(names.map(hash).collect())
    }

    /// Writes the list.
    pub fn write(&self, project: &Project) -> Result<()> {
        let digits = BITS as usize / 4;
        let lines = self.0.iter().map(|hash| format!("{hash:0digits$x}\n"));
        Ok(fs::write(project.root.join(FILE), lines.collect::<String>())?)
    }

    /// Whether a function is in it.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&hash(name))
    }
}

/// Of the readable name, which is the same in the next build.
fn hash(name: &str) -> u64 {
    let readable = format!("{:#}", rustc_demangle::demangle(name));
    let whole = readable.bytes().fold(0xcbf2_9ce4_8422_2325, fnv1a);
    (whole ^ whole >> BITS) & ((1 << BITS) - 1)
}
