//! The real bytes in hex, with the meaning of each run; a press on one tampers with it.

use super::Copy;
use crate::context::{Page, use_page};
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
    let all = use_state(|| false);
    let part = use_state(|| None::<usize>);
    let tampering = use_state(|| props.changed.is_some());
    let data = &props.data;
    let most = if *all { usize::MAX } else { SHOWN };
    let open = data.tamperable && *tampering;
    let chips = data
        .parts
        .iter()
        .enumerate()
        .map(|(index, one)| chip(index, one, &part, &page));
    let bytes = data.bytes.iter().take(most).enumerate();
    let bytes = bytes
        .map(|(offset, value)| byte(props, (offset as u32, *value), *part, open.then_some(&page)));
    html! {
        <section class="block-section bytes-section">
            <h4>{ text::tell(&data.name, &page.names) }<em>{ text::size(data.total) }</em></h4>
            <div class="parts">{ for chips }</div>
            if open { <p class="ask">{ text::say("bytes.choose") }</p> }
            <div class={classes!("dump", open.then_some("tampering"))}>{ for bytes }</div>
            <div class="row">
                if data.bytes.len() > SHOWN { { fold(&all) } }
                if data.tamperable { { switch(&tampering, &page) } }
                <Copy what={text::hex(&data.bytes)} name={text::say("bytes.copy")} />
            </div>
        </section>
    }
}

/// The index of the part that a byte lies in.
fn part_of(parts: &[BytesPart], offset: u32) -> Option<usize> {
    let holds =
        |part: &BytesPart| part.start <= offset && offset < part.start.saturating_add(part.length);
    parts.iter().position(holds)
}

const fn stripe(index: usize) -> &'static str {
    if index.is_multiple_of(2) {
        "even"
    } else {
        "odd"
    }
}

/// One byte: a button while the reader may change it.
fn byte(
    props: &Props,
    (offset, value): (u32, u8),
    here: Option<usize>,
    page: Option<&Page>,
) -> Html {
    let index = part_of(&props.data.parts, offset);
    let changed = props.changed.filter(|(place, _)| *place == offset);
    let words = format!("{:02x}", changed.map_or(value, |(_, value)| value));
    let class = classes!(
        "byte",
        index.map(stripe),
        (index.is_some() && index == here).then_some("here"),
        changed.is_some().then_some("changed"),
    );
    let Some(page) = page else {
        return html! { <span {class}>{ words }</span> };
    };
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

/// A part's name and length; a press shows where it lies.
fn chip(index: usize, one: &BytesPart, part: &UseStateHandle<Option<usize>>, page: &Page) -> Html {
    let here = **part == Some(index);
    let part = part.clone();
    let onclick = Callback::from(move |_: MouseEvent| part.set((!here).then_some(index)));
    let class = classes!("part", stripe(index), here.then_some("here"));
    html! {
        <button type="button" {class} {onclick} aria-pressed={here.to_string()}>
            { text::tell(&one.name, &page.names) }<i>{ one.length }</i>
        </button>
    }
}

/// Shows all bytes, or the first ones only.
fn fold(all: &UseStateHandle<bool>) -> Html {
    let words = text::say(if **all { "bytes.less" } else { "bytes.more" });
    let all = all.clone();
    let press = Callback::from(move |_: MouseEvent| all.set(!*all));
    html! { <button type="button" class="plain link" onclick={press}>{ words }</button> }
}

/// Begins to tamper, or puts the byte back.
fn switch(tampering: &UseStateHandle<bool>, page: &Page) -> Html {
    let on = **tampering;
    let (tampering, intents) = (tampering.clone(), page.intents.clone());
    let press = Callback::from(move |_: MouseEvent| {
        if on {
            intents.emit(Intent::Restore);
        }
        tampering.set(!on);
    });
    let words = text::say(if on { "bytes.restore" } else { "bytes.tamper" });
    html! { <button type="button" class="button small" aria-pressed={on.to_string()} onclick={press}>{ words }</button> }
}
