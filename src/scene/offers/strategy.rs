//! Offers that make a miner a rogue or honest again, and a person pay twice.

use crate::actor::{Agent, Node};
use crate::base::{ActorId, Amount};
use crate::command::{Command, Flaw, NetworkCommand, Refusal, Strategy, WalletCommand};
use crate::scene::model::{Offer, ParameterKind, Selection, System};
use crate::simulation::Session;

use super::build::{act, amount, count};
use super::choose::Chosen;

/// Confirmations after which the payment is believed, unless chosen otherwise.
const CONFIRMATIONS: u64 = 3;
/// Blocks behind at which the attacker gives up.
const GIVE_UP: u64 = 6;
/// Most of both.
const MOST: u64 = 100;

/// Strategies without parameters, by the offers that choose them.
const PLAIN: [(&str, Strategy); 7] = [
    ("act.mine-honestly", Strategy::Honest),
    ("act.mine-selfishly", Strategy::SelfishMiner),
    ("act.mine-empty", Strategy::EmptyBlocks),
    ("act.date-late", Strategy::LateTimes),
    ("act.date-early", Strategy::EarlyTimes),
    ("act.mine-unchecked", Strategy::Unchecked),
    ("act.false-state", Strategy::FalseState),
];

const PRIVATE: &str = "act.mine-in-secret";
const TWICE: &str = "act.double-spend";

/// Which rule a transaction breaks, by the offers that submit it.
const FLAWS: [(&str, Flaw); 4] = [
    ("act.cheat-signature", Flaw::Signature),
    ("act.cheat-nonce", Flaw::Nonce),
    ("act.cheat-balance", Flaw::Balance),
    ("act.cheat-gas", Flaw::Gas),
];

/// Offers beside a miner: to be a rogue, or to be none any more.
pub(super) fn node(session: &Session, id: ActorId) -> Vec<Offer> {
    let by_work = session.setup().consensus.pow().is_some();
    let miner = session.world().node(id).filter(|node| node.hash_rate() > 0);
    let Some(miner) = miner.filter(|_| by_work) else {
        return Vec::new();
    };
    let about = Selection::Node(id);
    let is_honest = miner.strategy() == Strategy::Honest;
    let fitting = PLAIN
        .iter()
        .filter(|(_, strategy)| is_honest != (*strategy == Strategy::Honest));
    let mut offers: Vec<Offer> = fitting
        .map(|&(key, _)| act(key, System::Layer1, &about))
        .collect();
    if is_honest {
        let private = act(PRIVATE, System::Layer1, &about);
        offers.push(
            private
                .with("confirmations", count(1, MOST, CONFIRMATIONS))
                .with_more("give-up", count(1, MOST, GIVE_UP)),
        );
    }
    offers
}

/// What a person can do whose node departs from the rules: pay and take it back where the node mines in secret, submit
/// what breaks a rule where the node takes it.
pub(super) fn agent(
    session: &Session,
    id: ActorId,
    to: &[ActorId],
    (most, default): (Amount, Amount),
) -> Vec<Offer> {
    let home = session.world().agent(id).map(Agent::home);
    let node = home.and_then(|home| session.world().node(home));
    let offer = |key| {
        act(key, System::Layer1, &Selection::Agent(id))
            .with("to", ParameterKind::Actor(to.to_vec()))
            .with("amount", amount(1, most, default))
    };
    match node.map(Node::strategy) {
        Some(Strategy::PrivateChain { .. }) => vec![offer(TWICE)],
        Some(Strategy::Unchecked) => FLAWS.iter().map(|(key, _)| offer(key)).collect(),
        _ => Vec::new(),
    }
}

/// The command of an offer; `None` if the key is none of these.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    match chosen.about {
        Some(Selection::Node(id)) => strategy(key, chosen).map(|found| {
            let node = chosen.name_of(*id)?;
            let strategy = found?;
            let command = NetworkCommand::SetStrategy { node, strategy };
            Ok(Command::Network(command))
        }),
        Some(Selection::Agent(id)) if key == TWICE => Some(pay_twice(chosen, *id)),
        Some(Selection::Agent(id)) => {
            let (_, flaw) = FLAWS.iter().find(|(one, _)| *one == key)?;
            Some(cheat(chosen, *id, *flaw))
        }
        _ => None,
    }
}

fn strategy(key: &str, chosen: &Chosen) -> Option<Result<Strategy, Refusal>> {
    if key == PRIVATE {
        return Some(private(chosen));
    }
    let plain = PLAIN.iter().find(|(one, _)| *one == key);
    plain.map(|(_, strategy)| Ok(*strategy))
}

fn private(chosen: &Chosen) -> Result<Strategy, Refusal> {
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Strategy::PrivateChain {
        confirmations: short(chosen.count("confirmations")?),
        give_up: short(chosen.count("give-up").unwrap_or(GIVE_UP)),
    })
}

fn pay_twice(chosen: &Chosen, id: ActorId) -> Result<Command, Refusal> {
    Ok(Command::Wallet(WalletCommand::DoubleSpend {
        from: chosen.name_of(id)?,
        to: chosen.actor("to")?,
        amount: chosen.amount("amount")?,
    }))
}

fn cheat(chosen: &Chosen, id: ActorId, flaw: Flaw) -> Result<Command, Refusal> {
    Ok(Command::Wallet(WalletCommand::Cheat {
        from: chosen.name_of(id)?,
        to: chosen.actor("to")?,
        amount: chosen.amount("amount")?,
        flaw,
    }))
}
