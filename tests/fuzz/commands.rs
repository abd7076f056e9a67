//! Random commands of every kind to a world of each engine: taken, or refused by name without a change; the judges that
//! hold whatever people do are content.

use bilayer::base::{Amount, Span, Stream};
use bilayer::command::{
    Command, Conduct, DelegatedCommand, Demand, FaultKind, FaultRule, MessageClass, NetworkCommand,
    StakeCommand, StakeConduct, WalletCommand,
};

use crate::asked;
use crate::rounds::rounds;
use crate::worlds::{ENGINES, NODES, session};

fn one<T: Clone>(dice: &mut Stream, of: &[T]) -> T {
    of[dice.below(of.len() as u64) as usize].clone()
}

fn command(dice: &mut Stream) -> Command {
    match dice.below(8) {
        0..4 => asked::command(dice),
        4 => Command::Network(failure(dice)),
        5 => Command::Wallet(wallet(dice)),
        6 => Command::Delegated(delegated(dice)),
        _ => Command::Stake(staked(dice)),
    }
}

fn failure(dice: &mut Stream) -> NetworkCommand {
    let node = asked::node(dice);
    match dice.below(8) {
        0 => NetworkCommand::Partition {
            groups: (0..dice.below(4))
                .map(|_| vec![asked::node(dice)])
                .collect(),
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
        crowd: asked::who(dice),
        demand: Demand::Steady {
            per_minute: dice.below(8_000) as u32,
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

#[test]
fn no_command_panics_any_engine() {
    let (mut taken, mut refused) = ([0_u64; ENGINES as usize], 0_u64);
    for round in rounds("courses of commands", 40) {
        let mut dice = Stream::named(round, "commands");
        let engine = round % ENGINES;
        let mut session = session(engine, round);
        let mut log = Vec::new();
        for _ in 0..25 {
            session.run(session.world().now() + Span::from_millis(dice.below(20_000)));
            let command = command(&mut dice);
            log.push(format!("{} {command:?}", session.world().now()));
            let before = dice.chance(1, 8).then(|| session.fingerprint());
            match session.give(command) {
                Ok(()) => taken[engine as usize] += 1,
                Err(refusal) => {
                    refused += 1;
                    assert!(!refusal.key.is_empty());
                    assert!(before.is_none_or(|before| session.fingerprint() == before));
                }
            }
            // Commands make more than a third faulty, and then two blocks can be final.
            let mut breaches = session.breaches();
            breaches.retain(|breach| breach.judge != "judge.finality-agrees");
            assert_eq!(breaches, [], "round {round}:\n{}", log.join("\n"));
        }
    }
    println!("fuzz: commands: {taken:?} taken by engine, {refused} refused");
    assert!(taken.iter().all(|taken| *taken > 10), "{taken:?}");
}
