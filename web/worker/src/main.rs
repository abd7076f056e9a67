//! Placeholder entry, replaced by the first real commit.
fn main() {}
