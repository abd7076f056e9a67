//! What sharing gave: a link with its length, or the advice to take a file.

use crate::context::use_page;
use crate::icon::Icon;
use crate::inspect::Copy;
use crate::intent::Intent;
use crate::text;
use crate::view::ShareView;
use std::rc::Rc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What sharing gave.
    pub share: Rc<ShareView>,
}

/// Draws the box under the header.
#[component]
pub fn Share(props: &Props) -> Html {
    let page = use_page();
    let share = &props.share;
    let length = text::say_with(
        "share.length",
        &[("length", text::count(u64::from(share.length)))],
    );
    html! {
        <section class="popover share" role="status" aria-label={text::say("head.share")}>
            <header>
                <b>{ text::say(if share.copied { "share.copied" } else { "share.title" }) }</b>
                <button type="button" class="plain" aria-label={text::say("ui.close")} onclick={page.wish(Intent::CloseShare)}>{ Icon::X.draw() }</button>
            </header>
            if let Some(link) = &share.link {
                <input type="text" readonly={true} value={link.clone()} aria-label={text::say("share.link")} />
                <p class="quiet">{ length }{ " " }{ text::say(if share.long { "share.long" } else { "share.what" }) }</p>
                <Copy what={link.clone()} name={text::say("share.copy")} />
            } else {
                <p>{ text::say("share.too-long") }{ " " }{ length }</p>
                <button type="button" class="button primary" onclick={page.wish(Intent::Export)}>{ text::say("head.export") }</button>
            }
        </section>
    }
}
