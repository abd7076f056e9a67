//! Systems that are not built yet: one quiet line for all of them, no control.

use crate::panel::term::Term;
use crate::text;
use yew::prelude::*;

const ABSENT: [&str; 3] = ["sidechain", "checkpointed-chain", "zk-rollup"];

/// The line: their names, each with its definition.
pub fn absent() -> Html {
    let name = |id: &'static str| {
        html! {
            <li class={format!("sys-{id}")}><Term {id}>{ text::say(&format!("absent.{id}")) }</Term></li>
        }
    };
    html! {
        <div class="absents">
            <span id="absents">{ text::say("absent.title") }</span>
            <ul aria-labelledby="absents">{ for ABSENT.into_iter().map(name) }</ul>
        </div>
    }
}
