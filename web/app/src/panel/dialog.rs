//! The frame of a dialog: opens modal, closes by Escape, by its button, by a press beside it.

use crate::icon::Icon;
use crate::text;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The heading.
    pub title: String,
    /// Called when it closes.
    pub close: Callback<()>,
    /// The content.
    pub children: Html,
}

/// Draws the dialog.
#[component]
pub fn Frame(props: &Props) -> Html {
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            let _ = dialog.show_modal();
        }
    });
    let close = {
        let close = props.close.clone();
        Callback::from(move |_: MouseEvent| close.emit(()))
    };
    let beside = {
        let close = props.close.clone();
        Callback::from(move |event: MouseEvent| {
            let on_backdrop = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .is_some_and(|target| target.tag_name() == "DIALOG");
            if on_backdrop {
                close.emit(());
            }
        })
    };
    let onclose = {
        let close = props.close.clone();
        Callback::from(move |_: Event| close.emit(()))
    };
    html! {
        <dialog ref={dialog} class="dialog" aria-label={props.title.clone()} {onclose} onclick={beside}>
            <header>
                <h2>{ &props.title }</h2>
                <button type="button" class="button square" aria-label={text::say("ui.close")} onclick={close}>{ Icon::X.draw() }</button>
            </header>
            <div class="dialog-body">{ props.children.clone() }</div>
        </dialog>
    }
}
