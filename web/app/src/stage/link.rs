//! One link: a thin line with a wide invisible one to hit.

use super::layout::Point;
use crate::context::use_page;
use crate::intent::Intent;
use crate::text;
use bilayer::scene::model::{Link, Selection, Value};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The link.
    pub link: Link,
    /// Where its first end lies.
    pub a: Point,
    /// Where its second end lies.
    pub b: Point,
    /// Whether it is selected.
    pub selected: bool,
}

/// Draws a link.
#[component]
pub fn LinkLine(props: &Props) -> Html {
    let page = use_page();
    let object = Selection::Link(props.link.a, props.link.b);
    let label = text::say_with(
        "stage.link",
        &[
            ("ends", page.names.title(&object)),
            (
                "latency",
                text::word(&Value::Span(props.link.latency), &page.names),
            ),
            (
                "state",
                text::say(if props.link.up { "link.up" } else { "link.cut" }),
            ),
        ],
    );
    let on_key = {
        let (page, object) = (page.clone(), object.clone());
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                page.intents.emit(Intent::Select(Some(object.clone())));
            }
        })
    };
    let along = |part: f64| {
        let between = |a: f64, b: f64| percent(a + (b - a) * part);
        (between(props.a.0, props.b.0), between(props.a.1, props.b.1))
    };
    let line = |class: &'static str, from: f64, to: f64| {
        let ((x1, y1), (x2, y2)) = (along(from), along(to));
        html! { <line {class} {x1} {y1} {x2} {y2} /> }
    };
    let state = (!props.link.up).then_some("cut");
    html! {
        <g class={classes!("link", state, props.selected.then_some("selected"))} role="button" tabindex="0"
            aria-label={label.clone()} aria-pressed={props.selected.to_string()}
            data-anchor={format!("link-{}-{}", props.link.a.0, props.link.b.0)}
            onclick={page.select(object)} onkeydown={on_key}>
            <title>{ label }</title>
            { line("hit", 0.0, 1.0) }
            if props.link.up { { line("wire", 0.0, 1.0) } } else { { line("wire", 0.0, 0.4) }{ line("wire", 1.0, 0.6) } }
        </g>
    }
}

fn percent(share: f64) -> String {
    text::fixed(share * 100.0, 2).to_string()
}
