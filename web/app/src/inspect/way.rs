//! The way of a transaction through both layers, as a row of times.

use crate::context::Page;
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{Stage, Way};
use yew::prelude::*;

/// The stages, those to come without a time.
pub fn view(way: &Way, page: &Page) -> Html {
    html! {
        <section class="block-section">
            <h4>{ text::say("way.title") }</h4>
            <ol class="way">{ for way.stages.iter().map(|stage| row(stage, page)) }</ol>
        </section>
    }
}

fn row(stage: &Stage, page: &Page) -> Html {
    let class = classes!(
        "stage-row",
        stage.time.is_none().then_some("to-come"),
        stage.undone.then_some("undone")
    );
    let time = match (stage.time, stage.place) {
        (Some(time), Some(place)) => {
            let title = text::say("way.go");
            html! { <button type="button" class="plain link" {title} onclick={page.wish(Intent::SeekPlace(place))}>{ text::short_clock(time) }</button> }
        }
        (Some(time), None) => html! { <span>{ text::short_clock(time) }</span> },
        (None, _) => html! { <span>{ text::say("way.to-come") }</span> },
    };
    html! {
        <li {class}>
            <i aria-hidden="true"></i>
            <span class="what">{ text::tell(&stage.name, &page.names) }if let Some(at) = stage.at { <em>{ page.names.of(at) }</em> }</span>
            if stage.undone { <span class="tag alarm">{ text::say("way.undone") }</span> }
            { time }
        </li>
    }
}
