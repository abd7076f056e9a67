//! Systems that are not built yet: one quiet line each, no control.

use crate::panel::term::Term;
use crate::text;
use yew::prelude::*;

const ABSENT: [&str; 3] = ["sidechain", "checkpointed-chain", "zk-rollup"];

/// Draws the quiet cards.
#[component]
pub fn Absent() -> Html {
    let card = |id: &'static str| {
        html! {
            <li class={classes!("absent", format!("sys-{id}"))}>
                <b><Term {id}>{ text::say(&format!("absent.{id}")) }</Term></b>
                <span class="what">{ text::say(&format!("absent.{id}.what")) }</span>
                <span class="tag">{ text::say("absent.not-built") }</span>
            </li>
        }
    };
    html! { <ul class="absents" aria-label={text::say("absent.title")}>{ for ABSENT.into_iter().map(card) }</ul> }
}
