//! A second chain, whose functionaries are the people, and what can be asked of it.

use bilayer::base::{Amount, Span, Stream};
use bilayer::command::{
    ChainConsensus, ChainNode, ChainPlan, Command, FederationPlan, Founding, MemberConduct,
    SidechainCommand,
};

use crate::asked;
use crate::worlds::PEOPLE;

/// The first that is founded.
const FIRST: u32 = 2;

fn people() -> Vec<String> {
    PEOPLE.map(str::to_owned).to_vec()
}

/// Blocks every 30 seconds, by two of its nodes.
pub fn found(number: u64) -> Command {
    let node = |place: u64| ChainNode {
        name: format!("Harbor{}", 2 * number + place),
        hash_rate: 1,
    };
    Command::Sidechain(SidechainCommand::Found(Box::new(Founding {
        plan: ChainPlan {
            name: format!("Harbor {number}"),
            consensus: ChainConsensus::Work {
                bits: 0x2002_d82d,
                spacing: 30,
                sampled: true,
            },
            gas_limit: 3_000_000,
            latency: Span::from_millis(400),
            nodes: vec![node(0), node(1)],
        },
        federation: FederationPlan {
            members: people(),
            threshold: 2,
            confirmations: 2,
            burn_confirmations: 2,
            emergency: people(),
            emergency_threshold: 2,
            emergency_after: 3,
            pause: 2,
        },
        founder: PEOPLE[0].to_owned(),
    })))
}

/// A deposit, and what can be done with it once it has come.
pub fn story() -> [Command; 3] {
    let (chain, from) = (FIRST, PEOPLE[0].to_owned());
    let (to, amount) = (PEOPLE[1].to_owned(), Amount::coins(1));
    [
        SidechainCommand::Deposit {
            chain,
            from: from.clone(),
            amount: Amount::coins(10),
        },
        SidechainCommand::Transfer {
            chain,
            from: from.clone(),
            to,
            amount,
        },
        SidechainCommand::Withdraw {
            chain,
            from,
            amount,
        },
    ]
    .map(Command::Sidechain)
}

/// Mostly of the chain that is there.
pub fn command(dice: &mut Stream) -> Command {
    if dice.chance(1, 12) {
        return found(dice.below(3));
    }
    let chain = FIRST + u32::from(dice.chance(1, 8));
    let (from, other) = (asked::who(dice), asked::who(dice));
    let amount = asked::amount(dice);
    Command::Sidechain(match dice.below(5) {
        0 => SidechainCommand::OpenAccount {
            chain,
            person: from,
            node: format!("Harbor{}", dice.below(4)),
        },
        1 => SidechainCommand::Deposit {
            chain,
            from,
            amount,
        },
        2 => SidechainCommand::Transfer {
            chain,
            from,
            to: other,
            amount,
        },
        3 => SidechainCommand::Withdraw {
            chain,
            from,
            amount,
        },
        _ => about_members(dice, chain, from, other),
    })
}

fn about_members(dice: &mut Stream, chain: u32, member: String, thief: String) -> SidechainCommand {
    let conducts = [
        MemberConduct::Honest,
        MemberConduct::Offline,
        MemberConduct::Colludes,
    ];
    match dice.below(7) {
        0 => SidechainCommand::Behave {
            chain,
            member,
            conduct: conducts[dice.below(3) as usize],
        },
        1 => SidechainCommand::Rob {
            chain,
            member,
            thief,
        },
        2 => SidechainCommand::Steal {
            chain,
            thief,
            amount: asked::amount(dice),
        },
        3 => SidechainCommand::Alarm { chain, member },
        4 => SidechainCommand::ChangeMembers {
            chain,
            members: people(),
            threshold: dice.below(4) as u32,
        },
        5 => SidechainCommand::Refresh { chain },
        _ => SidechainCommand::Emergency { chain, to: member },
    }
}
