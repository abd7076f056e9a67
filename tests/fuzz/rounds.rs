//! How many rounds a test does: a fixed number, or as many as there is time for.

use std::time::{Duration, Instant};

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Numbers of rounds, one after the other; tells at its end how many there were.
pub struct Rounds {
    name: &'static str,
    next: u64,
    first: u64,
    usual: u64,
    until: Option<Instant>,
}

pub fn rounds(name: &'static str, usual: u64) -> Rounds {
    let first = variable("BILAYER_SOAK_SEED").unwrap_or(1);
    let seconds = variable("BILAYER_FUZZ_SECONDS").map(Duration::from_secs);
    Rounds {
        name,
        next: first,
        first,
        usual,
        until: seconds.map(|seconds| Instant::now() + seconds),
    }
}

impl Iterator for Rounds {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let over = match self.until {
            Some(until) => Instant::now() >= until,
            None => self.next >= self.first + self.usual,
        };
        if over {
            println!("fuzz: {}: {} rounds", self.name, self.next - self.first);
            return None;
        }
        self.next += 1;
        Some(self.next - 1)
    }
}
