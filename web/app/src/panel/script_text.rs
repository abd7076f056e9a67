//! The run's commands as a text: edit, play, copy.

use crate::context::use_page;
use crate::intent::{Intent, ScriptIntent};
use crate::text;
use crate::view::ScriptView;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text.
    pub script: Rc<ScriptView>,
}

/// Draws the text with its buttons.
#[component]
pub fn ScriptText(props: &Props) -> Html {
    let page = use_page();
    let script = &props.script;
    let typed = {
        let intents = page.intents.clone();
        Callback::from(move |event: InputEvent| {
            let area = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
            if let Some(area) = area {
                intents.emit(Intent::Script(ScriptIntent::Type(area.value())));
            }
        })
    };
    let wish = |intent: ScriptIntent| page.wish(Intent::Script(intent));
    html! {
        <div class="script-text">
            <p class="panel-note" id="script-how">{ text::say("script.how") }</p>
            <textarea spellcheck="false" autocomplete="off" rows="8" aria-label={text::say("script.text")} aria-describedby="script-how"
                aria-invalid={script.fault.is_some().to_string()} value={script.text.clone()} oninput={typed} />
            if let Some(fault) = &script.fault { <p class="refusal" role="alert">{ text::tell(fault, &page.names) }</p> }
            <div class="row">
                <button type="button" class="button primary" disabled={script.running} onclick={wish(ScriptIntent::Run)}>{ text::say("script.run") }</button>
                <button type="button" class="button" onclick={wish(ScriptIntent::Copy)}>{ text::say("script.copy") }</button>
                <button type="button" class="button" onclick={wish(ScriptIntent::Close)}>{ text::say("script.close") }</button>
            </div>
        </div>
    }
}
