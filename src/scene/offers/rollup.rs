//! Offers on the optimistic rollup.

use crate::actor::Agent;
use crate::base::{ActorId, Amount, Span};
use crate::command::{Command, Refusal, RollupCommand, RollupSettings};
use crate::layer2::rollup::{MAX_WINDOW, RollupRole, Seat};
use crate::scene::model::{Offer, OfferGroup, ParameterKind, Selection, System};
use crate::simulation::{MAX_ROLLUPS, Session};

use super::build::*;
use super::choose::Chosen;
use super::wallet::default_amount;

/// Challenge window, in blocks, that a new rollup comes with.
const WINDOW: u64 = 12;
/// Bond that a new rollup comes with.
const BOND: Amount = Amount::coins(5);
/// How often a new rollup's sequencer submits.
const EVERY: Span = Span::from_secs(120);
/// Shortest and longest interval offered.
const INTERVALS: (Span, Span) = (Span::from_secs(10), Span::from_secs(3_600));
/// What is kept of a wallet for the fees of what follows.
const RESERVE: Amount = Amount(20_000_000);

/// Offers that are about no object.
pub(super) fn general(session: &Session) -> Vec<Offer> {
    let mut offers = vec![start(session)];
    for number in numbers(session) {
        let lie = corrupt(session, number);
        offers.extend(lie.map(|lie| Offer {
            group: OfferGroup::Break,
            ..lie
        }));
    }
    offers
}

/// Numbers of all rollups ever asked for.
pub(super) fn numbers(session: &Session) -> impl Iterator<Item = u32> + use<> {
    1..=session.world().directory().rollups.len() as u32
}

fn start(session: &Session) -> Offer {
    let people = people(session);
    let needed = BOND.0.saturating_add(RESERVE.0);
    let able: Vec<ActorId> = people
        .iter()
        .copied()
        .filter(|who| spendable(session, *who).0 >= needed)
        .collect();
    let verifiers = able
        .first()
        .map_or(Vec::new(), |first| others(&people, *first));
    let full = session.world().directory().rollups.len() >= MAX_ROLLUPS;
    offer("act.start-rollup", OfferGroup::AddLayer2, System::Rollup)
        .with("sequencer", ParameterKind::Actor(able.clone()))
        .with("verifier", ParameterKind::Actor(verifiers))
        .with("window", count(1, MAX_WINDOW.min(1_000), WINDOW))
        .with_more("bond", amount(1, Amount::coins(1_000), BOND))
        .with_more("automatic", ParameterKind::Flag(true))
        .with_more(
            "every",
            ParameterKind::Span {
                least: INTERVALS.0,
                most: INTERVALS.1,
                default: EVERY,
            },
        )
        .unless(full.then(|| Refusal::new("rollup.too-many").with(MAX_ROLLUPS)))
        .unless(if_so(people.len() < 2, "rollup.needs-two"))
        .unless(if_so(able.is_empty(), "wallet.empty"))
}

fn seat(session: &Session, number: u32, who: ActorId) -> Option<&Seat> {
    session
        .world()
        .agent(who)?
        .role::<RollupRole>()?
        .seat(number)
}

fn sequencer(session: &Session, number: u32) -> Option<&Seat> {
    seat(
        session,
        number,
        session.world().directory().rollup(number).ok()?.sequencer,
    )
}

/// Whether a person's own node shows the contract.
fn is_started(session: &Session, number: u32, agent: &Agent) -> bool {
    let head = session.archive().entry(&agent.view());
    sequencer(session, number)
        .and_then(|seat| seat.derivation().contract())
        .is_some_and(|contract| head.state.get(&contract).is_some())
}

/// What a person can spend on the rollup.
fn above(session: &Session, number: u32, who: ActorId) -> Amount {
    let Some(agent) = session.world().agent(who) else {
        return Amount(0);
    };
    match seat(session, number, who) {
        Some(seat) => seat.user().spendable(seat.derivation(), &agent.address()),
        None => Amount(0),
    }
}

/// Offers beside a rollup.
pub(super) fn about(session: &Session, number: u32) -> Vec<Offer> {
    let Ok(contact) = session.world().directory().rollup(number) else {
        return Vec::new();
    };
    let started = session
        .world()
        .agent(contact.sequencer)
        .is_some_and(|agent| is_started(session, number, agent));
    let why = || if_so(!started, "rollup.not-started");
    let mut offers = vec![
        deposit(session, number).unless(why()),
        transfer(session, number).unless(why()),
        withdraw(session, number).unless(why()),
    ];
    offers.extend(batching(session, number));
    offers.extend(corrupt(session, number));
    offers.extend(favouring(session, number));
    offers.extend(watching(session, number));
    offers
}

fn at(key: &'static str, number: u32) -> Offer {
    act(key, System::Rollup, &Selection::Rollup(number))
}

fn deposit(session: &Session, number: u32) -> Offer {
    let rest = |who: ActorId| Amount(spendable(session, who).0.saturating_sub(RESERVE.0));
    let able = people(session).into_iter().filter(|who| {
        let agent = session.world().agent(*who);
        rest(*who).0 > 0 && agent.is_some_and(|agent| is_started(session, number, agent))
    });
    let able: Vec<ActorId> = able.collect();
    let most = able.iter().map(|who| rest(*who)).max().unwrap_or_default();
    let first = able
        .first()
        .map_or(Amount(0), |who| default_amount(rest(*who)));
    at("act.deposit", number)
        .with("from", ParameterKind::Actor(able.clone()))
        .with("amount", amount(1, most, first))
        .unless(if_so(able.is_empty(), "wallet.empty"))
}

/// Those who own something on the rollup, and how much after the fee.
fn owners(session: &Session, number: u32) -> Vec<(ActorId, Amount)> {
    let owned = |who: ActorId| {
        let fee = crate::layer2::rollup::DEFAULT_FEE;
        Amount(above(session, number, who).0.saturating_sub(fee.0))
    };
    let people = people(session).into_iter().map(|who| (who, owned(who)));
    people.filter(|(_, owned)| owned.0 > 0).collect()
}

fn transfer(session: &Session, number: u32) -> Offer {
    let owners = owners(session, number);
    let to = owners
        .first()
        .map_or(Vec::new(), |(first, _)| others(&people(session), *first));
    paid("act.rollup-transfer", number, &owners)
        .with("to", ParameterKind::Actor(to.clone()))
        .unless(if_so(to.is_empty(), "rollup.needs-two"))
}

fn withdraw(session: &Session, number: u32) -> Offer {
    paid("act.withdraw", number, &owners(session, number))
}

fn paid(key: &'static str, number: u32, owners: &[(ActorId, Amount)]) -> Offer {
    let most = owners
        .iter()
        .map(|(_, owned)| *owned)
        .max()
        .unwrap_or_default();
    let first = owners
        .first()
        .map_or(Amount(0), |(_, owned)| default_amount(*owned));
    at(key, number)
        .with(
            "from",
            ParameterKind::Actor(owners.iter().map(|(who, _)| *who).collect()),
        )
        .with("amount", amount(1, most, first))
        .unless(if_so(owners.is_empty(), "rollup.empty"))
}

fn batching(session: &Session, number: u32) -> Vec<Offer> {
    let part = sequencer(session, number).and_then(Seat::sequencer);
    let every = part.and_then(|part| part.every());
    let interval = ParameterKind::Span {
        least: INTERVALS.0,
        most: INTERVALS.1,
        default: every.unwrap_or(EVERY).clamp(INTERVALS.0, INTERVALS.1),
    };
    let mut offers = vec![
        submit(session, number),
        at("act.batch-every", number).with("every", interval),
    ];
    if every.is_some() {
        offers.push(at("act.batch-by-hand", number));
    }
    offers
}

fn submit(session: &Session, number: u32) -> Offer {
    at("act.submit-batch", number).unless(super::tried(
        session,
        &Command::Rollup(RollupCommand::SubmitBatch { rollup: number }),
    ))
}

fn corrupt(session: &Session, number: u32) -> Option<Offer> {
    let part = sequencer(session, number)?.sequencer()?;
    let told = if_so(part.lie().is_some(), "rollup.lies-already");
    let offer = at("act.corrupt", number)
        .with("to", ParameterKind::Actor(rotated(&people(session))))
        .with("amount", amount(1, Amount::coins(1_000), Amount::coins(40)));
    Some(offer.unless(told))
}

/// Whether the sequencer puts rivals before what it promised, and a rival to put there.
fn favouring(session: &Session, number: u32) -> Vec<Offer> {
    let Some(part) = sequencer(session, number).and_then(Seat::sequencer) else {
        return Vec::new();
    };
    let favour = at("act.set-favours", number).with("yes", ParameterKind::Flag(!part.favours()));
    let waits = |who: &ActorId| {
        let seat = seat(session, number, *who);
        seat.is_some_and(|seat| seat.user().sent().next().is_some())
    };
    let able: Vec<ActorId> = people(session).into_iter().filter(waits).collect();
    let Some(first) = able.first().copied() else {
        return vec![favour];
    };
    let to = others(&people(session), first);
    let rival = at("act.rival", number)
        .with("from", ParameterKind::Actor(able))
        .with("to", ParameterKind::Actor(to));
    vec![favour, rival]
}

fn watching(session: &Session, number: u32) -> Option<Offer> {
    let contact = session.world().directory().rollup(number).ok()?;
    let verifier = seat(session, number, contact.verifier)?.verifier()?;
    let key = if verifier.is_asleep() {
        "act.verifier-wake"
    } else {
        "act.verifier-sleep"
    };
    Some(at(key, number))
}

/// The command of an offer on rollups; `None` if the key is none of its own.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let command = match (key, chosen.about) {
        ("act.start-rollup", _) => started(chosen),
        (key, Some(Selection::Rollup(rollup))) => acted(key, *rollup, chosen)?,
        _ => return None,
    };
    Some(command.map(Command::Rollup))
}

fn started(chosen: &Chosen) -> Result<RollupCommand, Refusal> {
    let automatic = chosen.flag("automatic").unwrap_or(true);
    let every = chosen.span("every").unwrap_or(EVERY);
    Ok(RollupCommand::Start {
        sequencer: chosen.actor("sequencer")?,
        verifier: chosen.actor("verifier")?,
        settings: RollupSettings {
            window: chosen.count("window")?,
            bond: chosen.amount("bond").unwrap_or(BOND),
            batch_every: automatic.then_some(every),
        },
    })
}

fn acted(key: &str, rollup: u32, chosen: &Chosen) -> Option<Result<RollupCommand, Refusal>> {
    let asleep = |asleep| Ok(RollupCommand::SleepVerifier { rollup, asleep });
    Some(match key {
        "act.deposit" => from_amount(chosen).map(|(from, amount)| RollupCommand::Deposit {
            rollup,
            from,
            amount,
        }),
        "act.withdraw" => from_amount(chosen).map(|(from, amount)| RollupCommand::Withdraw {
            rollup,
            from,
            amount,
        }),
        "act.rollup-transfer" => from_amount(chosen).and_then(|(from, amount)| {
            Ok(RollupCommand::Transfer {
                rollup,
                from,
                to: chosen.actor("to")?,
                amount,
            })
        }),
        "act.submit-batch" => Ok(RollupCommand::SubmitBatch { rollup }),
        "act.batch-every" => chosen
            .span("every")
            .map(|every| RollupCommand::SetBatching {
                rollup,
                every: Some(every),
            }),
        "act.batch-by-hand" => Ok(RollupCommand::SetBatching {
            rollup,
            every: None,
        }),
        "act.verifier-sleep" => asleep(true),
        "act.verifier-wake" => asleep(false),
        _ => return cheated(key, rollup, chosen),
    })
}

fn cheated(key: &str, rollup: u32, chosen: &Chosen) -> Option<Result<RollupCommand, Refusal>> {
    Some(match key {
        "act.corrupt" => chosen.actor("to").and_then(|to| {
            Ok(RollupCommand::Corrupt {
                rollup,
                to,
                amount: chosen.amount("amount")?,
            })
        }),
        "act.set-favours" => Ok(RollupCommand::SetFavours {
            rollup,
            favours: chosen.flag("yes").unwrap_or(true),
        }),
        "act.rival" => chosen.actor("from").and_then(|from| {
            Ok(RollupCommand::Rival {
                rollup,
                from,
                to: chosen.actor("to")?,
            })
        }),
        _ => return None,
    })
}

fn from_amount(chosen: &Chosen) -> Result<(String, Amount), Refusal> {
    Ok((chosen.actor("from")?, chosen.amount("amount")?))
}
