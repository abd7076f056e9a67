//! What a Layer 2 letter is in a picture.

use crate::actor::Letter;
use crate::base::decode;
use crate::event::System;
use crate::layer2::{channel, rollup};

use super::model::{PacketKind, Selection};

/// The kind of a letter by its key.
pub(super) fn kind(key: &str) -> PacketKind {
    match key {
        "channel.open" | "channel.propose" => PacketKind::ChannelProposal,
        "channel.accept" | "channel.revoke" => PacketKind::ChannelSignature,
        "rollup.transfer" => PacketKind::RollupTransfer,
        "rollup.promise" => PacketKind::RollupReceipt,
        _ => PacketKind::Other,
    }
}

/// What a letter is about.
pub(super) fn about(letter: &Letter) -> Option<Selection> {
    match letter.system {
        System::Layer1 | System::Sidechain => None,
        System::Channel => {
            channel::open_letter(letter).map(|(number, _)| Selection::Channel(number))
        }
        System::Rollup => {
            let (number, _) = decode::<(u32, rollup::Words)>(&letter.bytes).ok()?;
            Some(Selection::Transfer(number, letter.object))
        }
    }
}
