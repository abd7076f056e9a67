//! Kinds of commands that a goal can ask for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{
    ChannelCommand, Command, DelegatedCommand, NetworkCommand, RollupCommand, SidechainCommand,
    StakeCommand, WalletCommand,
};

macro_rules! command_kinds {
    ($($kind:ident = $pattern:pat),* $(,)?) => {
        /// Kinds of commands that a goal can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        #[allow(missing_docs, reason = "each is the command of that name")]
        pub enum CommandKind { $($kind),* }

        impl CommandKind {
            /// The kind of a command.
            pub fn of(command: &Command) -> Self {
                match command { $($pattern => Self::$kind),* }
            }
        }
    };
}

command_kinds! {
    AddNode = Command::Network(NetworkCommand::AddNode { .. }),
    SetHashRate = Command::Network(NetworkCommand::SetHashRate { .. }),
    Partition = Command::Network(NetworkCommand::Partition { .. }),
    Heal = Command::Network(NetworkCommand::Heal {}),
    Fault = Command::Network(NetworkCommand::Fault(_)),
    EndFaults = Command::Network(NetworkCommand::EndFaults {}),
    Crash = Command::Network(NetworkCommand::Crash { .. }),
    Restart = Command::Network(NetworkCommand::Restart { .. }),
    Skew = Command::Network(NetworkCommand::Skew { .. }),
    Forge = Command::Network(NetworkCommand::Forge { .. }),
    Link = Command::Network(NetworkCommand::Link { .. }),
    Unlink = Command::Network(NetworkCommand::Unlink { .. }),
    Cut = Command::Network(NetworkCommand::Cut { .. }),
    Mend = Command::Network(NetworkCommand::Mend { .. }),
    SetStrategy = Command::Network(NetworkCommand::SetStrategy { .. }),
    CreateAccount = Command::Wallet(WalletCommand::Create { .. }),
    Transfer = Command::Wallet(WalletCommand::Transfer { .. }),
    Bump = Command::Wallet(WalletCommand::Bump { .. }),
    Demand = Command::Wallet(WalletCommand::Demand { .. }),
    Restore = Command::Wallet(WalletCommand::Restore { .. }),
    DoubleSpend = Command::Wallet(WalletCommand::DoubleSpend { .. }),
    Cheat = Command::Wallet(WalletCommand::Cheat { .. }),
    OpenChannel = Command::Channel(ChannelCommand::Open { .. }),
    Pay = Command::Channel(ChannelCommand::Pay { .. }),
    CloseTogether = Command::Channel(ChannelCommand::CloseTogether { .. }),
    CloseForced = Command::Channel(ChannelCommand::CloseForced { .. }),
    CloseStale = Command::Channel(ChannelCommand::CloseStale { .. }),
    SleepParty = Command::Channel(ChannelCommand::Sleep { .. }),
    StartRollup = Command::Rollup(RollupCommand::Start { .. }),
    Deposit = Command::Rollup(RollupCommand::Deposit { .. }),
    RollupTransfer = Command::Rollup(RollupCommand::Transfer { .. }),
    SubmitBatch = Command::Rollup(RollupCommand::SubmitBatch { .. }),
    SetBatching = Command::Rollup(RollupCommand::SetBatching { .. }),
    Withdraw = Command::Rollup(RollupCommand::Withdraw { .. }),
    Corrupt = Command::Rollup(RollupCommand::Corrupt { .. }),
    SetFavours = Command::Rollup(RollupCommand::SetFavours { .. }),
    Rival = Command::Rollup(RollupCommand::Rival { .. }),
    SleepVerifier = Command::Rollup(RollupCommand::SleepVerifier { .. }),
    Stake = Command::Delegated(DelegatedCommand::Stake { .. }),
    Unstake = Command::Delegated(DelegatedCommand::Unstake { .. }),
    Refund = Command::Delegated(DelegatedCommand::Refund { .. }),
    Vote = Command::Delegated(DelegatedCommand::Vote { .. }),
    Register = Command::Delegated(DelegatedCommand::Register { .. }),
    Retire = Command::Delegated(DelegatedCommand::Retire { .. }),
    Claim = Command::Delegated(DelegatedCommand::Claim { .. }),
    Behave = Command::Delegated(DelegatedCommand::Behave { .. }),
    Validate = Command::Stake(StakeCommand::Behave { .. }),
    JoinTrusting = Command::Stake(StakeCommand::Join { .. }),
    DepositStake = Command::Stake(StakeCommand::Deposit { .. }),
    ExitValidator = Command::Stake(StakeCommand::Exit { .. }),
    FoundChain = Command::Sidechain(SidechainCommand::Found(_)),
    OpenAccount = Command::Sidechain(SidechainCommand::OpenAccount { .. }),
    PegIn = Command::Sidechain(SidechainCommand::Deposit { .. }),
    SidechainTransfer = Command::Sidechain(SidechainCommand::Transfer { .. }),
    PegOut = Command::Sidechain(SidechainCommand::Withdraw { .. }),
    SetFunctionary = Command::Sidechain(SidechainCommand::Behave { .. }),
    Rob = Command::Sidechain(SidechainCommand::Rob { .. }),
    Steal = Command::Sidechain(SidechainCommand::Steal { .. }),
    Alarm = Command::Sidechain(SidechainCommand::Alarm { .. }),
    ChangeMembers = Command::Sidechain(SidechainCommand::ChangeMembers { .. }),
    Refresh = Command::Sidechain(SidechainCommand::Refresh { .. }),
    Emergency = Command::Sidechain(SidechainCommand::Emergency { .. }),
}
