//! Rules of Proof of Stake as Gasper, with the preset `mainnet`.

use crate::base::Digest;
use crate::consensus::gasper::exits::ExitQueue;
use crate::consensus::gasper::inactivity::away_for;
use crate::consensus::gasper::justification::finality_of;
use crate::consensus::gasper::params::{ETHER, Fork, MIN_ACTIVATION_BALANCE, Preset};
use crate::consensus::gasper::reward::{BaseReward, Flag};
use crate::consensus::gasper::shuffle::shuffle;
use crate::consensus::gasper::slashing::correlation_penalty;

use super::{Inputs, Key, Kind, Problem, Rule, Value};

const PRESET: &Preset = &Preset::MAINNET;

/// More stake than there ever is: a thousand million ethers.
const MOST_STAKE: u64 = 1_000_000_000 * ETHER;

const MOST_VALIDATORS: u64 = 10_000_000;

const fn whole(
    name: &'static str,
    unit: &'static str,
    range: (u64, u64),
    example: &'static str,
) -> Key {
    let kind = Kind::Whole(range.0, range.1);
    Key {
        name,
        unit,
        kind,
        example,
    }
}

/// Proof of Stake.
pub const RULES: &[Rule] = &[
    Rule {
        name: "justification",
        about: "The justified and the finalized epoch after epoch 2, 3, and so on, from the votes for the previous and the current target as each ends.",
        keys: &[
            whole("total", "stake in any unit", (1, MOST_STAKE), "99"),
            Key {
                name: "targets",
                unit: "previous:current, of total, an epoch each",
                kind: Kind::Pairs(1000, MOST_STAKE),
                example: "99:66,99:66,99:66",
            },
        ],
        source: "consensus-specs phase0/beacon-chain.md weigh_justification_and_finalization",
        compute: justification,
    },
    Rule {
        name: "slashing-penalty",
        about: "What each of the validators that are slashed together loses half-way to its withdrawal, in Gwei, with 32 ETH each.",
        keys: &[
            whole("slashed", "validators", (0, MOST_VALIDATORS), "1000"),
            whole("of", "validators", (1, MOST_VALIDATORS), "100000"),
            Key {
                name: "fork",
                unit: "",
                kind: Kind::Choice(&["phase0", "altair", "bellatrix", "electra"]),
                example: "electra",
            },
        ],
        source: "consensus-specs process_slashings (bellatrix, electra/beacon-chain.md)",
        compute: slashing_penalty,
    },
    Rule {
        name: "inactivity",
        about: "What is left of 32 ETH after so many epochs away in a leak, in Gwei: by the leak alone.",
        keys: &[whole(
            "epochs",
            "epochs of 6.4 minutes",
            (0, 1_000_000),
            "1000",
        )],
        source: "consensus-specs altair/beacon-chain.md process_inactivity_updates, bellatrix INACTIVITY_PENALTY_QUOTIENT",
        compute: inactivity,
    },
    Rule {
        name: "base-reward",
        about: "What a validator with 32 ETH earns in an epoch if all do all their duties, and for its votes, in Gwei.",
        keys: &[whole(
            "total",
            "Gwei of active stake",
            (ETHER, MOST_STAKE),
            "32000000000000000",
        )],
        source: "consensus-specs altair/beacon-chain.md get_base_reward, get_flag_index_deltas",
        compute: base_reward,
    },
    Rule {
        name: "exit-queue",
        about: "The epochs in which balances leave that ask to, one after another, in the same epoch.",
        keys: &[
            whole("epoch", "epoch in which they ask", (0, 1 << 40), "1000"),
            whole(
                "churn",
                "ETH that may leave in an epoch",
                (1, 1_000_000),
                "256",
            ),
            Key {
                name: "exits",
                unit: "ETH each",
                kind: Kind::Wholes {
                    most: 10_000,
                    each: (0, 1_000_000),
                },
                example: "32,32,32,32,2048,32",
            },
        ],
        source: "consensus-specs electra/beacon-chain.md compute_exit_epoch_and_update_churn",
        compute: exit_queue,
    },
    Rule {
        name: "shuffle",
        about: "Where the swap-or-not shuffle with 90 rounds takes each index.",
        keys: &[
            Key {
                name: "seed",
                unit: "",
                kind: Kind::Bytes(32),
                example: "2594b6a92ebfb1c3312deb7d01c015fb95e9fbe9bd7bc6b527af07813ec7b910",
            },
            whole("n", "indices", (1, 100_000), "5"),
        ],
        source: "consensus-specs phase0/beacon-chain.md compute_shuffled_index",
        compute: shuffled,
    },
];

fn justification(inputs: &Inputs) -> Result<Value, Problem> {
    let (total, targets) = (inputs.whole("total")?, inputs.pairs("targets")?);
    if targets
        .iter()
        .any(|(previous, current)| previous.max(current) > &total)
    {
        return Err(Problem(format!("targets must be at most total, {total}")));
    }
    let told = finality_of(total, targets).into_iter();
    let told = told.map(|(justified, finalized)| Value::Text(format!("{justified}/{finalized}")));
    Ok(Value::List(told.collect()))
}

fn slashing_penalty(inputs: &Inputs) -> Result<Value, Problem> {
    let (slashed, of) = (inputs.whole("slashed")?, inputs.whole("of")?);
    if slashed > of {
        return Err(Problem(format!("slashed must be at most of, {of}")));
    }
    let fork = match inputs.choice("fork")? {
        "phase0" => Fork::Phase0,
        "altair" => Fork::Altair,
        "bellatrix" => Fork::Bellatrix,
        _ => Fork::Electra,
    };
    let each = MIN_ACTIVATION_BALANCE;
    let penalty = correlation_penalty(each, slashed * each, of * each, PRESET, fork);
    Ok(Value::Whole(penalty))
}

fn inactivity(inputs: &Inputs) -> Result<Value, Problem> {
    let away = away_for(inputs.whole("epochs")?, PRESET, Fork::Bellatrix);
    Ok(Value::Fields(vec![
        ("balance", Value::Whole(away.balance)),
        ("effective_balance", Value::Whole(away.effective)),
    ]))
}

fn base_reward(inputs: &Inputs) -> Result<Value, Problem> {
    let reward = BaseReward::of(inputs.whole("total")?);
    let balance = MIN_ACTIVATION_BALANCE;
    let all = reward.increments;
    let flag = |flag| Value::Whole(reward.flag_reward(balance, flag, all));
    Ok(Value::Fields(vec![
        ("per_increment", Value::Whole(reward.per_increment)),
        ("base", Value::Whole(reward.base(balance))),
        ("source", flag(Flag::Source)),
        ("target", flag(Flag::Target)),
        ("head", flag(Flag::Head)),
    ]))
}

fn exit_queue(inputs: &Inputs) -> Result<Value, Problem> {
    let (epoch, churn) = (inputs.whole("epoch")?, inputs.whole("churn")?);
    let mut queue = ExitQueue::default();
    let exits = inputs.wholes("exits")?.iter();
    Ok(Value::wholes(exits.map(|ether| {
        queue.exit(epoch, churn * ETHER, ether * ETHER)
    })))
}

fn shuffled(inputs: &Inputs) -> Result<Value, Problem> {
    let mut list: Vec<u64> = (0..inputs.whole("n")?).collect();
    let seed = Digest(inputs.bytes("seed")?);
    shuffle(&mut list, &seed, PRESET.shuffle_rounds);
    Ok(Value::wholes(list))
}
