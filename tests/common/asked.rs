//! Random commands: mostly possible, sometimes about nobody, with figures at the ends of what fits.

use bilayer::base::{Amount, Span, Stream};
use bilayer::command::{
    ChannelCommand, Command, Flaw, NetworkCommand, RollupCommand, RollupSettings, Strategy,
    WalletCommand,
};

/// Somebody: mostly a person, sometimes a node, somebody new or nobody.
pub fn who(dice: &mut Stream) -> String {
    let names = [
        "Ana", "Ben", "Cai", "Ana", "Ben", "Cai", "Ana", "Ben", "Cai", "North", "South", "New1",
        "New2", "", "Nobody",
    ];
    names[dice.below(names.len() as u64) as usize].to_owned()
}

pub fn node(dice: &mut Stream) -> String {
    let names = [
        "North", "East", "South", "West", "North", "East", "South", "West", "Node1", "Node2", "Ana",
    ];
    names[dice.below(names.len() as u64) as usize].to_owned()
}

pub fn amount(dice: &mut Stream) -> Amount {
    match dice.below(12) {
        0 => Amount(u64::MAX),
        1 => Amount::ZERO,
        2 => Amount(dice.below(1_000)),
        3 => Amount::coins(dice.below(200)),
        _ => Amount(dice.below(8_000_000_000)),
    }
}

pub fn span(dice: &mut Stream) -> Span {
    match dice.below(10) {
        0 => Span::ZERO,
        1 => Span(u64::MAX),
        _ => Span::from_millis(dice.below(5_000)),
    }
}

/// A command of the sandbox: its network, wallets, channels and rollups.
pub fn command(dice: &mut Stream) -> Command {
    match dice.below(10) {
        0..2 => Command::Network(network(dice)),
        2..4 => Command::Wallet(wallet(dice)),
        4..7 => Command::Channel(channel(dice)),
        _ => Command::Rollup(rollup(dice)),
    }
}

pub fn network(dice: &mut Stream) -> NetworkCommand {
    let (a, b) = (node(dice), node(dice));
    match dice.below(7) {
        0 => NetworkCommand::AddNode {
            name: format!("Node{}", dice.below(3)),
            hash_rate: dice.below(60),
            peers: vec![a, b],
        },
        1 => NetworkCommand::SetHashRate {
            node: a,
            hash_rate: if dice.chance(1, 6) {
                u64::MAX
            } else {
                10 + dice.below(60)
            },
        },
        2 => NetworkCommand::Link {
            a,
            b,
            latency: span(dice),
            bandwidth: dice.below(3) * 5_000,
        },
        3 => NetworkCommand::Unlink { a, b },
        4 => NetworkCommand::Cut { a, b },
        5 => NetworkCommand::SetStrategy {
            node: a,
            strategy: strategy(dice),
        },
        _ => NetworkCommand::Mend { a, b },
    }
}

fn strategy(dice: &mut Stream) -> Strategy {
    match dice.below(9) {
        7 => Strategy::Unchecked,
        8 => Strategy::FalseState,
        0 => Strategy::EmptyBlocks,
        1 => Strategy::EarlyTimes,
        2 => Strategy::LateTimes,
        3 => Strategy::SelfishMiner,
        4 | 5 => Strategy::PrivateChain {
            confirmations: dice.below(4) as u32,
            give_up: 1 + dice.below(3) as u32,
        },
        _ => Strategy::Honest,
    }
}

fn flaw(dice: &mut Stream) -> Flaw {
    match dice.below(4) {
        0 => Flaw::Signature,
        1 => Flaw::Nonce,
        2 => Flaw::Balance,
        _ => Flaw::Gas,
    }
}

pub fn wallet(dice: &mut Stream) -> WalletCommand {
    if dice.chance(1, 6) {
        return WalletCommand::DoubleSpend {
            from: who(dice),
            to: who(dice),
            amount: amount(dice),
        };
    }
    if dice.chance(1, 8) {
        return WalletCommand::Cheat {
            from: who(dice),
            to: who(dice),
            amount: amount(dice),
            flaw: flaw(dice),
        };
    }
    if dice.chance(1, 5) {
        return WalletCommand::Create {
            name: format!("New{}", dice.below(3)),
            node: node(dice),
        };
    }
    let max_fee = dice.chance(1, 4).then(|| amount(dice));
    let tip = dice.chance(1, 4).then(|| amount(dice));
    if dice.chance(1, 6) {
        let nonce = dice.chance(1, 2).then(|| dice.below(5));
        let from = who(dice);
        return WalletCommand::Bump {
            from,
            nonce,
            max_fee,
            tip,
        };
    }
    WalletCommand::Transfer {
        from: who(dice),
        to: who(dice),
        amount: amount(dice),
        max_fee,
        tip,
    }
}

pub fn channel(dice: &mut Stream) -> ChannelCommand {
    let channel = 1 + dice.below(3) as u32;
    let by = who(dice);
    match dice.below(10) {
        0 | 1 => ChannelCommand::Open {
            a: by,
            b: who(dice),
            deposit_a: Amount::coins(dice.below(40)),
            deposit_b: Amount::coins(dice.below(40)),
        },
        2..7 => ChannelCommand::Pay {
            channel,
            from: by,
            amount: amount(dice),
        },
        7 if dice.chance(1, 3) => ChannelCommand::CloseTogether { channel, by },
        7 => ChannelCommand::CloseForced { channel, by },
        8 => ChannelCommand::CloseStale {
            channel,
            by,
            version: dice.below(6),
        },
        _ => ChannelCommand::Sleep {
            channel,
            party: by,
            asleep: dice.chance(1, 2),
        },
    }
}

fn settings(dice: &mut Stream) -> RollupSettings {
    RollupSettings {
        window: if dice.chance(1, 10) {
            0
        } else {
            3 + dice.below(10)
        },
        bond: Amount::coins(dice.below(12)),
        batch_every: dice
            .chance(1, 2)
            .then(|| Span::from_secs(20 + dice.below(100))),
    }
}

pub fn rollup(dice: &mut Stream) -> RollupCommand {
    let rollup = 1 + dice.below(8) as u32 / 7;
    let (from, to) = (who(dice), who(dice));
    let amount = amount(dice);
    match dice.below(14) {
        0 | 1 => RollupCommand::Start {
            sequencer: from,
            verifier: to,
            settings: settings(dice),
        },
        2..4 => RollupCommand::Deposit {
            rollup,
            from,
            amount,
        },
        4..7 => RollupCommand::Transfer {
            rollup,
            from,
            to,
            amount,
        },
        7 => RollupCommand::SubmitBatch { rollup },
        8 => RollupCommand::SetBatching {
            rollup,
            every: dice.chance(1, 2).then(|| span(dice)),
        },
        9 => RollupCommand::Withdraw {
            rollup,
            from,
            amount,
        },
        10 => RollupCommand::Corrupt { rollup, to, amount },
        11 => RollupCommand::SetFavours {
            rollup,
            favours: dice.chance(3, 4),
        },
        12 => RollupCommand::Rival { rollup, from, to },
        _ => RollupCommand::SleepVerifier {
            rollup,
            asleep: dice.chance(1, 2),
        },
    }
}
