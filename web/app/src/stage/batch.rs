//! One batch: its bytes, its phase, and a ring that closes with the challenge window.

use crate::context::use_page;
use crate::text;
use bilayer::scene::model::{Batch, BatchPhase, Dispute, DisputePhase, Selection};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rollup's number.
    pub rollup: u32,
    /// The batch.
    pub batch: Batch,
    /// The height of Layer 1 as the chosen node sees it.
    pub height: u64,
    /// Whether it is selected.
    pub selected: bool,
    /// The dispute about it, if there is one.
    pub dispute: Option<Dispute>,
}

/// Circumference of the ring with radius 9.
const ROUND: f64 = 56.55;

/// Draws a batch.
#[component]
pub fn BatchCard(props: &Props) -> Html {
    let page = use_page();
    let batch = &props.batch;
    let object = Selection::Batch(props.rollup, batch.number);
    let facts = text::say_with(
        "batch.facts",
        &[
            ("transfers", batch.transfers.to_string()),
            ("bytes", text::count(batch.bytes)),
        ],
    );
    html! {
        <button type="button" data-anchor={format!("batch-{}-{}", props.rollup, batch.number)}
            class={classes!("batch", class(&batch.phase), props.selected.then_some("selected"))}
            aria-pressed={props.selected.to_string()} onclick={page.select(object)}>
            <span class="words">
                <b>{ text::say_with("batch.name", &[("number", batch.number.to_string())]) }<i>{ words(batch, props.height) }</i></b>
                <span>{ facts }</span>
                if let Some(dispute) = &props.dispute { <span class="dispute">{ dispute_words(dispute) }</span> }
            </span>
            { ring(share(&batch.phase, props.height)) }
        </button>
    }
}

const fn class(phase: &BatchPhase) -> &'static str {
    match phase {
        BatchPhase::Submitted => "submitted",
        BatchPhase::Published => "published",
        BatchPhase::Window { .. } => "window",
        BatchPhase::Disputed { .. } => "disputed",
        BatchPhase::Final => "final",
        BatchPhase::ClaimDeleted => "deleted",
        BatchPhase::Reorged => "reorged",
    }
}

/// The phase in words, with what is left of the window.
pub fn words(batch: &Batch, height: u64) -> String {
    match &batch.phase {
        BatchPhase::Window { deadline, .. } => {
            let left = deadline.saturating_sub(height);
            text::say_with("batch.window", &[("left", left.to_string())])
        }
        phase => text::say(&format!("batch.{}", class(phase))),
    }
}

/// The dispute in words: which step, and how it stands.
pub fn dispute_words(dispute: &Dispute) -> String {
    let key = match dispute.phase {
        DisputePhase::Found => "dispute.found",
        DisputePhase::Submitted => "dispute.submitted",
        DisputePhase::Won => "dispute.won",
        DisputePhase::Refused => "dispute.refused",
        DisputePhase::TooLate => "dispute.too-late",
    };
    text::say_with(
        key,
        &[
            ("step", dispute.step.to_string()),
            ("steps", dispute.steps.to_string()),
        ],
    )
}

/// How much of the window has passed, from 0 to 1.
fn share(phase: &BatchPhase, height: u64) -> f64 {
    match phase {
        BatchPhase::Window { opened, deadline } => {
            let all = deadline.saturating_sub(*opened).max(1) as f64;
            (height.saturating_sub(*opened) as f64 / all).clamp(0.0, 1.0)
        }
        BatchPhase::Final => 1.0,
        BatchPhase::Disputed { .. } | BatchPhase::ClaimDeleted => 0.35,
        _ => 0.0,
    }
}

fn ring(share: f64) -> Html {
    html! {
        <svg class="ring" viewBox="0 0 24 24" aria-hidden="true">
            <circle class="track" cx="12" cy="12" r="9" />
            <circle class="done" cx="12" cy="12" r="9" transform="rotate(-90 12 12)"
                stroke-dasharray={format!("{} {ROUND}", text::fixed(share * ROUND, 1))} />
        </svg>
    }
}
