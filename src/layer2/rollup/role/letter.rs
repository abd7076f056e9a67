//! What the people of a rollup write to each other.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::actor::Letter;
use crate::base::{Digest, decode, encode};
use crate::event::System;

use super::super::transfer::{Domain, SignedTransfer};

/// Content of a letter.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Words {
    /// "Please include this."
    Transfer(SignedTransfer),
    /// "I shall include this." To sender and receiver: the soft confirmation.
    Promise(SignedTransfer),
    /// "I shall not include this", with the key of the reason.
    Refusal(Digest, String),
}

/// Longest letter that is read.
const MAX_LETTER: usize = 512;

impl Words {
    fn kind(&self) -> &'static str {
        match self {
            Self::Transfer(_) => "rollup.transfer",
            Self::Promise(_) => "rollup.promise",
            Self::Refusal(..) => "rollup.refusal",
        }
    }

    /// The letter about rollup `number`.
    pub(super) fn letter(&self, number: u32, domain: &Domain) -> Letter {
        let object = match self {
            Self::Transfer(signed) | Self::Promise(signed) => signed.transfer.id(domain),
            Self::Refusal(id, _) => *id,
        };
        Letter {
            system: System::Rollup,
            kind: self.kind(),
            object,
            bytes: encode(&(number, self)).into(),
        }
    }

    /// Reads a letter: which rollup, and what it says.
    pub(super) fn read(letter: &Letter) -> Option<(u32, Self)> {
        if letter.bytes.len() > MAX_LETTER {
            return None;
        }
        decode(&letter.bytes).ok()
    }
}
