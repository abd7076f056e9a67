//! The same setup under each family of consensus, side by side: one table of what was measured.

use super::dialog::Frame;
use crate::context::{Page, use_page};
use crate::inspect::Shown;
use crate::intent::{CompareIntent, Intent};
use crate::text;
use crate::view::CompareView;
use bilayer::scene::model::{
    ComparedFamily, ComparedQuestion, ComparedRow, Comparison, Text, Value,
};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The comparison.
    pub compare: CompareView,
}

/// Draws the dialog.
#[component]
pub fn Compare(props: &Props) -> Html {
    let page = use_page();
    let close = page
        .intents
        .reform(|()| Intent::Compare(CompareIntent::Close));
    let content = match &props.compare {
        CompareView::Running(done) => running(*done, &page),
        CompareView::Done(comparison) => table(comparison, &page),
    };
    html! { <Frame title={text::say("compare.title")} {close}>{ content }</Frame> }
}

fn running(done: Option<u32>, page: &Page) -> Html {
    let cancel = page.wish(Intent::Compare(CompareIntent::Close));
    html! {
        <div class="compared">
            <p>{ text::say("compare.running") }</p>
            if let Some(done) = done {
                <progress max="1000" value={done.to_string()} aria-label={text::say("compare.running")}></progress>
                <button type="button" class="button small" onclick={cancel}>{ text::say("ui.cancel") }</button>
            }
        </div>
    }
}

fn table(comparison: &Comparison, page: &Page) -> Html {
    let about = text::say_with("compare.about", &[("span", text::span(comparison.span))]);
    let families = &comparison.families;
    html! {
        <>
            <p class="quiet">{ about }</p>
            <table class="compared">
                <thead><tr><td></td>{ for families.iter().map(|one| heading(one, page)) }</tr></thead>
                <tbody>
                    <tr><th scope="row">{ text::say("compare.read") }</th>{ for families.iter().map(|one| reading(one, page)) }</tr>
                </tbody>
                { for comparison.questions.iter().map(|one| question(one, page)) }
            </table>
        </>
    }
}

/// A family's name, and the way to see its world.
fn heading(family: &ComparedFamily, page: &Page) -> Html {
    let name = text::tell(&family.name, &page.names);
    let label = text::say_with("compare.open-it", &[("family", name.clone())]);
    let open = page.wish(Intent::Compare(CompareIntent::Open(family.id.clone())));
    let can_be_opened = !family.own && family.refused.is_none();
    html! {
        <th scope="col">
            { name }
            if family.own { <span class="tag">{ text::say("compare.own") }</span> }
            if can_be_opened { <button type="button" class="button small" aria-label={label} onclick={open}>{ text::say("compare.open") }</button> }
        </th>
    }
}

/// How the setup was read there, or why no such world begins.
fn reading(family: &ComparedFamily, page: &Page) -> Html {
    let line = |told: &Text| html! { <p>{ text::tell(told, &page.names) }</p> };
    html! {
        <td>
            if family.own { <p>{ text::say("compare.as-it-is") }</p> }
            { for family.changes.iter().map(line) }
            if let Some(refused) = &family.refused { <p class="refusal">{ text::say("compare.not-there") }{ " " }{ text::tell(refused, &page.names) }</p> }
        </td>
    }
}

fn question(question: &ComparedQuestion, page: &Page) -> Html {
    let columns = question.rows.first().map_or(0, |row| row.values.len()) + 1;
    let known = question
        .rows
        .iter()
        .filter(|row| row.values.iter().any(Option::is_some));
    html! {
        <tbody>
            <tr><th scope="colgroup" colspan={columns.to_string()}>{ text::tell(&question.question, &page.names) }</th></tr>
            { for known.map(|row| fact(row, page)) }
        </tbody>
    }
}

fn fact(row: &ComparedRow, page: &Page) -> Html {
    let cell = |value: &Option<Value>| match value {
        Some(value) => html! { <td><Shown value={value.clone()} /></td> },
        None => html! { <td class="quiet">{ text::say("compare.none") }</td> },
    };
    html! { <tr><th scope="row">{ text::tell(&row.name, &page.names) }</th>{ for row.values.iter().map(cell) }</tr> }
}
