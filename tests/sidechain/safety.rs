//! Random days of a peg, with functionaries that sleep, nodes that crash and networks that lose letters: as long as fewer than
//! the threshold are false and no reorg is deeper than the confirmations, what is above is locked below.

use bilayer::base::Amount;
use bilayer::command::{MemberConduct, NetworkCommand, Refusal, SidechainCommand};
use proptest::prelude::*;

use super::world::{ABOVE, World};

#[derive(Clone, Copy, Debug)]
enum Act {
    Deposit(usize, u64),
    Transfer(usize, usize, u64),
    Withdraw(usize, u64),
    Behave(usize, MemberConduct),
    Steal(u64),
    Rob(usize),
    Refresh,
    Alarm(usize),
    Change(usize),
    Cut(usize),
    Mend(usize),
    Crash(usize),
    Restart(usize),
    Wait(u64),
}

const USERS: [&str; 3] = ["Ana", "Ben", "Mallory"];
const LINKS: [(&str, &str); 3] = [("n1", "n3"), ("harbor1", "harbor3"), ("Ana", "f2")];
const NODES: [&str; 2] = ["n3", "harbor3"];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let user = 0..USERS.len();
    let conduct = prop_oneof![
        Just(MemberConduct::Honest),
        Just(MemberConduct::Offline),
        Just(MemberConduct::Colludes),
    ];
    let act = prop_oneof![
        5 => (user.clone(), 1..200_u64).prop_map(|(user, coins)| Act::Deposit(user, coins)),
        3 => (user.clone(), user.clone(), 1..80_u64).prop_map(|(a, b, coins)| Act::Transfer(a, b, coins)),
        4 => (user, 1..60_u64).prop_map(|(user, coins)| Act::Withdraw(user, coins)),
        3 => (0..5_usize, conduct).prop_map(|(member, conduct)| Act::Behave(member, conduct)),
        2 => (1..100_u64).prop_map(Act::Steal),
        1 => (0..5_usize).prop_map(Act::Rob),
        1 => Just(Act::Refresh),
        1 => (0..5_usize).prop_map(Act::Alarm),
        1 => (0..5_usize).prop_map(Act::Change),
        1 => (0..LINKS.len()).prop_map(Act::Cut),
        2 => (0..LINKS.len()).prop_map(Act::Mend),
        1 => (0..NODES.len()).prop_map(Act::Crash),
        2 => (0..NODES.len()).prop_map(Act::Restart),
        8 => (20..200_u64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 15..40)
}

/// A day with five functionaries of whom three must sign; never more than two keys are a thief's.
struct Day {
    world: World,
    false_keys: [bool; 5],
}

impl Day {
    /// Whether another of them may become false.
    fn may_fall(&mut self, member: usize) -> bool {
        let fallen = self.false_keys.iter().filter(|fallen| **fallen).count();
        let may = self.false_keys[member] || fallen < 2;
        self.false_keys[member] |= may;
        may
    }

    fn act(&mut self, act: Act) {
        let member = |number: usize| format!("f{}", number + 1);
        let chain = ABOVE;
        if let Act::Behave(number, MemberConduct::Colludes) | Act::Rob(number) = act
            && !self.may_fall(number)
        {
            return;
        }
        let world = &mut self.world;
        // Many of these are refused; the world then stays as it was.
        let _ = match act {
            Act::Deposit(user, coins) => world.deposit(USERS[user], coins),
            Act::Transfer(from, to, coins) => world.transfer(USERS[from], USERS[to], coins),
            Act::Withdraw(user, coins) => world.withdraw(USERS[user], coins),
            Act::Behave(number, conduct) => world.try_give(SidechainCommand::Behave {
                chain,
                member: member(number),
                conduct,
            }),
            Act::Steal(coins) => world.try_give(SidechainCommand::Steal {
                chain,
                thief: "Mallory".into(),
                amount: Amount::coins(coins),
            }),
            Act::Rob(number) => world.try_give(SidechainCommand::Rob {
                chain,
                member: member(number),
                thief: "Mallory".into(),
            }),
            Act::Refresh => world.try_give(SidechainCommand::Refresh { chain }),
            Act::Alarm(number) => world.try_give(SidechainCommand::Alarm {
                chain,
                member: member(number),
            }),
            Act::Change(turn) => world.try_give(SidechainCommand::ChangeMembers {
                chain,
                members: (0..5).map(|number| member((number + turn) % 5)).collect(),
                threshold: 3,
            }),
            Act::Cut(_) | Act::Mend(_) | Act::Crash(_) | Act::Restart(_) => spoil(world, act),
            Act::Wait(seconds) => {
                world.run(seconds);
                Ok(())
            }
        };
    }
}

/// What happens to nodes and links.
fn spoil(world: &mut World, act: Act) -> Result<(), Refusal> {
    let node = |number: usize| NODES[number].to_owned();
    let link = |number: usize| (LINKS[number].0.to_owned(), LINKS[number].1.to_owned());
    world.network(match act {
        Act::Cut(number) => {
            let (a, b) = link(number);
            NetworkCommand::Cut { a, b }
        }
        Act::Mend(number) => {
            let (a, b) = link(number);
            NetworkCommand::Mend { a, b }
        }
        Act::Crash(number) => NetworkCommand::Crash { node: node(number) },
        Act::Restart(number) => NetworkCommand::Restart { node: node(number) },
        _ => return Ok(()),
    })
}

fn cases(usual: u32) -> u32 {
    let asked = std::env::var("BILAYER_RUNS").ok();
    asked.and_then(|runs| runs.parse().ok()).unwrap_or(usual)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(300), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_above_is_locked_below(seed in 0..1_000_u64, acts in acts()) {
        let world = World::founded(seed, 5, 3);
        let mut day = Day { world, false_keys: [false; 5] };
        for act in acts {
            day.act(act);
            prop_assert_eq!(day.world.breached(), Vec::<&str>::new(), "{:?}", act);
        }
        day.world.run(600);
        prop_assert_eq!(day.world.breached(), Vec::<&str>::new());
    }
}
