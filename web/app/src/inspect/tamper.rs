//! What a changed byte did: which check notices, where, and what it costs the liar.

use crate::context::Page;
use crate::icon::Icon;
use crate::text;
use bilayer::scene::model::{Check, Tampering};
use yew::prelude::*;

/// The checks that were run on the changed bytes.
pub fn view(data: &Tampering, page: &Page) -> Html {
    let part = data.part.as_ref().map(|part| text::tell(part, &page.names));
    let noticed = data.checks.iter().any(|check| check.noticed);
    let change = text::say_with(
        "tamper.change",
        &[
            ("offset", data.offset.to_string()),
            ("before", format!("{:02x}", data.before)),
            ("after", format!("{:02x}", data.after)),
            ("part", part.unwrap_or_else(|| text::say("tamper.no-part"))),
        ],
    );
    html! {
        <section class="block-section tampering" aria-live="polite">
            <h4>{ text::say("tamper.title") }</h4>
            <p>{ change }</p>
            <ul class="checks">{ for data.checks.iter().map(|check| row(check, page)) }</ul>
            <p class="verdict-line">{ text::say(if noticed { "tamper.noticed" } else { "tamper.unnoticed" }) }</p>
            if let Some(cost) = &data.cost { <p class="cost">{ text::tell(cost, &page.names) }</p> }
        </section>
    }
}

fn row(check: &Check, page: &Page) -> Html {
    let (class, icon, word) = match check.noticed {
        true => ("bad", Icon::Ban, "tamper.check.notices"),
        false => ("pass", Icon::ArrowRight, "tamper.check.passes"),
    };
    html! {
        <li class={class}>
            { icon.draw() }
            <span><b>{ text::tell(&check.name, &page.names) }</b><em>{ text::tell(&check.place, &page.names) }</em>
            if let Some(says) = &check.says { <q>{ text::tell(says, &page.names) }</q> }</span>
            <span class="tag">{ text::say(word) }</span>
        </li>
    }
}
