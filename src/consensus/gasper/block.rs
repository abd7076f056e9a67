//! What a proposer puts into a block, and what each signature in it is over
//! (`phase0/beacon-chain.md`, `electra/beacon-chain.md`, containers).

use borsh::{BorshDeserialize, BorshSerialize};

use super::bits::Bits;
use super::key::{ValidatorKey, ValidatorSecret};
use super::params::{Epoch, Gwei, Slot};
use super::slashing::AttestationData;
use super::validator::Index;
use crate::base::{Address, Digest, Hasher, Sha256, Signature, encode};

/// Most attestations of a block.
pub const MAX_ATTESTATIONS: usize = 8;
/// Most slashings of voters.
pub const MAX_ATTESTER_SLASHINGS: usize = 1;
/// Most slashings of proposers.
pub const MAX_PROPOSER_SLASHINGS: usize = 16;
/// Most exits.
pub const MAX_EXITS: usize = 16;

/// One vote of many: the bits follow the slot's committees, one after another.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Attestation {
    /// What they vote for.
    pub data: AttestationData,
    /// Who of the slot's voters does.
    pub bits: Bits,
    /// Their signatures, in the order of the bits; none if the chain has no signatures.
    pub signatures: Vec<Signature>,
}

/// One vote of many by their places in the registry: evidence against them.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct IndexedAttestation {
    /// What they vote for.
    pub data: AttestationData,
    /// Who, ascending.
    pub voters: Vec<Index>,
    /// Their signatures, in the same order; none if the chain has no signatures.
    pub signatures: Vec<Signature>,
}

/// Two votes that nobody may cast both.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct AttesterSlashing {
    /// The one vote.
    pub one: IndexedAttestation,
    /// The other.
    pub other: IndexedAttestation,
}

/// A block's name with its proposer's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Sealed {
    /// When it was proposed.
    pub slot: Slot,
    /// By whom.
    pub proposer: Index,
    /// The block.
    pub root: Digest,
    /// Over the three; nothing if the chain has no signatures.
    pub signature: Option<Signature>,
}

/// Two blocks for one slot by one proposer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ProposerSlashing {
    /// The one block.
    pub one: Sealed,
    /// The other.
    pub other: Sealed,
}

/// A validator's wish to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Exit {
    /// The first epoch in which the wish counts.
    pub epoch: Epoch,
    /// Who leaves.
    pub validator: Index,
    /// Its signature; nothing if the chain has no signatures.
    pub signature: Option<Signature>,
}

/// A deposit as the contract on Layer 1 logged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Deposit {
    /// The new validator's key, or that of the one whose balance grows.
    pub key: ValidatorKey,
    /// The outermost layer of its onion.
    pub commitment: Digest,
    /// Where the balance is paid out to.
    pub withdrawal: Address,
    /// Whether it compounds.
    pub compounding: bool,
    /// What was paid.
    pub amount: Gwei,
    /// That the key's owner wants this; nothing if the chain has no signatures.
    pub signature: Option<Signature>,
}

/// All that a block says to the validators' chain.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Content {
    /// When it was proposed.
    pub slot: Slot,
    /// By whom.
    pub proposer: Index,
    /// The next layer of the proposer's onion.
    pub reveal: Digest,
    /// Votes.
    pub attestations: Vec<Attestation>,
    /// Evidence against proposers.
    pub proposer_slashings: Vec<ProposerSlashing>,
    /// Evidence against voters.
    pub attester_slashings: Vec<AttesterSlashing>,
    /// Who wants to leave.
    pub exits: Vec<Exit>,
}

/// What a signature is over. A chain's genesis is part of it, so that none counts on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain(pub Digest);

impl Domain {
    /// The message of a vote.
    #[must_use]
    pub fn vote(&self, data: &AttestationData) -> Digest {
        self.message(b"vote", &encode(data))
    }

    /// The message of a block's seal.
    #[must_use]
    pub fn seal(&self, slot: Slot, proposer: Index, root: &Digest) -> Digest {
        self.message(b"seal", &encode(&(slot, proposer, root)))
    }

    /// The message of a wish to leave.
    #[must_use]
    pub fn exit(&self, epoch: Epoch, validator: Index) -> Digest {
        self.message(b"exit", &encode(&(epoch, validator)))
    }

    fn message(&self, kind: &[u8], bytes: &[u8]) -> Digest {
        Sha256::hash(&[b"bilayer/gasper/", kind, &self.0.0, bytes])
    }
}

impl Deposit {
    /// The message of its signature. It names no chain, as in the specification: a deposit counts
    /// on every branch.
    #[must_use]
    pub fn message(&self) -> Digest {
        let unsigned = Self {
            signature: None,
            ..*self
        };
        Sha256::hash(&[b"bilayer/gasper/deposit", &encode(&unsigned)])
    }

    /// With the owner's signature.
    #[must_use]
    pub fn signed(self, key: &ValidatorSecret) -> Self {
        Self {
            signature: Some(key.sign(&self.message())),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sha256;

    #[test]
    fn each_kind_of_message_of_each_chain_is_another() {
        let (one, other) = (Domain(sha256(b"1")), Domain(sha256(b"2")));
        assert_ne!(
            one.seal(1, 2, &Digest::ZERO),
            other.seal(1, 2, &Digest::ZERO)
        );
        assert_ne!(one.seal(1, 2, &Digest::ZERO), one.seal(2, 2, &Digest::ZERO));
        assert_ne!(one.exit(1, 2), one.exit(2, 2));
        assert_ne!(
            one.exit(1, 2),
            one.message(b"vote", &encode(&(1_u64, 2_u32)))
        );
    }

    #[test]
    fn a_deposits_signature_is_over_all_of_it_but_itself() {
        let key = ValidatorSecret::derive(&Digest::ZERO, "key");
        let deposit = Deposit {
            key: key.public(),
            commitment: Digest::ZERO,
            withdrawal: Address([0; 20]),
            compounding: false,
            amount: 32,
            signature: None,
        };
        let signed = deposit.signed(&key);
        assert_eq!(signed.message(), deposit.message());
        let more = Deposit {
            amount: 33,
            ..deposit
        };
        assert_ne!(more.message(), deposit.message());
    }
}
