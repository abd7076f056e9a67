//! What functionaries sign: each act has a message that names chain and contract, so that no signature counts elsewhere.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, PublicKey, Signature, encode, keccak256};

/// A contract, by its chain's number and its address: where an act counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct Site {
    /// The chain's number.
    pub chain: u32,
    /// The contract.
    pub contract: Address,
}

/// Something that functionaries decide by their signatures.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Act {
    /// On Layer 1: pays what was burnt.
    Payout {
        /// The burn's paid-once key.
        burn: Digest,
        /// Who receives it.
        to: Address,
        /// How much.
        amount: Amount,
    },
    /// On the second chain: this Layer 1 block is as deep as the peg asks for.
    Deep {
        /// Layer 1's number.
        chain: u32,
        /// The block.
        block: Digest,
    },
    /// On either: others in their place.
    Change {
        /// The functionaries from then on, ascending.
        members: Vec<PublicKey>,
        /// How many of them must sign.
        threshold: u32,
        /// Number of acts of this kind and the following before it.
        serial: u64,
    },
    /// On Layer 1: the functionaries are still there.
    Refresh {
        /// As above.
        serial: u64,
    },
    /// On Layer 1: no payouts for a while.
    Pause {
        /// As above.
        serial: u64,
    },
    /// On Layer 1, by the emergency keys: all of it to somebody.
    Emergency {
        /// Who receives it.
        to: Address,
        /// As above.
        serial: u64,
    },
}

impl Act {
    /// What is signed.
    #[must_use]
    pub fn message(&self, site: &Site) -> Digest {
        keccak256(&encode(&("bilayer/peg", site, self)))
    }

    /// Its key, for texts.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Payout { .. } => "sidechain.act.payout",
            Self::Deep { .. } => "sidechain.act.deep",
            Self::Change { .. } => "sidechain.act.change",
            Self::Refresh { .. } => "sidechain.act.refresh",
            Self::Pause { .. } => "sidechain.act.pause",
            Self::Emergency { .. } => "sidechain.act.emergency",
        }
    }
}

/// A functionary's signature under an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Signed {
    /// Whose.
    pub key: PublicKey,
    /// The signature of the act's message.
    pub signature: Signature,
}

/// The paid-once key of somebody's burn of this number: it leaves out how much and for whom, so that functionaries who
/// sign one payout for each key can't be brought to sign another by a reorg of the second chain.
#[must_use]
pub fn burn_key(bridge: &Site, from: &Address, count: u64) -> Digest {
    keccak256(&encode(&("bilayer/peg-burn", bridge, from, count)))
}
