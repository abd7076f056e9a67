//! Offers on payment channels.

use crate::base::{ActorId, Amount};
use crate::command::{ChannelCommand, Command, Refusal};
use crate::layer2::channel::{ChannelRole, PartyView, Phase};
use crate::scene::model::{Offer, OfferGroup, ParameterKind, Selection, System};
use crate::simulation::{MAX_CHANNELS, Session};

use super::build::*;
use super::choose::Chosen;

/// What is kept of a wallet for the fees of a channel's life.
const RESERVE: Amount = Amount(20_000_000);

/// Offers that are about no object.
pub(super) fn general(session: &Session) -> Vec<Offer> {
    let mut offers = vec![open(session, None)];
    let cheats = numbers(session).flat_map(|number| cheats(session, number));
    offers.extend(cheats.map(|cheat| Offer {
        group: OfferGroup::Break,
        ..cheat
    }));
    offers
}

/// Numbers of all channels ever asked for.
pub(super) fn numbers(session: &Session) -> impl Iterator<Item = u32> + use<> {
    1..=session.world().directory().channels.len() as u32
}

fn lockable(session: &Session, who: ActorId) -> Amount {
    Amount(spendable(session, who).0.saturating_sub(RESERVE.0))
}

/// Opens a channel, from somebody or from whom can.
pub(super) fn open(session: &Session, from: Option<ActorId>) -> Offer {
    let people = people(session);
    let able: Vec<ActorId> = match from {
        Some(who) => vec![who],
        None => people
            .iter()
            .copied()
            .filter(|who| lockable(session, *who).0 > 0)
            .collect(),
    };
    let first = able.first().copied();
    let peers: Vec<ActorId> = first.map_or(Vec::new(), |first| others(&people, first));
    let most = able
        .iter()
        .map(|who| lockable(session, *who))
        .max()
        .unwrap_or_default();
    let default = first.map_or(Amount(0), |who| quarter(lockable(session, who)));
    let peer = peers
        .first()
        .map_or(Amount(0), |who| lockable(session, *who));
    let offer = match from {
        Some(who) => act(
            "act.open-channel-with",
            System::Channel,
            &Selection::Agent(who),
        ),
        None => offer("act.open-channel", OfferGroup::AddLayer2, System::Channel)
            .with("a", ParameterKind::Actor(able.clone())),
    };
    offer
        .with("b", ParameterKind::Actor(peers.clone()))
        .with("deposit-a", amount(0, most, default))
        .with("deposit-b", amount(0, Amount(u64::MAX / 4), quarter(peer)))
        .unless(is_full(session))
        .unless(if_so(people.len() < 2, "channel.needs-two"))
        .unless(if_so(most.0 == 0, "wallet.empty"))
}

/// A quarter of what there is, at most twenty coins.
fn quarter(available: Amount) -> Amount {
    Amount((available.0 / 4).min(Amount::coins(20).0))
}

fn is_full(session: &Session) -> Option<Refusal> {
    let full = session.world().directory().channels.len() >= MAX_CHANNELS;
    full.then(|| Refusal::new("channel.too-many").with(MAX_CHANNELS))
}

fn view(session: &Session, number: u32, who: ActorId) -> Option<PartyView> {
    session
        .world()
        .agent(who)?
        .role::<ChannelRole>()?
        .view(number)
}

/// Offers beside a channel.
pub(super) fn about(session: &Session, number: u32) -> Vec<Offer> {
    let Ok(parties) = session.world().directory().channel(number) else {
        return Vec::new();
    };
    let views = parties.map(|who| view(session, number, who));
    let mut offers = vec![pay(number, &parties, &views)];
    offers.extend(closes(number, &parties, &views));
    offers.extend(sleeps(number, &parties, &views));
    offers.extend(cheats(session, number));
    offers
}

/// Why this party can do nothing in an open channel now.
fn not_open(view: Option<&PartyView>, number: u32) -> Option<Refusal> {
    let refusal = |key| Some(Refusal::new(key).with(number));
    match view {
        None => refusal("channel.not-open"),
        Some(view) if view.asleep => refusal("channel.asleep"),
        Some(view) => match view.phase {
            Phase::Open => None,
            Phase::Closing => refusal("channel.closing"),
            Phase::Closed => refusal("channel.closed"),
            Phase::Disputed => refusal("channel.in-dispute"),
            _ => refusal("channel.not-open"),
        },
    }
}

fn owned(view: Option<&PartyView>) -> Amount {
    let state = view.and_then(|view| Some((view.me, view.latest.as_ref()?)));
    state.map_or(Amount(0), |(me, state)| state.balances[usize::from(me & 1)])
}

fn pay(number: u32, parties: &[ActorId; 2], views: &[Option<PartyView>; 2]) -> Offer {
    let mut able: Vec<(ActorId, Amount)> = Vec::new();
    for (who, view) in parties.iter().zip(views) {
        let open = not_open(view.as_ref(), number).is_none();
        let quiet = view
            .as_ref()
            .is_some_and(|view| view.proposed.is_none() && view.waiting == 0);
        if open && quiet && owned(view.as_ref()).0 > 0 {
            able.push((*who, owned(view.as_ref())));
        }
    }
    let mut reasons = views
        .iter()
        .filter_map(|view| not_open(view.as_ref(), number));
    let why = reasons
        .next_back()
        .unwrap_or_else(|| Refusal::new("channel.busy").with(number));
    let most = able
        .iter()
        .map(|(_, owned)| *owned)
        .max()
        .unwrap_or_default();
    let default = able.first().map_or(Amount(0), |(_, owned)| {
        super::wallet::default_amount(*owned)
    });
    act(
        "act.channel-pay",
        System::Channel,
        &Selection::Channel(number),
    )
    .with(
        "from",
        ParameterKind::Actor(able.iter().map(|(who, _)| *who).collect()),
    )
    .with("amount", amount(1, most, default))
    .unless(able.is_empty().then_some(why))
}

fn closes(number: u32, parties: &[ActorId; 2], views: &[Option<PartyView>; 2]) -> Vec<Offer> {
    let able = |quiet: bool| {
        let able = parties.iter().zip(views).filter(move |(_, view)| {
            let busy = view
                .as_ref()
                .is_some_and(|view| view.proposed.is_some() || view.waiting > 0);
            not_open(view.as_ref(), number).is_none() && !(quiet && busy)
        });
        able.map(|(who, _)| *who).collect::<Vec<_>>()
    };
    let why = |quiet: bool| {
        let mut reasons = views
            .iter()
            .filter_map(|view| not_open(view.as_ref(), number));
        let busy = if quiet {
            "channel.busy"
        } else {
            "channel.not-open"
        };
        reasons
            .next_back()
            .unwrap_or_else(|| Refusal::new(busy).with(number))
    };
    let close = |key, quiet: bool| {
        let able = able(quiet);
        let refused = able.is_empty().then(|| why(quiet));
        act(key, System::Channel, &Selection::Channel(number))
            .with("by", ParameterKind::Actor(able))
            .unless(refused)
    };
    vec![
        close("act.close-together", true),
        close("act.close-forced", false),
    ]
}

fn sleeps(number: u32, parties: &[ActorId; 2], views: &[Option<PartyView>; 2]) -> Vec<Offer> {
    let who = |asleep: bool| {
        let matching = parties
            .iter()
            .zip(views)
            .filter(move |(_, view)| view.as_ref().is_some_and(|view| view.asleep == asleep));
        matching.map(|(who, _)| *who).collect::<Vec<_>>()
    };
    let about = Selection::Channel(number);
    let list = [
        ("act.channel-sleep", who(false)),
        ("act.channel-wake", who(true)),
    ];
    let offers = list.into_iter().filter(|(_, who)| !who.is_empty());
    offers
        .map(|(key, who)| act(key, System::Channel, &about).with("by", ParameterKind::Actor(who)))
        .collect()
}

/// Closing by an old state, for each party that still has one.
fn cheats(session: &Session, number: u32) -> Vec<Offer> {
    let Ok(parties) = session.world().directory().channel(number) else {
        return Vec::new();
    };
    let able = parties.into_iter().filter_map(|who| {
        let view = view(session, number, who)?;
        let possible = not_open(Some(&view), number).is_none();
        let states = view
            .old
            .iter()
            .map(|version| Selection::ChannelState(number, *version));
        (possible && !view.old.is_empty()).then(|| (who, states.collect::<Vec<_>>()))
    });
    // One offer for who gains most by cheating: whose oldest state lies furthest back.
    let best = able.max_by_key(|(_, states)| states.len());
    best.into_iter()
        .map(|(who, states)| {
            act(
                "act.close-stale",
                System::Channel,
                &Selection::Channel(number),
            )
            .with("by", ParameterKind::Actor(vec![who]))
            .with("state", ParameterKind::Object(states))
        })
        .collect()
}

/// The command of an offer on channels; `None` if the key is none of its own.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let command = match (key, chosen.about) {
        ("act.open-channel", _) => opened(chosen, chosen.actor("a")),
        ("act.open-channel-with", Some(Selection::Agent(who))) => {
            opened(chosen, chosen.name_of(*who))
        }
        ("act.close-stale", _) => stale(chosen),
        (key, Some(Selection::Channel(channel))) => acted(key, *channel, chosen)?,
        _ => return None,
    };
    Some(command.map(Command::Channel))
}

fn opened(chosen: &Chosen, a: Result<String, Refusal>) -> Result<ChannelCommand, Refusal> {
    Ok(ChannelCommand::Open {
        a: a?,
        b: chosen.actor("b")?,
        deposit_a: chosen.amount("deposit-a")?,
        deposit_b: chosen.amount("deposit-b")?,
    })
}

fn stale(chosen: &Chosen) -> Result<ChannelCommand, Refusal> {
    let Selection::ChannelState(channel, version) = chosen.object("state")? else {
        return Err(Refusal::new("offer.choice").with("state"));
    };
    Ok(ChannelCommand::CloseStale {
        channel,
        by: chosen.actor("by")?,
        version,
    })
}

fn acted(key: &str, channel: u32, chosen: &Chosen) -> Option<Result<ChannelCommand, Refusal>> {
    let by = chosen.actor("by");
    Some(match key {
        "act.channel-pay" => chosen.actor("from").and_then(|from| {
            Ok(ChannelCommand::Pay {
                channel,
                from,
                amount: chosen.amount("amount")?,
            })
        }),
        "act.close-together" => by.map(|by| ChannelCommand::CloseTogether { channel, by }),
        "act.close-forced" => by.map(|by| ChannelCommand::CloseForced { channel, by }),
        "act.channel-sleep" => by.map(|party| ChannelCommand::Sleep {
            channel,
            party,
            asleep: true,
        }),
        "act.channel-wake" => by.map(|party| ChannelCommand::Sleep {
            channel,
            party,
            asleep: false,
        }),
        _ => return None,
    })
}
