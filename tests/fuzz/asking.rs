//! The commands of a course: some of every kind, mostly possible.

use bilayer::base::{Amount, Stream};
use bilayer::command::{
    ChannelCommand, Command, Conduct, DelegatedCommand, Demand, FaultKind, FaultRule, MessageClass,
    NetworkCommand, RollupCommand, StakeCommand, StakeConduct, Strategy, WalletCommand,
};

use crate::asked;
use crate::second_chain;
use crate::worlds::{CROWD, NODES, PEOPLE};

fn one<T: Clone>(dice: &mut Stream, of: &[T]) -> T {
    of[dice.below(of.len() as u64) as usize].clone()
}

/// Where there are producers or validators, more of what concerns them.
pub fn command(dice: &mut Stream, engine: u64) -> Command {
    if dice.chance(1, 10) {
        return likely(dice);
    }
    match (dice.below(9), engine) {
        (8, _) => second_chain::command(dice),
        (0..4, _) => asked::command(dice),
        (4, _) => Command::Network(failure(dice)),
        (5, _) => Command::Wallet(wallet(dice)),
        (6, 0..=2 | 5..) | (7, 2) => Command::Delegated(delegated(dice)),
        _ => Command::Stake(staked(dice)),
    }
}

fn failure(dice: &mut Stream) -> NetworkCommand {
    let node = asked::node(dice);
    match dice.below(8) {
        0 => NetworkCommand::Partition {
            groups: groups(dice),
        },
        1 => NetworkCommand::Heal {},
        2 => NetworkCommand::Fault(fault(dice)),
        3 => NetworkCommand::EndFaults {},
        4 => NetworkCommand::Crash { node },
        5 => NetworkCommand::Restart { node },
        6 => NetworkCommand::Skew {
            node,
            by: asked::span(dice),
            behind: dice.chance(1, 2),
        },
        _ => NetworkCommand::Forge { node },
    }
}

/// Mostly the four nodes in two groups, sometimes what is no partition.
fn groups(dice: &mut Stream) -> Vec<Vec<String>> {
    if dice.chance(1, 3) {
        return (0..dice.below(4))
            .map(|_| vec![asked::node(dice)])
            .collect();
    }
    let (some, others) = NODES.split_at(1 + dice.below(3) as usize);
    [some, others]
        .map(|group| group.iter().map(|node| (*node).to_owned()).collect())
        .to_vec()
}

fn fault(dice: &mut Stream) -> FaultRule {
    let by = asked::span(dice);
    let kinds = [
        MessageClass::Blocks,
        MessageClass::Transactions,
        MessageClass::Votes,
        MessageClass::Letters,
    ];
    FaultRule {
        from: (0..dice.below(2)).map(|_| asked::node(dice)).collect(),
        to: (0..dice.below(2)).map(|_| asked::who(dice)).collect(),
        kinds: (0..dice.below(3)).map(|_| one(dice, &kinds)).collect(),
        chance: dice.below(1_200) as u32,
        lasts: dice.chance(1, 2).then(|| asked::span(dice)),
        act: one(
            dice,
            &[
                FaultKind::Drop,
                FaultKind::Delay(by),
                FaultKind::Duplicate(by),
                FaultKind::Reorder(by),
            ],
        ),
    }
}

fn wallet(dice: &mut Stream) -> WalletCommand {
    if dice.chance(1, 2) {
        return WalletCommand::Restore {
            name: format!("Copy{}", dice.below(3)),
            of: asked::who(dice),
            node: asked::node(dice),
        };
    }
    WalletCommand::Demand {
        crowd: one(dice, &[CROWD, CROWD, PEOPLE[0], "Nobody"]).to_owned(),
        demand: Demand::Steady {
            per_minute: dice.below(300) as u32,
        },
    }
}

fn delegated(dice: &mut Stream) -> DelegatedCommand {
    let (person, node) = (asked::who(dice), asked::node(dice));
    let amount = match dice.below(3) {
        0 => asked::amount(dice),
        _ => Amount::coins(dice.below(80)),
    };
    match dice.below(8) {
        0 => DelegatedCommand::Stake { person, amount },
        1 => DelegatedCommand::Unstake { person, amount },
        2 => DelegatedCommand::Refund { person },
        3 => DelegatedCommand::Vote {
            person,
            producers: (0..dice.below(6)).map(|_| asked::node(dice)).collect(),
        },
        4 => DelegatedCommand::Register { node },
        5 => DelegatedCommand::Retire { node },
        6 => DelegatedCommand::Claim { node },
        _ => DelegatedCommand::Behave {
            node,
            conduct: one(
                dice,
                &[
                    Conduct::Honest,
                    Conduct::Absent,
                    Conduct::ProduceTwice,
                    Conduct::Censor {
                        person: person.clone(),
                    },
                    Conduct::Veto { person },
                ],
            ),
        },
    }
}

/// Who comes and goes.
fn entering(dice: &mut Stream, node: String) -> StakeCommand {
    match dice.chance(1, 2) {
        true => StakeCommand::Deposit {
            person: asked::who(dice),
            amount: Amount::coins(dice.below(40)),
        },
        false => StakeCommand::Exit {
            node,
            validator: dice.below(80) as u32,
        },
    }
}

fn staked(dice: &mut Stream) -> StakeCommand {
    let node = asked::node(dice);
    if dice.chance(1, 5) {
        return entering(dice, node);
    }
    if dice.chance(1, 8) {
        return StakeCommand::Join {
            name: format!("Late{}", dice.below(3)),
            peers: vec![node.clone()],
            trusts: one(dice, &NODES).to_owned(),
        };
    }
    let conducts = [
        StakeConduct::Honest,
        StakeConduct::Absent,
        StakeConduct::ProposeTwice,
        StakeConduct::VoteTwice,
        StakeConduct::VoteAround,
        StakeConduct::Withhold,
        StakeConduct::UseCopies,
        StakeConduct::Rewrite,
    ];
    StakeCommand::Behave {
        node,
        conduct: one(dice, &conducts),
    }
}

/// What is possible where a channel and a rollup are under way, unless it was closed or spent meanwhile.
fn likely(dice: &mut Stream) -> Command {
    let (channel, rollup, from) = (1, 1, PEOPLE[0].to_owned());
    let amount = Amount(1 + dice.below(1_000));
    match dice.below(8) {
        0 => Command::Channel(ChannelCommand::Pay {
            channel,
            from,
            amount,
        }),
        1 => Command::Rollup(RollupCommand::Transfer {
            rollup,
            from,
            to: PEOPLE[1].to_owned(),
            amount,
        }),
        2 => Command::Rollup(RollupCommand::Withdraw {
            rollup,
            from,
            amount,
        }),
        3 => Command::Rollup(RollupCommand::SubmitBatch { rollup }),
        4 => Command::Channel(ChannelCommand::CloseTogether { channel, by: from }),
        5 => Command::Channel(ChannelCommand::CloseStale {
            channel,
            by: from,
            version: dice.below(2),
        }),
        _ => Command::Network(NetworkCommand::SetStrategy {
            node: one(dice, &NODES).to_owned(),
            strategy: Strategy::PrivateChain {
                confirmations: 1,
                give_up: 2,
            },
        }),
    }
}

/// What can only follow on a command that was taken.
pub fn answer(dice: &mut Stream, taken: &Command) -> Option<Command> {
    match taken.clone() {
        Command::Network(NetworkCommand::Cut { a, b }) => {
            Some(Command::Network(NetworkCommand::Mend { a, b }))
        }
        Command::Network(NetworkCommand::Partition { .. }) => {
            Some(Command::Network(NetworkCommand::Heal {}))
        }
        Command::Network(NetworkCommand::Fault(_)) => {
            Some(Command::Network(NetworkCommand::EndFaults {}))
        }
        Command::Network(NetworkCommand::Crash { node }) => {
            Some(Command::Network(NetworkCommand::Restart { node }))
        }
        Command::Network(NetworkCommand::SetStrategy { node, .. }) => {
            let home = NODES.iter().position(|name| *name == node)?;
            Some(Command::Wallet(WalletCommand::DoubleSpend {
                from: (*PEOPLE.get(home)?).to_owned(),
                to: asked::who(dice),
                amount: Amount::coins(dice.below(20)),
            }))
        }
        Command::Wallet(WalletCommand::Transfer { from, .. }) => {
            Some(Command::Wallet(WalletCommand::Bump {
                from,
                nonce: None,
                max_fee: None,
                tip: None,
            }))
        }
        _ => None,
    }
}

/// What is possible while a transfer within the rollup is in no batch.
pub fn about_the_last_transfer(dice: &mut Stream) -> Command {
    let rollup = 1;
    Command::Rollup(match dice.chance(1, 2) {
        true => RollupCommand::SubmitBatch { rollup },
        false => RollupCommand::Rival {
            rollup,
            from: PEOPLE[0].to_owned(),
            to: PEOPLE[2].to_owned(),
        },
    })
}
