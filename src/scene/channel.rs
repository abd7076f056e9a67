//! The payment channels as their rooms draw them.

use crate::base::{ActorId, Amount, Digest, Time};
use crate::layer2::channel as l2;

use super::model::{Channel, ChannelPhase, ChannelSide, ChannelState, Due, Selection, Text, Value};
use super::sight::Sight;

pub(super) fn build(sight: &Sight) -> Vec<Channel> {
    let parties = (1..).zip(&sight.world.directory().channels);
    parties
        .filter_map(|(number, parties)| room(sight, number, parties))
        .collect()
}

/// Both parties' sides of a channel; the second may not know of it yet.
pub(super) struct Sides {
    pub(super) parties: [ActorId; 2],
    pub(super) views: [Option<l2::PartyView>; 2],
    /// The contract as of the chosen node's head.
    pub(super) chain: Option<l2::OnChain>,
}

impl Sides {
    pub(super) fn of(sight: &Sight, number: u32) -> Option<Self> {
        let parties = sight.world.directory().channel(number).ok()?;
        let views = parties.map(|who| {
            sight
                .world
                .agent(who)?
                .role::<l2::ChannelRole>()?
                .view(number)
        });
        let contract = views.iter().flatten().find_map(|view| view.contract);
        let chain = contract.and_then(|contract| l2::OnChain::read(&sight.head().state, &contract));
        Some(Self {
            parties,
            views,
            chain,
        })
    }

    /// The newest state that both signed, as far as one of them holds it.
    pub(super) fn latest(&self) -> Option<&l2::StateView> {
        let held = self
            .views
            .iter()
            .flatten()
            .filter_map(|view| view.latest.as_ref());
        held.max_by_key(|state| state.version)
    }

    /// What each owns: as posted if somebody posted a state, else as both signed last, else as locked.
    pub(super) fn balances(&self) -> [Amount; 2] {
        match self
            .chain
            .as_ref()
            .map(|chain| (&chain.record, &chain.terms))
        {
            Some((l2::Record::Disputed(dispute), terms)) => dispute.outcome(terms.penalty).0,
            Some((l2::Record::Closed { .. }, _)) => [Amount::ZERO; 2],
            Some((l2::Record::Funding { .. }, terms)) => [terms.deposits[0], Amount::ZERO],
            _ => self
                .latest()
                .map_or([Amount::ZERO; 2], |state| state.balances),
        }
    }
}

fn room(sight: &Sight, number: u32, parties: &[ActorId; 2]) -> Option<Channel> {
    let sides = Sides::of(sight, number)?;
    let first = sides.views.iter().flatten().next()?;
    let deposits = first.deposits;
    let latest = sides.latest();
    let said = sides
        .views
        .iter()
        .flatten()
        .filter_map(|view| view.said.as_ref());
    let said = said.max_by_key(|said| said.at);
    let side = |index: usize| side(&sides, index, deposits[index], parties[index]);
    Some(Channel {
        id: number,
        contract: first.contract.unwrap_or_default(),
        sides: [side(0), side(1)],
        total: Amount(deposits[0].0.saturating_add(deposits[1].0)),
        latest: latest.map_or_else(
            || state(0, deposits, [false; 2]),
            |found| state(found.version, found.balances, [true; 2]),
        ),
        proposed: proposed(&sides),
        phase: phase(sight, &sides),
        payments: sides
            .views
            .iter()
            .flatten()
            .map(|view| view.payments)
            .max()
            .unwrap_or(0),
        onchain: first
            .contract
            .map_or(0, |contract| super::border::calls(sight, &contract)),
        last: said.map(words),
        last_at: said.map(|said| said.at).unwrap_or_default(),
    })
}

fn words(said: &l2::Said) -> Text {
    let kind = said.kind.rsplit('.').next().unwrap_or(said.kind);
    let text = Text {
        key: format!("channel.said.{kind}").into(),
        arguments: Vec::new(),
    };
    let text = text.with("who", Value::Actor(said.from));
    match said.amount {
        Some(amount) => Text {
            key: "channel.said.pay".into(),
            ..text
        }
        .with("amount", Value::Amount(amount)),
        None => text,
    }
}

fn state(version: u64, balances: [Amount; 2], signed: [bool; 2]) -> ChannelState {
    ChannelState {
        version,
        balances,
        signed,
    }
}

/// A state that one signed and the other did not answer.
fn proposed(sides: &Sides) -> Option<ChannelState> {
    let newest = sides.latest().map_or(0, |state| state.version);
    let offers = sides.views.iter().flatten();
    let offer = offers.filter_map(|view| Some((view.me, view.proposed.as_ref()?)));
    let (by, offer) = offer
        .filter(|(_, offer)| offer.version > newest)
        .max_by_key(|(_, offer)| offer.version)?;
    Some(state(offer.version, offer.balances, [by == 0, by == 1]))
}

fn side(sides: &Sides, index: usize, deposit: Amount, who: ActorId) -> ChannelSide {
    let view = sides.views[index].as_ref();
    let cheat = view.and_then(|view| view.cheats_with);
    ChannelSide {
        who,
        deposit,
        balance: sides
            .latest()
            .map_or(deposit, |state| state.balances[index]),
        enforceable: view
            .and_then(|view| view.latest.as_ref())
            .map_or(0, |state| state.version),
        away: view.is_some_and(|view| view.asleep),
        cheat: cheat.map(|version| {
            Text::key("channel.cheat.old-state").with("version", Value::Count(version))
        }),
    }
}

fn phase(sight: &Sight, sides: &Sides) -> ChannelPhase {
    let known = sides.views.iter().flatten().map(|view| view.phase).max();
    match (sides.chain.as_ref().map(|chain| &chain.record), known) {
        (None, Some(l2::Phase::Rejected)) => ChannelPhase::Refused,
        (None, Some(l2::Phase::Failed)) => ChannelPhase::Refused,
        (None, Some(l2::Phase::Proposed)) => ChannelPhase::Proposed,
        (None, _) | (Some(l2::Record::Funding { .. }), _) => ChannelPhase::Funding,
        (Some(l2::Record::Open { since }), known) => open_phase(sight, sides, *since, known),
        (Some(l2::Record::Disputed(dispute)), _) => disputed(sight, sides, dispute),
        (Some(l2::Record::Closed { paid, penalty }), _) => closed(sight, sides, *paid, *penalty),
    }
}

fn open_phase(sight: &Sight, sides: &Sides, since: u64, known: Option<l2::Phase>) -> ChannelPhase {
    let confirmations = (sight.head().height() + 1).saturating_sub(since);
    let needed = sides
        .views
        .iter()
        .flatten()
        .map(|view| view.confirmations_needed)
        .max()
        .unwrap_or(0);
    if confirmations < needed {
        ChannelPhase::Confirming {
            confirmations,
            needed,
        }
    } else if known == Some(l2::Phase::Closing) {
        ChannelPhase::Closing
    } else {
        ChannelPhase::Open
    }
}

fn disputed(sight: &Sight, sides: &Sides, dispute: &l2::Dispute) -> ChannelPhase {
    let who = |index: usize| sides.parties[index.min(1)];
    let caught = dispute.caught.iter().position(|caught| *caught);
    ChannelPhase::Disputed {
        version: dispute.version,
        balances: dispute.balances,
        deadline: due(sight, sides.chain.as_ref(), dispute.deadline),
        by: who(usize::from(dispute.by)),
        caught: caught.map(who),
    }
}

/// The deadline of a dispute, by what it is measured in.
pub(super) fn due(sight: &Sight, chain: Option<&l2::OnChain>, deadline: u64) -> Due {
    let start = sight.archive.rules().genesis_time;
    match chain.and_then(|chain| chain.terms.dispute_seconds()) {
        Some(_) => Due::Time(Time::from_secs(deadline.saturating_sub(start.into()))),
        None => Due::Height(deadline),
    }
}

fn closed(sight: &Sight, sides: &Sides, paid: [Amount; 2], penalty: Amount) -> ChannelPhase {
    let contract = sides.chain.as_ref().map(|chain| chain.contract);
    let last = contract.and_then(|contract| super::border::last_effect(sight, &contract));
    ChannelPhase::Closed {
        paid,
        penalty: (penalty > Amount::ZERO).then_some(penalty),
        height: last.map_or(0, |(height, _): (u64, Digest)| height),
        settled_by: last.map(|(_, transaction)| Selection::Transaction(transaction)),
    }
}
