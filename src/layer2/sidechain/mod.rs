//! Second chains that a federation ties to Layer 1, as Liquid: what is locked below is on the second chain above.
//!
//! | file | holds |
//! |---|---|
//! | `act`, `quorum` | what functionaries sign, and how both contracts count signatures |
//! | `vault` | the contract on Layer 1: locks, pays out, changes functionaries, opens in an emergency |
//! | `bridge`, `proof` | the contract on the second chain: mints against the proof of a deposit, burns |
//! | `record` | what both keep in storage, and how anybody reads it |
//! | `judge` | whether what is on the second chain is locked on Layer 1 |
//! | `role` | what functionaries, users and thieves do |

mod act;
mod bridge;
mod judge;
mod proof;
mod quorum;
mod record;
mod role;
mod vault;

pub use act::{Act, Signed, Site, burn_key};
pub use bridge::{
    BRIDGE, BRIDGE_CODE, BridgeCall, BridgeContract, Claim, RESERVE, genesis_account,
};
pub use judge::{Sheet, sheet};
pub use proof::DepositProof;
pub use quorum::{Membership, freezers};
pub use record::{
    BridgeCounters, BridgeReader, BridgeTerms, Burn, DepositNote, Emergency, Key, Paid,
    VaultCounters, VaultReader, VaultTerms,
};
pub use role::{Incoming, Member, Outgoing, Phase, Seat, SidechainRole, Thief, User, Words};
pub use vault::{VAULT_CODE, VaultCall, VaultContract, VaultCreation};
