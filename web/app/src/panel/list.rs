//! The stage's twin in words: the same objects and events as a list that can be walked.

use crate::context::{Page, use_page};
use crate::intent::Intent;
use crate::stage::{batch_words, block_label, kind_key, node_label, phase_words, withdrawal_words};
use crate::text;
use bilayer::scene::model::{Scene, Selection};
use std::rc::Rc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The scene.
    pub scene: Rc<Scene>,
}

type Line = (Option<Selection>, String);

/// Draws the lists.
#[component]
pub fn List(props: &Props) -> Html {
    let page = use_page();
    let scene = &props.scene;
    let groups = [
        ("list.events", events(scene, &page)),
        ("list.layer2", layer2(scene, &page)),
        ("list.border", border(scene, &page)),
        ("list.nodes", nodes(scene)),
        ("list.links", links(scene, &page)),
        ("list.blocks", blocks(scene, &page)),
        ("list.people", people(scene, &page)),
    ];
    html! { <div class="twin" tabindex="0">{ for groups.into_iter().map(|(key, lines)| group(key, lines, &page)) }</div> }
}

fn group(key: &str, lines: Vec<Line>, page: &Page) -> Html {
    let item = |(object, words): Line| match object {
        Some(object) => {
            html! { <li><button type="button" class="plain" onclick={page.wish(Intent::Select(Some(object)))}>{ words }</button></li> }
        }
        None => html! { <li>{ words }</li> },
    };
    html! {
        if !lines.is_empty() { <section><h3>{ text::say(key) }</h3><ul>{ for lines.into_iter().map(item) }</ul></section> }
    }
}

fn events(scene: &Scene, page: &Page) -> Vec<Line> {
    let newest = scene.captions.iter().rev();
    newest
        .map(|one| {
            (
                one.about.clone(),
                format!(
                    "{} {}",
                    text::short_clock(one.at),
                    text::tell(&one.text, &page.names)
                ),
            )
        })
        .collect()
}

fn nodes(scene: &Scene) -> Vec<Line> {
    let nodes = scene.network.nodes.iter();
    nodes
        .map(|node| {
            (
                Some(Selection::Node(node.id)),
                node_label(node, node.id == scene.network.seen_as),
            )
        })
        .collect()
}

fn links(scene: &Scene, page: &Page) -> Vec<Line> {
    let words = |link: &bilayer::scene::model::Link| {
        let object = Selection::Link(link.a, link.b);
        let state = text::say(if link.up { "link.up" } else { "link.cut" });
        let words = text::say_with(
            "stage.link",
            &[
                ("ends", page.names.title(&object)),
                ("latency", text::span(link.latency)),
                ("state", state),
            ],
        );
        (Some(object), words)
    };
    scene.network.links.iter().map(words).collect()
}

fn blocks(scene: &Scene, page: &Page) -> Vec<Line> {
    let newest = scene.tree.blocks.iter().rev().take(24);
    newest
        .map(|block| {
            (
                Some(Selection::Block(block.id)),
                block_label(block, &page.names.of_known(block.miner)),
            )
        })
        .collect()
}

fn people(scene: &Scene, page: &Page) -> Vec<Line> {
    let people = scene.people.iter();
    people
        .map(|one| {
            (
                Some(Selection::Agent(one.id)),
                format!(
                    "{}, {}: {}",
                    one.name,
                    text::tell(&one.role, &page.names),
                    text::coins(one.balance)
                ),
            )
        })
        .collect()
}

fn border(scene: &Scene, page: &Page) -> Vec<Line> {
    let contracts = scene.border.contracts.iter().map(|one| {
        let locks = text::say_with("contract.locks", &[("amount", text::coins(one.locked))]);
        (
            Some(Selection::Contract(one.address)),
            format!("{} {locks}", page.names.contract(one.address)),
        )
    });
    let crossings = scene.border.crossings.iter().rev().take(12).map(|one| {
        let state = if one.block.is_some() {
            "crossing.included"
        } else {
            "crossing.waiting"
        };
        (
            Some(Selection::Transaction(one.transaction)),
            format!(
                "{} · {} · {}",
                text::say(kind_key(one.kind)),
                page.names.of(one.who),
                text::say(state)
            ),
        )
    });
    contracts.chain(crossings).collect()
}

fn layer2(scene: &Scene, page: &Page) -> Vec<Line> {
    let channels = scene.channels.iter().map(|one| {
        let side = |side: &bilayer::scene::model::ChannelSide| {
            format!("{} {}", page.names.of(side.who), text::coins(side.balance))
        };
        let words = format!(
            "{} · {} · {} · {}",
            page.names.title(&Selection::Channel(one.id)),
            side(&one.sides[0]),
            side(&one.sides[1]),
            phase_words(&one.phase, one.latest.version)
        );
        (Some(Selection::Channel(one.id)), words)
    });
    let rollups = scene.rollups.iter().flat_map(|rollup| {
        let batches = rollup.batches.iter().map(|one| {
            let name = text::say_with("batch.name", &[("number", one.number.to_string())]);
            (
                Some(Selection::Batch(rollup.id, one.number)),
                format!(
                    "{} · {name} · {}",
                    rollup.name,
                    batch_words(one, scene.tree.head_height)
                ),
            )
        });
        let exits = rollup.withdrawals.iter().map(|one| {
            (
                Some(Selection::Withdrawal(rollup.id, one.number)),
                format!(
                    "{} {} · {}",
                    page.names.of(one.who),
                    text::coins(one.amount),
                    withdrawal_words(one.phase)
                ),
            )
        });
        batches.chain(exits).collect::<Vec<Line>>()
    });
    channels.chain(rollups).collect()
}
