//! A block in full: the 80 bytes of its header, how they hash, what the Merkle field commits to.

use std::sync::Arc;

use crate::base::{Amount, Digest};
use crate::chain::{Archive, Entry, Header};
use crate::consensus::pow::{reversal_ppm, target};
use crate::ledger::{Receipt, fee::base_fee};
use crate::scene::model::{
    BlockStanding, Field, HashedFrom, Section, Selection, System, Text, Value,
};
use crate::scene::tree::standing;

use super::bytes::{Parts, section};
use super::find::find_block;
use super::page::{Page, checked, field, scaled};
use super::transaction::transaction_parts;
use super::{Desk, choice, merkle, way};

/// Most transactions listed.
const LISTED: usize = 100;

pub(super) fn block(desk: &Desk, id: &Digest) -> Option<Page> {
    let sight = desk.sight;
    let entry = find_block(sight, id)?;
    let body = entry.block.body();
    let standing = standing(sight, desk.past, id);
    let page = Page::new(
        System::Layer1,
        Text::key("inspect.block").with("height", Value::Height(entry.height())),
    );
    let page = match standing {
        BlockStanding::Main => page.state(Text::key("block.main")),
        BlockStanding::Orphaned => page.alarm(Text::key("block.orphaned")),
        BlockStanding::Side => page.state(Text::key("block.side")),
        BlockStanding::Invalid => page.alarm(Text::key("block.invalid")),
    };
    let leaves = body.leaves();
    let transactions = body.transactions.iter().take(LISTED);
    let parent = (entry.height() > 0).then(|| Selection::Block(entry.parent()));
    let page = page
        .why(why(desk, entry, standing))
        .sections(choice::of_block(desk, entry))
        .fields(identity(desk, entry))
        .fields(header(desk, entry))
        .section(hash(desk, entry))
        .section(section(
            "bytes.block",
            &entry.block.bytes(),
            block_parts(entry),
            entry.height() > 0,
        ))
        .fields(contents(desk, entry))
        .sections(merkle::bitcoin(
            "merkle.body-in-header",
            &leaves,
            0,
            entry.block.header().merkle,
        ))
        .list(
            "list.transactions",
            transactions
                .map(|signed| Selection::Transaction(signed.id()))
                .collect(),
        )
        .section(way::of_block(desk, entry))
        .related(parent)
        .related(children(desk, id))
        .related(sight.owner(&body.miner).map(Selection::Node));
    Some(page)
}

fn children(desk: &Desk, id: &Digest) -> Vec<Selection> {
    let known = desk
        .sight
        .node()
        .into_iter()
        .flat_map(|node| node.tree().known());
    let children = known.filter(|child| desk.sight.archive.entry(child).parent() == *id);
    children
        .filter(|child| *child != id)
        .map(|child| Selection::Block(*child))
        .collect()
}

fn why(desk: &Desk, entry: &Entry, standing: BlockStanding) -> Option<Text> {
    let sight = desk.sight;
    let winner = sight.main.get(entry.height() as usize)?;
    match standing {
        BlockStanding::Orphaned | BlockStanding::Side => Some(
            Text::key("why.other-branch-has-more-work")
                .with("height", Value::Height(entry.height()))
                .with("winner", Value::Link(Selection::Block(winner.id()))),
        ),
        BlockStanding::Main | BlockStanding::Invalid => None,
    }
}

fn identity(desk: &Desk, entry: &Entry) -> Vec<Field> {
    let sight = desk.sight;
    let body = entry.block.body();
    let mut fields = vec![
        field("field.height", Value::Height(entry.height())),
        field("field.hash", Value::Hash(entry.id())),
    ];
    fields.extend(
        sight
            .owner(&body.miner)
            .map(|miner| field(maker(sight.archive), Value::Actor(miner))),
    );
    if sight.is_main(&entry.id()) {
        let deep = sight.head().height() - entry.height() + 1;
        fields.push(field("field.confirmations", Value::Count(deep)));
        let searched = sight.session.setup().consensus.pow().is_some();
        let chance = Value::Name(percent(reversal_ppm(deep)));
        fields.extend(searched.then(|| field("field.reversal", chance)));
    }
    if entry.height() > 0 {
        let rules = sight.archive.rules();
        let subsidy = rules.consensus.subsidy(entry.height());
        let sum = |part: fn(&Receipt) -> Amount| {
            let parts = entry.receipts.iter().map(|receipt| part(receipt).0);
            Value::Amount(Amount(parts.fold(0, u64::saturating_add)))
        };
        let matures = entry.height().saturating_add(rules.maturity);
        fields.push(field("field.subsidy", Value::Amount(subsidy)));
        fields.push(field("field.tips", sum(Receipt::tip)));
        fields.push(field("field.burnt", sum(|receipt| receipt.burnt)));
        fields.push(scaled(
            "field.maturity",
            Value::Height(matures),
            Value::Count(100),
        ));
    }
    fields
}

/// What whoever makes blocks is called.
fn maker(archive: &Archive) -> &'static str {
    match archive.rules().consensus.work() {
        Some(_) => "field.miner",
        None => "field.proposer",
    }
}

/// Parts of a million as per cent.
fn percent(ppm: u32) -> String {
    match ppm {
        0 => "< 0.0001 %".to_owned(),
        _ => format!("{}.{:04} %", ppm / 10_000, ppm % 10_000),
    }
}

fn header(desk: &Desk, entry: &Entry) -> Vec<Field> {
    let header = entry.block.header();
    let committed = entry.block.body().merkle_root() == Some(header.merkle);
    let mut fields = vec![
        field("field.version", Value::Count(u64::from(header.version))),
        field(
            "field.previous",
            Value::Link(Selection::Block(header.previous)),
        ),
        checked("field.merkle-root", Value::Hash(header.merkle), committed),
        field("field.time", Value::Time(desk.sight.time_of(entry))),
    ];
    let nonce = Value::Count(u64::from(header.nonce));
    if desk.sight.archive.rules().consensus.work().is_some() {
        fields.push(field(
            "field.bits",
            Value::Hex(header.bits.to_be_bytes().to_vec()),
        ));
        fields.push(field("field.nonce", nonce));
    } else {
        // Where turns are given by time, the field holds the slot.
        fields.push(field("field.slot", nonce));
    }
    fields
}

fn contents(desk: &Desk, entry: &Entry) -> Vec<Field> {
    let body = entry.block.body();
    let holds = entry.state.root() == body.state_root;
    let gas_limit = desk.sight.archive.rules().gas_limit;
    vec![
        checked("field.state-root", Value::Hash(body.state_root), holds),
        field("field.receipts-root", Value::Hash(body.receipts_root)),
        field("field.base-fee", Value::Amount(body.base_fee)),
        field("field.gas-used", Value::Gas(body.gas_used)),
        field("field.gas-target", Value::Gas(base_fee::target(gas_limit))),
        field("field.gas-limit", Value::Gas(gas_limit)),
        field("field.blob-gas", Value::Gas(body.blob_gas_used)),
        field("field.excess-blob-gas", Value::Gas(body.excess_blob_gas)),
        field("field.size", Value::Size(entry.block.size() as u64)),
        field(
            "field.transactions",
            Value::Count(body.transactions.len() as u64),
        ),
    ]
}

fn hash(desk: &Desk, entry: &Entry) -> Section {
    let header = entry.block.header();
    let searched = desk.sight.archive.rules().is_searched();
    let target = target::from_compact(header.bits).ok().filter(|_| searched);
    let genesis = entry.height() == 0;
    Section::Hash(HashedFrom {
        name: Text::key("hash.block-id"),
        function: Text::key("hash.double-sha256"),
        parts: vec![
            field(
                "field.version",
                Value::Hex(header.version.to_le_bytes().to_vec()),
            ),
            field("field.previous", Value::Hash(header.previous)),
            field("field.merkle-root", Value::Hash(header.merkle)),
            field("field.time", Value::Hex(header.time.to_le_bytes().to_vec())),
            field("field.bits", Value::Hex(header.bits.to_le_bytes().to_vec())),
            field(
                "field.nonce",
                Value::Hex(header.nonce.to_le_bytes().to_vec()),
            ),
        ],
        result: entry.id(),
        // Genesis is agreed on, not searched.
        target: target
            .filter(|_| !genesis)
            .map(|target| Digest(target.to_le_bytes())),
        holds: genesis || target.is_none_or(|target| target::meets(&entry.id(), target)),
    })
}

/// The parts of a block's bytes.
pub(crate) fn block_parts(entry: &Arc<Entry>) -> Parts {
    let header = Parts::default()
        .then("part.version", 4)
        .then("part.previous", 32)
        .then("part.merkle-root", 32)
        .then("part.time", 4)
        .then("part.bits", 4)
        .then("part.nonce", 4);
    debug_assert_eq!(header.at() as usize, Header::LEN);
    let body = header
        .then("part.height", 8)
        .then("part.miner", 20)
        .then("part.state-root", 32)
        .then("part.receipts-root", 32)
        .then("part.gas-used", 8)
        .then("part.base-fee", 8)
        .then("part.blob-gas", 8)
        .then("part.excess-blob-gas", 8)
        .then("part.count", 4);
    let transactions = entry.block.body().transactions.iter();
    let body = transactions.fold(body, |parts, signed| {
        let at = parts.at();
        parts.then_all(transaction_parts(signed, at))
    });
    with_engine(entry, body.then("part.engine-tag", 1))
}

/// The consensus engine's part and the seal, where there are any.
fn with_engine(entry: &Arc<Entry>, parts: Parts) -> Parts {
    let block = &entry.block;
    let parts = match &block.body().engine {
        Some(part) => parts
            .then("part.count", 4)
            .then("part.engine", part.bytes.len())
            .then("part.engine-root", 32),
        None => parts,
    };
    match block.seal().len() {
        0 => parts,
        length => parts.then("part.seal", length),
    }
}
