//! One value with its unit; hashes copy themselves, links select.

use super::copy;
use crate::context::use_page;
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{Selection, Value};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The value.
    pub value: Value,
}

/// Draws a value.
#[component]
pub fn Shown(props: &Props) -> Html {
    let page = use_page();
    let words = text::word(&props.value, &page.names);
    match &props.value {
        Value::Hash(digest) => html! { <Hex full={digest.to_string()} {words} /> },
        Value::Address(address) => html! { <Hex full={address.to_string()} {words} /> },
        Value::Hex(bytes) => html! { <Hex full={text::hex(bytes)} {words} /> },
        Value::Link(object) => link(&page, object.clone(), words),
        Value::Actor(who) => link(&page, Selection::Agent(*who), words),
        _ => html! { <span class="value">{ words }</span> },
    }
}

fn link(page: &crate::context::Page, object: Selection, words: String) -> Html {
    html! { <button type="button" class="plain link" onclick={page.wish(Intent::Select(Some(object)))}>{ words }</button> }
}

#[derive(Properties, PartialEq)]
struct HexProps {
    full: String,
    words: String,
}

/// Hex shortened in the middle; a press copies all of it.
#[component]
fn Hex(props: &HexProps) -> Html {
    let done = use_state(|| false);
    let press = {
        let (full, done) = (props.full.clone(), done.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            done.set(copy(&full));
        })
    };
    let label = text::say_with("ui.copy-hex", &[("hex", props.words.clone())]);
    html! {
        <button type="button" class="plain hex" title={props.full.clone()} aria-label={label} onclick={press}>
            { if *done { text::say("ui.copied") } else { props.words.clone() } }
        </button>
    }
}
