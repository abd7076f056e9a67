//! Random days of a peg, with functionaries that sleep, nodes that crash and networks that lose letters: as long as fewer than
//! the threshold are false and no reorg is deeper than the confirmations, what is above is locked below.

use std::cell::Cell;

use bilayer::base::Amount;
use bilayer::command::{MemberConduct, NetworkCommand, Refusal, SidechainCommand};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

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
        7 => (user, 1..60_u64).prop_map(|(user, coins)| Act::Withdraw(user, coins)),
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
        8 => (60..400_u64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 12..28)
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

/// What the days together have seen: a peg that nothing crosses is not tried.
#[derive(Default)]
struct Seen {
    mints: Cell<u64>,
    payouts: Cell<u64>,
    false_keys: Cell<usize>,
}

fn play(seed: u64, acts: &[Act], seen: &Seen) -> Result<(), TestCaseError> {
    let world = World::founded(seed, 5, 3);
    let mut day = Day {
        world,
        false_keys: [false; 5],
    };
    for act in acts {
        day.act(*act);
        prop_assert_eq!(day.world.breached(), Vec::<&str>::new(), "{:?}", act);
    }
    day.world.run(600);
    prop_assert_eq!(day.world.breached(), Vec::<&str>::new());
    let fallen = day.false_keys.iter().filter(|fallen| **fallen).count();
    let add = |cell: &Cell<u64>, more: u64| cell.set(cell.get() + more);
    add(&seen.mints, day.world.bridge("f1").counters().mints);
    add(&seen.payouts, day.world.vault("f1").counters().payouts);
    seen.false_keys.set(seen.false_keys.get() + fallen);
    Ok(())
}

#[test]
fn what_is_above_is_locked_below() {
    let cases = cases(300);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let seen = Seen::default();
    let days = (0..1_000_u64, acts());
    let result = TestRunner::new(config).run(&days, |(seed, acts)| play(seed, &acts, &seen));
    result.unwrap_or_else(|failure| panic!("{failure}"));
    let (mints, payouts) = (seen.mints.get(), seen.payouts.get());
    let fallen = seen.false_keys.get();
    println!("{cases} days: {mints} mints, {payouts} payouts, {fallen} false keys");
    let days = u64::from(cases);
    let is_tried = mints > days && payouts > days / 8 && fallen as u64 > days / 4;
    assert!(is_tried || days < 100);
}
