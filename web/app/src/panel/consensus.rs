//! The consensus of the run: its answers to what users ask of any, and who takes part.

use crate::context::{Page, use_page};
use crate::icon::Icon;
use crate::inspect::Shown;
use crate::intent::{CompareIntent, Intent};
use crate::text;
use bilayer::scene::model::{Consensus as Data, Field, Member, Selection, Text};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The consensus.
    pub consensus: Arc<Data>,
}

/// Draws answers and members.
#[component]
pub fn Consensus(props: &Props) -> Html {
    let page = use_page();
    let data = &props.consensus;
    let answer = |field: &Field| {
        html! { <div><dt>{ text::tell(&field.name, &page.names) }</dt><dd><Shown value={field.value.clone()} /></dd></div> }
    };
    let heading = |name: &Text| html! { <th scope="col">{ text::tell(name, &page.names) }</th> };
    html! {
        <div class="ledger consensus" tabindex="0">
            <p class="panel-note"><b>{ text::tell(&data.family, &page.names) }</b>{ text::say("consensus.note") }</p>
            <p><button type="button" class="button small" onclick={page.wish(Intent::Compare(CompareIntent::Begin))}>{ text::say("compare.begin") }</button></p>
            <dl>{ for data.answers.iter().map(answer) }</dl>
            <table>
                <thead><tr><th scope="col">{ text::say_with("consensus.members", &[("count", data.count.to_string())]) }</th><th scope="col">{ text::say("consensus.share") }</th>{ for data.columns.iter().map(heading) }</tr></thead>
                <tbody>{ for data.members.iter().map(|one| row(one, &page)) }</tbody>
            </table>
        </div>
    }
}

fn row(member: &Member, page: &Page) -> Html {
    let plain = member
        .name
        .as_ref()
        .map(|name| text::tell(name, &page.names));
    let name = match member.node {
        None => html! { { plain.unwrap_or_default() } },
        Some(node) => html! {
            <button type="button" class="plain" onclick={page.wish(Intent::Select(Some(Selection::Node(node))))}>{ plain.unwrap_or_else(|| page.names.of(node)) }</button>
        },
    };
    let standing = member.standing.as_ref().map(|standing| html! {
        <span class={classes!("tag", member.alarm.then_some("alarm"))}>if member.alarm { { Icon::TriangleAlert.draw() } }{ text::tell(standing, &page.names) }</span>
    });
    let share = f64::from(member.share) / 10.0;
    html! {
        <tr>
            <th scope="row">{ name }{ " " }{ standing }</th>
            <td class="share"><i style={format!("width:{}%", text::fixed(share, 1))} aria-hidden="true"></i>{ text::per_mille(member.share) }</td>
            { for member.values.iter().map(|value| html! { <td><Shown value={value.clone()} /></td> }) }
        </tr>
    }
}
