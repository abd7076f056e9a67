//! A Merkle path, drawn from the leaf up and checked step by step.

use super::{Shown, tick};
use crate::context::Page;
use crate::text;
use bilayer::base::Digest;
use bilayer::scene::model::{MerklePath, Value};
use yew::prelude::*;

/// Levels that are drawn; the steps below list all of them.
const DRAWN: usize = 6;
/// Room for the words under the leaf, on either side of it.
const MARGIN: f64 = 30.0;

/// The drawing and the steps.
pub fn view(path: &MerklePath, page: &Page) -> Html {
    let holds = path.computed == path.root;
    let leaves = ("leaves", path.leaves.to_string());
    let of = match path.index {
        Some(index) => text::say_with("merkle.leaf", &[("index", index.to_string()), leaves]),
        None => text::say_with("merkle.leaf-by-key", &[leaves]),
    };
    let step = |(level, one): (usize, &bilayer::scene::model::MerkleStep)| {
        let (left, right) = if one.left {
            (Some(one.sibling), None)
        } else {
            (None, Some(one.sibling))
        };
        html! {
            <li>
                <span class="level">{ level + 1 }</span>
                { operand(left) }<span class="plus">{ "‖" }</span>{ operand(right) }
                <span class="plus">{ "→" }</span><Shown value={Value::Hash(one.parent)} />
            </li>
        }
    };
    html! {
        <section class="block-section">
            <h4>{ text::tell(&path.name, &page.names) }<em>{ of }</em></h4>
            { drawing(path, holds) }
            <ol class="steps">{ for path.steps.iter().enumerate().map(step) }</ol>
            <p class={classes!("result", if holds { "good" } else { "bad" })}>
                <span>{ text::say("merkle.root") }</span><Shown value={Value::Hash(path.root)} />{ tick(Some(holds)) }
                <small>{ text::say(if holds { "merkle.holds" } else { "merkle.fails" }) }</small>
            </p>
        </section>
    }
}

fn operand(sibling: Option<Digest>) -> Html {
    match sibling {
        Some(digest) => {
            html! { <span class="sibling"><Shown value={Value::Hash(digest)} /></span> }
        }
        None => html! { <span class="own">{ text::say("merkle.own") }</span> },
    }
}

/// The path as a tree: own nodes filled, siblings hollow, the way up drawn strong.
fn drawing(path: &MerklePath, holds: bool) -> Html {
    let levels = path.steps.len().min(DRAWN);
    if levels == 0 {
        return Html::default();
    }
    let (wide, gap) = (300.0, 26.0);
    let high = gap * levels as f64 + 38.0;
    let steps: Vec<f64> = (0..levels)
        .map(|level| 46.0 - 28.0 * level as f64 / levels as f64)
        .collect();
    let room = wide / 2.0 - MARGIN;
    let fit = (room / steps.iter().sum::<f64>()).min(1.0);
    let mut own = (wide / 2.0, 14.0);
    let mut lines = Vec::new();
    let mut dots = vec![dot(own, "own root")];
    for (down, step) in path.steps.iter().rev().take(levels).enumerate() {
        let y = own.1 + gap;
        let side = if step.left { 1.0 } else { -1.0 };
        let aside = side * steps[down] * fit;
        let (child, sibling) = ((own.0 + aside, y), (own.0 - aside, y));
        lines.push(line(own, child, "way"));
        lines.push(line(own, sibling, ""));
        dots.push(dot(sibling, "sibling"));
        dots.push(dot(
            child,
            if down + 1 == levels {
                "own leaf"
            } else {
                "own"
            },
        ));
        own = child;
    }
    html! {
        <svg class={classes!("merkle", if holds { "holds" } else { "fails" })} viewBox={format!("0 0 {wide} {}", text::whole(high))} role="img" aria-label={text::say("merkle.drawing")}>
            { for lines }{ for dots }
            <text x={text::whole(wide / 2.0 + 12.0).to_string()} y="18">{ format!("{} {}", text::say("merkle.root"), text::shorten(&path.root.to_string())) }</text>
            <text x={text::whole(own.0).to_string()} y={text::whole(own.1 + 17.0).to_string()} text-anchor="middle">{ text::say("merkle.own-leaf") }</text>
        </svg>
    }
}

fn line(from: (f64, f64), to: (f64, f64), class: &'static str) -> Html {
    html! { <path {class} d={format!("M{} {}L{} {}", text::whole(from.0), text::whole(from.1), text::whole(to.0), text::whole(to.1))} /> }
}

fn dot(at: (f64, f64), class: &'static str) -> Html {
    html! { <circle {class} cx={text::whole(at.0).to_string()} cy={text::whole(at.1).to_string()} r="5" /> }
}
