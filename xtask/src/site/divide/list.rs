//! The list of what the start of the page does not call, by hashes of names.
//!
//! A line is a function: the hash of its name, and for one that is called, the hash of its shape
//! and the numbers of the places in it from which on it was never run. What the list does not
//! know counts as called: so a list that is a little old makes the first file larger, and nothing
//! else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};

use super::points::{Point, Points};
use crate::project::{Project, fnv1a};

/// Where the list is, seen from the workspace's root.
const FILE: &str = "web/later.txt";
const BITS: u32 = 40;

/// The list.
#[derive(Default)]
pub struct List {
    whole: BTreeSet<u64>,
    /// By the hashes of name and shape.
    parts: BTreeMap<(u64, u64), Vec<usize>>,
}

impl List {
    /// Reads the list.
    pub fn read(project: &Project) -> Result<Self> {
        let text = fs::read_to_string(project.root.join(FILE)).context(FILE)?;
        let mut list = Self::default();
        for line in text.lines() {
            list.read_line(line)
                .with_context(|| format!("{FILE}: {line}"))?;
        }
        Ok(list)
    }

    fn read_line(&mut self, line: &str) -> Result<()> {
        let mut words = line.split(' ');
        let mut hash = || {
            words
                .next()
                .map(|word| u64::from_str_radix(word, 16))
                .transpose()
        };
        let name = hash()?.context("no name")?;
        if let Some(shape) = hash()? {
            let places = words.map(str::parse).collect::<Result<_, _>>()?;
            self.parts.insert((name, shape), places);
        } else {
            self.whole.insert(name);
        }
        Ok(())
    }

    /// Adds a function that was not called.
    pub fn add(&mut self, name: &str) {
        self.whole.insert(hash(name));
    }

    /// Takes a function out that was called, and with it all that share its readable name: a crate's copy of a
    /// function of the standard library is told from another's only by what the next build names anew.
    pub fn take_out(&mut self, name: &str) {
        self.whole.remove(&hash(name));
    }

    /// Adds parts of a function that was called. Of functions that share name and shape, only
    /// what none of them ran counts.
    pub fn add_parts(&mut self, name: &str, shape: u64, places: Vec<usize>) {
        let known = self.parts.entry((hash(name), short(shape)));
        known
            .and_modify(|known| known.retain(|place| places.contains(place)))
            .or_insert(places);
    }

    /// Writes the list.
    pub fn write(&self, project: &Project) -> Result<()> {
        let digits = BITS as usize / 4;
        let mut text = String::new();
        for name in &self.whole {
            writeln!(text, "{name:0digits$x}")?;
        }
        let parts = self.parts.iter().filter(|(_, places)| !places.is_empty());
        for ((name, shape), places) in parts {
            write!(text, "{name:0digits$x} {shape:0digits$x}")?;
            for place in places {
                write!(text, " {place}")?;
            }
            writeln!(text)?;
        }
        Ok(fs::write(project.root.join(FILE), text)?)
    }

    /// Whether a function is in it as a whole.
    pub fn has(&self, name: &str) -> bool {
        self.whole.contains(&hash(name))
    }

    /// The places in a function from which on it was never run.
    pub fn parts(&self, name: &str, points: impl Fn() -> Points) -> Vec<Point> {
        let name = hash(name);
        let mut known = self.parts.range((name, 0)..=(name, u64::MAX)).peekable();
        if known.peek().is_none() {
            return Vec::new();
        }
        let points = points();
        let places = self.parts.get(&(name, short(points.shape)));
        let found = places.into_iter().flatten();
        found
            .filter_map(|place| points.all.get(*place).copied())
            .collect()
    }
}

/// Of the readable name, which is the same in the next build.
fn hash(name: &str) -> u64 {
    let readable = format!("{:#}", rustc_demangle::demangle(name));
    short(readable.bytes().fold(0xcbf2_9ce4_8422_2325, fnv1a))
}

fn short(hash: u64) -> u64 {
    (hash ^ hash >> BITS) & ((1 << BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_called_function_takes_its_namesakes_of_other_crates_out() {
        let [one, other] = ["_RNvCs1234_4core4grow", "_RNvCs5678_4core4grow"];
        let mut list = List::default();
        list.add(one);
        assert!(list.has(other), "their readable name is the same");
        list.take_out(other);
        assert!(!list.has(one));
    }
}
