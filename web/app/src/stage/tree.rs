//! The block tree as the chosen node sees it: the chain from left to right, branches below.

use super::block::BlockBox;
use crate::context::use_page;
use crate::text;
use bilayer::base::Digest;
use bilayer::base::order;
use bilayer::scene::model::{Block, BlockTree, Selection, Settled};
use std::collections::BTreeMap;
use std::sync::Arc;
use web_sys::Element;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The tree.
    pub tree: Arc<BlockTree>,
}

/// Width of a block and the step to the next, in rem.
const WIDTH: f64 = 5.3;
const STEP: f64 = 6.5;
/// Height of a block and the step to the lane below, in rem.
const HEIGHT: f64 = 4.0;
const LANE: f64 = 5.3;
/// Pixels by which the tree may be off its end and still follow the head.
const SLACK: i32 = 20;

/// Draws the tree.
#[component]
pub fn Tree(props: &Props) -> Html {
    let page = use_page();
    let tree = &props.tree;
    let scroller = use_node_ref();
    use_follow_head(scroller.clone(), tree.head_height);
    let at: BTreeMap<Digest, (f64, f64)> = {
        let blocks = tree.blocks.iter();
        order::gather(blocks.map(|block| (block.id, place(tree, block))))
    };
    let wide = at.values().map(|place| place.0).fold(0.0, f64::max) + WIDTH + 0.4;
    let high = at.values().map(|place| place.1).fold(0.0, f64::max) + HEIGHT + 0.4;
    let ties = tree.blocks.iter().filter_map(|block| {
        let (from, to) = (at.get(&block.parent)?, at.get(&block.id)?);
        Some(tie(*from, *to, block.lane > 0))
    });
    let blocks = tree.blocks.iter().filter_map(|block| {
        let place = *at.get(&block.id)?;
        let selected = page.is_selected(&Selection::Block(block.id));
        let head = block.id == tree.head;
        Some(html! { <BlockBox key={block.id.to_string()} block={block.clone()} {place} {selected} {head} /> })
    });
    html! {
        <div class="tree-scroll" data-anchor="tree" ref={scroller} tabindex="0" role="group" aria-label={text::say("stage.tree")}>
            <div class="tree" style={format!("width:{}rem;height:{}rem", text::fixed(wide, 1), text::fixed(high, 1))}>
                <svg class="ties" viewBox={format!("0 0 {} {}", text::fixed(wide, 1), text::fixed(high, 1))} aria-hidden="true">{ for ties }</svg>
                { for blocks }
                { for settled(tree) }
            </div>
        </div>
    }
}

fn place(tree: &BlockTree, block: &Block) -> (f64, f64) {
    let first = tree.blocks.first().map_or(0, |first| first.height);
    let column = block.height.saturating_sub(first) as f64;
    let top = if tree.settled.is_empty() { 0.3 } else { 1.6 };
    (column * STEP, f64::from(block.lane.min(3)) * LANE + top)
}

/// A bar over the blocks that count as settled, each word from where a stronger one ends.
fn settled(tree: &BlockTree) -> Vec<Html> {
    let first = tree.blocks.first().map_or(0, |first| first.height);
    let mut from = first;
    let bar = |one: &Settled| {
        let start = from;
        from = from.max(one.height + 1);
        let columns = (one.height + 1)
            .checked_sub(start)
            .filter(|columns| *columns > 0)?;
        let (left, wide) = (
            (start - first) as f64 * STEP,
            columns as f64 * STEP - (STEP - WIDTH),
        );
        let title = text::say_with(
            &format!("{}.is", one.word.key),
            &[("height", one.height.to_string())],
        );
        Some(
            html! { <span class="settled" style={format!("left:{}rem;width:{}rem", text::fixed(left, 2), text::fixed(wide, 2))} {title}><i>{ text::say(&one.word.key) }</i></span> },
        )
    };
    tree.settled.iter().filter_map(bar).collect()
}

fn tie(from: (f64, f64), to: (f64, f64), branch: bool) -> Html {
    let (x1, y1, x2, y2) = (
        from.0 + WIDTH,
        from.1 + HEIGHT / 2.0,
        to.0,
        to.1 + HEIGHT / 2.0,
    );
    let bend = (x2 - x1) * 0.6;
    let path = text::curve([(x1, y1), (x1 + bend, y1), (x2 - bend, y2), (x2, y2)], 2);
    html! { <path class={classes!("tie", branch.then_some("branch"))} d={path} /> }
}

/// Keeps the newest block in sight, unless the reader scrolled back from where this left it.
#[hook]
fn use_follow_head(scroller: NodeRef, height: u64) {
    let followed = use_mut_ref(|| 0);
    use_effect_with(height, move |_| {
        let Some(element) = scroller.cast::<Element>() else {
            return;
        };
        let end = element.scroll_width() - element.client_width();
        let left_alone = end.min(*followed.borrow());
        if element.scroll_left() + SLACK >= left_alone {
            element.set_scroll_left(end);
            *followed.borrow_mut() = element.scroll_left();
        }
    });
}
