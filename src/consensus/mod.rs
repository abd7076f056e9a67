//! Who may extend the chain, which branch wins, what is final: one folder an
//! engine.

pub mod dpos;
pub mod gasper;
pub mod pow;
