//! The inspector: every field, the real bytes, hash, signature, Merkle path, way, tampering.

mod bytes;
mod choice;
mod hash;
mod merkle;
mod tamper;
mod value;
mod way;

pub use value::Shown;

use crate::context::{Page, system_class, system_key, use_page};
use crate::icon::Icon;
use crate::intent::Intent;
use crate::panel::header::Dialog;
use crate::panel::legend::{Legend, references};
use crate::panel::prose::Prose;
use crate::stage::{fitting, listed, look_through};
use crate::text;
use bilayer::base::ActorId;
use bilayer::scene::model::{Field, Inspection, Offer, Section, Selection};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The inspection of the selection.
    pub inspection: Arc<Option<Inspection>>,
    /// All offers, for the acts on the selection.
    pub offers: Arc<Vec<Offer>>,
    /// The node whose view is shown.
    pub seen_as: ActorId,
    /// Opens a dialog.
    pub open: Callback<Dialog>,
}

/// Draws the inspector's content.
#[component]
pub fn Inspector(props: &Props) -> Html {
    let page = use_page();
    let Some(found) = props.inspection.as_ref() else {
        return html! { <Legend open={props.open.clone()} /> };
    };
    let acts = fitting(&props.offers, Some(&found.subject));
    let look = look_through(&page, &found.subject, props.seen_as);
    let state = found
        .state
        .as_ref()
        .map(|state| text::tell(state, &page.names));
    html! {
        <div class={classes!("inspector", system_class(found.system))}>
            <h2>{ text::say("inspector.title") }</h2>
            <header>
                <span class="tag">{ text::say(system_key(found.system)) }</span>
                <h3>{ text::tell(&found.title, &page.names) }</h3>
                if let Some(state) = state { <span class={classes!("tag", "state", found.alarm.then_some("alarm"))}>{ state }</span> }
            </header>
            if let Some(why) = &found.why { <p class={classes!("why", found.alarm.then_some("alarm"))}><Prose words={text::tell(why, &page.names)} /></p> }
            if !acts.is_empty() || look.is_some() {
                <div class="inspector-acts">{ look }{ listed(&acts) }</div>
            }
            { for in_order(&found.sections).map(|one| section(one, found, &page)) }
            if !found.related.is_empty() { { list(&text::say("inspector.related"), &found.related, &page) } }
            <footer class="row">
                if !found.json.is_empty() { <Copy what={found.json.clone()} name={text::say("inspector.copy-json")} /> }
                { references(&props.open) }
            </footer>
        </div>
    }
}

/// The sections, what tampering showed right under the bytes.
fn in_order(sections: &[Section]) -> impl Iterator<Item = &Section> {
    let shown = sections
        .iter()
        .filter(|one| matches!(one, Section::Tampering(_)));
    let (before, after) = sections.split_at(
        sections
            .iter()
            .position(|one| matches!(one, Section::Bytes(_)))
            .map_or(0, |at| at + 1),
    );
    let rest = |one: &&Section| !matches!(one, Section::Tampering(_));
    before
        .iter()
        .filter(rest)
        .chain(shown)
        .chain(after.iter().filter(rest))
}

fn section(section: &Section, found: &Inspection, page: &Page) -> Html {
    match section {
        Section::Fields(all) => fields(all, page),
        Section::Bytes(data) => {
            html! { <bytes::BytesView data={data.clone()} subject={found.subject.clone()} changed={changed(found)} /> }
        }
        Section::Hash(data) => hash::view(data, page),
        Section::Signature(data) => hash::signature(data, page),
        Section::Merkle(data) => merkle::view(data, page),
        Section::Choice(data) => choice::view(data, page),
        Section::Way(data) => way::view(data, page),
        Section::Tampering(data) => tamper::view(data, page),
        Section::List(name, all) => list(&text::tell(name, &page.names), all, page),
    }
}

/// The byte that was tampered with, if one was.
fn changed(found: &Inspection) -> Option<(u32, u8)> {
    found.sections.iter().find_map(|section| match section {
        Section::Tampering(data) => Some((data.offset, data.after)),
        _ => None,
    })
}

/// Fields as names and values.
pub fn fields(all: &[Field], page: &Page) -> Html {
    let row = |field: &Field| {
        let verdict = field
            .verdict
            .map(|holds| if holds { "good" } else { "bad" });
        html! {
            <>
                <dt><Prose words={text::tell(&field.name, &page.names)} /></dt>
                <dd class={classes!(verdict)}>
                    <Shown value={field.value.clone()} />
                    { tick(field.verdict) }
                    if let Some(real) = &field.real { <small>{ text::say_with("inspector.real", &[("real", text::word(real, &page.names))]) }</small> }
                </dd>
            </>
        }
    };
    html! { <dl class="fields">{ for all.iter().map(row) }</dl> }
}

/// A green tick only for what was verified, a red cross for what is false, each with its word.
pub fn tick(verdict: Option<bool>) -> Html {
    match verdict {
        None => Html::default(),
        Some(true) => {
            html! { <span class="mark good" title={text::say("verdict.holds")}>{ Icon::Check.draw() }<span class="hidden">{ text::say("verdict.holds") }</span></span> }
        }
        Some(false) => {
            html! { <span class="mark bad" title={text::say("verdict.fails")}>{ Icon::X.draw() }<span class="hidden">{ text::say("verdict.fails") }</span></span> }
        }
    }
}

fn list(name: &str, all: &[Selection], page: &Page) -> Html {
    let item = |object: &Selection| {
        html! {
            <li><button type="button" class="plain link" onclick={page.wish(Intent::Select(Some(object.clone())))}>{ page.names.title(object) }</button></li>
        }
    };
    html! { <section class="block-section"><h4>{ name }</h4><ul class="objects">{ for all.iter().map(item) }</ul></section> }
}

/// What is drawn of a copy button.
#[derive(Properties, PartialEq)]
pub struct CopyProps {
    /// What is copied.
    pub what: String,
    /// The button's words.
    pub name: String,
}

/// A button that copies a text and says that it did.
#[component]
pub fn Copy(props: &CopyProps) -> Html {
    let done = use_state(|| false);
    let press = {
        let (what, done) = (props.what.clone(), done.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            done.set(copy(&what));
        })
    };
    let words = if *done {
        text::say("ui.copied")
    } else {
        props.name.clone()
    };
    html! { <button type="button" class="button small" onclick={press}>{ if *done { Icon::Check.draw() } else { Icon::Copy.draw() } }{ words }</button> }
}

/// Puts a text on the clipboard where the page may.
pub fn copy(what: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    if !window.is_secure_context() {
        return false;
    }
    let _ = window.navigator().clipboard().write_text(what);
    true
}
