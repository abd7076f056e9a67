//! A rollup and its batches.

use std::sync::Arc;

use crate::base::{Address, encode, keccak256};
use crate::layer2::rollup as l2;
use crate::scene::model::{
    Batch, BatchPhase, Field, HashedFrom, LayerTwoAccount, Rollup, Section, Selection, System,
    Text, Value,
};
use crate::scene::rollup::{build, deriver, sequencer};

use super::Desk;
use super::bytes::{Parts, section};
use super::merkle;
use super::page::{Page, checked, field, scaled};

/// Challenge window of the large rollups, in Ethereum blocks: about seven days.
const REAL_WINDOW: u64 = 50_400;
/// Most transfers listed.
const LISTED: usize = 128;

pub(super) fn room(desk: &Desk, number: u32) -> Option<Rollup> {
    build(desk.sight)
        .into_iter()
        .find(|rollup| rollup.id == number)
}

pub(super) fn rollup(desk: &Desk, number: u32) -> Option<Page> {
    let room = room(desk, number)?;
    let is_there = room.bridge != Address::default();
    let title = Text::key("inspect.rollup").with("number", Value::Count(u64::from(number)));
    let state = match is_there {
        true => "contract.state.open",
        false => "contract.state.funding",
    };
    let batches = room.batches.iter().rev();
    let batches = batches.map(|batch| Selection::Batch(number, batch.number));
    let withdrawals = room.withdrawals.iter();
    let withdrawals = withdrawals.map(|found| Selection::Withdrawal(number, found.number));
    let verifiers = room.verifiers.iter();
    let page = Page::new(System::Rollup, title)
        .state(Text::key(state))
        .fields(facts(&room))
        .fields(room.accounts.iter().map(account))
        .list("list.batches", batches.collect())
        .list("list.withdrawals", withdrawals.collect())
        .related(is_there.then_some(Selection::Contract(room.bridge)))
        .related([Selection::Agent(room.sequencer.who)])
        .related(verifiers.map(|verifier| Selection::Agent(verifier.who)));
    Some(page)
}

fn facts(room: &Rollup) -> Vec<Field> {
    let own = room.sequencer.root;
    let mut fields = vec![
        field("field.sequencer", Value::Actor(room.sequencer.who)),
        field("field.sequencer-root", Value::Hash(own)),
    ];
    for verifier in &room.verifiers {
        let agrees = (verifier.root == own).then_some(true);
        fields.push(field("field.verifier", Value::Actor(verifier.who)));
        fields.push(Field {
            verdict: agrees,
            ..field("field.derived-root", Value::Hash(verifier.root))
        });
    }
    let real = Value::Count(REAL_WINDOW);
    fields.extend([
        scaled("field.window", Value::Count(room.window), real),
        field("field.bond", Value::Amount(room.bond)),
        field("field.batches", Value::Count(room.batch_count)),
        field("field.transfers", Value::Count(room.transfers)),
        field("field.on-layer-1", Value::Count(u64::from(room.onchain))),
    ]);
    fields
}

fn account(account: &LayerTwoAccount) -> Field {
    let known = account.who.map(Value::Actor);
    let name = known.unwrap_or(Value::Address(account.address));
    Field {
        name: Text::key("field.account").with("who", name),
        ..field("field.account", Value::Amount(account.balance))
    }
}

/// A batch as the deriving person has it from Layer 1.
pub(super) fn derived<'a>(
    desk: &Desk<'a, '_>,
    number: u32,
    index: u64,
) -> Option<&'a Arc<l2::RollupBlock>> {
    deriver(desk.sight, number)?.1.derivation().block(index)
}

pub(super) fn batch(desk: &Desk, number: u32, index: u64) -> Option<Page> {
    let room = room(desk, number)?;
    let found = room.batches.iter().find(|batch| batch.number == index)?;
    let (state, alarm) = phase(&found.phase);
    let title = Text::key("inspect.batch").with("number", Value::Count(index));
    let page = Page::new(System::Rollup, title);
    let page = if alarm {
        page.alarm(state)
    } else {
        page.state(state)
    };
    let dispute = room
        .dispute
        .as_ref()
        .filter(|dispute| dispute.batch == index);
    let why = dispute.map(|dispute| {
        Text::key("why.root-differs")
            .with("who", Value::Actor(dispute.challenger))
            .with("step", Value::Count(u64::from(dispute.step)))
    });
    let page = page
        .why(why)
        .fields(claim(found))
        .related(found.transaction.map(Selection::Transaction))
        .related([Selection::Rollup(number)]);
    Some(match derived(desk, number, index) {
        Some(block) => with_block(page, desk, number, block),
        None => page.sections(made(desk, number, index)),
    })
}

/// The bytes of a batch that nobody derived yet, as the sequencer made them.
fn made(desk: &Desk, number: u32, index: u64) -> Option<Section> {
    let made = sequencer(desk.sight, number)?.sequencer()?.made();
    let data = &made.get(&index)?.call.data;
    let parts = Parts::default().then("part.compressed-transfers", data.len());
    Some(section("bytes.batch", data, parts, false))
}

fn claim(found: &Batch) -> Vec<Field> {
    let honest = found.claimed == found.recomputed;
    let mut fields = vec![
        field("field.transfers", Value::Count(u64::from(found.transfers))),
        field("field.calldata", Value::Size(found.bytes)),
        field("field.gas-used", Value::Gas(found.gas)),
        field("field.root-before", Value::Hash(found.parent_root)),
    ];
    fields.extend(found.claimed.map(|root| match found.recomputed {
        Some(_) => checked("field.claimed-root", Value::Hash(root), honest),
        None => field("field.claimed-root", Value::Hash(root)),
    }));
    fields.extend(
        found
            .recomputed
            .map(|root| field("field.derived-root", Value::Hash(root))),
    );
    fields.push(field("field.bond", Value::Amount(found.bond)));
    fields.extend(
        found
            .height
            .map(|height| field("field.block", Value::Height(height))),
    );
    fields
}

fn phase(phase: &BatchPhase) -> (Text, bool) {
    match phase {
        BatchPhase::Submitted => (Text::key("batch.submitted"), false),
        BatchPhase::Published => (Text::key("batch.published"), false),
        BatchPhase::Window { deadline, .. } => (
            Text::key("state.window").with("deadline", Value::Height(*deadline)),
            false,
        ),
        BatchPhase::Disputed { .. } => (Text::key("batch.disputed"), true),
        BatchPhase::Final => (Text::key("batch.final"), false),
        BatchPhase::ClaimDeleted => (Text::key("batch.deleted"), true),
        BatchPhase::Reorged => (Text::key("batch.reorged"), true),
    }
}

fn with_block(page: Page, desk: &Desk, number: u32, block: &l2::RollupBlock) -> Page {
    let domain = deriver(desk.sight, number).and_then(|(_, seat)| seat.derivation().domain());
    let transfers = domain.map(|domain| {
        let transfers = block.transfers().take(LISTED);
        transfers
            .map(|signed| Selection::Transfer(number, signed.transfer.id(&domain)))
            .collect::<Vec<_>>()
    });
    let parts = Parts::default().then("part.compressed-transfers", block.data.len());
    page.section(section("bytes.batch", &block.data, parts, true))
        .section(inbox_hash(block))
        .sections(roots(desk, number, block))
        .list("list.transfers", transfers.unwrap_or_default())
}

/// The inbox hash: over the one before, the batch's header and its data.
fn inbox_hash(block: &l2::RollupBlock) -> Section {
    Section::Hash(HashedFrom {
        name: Text::key("hash.inbox"),
        function: Text::key("hash.keccak256"),
        parts: vec![
            field("field.inbox-before", Value::Hash(block.parent)),
            field("field.batch-header", Value::Hex(encode(&block.header))),
            field("field.data-hash", Value::Hash(keccak256(&block.data))),
        ],
        result: block.inbox,
        target: None,
        holds: block.header.inbox(&block.parent, &block.data) == block.inbox,
    })
}

/// The path of the disputed root, or the last one, to the claim's root of roots.
fn roots(desk: &Desk, number: u32, block: &l2::RollupBlock) -> Option<Section> {
    let index = block.header.index;
    let claim = deriver(desk.sight, number)?
        .1
        .derivation()
        .last_claim(index)?;
    let differs = claim
        .roots
        .iter()
        .zip(&block.roots)
        .position(|(claimed, own)| claimed != own);
    let at = differs.unwrap_or(claim.roots.len().checked_sub(1)?);
    merkle::log_path(
        "merkle.root-in-claim",
        &l2::root_leaves(&claim.roots),
        at as u64,
        claim.roots_root,
    )
}
