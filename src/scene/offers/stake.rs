//! Offers on what a node does with the duties of its validators, and on who comes and goes.

use crate::actor::{Node, Validating, why_not_leave};
use crate::base::{ActorId, Amount};
use crate::command::{Command, Refusal, StakeCommand, StakeConduct};
use crate::consensus::gasper::deposit_contract::LEAST;
use crate::consensus::gasper::engine::validators_of;
use crate::consensus::gasper::params::MIN_ACTIVATION_BALANCE;
use crate::consensus::gasper::state::State;
use crate::ledger::USUAL_TIP;
use crate::scene::model::{Offer, Selection, System};
use crate::simulation::Session;

use super::build::{act, amount, count, if_so, spendable};
use super::choose::Chosen;

const DEPOSIT: &str = "act.deposit-stake";
const EXIT: &str = "act.exit-validator";
/// Gas for which coins are kept back when all the rest is deposited.
const CALL_GAS: u64 = 400_000;

const HONEST: &str = "act.validate-honestly";

/// What a node can do instead of its duties, by the offers that choose it.
const OTHER: [(&str, StakeConduct); 5] = [
    ("act.validate-nothing", StakeConduct::Absent),
    ("act.propose-twice", StakeConduct::ProposeTwice),
    ("act.vote-twice", StakeConduct::VoteTwice),
    ("act.vote-around", StakeConduct::VoteAround),
    ("act.withhold-blocks", StakeConduct::Withhold),
];

/// The validators' chain as a node's head has it.
fn state_at(session: &Session, node: ActorId) -> Option<&State> {
    let head = session.world().node(node)?.tree().head();
    validators_of(&*session.archive().entry(&head).engine)
}

/// The offer beside a person where stake decides: to deposit for a validator, which its node then runs.
pub(super) fn agent(session: &Session, id: ActorId) -> Option<Offer> {
    let home = session.world().agent(id)?.home();
    state_at(session, home)?;
    let kept = USUAL_TIP.0.saturating_mul(CALL_GAS);
    let free = Amount(spendable(session, id).0.saturating_sub(kept));
    let offer = act(DEPOSIT, System::Layer1, &Selection::Agent(id));
    let usual = amount(LEAST.0, free, Amount(MIN_ACTIVATION_BALANCE));
    Some(
        offer
            .with("amount", usual)
            .unless(if_so(free < LEAST, "wallet.empty")),
    )
}

/// Offers beside a node that runs validators: to depart from its duties, or to do them again; and to leave.
pub(super) fn node(session: &Session, id: ActorId) -> Vec<Offer> {
    let node = session.world().node(id);
    let Some(member) = node.and_then(Node::member::<Validating>) else {
        return Vec::new();
    };
    if member.indices().next().is_none() {
        return Vec::new();
    }
    let mut offers = conducts(member, id);
    offers.extend(exit(session, (id, member)));
    offers
}

fn conducts(member: &Validating, id: ActorId) -> Vec<Offer> {
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

/// To leave, for the first of its validators that may; refused for the first one's reason if none may.
fn exit(session: &Session, (id, member): (ActorId, &Validating)) -> Option<Offer> {
    let state = state_at(session, id)?;
    let (first, last) = (member.indices().min()?, member.indices().max()?);
    let free = member
        .indices()
        .find(|index| why_not_leave(state, *index).is_none());
    let refusal = match free {
        Some(_) => None,
        None => why_not_leave(state, first),
    };
    let default = free.unwrap_or(first);
    let range = count(first.into(), last.into(), default.into());
    let offer = act(EXIT, System::Layer1, &Selection::Node(id));
    Some(offer.with("validator", range).unless(refusal))
}

/// The command of an offer on validators; `None` if the key is none of its own.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let command = match chosen.about {
        Some(Selection::Agent(id)) if key == DEPOSIT => deposit(chosen, *id),
        Some(Selection::Node(id)) if key == EXIT => leave(chosen, *id),
        Some(Selection::Node(id)) => behave(key, chosen, *id)?,
        _ => return None,
    };
    Some(command.map(Command::Stake))
}

fn deposit(chosen: &Chosen, id: ActorId) -> Result<StakeCommand, Refusal> {
    Ok(StakeCommand::Deposit {
        person: chosen.name_of(id)?,
        amount: chosen.amount("amount")?,
    })
}

fn leave(chosen: &Chosen, id: ActorId) -> Result<StakeCommand, Refusal> {
    Ok(StakeCommand::Exit {
        node: chosen.name_of(id)?,
        validator: u32::try_from(chosen.count("validator")?).unwrap_or(u32::MAX),
    })
}

fn behave(key: &str, chosen: &Chosen, id: ActorId) -> Option<Result<StakeCommand, Refusal>> {
    let conduct = match OTHER.iter().find(|(one, _)| *one == key) {
        Some((_, conduct)) => *conduct,
        None if key == HONEST => StakeConduct::Honest,
        None => return None,
    };
    let node = chosen.name_of(id);
    Some(node.map(|node| StakeCommand::Behave { node, conduct }))
}
