//! One channel's edge: a button at its middle that says version and phase.

use super::layout::Point;
use crate::context::use_page;
use crate::text;
use bilayer::scene::model::{Channel, ChannelPhase, Due, Selection};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The channel.
    pub channel: Channel,
    /// Where its opener lies.
    pub a: Point,
    /// Where the other lies.
    pub b: Point,
    /// Whether it is the only one, with room for more words.
    pub alone: bool,
}

/// Draws the edge's button.
#[component]
pub fn ChannelEdge(props: &Props) -> Html {
    let page = use_page();
    let object = Selection::Channel(props.channel.id);
    let selected = page.is_selected(&object);
    let alarm = matches!(props.channel.phase, ChannelPhase::Disputed { .. });
    let middle = (
        (props.a.0 + props.b.0) * 50.0,
        (props.a.1 + props.b.1) * 50.0,
    );
    let last = props.channel.last.as_ref().filter(|_| props.alone);
    let upright = (props.a.0 - props.b.0).abs() < (props.a.1 - props.b.1).abs();
    let words = phase_words(&props.channel.phase, props.channel.latest.version);
    html! {
        <>
            <button type="button" style={format!("left:{}%;top:{}%", text::fixed(middle.0, 2), text::fixed(middle.1, 2))}
                class={classes!("edge-label", alarm.then_some("alarm"), selected.then_some("selected"), props.alone.then_some("alone"), upright.then_some("upright"))}
                title={words.clone()} aria-label={words.clone()} aria-pressed={selected.to_string()} data-anchor={format!("channel-{}", props.channel.id)} onclick={page.select(object)}>
                { if props.alone { words } else { short_words(&props.channel) } }
            </button>
            if let Some(last) = last {
                <span class="last-said">{ text::tell(last, &page.names) }</span>
            }
        </>
    }
}

/// The phase in as few words as fit beside another channel.
fn short_words(channel: &Channel) -> String {
    let version = |version: u64| [("version", version.to_string())];
    match &channel.phase {
        ChannelPhase::Open => {
            text::say_with("channel.open.short", &version(channel.latest.version))
        }
        ChannelPhase::Disputed {
            version,
            deadline,
            caught,
            ..
        } => {
            let gaps = [
                ("version", version.to_string()),
                ("deadline", due(*deadline)),
            ];
            let key = match caught {
                Some(_) => "channel.caught.short",
                None => "channel.disputed.short",
            };
            text::say_with(key, &gaps)
        }
        other => phase_words(other, channel.latest.version),
    }
}

/// The phase in words, with its deadline.
pub fn phase_words(phase: &ChannelPhase, version: u64) -> String {
    let version = ("version", version.to_string());
    match phase {
        ChannelPhase::Proposed => text::say("channel.proposed"),
        ChannelPhase::Refused => text::say("channel.refused"),
        ChannelPhase::Funding => text::say("channel.funding"),
        ChannelPhase::Confirming {
            confirmations,
            needed,
        } => text::say_with(
            "channel.confirming",
            &[
                ("confirmations", confirmations.to_string()),
                ("needed", needed.to_string()),
            ],
        ),
        ChannelPhase::Open => text::say_with("channel.open", &[version]),
        ChannelPhase::Closing => text::say("channel.closing"),
        ChannelPhase::Disputed {
            version,
            deadline,
            caught,
            ..
        } => {
            let key = if caught.is_some() {
                "channel.caught"
            } else {
                "channel.disputed"
            };
            text::say_with(
                key,
                &[
                    ("version", version.to_string()),
                    ("deadline", due(*deadline)),
                ],
            )
        }
        ChannelPhase::Closed { height, .. } => {
            text::say_with("channel.closed", &[("height", height.to_string())])
        }
    }
}

/// A height with its mark, or a moment.
fn due(deadline: Due) -> String {
    match deadline {
        Due::Height(height) => format!("#{height}"),
        Due::Time(time) => text::short_clock(time),
    }
}
