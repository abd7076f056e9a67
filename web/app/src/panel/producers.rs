//! Who is voted for, who produces and who missed, and how far blocks are irreversible.

use crate::context::{Page, use_page};
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{ProducerRow, Producers as Model, ScheduleChange, Selection};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The panel's content; none where nobody votes for producers.
    pub producers: Arc<Option<Model>>,
}

/// Draws bar and table.
#[component]
pub fn Producers(props: &Props) -> Html {
    let page = use_page();
    let Some(model) = (*props.producers).as_ref() else {
        return html! { <p class="panel-note">{ text::say("producers.none") }</p> };
    };
    let heading = |key: &'static str| html! { <th scope="col">{ text::say(key) }</th> };
    let headings = [
        "producers.account",
        "producers.standing",
        "producers.votes",
        "producers.produced",
        "producers.missed",
        "producers.unpaid",
    ];
    html! {
        <div class="ledger producers" tabindex="0">
            { bar(model, &page) }
            if let Some(change) = &model.change { <p class="panel-note">{ on_its_way(change) }</p> }
            <table>
                <thead><tr>{ for headings.into_iter().map(heading) }</tr></thead>
                <tbody>{ for model.rows.iter().map(|one| row(one, &page)) }</tbody>
            </table>
            <p class="quiet">{ text::say("producers.about") }</p>
        </div>
    }
}

/// From the last irreversible block over the proposed one to the head.
fn bar(model: &Model, page: &Page) -> Html {
    let gaps = [
        ("irreversible", model.irreversible.to_string()),
        ("proposed", model.proposed.to_string()),
        ("head", model.head.to_string()),
        (
            "lag",
            (model.head - model.irreversible.min(model.head)).to_string(),
        ),
        ("threshold", model.threshold.to_string()),
    ];
    let block = Selection::Block(model.irreversible_block);
    html! {
        <p class="panel-note">
            <button type="button" class="plain" onclick={page.wish(Intent::Select(Some(block)))}>
                { text::say_with("producers.irreversible", &gaps) }
            </button>
            <span>{ text::say_with("producers.way", &gaps) }</span>
        </p>
    }
}

fn on_its_way(change: &ScheduleChange) -> String {
    let key = if change.pending {
        "producers.pending"
    } else {
        "producers.proposed"
    };
    let gaps = [
        ("joins", change.joins.join(", ")),
        ("leaves", change.leaves.join(", ")),
        ("height", change.waits_for.to_string()),
    ];
    text::say_with(key, &gaps)
}

fn row(row: &ProducerRow, page: &Page) -> Html {
    let standing = match (row.scheduled, row.active) {
        _ if row.twice => "producers.twice",
        (true, _) if row.turn => "producers.turn",
        (true, _) => "producers.scheduled",
        (false, true) => "producers.standby",
        (false, false) => "producers.retired",
    };
    let name = match row.node {
        Some(node) => html! {
            <button type="button" class="plain" onclick={page.wish(Intent::Select(Some(Selection::Node(node))))}>{ &row.account }</button>
        },
        None => html! { { &row.account } },
    };
    html! {
        <tr class={classes!((!row.scheduled).then_some("aside"))}>
            <th scope="row">{ name }</th>
            <td>{ text::say(standing) }</td>
            <td>{ text::per_mille(row.votes_per_mille) }</td>
            <td>{ row.produced }</td>
            <td>{ row.missed }</td>
            <td>{ row.unpaid }</td>
        </tr>
    }
}
