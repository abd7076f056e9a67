//! A contract: code, balance, and its storage, decoded.

use crate::base::{Address, Amount, decode, order};
use crate::layer2::{channel, rollup};
use crate::ledger::ContractState;
use crate::scene::border::calls;
use crate::scene::channel::due;
use crate::scene::model::{Field, Selection, System, Text, Value};
use crate::scene::systems::of_code;

use super::channel::dispute_period;
use super::page::{Page, field, of};
use super::{Desk, merkle};

/// Most storage slots shown.
const SLOTS: usize = 40;

pub(super) fn contract(desk: &Desk, address: &Address) -> Option<Page> {
    let sight = desk.sight;
    let state = &sight.head().state;
    let account = state.get(address)?;
    let contract = account.contract.as_ref()?;
    let system = of_code(&contract.code);
    let name = match system {
        System::Layer1 => "contract.system",
        System::Channel => "contract.adjudicator",
        System::Rollup => "contract.rollup",
    };
    let border = crate::scene::border::contracts(sight);
    let room = border.into_iter().find(|found| found.address == *address);
    let page = Page::new(system, Text::key(name))
        .fields(vec![
            field("field.address", Value::Address(*address)),
            field("field.code", Value::Name(contract.code.clone())),
            field("field.locks", Value::Amount(account.balance)),
            field("field.storage-root", Value::Hash(contract.storage.root())),
            field("field.slots", Value::Count(contract.storage.len())),
            field(
                "field.calls",
                Value::Count(u64::from(calls(sight, address))),
            ),
        ])
        .fields(decoded(desk, address, system))
        .fields(slots(contract, system))
        .sections(merkle::account(state, address))
        .related(room.as_ref().map(|found| found.room.clone()));
    Some(match room {
        Some(found) => page.state(found.state),
        None => page,
    })
}

/// What the contract keeps, in words.
fn decoded(desk: &Desk, address: &Address, system: System) -> Vec<Field> {
    let state = &desk.sight.head().state;
    match system {
        System::Layer1 => Vec::new(),
        System::Channel => {
            let chain = channel::OnChain::read(state, address);
            chain.map_or(Vec::new(), |chain| adjudicator(desk, &chain))
        }
        System::Rollup => bridge(&rollup::Reader::new(state, *address)),
    }
}

fn adjudicator(desk: &Desk, chain: &channel::OnChain) -> Vec<Field> {
    let terms = &chain.terms;
    let who = |side: u8| {
        let address = terms.address(side);
        let known = desk.sight.owner(&address).map(Value::Actor);
        known.unwrap_or(Value::Address(address))
    };
    let amount = |name, side: u8, amounts: &[Amount; 2]| {
        of(name, who(side), Value::Amount(amounts[usize::from(side)]))
    };
    let mut fields = vec![
        amount("field.deposit-of", 0, &terms.deposits),
        amount("field.deposit-of", 1, &terms.deposits),
        dispute_period(terms),
        field("field.funding-period", Value::Count(terms.funding_period)),
        field("field.penalty", Value::Amount(terms.penalty)),
    ];
    match &chain.record {
        channel::Record::Funding { deadline } => {
            fields.push(field("field.deadline", Value::Height(*deadline)))
        }
        channel::Record::Open { since } => fields.push(field("field.since", Value::Height(*since))),
        channel::Record::Disputed(dispute) => fields.extend([
            field("field.version", Value::Count(dispute.version)),
            field(
                "field.deadline",
                due(desk.sight, Some(chain), dispute.deadline).into(),
            ),
        ]),
        channel::Record::Closed { paid, penalty } => fields.extend([
            amount("field.paid-to", 0, paid),
            amount("field.paid-to", 1, paid),
            field("field.penalty-paid", Value::Amount(*penalty)),
        ]),
    }
    fields
}

fn bridge(reader: &rollup::Reader) -> Vec<Field> {
    let counters = reader.counters();
    let terms = reader.terms().map(|terms| {
        vec![
            field("field.window", Value::Count(terms.window)),
            field("field.bond", Value::Amount(terms.bond)),
            field("field.sequencer", Value::Address(terms.sequencer)),
        ]
    });
    let mut fields = terms.unwrap_or_default();
    fields.extend([
        field("field.deposits", Value::Count(counters.deposits)),
        field("field.batches", Value::Count(counters.batches)),
        field("field.claims", Value::Count(counters.commitments)),
        field("field.claims-final", Value::Count(counters.confirmed)),
    ]);
    fields
}

/// The raw slots.
fn slots(contract: &ContractState, system: System) -> Vec<Field> {
    let mut slots: Vec<_> = contract.storage.iter().collect();
    order::sort(&mut slots);
    let slots = slots.into_iter().take(SLOTS).map(|(key, value)| Field {
        name: slot_name(key, system),
        ..field("field.slot", Value::Hex(value.clone()))
    });
    slots.collect()
}

fn slot_name(key: &[u8], system: System) -> Text {
    let named = |key, number: u64| Text::key(key).with("number", Value::Count(number));
    match (system, decode::<rollup::Key>(key)) {
        (System::Rollup, Ok(found)) => match found {
            rollup::Key::Terms => Text::key("slot.terms"),
            rollup::Key::Counters => Text::key("slot.counters"),
            rollup::Key::Deposit(number) => named("slot.deposit", number),
            rollup::Key::Batch(number) => named("slot.batch", number),
            rollup::Key::Commitment(number) => named("slot.claim", number),
            rollup::Key::Proven(key) => Text::key("slot.proven").with("key", Value::Hash(key)),
            rollup::Key::Paid(key) => Text::key("slot.paid").with("key", Value::Hash(key)),
        },
        (System::Channel, _) if key == b"terms" => Text::key("slot.terms"),
        (System::Channel, _) if key == b"record" => Text::key("slot.record"),
        _ => Text::key("slot.other").with("key", Value::Hex(key.to_vec())),
    }
}

/// The contract's page leads to its room.
pub(super) fn lead(address: Option<Address>) -> Option<Selection> {
    address.map(Selection::Contract)
}
