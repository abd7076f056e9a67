//! The stage: Layer 2 above, Layer 1 below, and the border between them.

mod absent;
mod acts;
pub mod anchor;
mod batch;
mod block;
mod border;
mod caption;
mod channel_edge;
mod channel_room;
mod contract;
mod exits;
mod layout;
mod link;
mod mempool;
mod network;
mod node;
mod packets;
mod people;
mod resized;
mod rollup_room;
mod room;
mod spots;
mod tree;
mod wires;

pub use acts::{fitting, listed, look_through};
pub use batch::words as batch_words;
pub use block::label as block_label;
pub use border::kind_key;
pub use caption::Told;
pub use channel_edge::phase_words;
pub use exits::withdrawal_words;
pub use node::label as node_label;
pub use packets::Packets;

use crate::context::use_page;
use crate::intent::Intent;
use crate::panel::term::Term;
use crate::text;
use crate::view::EmbedView;
use bilayer::scene::model::{BlockTree, Network, NodeRole, Scene, Selection};
use resized::use_resized;
use std::rc::Rc;
use wires::Wires;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties)]
pub struct Props {
    /// The scene.
    pub scene: Rc<Scene>,
    /// The stage's element, for what is painted over it.
    pub node: NodeRef,
    /// What a lesson asks to look at.
    #[prop_or_default]
    pub highlight: Vec<Selection>,
    /// What the line above the stage says besides the news.
    pub told: Told,
    /// How the page is embedded, if it is.
    pub embed: Option<Rc<EmbedView>>,
}

impl PartialEq for Props {
    /// The stage is drawn anew when one of its parts changes, not when only time goes on.
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.scene, &other.scene);
        let layer1 = a.network == b.network && a.people == b.people && a.tree == b.tree;
        let layer2 = a.border == b.border && a.channels == b.channels && a.rollups == b.rollups;
        let told = a.captions == b.captions && a.offers == b.offers && self.told == other.told;
        let view = self.node == other.node && self.highlight == other.highlight;
        layer1 && layer2 && told && view && self.embed == other.embed
    }
}

/// Draws the stage.
#[component]
pub fn Stage(props: &Props) -> Html {
    let page = use_page();
    let stage = props.node.clone();
    let scene = &props.scene;
    let sized = use_resized(stage.clone());
    let layout = layout_version(scene, sized);
    let shows = |room: &str| {
        props
            .embed
            .as_ref()
            .is_none_or(|embed| embed.rooms.is_empty() || embed.rooms.iter().any(|one| one == room))
    };
    let (channels, rollups) = (shows("channel"), shows("rollup"));
    let both = channels && rollups && !scene.channels.is_empty() && !scene.rollups.is_empty();
    let above = !scene.channels.is_empty()
        || !scene.rollups.is_empty()
        || !scene.border.contracts.is_empty();
    let let_go = page.wish(Intent::Select(None));
    html! {
        <section class={classes!("stage", both.then_some("both"))} ref={stage.clone()} aria-label={text::say("stage.title")} onclick={let_go}>
            <Wires stage={stage.clone()} border={scene.border.clone()} tree={scene.tree.clone()} {layout} />
            <caption::Caption captions={scene.captions.clone()} told={props.told.clone()} />
            if channels || rollups {
                { layer2(props, channels, rollups) }
                if above { <border::Border border={scene.border.clone()} {channels} {rollups} /> }
            }
            if shows("layer1") { { layer1(scene) } }
            <spots::Spots stage={stage.clone()} objects={props.highlight.clone()} {layout} />
            if props.told.visit.is_none() { <acts::Acts {stage} offers={scene.offers.clone()} seen_as={scene.network.seen_as} {layout} /> }
        </section>
    }
}

fn layer2(props: &Props, channels: bool, rollups: bool) -> Html {
    let scene = &props.scene;
    let height = scene.tree.head_height;
    let empty = scene.channels.is_empty() && scene.rollups.is_empty();
    let rooms = scene.rollups.iter().enumerate().filter(|_| rollups).map(|(index, rollup)| html! {
        <rollup_room::RollupRoom key={rollup.id} rollups={scene.rollups.clone()} {index} {height} />
    });
    html! {
        <div class={classes!("stratum", "layer2", empty.then_some("empty"))}>
            <div class="stratum-head">
                <h2><Term id="layer-2">{ text::say("stage.layer2") }</Term></h2>
                if props.embed.is_none() { { absent::absent() } }
            </div>
            <div class="rooms">
                if channels && !scene.channels.is_empty() { <channel_room::ChannelRoom channels={scene.channels.clone()} /> }
                { for rooms }
                if empty && has_begun(scene) { <p class="quiet room-hint">{ text::say("stage.layer2.empty") }</p> }
            </div>
        </div>
    }
}

fn layer1(scene: &Scene) -> Html {
    html! {
        <div class="stratum layer1">
            <div class="layer1-body">
                <network::Network network={scene.network.clone()} />
                <div class="chain">
                    <tree::Tree tree={scene.tree.clone()} />
                    <div class="chain-foot"><mempool::Mempool mempool={scene.tree.mempool.clone()} />{ seen_as(&scene.network) }</div>
                </div>
            </div>
            <people::People people={scene.people.clone()} />
            <div class="layer1-foot">
                <h2><Term id="layer-1">{ text::say("stage.layer1") }</Term></h2>
                if has_begun(scene) { <p>{ facts(&scene.network, &scene.tree) }</p> }
            </div>
        </div>
    }
}

/// Before the worker has sent its first scene there is nothing to tell of.
fn has_begun(scene: &Scene) -> bool {
    !scene.network.nodes.is_empty()
}

fn seen_as(network: &Network) -> Html {
    let node = network.nodes.iter().find(|node| node.id == network.seen_as);
    let name = node.map(|node| node.name.clone()).unwrap_or_default();
    html! {
        <p class="chain-title"><Term id="block-tree">{ text::say_with("stage.seen-as", &[("node", name)]) }</Term></p>
    }
}

fn facts(network: &Network, tree: &BlockTree) -> String {
    let miners = network
        .nodes
        .iter()
        .filter(|node| node.hash_rate > 0)
        .count();
    let producers = network
        .nodes
        .iter()
        .filter(|node| node.roles.contains(&NodeRole::Producer));
    let producers = producers.count();
    if producers > 0 {
        let gaps = [
            ("nodes", network.nodes.len().to_string()),
            ("producers", producers.to_string()),
            ("hop", text::span(network.hop)),
        ];
        return text::say_with("stage.layer1.delegated", &gaps);
    }
    if tree
        .settled
        .iter()
        .any(|one| one.word.key == "settled.finalized")
    {
        let gaps = [
            ("nodes", network.nodes.len().to_string()),
            ("hop", text::span(network.hop)),
        ];
        return text::say_with("stage.layer1.staked", &gaps);
    }
    text::say_with(
        "stage.layer1.facts",
        &[
            ("nodes", network.nodes.len().to_string()),
            ("miners", miners.to_string()),
            ("hop", text::span(network.hop)),
            ("difficulty", text::count(tree.difficulty)),
            ("interval", text::span(tree.interval)),
        ],
    )
}

/// Changes whenever figures may lie elsewhere than before.
fn layout_version(scene: &Scene, sized: u32) -> u32 {
    let rollups = scene
        .rollups
        .iter()
        .map(|one| one.batches.len() + one.withdrawals.len() + one.deposits.len());
    let counts = [
        scene.network.nodes.len(),
        scene.channels.len(),
        scene.people.len(),
        scene.border.contracts.len(),
        scene.border.crossings.len(),
        scene.tree.blocks.len(),
        rollups.sum(),
    ];
    counts
        .into_iter()
        .fold(sized, |sum, count| {
            sum.wrapping_mul(131).wrapping_add(count as u32)
        })
        .wrapping_mul(131)
        .wrapping_add(scene.tree.head_height as u32)
}
