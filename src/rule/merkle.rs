//! Rules of Merkle trees.

use crate::base::Digest;
use crate::base::merkle::{bitcoin, log};

use super::{Inputs, Key, Kind, Problem, Rule, Value};

const MOST: usize = 4096;

/// Merkle trees.
pub const RULES: &[Rule] = &[
    Rule {
        name: "merkle-root",
        about: "The root over transaction ids, both as displayed, and whether equal siblings meet under it (such a list may be another's mutation, CVE-2012-2459).",
        keys: &[Key {
            name: "txids",
            unit: "transaction ids as displayed",
            kind: Kind::Digests(MOST),
            example: "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87,fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
        }],
        source: "Bitcoin Core src/consensus/merkle.cpp ComputeMerkleRoot",
        compute: displayed,
    },
    Rule {
        name: "merkle-root-raw",
        about: "The same over leaves in the order of their bytes; the root as displayed, and raw in the order of its bytes.",
        keys: &[Key {
            name: "leaves",
            unit: "digests in internal byte order",
            kind: Kind::Digests(MOST),
            example: "876dd0a3ef4a2816ffd1c12ab649825a958b0ff3bb3d6f3e1250f13ddbf0148c,c40297f730dd7b5a99567eb8d27b78758f607507c52292d02d4031895b52f2ff",
        }],
        source: "Bitcoin Core src/consensus/merkle.cpp ComputeMerkleRoot",
        compute: raw,
    },
    Rule {
        name: "log-root",
        about: "The root of a certificate log's tree over byte strings; none give the hash of nothing, and 0x is an empty leaf.",
        keys: &[Key {
            name: "leaves",
            unit: "byte strings",
            kind: Kind::Strings {
                most: MOST,
                longest: 1024,
            },
            example: "0x,00,10",
        }],
        source: "RFC 6962, section 2.1",
        compute: log_root,
    },
];

fn reversed(digest: &Digest) -> Digest {
    let mut digest = *digest;
    digest.0.reverse();
    digest
}

fn root(leaves: &[Digest]) -> Result<(Digest, Value), Problem> {
    bitcoin::root_and_mutation(leaves)
        .map(|(root, mutated)| (root, Value::Truth(mutated)))
        .ok_or_else(|| Problem("at least one leaf is expected".to_owned()))
}

fn displayed(inputs: &Inputs) -> Result<Value, Problem> {
    let ids: Vec<Digest> = inputs.digests("txids")?.iter().map(reversed).collect();
    let (root, mutated) = root(&ids)?;
    Ok(Value::Fields(vec![
        ("root", Value::text(root.reversed_hex())),
        ("mutated", mutated),
    ]))
}

fn raw(inputs: &Inputs) -> Result<Value, Problem> {
    let (root, mutated) = root(inputs.digests("leaves")?)?;
    Ok(Value::Fields(vec![
        ("root", Value::text(root.reversed_hex())),
        ("raw", Value::text(root)),
        ("mutated", mutated),
    ]))
}

fn log_root(inputs: &Inputs) -> Result<Value, Problem> {
    Ok(Value::text(log::root(inputs.strings("leaves")?)))
}
