//! One line over the stage: the latest thing worth telling, with "why?".

use crate::context::{system_class, use_page};
use crate::glyph::glyph;
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{Caption as Data, Text};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The latest things worth telling, newest last.
    pub captions: Arc<Vec<Data>>,
    /// What time slows down for.
    pub slowed_for: Option<Text>,
}

/// Draws the line.
#[component]
pub fn Caption(props: &Props) -> Html {
    let page = use_page();
    let latest = props.captions.last();
    let line = match latest {
        None => html! { <span>{ text::say("caption.welcome") }</span> },
        Some(caption) => html! {
            <>
                <span class={classes!("lead", system_class(caption.system))}>{ glyph(caption.system) }</span>
                <span>{ text::tell(&caption.text, &page.names) }</span>
                if let Some(about) = caption.about.clone() {
                    <button type="button" class="plain link" onclick={page.wish(Intent::Select(Some(about)))}>{ text::say("caption.show") }</button>
                }
            </>
        },
    };
    html! {
        <p class="caption">
            { line }
            if let Some(reason) = &props.slowed_for {
                <span class="slowed">{ text::say_with("caption.slowed", &[("reason", text::tell(reason, &page.names))]) }</span>
            }
        </p>
    }
}
