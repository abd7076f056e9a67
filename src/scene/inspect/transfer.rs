//! What moves on a rollup, into it and out of it: transfers, deposits, withdrawals.

use crate::base::{Address, Digest, Keccak256, encode};
use crate::layer2::rollup as l2;
use crate::scene::model::{Section, Selection, Signature, Stage, System, Text, Value, Way};
use crate::scene::rollup::{deriver, sequencer, target, withdrawal_number, withdrawals};

use super::Desk;
use super::bytes::{Parts, section};
use super::merkle::{self, InMap};
use super::page::{Page, checked, field};
use super::rollup::{derived, room};

/// A transfer with what its signature is for, and batch and step if it is in one.
type Found = (l2::SignedTransfer, l2::Domain, Option<(u64, usize)>);

/// A transfer by id: in a batch, with its step; or waiting.
fn find_transfer(desk: &Desk, number: u32, id: &Digest) -> Option<Found> {
    let (_, seat) = deriver(desk.sight, number)?;
    let domain = seat.derivation().domain()?;
    for block in seat.derivation().blocks().iter().rev() {
        for (step, found) in block.steps.iter().enumerate() {
            let l2::Step::Transfer(bytes) = found else {
                continue;
            };
            let signed = l2::SignedTransfer::from_bytes(bytes);
            if let Some(signed) = signed.filter(|signed| signed.transfer.id(&domain) == *id) {
                return Some((signed, domain, Some((block.header.index, step))));
            }
        }
    }
    let pool = sequencer(desk.sight, number)?.sequencer()?.pool();
    let people = desk
        .sight
        .people()
        .filter_map(|(contact, _)| crate::scene::rollup::seat(desk.sight, number, contact.id));
    let sent = people.flat_map(|seat| seat.user().sent().map(|(signed, _)| *signed));
    let mut waiting = pool.iter().copied().chain(sent);
    let signed = waiting.find(|signed| signed.transfer.id(&domain) == *id)?;
    Some((signed, domain, None))
}

pub(super) fn transfer(desk: &Desk, number: u32, id: &Digest) -> Option<Page> {
    let (signed, domain, place) = find_transfer(desk, number, id)?;
    let transfer = &signed.transfer;
    let whom = |address: Address| {
        desk.sight
            .owner(&address)
            .map_or(Value::Address(address), Value::Actor)
    };
    let bytes = signed.bytes();
    let block = place.and_then(|(index, _)| derived(desk, number, index));
    let effect = place.and_then(|(_, step)| block?.effects.get(step).copied());
    let page = Page::new(System::Rollup, Text::key("inspect.transfer"));
    let page = match (place, effect) {
        (Some(_), Some(Err(why))) => page
            .alarm(Text::key("state.no-effect"))
            .why(Some(crate::scene::told::reason(why.key(), &[]))),
        (Some((index, _)), _) => {
            page.state(Text::key("state.in-batch").with("number", Value::Count(index)))
        }
        (None, _) => page.state(Text::key("state.waits-for-batch")),
    };
    let page = page
        .fields(vec![
            field("field.id", Value::Hash(*id)),
            field("field.from", whom(transfer.sender.address())),
            field("field.to", whom(target(transfer))),
            field("field.amount", Value::Amount(transfer.amount)),
            field("field.fee", Value::Amount(transfer.fee)),
            field("field.nonce", Value::Count(transfer.nonce)),
            field(
                "field.burns",
                Value::Flag(matches!(transfer.target, l2::Target::Withdraw(_))),
            ),
        ])
        .section(section(
            "bytes.transfer",
            &bytes,
            transfer_parts(&bytes),
            false,
        ))
        .section(Section::Signature(Signature {
            who: desk.sight.owner(&transfer.sender.address()),
            address: transfer.sender.address(),
            public_key: transfer.sender.0.to_vec(),
            message: *id,
            signature: signed.signature.0.to_vec(),
            verifies: signed.is_signed(&domain),
        }))
        .section(transfer_way(desk, number, id, place))
        .related(place.map(|(index, _)| Selection::Batch(number, index)))
        .related([Selection::Rollup(number)]);
    Some(page)
}

/// The parts of a transfer's bytes: three numbers of variable length lie between fixed parts.
fn transfer_parts(bytes: &[u8]) -> Parts {
    Parts::default()
        .then("part.kind", 1)
        .then("part.sender-key", 33)
        .then("part.to", 20)
        .then("part.numbers", bytes.len().saturating_sub(1 + 33 + 20 + 64))
        .then("part.signature", 64)
}

/// Promised above at once, published below in a batch, final after the window.
fn transfer_way(desk: &Desk, number: u32, id: &Digest, place: Option<(u64, usize)>) -> Section {
    use crate::event::{Fact, RollupFact};
    let row = |name, event: Option<&crate::event::Event>| Stage {
        name: Text::key(name),
        at: None,
        time: event.map(|event| event.time),
        place: event.map(|event| event.step),
        undone: false,
    };
    let past = desk.sight.past.iter();
    let find = |wanted: &dyn Fn(&RollupFact) -> bool| {
        past.clone()
            .find(|event| matches!(&event.fact, Fact::Rollup(fact) if wanted(fact)))
    };
    let promised =
        find(&|fact| matches!(fact, RollupFact::Promised { transfer, .. } if transfer == id));
    let of_batch = |wanted: &dyn Fn(&RollupFact, u64) -> bool| {
        place.and_then(|(index, _)| find(&|fact| wanted(fact, index)))
    };
    let batched = of_batch(
        &|fact, index| matches!(fact, RollupFact::Batched { rollup, batch, .. } if (*rollup, *batch) == (number, index)),
    );
    let claimed = of_batch(
        &|fact, index| matches!(fact, RollupFact::Claimed { rollup, batch, .. } if (*rollup, *batch) == (number, index)),
    );
    let done = of_batch(
        &|fact, index| matches!(fact, RollupFact::Confirmed { rollup, batch } if (*rollup, *batch) == (number, index)),
    );
    Section::Way(Way {
        stages: vec![
            row("stage.promised", promised),
            row("stage.batched", batched),
            row("stage.claimed", claimed),
            row("stage.final", done),
        ],
    })
}

pub(super) fn deposit(desk: &Desk, number: u32, index: u64) -> Option<Page> {
    let contract = sequencer(desk.sight, number)?.derivation().contract()?;
    let found = l2::Reader::new(&desk.sight.head().state, contract).deposit(index)?;
    let room = room(desk, number)?;
    let shown = room.deposits.iter().find(|deposit| deposit.number == index);
    let credited =
        shown.is_some_and(|shown| shown.phase == crate::scene::model::DepositPhase::Credited);
    let whom = desk
        .sight
        .owner(&found.to)
        .map_or(Value::Address(found.to), Value::Actor);
    let page = Page::new(
        System::Rollup,
        Text::key("inspect.deposit").with("number", Value::Count(index)),
    )
    .state(Text::key(if credited {
        "deposit.credited"
    } else {
        "deposit.locked"
    }))
    .fields(vec![
        field("field.to", whom),
        field("field.amount", Value::Amount(found.amount)),
        field("field.block", Value::Height(found.height)),
        field("field.deposit-chain", Value::Hash(found.chain)),
    ])
    .related([Selection::Rollup(number), Selection::Contract(contract)]);
    Some(page)
}

pub(super) fn withdrawal(desk: &Desk, number: u32, index: u64) -> Option<Page> {
    let mut all = withdrawals(desk.sight, number).into_iter();
    let (who, found) = all.find(|(who, found)| withdrawal_number(*who, found) == index)?;
    let domain = deriver(desk.sight, number)?.1.derivation().domain()?;
    let contract = domain.bridge;
    let paid = l2::Reader::new(&desk.sight.head().state, contract).is_paid(&found.key);
    let key_holds = found.withdrawal.key(&domain) == found.key;
    let mut fields = vec![
        field("field.from", Value::Actor(who)),
        field("field.amount", Value::Amount(found.withdrawal.amount)),
        field("field.nonce", Value::Count(found.withdrawal.nonce)),
        checked("field.paid-once-key", Value::Hash(found.key), key_holds),
        field("field.paid", Value::Flag(paid)),
    ];
    fields.extend(
        found
            .batch
            .map(|batch| field("field.batch", Value::Link(Selection::Batch(number, batch)))),
    );
    let phase = match found.phase {
        l2::WithdrawalPhase::Requested => "withdrawal.requested",
        l2::WithdrawalPhase::Burnt => "withdrawal.burnt",
        l2::WithdrawalPhase::Committed { .. } => "withdrawal.committed",
        l2::WithdrawalPhase::Proven { .. } => "withdrawal.proven",
        l2::WithdrawalPhase::Ready => "withdrawal.ready",
        l2::WithdrawalPhase::Paid => "withdrawal.paid",
        l2::WithdrawalPhase::Refused => "withdrawal.refused",
    };
    let page = Page::new(
        System::Rollup,
        Text::key("inspect.withdrawal").with("number", Value::Count(index)),
    );
    let page = page
        .state(Text::key(phase))
        .fields(fields)
        .sections(burn(desk, number, &found))
        .related([
            Selection::Rollup(number),
            Selection::Agent(who),
            Selection::Contract(contract),
        ]);
    Some(page)
}

/// The path of the burn to the root of the batch that holds it.
fn burn(desk: &Desk, number: u32, found: &l2::Outgoing) -> Option<Section> {
    let block = derived(desk, number, found.batch?)?;
    let slot = l2::Slot::Burnt(found.key);
    let leaf = block.after.get(&slot)?;
    let what = InMap {
        name: "merkle.burn-in-state",
        key: &encode(&slot),
        value: &encode(leaf),
        leaves: block.after.len(),
        root: block.after.root(),
    };
    merkle::map::<Keccak256>(&what, &block.after.prove(&slot))
}
