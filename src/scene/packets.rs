//! Messages on their way.

use std::collections::BTreeMap;

use crate::actor::Message;
use crate::base::{ActorId, Digest, Span, Time, order};
use crate::event::MessageKind;
use crate::simulation::Transit;

use super::model::{Packet, PacketKind, Selection, System};
use super::sight::Sight;
use super::{letter, systems};

/// Most messages in a picture; small talk is left out first, then votes.
const MAX_PACKETS: usize = 1_000;
/// Votes that leave on one way within so long of each other are one figure.
const TOGETHER: Span = Span::from_millis(100);

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
    order::sort_by_key(&mut packets, |packet| packet.id);
    let mut packets = together(packets);
    if packets.len() > MAX_PACKETS {
        order::sort_by_key(&mut packets, |packet| (rank(packet.kind), packet.id));
        packets.truncate(MAX_PACKETS);
        order::sort_by_key(&mut packets, |packet| packet.id);
    }
    packets
}

/// The messages by id, with one figure for all votes that go the same way at about the same time.
fn together(packets: Vec<Packet>) -> Vec<Packet> {
    let mut first: BTreeMap<(ActorId, ActorId, u64), usize> = BTreeMap::new();
    let mut drawn: Vec<Packet> = Vec::with_capacity(packets.len());
    for packet in packets {
        if packet.kind != PacketKind::Vote {
            drawn.push(packet);
            continue;
        }
        let way = (packet.from, packet.to, packet.departure.0 / TOGETHER.0);
        let place = *first.entry(way).or_insert(drawn.len());
        match drawn.get_mut(place) {
            Some(figure) => {
                figure.count = figure.count.saturating_add(1);
                figure.size = figure.size.saturating_add(packet.size);
                figure.arrival = figure.arrival.max(packet.arrival);
            }
            None => drawn.push(packet),
        }
    }
    drawn
}

/// What is left out last, first.
fn rank(kind: PacketKind) -> u8 {
    match kind {
        PacketKind::AnnounceBlock
        | PacketKind::AnnounceTransaction
        | PacketKind::Request
        | PacketKind::Other => 2,
        PacketKind::Vote => 1,
        _ => 0,
    }
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
        count: 1,
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
        | MessageKind::WantCompact
        | MessageKind::Keystore => PacketKind::Other,
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
        | Message::WantCompact(_)
        | Message::Keystore(_) => None,
    }
}
