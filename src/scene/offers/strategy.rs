//! Offers that make a miner a rogue or honest again, and a person pay twice.

use crate::base::{ActorId, Amount};
use crate::command::{Command, NetworkCommand, Refusal, Strategy, WalletCommand};
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
const PLAIN: [(&str, Strategy); 5] = [
    ("act.mine-honestly", Strategy::Honest),
    ("act.mine-selfishly", Strategy::SelfishMiner),
    ("act.mine-empty", Strategy::EmptyBlocks),
    ("act.date-late", Strategy::LateTimes),
    ("act.date-early", Strategy::EarlyTimes),
];

const PRIVATE: &str = "act.mine-in-secret";
const TWICE: &str = "act.double-spend";

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

/// The offer to pay and take it back, beside a person whose node mines in secret.
pub(super) fn agent(
    session: &Session,
    id: ActorId,
    to: Vec<ActorId>,
    (most, default): (Amount, Amount),
) -> Option<Offer> {
    let home = session.world().agent(id)?.home();
    let strategy = session.world().node(home)?.strategy();
    matches!(strategy, Strategy::PrivateChain { .. }).then(|| {
        act(TWICE, System::Layer1, &Selection::Agent(id))
            .with("to", ParameterKind::Actor(to))
            .with("amount", amount(1, most, default))
    })
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
