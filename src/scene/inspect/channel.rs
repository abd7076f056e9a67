//! A payment channel, and one signed state of it.

use crate::base::{Span, order};
use crate::layer2::channel::Terms;
use crate::scene::channel::{Sides, build};
use crate::scene::model::{Channel, ChannelPhase, Field, Section, Selection, System, Text, Value};

use super::Desk;
use super::contract::lead;
use super::page::{Page, field, of, scaled};

/// Dispute period of Lightning channels that is common, in blocks.
const USUAL_PERIOD: u64 = 144;

pub(super) fn channel(desk: &Desk, number: u32) -> Option<Page> {
    let channel = build(desk.sight)
        .into_iter()
        .find(|channel| channel.id == number)?;
    let sides = Sides::of(desk.sight, number)?;
    let contract = sides.chain.as_ref().map(|chain| chain.contract);
    let title = Text::key("inspect.channel").with("number", Value::Count(u64::from(number)));
    let page = Page::new(System::Channel, title);
    let (state, alarm) = phase(&channel);
    let page = if alarm {
        page.alarm(state)
    } else {
        page.state(state)
    };
    let old = sides
        .views
        .iter()
        .flatten()
        .flat_map(|view| view.old.iter().copied());
    let mut states: Vec<u64> = old.chain([channel.latest.version]).collect();
    order::sort(&mut states);
    states.dedup();
    let states = states
        .into_iter()
        .rev()
        .take(40)
        .map(|version| Selection::ChannelState(number, version));
    let cheat = channel.sides.iter().find_map(|side| side.cheat.clone());
    Some(
        page.why(caught(&channel).or(cheat))
            .fields(money(&channel))
            .fields(terms(&sides))
            .sections(parties(&sides))
            .list("list.states", states.collect())
            .related(lead(contract))
            .related(channel.sides.iter().map(|side| Selection::Agent(side.who))),
    )
}

/// Why a cheat failed, once the other party has shown a newer state.
fn caught(channel: &Channel) -> Option<Text> {
    let ChannelPhase::Disputed {
        version,
        caught: Some(who),
        ..
    } = channel.phase
    else {
        return None;
    };
    let text = Text::key("why.channel-caught").with("who", Value::Actor(who));
    Some(text.with("version", Value::Count(version)))
}

fn phase(channel: &Channel) -> (Text, bool) {
    match &channel.phase {
        ChannelPhase::Proposed => (Text::key("phase.proposed"), false),
        ChannelPhase::Refused => (Text::key("phase.rejected"), true),
        ChannelPhase::Funding => (Text::key("phase.funding"), false),
        ChannelPhase::Confirming { .. } => (Text::key("phase.confirming"), false),
        ChannelPhase::Open => (Text::key("phase.open"), false),
        ChannelPhase::Closing => (Text::key("phase.closing"), false),
        ChannelPhase::Disputed { .. } => (Text::key("phase.disputed"), true),
        ChannelPhase::Closed { penalty, .. } => (Text::key("phase.closed"), penalty.is_some()),
    }
}

fn money(channel: &Channel) -> Vec<Field> {
    let who = |side: usize| Value::Actor(channel.sides[side].who);
    let mut fields = vec![
        field("field.version", Value::Count(channel.latest.version)),
        field("field.payments", Value::Count(channel.payments)),
        field("field.on-layer-1", Value::Count(u64::from(channel.onchain))),
        field("field.total", Value::Amount(channel.total)),
    ];
    let owned = channel.sides.iter();
    fields.extend(owned.map(|side| {
        let who = Value::Actor(side.who);
        of("field.owns", who, Value::Amount(side.balance))
    }));
    match &channel.phase {
        ChannelPhase::Disputed {
            version,
            deadline,
            by,
            caught,
            ..
        } => {
            fields.push(field("field.posted-version", Value::Count(*version)));
            fields.push(field("field.posted-by", Value::Actor(*by)));
            fields.push(field("field.deadline", (*deadline).into()));
            fields.extend(caught.map(|who| field("field.caught", Value::Actor(who))));
        }
        ChannelPhase::Closed {
            paid,
            penalty,
            settled_by,
            ..
        } => {
            fields.extend(
                [0, 1].map(|side| of("field.paid-to", who(side), Value::Amount(paid[side]))),
            );
            fields
                .extend(penalty.map(|penalty| field("field.penalty-paid", Value::Amount(penalty))));
            fields.extend(
                settled_by
                    .clone()
                    .map(|by| field("field.settled-by", Value::Link(by))),
            );
        }
        _ => {}
    }
    fields
}

/// In blocks, beside what is usual; or as a time.
pub(super) fn dispute_period(terms: &Terms) -> Field {
    match terms.dispute_seconds() {
        Some(seconds) => field("field.dispute-time", Value::Span(Span::from_secs(seconds))),
        None => scaled(
            "field.dispute-period",
            Value::Count(terms.dispute_period),
            Value::Count(USUAL_PERIOD),
        ),
    }
}

fn terms(sides: &Sides) -> Vec<Field> {
    let Some(chain) = &sides.chain else {
        return Vec::new();
    };
    vec![
        field(
            "field.contract",
            Value::Link(Selection::Contract(chain.contract)),
        ),
        field("field.locks", Value::Amount(chain.locked)),
        dispute_period(&chain.terms),
        field("field.penalty", Value::Amount(chain.terms.penalty)),
    ]
}

/// What each party holds by itself.
fn parties(sides: &Sides) -> Vec<Section> {
    let views = sides.parties.iter().zip(&sides.views);
    let known = views.filter_map(|(who, view)| Some((who, view.as_ref()?)));
    let section = known.map(|(who, view)| {
        let held = view.latest.as_ref().map_or(0, |state| state.version);
        let mut fields = vec![
            field("field.party", Value::Actor(*who)),
            field("field.enforceable", Value::Count(held)),
            field("field.old-states", Value::Count(view.old.len() as u64)),
            field("field.away", Value::Flag(view.asleep)),
        ];
        fields.extend(
            view.revoked_below
                .map(|below| field("field.other-revoked-below", Value::Count(below))),
        );
        Section::Fields(fields)
    });
    section.collect()
}

pub(super) fn state(desk: &Desk, number: u32, version: u64) -> Option<Page> {
    let sides = Sides::of(desk.sight, number)?;
    let held = sides.views.iter().flatten();
    let known = held.clone().any(|view| {
        view.latest
            .as_ref()
            .is_some_and(|state| state.version == version)
            || view.old.contains(&version)
    });
    let newest = sides.latest()?;
    let title = Text::key("inspect.channel-state").with("version", Value::Count(version));
    let page = Page::new(System::Channel, title).related([Selection::Channel(number)]);
    if version == newest.version {
        let owned = sides.parties.into_iter().zip(newest.balances);
        let owned =
            owned.map(|(who, balance)| of("field.owns", Value::Actor(who), Value::Amount(balance)));
        let mut fields = vec![field("field.version", Value::Count(version))];
        fields.extend(owned);
        return Some(page.state(Text::key("state.newest")).fields(fields));
    }
    known.then(|| {
        page.alarm(Text::key("state.old"))
            .why(Some(
                Text::key("why.old-state").with("version", Value::Count(newest.version)),
            ))
            .fields(vec![field("field.version", Value::Count(version))])
    })
}
