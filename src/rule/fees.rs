//! Rules of what gas, calldata and blobs cost.

use crate::ledger::fee::base_fee;
use crate::ledger::fee::blob::{BlobSchedule, fake_exponential};
use crate::ledger::fee::calldata::Calldata;

use super::{Inputs, Key, Kind, Problem, Rule, Value};

/// Larger gas limits than any chain has, and products that stay exact.
const MOST_GAS: u64 = 1_000_000_000_000;

const MOST_BYTES: u64 = 1_000_000_000;

const fn whole(name: &'static str, unit: &'static str, most: u64, example: &'static str) -> Key {
    let kind = Kind::Whole(0, most);
    Key {
        name,
        unit,
        kind,
        example,
    }
}

/// The market for space in blocks.
pub const RULES: &[Rule] = &[
    Rule {
        name: "base-fee",
        about: "The base fee that follows a block, from how far it was above or below half its gas limit.",
        keys: &[
            whole("base_fee", "wei for each gas", u64::MAX, "1000000000"),
            Key {
                name: "gas_limit",
                unit: "gas",
                kind: Kind::Whole(base_fee::LEAST_LIMIT, MOST_GAS),
                example: "20000000",
            },
            whole("gas_used", "gas, at most gas_limit", MOST_GAS, "9000000"),
        ],
        source: "EIP-1559",
        compute: next_base_fee,
    },
    Rule {
        name: "calldata-gas",
        about: "The gas of a call with these bytes of calldata, of which the call itself uses so much: the floor of calldata counts where it is more.",
        keys: &[
            whole("zeros", "zero bytes", MOST_BYTES, "10"),
            whole("nonzeros", "other bytes", MOST_BYTES, "90"),
            whole(
                "execution",
                "gas beside calldata and the 21,000",
                MOST_GAS,
                "5000",
            ),
        ],
        source: "EIP-2028, EIP-7623",
        compute: calldata,
    },
    Rule {
        name: "blob-fee",
        about: "The price of a blob's gas at an excess, in wei.",
        keys: &[
            whole("excess", "blob gas", u64::MAX, "10485760"),
            Key {
                name: "fork",
                unit: "",
                kind: Kind::Choice(&["deneb", "prague", "osaka", "bpo1", "bpo2"]),
                example: "prague",
            },
        ],
        source: "EIP-4844, EIP-7691, EIP-7892",
        compute: blob_fee,
    },
    Rule {
        name: "fake-exponential",
        about: "factor * e^(numerator / denominator), by its series in whole numbers.",
        keys: &[
            whole("factor", "a plain number", u64::MAX, "1"),
            whole("numerator", "a plain number", u64::MAX, "6"),
            Key {
                name: "denominator",
                unit: "a plain number",
                kind: Kind::Whole(1, u64::MAX),
                example: "2",
            },
        ],
        source: "EIP-4844 fake_exponential",
        compute: exponential,
    },
];

fn next_base_fee(inputs: &Inputs) -> Result<Value, Problem> {
    let (limit, used) = (inputs.whole("gas_limit")?, inputs.whole("gas_used")?);
    if used > limit {
        let told = format!("gas_used must be at most gas_limit, {limit}");
        return Err(Problem(told));
    }
    let next = base_fee::next(inputs.whole("base_fee")?, limit, used);
    Ok(Value::Whole(next))
}

fn calldata(inputs: &Inputs) -> Result<Value, Problem> {
    let calldata = Calldata {
        zeros: inputs.whole("zeros")?,
        nonzeros: inputs.whole("nonzeros")?,
    };
    let used = calldata.start().saturating_add(inputs.whole("execution")?);
    Ok(Value::Whole(calldata.paid(used)))
}

fn blob_fee(inputs: &Inputs) -> Result<Value, Problem> {
    let fork = inputs.choice("fork")?;
    let schedule =
        BlobSchedule::of_fork(fork).ok_or_else(|| Problem(format!("fork {fork} has no blobs")))?;
    let fee = schedule.exact_fee(inputs.whole("excess")?);
    fee.map(Value::large).ok_or_else(too_large)
}

fn exponential(inputs: &Inputs) -> Result<Value, Problem> {
    let (numerator, denominator) = (inputs.whole("numerator")?, inputs.whole("denominator")?);
    fake_exponential(inputs.whole("factor")?, numerator, denominator)
        .map(Value::large)
        .ok_or_else(too_large)
}

fn too_large() -> Problem {
    Problem("the result must fit into 256 bits".to_owned())
}
