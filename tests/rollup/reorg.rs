//! Layer 1 changes its mind: deposits, batches and claims leave with their blocks, come back, and no honest bond is lost.

use bilayer::base::Amount;
use bilayer::event::RollupFact;

use super::world::{BOND, World};

/// Cuts the sequencer's node off, lets `act` happen there, and mends the link once the other side has more work.
fn apart(
    world: &mut World,
    what: &str,
    act: impl Fn(&mut World),
    happened: impl Fn(&World) -> bool,
) {
    world.run(30);
    world.cut();
    act(world);
    world.until(what, |world| happened(world));
    world.until("more work on the other side", |world| {
        let work = |name: &str| world.0.archive().entry(&world.head(name)).work;
        work("Vera") > work("Sam")
    });
    let other = world.head("Vera");
    world.mend();
    world.until("one chain", |world| {
        let archive = world.0.archive();
        archive.is_on_branch(&other, &world.head("Sam"))
    });
}

fn rewound(world: &World, name: &str) -> bool {
    let who = world.id(name);
    world
        .facts()
        .iter()
        .any(|fact| matches!(fact, RollupFact::Rewound { agent, .. } if *agent == who))
}

#[test]
fn a_batch_that_a_reorg_removes_is_posted_again() {
    let mut world = World::funded(21);
    world.until("the first claim", |world| world.commitments() == 1);
    apart(
        &mut world,
        "the batch on one side",
        |world| {
            world.transfer("Ana", "Ben", 7).unwrap();
            world.run(3);
            world.batch();
        },
        |world| world.above("Sam", "Ben") == Amount::coins(7),
    );
    assert!(
        rewound(&world, "Sam"),
        "the sequencer followed Layer 1 back"
    );
    world.until("the batch on the other side", |world| {
        world.above("Vera", "Ben") == Amount::coins(7)
    });
    world.until("its claim", |world| world.commitments() == 2);
    world.blocks(3);
    no_bond_was_lost(&world);
}

#[test]
fn a_deposit_that_a_reorg_removes_takes_its_batch_along_and_both_come_back() {
    let mut world = World::started(22);
    apart(
        &mut world,
        "the deposit above on one side",
        |world| {
            world.deposit("Ana", 40);
            world.until("its first confirmation", |world| {
                let deposit = world.reader("Sam").and_then(|reader| reader.deposit(0));
                deposit.is_some_and(|deposit| deposit.height < world.height("Sam"))
            });
            world.batch();
        },
        |world| world.above("Sam", "Ana") == Amount::coins(40),
    );
    assert!(rewound(&world, "Sam"));
    world.until("the deposit below", |world| {
        world
            .reader("Sam")
            .is_some_and(|reader| reader.counters().deposits == 1)
    });
    world.blocks(3);
    if world.above("Vera", "Ana") == Amount::ZERO {
        world.batch();
    }
    world.until("the deposit above", |world| {
        world.above("Vera", "Ana") == Amount::coins(40)
    });
    world.until("its claim", |world| world.commitments() == 1);
    world.blocks(2);
    no_bond_was_lost(&world);
}

#[test]
fn a_claim_that_a_reorg_removes_is_made_anew() {
    let mut world = World::funded(23);
    world.until("the first claim", |world| world.commitments() == 1);
    apart(
        &mut world,
        "the claim on one side",
        |world| {
            world.transfer("Ana", "Ben", 7).unwrap();
            world.run(3);
            world.batch();
        },
        |world| {
            let reader = world.reader("Sam");
            reader.is_some_and(|reader| reader.counters().commitments == 2)
        },
    );
    assert!(rewound(&world, "Sam"));
    world.until("the claim on the other side", |world| {
        world.commitments() == 2
    });
    world.until("agreement", |world| {
        world
            .facts()
            .iter()
            .any(|fact| matches!(fact, RollupFact::Agreed { batch: 1, .. }))
    });
    world.blocks(3);
    no_bond_was_lost(&world);
}

#[test]
fn a_lie_on_a_branch_that_loses_takes_nothing_and_gives_nothing() {
    let mut world = World::funded(24);
    world.until("the first claim", |world| world.commitments() == 1);
    apart(
        &mut world,
        "the lie on one side",
        |world| {
            world.transfer("Ana", "Ben", 7).unwrap();
            world.run(3);
            world.corrupt("Mallory", 300);
            world.batch();
        },
        |world| {
            let reader = world.reader("Sam");
            reader.is_some_and(|reader| reader.counters().commitments == 2)
        },
    );
    world.until("a true claim", |world| {
        let reader = world.reader("Vera").unwrap();
        let block = world.derivation("Vera").block(1);
        reader
            .commitment(1)
            .zip(block)
            .is_some_and(|(commitment, block)| commitment.root == block.after.root())
    });
    world.blocks(1);
    world.check();
}

fn no_bond_was_lost(world: &World) {
    world.check();
    let nobody = bilayer::base::Address([0; 20]);
    let reader = world.reader("Vera").unwrap();
    let counters = reader.counters();
    assert_eq!(
        world.audit().bonds.0,
        BOND.0 * (counters.commitments - counters.confirmed)
    );
    let entry = world.0.archive().entry(&world.head("Vera"));
    assert_eq!(entry.state.balance(&nobody), Amount::ZERO);
    let lost = |fact: &RollupFact| {
        matches!(
            fact,
            RollupFact::Deleted { .. } | RollupFact::Disputed { .. }
        )
    };
    assert!(!world.facts().iter().any(lost));
}
