//! Random days of a rollup, with cuts of the network, lies and withdrawals: while somebody watches, the bridge holds what it owes.

use bilayer::base::Amount;
use bilayer::command::RollupCommand;
use bilayer::layer2::rollup::WithdrawalPhase;
use proptest::prelude::*;

use super::world::World;

#[derive(Clone, Copy, Debug)]
enum Act {
    Deposit(usize, u64),
    Transfer(usize, usize, u64),
    Withdraw(usize, u64),
    Batch,
    Lie(u64),
    Cut,
    Mend,
    Wait(u64),
}

const USERS: [&str; 4] = ["Ana", "Ben", "Mallory", "Sam"];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let user = 0..USERS.len();
    let act = prop_oneof![
        3 => (user.clone(), 1..200_u64).prop_map(|(user, coins)| Act::Deposit(user, coins)),
        6 => (user.clone(), user.clone(), 1..80_u64).prop_map(|(a, b, coins)| Act::Transfer(a, b, coins)),
        3 => (user, 1..60_u64).prop_map(|(user, coins)| Act::Withdraw(user, coins)),
        5 => Just(Act::Batch),
        1 => (1..2_000_u64).prop_map(Act::Lie),
        2 => Just(Act::Cut),
        2 => Just(Act::Mend),
        6 => (20..240_u64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 20..60)
}

/// A day, in which the network is never cut for longer than the window lasts.
struct Day {
    world: World,
    is_cut: bool,
    lied: bool,
}

impl Day {
    fn act(&mut self, act: Act) {
        let rollup = 1;
        let world = &mut self.world;
        // Many of these are refused; the world then stays as it was.
        let _ = match act {
            Act::Deposit(user, coins) => world.try_give(RollupCommand::Deposit {
                rollup,
                from: USERS[user].into(),
                amount: Amount::coins(coins),
            }),
            Act::Transfer(from, to, coins) => world.transfer(USERS[from], USERS[to], coins),
            Act::Withdraw(user, coins) => world.withdraw(USERS[user], coins),
            Act::Batch => world.try_give(RollupCommand::SubmitBatch { rollup }),
            Act::Lie(coins) if !self.is_cut => {
                self.lied = true;
                world.corrupt("Mallory", coins);
                Ok(())
            }
            Act::Cut if !self.is_cut && !self.lied => {
                self.is_cut = true;
                world.cut();
                Ok(())
            }
            Act::Mend if self.is_cut => {
                self.is_cut = false;
                world.mend();
                Ok(())
            }
            Act::Wait(seconds) => {
                world.run(seconds);
                Ok(())
            }
            Act::Lie(_) | Act::Cut | Act::Mend => Ok(()),
        };
        if !self.is_cut {
            self.world.check();
        }
    }
}

/// A world in which everybody but the sequencer has value above.
fn rich(seed: u64) -> World {
    let mut world = World::started(seed);
    for user in &USERS[..3] {
        world.deposit(user, 300);
    }
    for _ in 0..100 {
        world.run(30);
        let _ = world.try_give(RollupCommand::SubmitBatch { rollup: 1 });
        if USERS[..3]
            .iter()
            .all(|user| world.above(user, user) == Amount::coins(300))
        {
            return world;
        }
    }
    panic!("the deposits don't come up");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bridge_holds_what_it_owes_and_everybody_gets_out(seed in 0..1_000_u64, acts in acts()) {
        let world = rich(seed);
        let mut day = Day { world, is_cut: false, lied: false };
        for act in acts {
            day.act(act);
        }
        day.act(Act::Mend);
        let mut world = day.world;
        for _ in 0..4 {
            world.run(300);
            let _ = world.try_give(RollupCommand::SubmitBatch { rollup: 1 });
        }
        world.blocks(20);
        world.check();
        for user in USERS {
            let outgoing = world.seat(user).map(|seat| seat.user().outgoing().to_vec());
            for outgoing in outgoing.unwrap_or_default() {
                let ended = [WithdrawalPhase::Paid, WithdrawalPhase::Refused, WithdrawalPhase::Requested];
                prop_assert!(ended.contains(&outgoing.phase), "{user}: {outgoing:?}");
            }
        }
    }
}
