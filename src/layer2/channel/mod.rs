//! Payment channels: a contract on Layer 1 for each, and two people who exchange states that both sign.

mod adjudicator;
mod record;
mod state;
mod terms;

pub use adjudicator::{Adjudicator, CODE, Call, Opening};
pub use record::{Dispute, OnChain, Record};
pub use state::{ChannelState, Revocation, Signed, revocation_digest, revocation_preimage};
pub use terms::{MAX_PERIOD, Terms};
