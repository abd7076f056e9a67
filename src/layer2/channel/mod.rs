//! Payment channels: a contract on Layer 1 for each, and two people who exchange states that both sign.
//!
//! | file | holds |
//! |---|---|
//! | `terms`, `state` | what is agreed on, what is signed |
//! | `adjudicator`, `record` | the contract, and what Layer 1 knows |
//! | `letter` | the messages |
//! | `held` | a party's off-chain side, pure |
//! | `party` | how far a party is; `opening`, `paying`, `watching`, `orders` are its steps |
//! | `role`, `view` | a person's channels, and how others read them |

mod adjudicator;
mod held;
mod letter;
mod opening;
mod orders;
mod party;
mod paying;
mod record;
mod role;
mod state;
mod terms;
mod view;
mod watching;

pub use adjudicator::{Adjudicator, CODE, Call, Opening};
pub use held::{Held, Offer};
pub use letter::{ChannelLetter, RejectReason, channel_object, open_letter};
pub use opening::{DISPUTE_PERIOD, FUNDING_PERIOD, PENALTY_PART};
pub use party::{CONFIRMATIONS, Phase, Said};
pub use record::{Dispute, OnChain, Record};
pub use role::{ChannelRole, MAX_CHANNELS};
pub use state::{ChannelState, Revocation, Signed, revocation_digest, revocation_preimage};
pub use terms::{MAX_PERIOD, MAX_UNITS, TIME_FLAG, TIME_UNIT, Terms};
pub use view::{PartyView, StateView};
