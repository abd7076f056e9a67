//! Why a node follows a branch under Proof of Stake: the latest votes for each, the boost, and what is left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::actor::Validating;
use crate::base::{Amount, Digest};
use crate::chain::Entry;
use crate::consensus::gasper::ghost::Way;
use crate::consensus::gasper::params::Gwei;
use crate::scene::model::{ForkBranch, ForkChoice, ForkStep, Section, Selection, Text, Value};

use super::Desk;
use super::choice::{COMPARED, seen};

/// The step at a fork, as the node's own fork choice takes it; `None` where nobody votes.
pub(super) fn at_fork(
    desk: &Desk,
    fork: &Entry,
    chosen: (Digest, &Arc<Entry>),
    rivals: &BTreeMap<Digest, &Arc<Entry>>,
) -> Option<Section> {
    let node = desk.sight.node()?;
    let choice = node.member::<Validating>()?.store().choice();
    let weighed = choice.forks.into_iter().find(|one| one.root == fork.id());
    let ways = weighed.map(|fork| fork.ways);
    let step = step(desk, fork, (chosen, rivals), ways.as_deref());
    Some(Section::Choice(ForkChoice {
        rule: Text::key("choice.rule.votes"),
        steps: vec![step],
    }))
}

type Branches<'a> = (
    (Digest, &'a Arc<Entry>),
    &'a BTreeMap<Digest, &'a Arc<Entry>>,
);

fn step(desk: &Desk, fork: &Entry, (chosen, rivals): Branches, ways: Option<&[Way]>) -> ForkStep {
    let way = |first: &Digest| {
        let mut ways = ways.into_iter().flatten();
        ways.find(|way| way.root == *first)
    };
    let all = std::iter::once(chosen).chain(rivals.iter().map(|(first, end)| (*first, *end)));
    let all: Vec<_> = all.take(COMPARED).collect();
    let weight = |first: &Digest| way(first).map_or(0, Way::weight);
    let most = all.iter().map(|(first, _)| weight(first)).max();
    let branch = |(first, end): &(Digest, &Arc<Entry>)| ForkBranch {
        first: Selection::Block(*first),
        tip: Selection::Block(end.id()),
        height: end.height(),
        weight: Value::Text(told(way(first))),
        share: share(weight(first), most.unwrap_or(0)),
        seen: seen(desk, end),
        chosen: *first == chosen.0,
    };
    ForkStep {
        fork: Selection::Block(fork.id()),
        height: fork.height(),
        branches: all.iter().map(branch).collect(),
        reason: Text::key(reason(&chosen.0, ways)),
    }
}

fn share(part: Gwei, most: Gwei) -> u32 {
    (u128::from(part) * 1_000 / u128::from(most.max(1))) as u32
}

fn told(way: Option<&Way>) -> Text {
    let Some(way) = way else {
        return Text::key("choice.weight.not-weighed");
    };
    let key = match (way.viable, way.boost > 0) {
        (false, _) => "choice.weight.left-out",
        (true, true) => "choice.weight.votes-and-boost",
        (true, false) => "choice.weight.votes",
    };
    Text::key(key)
        .with("votes", Value::Amount(Amount(way.votes)))
        .with("boost", Value::Amount(Amount(way.boost)))
}

/// What decided. Below what is justified nothing is weighed any more.
fn reason(chosen: &Digest, ways: Option<&[Way]>) -> &'static str {
    let ways = ways.unwrap_or_default();
    let Some(won) = ways.iter().find(|way| way.root == *chosen) else {
        return "choice.by.justified";
    };
    let others = || ways.iter().filter(|way| way.root != *chosen);
    let heaviest = |of: fn(&Way) -> Gwei| others().filter(|way| way.viable).map(of).max();
    match heaviest(Way::weight) {
        None => "choice.by.viable",
        Some(weight) if weight == won.weight() => "choice.by.root",
        Some(_) if heaviest(|way| way.votes) < Some(won.votes) => "choice.by.votes",
        Some(_) => "choice.by.boost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(number: u8, votes: Gwei, boost: Gwei, viable: bool) -> Way {
        Way {
            root: Digest([number; 32]),
            votes,
            boost,
            viable,
        }
    }

    #[test]
    fn the_reason_is_what_decided() {
        let reason = |ways: &[Way]| reason(&Digest([1; 32]), Some(ways));
        let won = |votes, boost| way(1, votes, boost, true);
        assert_eq!(reason(&[won(5, 0), way(2, 4, 0, true)]), "choice.by.votes");
        assert_eq!(reason(&[won(3, 4), way(2, 4, 0, true)]), "choice.by.boost");
        assert_eq!(reason(&[won(4, 0), way(2, 4, 0, true)]), "choice.by.root");
        assert_eq!(
            reason(&[won(1, 0), way(2, 9, 0, false)]),
            "choice.by.viable"
        );
        assert_eq!(reason(&[way(2, 9, 0, true)]), "choice.by.justified");
        assert_eq!(super::reason(&Digest([1; 32]), None), "choice.by.justified");
    }
}
