//! Worlds with much to say, as files that the page opens: 50 nodes with miners and both layers, 100 nodes that vote.

use serde_json::{Value, json};

/// How many nodes there are.
const NODES: usize = 50;
/// How many nodes there are where they vote; each runs one validator.
const VOTERS: usize = 100;
/// Which of them mine, with the attempts a second of each: about a block a minute in all.
const MINERS: [(usize, u64); 4] = [(0, 24), (13, 18), (26, 15), (39, 11)];
/// How many people pay each other, each every so many seconds.
const PEOPLE: usize = 6;
const EVERY: usize = 7;

/// A crowded world that the page is measured with.
pub struct Crowd {
    /// What its rows are called by.
    pub name: &'static str,
    /// How many nodes there are.
    pub nodes: usize,
    /// Makes the scenario.
    pub scenario: fn() -> Value,
}

/// The worlds.
pub const CROWDS: [Crowd; 2] = [
    Crowd {
        name: "50 nodes at 8x",
        nodes: NODES,
        scenario,
    },
    Crowd {
        name: "100 nodes with attestations at 8x",
        nodes: VOTERS,
        scenario: voters,
    },
];

/// The world of miners as a scenario: a ring with a chord from every node, six payers, and the shipped
/// demo's channel and rollup, so that as much is drawn above as there.
fn scenario() -> Value {
    let nodes: Vec<Value> = (0..NODES).map(node).collect();
    let people: Vec<Value> = (0..PEOPLE)
        .map(|index| json!({ "name": format!("p{index}"), "node": name(index * 8), "balance": "500" }))
        .collect();
    let mut script = vec![
        json!({ "at": "5s", "command": { "channel": { "open": { "a": "p0", "b": "p1", "deposit_a": "60", "deposit_b": "40" } } } }),
        json!({ "at": "10s", "command": { "rollup": { "start": { "sequencer": "p2", "verifier": "p3", "settings": { "window": 20, "bond": "10", "batch-every": "95s" } } } } }),
        json!({ "at": "4m", "command": { "rollup": { "deposit": { "rollup": 1, "from": "p4", "amount": "50" } } } }),
        json!({ "at": "6m", "every": "3s", "times": 200, "command": { "channel": { "pay": { "channel": 1, "from": "p0", "amount": "0.1" } } } }),
        json!({ "at": "8m", "every": "4s", "times": 150, "command": { "rollup": { "transfer": { "rollup": 1, "from": "p4", "to": "p5", "amount": "0.1" } } } }),
    ];
    script.extend((0..PEOPLE).map(pays));
    json!({
        "version": 1, "id": "crowd", "title": { "en": "A crowd" },
        "about": { "en": "Fifty nodes with much to say." },
        "start_at": "12m", "until": "30m",
        "setup": {
            "seed": 7, "nodes": nodes, "links": links(NODES),
            "people": people, "script": script,
        },
    })
}

/// The world of voters: Gasper with slots of six seconds, in each of which an eighth of the nodes votes; every vote goes
/// to every node.
fn voters() -> Value {
    let nodes: Vec<Value> = (0..VOTERS)
        .map(|index| json!({ "name": name(index) }))
        .collect();
    let validators: Vec<Value> = (0..VOTERS)
        .map(|index| json!({ "node": name(index), "count": 1 }))
        .collect();
    let people: Vec<Value> = (0..PEOPLE)
        .map(|index| json!({ "name": format!("p{index}"), "node": name(index * 8), "balance": "500" }))
        .collect();
    let script: Vec<Value> = (0..PEOPLE).map(pays).collect();
    json!({
        "version": 1, "id": "voters", "title": { "en": "Voters" },
        "about": { "en": "A hundred nodes that vote." },
        "start_at": "12m", "until": "30m",
        "setup": {
            "seed": 7, "consensus": { "stake": { "preset": "minimal", "validators": validators } },
            "nodes": nodes, "links": links(VOTERS), "people": people, "script": script,
        },
    })
}

/// A ring with a chord from every node.
fn links(count: usize) -> Vec<Value> {
    let ring = (0..count).map(|index| link(index, (index + 1) % count));
    let chords = (0..count).map(|index| link(index, (index + 7) % count));
    ring.chain(chords).collect()
}

fn name(index: usize) -> String {
    format!("n{index}")
}

fn node(index: usize) -> Value {
    let rate = MINERS.iter().find(|(miner, _)| *miner == index);
    json!({ "name": name(index), "hash_rate": rate.map_or(0, |(_, rate)| *rate) })
}

/// Latencies of 0.6 to 1.4 s, so that messages don't fly in step.
fn link(a: usize, b: usize) -> Value {
    let latency = 600 + (a * 37 + b * 11) % 800;
    json!({ "a": name(a), "b": name(b), "latency": format!("{latency}ms") })
}

fn pays(index: usize) -> Value {
    json!({
        "at": format!("{}s", 10 * 60 + index), "every": format!("{EVERY}s"), "times": 120,
        "command": { "wallet": { "transfer": {
            "from": format!("p{index}"), "to": format!("p{}", (index + 1) % PEOPLE), "amount": "0.1",
        } } },
    })
}
