//! Offers to a node with validators: what it does with their duties.

use crate::actor::Validating;
use crate::base::ActorId;
use crate::command::{Command, Refusal, StakeCommand, StakeConduct};
use crate::scene::model::{Offer, Selection, System};
use crate::simulation::Session;

use super::build::act;
use super::choose::Chosen;
use super::tried;

/// Conducts, by the offers that choose them.
const CONDUCTS: [(&str, StakeConduct); 8] = [
    ("act.validate-honestly", StakeConduct::Honest),
    ("act.validate-nothing", StakeConduct::Absent),
    ("act.propose-twice", StakeConduct::ProposeTwice),
    ("act.vote-twice", StakeConduct::VoteTwice),
    ("act.vote-around", StakeConduct::VoteAround),
    ("act.withhold-blocks", StakeConduct::Withhold),
    ("act.use-copies", StakeConduct::UseCopies),
    ("act.rewrite-history", StakeConduct::Rewrite),
];

/// Offers beside a node that runs validators: what it does not do already, and what needs copied keys only with them.
pub(super) fn node(session: &Session, id: ActorId) -> Vec<Offer> {
    let machine = session.world().node(id);
    let Some(member) = machine.and_then(|node| node.member::<Validating>()) else {
        return Vec::new();
    };
    let (has_own, holds_copies) = (member.indices().next().is_some(), member.holds_copies());
    let fits = |conduct: StakeConduct| match conduct {
        StakeConduct::UseCopies | StakeConduct::Rewrite => holds_copies,
        _ => has_own || holds_copies,
    };
    let about = Selection::Node(id);
    let others = CONDUCTS
        .iter()
        .filter(|(_, one)| *one != member.conduct() && fits(*one));
    let offer = |(key, conduct): &(&'static str, StakeConduct)| {
        let offer = act(key, System::Layer1, &about);
        match conduct {
            StakeConduct::Withhold => offer.unless(refused(session, id, *conduct)),
            _ => offer,
        }
    };
    others.map(offer).collect()
}

fn refused(session: &Session, id: ActorId, conduct: StakeConduct) -> Option<Refusal> {
    let contact = session.world().directory().get(id)?;
    let node = contact.name.clone();
    let command = Command::Stake(StakeCommand::Behave { node, conduct });
    tried(session, &command)
}

/// The command of an offer; `None` if the key is none of these.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let Some(Selection::Node(id)) = chosen.about else {
        return None;
    };
    let (_, conduct) = CONDUCTS.iter().find(|(one, _)| *one == key)?;
    let conduct = *conduct;
    let node = chosen.name_of(*id);
    Some(node.map(|node| Command::Stake(StakeCommand::Behave { node, conduct })))
}
