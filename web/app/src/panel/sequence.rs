//! Who said what to whom: a lifeline for each participant, an arrow for each message.

use crate::context::{Page, system_class, use_page};
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{Arrow, Lifeline, Selection, Sequence as Data};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The flow.
    pub sequence: Arc<Data>,
}

/// Pixels of the drawing's own space.
const COLUMN: f64 = 150.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 44.0;
const ROW: f64 = 30.0;

/// Draws the flow.
#[component]
pub fn Sequence(props: &Props) -> Html {
    let page = use_page();
    let data = &props.sequence;
    if data.arrows.is_empty() {
        return html! { <p class="quiet">{ text::say("sequence.empty") }</p> };
    }
    let wide = LEFT + COLUMN * data.lifelines.len() as f64 + 20.0;
    let high = TOP + ROW * data.arrows.len() as f64 + 16.0;
    let title = data
        .about
        .as_ref()
        .map(|about| page.names.title(about))
        .unwrap_or_default();
    let count = text::say_with(
        "sequence.title",
        &[
            ("flow", title),
            ("shown", data.arrows.len().to_string()),
            ("of", data.of.to_string()),
        ],
    );
    html! {
        <div class="sequence" tabindex="0">
            <p class="panel-note">{ count }</p>
            <svg viewBox={format!("0 0 {} {}", text::whole(wide), text::whole(high))} style={format!("width:{}rem", text::fixed(wide / 13.0, 1))} role="group" aria-label={text::say("sequence.drawing")}>
                { for data.lifelines.iter().enumerate().map(|(index, one)| lifeline(index, one, high, &page)) }
                { for data.arrows.iter().enumerate().map(|(row, arrow)| message(row, arrow, data, &page)) }
            </svg>
        </div>
    }
}

fn column(index: u32) -> f64 {
    LEFT + COLUMN * (f64::from(index) + 0.5)
}

fn lifeline(index: usize, lifeline: &Lifeline, high: f64, page: &Page) -> Html {
    let x = column(index as u32);
    let (name, below, object) = match lifeline {
        Lifeline::Agent(who) => (page.names.of(*who), false, Selection::Agent(*who)),
        Lifeline::Node(who) => (page.names.of(*who), true, Selection::Node(*who)),
        Lifeline::Contract(address, name) => (
            text::tell(name, &page.names),
            true,
            Selection::Contract(*address),
        ),
    };
    html! {
        <g class={classes!("lifeline", below.then_some("below"))} onclick={page.select(object)}>
            if below { <rect class="band" x={(x - COLUMN / 2.0).to_string()} y="34" width={COLUMN.to_string()} height={text::whole(high - 38.0).to_string()} /> }
            <rect class="head-box" x={(x - 60.0).to_string()} y="4" width="120" height="24" rx="7" />
            <text x={x.to_string()} y="20" text-anchor="middle">{ name }</text>
            <path d={format!("M{x} 28V{}", text::whole(high))} />
        </g>
    }
}

fn message(row: usize, arrow: &Arrow, data: &Data, page: &Page) -> Html {
    let y = TOP + ROW * (row as f64 + 0.7);
    let class = classes!(
        "message",
        system_class(arrow.system),
        arrow.alarm.then_some("alarm"),
        arrow.arrival.is_none().then_some("on-way")
    );
    let words = text::tell(&arrow.text, &page.names);
    let onclick = page.wish(Intent::SeekPlace(arrow.place));
    let label = format!("{} {words}", text::short_clock(arrow.departure));
    let key = on_enter(page, arrow.place);
    let drawing = if arrow.from == arrow.to {
        note(
            column(arrow.from),
            y,
            &words,
            arrow.from as usize + 1 >= data.lifelines.len(),
        )
    } else {
        straight(column(arrow.from), column(arrow.to), y, &words)
    };
    html! {
        <g {class} {onclick} role="button" tabindex="0" aria-label={label} onkeydown={key}>
            <text class="time" x="4" y={text::whole(y + 4.0).to_string()}>{ text::short_clock(arrow.departure) }</text>
            { drawing }
        </g>
    }
}

/// Enter and Space do what a press does.
fn on_enter(page: &Page, place: u64) -> Callback<KeyboardEvent> {
    let intents = page.intents.clone();
    Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            intents.emit(Intent::SeekPlace(place));
        }
    })
}

fn straight(from: f64, to: f64, y: f64, words: &str) -> Html {
    let way = if to > from { 1.0 } else { -1.0 };
    let tip = to - 7.0 * way;
    html! {
        <>
            <path d={format!("M{from} {y}H{tip}")} />
            <path class="tip-mark" d={format!("M{tip} {}L{to} {y}L{tip} {}z", y - 4.5, y + 4.5)} />
            <text x={((from + to) / 2.0).to_string()} y={(y - 6.0).to_string()} text-anchor="middle">{ words }</text>
        </>
    }
}

fn note(x: f64, y: f64, words: &str, last: bool) -> Html {
    let way = if last { -1.0 } else { 1.0 };
    let anchor = if last { "end" } else { "start" };
    html! {
        <>
            <path d={format!("M{x} {}h{}v12h{}", y - 8.0, 18.0 * way, -18.0 * way)} />
            <text x={(x + 24.0 * way).to_string()} y={(y + 2.0).to_string()} text-anchor={anchor}>{ words }</text>
        </>
    }
}
