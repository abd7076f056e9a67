//! What people around a federation write to each other.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::actor::Letter;
use crate::base::{Digest, decode, encode};
use crate::event::System;

use super::super::act::{Act, Signed};

/// Content of a letter.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Words {
    /// "Is this Layer 1 block as deep as the peg asks for?"
    AskDeep(Digest),
    /// "It is."
    Deep(Digest, Signed),
    /// "I signed this", which is for the contract on Layer 1 (true) or for the one on the second chain.
    Share(bool, Act, Signed),
    /// "Sign this for me", from a thief.
    AskFalse(Act),
    /// A copied key, which its owner does not know to be sent.
    Key([u8; 32]),
}

/// Longest letter that is read: a change of all functionaries.
const MAX_LETTER: usize = 2_048;

impl Words {
    fn kind(&self) -> &'static str {
        match self {
            Self::AskDeep(_) => "sidechain.ask-deep",
            Self::Deep(..) => "sidechain.deep",
            Self::Share(..) => "sidechain.share",
            Self::AskFalse(_) => "sidechain.ask-false",
            Self::Key(_) => "sidechain.key",
        }
    }

    fn object(&self) -> Digest {
        match self {
            Self::AskDeep(block) | Self::Deep(block, _) => *block,
            Self::Share(_, act, _) | Self::AskFalse(act) => match act {
                Act::Payout { burn, .. } => *burn,
                _ => Digest::ZERO,
            },
            Self::Key(_) => Digest::ZERO,
        }
    }

    /// The letter about the chain of this number.
    pub(super) fn letter(&self, chain: u32) -> Letter {
        Letter {
            system: System::Sidechain,
            kind: self.kind(),
            object: self.object(),
            bytes: encode(&(chain, self)).into(),
        }
    }

    /// Reads a letter: which chain, and what it says.
    #[must_use]
    pub fn read(letter: &Letter) -> Option<(u32, Self)> {
        if letter.bytes.len() > MAX_LETTER {
            return None;
        }
        decode(&letter.bytes).ok()
    }
}
