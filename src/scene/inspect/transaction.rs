//! A transaction in full: fields, signed bytes, id, signature, its place in a block and its way there.

use crate::base::Digest;
use crate::base::encode;
use crate::ledger::{Action, Blobs, Outcome, Receipt, SignedTransaction};
use crate::scene::border::{failure, kind};
use crate::scene::model::{
    CrossingKind, Field, HashedFrom, Section, Selection, Signature, System, Text, Value,
};
use crate::scene::systems;

use super::bytes::{Parts, section};
use super::find::{Found, find_transaction};
use super::page::{Page, checked, field};
use super::{Desk, merkle, way};

pub(super) fn transaction(desk: &Desk, id: &Digest) -> Option<Page> {
    let found = find_transaction(desk.sight, id)?;
    let signed = found.signed;
    let state = found
        .block
        .map_or(&desk.sight.head().state, |(entry, _)| &entry.state);
    let system = systems::of(signed.transaction(), state);
    let receipt = found
        .block
        .and_then(|(entry, index)| entry.receipts.get(index));
    let page = Page::new(system, title(signed, system));
    let page = with_state(page, desk, &found, receipt)
        .fields(fields(desk, signed, system))
        .fields(
            receipt
                .map(|receipt| outcome(&found, receipt))
                .unwrap_or_default(),
        )
        .section(section(
            "bytes.transaction",
            signed.bytes(),
            transaction_parts(signed, 0),
            true,
        ))
        .section(id_hash(signed))
        .section(signature(desk, signed))
        .sections(in_block(&found))
        .sections(merkle::account(state, &signed.sender()))
        .section(way::of_transaction(
            desk,
            signed,
            found.block.map(|(entry, _)| entry),
        ))
        .related(found.block.map(|(entry, _)| Selection::Block(entry.id())))
        .related(desk.sight.owner(&signed.sender()).map(Selection::Agent))
        .related(crate::scene::border::contract_of(signed).map(Selection::Contract));
    Some(page)
}

fn title(signed: &SignedTransaction, system: System) -> Text {
    match kind(&signed.transaction().action, system) {
        CrossingKind::Other if matches!(signed.transaction().action, Action::Transfer { .. }) => {
            Text::key("inspect.transfer")
        }
        found => Text::key("inspect.call").with("what", Value::Text(Text::key(kind_key(found)))),
    }
}

fn kind_key(kind: CrossingKind) -> &'static str {
    match kind {
        CrossingKind::Deposit => "crossing.deposit",
        CrossingKind::CooperativeClose => "crossing.cooperative-close",
        CrossingKind::ForcedClose => "crossing.forced-close",
        CrossingKind::Batch => "crossing.batch",
        CrossingKind::StateRoot => "crossing.state-root",
        CrossingKind::Challenge => "crossing.challenge",
        CrossingKind::Proof => "crossing.proof",
        CrossingKind::Exit => "crossing.exit",
        CrossingKind::Other => "crossing.other",
    }
}

fn with_state(page: Page, desk: &Desk, found: &Found, receipt: Option<&Receipt>) -> Page {
    let main = found
        .block
        .filter(|(entry, _)| desk.sight.is_main(&entry.id()));
    match (main, receipt.and_then(failure)) {
        (Some(_), Some(why)) => page.alarm(Text::key("state.reverted")).why(Some(why)),
        (Some((entry, _)), None) => {
            let deep = desk.sight.head().height() - entry.height() + 1;
            page.state(Text::key("state.confirmed").with("count", Value::Count(deep)))
        }
        (None, _) if found.is_pooled => page.state(Text::key("state.in-mempool")),
        (None, _) if found.block.is_some() => page.alarm(Text::key("state.orphaned")),
        (None, _) => page.state(Text::key("state.not-here")),
    }
}

fn fields(desk: &Desk, signed: &SignedTransaction, system: System) -> Vec<Field> {
    let transaction = signed.transaction();
    let mut fields = vec![field("field.id", Value::Hash(signed.id()))];
    let sender = desk.sight.owner(&signed.sender());
    fields.push(field(
        "field.from",
        sender.map_or(Value::Address(signed.sender()), Value::Actor),
    ));
    fields.extend(action(desk, &transaction.action, system));
    fields.extend([
        field("field.nonce", Value::Count(transaction.nonce)),
        field("field.gas-limit", Value::Gas(transaction.gas_limit)),
        field("field.max-price", Value::Amount(transaction.bid.max_fee)),
        field("field.max-tip", Value::Amount(transaction.bid.max_tip)),
        field(
            "field.max-fee",
            Value::Amount(transaction.max_fee().unwrap_or_default()),
        ),
        field("field.chain", Value::Count(u64::from(transaction.chain))),
        field("field.size", Value::Size(signed.bytes().len() as u64)),
    ]);
    fields.extend(transaction.blobs.iter().flat_map(blobs));
    fields
}

fn blobs(blobs: &Blobs) -> Vec<Field> {
    let hashes = blobs.hashes.iter();
    let hashes = hashes.map(|hash| field("field.blob-hash", Value::Hash(*hash)));
    [
        field("field.blob-gas", Value::Gas(blobs.gas())),
        field("field.max-blob-price", Value::Amount(blobs.max_fee)),
    ]
    .into_iter()
    .chain(hashes)
    .collect()
}

fn action(desk: &Desk, action: &Action, system: System) -> Vec<Field> {
    let whom = |address| {
        desk.sight
            .owner(&address)
            .map_or(Value::Address(address), Value::Actor)
    };
    let what = Value::Text(Text::key(kind_key(kind(action, system))));
    match action {
        Action::Transfer { to, amount } => {
            vec![
                field("field.to", whom(*to)),
                field("field.amount", Value::Amount(*amount)),
            ]
        }
        Action::Call {
            contract,
            value,
            input,
        } => vec![
            field("field.call", what),
            field(
                "field.contract",
                Value::Link(Selection::Contract(*contract)),
            ),
            field("field.amount", Value::Amount(*value)),
            field("field.calldata", Value::Size(input.len() as u64)),
        ],
        Action::Create { code, value, input } => vec![
            field("field.creates", Value::Name(code.clone())),
            field("field.amount", Value::Amount(*value)),
            field("field.calldata", Value::Size(input.len() as u64)),
        ],
    }
}

fn outcome(found: &Found, receipt: &Receipt) -> Vec<Field> {
    let done = receipt.outcome == Outcome::Done;
    let mut fields: Vec<Field> = found
        .block
        .iter()
        .map(|(entry, _)| field("field.block", Value::Link(Selection::Block(entry.id()))))
        .collect();
    fields.push(checked("field.took-effect", Value::Flag(done), done));
    fields.extend(failure(receipt).map(|why| checked("field.reason", Value::Text(why), false)));
    fields.push(field("field.gas-used", Value::Gas(receipt.gas_used)));
    fields.extend([
        field("field.fee", Value::Amount(receipt.fee)),
        field("field.burnt", Value::Amount(receipt.burnt)),
        field("field.tip", Value::Amount(receipt.tip())),
    ]);
    fields
}

/// The parts of a transaction's bytes, which begin at an offset.
pub(crate) fn transaction_parts(signed: &SignedTransaction, at: u32) -> Parts {
    let head = Parts::starting_at(at)
        .then("part.chain", 4)
        .then("part.sender-key", 33)
        .then("part.nonce", 8)
        .then("part.gas-limit", 8)
        .then("part.max-price", 8)
        .then("part.max-tip", 8)
        .then("part.kind", 1);
    let action = match &signed.transaction().action {
        Action::Transfer { .. } => head.then("part.to", 20).then("part.amount", 8),
        Action::Call { input, .. } => head
            .then("part.contract", 20)
            .then("part.amount", 8)
            .then("part.length", 4)
            .then("part.calldata", input.len()),
        Action::Create { code, input, .. } => head
            .then("part.length", 4)
            .then("part.code", code.len())
            .then("part.amount", 8)
            .then("part.length", 4)
            .then("part.calldata", input.len()),
    };
    let blobs = signed.transaction().blobs.as_ref();
    let blobs = blobs.map_or(1, |blobs| 1 + 8 + 4 + 32 * blobs.hashes.len());
    action.then("part.blobs", blobs).then("part.signature", 64)
}

fn id_hash(signed: &SignedTransaction) -> Section {
    let transaction = signed.transaction();
    let bytes = encode(transaction);
    Section::Hash(HashedFrom {
        name: Text::key("hash.transaction-id"),
        function: Text::key("hash.double-sha256"),
        parts: vec![field("field.signed-bytes", Value::Hex(bytes))],
        result: signed.id(),
        target: None,
        holds: transaction.id() == signed.id(),
    })
}

fn signature(desk: &Desk, signed: &SignedTransaction) -> Section {
    Section::Signature(Signature {
        who: desk.sight.owner(&signed.sender()),
        address: signed.sender(),
        public_key: signed.transaction().sender.0.to_vec(),
        message: signed.id(),
        signature: signed.signature().0.to_vec(),
        verifies: signed.is_signed(),
    })
}

fn in_block(found: &Found) -> Option<Section> {
    let (entry, index) = found.block?;
    let leaves = entry.block.body().leaves();
    merkle::bitcoin(
        "merkle.transaction-in-block",
        &leaves,
        index as u64 + 1,
        entry.block.header().merkle,
    )
}
