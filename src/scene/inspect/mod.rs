//! All there is to know about the selection.

mod account;
mod block;
mod bytes;
mod channel;
mod choice;
mod choice_votes;
mod contract;
mod find;
mod merkle;
mod network;
mod outsider;
mod page;
mod rollup;
mod transaction;
mod transfer;
mod validators;
mod way;

use super::model::{Inspection, Section, Selection};
use super::past::Past;
use super::sight::Sight;
use super::tamper;
use page::Page;

pub(super) use block::block_parts;
pub(super) use find::{find_block, find_transaction};
pub(super) use transaction::transaction_parts;

/// What the inspector reads.
pub(super) struct Desk<'a, 'b> {
    pub(super) sight: &'b Sight<'a>,
    pub(super) past: &'b Past,
}

/// The selection in full; an object that is not there, or no more, is told as such.
pub(super) fn build(sight: &Sight, past: &Past) -> Option<Inspection> {
    let subject = sight.view.selection.as_ref()?;
    let desk = Desk { sight, past };
    let page = inspect(&desk, subject).unwrap_or_else(|| Page::gone(subject));
    let mut inspection = page.finish(subject);
    if let Some(change) = sight.view.tamper {
        let tampering = tamper::on(sight, subject, change.offset, change.value);
        inspection
            .sections
            .extend(tampering.map(Section::Tampering));
    }
    Some(inspection)
}

fn inspect(desk: &Desk, subject: &Selection) -> Option<Page> {
    match subject {
        Selection::Node(id) => network::node(desk, *id),
        Selection::Link(a, b) => network::link(desk, *a, *b),
        Selection::Packet(number) => network::packet(desk, *number),
        Selection::Event(place) => network::event(desk, *place),
        Selection::Agent(id) => {
            account::person(desk, *id).or_else(|| outsider::outsider(desk, *id))
        }
        Selection::Block(id) => block::block(desk, id),
        Selection::Transaction(id) => transaction::transaction(desk, id),
        Selection::Contract(address) => contract::contract(desk, address),
        Selection::Channel(number) => channel::channel(desk, *number),
        Selection::ChannelState(number, version) => channel::state(desk, *number, *version),
        Selection::Rollup(number) => rollup::rollup(desk, *number),
        Selection::Batch(number, index) => rollup::batch(desk, *number, *index),
        Selection::Transfer(number, id) => transfer::transfer(desk, *number, id),
        Selection::Deposit(number, index) => transfer::deposit(desk, *number, *index),
        Selection::Withdrawal(number, index) => transfer::withdrawal(desk, *number, *index),
    }
}
