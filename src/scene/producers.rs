//! The panel of producers: schedule, votes, attendance, what is irreversible.

use std::collections::BTreeMap;

use crate::actor::Delegate;
use crate::base::{ActorId, order};
use crate::consensus::dpos::confirmations::threshold;
use crate::consensus::dpos::delegation::{Delegation, Schedule, Waiting};
use crate::consensus::dpos::delegation_of;
use crate::consensus::dpos::name::AccountName;
use crate::consensus::dpos::schedule::slot_now;

use super::model::{ProducerRow, Producers, ScheduleChange};
use super::sight::Sight;

/// The panel, where producers are voted for.
pub(super) fn build(sight: &Sight) -> Option<Producers> {
    let head = sight.head();
    let state = delegation_of(&*head.engine)?;
    let member = sight.node()?.member::<Delegate>()?;
    let block = member.irreversible();
    let chain = state.confirmations();
    Some(Producers {
        version: state.active().version,
        head: chain.head(),
        proposed: chain.proposed(),
        irreversible: sight.archive.entry(&block).height(),
        irreversible_block: block,
        threshold: threshold(state.active().producers.len()) as u32,
        change: change(state),
        rows: rows(sight, state, member),
    })
}

fn change(state: &Delegation) -> Option<ScheduleChange> {
    let told = |waiting: &Waiting, pending| {
        let lacks = |list: &Schedule, of: &Schedule| {
            let missing = of
                .producers
                .iter()
                .filter(|one| !list.producers.contains(one));
            missing.map(ToString::to_string).collect()
        };
        ScheduleChange {
            pending,
            waits_for: waiting.height,
            joins: lacks(state.active(), &waiting.schedule),
            leaves: lacks(&waiting.schedule, state.active()),
        }
    };
    let pending = state.pending().map(|waiting| told(waiting, true));
    pending.or_else(|| state.proposed().map(|waiting| told(waiting, false)))
}

fn rows(sight: &Sight, state: &Delegation, member: &Delegate) -> Vec<ProducerRow> {
    let nodes = nodes(sight);
    let producers = state.electorate().producers();
    let most = producers.values().map(|one| one.votes).max();
    let scheduled = &state.active().producers;
    let turn = state.producer_at(slot_now(sight.archive.rules().genesis_time, sight.now()));
    let mut others: Vec<&AccountName> = producers
        .keys()
        .filter(|name| !scheduled.contains(name))
        .collect();
    order::sort_by_key(&mut others, |name| u128::MAX - producers[name].votes);
    let names = scheduled.iter().chain(others);
    names
        .filter_map(|name| {
            let producer = producers.get(name)?;
            let tally = state.tallies().iter().find(|one| one.producer == *name);
            Some(ProducerRow {
                account: name.to_string(),
                node: nodes.get(name).copied(),
                scheduled: scheduled.contains(name),
                active: producer.active,
                turn: turn == Some(*name),
                votes_per_mille: per_mille(producer.votes, most.unwrap_or(0)),
                produced: tally.map_or(0, |tally| tally.produced),
                missed: tally.map_or(0, |tally| tally.missed),
                unpaid: tally.map_or(0, |tally| tally.unpaid),
                twice: member.seen_twice().any(|seen| seen == name),
            })
        })
        .collect()
}

fn nodes(sight: &Sight) -> BTreeMap<AccountName, ActorId> {
    order::gather(sight.nodes().filter_map(|(contact, machine)| {
        let name = machine.member::<Delegate>()?.name()?;
        Some((name, contact.id))
    }))
}

fn per_mille(part: u128, whole: u128) -> u32 {
    let scaled = part.saturating_mul(1_000).checked_div(whole);
    scaled.map_or(0, |found| u32::try_from(found).unwrap_or(u32::MAX))
}
