//! Notices, the engine's state, and the live region.

use crate::context::use_page;
use crate::icon::Icon;
use crate::intent::Intent;
use crate::text;
use crate::view::{Engine, Notice, View};
use bilayer::scene::model::Caption;
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The state of the view.
    pub view: Rc<View>,
}

/// Draws the notices over the lower edge.
#[component]
pub fn Notices(props: &Props) -> Html {
    let page = use_page();
    let one = |notice: &Notice| {
        html! {
            <div key={notice.id} class={classes!("notice", notice.alarm.then_some("alarm"))}>
                if notice.alarm { { Icon::TriangleAlert.draw() } } else { { Icon::Info.draw() } }
                <p>{ text::tell(&notice.text, &page.names) }</p>
                if notice.back { <button type="button" class="button small" onclick={page.wish(Intent::TakeBack)}>{ text::say("script.back") }</button> }
                <button type="button" class="plain" aria-label={text::say("ui.close")} onclick={page.wish(Intent::Dismiss(notice.id))}>{ Icon::X.draw() }</button>
            </div>
        }
    };
    html! {
        <div class="notices" role="status">
            { engine(&props.view.engine, &page) }
            { for props.view.notices.iter().map(one) }
        </div>
    }
}

fn engine(engine: &Engine, page: &crate::context::Page) -> Html {
    match engine {
        Engine::Live | Engine::Starting => Html::default(),
        Engine::Replaying(done) => html! {
            <div class="notice">
                <p>{ text::say("engine.replaying") }</p>
                <progress max="1000" value={done.to_string()} aria-label={text::say("engine.replaying")}></progress>
                <button type="button" class="button small" onclick={page.wish(Intent::Cancel)}>{ text::say("ui.cancel") }</button>
            </div>
        },
        Engine::Recovering => {
            html! { <div class="notice"><p>{ text::say("engine.recovering") }</p></div> }
        }
        Engine::Failed(reason) => {
            html! { <div class="notice alarm">{ Icon::TriangleAlert.draw() }<p>{ text::say("engine.failed") }{ " " }<code class="reason">{ reason }</code></p></div> }
        }
    }
}

/// What is announced.
#[derive(Properties, PartialEq)]
pub struct LiveProps {
    /// The latest things worth telling.
    pub captions: Arc<Vec<Caption>>,
}

/// The one polite live region: the newest caption, at most one every three seconds.
#[component]
pub fn Live(props: &LiveProps) -> Html {
    let page = use_page();
    let told = use_state(String::new);
    let last = use_mut_ref(|| f64::MIN);
    let newest = props
        .captions
        .last()
        .map(|caption| text::tell(&caption.text, &page.names));
    {
        let told = told.clone();
        use_effect_with(newest, move |newest| {
            let now = js_sys::Date::now();
            let due = now - *last.borrow() > 3_000.0;
            if let (Some(words), true) = (newest, due) {
                *last.borrow_mut() = now;
                told.set(words.clone());
            }
        });
    }
    html! { <div class="hidden" aria-live="polite" role="log">{ &*told }</div> }
}
