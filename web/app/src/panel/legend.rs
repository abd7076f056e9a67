//! What the signs on the stage mean, shown where nothing is selected.

use super::header::Dialog;
use super::term::Term;
use crate::context::{system_class, system_key};
use crate::glyph::glyph;
use crate::text;
use bilayer::scene::model::System;
use yew::prelude::*;

const SYSTEMS: [(System, &str); 3] = [
    (System::Layer1, "layer-1"),
    (System::Channel, "payment-channel"),
    (System::Rollup, "optimistic-rollup"),
];
const SIGNS: [&str; 10] = [
    "block",
    "transaction",
    "vote",
    "announcement",
    "miner",
    "orphaned",
    "waits",
    "cut",
    "disagrees",
    "rogue",
];

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Opens a dialog.
    pub open: Callback<Dialog>,
}

/// Draws the legend.
#[component]
pub fn Legend(props: &Props) -> Html {
    let system = |(system, term): (System, &'static str)| {
        html! {
            <li class={system_class(system)}>{ glyph(system) }<Term id={term}>{ text::say(system_key(system)) }</Term></li>
        }
    };
    let sign = |id: &str| {
        html! {
            <li><i class={classes!("sign", format!("sign-{id}"))} aria-hidden="true"></i>{ text::say(&format!("legend.{id}")) }</li>
        }
    };
    html! {
        <div class="legend">
            <h2>{ text::say("inspector.title") }</h2>
            <p class="quiet">{ text::say("inspector.empty") }</p>
            <h2>{ text::say("legend.title") }</h2>
            <ul class="legend-systems">{ for SYSTEMS.into_iter().map(system) }</ul>
            <ul>{ for SIGNS.into_iter().map(sign) }</ul>
            <div class="row">{ references(&props.open) }</div>
        </div>
    }
}

/// Buttons that open what explains systems and terms.
pub fn references(open: &Callback<Dialog>) -> Html {
    let show = |dialog: Dialog| {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.emit(dialog))
    };
    html! {
        <>
            <button type="button" class="button small" onclick={show(Dialog::Systems)}>{ text::say("systems.title") }</button>
            <button type="button" class="button small" onclick={show(Dialog::Glossary)}>{ text::say("glossary.title") }</button>
        </>
    }
}
