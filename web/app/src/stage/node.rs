//! One node: a round button that can be selected and dragged.

use super::layout::Point;
use crate::context::use_page;
use crate::text;
use bilayer::scene::model::{ActorId, Node, NodeCondition, NodeRole, Selection};
use web_sys::Element;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The node.
    pub node: Node,
    /// Where it lies.
    pub place: Point,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether the tree shows its view.
    pub seen_as: bool,
    /// Whether no message from the chosen node reaches it.
    pub apart: bool,
    /// Called when the reader drags it.
    pub on_move: Callback<(ActorId, Point)>,
}

/// Draws a node.
#[component]
pub fn NodeDot(props: &Props) -> Html {
    let page = use_page();
    let node = &props.node;
    let grabbed = use_mut_ref(|| None::<(i32, i32)>);
    let down = {
        let grabbed = grabbed.clone();
        Callback::from(move |event: PointerEvent| {
            *grabbed.borrow_mut() = Some((event.client_x(), event.client_y()));
            if let Some(target) = event.target_dyn_into::<Element>() {
                let _ = target.set_pointer_capture(event.pointer_id());
            }
        })
    };
    let moving = {
        let (grabbed, on_move, who) = (grabbed.clone(), props.on_move.clone(), node.id);
        Callback::from(move |event: PointerEvent| {
            let Some(from) = *grabbed.borrow() else {
                return;
            };
            let far = (event.client_x() - from.0).abs() + (event.client_y() - from.1).abs() > 6;
            if let (true, Some(place)) = (far, place_in_network(&event)) {
                on_move.emit((who, place));
            }
        })
    };
    let up = Callback::from(move |_: PointerEvent| *grabbed.borrow_mut() = None);
    let style = format!(
        "left:{}%;top:{}%;--size:{}",
        text::fixed(props.place.0 * 100.0, 2),
        text::fixed(props.place.1 * 100.0, 2),
        text::fixed(size(node.share), 2)
    );
    let region = node.region.as_ref().map(|region| text::say(&region.key));
    let mut label = label(node, props.seen_as);
    if props.apart {
        label.push_str(" · ");
        label.push_str(&text::say("node.apart"));
    }
    html! {
        <button type="button" class={looks(props)} {style} title={label.clone()} aria-label={label}
            aria-pressed={props.selected.to_string()} data-anchor={format!("actor-{}", node.id.0)}
            onclick={page.select(Selection::Node(node.id))}
            onpointerdown={down} onpointermove={moving} onpointerup={up.clone()} onpointercancel={up}>
            <span class="name">{ &node.name }if let Some(region) = region { <small>{ region }</small> }</span>
            if node.share > 0 { <span class="pick" aria-hidden="true"></span> }
        </button>
    }
}

fn looks(props: &Props) -> Classes {
    classes!(
        "node",
        condition_class(props.node.condition),
        props.node.disagrees.then_some("disagrees"),
        (props.node.share > 0).then_some("miner"),
        props.selected.then_some("selected"),
        props.seen_as.then_some("seen-as"),
        props.apart.then_some("apart"),
        props
            .node
            .roles
            .contains(&NodeRole::Rogue)
            .then_some("rogue"),
    )
}

/// How large a node is drawn: its area grows with its share.
fn size(share: u32) -> f64 {
    (1.0 + 2.0 * f64::from(share.min(1_000)) / 1_000.0).sqrt()
}

const fn condition_class(condition: NodeCondition) -> Option<&'static str> {
    match condition {
        NodeCondition::Up => None,
        NodeCondition::Syncing => Some("syncing"),
        NodeCondition::CutOff => Some("cut-off"),
        NodeCondition::Down => Some("down"),
    }
}

/// Where the pointer is in the network. The event's current target is the page's root.
fn place_in_network(event: &PointerEvent) -> Option<Point> {
    let target = event.target_dyn_into::<Element>()?;
    let area = target.closest(".network").ok()??.get_bounding_client_rect();
    let x = (f64::from(event.client_x()) - area.left()) / area.width();
    let y = (f64::from(event.client_y()) - area.top()) / area.height();
    Some((x.clamp(0.04, 0.96), y.clamp(0.05, 0.95)))
}

/// The node in words: name, roles, head, mempool, condition.
pub fn label(node: &Node, seen_as: bool) -> String {
    let mut parts = vec![node.name.clone()];
    if !node.roles.iter().any(|role| has_a_say(*role)) {
        parts.push(text::say("role.full-node"));
    }
    parts.extend(node.roles.iter().map(|role| text::say(role_key(*role))));
    parts.extend(node.region.iter().map(|region| text::say(&region.key)));
    parts.push(text::say_with(
        "stage.node.head",
        &[("height", node.head_height.to_string())],
    ));
    parts.push(text::say_with(
        "stage.node.mempool",
        &[("count", node.mempool.to_string())],
    ));
    if let Some(class) = condition_class(node.condition) {
        parts.push(text::say(&format!("node.{class}")));
    }
    if node.disagrees {
        parts.push(text::say("node.disagrees"));
    }
    if seen_as {
        parts.push(text::say("node.seen-as"));
    }
    parts.join(" · ")
}

/// Whether it may write blocks, beside checking them.
const fn has_a_say(role: NodeRole) -> bool {
    matches!(
        role,
        NodeRole::Miner | NodeRole::Producer | NodeRole::Validator
    )
}

const fn role_key(role: NodeRole) -> &'static str {
    match role {
        NodeRole::Miner => "role.miner",
        NodeRole::Producer => "role.producer",
        NodeRole::Validator => "role.validator",
        NodeRole::Rogue => "role.rogue",
        NodeRole::Gateway => "role.gateway",
        NodeRole::Layer2Client => "role.layer2-client",
    }
}
