//! One changed byte, and what notices: the real validators run on the real bytes.

use std::sync::Arc;

use crate::base::{Digest, decode, encode};
use crate::chain::{Block, BlockError, Body, Header};
use crate::layer2::rollup as l2;
use crate::ledger::{SignedTransaction, execute};
use crate::simulation::Session;

use super::inspect::{block_parts, find_block, find_transaction, transaction_parts};
use super::model::{BytesPart, Check, Selection, Tampering, Text, Value};
use super::rollup::deriver;
use super::sight::Sight;
use super::told::reason;
use super::{View, border};

/// What notices if one byte of a transaction, block or batch becomes `value`. `None` if the object is not there, has
/// no such byte, or can't be tampered with. The session is not touched.
#[must_use]
pub fn tamper(session: &Session, subject: &Selection, offset: u32, value: u8) -> Option<Tampering> {
    let view = View::default();
    on(&Sight::new(session, &view), subject, offset, value)
}

pub(super) fn on(sight: &Sight, subject: &Selection, offset: u32, value: u8) -> Option<Tampering> {
    match subject {
        Selection::Transaction(id) => transaction(sight, id, offset, value),
        Selection::Block(id) => block(sight, id, offset, value),
        Selection::Batch(number, index) => batch(sight, *number, *index, (offset, value)),
        _ => None,
    }
}

/// Bytes with one of them changed.
struct Changed {
    bytes: Vec<u8>,
    offset: u32,
    before: u8,
    after: u8,
}

impl Changed {
    fn of(bytes: &[u8], offset: u32, after: u8) -> Option<Self> {
        let mut bytes = bytes.to_vec();
        let byte = bytes.get_mut(offset as usize)?;
        let before = std::mem::replace(byte, after);
        Some(Self {
            bytes,
            offset,
            before,
            after,
        })
    }

    fn tampering(self, parts: &[BytesPart], checks: Vec<Check>, cost: &'static str) -> Tampering {
        let noticed = checks.iter().any(|check| check.noticed);
        let part = parts
            .iter()
            .find(|part| (part.start..part.start + part.length).contains(&self.offset));
        Tampering {
            offset: self.offset,
            before: self.before,
            after: self.after,
            part: part.map(|part| part.name.clone()),
            checks,
            cost: noticed.then(|| Text::key(cost)),
        }
    }
}

/// A check with what it says, if it says anything.
fn check(name: &'static str, place: &'static str, says: Option<Text>) -> Check {
    Check {
        name: Text::key(name),
        place: Text::key(place),
        noticed: says.is_some(),
        says,
    }
}

fn noticed(holds: bool, key: &'static str) -> Option<Text> {
    (!holds).then(|| Text::key(key))
}

fn transaction(sight: &Sight, id: &Digest, offset: u32, value: u8) -> Option<Tampering> {
    let found = find_transaction(sight, id)?;
    let changed = Changed::of(found.signed.bytes(), offset, value)?;
    let decoded = decode::<SignedTransaction>(&changed.bytes);
    let mut checks = vec![check(
        "check.decode",
        "place.every-node",
        noticed(decoded.is_ok(), "says.undecodable"),
    )];
    if let Ok(signed) = &decoded {
        checks.push(check(
            "check.signature",
            "place.every-node",
            noticed(signed.is_signed(), "refusal.transaction.bad-signature"),
        ));
        checks.push(check(
            "check.execution",
            "place.every-node",
            executed(sight, &found.block.map(|(entry, _)| entry), signed),
        ));
        checks.extend(in_block(&found.block, signed));
    }
    let parts = transaction_parts(found.signed, 0).list();
    Some(changed.tampering(&parts, checks, "cost.refused-transaction"))
}

type InBlock<'a> = Option<(&'a Arc<crate::chain::Entry>, usize)>;

/// Every rule for a transaction, on the state that it was executed on first.
fn executed(
    sight: &Sight,
    block: &Option<&Arc<crate::chain::Entry>>,
    signed: &SignedTransaction,
) -> Option<Text> {
    let rules = sight.archive.rules();
    let parent = block.map_or_else(
        || sight.head().clone(),
        |entry| sight.archive.entry(&entry.parent()).clone(),
    );
    let time = rules.clock(sight.now());
    let env = rules.env(parent.height() + 1, time, crate::base::Address::default());
    execute(&env, &parent.state, signed)
        .err()
        .map(|error| reason(error.key(), &[]))
}

/// Whether the block that holds it still commits to it.
fn in_block(block: &InBlock, signed: &SignedTransaction) -> Option<Check> {
    let (entry, index) = (*block)?;
    let mut body = entry.block.body().clone();
    *body.transactions.get_mut(index)? = signed.clone();
    let holds = body.merkle_root() == Some(entry.block.header().merkle);
    Some(check(
        "check.merkle-root",
        "place.block",
        noticed(holds, "refusal.block.merkle"),
    ))
}

fn block(sight: &Sight, id: &Digest, offset: u32, value: u8) -> Option<Tampering> {
    let entry = find_block(sight, id).filter(|entry| entry.height() > 0)?;
    let changed = Changed::of(&entry.block.bytes(), offset, value)?;
    let (head, rest) = changed.bytes.split_first_chunk::<{ Header::LEN }>()?;
    let header = Header::from_bytes(head);
    let (rest, seal) = rest.split_at_checked(rest.len().checked_sub(entry.block.seal().len())?)?;
    let body = decode::<Body>(rest);
    let mut checks = vec![check(
        "check.decode",
        "place.every-node",
        noticed(body.is_ok(), "says.undecodable"),
    )];
    if let Ok(body) = body {
        checks.extend(header_checks(sight, entry, &header));
        let merkle = body.merkle_root() == Some(header.merkle);
        checks.push(check(
            "check.merkle-root",
            "place.every-node",
            noticed(merkle, "refusal.block.merkle"),
        ));
        let signed = body.transactions.iter().all(SignedTransaction::is_signed);
        checks.push(check(
            "check.signatures",
            "place.every-node",
            noticed(signed, "refusal.transaction.bad-signature"),
        ));
        checks.push(whole(sight, Block::sealed(header, body, seal.to_vec())));
    }
    let parts = block_parts(entry).list();
    Some(changed.tampering(&parts, checks, "cost.refused-block"))
}

fn header_checks(sight: &Sight, entry: &Arc<crate::chain::Entry>, header: &Header) -> Vec<Check> {
    let known = sight.archive.get(&header.previous);
    let parent = sight.archive.entry(&entry.parent());
    let rules = sight.archive.rules();
    let verdict = rules
        .consensus
        .check(header, &sight.archive.ancestry(parent))
        .err();
    let work = verdict.map(|error: BlockError| reason(error.key(), &[]));
    vec![
        check(
            "check.parent",
            "place.every-node",
            noticed(known.is_some(), "refusal.block.unknown-parent"),
        ),
        check("check.consensus", "place.every-node", work),
    ]
}

/// The whole validation, as every node runs it.
fn whole(sight: &Sight, block: Block) -> Check {
    let mut archive = sight.archive.clone().without_memory();
    let verdict = archive.admit(&Arc::new(block)).err();
    check(
        "check.block",
        "place.every-node",
        verdict.map(|error| reason(error.key(), &[])),
    )
}

fn batch(sight: &Sight, number: u32, index: u64, (offset, value): (u32, u8)) -> Option<Tampering> {
    let (_, seat) = deriver(sight, number)?;
    let block = seat.derivation().block(index)?;
    let domain = seat.derivation().domain()?;
    let changed = Changed::of(&block.data, offset, value)?;
    let inbox = block.header.inbox(&block.parent, &changed.bytes);
    let mut checks = vec![check(
        "check.inbox-hash",
        "place.rollup-contract",
        noticed(inbox == block.inbox, "refusal.rollup.inbox-hash"),
    )];
    checks.push(check(
        "check.derivation",
        "place.verifier",
        derivation(block, &changed.bytes, &domain),
    ));
    checks.extend(carrier(sight, block, &changed.bytes));
    let parts = [BytesPart {
        start: 0,
        length: block.data.len() as u32,
        name: Text::key("part.compressed-transfers"),
    }];
    Some(changed.tampering(&parts, checks, "cost.lost-bond"))
}

/// What a verifier derives from the changed bytes.
fn derivation(block: &l2::RollupBlock, data: &[u8], domain: &l2::Domain) -> Option<Text> {
    let deposits = block
        .steps
        .iter()
        .filter(|step| matches!(step, l2::Step::Deposit { .. }))
        .cloned();
    let transfers = l2::unpack(data).into_iter().map(l2::Step::Transfer);
    let steps: Vec<l2::Step> = deposits.chain(transfers).collect();
    let roots = l2::roots_of(&mut block.before.clone(), &steps, domain);
    let differs = roots.last() != block.roots.last();
    differs.then(|| {
        Text::key("says.other-root")
            .with("root", Value::Hash(*roots.last().unwrap_or(&Digest::ZERO)))
    })
}

/// The Layer 1 transaction that carries the batch: its signature covers every byte.
fn carrier(sight: &Sight, block: &l2::RollupBlock, data: &[u8]) -> Option<Check> {
    let found = find_transaction(sight, &block.place.transaction)?;
    let mut transaction = found.signed.transaction().clone();
    if let crate::ledger::Action::Call { input, .. } = &mut transaction.action {
        let Ok(l2::Call::SubmitBatch(call)) = decode::<l2::Call>(input) else {
            return None;
        };
        *input = encode(&l2::Call::SubmitBatch(l2::BatchCall {
            data: data.to_vec(),
            ..call
        }));
    }
    let signed = SignedTransaction::new(transaction, *found.signed.signature());
    debug_assert!(border::contract_of(&signed).is_some());
    Some(check(
        "check.signature",
        "place.every-node",
        noticed(signed.is_signed(), "refusal.transaction.bad-signature"),
    ))
}
