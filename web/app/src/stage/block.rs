//! One block: number, fullness, and whose transactions it carries.

use crate::context::{system_class, system_key, use_page};
use crate::text;
use bilayer::scene::model::{Block, BlockStanding, Portion, Selection};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The block.
    pub block: Block,
    /// Where its left upper corner lies, in rem.
    pub place: (f64, f64),
    /// Whether it is selected.
    pub selected: bool,
    /// Whether it is the head.
    pub head: bool,
}

/// Draws a block.
#[component]
pub fn BlockBox(props: &Props) -> Html {
    let page = use_page();
    let block = &props.block;
    let miner = page.names.of_known(block.miner);
    let classes = classes!(
        "block",
        standing_class(block.standing),
        props.selected.then_some("selected"),
        props.head.then_some("newest"),
    );
    let bars = block.portions.iter().map(bar);
    let label = label(block, &miner);
    html! {
        <button type="button" class={classes} title={label.clone()}
            style={format!("left:{}rem;top:{}rem", text::fixed(props.place.0, 2), text::fixed(props.place.1, 2))}
            aria-pressed={props.selected.to_string()} data-anchor={format!("block-{}", block.id)}
            onclick={page.select(Selection::Block(block.id))}>
            <span class="top"><b>{ format!("#{}", block.height) }</b><i>{ text::per_mille(block.fullness / 10 * 10).replace(' ', "") }</i></span>
            <span class="bars">{ for bars }</span>
            <span class="foot">{ foot(block) }</span>
            <span class="hidden">{ label }</span>
        </button>
    }
}

/// A bar as high as its share of the block's gas, never invisible.
fn bar(portion: &Portion) -> Html {
    let height = 0.3 + 1.2 * f64::from(portion.fullness.min(1000)) / 1000.0;
    html! { <i class={classes!("bar", system_class(portion.system))} style={format!("height:{}rem", text::fixed(height, 2))}></i> }
}

fn foot(block: &Block) -> String {
    match block.standing {
        BlockStanding::Main if block.confirmations > 0 => text::say_with(
            "block.confirmations.short",
            &[("count", block.confirmations.to_string())],
        ),
        standing => text::say(standing_key(standing)),
    }
}

const fn standing_class(standing: BlockStanding) -> Option<&'static str> {
    match standing {
        BlockStanding::Main => None,
        BlockStanding::Orphaned => Some("orphaned"),
        BlockStanding::Side => Some("side"),
        BlockStanding::Invalid => Some("invalid"),
    }
}

const fn standing_key(standing: BlockStanding) -> &'static str {
    match standing {
        BlockStanding::Main => "block.main",
        BlockStanding::Orphaned => "block.orphaned",
        BlockStanding::Side => "block.side",
        BlockStanding::Invalid => "block.invalid",
    }
}

/// The block in words.
pub fn label(block: &Block, miner: &str) -> String {
    let mut parts = vec![
        text::say_with(
            "stage.block",
            &[
                ("height", block.height.to_string()),
                ("miner", miner.to_owned()),
            ],
        ),
        text::say_with(
            "stage.block.full",
            &[("share", text::per_mille(block.fullness))],
        ),
    ];
    parts.extend(block.portions.iter().map(|portion| {
        format!(
            "{} {}",
            text::say(system_key(portion.system)),
            portion.transactions
        )
    }));
    parts.push(match block.standing {
        BlockStanding::Main => text::say_with(
            "block.confirmations",
            &[("count", block.confirmations.to_string())],
        ),
        standing => text::say(standing_key(standing)),
    });
    parts.join(" · ")
}
