//! Each person's coins, at the beginning and now: accounts on Layer 1, stake, channels, rollups.

use std::collections::BTreeMap;

use crate::actor::Contact;
use crate::base::{Address, Amount, order};
use crate::consensus::dpos::delegation_of;
use crate::consensus::gasper::engine::validators_of;
use crate::scene::channel::Sides;
use crate::scene::model::{ActorId, Wealth};
use crate::scene::rollup::{numbers, sheet};
use crate::scene::sight::Sight;

/// Most people told of.
const TOLD: usize = 8;
/// Whose coins changed by less than a thousandth of one paid a fee, and no more.
const LEAST: u64 = Amount::coins(1).0 / 1_000;

pub(super) fn build(sight: &Sight) -> Vec<Wealth> {
    let above = above(sight);
    let person = |contact: &Contact| {
        let address = &contact.address;
        let below = sight.head().state.balance(address).0;
        let parts = [
            below,
            staked(sight, address).0,
            above.get(&contact.id).map_or(0, |amount| amount.0),
        ];
        Wealth {
            who: contact.id,
            before: before(sight, &contact.name),
            now: Amount(parts.into_iter().fold(0, u64::saturating_add)),
        }
    };
    let all = sight.people().map(|(contact, _)| person(contact));
    let mut changed: Vec<Wealth> = all
        .filter(|one| one.before.0.abs_diff(one.now.0) >= LEAST)
        .collect();
    order::sort_by_key(&mut changed, |one| {
        std::cmp::Reverse(one.before.0.abs_diff(one.now.0))
    });
    changed.truncate(TOLD);
    changed
}

/// What the setup gave a person.
fn before(sight: &Sight, name: &str) -> Amount {
    let mut people = sight.session.setup().people.iter();
    let found = people.find(|person| person.name == name);
    found.map_or(Amount::ZERO, |person| person.balance)
}

/// What is staked for an account: validators that pay out to it, or its stake of a voter.
fn staked(sight: &Sight, address: &Address) -> Amount {
    let engine = &*sight.head().engine;
    let voter = delegation_of(engine).and_then(|state| state.electorate().voters().get(address));
    let own = voter.map_or(0, |voter| voter.stake);
    let Some(state) = validators_of(engine) else {
        return Amount(own);
    };
    let waiting = state.pending().iter();
    let waiting = waiting.filter(|one| one.deposit.withdrawal == *address);
    let waiting = waiting.map(|one| one.deposit.amount);
    let all = (0..).zip(state.validators());
    let mine = all.filter(|(_, one)| one.withdrawal == *address);
    let held = mine.map(|(index, _)| state.balance(index));
    Amount(waiting.chain(held).fold(own, u64::saturating_add))
}

/// What people own in channels and rollups.
fn above(sight: &Sight) -> BTreeMap<ActorId, Amount> {
    let mut above: BTreeMap<ActorId, Amount> = BTreeMap::new();
    let mut add = |who: ActorId, amount: Amount| {
        let sum = above.entry(who).or_default();
        *sum = Amount(sum.0.saturating_add(amount.0));
    };
    let channels = sight.world.directory().channels.len() as u32;
    for sides in (1..=channels).filter_map(|number| Sides::of(sight, number)) {
        let locked = sides.chain.as_ref();
        if locked.is_some_and(|chain| chain.locked > Amount::ZERO) {
            let owned = sides.parties.iter().zip(sides.balances());
            owned.for_each(|(who, amount)| add(*who, amount));
        }
    }
    for (_, accounts) in numbers(sight).filter_map(|number| sheet(sight, number)) {
        for (address, amount) in accounts {
            if let Some(who) = sight.owner(&address) {
                add(who, amount);
            }
        }
    }
    above
}
