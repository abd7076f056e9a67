//! Commands in words.

use crate::base::{Amount, Span};
use crate::command::{
    ChannelCommand, Command, Conduct, DelegatedCommand, Demand, Flaw, NetworkCommand,
    RollupCommand, SidechainCommand, StakeCommand, StakeConduct, Strategy, WalletCommand,
};

use super::model::{Text, Value};

fn name(word: &str) -> Value {
    Value::Name(word.to_owned())
}

fn number(count: u32) -> Value {
    Value::Count(u64::from(count))
}

fn ends(key: &'static str, a: &str, b: &str) -> Text {
    Text::key(key).with("a", name(a)).with("b", name(b))
}

/// A command in words.
pub(super) fn text(command: &Command) -> Text {
    match command {
        Command::Network(command) => network(command),
        Command::Wallet(command) => wallet(command),
        Command::Channel(command) => channel(command),
        Command::Rollup(command) => rollup(command),
        Command::Sidechain(command) => sidechain(command),
        Command::Delegated(command) => delegated(command),
        Command::Stake(command) => stake(command),
    }
}

fn network(command: &NetworkCommand) -> Text {
    match command {
        NetworkCommand::AddNode {
            name: who,
            hash_rate,
            peers,
        } => {
            let key = if *hash_rate > 0 {
                "command.add-miner"
            } else {
                "command.add-node"
            };
            Text::key(key)
                .with("name", name(who))
                .with("hash-rate", Value::HashRate(*hash_rate))
                .with("peers", name(&peers.join(", ")))
        }
        NetworkCommand::SetHashRate { node, hash_rate } => Text::key("command.set-hash-rate")
            .with("node", name(node))
            .with("hash-rate", Value::HashRate(*hash_rate)),
        NetworkCommand::Link { a, b, latency, .. } => {
            ends("command.link", a, b).with("latency", Value::Span(*latency))
        }
        NetworkCommand::Unlink { a, b } => ends("command.unlink", a, b),
        NetworkCommand::Cut { a, b } => ends("command.cut", a, b),
        NetworkCommand::Mend { a, b } => ends("command.mend", a, b),
        NetworkCommand::SetStrategy { node, strategy } => Text::key("command.set-strategy")
            .with("node", name(node))
            .with("strategy", Value::Text(Text::key(strategy_key(*strategy)))),
        failure => failed(failure),
    }
}

fn failed(command: &NetworkCommand) -> Text {
    match command {
        NetworkCommand::Partition { groups } => {
            let groups: Vec<String> = groups.iter().map(|group| group.join(", ")).collect();
            Text::key("command.partition").with("groups", name(&groups.join(" | ")))
        }
        NetworkCommand::Heal {} => Text::key("command.heal"),
        NetworkCommand::Fault(rule) => super::faults::rule(rule),
        NetworkCommand::Crash { node } => Text::key("command.crash").with("node", name(node)),
        NetworkCommand::Restart { node } => Text::key("command.restart").with("node", name(node)),
        NetworkCommand::Skew { node, by, behind } => {
            let key = if *behind {
                "command.skew-behind"
            } else {
                "command.skew-ahead"
            };
            Text::key(key)
                .with("node", name(node))
                .with("span", Value::Span(*by))
        }
        NetworkCommand::Forge { node } => Text::key("command.forge").with("node", name(node)),
        _ => Text::key("command.end-faults"),
    }
}

/// The key of a strategy's name.
pub(super) fn strategy_key(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Honest => "strategy.honest",
        Strategy::EmptyBlocks => "strategy.empty-blocks",
        Strategy::EarlyTimes => "strategy.early-times",
        Strategy::LateTimes => "strategy.late-times",
        Strategy::SelfishMiner => "strategy.selfish-miner",
        Strategy::PrivateChain { .. } => "strategy.private-chain",
        Strategy::Unchecked => "strategy.unchecked",
        Strategy::FalseState => "strategy.false-state",
    }
}

fn wallet(command: &WalletCommand) -> Text {
    match command {
        WalletCommand::Create { name: who, node } => Text::key("command.create-account")
            .with("name", name(who))
            .with("node", name(node)),
        WalletCommand::Transfer {
            from, to, amount, ..
        } => pay("command.transfer", from, *amount).with("to", name(to)),
        WalletCommand::Demand { crowd, demand } => {
            let what = match demand {
                Demand::Off => "command.demand-off",
                Demand::Steady { .. } => "command.demand-steady",
                Demand::Burst { .. } => "command.demand-burst",
                Demand::Auction { .. } => "command.demand-auction",
                Demand::Blobs { .. } => "command.demand-blobs",
            };
            Text::key(what).with("who", name(crowd))
        }
        WalletCommand::Bump { from, .. } => Text::key("command.bump").with("from", name(from)),
        WalletCommand::Restore {
            name: who,
            of,
            node,
        } => Text::key("command.restore-account")
            .with("name", name(who))
            .with("of", name(of))
            .with("node", name(node)),
        WalletCommand::DoubleSpend { from, to, amount } => {
            pay("command.double-spend", from, *amount).with("to", name(to))
        }
        WalletCommand::Cheat {
            from,
            to,
            amount,
            flaw,
        } => pay(cheat_key(*flaw), from, *amount).with("to", name(to)),
    }
}

fn cheat_key(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Signature => "command.cheat-signature",
        Flaw::Nonce => "command.cheat-nonce",
        Flaw::Balance => "command.cheat-balance",
        Flaw::Gas => "command.cheat-gas",
    }
}

fn pay(key: &'static str, from: &str, amount: Amount) -> Text {
    Text::key(key)
        .with("from", name(from))
        .with("amount", Value::Amount(amount))
}

fn channel(command: &ChannelCommand) -> Text {
    let by = |key, channel: &u32, who: &str| {
        Text::key(key)
            .with("channel", number(*channel))
            .with("who", name(who))
    };
    match command {
        ChannelCommand::Open {
            a,
            b,
            deposit_a,
            deposit_b,
        } => ends("command.open-channel", a, b)
            .with("deposit-a", Value::Amount(*deposit_a))
            .with("deposit-b", Value::Amount(*deposit_b)),
        ChannelCommand::Pay {
            channel,
            from,
            amount,
        } => by("command.channel-pay", channel, from).with("amount", Value::Amount(*amount)),
        ChannelCommand::CloseTogether { channel, by: who } => {
            by("command.close-together", channel, who)
        }
        ChannelCommand::CloseForced { channel, by: who } => {
            by("command.close-forced", channel, who)
        }
        ChannelCommand::CloseStale {
            channel,
            by: who,
            version,
        } => by("command.close-stale", channel, who).with("version", Value::Count(*version)),
        ChannelCommand::Sleep {
            channel,
            party,
            asleep: true,
        } => by("command.channel-sleep", channel, party),
        ChannelCommand::Sleep {
            channel,
            party,
            asleep: false,
        } => by("command.channel-wake", channel, party),
    }
}

/// By its kind alone, until second chains have a room on the page.
fn sidechain(command: &SidechainCommand) -> Text {
    Text::key(match command {
        SidechainCommand::Found(_) => "command.sidechain.found",
        SidechainCommand::OpenAccount { .. } => "command.sidechain.open-account",
        SidechainCommand::Deposit { .. } => "command.sidechain.deposit",
        SidechainCommand::Transfer { .. } => "command.sidechain.transfer",
        SidechainCommand::Withdraw { .. } => "command.sidechain.withdraw",
        SidechainCommand::Behave { .. } => "command.sidechain.behave",
        SidechainCommand::Rob { .. } => "command.sidechain.rob",
        SidechainCommand::Steal { .. } => "command.sidechain.steal",
        SidechainCommand::Alarm { .. } => "command.sidechain.alarm",
        SidechainCommand::ChangeMembers { .. } => "command.sidechain.change-members",
        SidechainCommand::Refresh { .. } => "command.sidechain.refresh",
        SidechainCommand::Emergency { .. } => "command.sidechain.emergency",
    })
}

fn rollup(command: &RollupCommand) -> Text {
    let plain = |key, rollup: &u32| Text::key(key).with("rollup", number(*rollup));
    match command {
        RollupCommand::Start {
            sequencer,
            verifier,
            settings,
        } => Text::key("command.start-rollup")
            .with("sequencer", name(sequencer))
            .with("verifier", name(verifier))
            .with("window", Value::Count(settings.window)),
        RollupCommand::Deposit { from, amount, .. } => pay("command.deposit", from, *amount),
        RollupCommand::Transfer {
            from, to, amount, ..
        } => pay("command.rollup-transfer", from, *amount).with("to", name(to)),
        RollupCommand::SubmitBatch { rollup } => plain("command.submit-batch", rollup),
        RollupCommand::SetBatching {
            rollup,
            every: Some(every),
        } => plain("command.batch-every", rollup).with("every", Value::Span(Span(every.0))),
        RollupCommand::SetBatching {
            rollup,
            every: None,
        } => plain("command.batch-by-hand", rollup),
        RollupCommand::Withdraw { from, amount, .. } => pay("command.withdraw", from, *amount),
        RollupCommand::SetFavours {
            rollup,
            favours: true,
        } => plain("command.favours", rollup),
        RollupCommand::SetFavours {
            rollup,
            favours: false,
        } => plain("command.keeps-promises", rollup),
        RollupCommand::Rival { from, to, .. } => Text::key("command.rival")
            .with("from", name(from))
            .with("to", name(to)),
        RollupCommand::Corrupt { rollup, to, amount } => plain("command.corrupt", rollup)
            .with("to", name(to))
            .with("amount", Value::Amount(*amount)),
        RollupCommand::SleepVerifier {
            rollup,
            asleep: true,
        } => plain("command.verifier-sleep", rollup),
        RollupCommand::SleepVerifier {
            rollup,
            asleep: false,
        } => plain("command.verifier-wake", rollup),
    }
}

fn delegated(command: &DelegatedCommand) -> Text {
    let of = |key, who: &str| Text::key(key).with("who", name(who));
    match command {
        DelegatedCommand::Stake { person, amount } => {
            of("command.stake", person).with("amount", Value::Amount(*amount))
        }
        DelegatedCommand::Unstake { person, amount } => {
            of("command.unstake", person).with("amount", Value::Amount(*amount))
        }
        DelegatedCommand::Refund { person } => of("command.refund", person),
        DelegatedCommand::Vote { person, producers } => {
            of("command.vote", person).with("producers", name(&producers.join(", ")))
        }
        DelegatedCommand::Register { node } => of("command.register", node),
        DelegatedCommand::Retire { node } => of("command.retire", node),
        DelegatedCommand::Claim { node } => of("command.claim", node),
        DelegatedCommand::Behave { node, conduct } => match conduct {
            Conduct::Honest => of("command.behave-honest", node),
            Conduct::Absent => of("command.behave-absent", node),
            Conduct::ProduceTwice => of("command.behave-twice", node),
            Conduct::Censor { person } => {
                of("command.behave-censor", node).with("whom", name(person))
            }
            Conduct::Veto { person } => of("command.behave-veto", node).with("whom", name(person)),
        },
    }
}

fn stake(command: &StakeCommand) -> Text {
    let of = |key, who: &str| Text::key(key).with("who", name(who));
    match command {
        StakeCommand::Behave { node, conduct } => of(conduct_key(*conduct), node),
        StakeCommand::Join {
            name: who, trusts, ..
        } => of("command.join-trusting", who).with("whom", name(trusts)),
        StakeCommand::Deposit { person, amount } => {
            of("command.deposit-stake", person).with("amount", Value::Amount(*amount))
        }
        StakeCommand::Exit { node, validator } => {
            of("command.exit-validator", node).with("index", Value::Count((*validator).into()))
        }
    }
}

const fn conduct_key(conduct: StakeConduct) -> &'static str {
    match conduct {
        StakeConduct::Honest => "command.validate-honestly",
        StakeConduct::Absent => "command.validate-nothing",
        StakeConduct::ProposeTwice => "command.propose-twice",
        StakeConduct::VoteTwice => "command.vote-twice",
        StakeConduct::VoteAround => "command.vote-around",
        StakeConduct::Withhold => "command.withhold-blocks",
        StakeConduct::UseCopies => "command.use-copies",
        StakeConduct::Rewrite => "command.rewrite-history",
    }
}
