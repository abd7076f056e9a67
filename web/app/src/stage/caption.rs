//! One line over the stage: the latest thing worth telling, what time slows down for, and what a visitor is told.

use crate::context::{Page, system_class, use_page};
use crate::glyph::glyph;
use crate::intent::{Intent, LessonIntent};
use crate::session::VisitStage;
use crate::text;
use crate::{browser, panel::rail::EMPTY};
use bilayer::base::Span;
use bilayer::scene::model::{Caption as Data, Text};
use std::sync::Arc;
use yew::prelude::*;

/// How long something rare is told before payments are again: three seconds at the usual speed.
const FRESH: Span = Span(25_000_000);

/// What the line says besides the news.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// What time slows down for.
    pub slowed_for: Option<Text>,
    /// What a visitor who touched nothing yet is told.
    pub visit: Option<VisitStage>,
    /// The lesson that comes next.
    pub lesson: Option<String>,
}

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The latest things worth telling, newest last.
    pub captions: Arc<Vec<Data>>,
    /// What else is said.
    pub told: Told,
}

/// Draws the line.
#[component]
pub fn Caption(props: &Props) -> Html {
    let page = use_page();
    let line = match (props.told.visit, lead(&props.captions)) {
        (Some(VisitStage::Welcome), _) | (None, None) => welcome(),
        (Some(VisitStage::WaysOn), _) => ways_on(&page, props.told.lesson.clone()),
        (_, None) => welcome(),
        (_, Some(caption)) => news(&page, caption),
    };
    let asks = props.told.visit == Some(VisitStage::WaysOn);
    html! {
        <div class="caption">
            { line }
            if let Some(reason) = props.told.slowed_for.as_ref().filter(|_| !asks) {
                <span class="slowed">{ text::say_with("caption.slowed", &[("reason", text::tell(reason, &page.names))]) }</span>
            }
        </div>
    }
}

/// The latest that is worth slowing down for, while it is fresh; else the latest.
fn lead(captions: &[Data]) -> Option<&Data> {
    let last = captions.last()?;
    let rare = captions.iter().rfind(|one| one.worth_slowing);
    let fresh = |one: &&Data| last.at.0.saturating_sub(one.at.0) < FRESH.0;
    rare.filter(fresh).or(Some(last))
}

fn welcome() -> Html {
    html! { <p class="welcome">{ text::say("caption.welcome") }</p> }
}

fn news(page: &Page, caption: &Data) -> Html {
    html! {
        <>
            <span class={classes!("lead", system_class(caption.system))}>{ glyph(caption.system) }</span>
            <p>{ text::tell(&caption.text, &page.names) }</p>
            if let Some(about) = caption.about.clone() {
                <button type="button" class="plain link" onclick={page.wish(Intent::Select(Some(about)))}>{ text::say("caption.show") }</button>
            }
        </>
    }
}

/// After the first minute: three ways on.
fn ways_on(page: &Page, lesson: Option<String>) -> Html {
    let lesson = lesson.map(|id| page.wish(Intent::Lesson(LessonIntent::Open(id))));
    let sandbox = page.wish(Intent::OpenScenario(EMPTY.to_owned()));
    let break_something = |event: MouseEvent| {
        event.stop_propagation();
        browser::lead_to(".palette.danger button", "[data-sheet=rail]");
    };
    html! {
        <>
            <p class="welcome">{ text::say("caption.ways-on") }</p>
            if let Some(open) = lesson { <button type="button" class="button small primary" onclick={open}>{ text::say("caption.first-lesson") }</button> }
            <button type="button" class="button small" onclick={sandbox}>{ text::say("caption.sandbox") }</button>
            <button type="button" class="button small" onclick={break_something}>{ text::say("caption.break") }</button>
        </>
    }
}
