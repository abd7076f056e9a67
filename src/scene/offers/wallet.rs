//! Offers on accounts and what they pay.

use crate::base::{ActorId, Amount};
use crate::chain::usual_tip;
use crate::command::{Command, Refusal, WalletCommand};
use crate::ledger::{Bid, price};
use crate::scene::model::{Offer, OfferGroup, ParameterKind, Selection, System};
use crate::simulation::{MAX_PEOPLE, Session};

use super::build::*;
use super::choose::Chosen;
use super::strategy;

/// By how many percent mempools ask a replacement to pay more.
const RAISE: u64 = 10;
/// Most units a gas that are offered.
const MAX_PRICE: Amount = Amount(1_000_000);

/// Offers that are about no object.
pub(super) fn general(session: &Session) -> [Offer; 2] {
    [create_account(session), transfer(session)]
}

fn create_account(session: &Session) -> Offer {
    let people = people(session).len();
    offer("act.create-account", OfferGroup::AddLayer1, System::Layer1)
        .with(
            "name",
            ParameterKind::Name(fresh_name(session, "p", people + 1)),
        )
        .with("node", ParameterKind::Actor(nodes(session)))
        .unless((people >= MAX_PEOPLE).then(|| Refusal::new("person.too-many").with(MAX_PEOPLE)))
}

/// The next block's base fee, as the person's node sees it, and the tip that is usual.
fn going_price(session: &Session, who: Option<ActorId>) -> (Amount, Amount) {
    let archive = session.archive();
    let agent = who.and_then(|who| session.world().agent(who));
    let view = agent.map_or(archive.genesis(), |agent| agent.view());
    let (head, rules) = (archive.entry(&view), archive.rules());
    let prices = rules.market.after(head.block.body(), rules.gas_limit);
    (prices.base_fee, usual_tip(head, rules.gas_limit))
}

/// What a person can transfer: what is left when the least fee of now is paid.
fn transferable(session: &Session, who: ActorId) -> Amount {
    let (base_fee, tip) = going_price(session, Some(who));
    let price = base_fee.0.saturating_add(tip.0);
    let fee = price.saturating_mul(price::TRANSACTION);
    Amount(spendable(session, who).0.saturating_sub(fee))
}

fn transfer(session: &Session) -> Offer {
    let all: Vec<ActorId> = session
        .world()
        .directory()
        .contacts()
        .iter()
        .map(|found| found.id)
        .collect();
    let people = people(session);
    let able = people
        .iter()
        .copied()
        .filter(|who| transferable(session, *who).0 > 0);
    let able: Vec<ActorId> = able.collect();
    let first = able.first().copied();
    let to = first.map_or(all.clone(), |first| {
        let mut to = others(&people, first);
        to.extend(nodes(session));
        to.push(first);
        to
    });
    let most = able
        .iter()
        .map(|who| transferable(session, *who))
        .max()
        .unwrap_or_default();
    let default = default_amount(first.map_or(Amount(0), |who| transferable(session, who)));
    offer("act.transfer", OfferGroup::AddLayer1, System::Layer1)
        .with("from", ParameterKind::Actor(able.clone()))
        .with("to", ParameterKind::Actor(to))
        .with("amount", amount(1, most, default))
        .with_more("tip", amount(0, MAX_PRICE, going_price(session, first).1))
        .with_more("max-price", amount(0, MAX_PRICE, Amount::ZERO))
        .unless(if_so(people.is_empty(), "person.none"))
        .unless(if_so(able.is_empty(), "wallet.empty"))
}

/// One coin, or a tenth of what there is if that is less.
pub(super) fn default_amount(available: Amount) -> Amount {
    let tenth = (available.0 / 10).max(1);
    Amount(tenth.min(Amount::coins(1).0).min(available.0.max(1)))
}

/// Offers beside a person.
pub(super) fn agent(session: &Session, id: ActorId) -> Vec<Offer> {
    if session.world().agent(id).is_none() {
        return Vec::new();
    }
    let mut to = others(&people(session), id);
    to.extend(nodes(session));
    let most = transferable(session, id);
    let twice = strategy::agent(session, id, &to, (most, default_amount(most)));
    let is_empty = if_so(most.0 == 0, "wallet.empty");
    let pay = act("act.pay-from", System::Layer1, &Selection::Agent(id))
        .with("to", ParameterKind::Actor(to))
        .with("amount", amount(1, most, default_amount(most)))
        .with_more(
            "tip",
            amount(0, MAX_PRICE, going_price(session, Some(id)).1),
        )
        .with_more("max-price", amount(0, MAX_PRICE, Amount::ZERO));
    let paying = std::iter::once(pay).chain(twice);
    let mut offers: Vec<Offer> = paying.map(|offer| offer.unless(is_empty.clone())).collect();
    offers.extend(bump(session, id));
    offers
}

/// Raising the offer of the first transaction that waits.
fn bump(session: &Session, id: ActorId) -> Option<Offer> {
    let agent = session.world().agent(id)?;
    let (_, waiting, _) = agent.wallet().watched().find(|one| one.2.is_none())?;
    let (base_fee, tip) = going_price(session, Some(id));
    let usual = Bid::usual(base_fee, tip);
    let bid = waiting.transaction().bid.raised(RAISE).max(usual);
    let offer = act("act.bump", System::Layer1, &Selection::Agent(id))
        .with("tip", amount(0, MAX_PRICE, bid.max_tip))
        .with("max-price", amount(0, MAX_PRICE, bid.max_fee));
    Some(offer)
}

/// The command of an offer on accounts; `None` if the key is none of these.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    wallet_command(key, chosen).map(|found| found.map(Command::Wallet))
}

fn wallet_command(key: &str, chosen: &Chosen) -> Option<Result<WalletCommand, Refusal>> {
    match (key, chosen.about) {
        ("act.create-account", _) => Some(create(chosen)),
        ("act.transfer", _) => Some(pay(chosen, chosen.actor("from"))),
        ("act.pay-from", Some(Selection::Agent(id))) => Some(pay(chosen, chosen.name_of(*id))),
        ("act.bump", Some(Selection::Agent(id))) => Some(raise(chosen, chosen.name_of(*id))),
        _ => None,
    }
}

fn create(chosen: &Chosen) -> Result<WalletCommand, Refusal> {
    Ok(WalletCommand::Create {
        name: chosen.word("name")?,
        node: chosen.actor("node")?,
    })
}

fn pay(chosen: &Chosen, from: Result<String, Refusal>) -> Result<WalletCommand, Refusal> {
    Ok(WalletCommand::Transfer {
        from: from?,
        to: chosen.actor("to")?,
        amount: chosen.amount("amount")?,
        max_fee: chosen.amount("max-price").ok().filter(|most| most.0 > 0),
        tip: chosen.amount("tip").ok(),
    })
}

fn raise(chosen: &Chosen, from: Result<String, Refusal>) -> Result<WalletCommand, Refusal> {
    Ok(WalletCommand::Bump {
        from: from?,
        nonce: None,
        max_fee: Some(chosen.amount("max-price")?),
        tip: Some(chosen.amount("tip")?),
    })
}
