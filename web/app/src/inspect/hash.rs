//! How a hash came about, and who signed.

use super::{Shown, fields, tick};
use crate::context::Page;
use crate::text;
use bilayer::scene::model::{HashedFrom, Signature, Value};
use yew::prelude::*;

/// The parts that were hashed, the function, the result.
pub fn view(data: &HashedFrom, page: &Page) -> Html {
    html! {
        <section class="block-section">
            <h4>{ text::tell(&data.name, &page.names) }<em>{ text::tell(&data.function, &page.names) }</em></h4>
            { fields(&data.parts, page) }
            <p class="result"><span>{ "=" }</span><Shown value={Value::Hash(data.result)} />{ tick(Some(data.holds)) }</p>
            if let Some(target) = data.target {
                <p class="result target"><span>{ "≤" }</span><Shown value={Value::Hash(target)} /><small>{ text::say("hash.target") }</small></p>
            }
        </section>
    }
}

/// Who signed, and whether it verifies.
pub fn signature(data: &Signature, page: &Page) -> Html {
    let row = |key: &str, value: Value| html! { <><dt>{ text::say(key) }</dt><dd><Shown {value} /></dd></> };
    let verdict = if data.verifies {
        "signature.verifies"
    } else {
        "signature.fails"
    };
    html! {
        <section class="block-section">
            <h4>{ text::say("signature.title") }</h4>
            <dl class="fields">
                <dt>{ text::say("signature.who") }</dt>
                <dd class={if data.verifies { "good" } else { "bad" }}>{ page.names.of_known(data.who) }{ tick(Some(data.verifies)) }<small>{ text::say(verdict) }</small></dd>
                { row("signature.address", Value::Address(data.address)) }
                { row("signature.key", Value::Hex(data.public_key.clone())) }
                { row("signature.message", Value::Hash(data.message)) }
                { row("signature.bytes", Value::Hex(data.signature.clone())) }
            </dl>
        </section>
    }
}
