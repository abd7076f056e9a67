//! Nodes, links, messages on their way, and events of the log.

use crate::actor::Node;
use crate::base::{ActorId, Address, order};
use crate::command::Strategy;
use crate::network::LinkKind;
use crate::scene::command_text::strategy_key;
use crate::scene::model::{
    Field, Node as Drawn, NodeCondition, PacketKind, Section, Selection, System, Text, Value,
};
use crate::scene::packets::packet as drawn;
use crate::scene::sight::Sight;
use crate::scene::{faults, told};

use super::bytes::{Parts, section};
use super::page::{Page, field};
use super::{Desk, validators};

/// Most blocks listed.
const LISTED: usize = 24;

pub(super) fn node(desk: &Desk, id: ActorId) -> Option<Page> {
    let sight = desk.sight;
    let machine = sight.world.node(id)?;
    let producers = crate::scene::producers::build(sight);
    let network = crate::scene::network::build(sight, producers.as_ref());
    let node = network.nodes.into_iter().find(|node| node.id == id)?;
    let (key, alarm) = condition(node.condition);
    let page = Page::new(
        System::Layer1,
        Text::key("inspect.node").with("name", Value::Name(node.name.clone())),
    );
    let page = if alarm {
        page.alarm(Text::key(key))
    } else {
        page.state(Text::key(key))
    };
    let links = sight.world.topology().neighbors(id);
    let page = page
        .why(node.disagrees.then(|| Text::key("why.node-disagrees")))
        .fields(figures(&node, machine))
        .fields(hash_rate(sight, node.hash_rate))
        .fields(strategy(machine))
        .fields(validators::of_node(desk, id))
        .fields(region(node.region))
        .fields(faults::standing(sight, id, machine))
        .fields(faults::of_node(sight, id))
        .list("list.mined", mined(desk, &machine.address()))
        .list(
            "list.links",
            links
                .map(|other| Selection::Link(id.min(other), id.max(other)))
                .collect(),
        )
        .list("list.clients", clients(desk, id));
    Some(page)
}

fn figures(node: &Drawn, machine: &Node) -> Vec<Field> {
    let count = |key: &'static str, number: u32| field(key, Value::Count(number.into()));
    let known = machine.tree().known().count() as u64;
    vec![
        field("field.head", Value::Link(Selection::Block(node.head))),
        field("field.height", Value::Height(node.head_height)),
        count("field.mempool", node.mempool),
        field("field.blocks-known", Value::Count(known)),
        count("field.blocks-on-main", node.blocks_on_main),
        count("field.blocks-orphaned", node.blocks_orphaned),
        field("field.earned", Value::Amount(node.earned)),
        field("field.address", Value::Address(machine.address())),
    ]
}

/// What a rogue does with its blocks, and how many it keeps back.
fn strategy(machine: &Node) -> Vec<Field> {
    let strategy = machine.strategy();
    if strategy == Strategy::Honest {
        return Vec::new();
    }
    let name = Value::Text(Text::key(strategy_key(strategy)));
    let kept = Value::Count(machine.kept_back() as u64);
    vec![
        field("field.strategy", name),
        field("field.kept-back", kept),
    ]
}

fn region(region: Option<Text>) -> Option<Field> {
    region.map(|region| field("field.region", Value::Text(region)))
}

/// The key of how a node is doing, and whether that is bad news.
fn condition(condition: NodeCondition) -> (&'static str, bool) {
    match condition {
        NodeCondition::Up => ("node.up", false),
        NodeCondition::Syncing => ("node.syncing", false),
        NodeCondition::CutOff => ("node.cut-off", true),
        NodeCondition::Down => ("node.down", true),
    }
}

/// Only where blocks are searched for.
fn hash_rate(sight: &Sight, rate: u64) -> Vec<Field> {
    let work = sight.archive.rules().consensus.work();
    let field = work.map(|_| field("field.hash-rate", Value::HashRate(rate)));
    field.into_iter().collect()
}

fn mined(desk: &Desk, address: &Address) -> Vec<Selection> {
    let main = desk.sight.main.iter().rev();
    let mine = main.filter(|entry| entry.height() > 0 && entry.block.body().miner == *address);
    mine.take(LISTED)
        .map(|entry| Selection::Block(entry.id()))
        .collect()
}

fn clients(desk: &Desk, id: ActorId) -> Vec<Selection> {
    let people = desk
        .sight
        .people()
        .filter(|(contact, _)| contact.home == Some(id));
    people
        .map(|(contact, _)| Selection::Agent(contact.id))
        .collect()
}

pub(super) fn link(desk: &Desk, a: ActorId, b: ActorId) -> Option<Page> {
    let link = desk.sight.world.topology().link(a, b)?;
    let kind = match link.kind {
        LinkKind::Peer => "link.peer",
        LinkKind::Client => "link.client",
        LinkKind::Direct => "link.direct",
    };
    let bandwidth = match link.bandwidth {
        0 => Value::Text(Text::key("value.unlimited")),
        rate => Value::Size(rate),
    };
    let mine = under_way(desk, a, b);
    let title = Text::key("inspect.link")
        .with("a", Value::Actor(a))
        .with("b", Value::Actor(b));
    let page = Page::new(System::Layer1, title);
    let page = if link.up {
        page.state(Text::key("link.up"))
    } else {
        page.alarm(Text::key("link.cut"))
    };
    let page = page
        .fields(vec![
            field("field.kind", Value::Text(Text::key(kind))),
            field("field.latency", Value::Span(link.latency)),
            field("field.bandwidth", bandwidth),
            field("field.under-way", Value::Count(mine.len() as u64)),
        ])
        .fields(faults::of_link(desk.sight, a, b))
        .list("list.under-way", mine)
        .related([a, b].map(|end| actor(desk, end)));
    Some(page)
}

/// Messages on their way between two actors, at most as many as are listed.
fn under_way(desk: &Desk, a: ActorId, b: ActorId) -> Vec<Selection> {
    let now = desk.sight.now();
    let ends = |from: ActorId, to: ActorId| (from, to) == (a, b) || (from, to) == (b, a);
    let transits = desk.sight.world.transits();
    let mut found: Vec<_> = transits
        .filter(|(transit, arrival, _)| transit.departure <= now && now < *arrival)
        .filter(|(transit, _, _)| ends(transit.from, transit.to))
        .map(|(_, _, id)| id)
        .collect();
    order::sort(&mut found);
    found
        .into_iter()
        .take(LISTED)
        .map(Selection::Packet)
        .collect()
}

fn actor(desk: &Desk, id: ActorId) -> Selection {
    match desk.sight.world.node(id) {
        Some(_) => Selection::Node(id),
        None => Selection::Agent(id),
    }
}

pub(super) fn packet(desk: &Desk, number: u64) -> Option<Page> {
    use crate::actor::Message;
    let mut transits = desk.sight.world.transits();
    let (transit, arrival, id) = transits.find(|(_, _, id)| *id == number)?;
    let packet = drawn(desk.sight, transit, arrival, id);
    let whole = |heading, bytes| Some(section(heading, bytes, Parts::default(), false));
    let (kind, bytes) = match &transit.message {
        Message::Letter(letter) => (kind(packet.kind), whole("bytes.letter", &letter.bytes)),
        Message::Vote(vote) => (vote_kind(vote.kind), whole("bytes.vote", &vote.bytes)),
        Message::Keystore(_) => ("packet.keystore", None),
        _ => (kind(packet.kind), None),
    };
    let page = Page::new(
        packet.system,
        Text::key("inspect.packet").with("kind", Value::Text(Text::key(kind))),
    )
    .state(Text::key("state.on-its-way"))
    .fields(vec![
        field("field.from", Value::Link(actor(desk, packet.from))),
        field("field.to", Value::Link(actor(desk, packet.to))),
        field("field.departure", Value::Time(packet.departure)),
        field("field.arrival", Value::Time(packet.arrival)),
        field("field.size", Value::Size(u64::from(packet.size))),
    ])
    .sections(bytes)
    .related(packet.about)
    .related([Selection::Link(
        packet.from.min(packet.to),
        packet.from.max(packet.to),
    )]);
    Some(page)
}

/// What a message of the consensus carries.
fn vote_kind(kind: &str) -> &'static str {
    match kind {
        "attestation" => "packet.attestation",
        "voluntary-exit" => "packet.voluntary-exit",
        _ => "packet.vote",
    }
}

fn kind(kind: PacketKind) -> &'static str {
    match kind {
        PacketKind::AnnounceBlock => "packet.announce-block",
        PacketKind::AnnounceTransaction => "packet.announce-transaction",
        PacketKind::Request => "packet.request",
        PacketKind::Block => "packet.block",
        PacketKind::Transaction => "packet.transaction",
        PacketKind::Submit => "packet.submit",
        PacketKind::Head => "packet.head",
        PacketKind::Vote => "packet.vote",
        PacketKind::ChannelProposal => "packet.channel-proposal",
        PacketKind::ChannelSignature => "packet.channel-signature",
        PacketKind::RollupTransfer => "packet.rollup-transfer",
        PacketKind::RollupReceipt => "packet.rollup-receipt",
        PacketKind::Other => "packet.other",
    }
}

/// Everything that happened in one step of the run.
pub(super) fn event(desk: &Desk, place: u64) -> Option<Page> {
    let log = desk.sight.session.log().all();
    let first = log.partition_point(|event| event.step < place);
    let step: Vec<_> = log[first..]
        .iter()
        .take_while(|event| event.step == place)
        .take(LISTED)
        .collect();
    let time = step.first()?.time;
    let facts: Vec<Field> = step
        .iter()
        .map(|event| field("field.happened", Value::Text(told::text(event))))
        .collect();
    let cause = match step.first()?.cause {
        crate::event::Cause::Step(step) => Some(Selection::Event(step)),
        crate::event::Cause::Genesis | crate::event::Cause::Command(_) => None,
    };
    let page = Page::new(
        System::Layer1,
        Text::key("inspect.event").with("place", Value::Count(place)),
    )
    .section(Section::Fields(vec![field(
        "field.time",
        Value::Time(time),
    )]))
    .section(Section::Fields(facts))
    .related(cause);
    Some(page)
}
