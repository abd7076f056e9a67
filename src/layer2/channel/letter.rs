//! The messages of a channel, as the bytes that two people send each other.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::actor::Letter;
use crate::base::{Address, Digest, Signature, decode, encode, sha256};
use crate::event::System;

use super::{ChannelState, Revocation, Terms};

/// A message of a channel.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum ChannelLetter {
    /// "Let us open a channel": terms, the contract's address to be, my signature of the opening state (BOLT 2: open_channel, funding_created).
    Open {
        /// The terms.
        terms: Terms,
        /// Where the contract will be.
        contract: Address,
        /// The sender's signature of the opening state.
        signature: Signature,
    },
    /// "No", with the key of the reason; an answer to `Open` only.
    Reject(RejectReason),
    /// "I signed this version too."
    Accept {
        /// The version.
        version: u64,
        /// The sender's signature of it.
        signature: Signature,
    },
    /// "Sign this next state" (BOLT 2: update_add_htlc and commitment_signed).
    Propose {
        /// The state.
        state: ChannelState,
        /// The sender's signature.
        signature: Signature,
    },
    /// "I hold it; what came before is void" (BOLT 2: revoke_and_ack).
    Revoke(Revocation),
    /// "This is the newest version that I hold" (BOLT 2: channel_reestablish).
    Reestablish {
        /// The version.
        version: u64,
        /// Whether the sender wants to be told the same.
        answer: bool,
    },
}

/// Why somebody does not want a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum RejectReason {
    /// The terms are not the usual ones.
    Terms,
    /// It can't pay its deposit.
    Balance,
    /// It has as many channels as it keeps.
    TooMany,
}

impl RejectReason {
    /// Key of the text.
    pub fn key(self) -> &'static str {
        match self {
            Self::Terms => "channel.reject.terms",
            Self::Balance => "channel.reject.balance",
            Self::TooMany => "channel.reject.too-many",
        }
    }
}

impl ChannelLetter {
    /// Key of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Open { .. } => "channel.open",
            Self::Reject(_) => "channel.reject",
            Self::Accept { .. } => "channel.accept",
            Self::Propose { .. } => "channel.propose",
            Self::Revoke(_) => "channel.revoke",
            Self::Reestablish { .. } => "channel.reestablish",
        }
    }

    /// Puts it into an envelope.
    pub(super) fn pack(&self, channel: u32) -> Letter {
        Letter {
            system: System::Channel,
            kind: self.kind(),
            object: channel_object(channel),
            bytes: encode(&(channel, self)).into(),
        }
    }
}

/// The id under which letters name the channel with this number.
pub fn channel_object(channel: u32) -> Digest {
    sha256(&encode(&("channel", channel)))
}

/// Reads a letter: number of the channel, and the message. `None` if the bytes are something else.
pub fn open_letter(letter: &Letter) -> Option<(u32, ChannelLetter)> {
    decode(&letter.bytes).ok()
}
