//! Rules of proof of work.

use crate::base::Amount;
use crate::chain::Header;
use crate::consensus::pow::double_spend::{MOST_CONFIRMATIONS, exact, nakamoto};
use crate::consensus::pow::median_time::median_time_past;
use crate::consensus::pow::retarget::Retarget;
use crate::consensus::pow::subsidy::subsidy;
use crate::consensus::pow::target::{
    BITCOIN_LIMIT, TargetError, from_bits, from_compact, meets, to_compact, work,
};
use crate::consensus::pow::{selfish, subsidy as schedule};

use super::{Inputs, Key, Kind, Problem, Rule, Value};

const SECONDS: Kind = Kind::Whole(0, u32::MAX as u64);

const fn bits(example: &'static str) -> Key {
    Key {
        name: "bits",
        unit: "compact target as a header has it, most significant byte first",
        kind: Kind::Bits,
        example,
    }
}

const fn time(name: &'static str, example: &'static str) -> Key {
    Key {
        name,
        unit: "seconds since 1970",
        kind: SECONDS,
        example,
    }
}

/// Proof of work.
pub const RULES: &[Rule] = &[
    Rule {
        name: "header",
        about: "The hash of a Bitcoin header, as displayed, and whether it meets the target that the header names.",
        keys: &[Key {
            name: "raw",
            unit: "version, previous, Merkle root, time, bits, nonce; integers little endian",
            kind: Kind::Bytes(Header::LEN),
            example: "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c",
        }],
        source: "Bitcoin Core src/primitives/block.cpp, src/pow.cpp CheckProofOfWork",
        compute: header,
    },
    Rule {
        name: "target",
        about: "The number that compact bits stand for, the bits that encode it again, and whether it may be a target.",
        keys: &[bits("1d00ffff")],
        source: "Bitcoin Core src/arith_uint256.cpp SetCompact, GetCompact",
        compute: target,
    },
    Rule {
        name: "work",
        about: "How many hashes a block with these bits stands for: 2^256 / (target + 1), rounded down.",
        keys: &[bits("1d00ffff")],
        source: "Bitcoin Core src/chain.cpp GetBlockProof",
        compute: work_of,
    },
    Rule {
        name: "retarget",
        about: "The bits that follow 2016 blocks whose first and last have these times.",
        keys: &[
            bits("1d00ffff"),
            time("first", "1261130161"),
            time("last", "1262152739"),
        ],
        source: "Bitcoin Core src/pow.cpp CalculateNextWorkRequired",
        compute: retarget,
    },
    Rule {
        name: "median-time",
        about: "The median of the last 11 block times, which the next block's time must exceed.",
        keys: &[Key {
            name: "times",
            unit: "seconds since 1970, the tip's last",
            kind: Kind::Wholes {
                most: 1000,
                each: (0, u32::MAX as u64),
            },
            example: "1231006505,1231469665,1231469744",
        }],
        source: "BIP 113; Bitcoin Core src/chain.h GetMedianTimePast",
        compute: median_time,
    },
    Rule {
        name: "subsidy",
        about: "New coins of the block at a height, in satoshi.",
        keys: &[Key {
            name: "height",
            unit: "blocks above the first",
            kind: Kind::Whole(0, u64::MAX),
            example: "840000",
        }],
        source: "Bitcoin Core src/validation.cpp GetBlockSubsidy",
        compute: subsidy_at,
    },
    Rule {
        name: "double-spend",
        about: "The chance that an attacker with a share of the hash rate undoes a payment with so many confirmations: Nakamoto's approximation and the exact one.",
        keys: &[
            Key {
                name: "share",
                unit: "of the hash rate",
                kind: Kind::Share {
                    end: 100,
                    closed: false,
                },
                example: "0.1",
            },
            Key {
                name: "confirmations",
                unit: "blocks",
                kind: Kind::Whole(0, MOST_CONFIRMATIONS as u64),
                example: "6",
            },
        ],
        source: "Nakamoto 2008, section 11; Grunspan and Perez-Marco, arXiv 1702.02867, theorem 1",
        compute: double_spend,
    },
    Rule {
        name: "selfish-mining",
        about: "The share of the rewards that a selfish miner gets, and the share of the hash rate from which that pays.",
        keys: &[
            Key {
                name: "share",
                unit: "of the hash rate",
                kind: Kind::Share {
                    end: 50,
                    closed: true,
                },
                example: "0.4",
            },
            Key {
                name: "gamma",
                unit: "part of the others that mines on the selfish miner's block in a race",
                kind: Kind::Share {
                    end: 100,
                    closed: true,
                },
                example: "0.5",
            },
        ],
        source: "Eyal and Sirer 2014, equations 8 and 9",
        compute: selfish_mining,
    },
];

fn header(inputs: &Inputs) -> Result<Value, Problem> {
    let header = Header::from_bytes(&inputs.bytes("raw")?);
    let id = header.id();
    let met = from_bits(header.bits, BITCOIN_LIMIT).is_ok_and(|target| meets(&id, target));
    Ok(Value::Fields(vec![
        ("hash", Value::text(id.reversed_hex())),
        ("meets_target", Value::Truth(met)),
    ]))
}

fn target(inputs: &Inputs) -> Result<Value, Problem> {
    let bits = inputs.short("bits")?;
    let number = from_compact(bits).ok();
    let problem = from_bits(bits, BITCOIN_LIMIT).err();
    let shown = |text: Option<String>| text.map_or(Value::Nothing, Value::Text);
    Ok(Value::Fields(vec![
        (
            "target",
            shown(number.map(|number| format!("{number:064x}"))),
        ),
        (
            "compact",
            shown(number.map(|number| hex_bits(to_compact(number)))),
        ),
        ("valid", Value::Truth(problem.is_none())),
        ("problem", shown(problem.map(|problem| problem.to_string()))),
    ]))
}

fn hex_bits(bits: u32) -> String {
    format!("{bits:08x}")
}

fn no_target(error: TargetError) -> Problem {
    Problem(format!("bits must be a valid target, and are a {error}"))
}

/// Work counts for every target of up to 256 bits, as on test networks.
fn work_of(inputs: &Inputs) -> Result<Value, Problem> {
    let target = from_bits(inputs.short("bits")?, ruint::aliases::U256::MAX);
    target
        .map(|target| Value::large(work(target)))
        .map_err(no_target)
}

fn retarget(inputs: &Inputs) -> Result<Value, Problem> {
    let (first, last) = (inputs.short("first")?, inputs.short("last")?);
    Retarget::BITCOIN
        .next_bits(inputs.short("bits")?, first, last)
        .map(|bits| Value::Text(hex_bits(bits)))
        .map_err(no_target)
}

fn median_time(inputs: &Inputs) -> Result<Value, Problem> {
    let times = inputs.wholes("times")?.iter();
    let times: Vec<u32> = times.filter_map(|time| u32::try_from(*time).ok()).collect();
    let median = median_time_past(&times);
    Ok(median.map_or(Value::Nothing, |median| Value::Whole(median.into())))
}

fn subsidy_at(inputs: &Inputs) -> Result<Value, Problem> {
    let height = inputs.whole("height")?;
    let (initial, interval) = (schedule::BITCOIN_INITIAL, schedule::BITCOIN_INTERVAL);
    Ok(Value::Whole(subsidy(Amount(initial), interval, height).0))
}

fn double_spend(inputs: &Inputs) -> Result<Value, Problem> {
    let (share, confirmations) = (inputs.share("share")?, inputs.short("confirmations")?);
    Ok(Value::Fields(vec![
        ("nakamoto", Value::Decimal(nakamoto(share, confirmations))),
        ("exact", Value::Decimal(exact(share, confirmations))),
    ]))
}

fn selfish_mining(inputs: &Inputs) -> Result<Value, Problem> {
    let (share, gamma) = (inputs.share("share")?, inputs.share("gamma")?);
    Ok(Value::Fields(vec![
        ("revenue", Value::Decimal(selfish::revenue(share, gamma))),
        ("threshold", Value::Decimal(selfish::threshold(gamma))),
    ]))
}
