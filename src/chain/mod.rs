//! Many possible histories: blocks and what links them.

pub mod header;
