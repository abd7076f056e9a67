//! The mempool of the chosen node: what waits, by fee.

use crate::context::{system_class, use_page};
use crate::panel::term::Term;
use crate::text;
use bilayer::scene::model::{Mempool as Data, Selection, Waiting};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The mempool.
    pub mempool: Data,
}

/// Draws the mempool as a row of chips.
#[component]
pub fn Mempool(props: &Props) -> Html {
    let page = use_page();
    let chip = |waiting: &Waiting| {
        let object = Selection::Transaction(waiting.id);
        let selected = page.is_selected(&object);
        let label = text::say_with(
            "mempool.chip",
            &[
                ("sender", page.names.of_known(waiting.sender)),
                ("fee", text::coins(waiting.fee)),
            ],
        );
        html! {
            <button type="button" key={waiting.id.to_string()} title={label.clone()} aria-label={label}
                class={classes!("waiting", system_class(waiting.system), selected.then_some("selected"))}
                aria-pressed={selected.to_string()} data-anchor={format!("tx-{}", waiting.id)}
                onclick={page.select(object)}></button>
        }
    };
    let data = &props.mempool;
    let rest = (data.count as usize).saturating_sub(data.first.len());
    html! {
        <div class="mempool">
            <span class="label"><Term id="mempool">{ text::say_with("mempool.count", &[("count", data.count.to_string())]) }</Term></span>
            <span class="chips">{ for data.first.iter().map(chip) }</span>
            if rest > 0 { <span class="more">{ format!("+{rest}") }</span> }
        </div>
    }
}
