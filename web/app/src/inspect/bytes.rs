//! The real bytes in hex, with the meaning of each run; a press on one tampers with it.

use super::Copy;
use crate::context::use_page;
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{Bytes, BytesPart, Selection};
use yew::prelude::*;

/// How many bytes are drawn before "all".
const SHOWN: usize = 192;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The bytes.
    pub data: Bytes,
    /// Whose they are.
    pub subject: Selection,
    /// The byte that was changed, with its new value.
    pub changed: Option<(u32, u8)>,
}

/// Draws the bytes.
#[component]
pub fn BytesView(props: &Props) -> Html {
    let page = use_page();
    let (all, part, tampering) = (
        use_state(|| false),
        use_state(|| None::<usize>),
        use_state(|| false),
    );
    let data = &props.data;
    let shown = if *all {
        data.bytes.len()
    } else {
        data.bytes.len().min(SHOWN)
    };
    let pressed = props.data.tamperable && *tampering;
    let byte = |(offset, value): (usize, &u8)| {
        let offset = offset as u32;
        let index = data
            .parts
            .iter()
            .position(|part| part.start <= offset && offset < part.start + part.length);
        let changed = props.changed.filter(|(place, _)| *place == offset);
        let value = changed.map_or(*value, |(_, value)| value);
        let class = classes!(
            "byte",
            index.map(|index| if index % 2 == 0 { "even" } else { "odd" }),
            (index.is_some() && index == *part).then_some("here"),
            changed.is_some().then_some("changed"),
        );
        let words = format!("{value:02x}");
        match pressed {
            true => {
                let wish = page.wish(Intent::Tamper {
                    subject: props.subject.clone(),
                    offset,
                });
                let label = text::say_with(
                    "bytes.byte",
                    &[("offset", offset.to_string()), ("value", words.clone())],
                );
                html! { <button type="button" {class} onclick={wish} aria-label={label}>{ words }</button> }
            }
            false => html! { <span {class}>{ words }</span> },
        }
    };
    let chip = |(index, one): (usize, &BytesPart)| {
        let (part, here) = (part.clone(), *part == Some(index));
        let onclick = Callback::from(move |_: MouseEvent| part.set((!here).then_some(index)));
        let class = classes!(
            "part",
            if index % 2 == 0 { "even" } else { "odd" },
            here.then_some("here")
        );
        html! { <button type="button" {class} {onclick} aria-pressed={here.to_string()}>{ text::tell(&one.name, &page.names) }<i>{ one.length }</i></button> }
    };
    let more = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    let tamper = {
        let (tampering, page, on) = (tampering.clone(), page.clone(), *tampering);
        Callback::from(move |_: MouseEvent| {
            if on {
                page.intents.emit(Intent::Restore)
            }
            tampering.set(!on);
        })
    };
    html! {
        <section class="block-section bytes-section">
            <h4>{ text::tell(&data.name, &page.names) }<em>{ text::size(data.total) }</em></h4>
            <div class="parts">{ for data.parts.iter().enumerate().map(chip) }</div>
            if pressed { <p class="ask">{ text::say("bytes.choose") }</p> }
            <div class={classes!("dump", pressed.then_some("tampering"))}>{ for data.bytes.iter().take(shown).enumerate().map(byte) }</div>
            <div class="row">
                if data.bytes.len() > SHOWN {
                    <button type="button" class="plain link" onclick={more}>{ text::say(if *all { "bytes.less" } else { "bytes.more" }) }</button>
                }
                if data.tamperable {
                    <button type="button" class="button small" aria-pressed={tampering.to_string()} onclick={tamper}>
                        { text::say(if *tampering { "bytes.restore" } else { "bytes.tamper" }) }
                    </button>
                }
                <Copy what={text::hex(&data.bytes)} name={text::say("bytes.copy")} />
            </div>
        </section>
    }
}
