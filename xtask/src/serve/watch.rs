//! Notices changed sources by looking at their times.
//!
//! Looking twice a second costs a millisecond, needs no library, and works on every system and
//! file system, also where change notices don't arrive (containers, network drives).

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

const PAUSE: Duration = Duration::from_millis(400);

/// What of the workspace the page is made of.
const SOURCES: [&str; 7] = [
    "src",
    "web",
    "scenarios",
    "lessons",
    "index.html",
    "Cargo.toml",
    "Cargo.lock",
];

/// The state of the sources when last looked at.
pub struct Watch {
    roots: Vec<PathBuf>,
    seen: Stamp,
}

/// Changes whenever a file is written, added or removed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Stamp {
    newest: Option<SystemTime>,
    files: usize,
    bytes: u64,
}

impl Watch {
    /// Starts to watch the sources below a workspace's root.
    pub fn new(root: &Path) -> Self {
        let roots: Vec<PathBuf> = SOURCES.iter().map(|name| root.join(name)).collect();
        let seen = look(&roots);
        Self { roots, seen }
    }

    /// Returns when the sources have changed and have then been quiet for a moment.
    pub fn wait_for_change(&mut self) {
        let before = self.seen;
        loop {
            thread::sleep(PAUSE);
            let now = look(&self.roots);
            let quiet = now == self.seen;
            self.seen = now;
            if quiet && now != before {
                return;
            }
        }
    }
}

fn look(roots: &[PathBuf]) -> Stamp {
    let mut stamp = Stamp::default();
    for root in roots {
        add(root, &mut stamp);
    }
    stamp
}

fn add(path: &Path, stamp: &mut Stamp) {
    if let Ok(entries) = fs::read_dir(path) {
        for entry in entries.flatten() {
            add(&entry.path(), stamp);
        }
    } else if let Ok(meta) = fs::metadata(path) {
        stamp.newest = stamp.newest.max(meta.modified().ok());
        stamp.files += 1;
        stamp.bytes += meta.len();
    }
}
