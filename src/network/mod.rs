//! Who hears what, when: links with latency and bandwidth, and who is linked to whom.

mod link;
mod topology;

pub use link::{Link, LinkKind, MAX_LATENCY};
pub use topology::Topology;

#[cfg(test)]
mod tests;
