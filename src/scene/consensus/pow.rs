//! Proof of work: miners by hash rate; what a block costs, when it counts as final, what an attacker needs.

use crate::base::Span;
use crate::consensus::pow::reversal_ppm;
use crate::scene::model::{BlockTree, Consensus, Field, Member, Network, Node, Text, Value};

/// Confirmations that shops commonly wait for.
const USUAL: u64 = 6;

pub(super) fn build(network: &Network, tree: &BlockTree) -> Consensus {
    let all = network.hash_rate.max(1);
    let mines = |node: &&Node| node.hash_rate > 0 || node.blocks_on_main > 0;
    Consensus {
        family: Text::key("consensus.pow"),
        answers: answers(network, tree),
        columns: vec![
            Text::key("column.hash-rate"),
            Text::key("column.blocks-on-main"),
            Text::key("column.blocks-orphaned"),
            Text::key("column.earned"),
        ],
        members: network
            .nodes
            .iter()
            .filter(mines)
            .map(|node| member(node, all))
            .collect(),
        count: 0,
    }
}

fn member(node: &Node, all: u64) -> Member {
    let share = u128::from(node.hash_rate) * 1_000 / u128::from(all);
    Member {
        name: None,
        node: Some(node.id),
        share: share as u32,
        values: vec![
            Value::HashRate(node.hash_rate),
            Value::Count(node.blocks_on_main.into()),
            Value::Count(node.blocks_orphaned.into()),
            Value::Amount(node.earned),
        ],
        standing: None,
        alarm: false,
    }
}

fn answers(network: &Network, tree: &BlockTree) -> Vec<Field> {
    let answer = |question: &'static str, answer: Text| Field {
        name: Text::key(question),
        value: Value::Text(answer),
        verdict: None,
        real: None,
    };
    let mining = network.nodes.iter().filter(|node| node.hash_rate > 0);
    let half = network.hash_rate / 2;
    let usual = Span(tree.interval.0.saturating_mul(USUAL));
    vec![
        answer(
            "answer.who",
            Text::key("answer.who.pow").with("miners", Value::Count(mining.count() as u64)),
        ),
        answer(
            "answer.cost",
            Text::key("answer.cost.pow")
                .with("hashes", Value::Count(tree.difficulty))
                .with("reward", Value::Amount(tree.subsidy)),
        ),
        answer(
            "answer.final",
            Text::key("answer.final.pow")
                .with("blocks", Value::Count(USUAL))
                .with("span", Value::Span(usual))
                .with("ppm", Value::Count(reversal_ppm(USUAL).into())),
        ),
        answer(
            "answer.attacker",
            Text::key("answer.attacker.pow")
                .with("half", Value::HashRate(half))
                .with("all", Value::HashRate(network.hash_rate)),
        ),
    ]
}
