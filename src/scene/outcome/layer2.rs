//! What breaking the rules of channels and rollups achieved.

use crate::base::{Address, Amount};
use crate::event::{Fact, RollupFact};
use crate::layer2::channel as channels;
use crate::layer2::rollup as l2;
use crate::scene::channel::Sides;
use crate::scene::model::{BatchPhase, Outcome, Rollup, Selection, Shift, Text, Value};
use crate::scene::rollup::{deriver, sequencer};
use crate::scene::sight::Sight;

use super::{against, gains, loses, outcome};

/// Channels that paid something else than the newest state that both signed.
pub(super) fn channels(sight: &Sight) -> Vec<Outcome> {
    let all = sight.world.directory().channels.len() as u32;
    (1..=all)
        .filter_map(|number| channel(sight, number))
        .collect()
}

fn channel(sight: &Sight, number: u32) -> Option<Outcome> {
    let sides = Sides::of(sight, number)?;
    let newest = sides.latest()?.balances;
    let channels::Record::Closed { paid, penalty } = sides.chain.as_ref()?.record else {
        return None;
    };
    let winner = usize::from(paid[1] > newest[1]);
    let more = paid[winner].checked_sub(newest[winner])?;
    if more == Amount::ZERO {
        return None;
    }
    let key = match penalty {
        Amount::ZERO => "outcome.old-state-paid",
        _ => "outcome.cheat-punished",
    };
    let text = Text::key(key)
        .with("channel", Value::Count(number.into()))
        .with("winner", Value::Actor(sides.parties[winner]))
        .with("loser", Value::Actor(sides.parties[1 - winner]))
        .with("amount", Value::Amount(more))
        .with("penalty", Value::Amount(penalty));
    let shifts = [0, 1].map(|side| against(sides.parties[side], paid[side], newest[side]));
    Some(Outcome {
        about: Some(Selection::Channel(number)),
        ..outcome(text, shifts)
    })
}

/// Bonds lost, false states that stand, promises broken.
pub(super) fn rollups(sight: &Sight, rollups: &[Rollup]) -> Vec<Outcome> {
    let mut told = Vec::new();
    for room in rollups {
        told.extend(bonds(sight, room));
        told.extend(standing(sight, room));
        told.extend(without_effect(sight, room));
    }
    told.extend(broken(sight));
    told
}

fn of(room: &Rollup, key: &'static str) -> Text {
    Text::key(key)
        .with("rollup", Value::Count(room.id.into()))
        .with("sequencer", Value::Actor(room.sequencer.who))
}

fn about(room: &Rollup, text: Text, shifts: impl IntoIterator<Item = Shift>) -> Outcome {
    Outcome {
        about: Some(Selection::Rollup(room.id)),
        ..outcome(text, shifts)
    }
}

/// The bonds that Layer 1 took for false claims.
fn bonds(sight: &Sight, room: &Rollup) -> Option<Outcome> {
    let (_, seat) = deriver(sight, room.id)?;
    let upheld = seat.derivation().upheld();
    let sum = Amount::checked_sum(upheld.iter().map(|one| one.bond))?;
    let text = of(room, "outcome.bond-lost")
        .with("count", Value::Count(upheld.len() as u64))
        .with("amount", Value::Amount(sum));
    (!upheld.is_empty()).then(|| about(room, text, [loses(room.sequencer.who, sum)]))
}

/// What a false claim gives to whom, once its window is over.
fn standing(sight: &Sight, room: &Rollup) -> Option<Outcome> {
    let mut batches = room.batches.iter();
    let batch = batches.find(|batch| {
        let is_false = batch.claimed.is_some() && batch.claimed != batch.recomputed;
        batch.phase == BatchPhase::Final && is_false
    })?;
    let claimed = sequencer(sight, room.id)?
        .sequencer()?
        .claimed(batch.number)?;
    let (_, seat) = deriver(sight, room.id)?;
    let derived = &seat.derivation().block(batch.number)?.after;
    let given = given(claimed, derived);
    let sum = Amount::checked_sum(given.iter().map(|(_, amount)| *amount))?;
    let text = of(room, "outcome.false-state")
        .with("batch", Value::Count(batch.number))
        .with("amount", Value::Amount(sum));
    let owned = given.into_iter().filter_map(|(address, amount)| {
        let who = sight.owner(&address)?;
        Some(gains(who, amount))
    });
    Some(about(room, text, owned))
}

/// What accounts have more in one state than in another.
fn given(claimed: &l2::RollupState, derived: &l2::RollupState) -> Vec<(Address, Amount)> {
    let accounts = claimed.iter().filter_map(|(slot, leaf)| {
        let l2::Slot::Account(address) = slot else {
            return None;
        };
        let held = derived.get(slot).map_or(Amount::ZERO, |leaf| leaf.balance);
        let more = leaf.balance.checked_sub(held)?;
        (more > Amount::ZERO).then_some((*address, more))
    });
    accounts.collect()
}

/// Transfers that are in a batch and moved nothing, as their payer had not what they pay.
fn without_effect(sight: &Sight, room: &Rollup) -> Vec<Outcome> {
    let Some((_, seat)) = deriver(sight, room.id) else {
        return Vec::new();
    };
    let mut told = Vec::new();
    for block in seat.derivation().blocks() {
        for (step, effect) in block.steps.iter().zip(&block.effects) {
            if let (l2::Step::Transfer(bytes), Err(l2::NoOp::Balance)) = (step, effect) {
                told.extend(empty_handed(sight, room, bytes));
            }
        }
    }
    told
}

fn empty_handed(sight: &Sight, room: &Rollup, bytes: &[u8]) -> Option<Outcome> {
    let transfer = l2::SignedTransfer::from_bytes(bytes)?.transfer;
    let l2::Target::Pay(to) = transfer.target else {
        return None;
    };
    let (from, to) = (sight.owner(&transfer.sender.address())?, sight.owner(&to)?);
    let text = of(room, "outcome.transfer-empty")
        .with("from", Value::Actor(from))
        .with("to", Value::Actor(to))
        .with("amount", Value::Amount(transfer.amount));
    Some(about(room, text, [loses(to, transfer.amount)]))
}

/// Promised transfers whose number a batch used for another one.
fn broken(sight: &Sight) -> Vec<Outcome> {
    let alarms = sight.past.iter().filter_map(|event| match &event.fact {
        Fact::Rollup(RollupFact::Alarm {
            rollup,
            agent,
            batch,
            amount: Some(amount),
            ..
        }) => Some((*rollup, *agent, *batch, *amount)),
        _ => None,
    });
    let told = alarms.map(|(rollup, agent, batch, amount)| {
        let text = Text::key("outcome.promise-broken")
            .with("who", Value::Actor(agent))
            .with("amount", Value::Amount(amount))
            .with("batch", Value::Count(batch));
        Outcome {
            about: Some(Selection::Rollup(rollup)),
            ..outcome(text, [loses(agent, amount)])
        }
    });
    told.collect()
}
