//! The channels' room: people as circles, channels as edges filled by who owns what.

use super::channel_edge::ChannelEdge;
use super::layout::{Point, ring};
use super::room::Room;
use crate::context::use_page;
use crate::text;
use bilayer::base::{ActorId, Amount};
use bilayer::scene::model::{Channel, ChannelPhase, Selection, System};
use std::collections::BTreeMap;
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The channels.
    pub channels: Arc<Vec<Channel>>,
}

/// Draws the room.
#[component]
pub fn ChannelRoom(props: &Props) -> Html {
    let live: Vec<&Channel> = shown(&props.channels);
    let people = parties(&live);
    let at: BTreeMap<ActorId, Point> =
        bilayer::base::order::gather(people.keys().copied().zip(ring(people.len())));
    let edges = live.iter().filter_map(|channel| {
        let ends = (*at.get(&channel.sides[0].who)?, *at.get(&channel.sides[1].who)?);
        Some(html! { <ChannelEdge key={channel.id} channel={(*channel).clone()} a={ends.0} b={ends.1} alone={live.len() == 1} /> })
    });
    let dots = people.iter().filter_map(|(who, owned)| {
        let place = *at.get(who)?;
        Some(html! { <Party key={who.0} who={*who} owned={owned.0} {place} cheats={owned.1} away={owned.2} /> })
    });
    html! {
        <Room system={System::Channel} name={text::say("room.channel")} term="payment-channel" foot={foot(&props.channels)}>
            <div class="channel-graph">
                <svg class="edges" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                    { for live.iter().filter_map(|channel| bar(channel, &at)) }
                </svg>
                { for edges }
                { for dots }
            </div>
        </Room>
    }
}

/// The channels that still live; the last one that closed while there is none.
fn shown(channels: &[Channel]) -> Vec<&Channel> {
    let open = |channel: &&Channel| {
        !matches!(
            channel.phase,
            ChannelPhase::Closed { .. } | ChannelPhase::Refused
        )
    };
    let live: Vec<&Channel> = channels.iter().filter(open).collect();
    if live.is_empty() {
        channels.last().into_iter().collect()
    } else {
        live
    }
}

/// Who takes part, with what they own in all channels, whether they cheat, whether they are away.
fn parties(channels: &[&Channel]) -> BTreeMap<ActorId, (Amount, bool, bool)> {
    let mut all = BTreeMap::new();
    for side in channels.iter().flat_map(|channel| &channel.sides) {
        let entry = all
            .entry(side.who)
            .or_insert((Amount::default(), false, false));
        entry.0 = Amount(entry.0.0.saturating_add(side.balance.0));
        entry.1 |= side.cheat.is_some();
        entry.2 |= side.away;
    }
    all
}

/// The edge of a channel as two strokes: what the one owns over what both put in.
fn bar(channel: &Channel, at: &BTreeMap<ActorId, Point>) -> Option<Html> {
    let (a, b) = (
        at.get(&channel.sides[0].who)?,
        at.get(&channel.sides[1].who)?,
    );
    let share = channel.sides[0].balance.0 as f64 / (channel.total.0.max(1)) as f64;
    let split = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
    let line = |class: &'static str, to: Point| {
        html! {
            <line {class} x1={pct(a.0)} y1={pct(a.1)} x2={pct(to.0)} y2={pct(to.1)} />
        }
    };
    let state = matches!(channel.phase, ChannelPhase::Disputed { .. }).then_some("disputed");
    Some(
        html! { <g key={channel.id} class={classes!("bar", state)}>{ line("all", *b) }{ line("owned", split) }</g> },
    )
}

fn pct(share: f64) -> String {
    text::fixed(share * 100.0, 2).to_string()
}

fn foot(channels: &[Channel]) -> String {
    let payments: u64 = channels.iter().map(|channel| channel.payments).sum();
    let onchain: u32 = channels.iter().map(|channel| channel.onchain).sum();
    text::say_with(
        "room.channel.foot",
        &[
            ("payments", text::count(payments)),
            ("onchain", onchain.to_string()),
        ],
    )
}

#[derive(Properties, PartialEq)]
struct PartyProps {
    who: ActorId,
    owned: Amount,
    place: Point,
    cheats: bool,
    away: bool,
}

/// One party with what it owns.
#[component]
fn Party(props: &PartyProps) -> Html {
    let page = use_page();
    let object = Selection::Agent(props.who);
    let selected = page.is_selected(&object);
    let note = if props.cheats {
        Some("party.cheats")
    } else {
        props.away.then_some("party.away")
    };
    html! {
        <button type="button" data-anchor={format!("actor-{}", props.who.0)} aria-pressed={selected.to_string()}
            class={classes!("party", selected.then_some("selected"), props.cheats.then_some("cheats"), props.away.then_some("away"))}
            style={format!("left:{}%;top:{}%", pct(props.place.0), pct(props.place.1))} onclick={page.select(object)}>
            <b>{ page.names.of(props.who) }</b>
            <span title={text::coins(props.owned)}>{ text::amount(props.owned) }</span>
            if let Some(note) = note { <i>{ text::say(note) }</i> }
        </button>
    }
}
