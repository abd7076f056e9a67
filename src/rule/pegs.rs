//! Rules of chains beside Layer 1: who can take what a federation holds, and how a checkpointed chain settles.

use crate::layer2::checkpoint::{HeaderLeaf, exitable_at, quorum, root};
use crate::layer2::sidechain::freezers;

use super::{Inputs, Key, Kind, Problem, Rule, Value};

const MOST_MEMBERS: u64 = 1_000;
const MOST_HEADERS: usize = 1_024;

const fn seconds(name: &'static str) -> Key {
    Key {
        name,
        unit: "seconds since 1970",
        kind: Kind::Whole(0, u64::MAX),
        example: "1700000000",
    }
}

/// Chains beside Layer 1.
pub const RULES: &[Rule] = &[
    Rule {
        name: "federation",
        about: "How many of a federation's keys steal all that it holds, and how many that fail freeze it.",
        keys: &[
            Key {
                name: "members",
                unit: "keys",
                kind: Kind::Whole(1, MOST_MEMBERS),
                example: "15",
            },
            Key {
                name: "threshold",
                unit: "signatures, at most members",
                kind: Kind::Whole(1, MOST_MEMBERS),
                example: "11",
            },
        ],
        source: "Nick, Poelstra and Sanders 2020, Liquid: A Bitcoin Sidechain",
        compute: federation,
    },
    Rule {
        name: "checkpoint-root",
        about: "The root of a checkpoint over a range of headers, and the hash of each of them.",
        keys: &[Key {
            name: "headers",
            unit: "in the order of the range",
            kind: Kind::Headers(MOST_HEADERS),
            example: "100:1700000000:0101010101010101010101010101010101010101010101010101010101010101:8181818181818181818181818181818181818181818181818181818181818181",
        }],
        source: "Polygon contracts RootChain.sol; Heimdall checkpoint/types",
        compute: checkpoint_root,
    },
    Rule {
        name: "checkpoint-quorum",
        about: "The least stake under a checkpoint's signatures.",
        keys: &[Key {
            name: "total",
            unit: "stake",
            kind: Kind::Whole(1, u64::MAX),
            example: "1000",
        }],
        source: "Polygon contracts StakeManager.sol checkSignatures",
        compute: checkpoint_quorum,
    },
    Rule {
        name: "plasma-exit",
        about: "When a Plasma exit may be paid, from the time at which its output was made and the time of the request.",
        keys: &[seconds("created"), seconds("now")],
        source: "Polygon contracts WithdrawManager.sol",
        compute: plasma_exit,
    },
];

fn federation(inputs: &Inputs) -> Result<Value, Problem> {
    let (members, threshold) = (inputs.whole("members")?, inputs.whole("threshold")?);
    if threshold > members {
        let told = format!("threshold must be at most the {members} members");
        return Err(Problem(told));
    }
    Ok(Value::Fields(vec![
        ("steal", Value::Whole(threshold)),
        ("freeze", Value::Whole(freezers(members, threshold))),
    ]))
}

fn checkpoint_root(inputs: &Inputs) -> Result<Value, Problem> {
    let headers: Vec<HeaderLeaf> = inputs
        .headers("headers")?
        .iter()
        .map(|(numbers, roots)| HeaderLeaf {
            number: numbers.0,
            time: numbers.1,
            transactions: roots.0,
            receipts: roots.1,
        })
        .collect();
    let none = || Problem("at least one header is expected".to_owned());
    let leaves = headers.iter().map(|header| Value::text(header.hash()));
    Ok(Value::Fields(vec![
        ("root", Value::text(root(&headers).ok_or_else(none)?)),
        ("leaves", Value::List(leaves.collect())),
    ]))
}

fn checkpoint_quorum(inputs: &Inputs) -> Result<Value, Problem> {
    Ok(Value::Whole(quorum(inputs.whole("total")?)))
}

fn plasma_exit(inputs: &Inputs) -> Result<Value, Problem> {
    let exitable = exitable_at(inputs.whole("created")?, inputs.whole("now")?);
    Ok(Value::Whole(exitable))
}
