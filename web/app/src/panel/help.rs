//! Help: the keys, and the ways on.

use super::header::Dialog;
use crate::text;
use yew::prelude::*;

/// The keys, as `help.key.N = key : what it does`.
const KEYS: &str = "help.key.";

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Opens another dialog.
    pub open: Callback<Dialog>,
}

/// Draws the help.
#[component]
pub fn Help(props: &Props) -> Html {
    let show = |dialog: Dialog| {
        let open = props.open.clone();
        Callback::from(move |_: MouseEvent| open.emit(dialog))
    };
    let key = |(_, line): (&str, &'static str)| {
        let (keys, what) = line.split_once(" : ").unwrap_or(("", line));
        html! { <><dt>{ for keys.split(' ').map(|key| html! { <kbd>{ key.to_owned() }</kbd> }) }</dt><dd>{ what }</dd></> }
    };
    html! {
        <div class="help">
            <p>{ text::say("help.about") }</p>
            <div class="row">
                <button type="button" class="button" onclick={show(Dialog::Lessons)}>{ text::say("head.lessons") }</button>
                <button type="button" class="button" onclick={show(Dialog::Attacks)}>{ text::say("rail.attacks") }</button>
                <button type="button" class="button" onclick={show(Dialog::Glossary)}>{ text::say("glossary.title") }</button>
                <button type="button" class="button" onclick={show(Dialog::Systems)}>{ text::say("systems.title") }</button>
            </div>
            <h3>{ text::say("help.keys") }</h3>
            <dl class="keys">{ for text::with_prefix(KEYS).into_iter().map(key) }</dl>
            <p class="quiet">{ text::say("help.icons") }</p>
        </div>
    }
}
