//! Lessons, worlds that ship, and a file of one's own.

use crate::context::use_page;
use crate::icon::Icon;
use crate::intent::{Intent, LessonIntent};
use crate::text;
use crate::view::{LessonEntry, View};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The state of the view.
    pub view: Rc<View>,
    /// Called once something was opened.
    pub close: Callback<()>,
}

/// Draws the library.
#[component]
pub fn Library(props: &Props) -> Html {
    let page = use_page();
    let open = |intent: Intent| {
        let (intents, close) = (page.intents.clone(), props.close.clone());
        Callback::from(move |_: MouseEvent| {
            intents.emit(intent.clone());
            close.emit(());
        })
    };
    let lesson = |entry: &LessonEntry| {
        let state = entry.done.map(|(done, all)| {
            text::say_with(
                "library.done",
                &[("done", done.to_string()), ("all", all.to_string())],
            )
        });
        html! {
            <li><button type="button" class="tile" onclick={open(Intent::Lesson(LessonIntent::Open(entry.id.clone())))}>
                { Icon::BookOpen.draw() }
                <span><b>{ &entry.title }</b><span>{ &entry.about }</span></span>
                <em>{ state.unwrap_or_else(|| text::say_with("library.minutes", &[("minutes", entry.minutes.to_string())])) }</em>
            </button></li>
        }
    };
    let world = |(name, title): &(String, String)| {
        html! {
            <li><button type="button" class="tile" onclick={open(Intent::OpenScenario(name.clone()))}>{ Icon::Box.draw() }<span><b>{ title }</b></span></button></li>
        }
    };
    html! {
        <div class="library">
            if !props.view.lessons.is_empty() {
                <h3>{ text::say("library.lessons") }</h3><ul class="tiles">{ for props.view.lessons.iter().map(lesson) }</ul>
            }
            if !props.view.scenarios.is_empty() {
                <h3>{ text::say("library.worlds") }</h3><ul class="tiles">{ for props.view.scenarios.iter().map(world) }</ul>
            }
            <h3>{ text::say("library.file") }</h3>
            <label class="tile file"><input type="file" accept=".json,.bilayer,application/json" onchange={read(page.intents.clone(), props.close.clone())} />{ Icon::FolderOpen.draw() }<span><b>{ text::say("library.open-file") }</b><span>{ text::say("library.open-file.is") }</span></span></label>
        </div>
    }
}

/// Reads the chosen file and wishes to open what is in it.
fn read(intents: Callback<Intent>, close: Callback<()>) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(file) = input
            .and_then(|input| input.files())
            .and_then(|files| files.get(0))
        else {
            return;
        };
        let (intents, close) = (intents.clone(), close.clone());
        yew::platform::spawn_local(async move {
            let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
            if let Some(text) = text.ok().and_then(|text| text.as_string()) {
                intents.emit(Intent::OpenText(text));
                close.emit(());
            }
        });
    })
}
