//! The optimistic rollup's room: who orders, who checks, and the batches with their windows.

use super::batch::BatchCard;
use super::exits::Exits;
use super::room::Room;
use crate::context::use_page;
use crate::text;
use bilayer::scene::model::{Rollup, RollupSide, Selection, System};
use std::sync::Arc;
use yew::prelude::*;

/// How many batches fit.
const SHOWN: usize = 3;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All rollups.
    pub rollups: Arc<Vec<Rollup>>,
    /// Which of them.
    pub index: usize,
    /// The height of Layer 1 as the chosen node sees it.
    pub height: u64,
}

/// Draws the room.
#[component]
pub fn RollupRoom(props: &Props) -> Html {
    let page = use_page();
    let Some(rollup) = props.rollups.get(props.index) else {
        return Html::default();
    };
    let object = Selection::Rollup(rollup.id);
    let batches = rollup
        .batches
        .iter()
        .rev()
        .take(SHOWN)
        .collect::<Vec<_>>()
        .into_iter()
        .rev();
    let cards = batches.map(|batch| {
        let selected = page.is_selected(&Selection::Batch(rollup.id, batch.number));
        let dispute = rollup.dispute.clone().filter(|dispute| dispute.batch == batch.number);
        html! { <BatchCard key={batch.number} rollup={rollup.id} batch={batch.clone()} height={props.height} {selected} {dispute} /> }
    });
    let aside = html! {
        <button type="button" class={classes!("chip", page.is_selected(&object).then_some("selected"))}
            data-anchor={format!("rollup-{}", rollup.id)} aria-pressed={page.is_selected(&object).to_string()}
            onclick={page.select(object.clone())}>{ page.names.title(&object) }</button>
    };
    html! {
        <Room system={System::Rollup} name={text::say("room.rollup")} term="optimistic-rollup" foot={foot(rollup)} {aside}>
            <div class="rollup-sides">
                { side(&page, &rollup.sequencer, "sequencer") }
                { pending(rollup) }
                <span class="spacer"></span>
                { for rollup.verifiers.iter().map(|verifier| side(&page, verifier, "verifier")) }
            </div>
            <div class="rollup-body">
                <div class="batches">
                    { for cards }
                    if rollup.batches.is_empty() { <p class="quiet">{ text::say("rollup.no-batch") }</p> }
                </div>
                <Exits rollup={rollup.clone()} />
            </div>
        </Room>
    }
}

fn side(page: &crate::context::Page, side: &RollupSide, role: &'static str) -> Html {
    let object = Selection::Agent(side.who);
    let selected = page.is_selected(&object);
    let note = match (side.dishonest, side.away) {
        (true, _) => Some("side.lies"),
        (false, true) => Some("side.away"),
        _ => None,
    };
    html! {
        <button type="button" key={side.who.0} data-anchor={format!("actor-{}", side.who.0)} aria-pressed={selected.to_string()}
            class={classes!("rollup-side", role, selected.then_some("selected"), side.dishonest.then_some("lies"), side.away.then_some("away"))}
            onclick={page.select(object)}>
            <b>{ page.names.of(side.who) }</b>
            <span>{ text::say(note.unwrap_or(match role { "sequencer" => "role.sequencer", _ => "role.verifier" })) }</span>
        </button>
    }
}

/// Transfers that the sequencer took and that no batch holds: one small square each.
fn pending(rollup: &Rollup) -> Html {
    let squares = rollup.pending.iter().take(12).map(|transfer| {
        html! { <i key={transfer.id.to_string()} class={classes!("transfer", transfer.promised.then_some("promised"))}></i> }
    });
    html! {
        <span class="pending" title={text::say("rollup.pending.title")}>
            <span class="squares" aria-hidden="true">{ for squares }</span>
            <span>{ text::say_with("rollup.pending", &[("count", rollup.pending.len().to_string())]) }</span>
        </span>
    }
}

fn foot(rollup: &Rollup) -> String {
    text::say_with(
        "room.rollup.foot",
        &[
            ("transfers", text::count(rollup.transfers)),
            ("onchain", rollup.onchain.to_string()),
            ("window", rollup.window.to_string()),
        ],
    )
}
