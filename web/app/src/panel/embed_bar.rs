//! The one control bar of the embedded page: play, step, time, and the way to the full page.

use crate::context::use_page;
use crate::icon::Icon;
use crate::intent::Intent;
use crate::text;
use crate::view::{EmbedView, View};
use bilayer::base::Time;
use bilayer::scene::model::Place;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the run is.
    pub place: Place,
    /// The state of the view.
    pub view: Rc<View>,
    /// How the page is embedded.
    pub embed: Rc<EmbedView>,
}

/// Draws the bar.
#[component]
pub fn EmbedBar(props: &Props) -> Html {
    let page = use_page();
    let button = |icon: Icon, key: &str, intent: Intent| {
        let name = text::say(key);
        html! { <button type="button" class="button square" title={name.clone()} aria-label={name} onclick={page.wish(intent)}>{ icon.draw() }</button> }
    };
    let (icon, key) = if props.view.playing {
        (Icon::Pause, "transport.pause")
    } else {
        (Icon::Play, "transport.play")
    };
    let seek = {
        let intents = page.intents.clone();
        Callback::from(move |event: InputEvent| {
            let input = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(millis) = input.and_then(|input| input.value().parse::<u64>().ok()) {
                intents.emit(Intent::SeekTime(Time(millis.saturating_mul(1_000))));
            }
        })
    };
    let end = props.place.horizon.0.max(1) / 1_000;
    html! {
        <div class="embed-bar" role="region" aria-label={text::say("transport.title")}>
            { button(icon, key, Intent::TogglePlay) }
            { button(Icon::StepForward, "transport.forward", Intent::StepForward) }
            <input type="range" min="0" max={end.to_string()} value={(props.place.time.0 / 1_000).to_string()} oninput={seek}
                aria-label={text::say("timeline.title")} aria-valuetext={text::clock(props.place.time)} />
            <time>{ text::short_clock(props.place.time) }</time>
            <a href={props.embed.full.clone()} target="_blank" rel="noopener">{ text::say("embed.open") }{ Icon::ExternalLink.draw() }</a>
        </div>
    }
}
