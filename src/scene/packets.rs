//! Messages on their way.

use crate::actor::Message;
use crate::base::{ActorId, Digest, Time, order};
use crate::event::MessageKind;
use crate::simulation::Transit;

use super::model::{Packet, PacketKind, Selection, System};
use super::sight::Sight;
use super::{letter, systems};

/// Most messages in a picture; small talk is left out first.
const MAX_PACKETS: usize = 1_000;

pub(super) fn build(sight: &Sight) -> Vec<Packet> {
    let now = sight.now();
    // Nodes of second chains have no place in the picture yet.
    let is_drawn = |id: &ActorId| sight.world.directory().is_below(*id);
    let on_the_way = sight
        .world
        .transits()
        .filter(|(transit, arrival, _)| transit.departure <= now && now < *arrival)
        .filter(|(transit, _, _)| [transit.from, transit.to].iter().all(is_drawn));
    let mut packets: Vec<Packet> = on_the_way
        .map(|(transit, arrival, id)| packet(sight, transit, arrival, id))
        .collect();
    if packets.len() > MAX_PACKETS {
        order::sort_by_key(&mut packets, |packet| {
            (is_small_talk(packet.kind), packet.id)
        });
        packets.truncate(MAX_PACKETS);
    }
    order::sort_by_key(&mut packets, |packet| packet.id);
    packets
}

fn is_small_talk(kind: PacketKind) -> bool {
    matches!(
        kind,
        PacketKind::AnnounceBlock
            | PacketKind::AnnounceTransaction
            | PacketKind::Request
            | PacketKind::Other
    )
}

/// One message on its way.
pub(super) fn packet(sight: &Sight, transit: &Transit, arrival: Time, id: u64) -> Packet {
    let message = &transit.message;
    Packet {
        id,
        from: transit.from,
        to: transit.to,
        departure: transit.departure,
        arrival,
        kind: kind(message),
        system: system(sight, transit),
        size: message.size(),
        about: about(transit),
        lost: false,
    }
}

fn kind(message: &Message) -> PacketKind {
    match message.kind() {
        MessageKind::AnnounceBlock => PacketKind::AnnounceBlock,
        MessageKind::AnnounceTransaction => PacketKind::AnnounceTransaction,
        MessageKind::Request => PacketKind::Request,
        MessageKind::Block => PacketKind::Block,
        MessageKind::Transaction => PacketKind::Transaction,
        MessageKind::Submit => PacketKind::Submit,
        MessageKind::Head => PacketKind::Head,
        MessageKind::Vote => PacketKind::Vote,
        MessageKind::Letter => message.letter().map_or(PacketKind::Other, letter::kind),
        MessageKind::CompactBlock => PacketKind::Block,
        MessageKind::Locator
        | MessageKind::Inventory
        | MessageKind::Refusal
        | MessageKind::AskHeaders
        | MessageKind::Headers
        | MessageKind::AskProof
        | MessageKind::Proof
        | MessageKind::AskAddresses
        | MessageKind::Addresses
        | MessageKind::AskMissing
        | MessageKind::Missing
        | MessageKind::WantCompact => PacketKind::Other,
    }
}

fn system(sight: &Sight, transit: &Transit) -> System {
    let state = &sight.head().state;
    let offered = |id: &Digest| {
        let pools = [transit.from, transit.to].into_iter();
        let mut pools = pools.filter_map(|end| sight.world.node(end));
        pools.find_map(|node| node.pool().get(id))
    };
    match &transit.message {
        Message::Transaction(signed) | Message::Submit(signed) | Message::Rival(signed) => {
            systems::of(signed.transaction(), state)
        }
        Message::Announce(item) | Message::Request(item) => offered(&item.id())
            .map_or(System::Layer1, |signed| {
                systems::of(signed.transaction(), state)
            }),
        message => message.system().into(),
    }
}

fn about(transit: &Transit) -> Option<Selection> {
    use crate::actor::Item;
    match &transit.message {
        Message::Announce(Item::Block(id)) | Message::Request(Item::Block(id)) => {
            Some(Selection::Block(*id))
        }
        Message::Announce(Item::Transaction(id)) | Message::Request(Item::Transaction(id)) => {
            Some(Selection::Transaction(*id))
        }
        Message::Block(block) => Some(Selection::Block(block.id())),
        Message::Transaction(signed) | Message::Submit(signed) | Message::Rival(signed) => {
            Some(Selection::Transaction(signed.id()))
        }
        Message::Head(change) => Some(Selection::Block(change.head)),
        Message::Refusal(refused) => Some(Selection::Transaction(refused.0)),
        Message::Vote(vote) => Some(Selection::Block(vote.object)),
        Message::Letter(found) => letter::about(found),
        Message::CompactBlock(compact) => Some(Selection::Block(compact.id())),
        Message::AskMissing(asked) => Some(Selection::Block(asked.0)),
        Message::Missing(missing) => Some(Selection::Block(missing.0)),
        Message::AskProof(asked) => Some(Selection::Block(asked.0)),
        Message::Proof(proof) => Some(Selection::Block(proof.block)),
        Message::Locator(_)
        | Message::Inventory(_)
        | Message::AskHeaders(_)
        | Message::Headers(_)
        | Message::AskAddresses
        | Message::Addresses(_)
        | Message::WantCompact(_) => None,
    }
}
