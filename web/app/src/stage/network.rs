//! The peer-to-peer network: nodes as buttons over links as lines.

use super::layout::{Point, places};
use super::link::LinkLine;
use super::node::NodeDot;
use crate::context::use_page;
use crate::text;
use bilayer::base::order;
use bilayer::scene::model::{ActorId, Network as Data, Selection};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use yew::prelude::*;

/// Above this many nodes, names give way to dots.
const NAMED: usize = 28;
/// Above this many, names do where the stage is narrow.
const NAMED_IF_NARROW: usize = 10;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The network.
    pub network: Arc<Data>,
}

/// Draws the network.
#[component]
pub fn Network(props: &Props) -> Html {
    let page = use_page();
    let moved = use_state(BTreeMap::<ActorId, Point>::new);
    let slots = props
        .network
        .nodes
        .iter()
        .map(|node| node.slot as usize + 1);
    let places = use_memo(slots.max().unwrap_or(0), |most| places(*most));
    let at = positions(&props.network, &places, &moved);
    let on_move = {
        let moved = moved.clone();
        Callback::from(move |(who, place): (ActorId, Point)| {
            let mut all = (*moved).clone();
            all.insert(who, place);
            moved.set(all);
        })
    };
    let reached = reached(&props.network);
    let crowd = match props.network.nodes.len() {
        many if many > NAMED => Some("crowded"),
        many if many > NAMED_IF_NARROW => Some("many"),
        _ => None,
    };
    let links = props.network.links.iter().filter_map(|link| {
        let (a, b) = (*at.get(&link.a)?, *at.get(&link.b)?);
        let selected = page.is_selected(&Selection::Link(link.a, link.b));
        Some(html! { <LinkLine key={format!("{}-{}", link.a.0, link.b.0)} link={link.clone()} {a} {b} {selected} /> })
    });
    let nodes = props.network.nodes.iter().filter_map(|node| {
        let place = *at.get(&node.id)?;
        let selected = page.is_selected(&Selection::Node(node.id));
        let seen_as = props.network.seen_as == node.id;
        let apart = !reached.contains(&node.id);
        Some(html! {
            <NodeDot key={node.id.0} node={node.clone()} {place} {selected} {seen_as} {apart} on_move={on_move.clone()} />
        })
    });
    html! {
        <div class={classes!("network", crowd)} role="group" aria-label={text::say("stage.network")}>
            <svg class="links" viewBox="0 0 100 100" preserveAspectRatio="none">{ for links }</svg>
            { for nodes }
        </div>
    }
}

/// The nodes that a message from the chosen node can reach.
fn reached(network: &Data) -> BTreeSet<ActorId> {
    let mut reached = BTreeSet::from([network.seen_as]);
    loop {
        let before = reached.len();
        for link in network.links.iter().filter(|link| link.up) {
            for (one, other) in [(link.a, link.b), (link.b, link.a)] {
                if reached.contains(&one) {
                    reached.insert(other);
                }
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

fn positions(
    network: &Data,
    places: &[Point],
    moved: &BTreeMap<ActorId, Point>,
) -> BTreeMap<ActorId, Point> {
    let place = |slot: u32| places.get(slot as usize).copied().unwrap_or((0.5, 0.5));
    let nodes = network.nodes.iter();
    order::gather(nodes.map(|node| {
        let moved = moved.get(&node.id).copied();
        (node.id, moved.unwrap_or_else(|| place(node.slot)))
    }))
}
