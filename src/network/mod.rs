//! Who hears what, when: links with latency and bandwidth, who is linked to whom, where nodes stand, and what goes wrong on the way.

mod address_book;
mod fault;
mod link;
mod region;
mod topology;

pub use address_book::{AddressBook, BUCKET, Defence, Endpoint, NEW_BUCKETS, TRIED_BUCKETS, Tried};
pub use fault::{Fate, Fault, FaultAct, FaultScope, Faults, MAX_FAULTS};
pub use link::{Link, LinkKind, MAX_LATENCY};
pub use region::Region;
pub use topology::Topology;

#[cfg(test)]
mod tests;
