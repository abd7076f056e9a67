//! A button for one act; where something can be chosen, a small form under it.

use super::parameter::{Chosen, Field, default_values};
use crate::context::{system_class, use_page};
use crate::glyph::glyph;
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{Choice, Offer, OfferPlace, Parameter, Selection};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The offer.
    pub offer: Offer,
    /// Whether the system's glyph stands before the name.
    #[prop_or_default]
    pub with_glyph: bool,
    /// Whether the reason of a refusal is told elsewhere, and here only on hover.
    #[prop_or_default]
    pub quiet: bool,
    /// The object whose name stands with the act's, where others of the same name stand beside it.
    #[prop_or_default]
    pub named: Option<Selection>,
}

/// Draws the button and, once pressed, the form.
#[component]
pub fn OfferButton(props: &Props) -> Html {
    let page = use_page();
    let offer = &props.offer;
    let open = use_state(|| false);
    let refused = offer
        .refused
        .as_ref()
        .map(|reason| text::tell(reason, &page.names));
    let name = text::say(&offer.key);
    let press = {
        let (page, offer, open) = (page.clone(), offer.clone(), open.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            match (offer.refused.is_some(), offer.parameters.is_empty()) {
                (true, _) => {}
                (false, true) => page.intents.emit(act(&offer, Vec::new())),
                (false, false) => open.set(!*open),
            }
        })
    };
    let is_open = *open && refused.is_none();
    let close = {
        let open = open.clone();
        Callback::from(move |()| open.set(false))
    };
    html! {
        <div class={classes!("offer", system_class(offer.system), is_open.then_some("open"))} onclick={|event: MouseEvent| event.stop_propagation()}>
            <button type="button" class="offer-button" onclick={press} aria-disabled={refused.is_some().to_string()}
                aria-expanded={(!offer.parameters.is_empty()).then(|| is_open.to_string())} title={refused.clone()}>
                if props.with_glyph { { glyph(offer.system) } }
                <span>{ name }if let Some(object) = &props.named { <small>{ page.names.title(object) }</small> }</span>
            </button>
            if let Some(reason) = refused.filter(|_| !props.quiet) { <p class="refusal">{ reason }</p> }
            if is_open { <Form offer={offer.clone()} {close} /> }
        </div>
    }
}

fn act(offer: &Offer, choices: Vec<Choice>) -> Intent {
    Intent::Act {
        key: offer.key.to_string(),
        about: offer.about.clone(),
        choices,
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    offer: Offer,
    close: Callback<()>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let page = use_page();
    let offer = props.offer.clone();
    let all = use_state(|| false);
    let chosen = use_state(|| {
        let defaults = offer
            .parameters
            .iter()
            .map(|parameter| default_values(&parameter.kind));
        defaults.collect::<Vec<Chosen>>()
    });
    let field = |(index, parameter): (usize, &Parameter)| {
        let change = change(&chosen, index);
        let chosen = chosen.get(index).cloned().flatten();
        html! { <Field key={parameter.name.to_string()} parameter={parameter.clone()} {chosen} {change} /> }
    };
    let shown = |(_, parameter): &(usize, &Parameter)| *all || parameter.place == OfferPlace::Front;
    let has_more = offer
        .parameters
        .iter()
        .any(|parameter| parameter.place == OfferPlace::Back);
    let more = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    let submit = {
        let (page, offer, chosen, close) = (
            page.clone(),
            offer.clone(),
            chosen.clone(),
            props.close.clone(),
        );
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            page.intents.emit(act(&offer, choices(&offer, &chosen)));
            close.emit(());
        })
    };
    let ready = chosen.iter().all(Option::is_some);
    html! {
        <form class="offer-form" onsubmit={submit}>
            { for offer.parameters.iter().enumerate().filter(shown).map(field) }
            <div class="row">
                <button type="submit" class="button primary" disabled={!ready}>{ text::say(&offer.key) }</button>
                if has_more { <button type="button" class="plain link" onclick={more}>{ text::say(if *all { "form.less" } else { "form.more" }) }</button> }
            </div>
        </form>
    }
}

/// Puts a new choice in its place.
fn change(chosen: &UseStateHandle<Vec<Chosen>>, index: usize) -> Callback<Chosen> {
    let chosen = chosen.clone();
    Callback::from(move |values: Chosen| {
        let mut all = (*chosen).clone();
        if let Some(place) = all.get_mut(index) {
            *place = values;
        }
        chosen.set(all);
    })
}

fn choices(offer: &Offer, chosen: &[Chosen]) -> Vec<Choice> {
    let pairs = offer.parameters.iter().zip(chosen);
    let values = pairs.flat_map(|(parameter, values)| {
        values
            .iter()
            .flatten()
            .map(|value| (parameter.name.clone(), value.clone()))
    });
    values.map(|(name, value)| Choice { name, value }).collect()
}
