//! A formula as a small calculator: its keys with examples, the result, the source.

use crate::context::use_page;
use crate::intent::{Intent, RuleIntent};
use crate::text;
use bilayer_protocol::{RuleCard, RuleResult};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The formula.
    pub card: RuleCard,
    /// What came out last.
    pub result: Option<RuleResult>,
}

/// Draws the calculator, closed until it is wanted.
#[component]
pub fn Calculator(props: &Props) -> Html {
    let page = use_page();
    let card = &props.card;
    let values = use_state(|| {
        card.keys
            .iter()
            .map(|[.., example]| example.clone())
            .collect::<Vec<_>>()
    });
    let submit = {
        let (intents, values, name) = (page.intents.clone(), values.clone(), card.name.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let intent = RuleIntent::Compute(name.clone(), values.to_vec());
            intents.emit(Intent::Rule(intent));
        })
    };
    let fields = card
        .keys
        .iter()
        .enumerate()
        .map(|(at, key)| field(at, key, &values));
    html! {
        <details class="calculator">
            <summary>{ text::say("rule.open") }{ " " }<code>{ &card.name }</code></summary>
            <form onsubmit={submit}>
                <p>{ &card.about }</p>
                { for fields }
                <button type="submit" class="button small">{ text::say("rule.compute") }</button>
            </form>
            <div role="status">{ for props.result.iter().map(|result| shown(result, page.wish(Intent::Rule(RuleIntent::Copy(result.json.clone()))))) }</div>
            <small>{ text::say("rule.source") }{ " " }{ &card.source }</small>
        </details>
    }
}

fn field(
    at: usize,
    [name, expected, _]: &[String; 3],
    values: &UseStateHandle<Vec<String>>,
) -> Html {
    let oninput = {
        let values = values.clone();
        Callback::from(move |event: InputEvent| {
            let input = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let mut changed = values.to_vec();
            if let (Some(input), Some(value)) = (input, changed.get_mut(at)) {
                *value = input.value();
                values.set(changed);
            }
        })
    };
    html! {
        <label class="field"><span>{ name }</span>
            <input type="text" autocomplete="off" spellcheck="false" value={values.get(at).cloned()} {oninput} /><em>{ expected }</em>
        </label>
    }
}

fn shown(result: &RuleResult, copy: Callback<MouseEvent>) -> Html {
    if result.json.is_empty() {
        return html! { <p class="refusal">{ &result.told }</p> };
    }
    html! {
        <>
            <pre tabindex="0">{ &result.told }</pre>
            <button type="button" class="plain link" onclick={copy}>{ text::say("rule.copy") }</button>
        </>
    }
}
