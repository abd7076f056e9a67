//! Rules of Delegated Proof of Stake.

use crate::consensus::dpos::irreversible::at_full_attendance;
use crate::consensus::dpos::schedule::MOST_PRODUCERS;
use crate::consensus::dpos::witness_shuffle;

use super::{Inputs, Key, Kind, Problem, Rule, Value};

/// Delegated Proof of Stake.
pub const RULES: &[Rule] = &[
    Rule {
        name: "witness-shuffle",
        about: "BitShares' order of witnesses after a round whose last block has this time, by their places before.",
        keys: &[
            Key {
                name: "time",
                unit: "seconds since 1970",
                kind: Kind::Whole(0, u32::MAX as u64),
                example: "1500000000",
            },
            Key {
                name: "n",
                unit: "witnesses",
                kind: Kind::Whole(1, 10_000),
                example: "21",
            },
        ],
        source: "bitshares-core libraries/chain/db_witness_schedule.cpp",
        compute: order,
    },
    Rule {
        name: "irreversible",
        about: "When EOS' two-stage rule of 2018 to 2024 makes blocks irreversible if no producer misses: the first such block and when, and how far the last one is behind the head.",
        keys: &[Key {
            name: "producers",
            unit: "producers with 12 blocks in a row each",
            kind: Kind::Whole(1, MOST_PRODUCERS as u64),
            example: "21",
        }],
        source: "leap libraries/chain/block_header_state_legacy.cpp",
        compute: irreversible,
    },
];

fn order(inputs: &Inputs) -> Result<Value, Problem> {
    let count = u16::try_from(inputs.whole("n")?).unwrap_or(u16::MAX);
    let order = witness_shuffle::order(inputs.short("time")?, count);
    Ok(Value::wholes(order.into_iter().map(u64::from)))
}

fn irreversible(inputs: &Inputs) -> Result<Value, Problem> {
    let found = at_full_attendance(inputs.whole("producers")?)
        .ok_or_else(|| Problem("producers are out of range".to_owned()))?;
    Ok(Value::Fields(vec![
        ("confirmations", Value::Whole(found.threshold)),
        ("first_at", Value::Whole(found.first_at)),
        ("first", Value::Whole(found.first)),
        ("lag_min", Value::Whole(found.lag_min)),
        ("lag_max", Value::Whole(found.lag_max)),
    ]))
}
