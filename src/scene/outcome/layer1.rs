//! What breaking the rules of Layer 1 achieved: payments undone, shares taken, stake lost, transactions left out.

use std::collections::BTreeMap;

use crate::actor::{Delegate, Validating};
use crate::base::{Address, Amount, Digest, Span};
use crate::command::Strategy;
use crate::consensus::gasper::engine::validators_of;
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::validator::Index;
use crate::ledger::{Action, Transaction};
use crate::scene::command_text::strategy_key;
use crate::scene::model::{
    ActorId, Network, Node, NodeRole, Outcome, Producers, Selection, Text, Value,
};
use crate::scene::past::Past;
use crate::scene::sight::Sight;

use super::{against, gains, loses, outcome};

/// Payments that were in a block, and are not: another transaction of the sender's has their number now.
pub(super) fn undone(sight: &Sight, past: &Past) -> Vec<Outcome> {
    let orphaned = past.orphaned.iter();
    let all = orphaned.filter_map(|(id, block)| {
        let entry = sight.archive.get(block)?;
        let mut inside = entry.block.body().transactions.iter();
        let signed = inside.find(|signed| signed.id() == *id)?;
        let transaction = signed.transaction();
        is_replaced(sight, transaction).then_some(())?;
        let mut told = payment(sight, transaction, entry.height())?;
        told.about = Some(Selection::Block(*block));
        Some(told)
    });
    all.collect()
}

/// Whether the main chain has another transaction of this number, that pays somebody else or something else.
fn is_replaced(sight: &Sight, undone: &Transaction) -> bool {
    let sender = undone.sender.address();
    if sight.head().state.nonce(&sender) <= undone.nonce {
        return false;
    }
    let blocks = sight.main.iter().rev();
    let mut included = blocks.flat_map(|entry| &entry.block.body().transactions);
    let other = included.find(|signed| {
        let other = signed.transaction();
        other.nonce == undone.nonce && other.sender == undone.sender
    });
    other.is_some_and(|other| other.transaction().action != undone.action)
}

fn payment(sight: &Sight, undone: &Transaction, height: u64) -> Option<Outcome> {
    let amount = undone.action.value();
    let payer = sight.owner(&undone.sender.address())?;
    let target = undone.action.target()?;
    let receiver = sight.owner(&target);
    if amount == Amount::ZERO || receiver == Some(payer) {
        return None;
    }
    let key = match undone.action {
        Action::Transfer { .. } => "outcome.undone",
        Action::Call { .. } | Action::Create { .. } => "outcome.undone-call",
    };
    let to = receiver.map_or(Value::Address(target), Value::Actor);
    let text = Text::key(key)
        .with("from", Value::Actor(payer))
        .with("to", to)
        .with("amount", Value::Amount(amount))
        .with("height", Value::Height(height));
    let lost = receiver.map(|who| loses(who, amount));
    Some(outcome(
        text,
        lost.into_iter().chain([gains(payer, amount)]),
    ))
}

/// Miners that break the rules: what they earned, against their share of the hash rate.
pub(super) fn rogues(sight: &Sight, network: &Network) -> Vec<Outcome> {
    let all = network.nodes.iter().map(|node| node.earned.0);
    let all = all.fold(0, u64::saturating_add);
    let rogues = network.nodes.iter().filter_map(|node| {
        let strategy = sight.world.node(node.id)?.strategy();
        let is_rogue = node.roles.contains(&NodeRole::Rogue) && strategy != Strategy::Honest;
        is_rogue.then(|| share(sight, node, (strategy, all)))
    });
    rogues.collect()
}

fn share(sight: &Sight, node: &Node, (strategy, all): (Strategy, u64)) -> Outcome {
    let fair = u128::from(all) * u128::from(node.share) / 1_000;
    let fair = Amount(u64::try_from(fair).unwrap_or(u64::MAX));
    let text = Text::key("outcome.rogue-share")
        .with("who", Value::Actor(node.id))
        .with("strategy", Value::Text(Text::key(strategy_key(strategy))))
        .with("share", Value::PerMille(node.share))
        .with("blocks", Value::Count(node.blocks_on_main.into()))
        .with("all", Value::Count(sight.head().height()))
        .with("earned", Value::Amount(node.earned))
        .with("fair", Value::Amount(fair));
    let mut told = outcome(text, [against(node.id, node.earned, fair)]);
    told.about = Some(Selection::Node(node.id));
    told
}

/// Slashed validators by the node that runs them, and what they hold less than in the block before.
pub(super) fn slashed(sight: &Sight) -> Vec<Outcome> {
    let Some(state) = validators_of(&*sight.head().engine) else {
        return Vec::new();
    };
    let mut lost: BTreeMap<ActorId, (u64, u64)> = BTreeMap::new();
    let caught = (0..).zip(state.validators()).filter(|(_, one)| one.slashed);
    for (index, _) in caught {
        let Some(who) = runs(sight, index) else {
            continue;
        };
        let (count, sum) = lost.entry(who).or_default();
        *count += 1;
        *sum = sum.saturating_add(lost_by(sight, state, index));
    }
    let told = lost.into_iter().map(|(who, (count, sum))| {
        let text = Text::key("outcome.slashed")
            .with("who", Value::Actor(who))
            .with("count", Value::Count(count))
            .with("amount", Value::Amount(Amount(sum)));
        let mut told = outcome(text, [loses(who, Amount(sum))]);
        told.about = Some(Selection::Node(who));
        told
    });
    told.collect()
}

fn runs(sight: &Sight, index: Index) -> Option<ActorId> {
    let mut nodes = sight.nodes().filter_map(|(contact, node)| {
        let member = node.member::<Validating>()?;
        Some((contact.id, member))
    });
    let found = nodes.find(|(_, member)| member.indices().any(|own| own == index));
    found.map(|(who, _)| who)
}

/// What a slashed validator held before the block that slashed it, less what it holds; nothing once it was paid out.
fn lost_by(sight: &Sight, state: &State, index: Index) -> u64 {
    let is_out = |one: &State| {
        let validator = one.validators().get(index as usize);
        validator.is_some_and(|one| one.slashed)
    };
    let paid_out = state.validators().get(index as usize);
    if paid_out.is_none_or(|one| one.withdrawable <= state.epoch()) {
        return 0;
    }
    let first = sight
        .main
        .partition_point(|entry| !validators_of(&*entry.engine).is_some_and(is_out));
    let before = first.checked_sub(1).and_then(|place| sight.main.get(place));
    let before = before.and_then(|entry| validators_of(&*entry.engine));
    let held = before.map_or(0, |before| before.balance(index));
    held.saturating_sub(state.balance(index))
}

/// Who is left out of blocks by how many producers, and what waits meanwhile.
pub(super) fn censored(sight: &Sight, past: &Past) -> Vec<Outcome> {
    let mut by: BTreeMap<Address, u64> = BTreeMap::new();
    for (_, node) in sight.nodes() {
        let left_out = node.member::<Delegate>().and_then(Delegate::censors);
        if let Some(whom) = left_out {
            *by.entry(whom).or_default() += 1;
        }
    }
    let told = by.into_iter().filter_map(|(address, count)| {
        let who = sight.owner(&address)?;
        left_out(sight, past, (who, count))
    });
    told.collect()
}

fn left_out(sight: &Sight, past: &Past, (who, count): (ActorId, u64)) -> Option<Outcome> {
    let watched = sight.world.agent(who)?.wallet().watched();
    let waiting = watched.filter(|(_, _, included)| included.is_none());
    let waiting: Vec<(Digest, &Transaction)> = waiting
        .map(|(_, signed, _)| (signed.id(), signed.transaction()))
        .collect();
    let tips = waiting.iter().map(|(_, one)| {
        let tip = one.bid.max_tip.checked_mul(one.gas_limit);
        tip.map_or(u64::MAX, |tip| tip.0)
    });
    let since = waiting.iter().filter_map(|(id, _)| past.submitted.get(id));
    let oldest = since.min().map_or(Span::ZERO, |since| sight.now() - *since);
    let text = Text::key("outcome.censored")
        .with("count", Value::Count(count))
        .with("who", Value::Actor(who))
        .with("waiting", Value::Count(waiting.len() as u64))
        .with("span", Value::Span(oldest))
        .with(
            "fees",
            Value::Amount(Amount(tips.fold(0, u64::saturating_add))),
        );
    let mut told = outcome(text, []);
    told.about = Some(Selection::Agent(who));
    Some(told)
}

/// Producers that let their slots pass.
pub(super) fn absent(sight: &Sight, producers: Option<&Producers>) -> Vec<Outcome> {
    let rows = producers.into_iter().flat_map(|one| &one.rows);
    let told = rows.filter_map(|row| {
        let who = row.node?;
        let member = sight.world.node(who)?.member::<Delegate>()?;
        (member.is_absent() && row.missed > 0).then(|| {
            let text = Text::key("outcome.absent")
                .with("who", Value::Actor(who))
                .with("missed", Value::Count(row.missed.into()))
                .with("produced", Value::Count(row.produced.into()));
            outcome(text, [])
        })
    });
    told.collect()
}

/// What clients of a node whose tables were flooded do not hear of.
pub(super) fn unheard(sight: &Sight) -> Vec<Outcome> {
    let contacts = sight.world.directory().contacts().iter();
    let victims = contacts.filter_map(|one| sight.world.flooder(one.id).map(|it| it.victim()));
    let victims: Vec<ActorId> = victims.collect();
    let best = sight.nodes().map(|(contact, _)| sight.head_of(contact.id));
    let Some(best) = best.max_by_key(|entry| entry.height()) else {
        return Vec::new();
    };
    let clients = sight
        .people()
        .filter(|(_, agent)| victims.contains(&agent.home()));
    let told = clients.filter_map(|(contact, agent)| {
        let seen = sight.head_of(agent.home());
        let behind = best.height().saturating_sub(seen.height());
        let known = seen.state.balance(&contact.address);
        let more = best.state.balance(&contact.address).checked_sub(known)?;
        let text = Text::key("outcome.unheard")
            .with("who", Value::Actor(contact.id))
            .with("node", Value::Actor(agent.home()))
            .with("blocks", Value::Count(behind))
            .with("amount", Value::Amount(more));
        (more > Amount::ZERO).then(|| outcome(text, []))
    });
    told.collect()
}
