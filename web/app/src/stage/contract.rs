//! A contract at the border, with the value that it locks.

use crate::context::{system_class, use_page};
use crate::glyph::glyph;
use crate::text;
use bilayer::scene::model::{Contract, Selection};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The contract.
    pub contract: Contract,
    /// Whether it is selected.
    pub selected: bool,
}

/// Draws a contract.
#[component]
pub fn ContractBox(props: &Props) -> Html {
    let page = use_page();
    let contract = &props.contract;
    let locks = text::say_with(
        "contract.locks",
        &[("amount", text::coins(contract.locked))],
    );
    let state = text::tell(&contract.state, &page.names);
    html! {
        <button type="button" aria-pressed={props.selected.to_string()} title={state}
            class={classes!("contract", system_class(contract.system), props.selected.then_some("selected"))}
            data-anchor={format!("contract-{}", contract.address)}
            onclick={page.select(Selection::Contract(contract.address))}>
            { glyph(contract.system) }
            <span class="words">
                <span class="name">{ page.names.contract(contract.address) }</span>
                <span class="locks">{ locks }</span>
            </span>
        </button>
    }
}
