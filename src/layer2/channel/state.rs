//! The state of a channel that two people sign, and the revocation of what came before.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, Signature, encode, sha256};

use super::Terms;

const STATE_TAG: &[u8] = b"bilayer/channel-state/1";
const REVOCATION_TAG: &[u8] = b"bilayer/channel-revocation/1";

/// Who owns what in a channel. The signature is over the tagged canonical bytes, so that it counts for one chain, one contract, and as a state only.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ChannelState {
    /// The chain's number.
    pub chain: u32,
    /// The channel's contract.
    pub contract: Address,
    /// A newer state has a higher version; the opening state has 0.
    pub version: u64,
    /// What each owns; they sum to the deposits.
    pub balances: [Amount; 2],
    /// Who signed first (0 or 1): the other held both signatures when it signed.
    pub proposer: u8,
    /// Whether it ends the channel at once, without a dispute period.
    pub is_final: bool,
}

impl ChannelState {
    /// The state that both sign before anything is locked: each owns its deposit.
    pub fn opening(chain: u32, contract: Address, terms: &Terms) -> Self {
        Self {
            chain,
            contract,
            version: 0,
            balances: terms.deposits,
            proposer: 0,
            is_final: false,
        }
    }

    /// The bytes whose SHA-256 is signed.
    pub fn preimage(&self) -> Vec<u8> {
        [STATE_TAG, &encode(self)].concat()
    }

    /// What is signed.
    pub fn digest(&self) -> Digest {
        sha256(&self.preimage())
    }
}

/// A state with both signatures: what Layer 1 enforces.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Signed {
    /// The state.
    pub state: ChannelState,
    /// Signatures of the first and the second party.
    pub signatures: [Signature; 2],
}

/// "I hold this version with both signatures, so all before it are void": the signer's promise not to post an older one.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Revocation {
    /// The version held.
    pub version: u64,
    /// The signer's signature of [`revocation_preimage`].
    pub signature: Signature,
}

/// The bytes whose SHA-256 a revocation signs.
pub fn revocation_preimage(chain: u32, contract: &Address, version: u64) -> Vec<u8> {
    [REVOCATION_TAG, &encode(&(chain, contract, version))].concat()
}

/// What a revocation signs.
pub fn revocation_digest(chain: u32, contract: &Address, version: u64) -> Digest {
    sha256(&revocation_preimage(chain, contract, version))
}
