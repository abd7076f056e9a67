//! Why the chosen node follows one branch and not another: the weights, and the rule that compares them.

use std::collections::BTreeMap;
use std::sync::Arc;

use ruint::aliases::U256;

use crate::base::{Digest, Time};
use crate::chain::Entry;
use crate::consensus::dpos::delegation_of;
use crate::scene::model::{ForkBranch, ForkChoice, ForkStep, Section, Selection, Text, Value};

use super::{Desk, choice_votes};

/// Most branches of one fork that are compared.
pub(super) const COMPARED: usize = 6;

/// By what a node compares branches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Most work.
    Work,
    /// What is irreversible stays; then the highest.
    Height,
}

impl Rule {
    fn of(desk: &Desk) -> Self {
        match delegation_of(&*desk.sight.head().engine) {
            Some(_) => Self::Height,
            None => Self::Work,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Work => "choice.rule.most-work",
            Self::Height => "choice.rule.height",
        }
    }

    /// What the branch from a fork to an end weighs.
    fn weight(self, fork: &Entry, end: &Entry) -> U256 {
        match self {
            Self::Work => end.work.saturating_sub(fork.work),
            Self::Height => U256::from(end.height().saturating_sub(fork.height())),
        }
    }

    fn reason(self, even: bool) -> Text {
        Text::key(match (even, self) {
            (true, _) => "choice.by.first-seen",
            (false, Self::Work) => "choice.by.work",
            (false, Self::Height) => "choice.by.height",
        })
    }

    fn told(self, weight: U256) -> Text {
        let key = match self {
            Self::Work => "choice.weight.hashes",
            Self::Height => "choice.weight.blocks",
        };
        Text::key(key).with("weight", Value::Count(weight.saturating_to()))
    }
}

/// The fork that decided about a block: the one it lost at, or the one that it won right after its parent.
pub(super) fn of_block(desk: &Desk, entry: &Arc<Entry>) -> Option<Section> {
    let fork = match desk.sight.is_main(&entry.id()) {
        true => desk.sight.archive.entry(&entry.parent()),
        false => fork_point(desk, entry),
    };
    let rivals = rivals(desk, fork);
    if entry.height() == 0 || rivals.is_empty() {
        return None;
    }
    let winner = desk.sight.main.get(fork.height() as usize + 1)?;
    let chosen = (winner.id(), desk.sight.head());
    if let Some(by_votes) = choice_votes::at_fork(desk, fork, chosen, &rivals) {
        return Some(by_votes);
    }
    let rule = Rule::of(desk);
    Some(Section::Choice(ForkChoice {
        rule: Text::key(rule.key()),
        steps: vec![step(desk, rule, fork, chosen, rivals)],
    }))
}

/// The last block of the main chain below a block beside it.
fn fork_point<'a>(desk: &Desk<'a, '_>, entry: &Arc<Entry>) -> &'a Arc<Entry> {
    let archive = desk.sight.archive;
    let mut below = archive.entry(&entry.parent());
    while !desk.sight.is_main(&below.id()) {
        below = archive.entry(&below.parent());
    }
    below
}

/// The branches that leave the main chain at a block: their first block, and their heaviest end.
fn rivals<'a>(desk: &Desk<'a, '_>, fork: &Entry) -> BTreeMap<Digest, &'a Arc<Entry>> {
    let archive = desk.sight.archive;
    let known = desk.sight.node().into_iter();
    let known = known.flat_map(|node| node.tree().known());
    let beside = known.filter(|id| !desk.sight.is_main(id));
    let mut rivals: BTreeMap<Digest, &Arc<Entry>> = BTreeMap::new();
    for end in beside.map(|id| archive.entry(id)) {
        let Some(first) = first_after(desk, fork, end) else {
            continue;
        };
        let heaviest = rivals.entry(first).or_insert(end);
        if (end.work, end.height()) > (heaviest.work, heaviest.height()) {
            *heaviest = end;
        }
    }
    rivals
}

/// The block after the fork by which an end descends from it without the main chain.
fn first_after(desk: &Desk, fork: &Entry, end: &Arc<Entry>) -> Option<Digest> {
    let archive = desk.sight.archive;
    let mut at = end;
    while at.height() > fork.height() + 1 && !desk.sight.is_main(&at.parent()) {
        at = archive.entry(&at.parent());
    }
    (at.parent() == fork.id()).then(|| at.id())
}

fn step(
    desk: &Desk,
    rule: Rule,
    fork: &Entry,
    chosen: (Digest, &Arc<Entry>),
    rivals: BTreeMap<Digest, &Arc<Entry>>,
) -> ForkStep {
    let all = std::iter::once(chosen).chain(rivals);
    let all: Vec<_> = all.take(COMPARED).collect();
    let weight = |end: &Entry| rule.weight(fork, end);
    let most = all.iter().map(|(_, end)| weight(end)).max();
    let most = most.unwrap_or_default().max(U256::from(1_u64));
    let even = all
        .iter()
        .skip(1)
        .any(|(_, end)| weight(end) == weight(chosen.1));
    let branch = |(first, end): &(Digest, &Arc<Entry>)| {
        let share = weight(end) * U256::from(1_000_u64) / most;
        ForkBranch {
            first: Selection::Block(*first),
            tip: Selection::Block(end.id()),
            height: end.height(),
            weight: Value::Text(rule.told(weight(end))),
            share: share.saturating_to(),
            seen: seen(desk, end),
            chosen: *first == chosen.0,
        }
    };
    ForkStep {
        fork: Selection::Block(fork.id()),
        height: fork.height(),
        branches: all.iter().map(branch).collect(),
        reason: rule.reason(even),
    }
}

pub(super) fn seen(desk: &Desk, end: &Entry) -> Time {
    let told = desk.past.seen.get(&end.id()).copied();
    told.unwrap_or_else(|| desk.sight.time_of(end))
}
