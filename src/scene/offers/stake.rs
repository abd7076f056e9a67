//! Offers on what a node does with the duties of its validators.

use crate::actor::{Node, Validating};
use crate::base::ActorId;
use crate::command::{Command, Refusal, StakeCommand, StakeConduct};
use crate::scene::model::{Offer, Selection, System};
use crate::simulation::Session;

use super::build::act;
use super::choose::Chosen;

const HONEST: &str = "act.validate-honestly";

/// What a node can do instead of its duties, by the offers that choose it.
const OTHER: [(&str, StakeConduct); 5] = [
    ("act.validate-nothing", StakeConduct::Absent),
    ("act.propose-twice", StakeConduct::ProposeTwice),
    ("act.vote-twice", StakeConduct::VoteTwice),
    ("act.vote-around", StakeConduct::VoteAround),
    ("act.withhold-blocks", StakeConduct::Withhold),
];

/// Offers beside a node that runs validators: to depart from its duties, or to do them again.
pub(super) fn node(session: &Session, id: ActorId) -> Vec<Offer> {
    let node = session.world().node(id);
    let Some(member) = node.and_then(Node::member::<Validating>) else {
        return Vec::new();
    };
    if member.indices().next().is_none() {
        return Vec::new();
    }
    let offer = |key| act(key, System::Layer1, &Selection::Node(id));
    if member.conduct() != StakeConduct::Honest {
        return vec![offer(HONEST)];
    }
    let boost_says = member.store().is_large_enough_for_boost();
    OTHER
        .iter()
        .filter(|(_, conduct)| boost_says || *conduct != StakeConduct::Withhold)
        .map(|(key, _)| offer(key))
        .collect()
}

/// The command of an offer on validators; `None` if the key is none of its own.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let Some(Selection::Node(id)) = chosen.about else {
        return None;
    };
    let conduct = match OTHER.iter().find(|(one, _)| *one == key) {
        Some((_, conduct)) => *conduct,
        None if key == HONEST => StakeConduct::Honest,
        None => return None,
    };
    let node = chosen.name_of(*id);
    Some(node.map(|node| Command::Stake(StakeCommand::Behave { node, conduct })))
}
