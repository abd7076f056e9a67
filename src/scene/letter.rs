//! What a Layer 2 letter is in a picture.

use crate::actor::Letter;
use crate::base::ActorId;

use super::model::{PacketKind, Selection};
use super::sight::Sight;

/// The kind of a letter by its key.
pub(super) fn kind(key: &str) -> PacketKind {
    match key {
        "channel.open" | "channel.propose" => PacketKind::ChannelProposal,
        "channel.accept" | "channel.revoke" => PacketKind::ChannelSignature,
        "rollup.transfer" => PacketKind::RollupTransfer,
        "rollup.receipt" => PacketKind::RollupReceipt,
        _ => PacketKind::Other,
    }
}

/// What a letter is about.
pub(super) fn about(
    _sight: &Sight,
    _letter: &Letter,
    _from: ActorId,
    _to: ActorId,
) -> Option<Selection> {
    None
}
