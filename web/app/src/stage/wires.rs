//! The ties across the border: room to contract, and contract to the block that carries a message.

use super::anchor::{Area, find};
use crate::browser::next_frame;
use crate::context::system_class;
use crate::text;
use bilayer::scene::model::{BlockTree, Border, Contract, Crossing};
use std::sync::Arc;
use web_sys::Element;
use yew::prelude::*;

/// How many messages are tied to their blocks at once.
const TIED: usize = 3;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The stage.
    pub stage: NodeRef,
    /// The border.
    pub border: Arc<Border>,
    /// The tree, whose blocks are tied to.
    pub tree: Arc<BlockTree>,
    /// Changes when the stage was laid out anew.
    pub layout: u32,
}

#[derive(Debug, Clone, PartialEq)]
struct Wire {
    class: Classes,
    path: String,
}

/// Draws the ties, once the figures lie where they lie.
#[component]
pub fn Wires(props: &Props) -> Html {
    let wires = use_state_eq(Vec::new);
    {
        let (wires, stage, tree) = (wires.clone(), props.stage.clone(), props.tree.clone());
        use_effect_with(
            (props.border.clone(), props.tree.head, props.layout),
            move |(border, _, _)| {
                let border = border.clone();
                next_frame(move || {
                    if let Some(stage) = stage.cast::<Element>() {
                        wires.set(measure(&stage, &border, &tree));
                    }
                });
            },
        );
    }
    let line = |wire: &Wire| html! { <path class={wire.class.clone()} d={wire.path.clone()} /> };
    html! {
        <svg class="wires" aria-hidden="true" focusable="false">
            <defs>
                <marker id="wire-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                    <path d="M0 0L8 4L0 8z" fill="context-stroke" />
                </marker>
            </defs>
            { for wires.iter().map(line) }
        </svg>
    }
}

fn measure(stage: &Element, border: &Border, tree: &BlockTree) -> Vec<Wire> {
    let ties = border
        .contracts
        .iter()
        .filter_map(|contract| room_tie(stage, contract));
    let lowest = tree.head_height.saturating_sub(6);
    let recent = border.crossings.iter().rev().filter(|crossing| {
        let block = tree
            .blocks
            .iter()
            .find(|block| Some(block.id) == crossing.block);
        block.is_some_and(|block| block.height >= lowest)
    });
    ties.chain(
        recent
            .take(TIED)
            .filter_map(|crossing| block_tie(stage, crossing)),
    )
    .collect()
}

fn room_tie(stage: &Element, contract: &Contract) -> Option<Wire> {
    let class = system_class(contract.system);
    let room = find(stage, &format!("room-{class}"))?;
    let port = find(stage, &format!("contract-{}", contract.address))?;
    let (to, top) = (port.middle().0, port.y - 2.0);
    let (from, bottom) = (
        to.clamp(room.x + 12.0, room.x + room.w - 12.0),
        room.y + room.h,
    );
    let half = (bottom + top) / 2.0;
    let path = text::curve([(from, bottom), (from, half), (to, half), (to, top)], 0);
    Some(Wire {
        class: classes!("room-tie", class),
        path,
    })
}

fn block_tie(stage: &Element, crossing: &Crossing) -> Option<Wire> {
    let port = find(stage, &format!("contract-{}", crossing.contract))?;
    let block = find(stage, &format!("block-{}", crossing.block?))?;
    in_sight(stage, block)?;
    let (x1, y1, x2, y2) = (
        port.middle().0,
        port.y + port.h,
        block.middle().0,
        block.y - 2.0,
    );
    let bend = (y2 - y1) * 0.55;
    let path = text::curve([(x1, y1), (x1, y1 + bend), (x2, y2 - bend), (x2, y2)], 0);
    let alarm = super::border::kind_key(crossing.kind) == "crossing.challenge";
    Some(Wire {
        class: classes!(
            "block-tie",
            system_class(crossing.system),
            alarm.then_some("alarm")
        ),
        path,
    })
}

/// Only blocks that are scrolled into sight are tied to.
fn in_sight(stage: &Element, block: Area) -> Option<()> {
    let tree = find(stage, "tree")?;
    let (left, right) = (tree.x, tree.x + tree.w);
    (block.x + block.w / 2.0 > left && block.x + block.w / 2.0 < right).then_some(())
}
