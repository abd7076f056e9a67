//! The limits of a false time: what is beyond them is refused by name, and what is within moves the difficulty.

use std::collections::BTreeSet;
use std::sync::Arc;

use bilayer::base::{Address, Span, Time};
use bilayer::chain::{Block, BlockError, Plan, template};
use bilayer::command::{Command, NetworkCommand, Strategy};
use bilayer::consensus::pow::median_time::median_time_past;
use bilayer::consensus::pow::target;
use bilayer::event::{ChainFact, Fact};
use bilayer::simulation::{MAX_NODES_PAGE, Session, Silent, Simulation};

use super::world::{chain_of, followed, set_strategy, setup};

/// Whether a block on the honest head is taken that is dated so many seconds after the median of the 11 before it.
fn dated(after_median: u32) -> Result<(), BlockError> {
    let setup = Arc::new(setup(2, 30, Strategy::Honest));
    let mut simulation = Simulation::begin(setup, Silent, MAX_NODES_PAGE).expect("valid");
    simulation.run(Time::from_secs(3_600));
    let chain = followed(simulation.world(), simulation.archive(), "honest");
    let times: Vec<u32> = chain
        .iter()
        .map(|entry| entry.block.header().time)
        .collect();
    let mut archive = simulation.archive().clone();
    let parent = chain.last().expect("blocks").clone();
    let plan = Plan {
        time: median_time_past(&times).expect("blocks") + after_median,
        ..Plan::search(&archive, &parent, Address([7; 20]), Time::from_secs(3_600))
    };
    let block: Block = template(&archive, &parent, plan, &[]).expect("a block");
    archive.admit(&Arc::new(block)).map(|_| ())
}

#[test]
fn the_median_itself_is_too_old_and_a_second_later_is_not() {
    assert_eq!(dated(0), Err(BlockError::TimeTooOld));
    assert_eq!(BlockError::TimeTooOld.key(), "block.time-too-old");
    assert_eq!(dated(1), Ok(()));
}

/// Why the honest node refused blocks of a rogue that dates them two hours ahead of its own clock, which is ahead.
fn refusals(clock_ahead: Span) -> (BTreeSet<String>, usize) {
    let mut session = super::world::session(4, 40);
    let skew = NetworkCommand::Skew {
        node: "rogue".to_owned(),
        by: clock_ahead,
        behind: false,
    };
    session.give(Command::Network(skew)).expect("a node");
    set_strategy(&mut session, Strategy::LateTimes);
    session.run(Time::from_secs(3_600));
    let honest = id(&session, "honest");
    let facts = session.log().all().iter().map(|event| &event.fact);
    let reasons = facts.filter_map(|fact| match fact {
        Fact::Chain(ChainFact::Refused { node, reason, .. }) if *node == honest => {
            Some(reason.clone())
        }
        _ => None,
    });
    let rogue = session.world().directory().find("rogue").expect("a node");
    let chain = followed(session.world(), session.archive(), "honest");
    let own = chain
        .iter()
        .filter(|entry| entry.block.body().miner == rogue.address);
    (reasons.collect(), own.count())
}

fn id(session: &Session, name: &str) -> bilayer::base::ActorId {
    session.world().directory().find(name).expect("a node").id
}

#[test]
fn two_hours_ahead_is_the_most_and_beyond_it_is_refused_by_name() {
    let (reasons, taken) = refusals(Span::ZERO);
    assert!(
        reasons.is_empty() && taken > 10,
        "{reasons:?}, {taken} taken"
    );
    let (reasons, _) = refusals(Span::from_secs(3_600));
    assert!(reasons.contains("block.time-too-new"), "{reasons:?}");
}

/// Thousandths of the first target that the second window of 100 blocks has.
fn second_target(share: u64, strategy: Strategy) -> u64 {
    let (chain, _) = chain_of(setup(6, share, strategy), 150);
    let at = |height: usize| {
        let bits = chain[height - 1].block.header().bits;
        let target = target::from_compact(bits).expect("a target");
        (target >> 200_usize).to::<u64>()
    };
    at(120) * 1_000 / at(1)
}

/// A window of 100 blocks should take 6,000 s; two hours more on its last block make it look 2.2 times as long.
#[test]
fn a_majority_that_dates_ahead_makes_blocks_easier_once() {
    let honest = second_target(75, Strategy::Honest);
    assert!((750..=1_250).contains(&honest), "{honest}");
    let late = second_target(75, Strategy::LateTimes);
    assert!(
        (honest + 900..=honest + 1_500).contains(&late),
        "{late} beside {honest}"
    );
}
